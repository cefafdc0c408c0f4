"""A limit that falls with income, and where you stand. Found by its shape in the rules, not by its name."""

from __future__ import annotations

from typing import NamedTuple

from ....advise.words import label_of, unit_of
from ....model import Comparison, Conditional, Figure, Name, Number
from ....range import Range
from ....value import show_dollars
from ..drawing import DARK, INK, LINE, MUTED, PALE, PAPER, WIDTH, Drawing, Part, box, element, line, long, text
from ..shapes import Picture
from ..trail import Trail

_DOLLARS = ("dollars", "exact dollars")
_LEFT, _RIGHT, _TOP, _BASE = 60, WIDTH - 12, 34, 150


class Slope(NamedTuple):
    """A limit that is whole up to `start` of a fact and nothing from `end` on."""

    figure: str
    fact: str
    start: int
    end: int
    whole: int


def phase_out_picture(trail: Trail) -> Picture | None:
    """The first published limit of this shape that is drawn for this saver."""
    for figure in trail.book.figures.values():
        if figure.exported and (slope := _slope(trail, figure)):
            return _drawn(trail, slope)
    return None


def _slope(trail: Trail, figure: Figure) -> Slope | None:
    """`if fact <= start then whole else if fact >= end then $0 else ...`, with known ends."""
    first = figure.formula.expression
    if not (isinstance(first, Conditional) and isinstance(first.otherwise, Conditional)):
        return None
    up, down = first.test, first.otherwise.test
    if not (isinstance(up, Comparison) and isinstance(down, Comparison) and isinstance(up.left, Name)):
        return None
    if up.left != down.left._replace(place=up.left.place) if isinstance(down.left, Name) else True:
        return None
    ends = [_known(trail, node) for node in (up.right, down.right, first.then)]
    nothing = isinstance(first.otherwise.then, Number) and first.otherwise.then.amount == 0
    if up.left.name not in trail.book.facts or not nothing or None in ends or not all(ends):
        return None
    start, end, whole = (found or 0 for found in ends)
    return Slope(figure.name, up.left.name, start, end, whole)


def _known(trail: Trail, node: object) -> int | None:
    if not isinstance(node, Name) or node.name not in trail.book.figures:
        return None
    if unit_of(trail.trace, node.name) not in _DOLLARS:
        return None
    found = trail.trace.published(node.name)
    return found[0] if found and found[0] == found[1] else None


def _drawn(trail: Trail, slope: Slope) -> Picture:
    value = trail.trace.fact_value(slope.fact)
    limit = trail.trace.published(slope.figure)
    you = value if isinstance(value, int) else None
    axis = _Axis(slope, you)
    label, name = label_of(trail.trace, slope.figure), label_of(trail.trace, slope.fact)

    def draw() -> Drawing:
        return Drawing(_BASE + 44, (*_frame(slope, axis, name), *_you(slope, axis, you, limit)))

    title = f"{label[:1].upper()}{label[1:]} by {name}"
    return Picture("phase_out", title, _words(slope, label, name, you, limit), draw)


class _Axis:
    """Dollars to places: the range takes the middle half; what lies far off is drawn at the edge."""

    def __init__(self, slope: Slope, you: int | None) -> None:
        """Show the range with half its width on either side, and you within twice that."""
        wide = slope.end - slope.start
        near = slope.start if you is None else max(slope.start - 2 * wide, min(you, slope.end + 2 * wide))
        self.low = max(0, min(slope.start - wide // 2, near - wide // 4))
        self.high = max(slope.end + wide // 2, near + wide // 4)
        self.far = you is not None and not self.low <= you <= self.high

    def at(self, cents: int) -> float:
        """The place of an amount, never outside the picture."""
        inside = max(self.low, min(cents, self.high))
        return _LEFT + (_RIGHT - _LEFT) * (inside - self.low) / (self.high - self.low)


def _frame(slope: Slope, axis: _Axis, name: str) -> list[Part]:
    start, end = axis.at(slope.start), axis.at(slope.end)
    shape = f"{_LEFT},{_BASE} {_LEFT},{_TOP} {start:.2f},{_TOP} {end:.2f},{_BASE}"
    edge = f"{_LEFT},{_TOP} {start:.2f},{_TOP} {end:.2f},{_BASE} {_RIGHT},{_BASE}"
    parts: list[Part] = [
        element("polygon", points=shape, fill=PALE),
        line(_LEFT, _BASE, _RIGHT, _BASE, INK),
        element("polyline", points=edge, fill="none", stroke=DARK, stroke_width=2.5),
        text(_LEFT - 6, _TOP + 4, show_dollars(slope.whole), 12, INK, anchor="end"),
        text(_LEFT - 6, _BASE + 4, "$0", 12, INK, anchor="end"),
        text(_LEFT, _BASE + 38, name, 11, MUTED),
    ]
    for amount, place, words in ((slope.start, start, "whole up to"), (slope.end, end, "nothing from")):
        parts.append(line(place, _TOP - 6, place, _BASE + 5, LINE, stroke_dasharray="2 3"))
        parts.append(text(place, _BASE + 18, show_dollars(amount), 12, INK, anchor="middle"))
        parts.append(text(place, _TOP - 12, words, 11, MUTED, anchor="middle"))
    return parts


def _you(slope: Slope, axis: _Axis, you: int | None, limit: Range | None) -> list[Part]:
    if you is None or limit is None or limit[0] != limit[1]:
        return []
    place = max(axis.at(you), _LEFT + 10) if axis.far else axis.at(you)
    y = _BASE - (_BASE - _TOP) * limit[0] / slope.whole
    words = f"you: {show_dollars(you)}, limit {show_dollars(limit[0])}"
    wide = long(words, 12.5) + 14
    left = max(_LEFT + 4, min(place - wide / 2, _RIGHT - wide))
    top = y - 38 if y > _BASE - 50 else y + 14
    return [
        *(_break(place, y) if axis.far else ()),
        line(place, y, place, top + (20 if top < y else 0), INK, stroke_width=1.2),
        box(left, top, wide, 20, "#ffffff", stroke=INK, stroke_width=1, rx=3),
        text(left + wide / 2, top + 14, words, 12.5, INK, anchor="middle", bold=True),
        element("circle", cx=place, cy=y, r=5.5, fill="#ffffff", stroke=INK, stroke_width=2.5),
    ]


def _break(place: float, y: float) -> list[Part]:
    """Two strokes across the line: you are farther off than the picture is wide."""
    x = place - 16 if place > WIDTH / 2 else place + 16
    gap: list[Part] = [line(x - 2, y + 6, x + 2, y - 6, PAPER, stroke_width=6)]
    return [*gap, *(line(x + side - 2, y + 6, x + side + 2, y - 6, INK, stroke_width=1.2) for side in (-3, 3))]


def _words(slope: Slope, label: str, name: str, you: int | None, limit: Range | None) -> str:
    whole, start, end = (show_dollars(cents) for cents in (slope.whole, slope.start, slope.end))
    shape = f"The {label} is {whole} up to a {name} of {start}, falls in a line, and is $0 from {end}."
    if you is None or limit is None or limit[0] != limit[1]:
        return f"{shape} Your {name} is not known yet."
    return f"{shape} You are at {show_dollars(you)}, where it is {show_dollars(limit[0])}."
