"""Draws a limit that falls with income, as SVG: in the colours of a page by class, or in fixed ones for print."""

from __future__ import annotations

from html import escape
from typing import Final

from ..value import show_dollars
from .pictures import Curve

_WIDE, _HIGH = 480, 190
_LEFT, _RIGHT, _TOP, _BASE = 64, 440, 44, 150
_FIXED: Final = {
    "axis": 'stroke="#1b2530" stroke-width="1"',
    "area": 'fill="#f3f6f5"',
    "slope": 'fill="none" stroke="#1f4e4a" stroke-width="2.5"',
    "guide": 'stroke="#6b7780" stroke-width="1" stroke-dasharray="2 3"',
    "point": 'fill="#ffffff" stroke="#1b2530" stroke-width="2"',
    "ink": 'fill="#1b2530"',
    "muted": 'fill="#56626d"',
}


def drawn(curve: Curve, fixed: bool = False) -> str:
    """The picture; `fixed` writes the colours of paper into it, for writers that know no style sheet."""
    return _Drawing(curve, fixed).svg()


class _Drawing:
    def __init__(self, curve: Curve, fixed: bool) -> None:
        self._curve, self._fixed = curve, fixed
        margin = max(curve.end - curve.start, 1) * 3 // 5
        self._low = max(0, min(curve.start, curve.you) - margin)
        self._high = max(curve.end, curve.you) + margin

    def svg(self) -> str:
        curve = self._curve
        start, end, you = map(self._x, (curve.start, curve.end, curve.you))
        high = _BASE - (_BASE - _TOP) * curve.limit / curve.whole
        area = f"{_LEFT},{_BASE} {_LEFT},{_TOP} {_n(start)},{_TOP} {_n(end)},{_BASE}"
        edge = f"{_LEFT},{_TOP} {_n(start)},{_TOP} {_n(end)},{_BASE} {_RIGHT},{_BASE}"
        parts = [
            f'<polygon {self._look("area")} points="{area}"/>',
            self._line("axis", _LEFT, _BASE, _RIGHT, _BASE),
            self._line("guide", start, _TOP, start, _BASE + 6),
            self._line("guide", you, high, you, _BASE),
            f'<polyline {self._look("slope")} points="{edge}"/>',
            self._text("ink", _LEFT - 8, _TOP + 4, show_dollars(curve.whole), "end"),
            self._text("ink", _LEFT - 8, _BASE + 4, "$0", "end"),
            self._text("muted", start, _BASE + 20, show_dollars(curve.start), "middle"),
            self._text("muted", end, _BASE + 20, show_dollars(curve.end), "middle"),
            self._text("muted", _RIGHT, _BASE + 38, curve.axis, "end"),
            f'<circle {self._look("point")} cx="{_n(you)}" cy="{_n(high)}" r="5"/>',
            self._label(you, high),
        ]
        font = ' font-family="Libertinus Serif"' if self._fixed else ""
        role = f'role="img" aria-label="{escape(curve.words)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" class="curve" {role}{font}>'
            f"{''.join(parts)}</svg>"
        )

    def _label(self, you: float, high: float) -> str:
        """What the saver's point says, on the free side of the line: above the flat part, right of the slope."""
        words = f"you: {show_dollars(self._curve.you)}, limit {show_dollars(self._curve.limit)}"
        if you > (_LEFT + _RIGHT) * 0.6:
            return self._text("ink", min(you, _RIGHT), min(high, _BASE) - 14, words, "end", True)
        if high <= _TOP + 1:
            return self._text("ink", max(you, _LEFT), _TOP - 14, words, "start", True)
        return self._text("ink", you + 12, high - 6, words, "start", True)

    def _x(self, cents: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (cents - self._low) / (self._high - self._low)

    def _look(self, name: str) -> str:
        return _FIXED[name] if self._fixed else f'class="{name}"'

    def _line(self, name: str, x1: float, y1: float, x2: float, y2: float) -> str:
        return f'<line {self._look(name)} x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'

    def _text(self, name: str, x: float, y: float, words: str, anchor: str, bold: bool = False) -> str:
        heavy = ' font-weight="600"' if bold else ""
        place = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="13"'
        return f"<text {self._look(name)} {place}{heavy}>{escape(words)}</text>"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
