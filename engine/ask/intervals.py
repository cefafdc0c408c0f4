"""Divides an amount into intervals: where the outcome is the same, and where it slides with the amount. No gaps."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ..rulebook.model import Fact

_GRAINS: Final = {"dollars": 100, "percent": 1_000}
_NARROW: Final = 500  # grains: less of one outcome between sliding ones is part of the slide
_MOST: Final = 5
_DEEPEST: Final = 6
_USUAL: Final = tuple(size * first for size in (100_000, 1_000_000, 10_000_000) for first in (1, 2, 5))  # cents

Find = Callable[[int], Hashable]


class Interval(NamedTuple):
    """From the first to the last amount, both included; the amounts tried within, and whether the outcome slides."""

    first: int
    last: int
    tried: tuple[int, ...]
    slides: bool


def intervals(fact: Fact, values: Sequence[int], find: Find, shape: Callable[..., object]) -> list[Interval]:
    """The intervals from the lowest value to the highest, each beginning one grain after the one before.

    A change of shape is found to the grain. Where only amounts change, what slides is set apart from what stays.
    """
    grain = grain_of(fact)
    usual = _USUAL if fact.unit == "dollars" else ()
    ends = {value - value % grain for value in values} | {value + -value % grain for value in values} | {*usual}
    points = sorted(value for value in ends if fact.lowest <= value <= fact.highest)
    points = _cut(points, grain, lambda value: shape(find(value)), _DEEPEST)
    points = _cut(points, grain, find)
    parts: list[Interval] = []
    for value in points:
        same = bool(parts) and find(parts[-1].last) == find(value)
        if parts and (same or value - parts[-1].last > grain):
            last = parts.pop()
            parts.append(Interval(last.first, value, (*last.tried, value), last.slides or not same))
        else:
            parts.append(Interval(value, value, (value,), False))
    possible = [part for part in parts if find(part.first) is not None]
    return _fewer(_parted(_slid(possible, grain, fact, lambda part: shape(find(part.first))), grain))


def grain_of(fact: Fact) -> int:
    """The smallest step between amounts of a fact."""
    return _GRAINS.get(fact.unit, 1)


def _cut(points: Sequence[int], grain: int, find: Callable[[int], object], deep: int = 0) -> list[int]:
    """With the last amount like the one before a change, the first like the one after it, and those beside them.

    Between these two changes there may be more; they are looked for `deep` times.
    """
    found = set(points)
    for low, high in pairwise(points):
        if find(low) != find(high):
            last, first = _last(low, high, grain, find), _last(high, low, grain, find)
            inside = min(last + grain, high), max(first - grain, low)
            found |= {last, *inside, first}
            if deep and inside[0] < inside[1]:
                found.update(_cut(inside, grain, find, deep - 1))
    return sorted(found)


def _last(start: int, end: int, grain: int, find: Callable[[int], object]) -> int:
    """The amount farthest towards the end, of either side, up to which the start's outcome stays."""
    like, step = find(start), grain if end > start else -grain
    near, far = 0, (end - start) // step
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if find(start + middle * step) == like else (near, middle)
    return start + near * step


def _slid(parts: list[Interval], grain: int, fact: Fact, shape: Callable[[Interval], object]) -> list[Interval]:
    """Neighbours between which amounts only slide, as one."""
    found: list[Interval] = []
    for part in parts:
        before = found[-1] if found else None
        if before and all(_loose(one, fact, grain) for one in (before, part)) and shape(before) == shape(part):
            found[-1] = _one(before, part)
        else:
            found.append(part)
    return found


def _loose(part: Interval, fact: Fact, grain: int) -> bool:
    """Whether an interval has no outcome of its own worth naming; nothing at all ($0) has."""
    if part.first == part.last == fact.lowest or fact.unit not in _GRAINS:
        return part.slides
    return part.slides or part.last - part.first < _NARROW * grain


def _one(left: Interval, right: Interval) -> Interval:
    return Interval(left.first, right.last, (*left.tried, *right.tried), True)


def _parted(parts: list[Interval], grain: int) -> list[Interval]:
    """An outcome that slides from end to end is divided in two, at nothing ($0) or after the lowest."""
    if len(parts) != 1 or not parts[0].slides:
        return parts
    (whole,) = parts
    at = 0 if whole.first <= 0 < whole.last else whole.first
    low, high = [one for one in whole.tried if one <= at], [one for one in whole.tried if one > at]
    return [
        Interval(whole.first, at, tuple(dict.fromkeys((*low, at))), whole.first != at),
        Interval(at + grain, whole.last, tuple(dict.fromkeys((at + grain, *high))), True),
    ]


def _fewer(parts: list[Interval]) -> list[Interval]:
    """No more intervals than people can read: the two shortest neighbours are merged, repeatedly.

    The lowest stays alone where it is a single amount, for nothing at all is an answer of its own.
    """
    while len(parts) > _MOST:
        start = 1 if parts[0].first == parts[0].last else 0
        place = min(range(start, len(parts) - 1), key=lambda place: parts[place + 1].last - parts[place].first)
        parts[place : place + 2] = [_one(parts[place], parts[place + 1])]
    return parts
