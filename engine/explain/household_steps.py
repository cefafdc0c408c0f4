"""The next steps of two savers in few entries: what both are to do on one day stands in one."""

from __future__ import annotations

from typing import Final

from ..value import LAST_DAY
from .both import EACH, Both, differing, placed
from .shapes import SourcedText, StepGroup, StepView
from .steps import MOST_ENTRIES, next_steps

_MOST_JOINT: Final = 7
_MOST_FIRST: Final = 3


def household_steps(both: Both) -> tuple[StepGroup, ...]:
    """The next steps of both in time order: as many of each as fit."""
    asks = any(own.open and own.outcome == "provisional" for own in both.own)
    return _at_most(both, _MOST_JOINT - asks)


def first_steps(both: Both) -> tuple[StepGroup, ...]:
    """The steps of both a first screen shows: one or two of each, fewer where something is open or to be put right."""
    more = any(own.open or own.corrections for own in both.own)
    return _at_most(both, _MOST_FIRST - more, first_screen=True)


def later_steps(both: Both, first: tuple[StepGroup, ...]) -> tuple[StepGroup, ...]:
    """Every step the first ones leave out or shorten, each an entry: what both are to do on a day stands there once."""
    seen = [
        {
            one.text.rule
            for entry in first
            if entry.who in (name, EACH)
            for one in entry.steps
            if one.brief == one.text.text and not one.pay
        }
        for name in both.called
    ]
    mine, others = (
        tuple(StepGroup(one.when, (one,), one, (one,)) for one in own.steps if one.text.rule not in shown)
        for own, shown in zip(both.own, seen, strict=True)
    )
    return tuple(_entries(both, mine, others))


def _at_most(both: Both, limit: int, first_screen: bool = False) -> tuple[StepGroup, ...]:
    """As many steps of each as make at most so many entries together, and of each at least one."""
    entries: list[StepGroup] = []
    for most in range(MOST_ENTRIES, 0, -1):
        mine, others = (next_steps(own.notes, own.steps, most, first_screen)[0] for own in both.own)
        entries = _entries(both, mine, others)
        if len(entries) <= limit:
            break
    return tuple(entries)


def _entries(both: Both, mine: tuple[StepGroup, ...], others: tuple[StepGroup, ...]) -> list[StepGroup]:
    found: list[tuple[int, int, StepGroup]] = []
    left = list(zip(_times(others), range(1, 2 * len(others), 2), others, strict=True))
    for place, (on, group) in enumerate(zip(_times(mine), mine, strict=True)):
        entry = _alone(both, group, 0)
        for at, (_, _, other) in enumerate(left):
            if other.when == group.when and (together := _together(both, group, other)) is not None:
                entry = together
                del left[at]
                break
        found.append((on, 2 * place, entry))
    found += ((on, place, _alone(both, other, 1)) for on, place, other in left)
    return [entry for *_, entry in sorted(found, key=lambda one: one[:2])]


def _times(groups: tuple[StepGroup, ...]) -> list[int]:
    """When each entry comes: its day, or that of the one before it."""
    found, on = [], 0
    for group in groups:
        first = group.steps[0]
        if first.day is not None and not first.at_once:
            on = max(on, min(first.day, LAST_DAY))
        found.append(on)
    return found


def _alone(both: Both, group: StepGroup, place: int) -> StepGroup:
    return _entry(group, both.called[place], tuple(placed(one, place) for one in group.shown))


def _entry(group: StepGroup, who: str, steps: tuple[StepView, ...]) -> StepGroup:
    return StepGroup(group.when, steps, group.main, steps, who)


def _together(both: Both, mine: StepGroup, others: StepGroup) -> StepGroup | None:
    """Two entries as one for each of them; None where they differ in more than dollars."""
    if len(mine.shown) != len(others.shown):
        return None
    found = [_as_one(both, *pair) for pair in zip(mine.shown, others.shown, strict=True)]
    steps = tuple(one for one in found if one is not None)
    return _entry(mine, EACH, steps) if len(steps) == len(found) else None


def _as_one(both: Both, one: StepView, other: StepView) -> StepView | None:
    if one.text.rule != other.text.rule:
        return None
    text, brief = both.alike(one.text.text, other.text.text), both.alike(one.brief, other.brief)
    instead = differing(one.say, other.say)
    if text is None or brief is None or instead is None:
        return None
    pay = one.pay if one.pay == other.pay else " ".join(
        f"{name}: {both.inner(step.pay)}" for name, step in zip(both.called, (one, other), strict=True) if step.pay
    )  # fmt: skip
    words = f"{both.called[1]} says {' and '.join(instead)}." if instead else ""
    return one._replace(text=SourcedText(text, one.text.rule), brief=brief, pay=pay, instead=words)


__all__ = ["first_steps", "household_steps", "later_steps"]
