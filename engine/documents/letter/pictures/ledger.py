"""What fills each limit and what is left: stacked bars, told apart by filling rather than by colour."""

from __future__ import annotations

from collections.abc import Iterator

from ....advise.model import LimitLine, UseLine
from ...saying import said_left, said_range
from ..shapes import Picture
from .svg import DARK, INK, LINE, MUTED, PAPER, WIDTH, box, broken, drawing, element, hatch, long, text

_BAR, _STEP, _TOP = 26, 15, 16


def ledger_picture(ledger: tuple[LimitLine, ...]) -> Picture | None:
    """Stacked bars of the limits whose amounts are known."""
    shown = [line for line in ledger if _drawable(line)]
    if not shown:
        return None
    words = " ".join(_words(line) for line in shown)
    return Picture("ledger", "What fills each limit", words, lambda: _drawn(shown))


def _drawn(shown: list[LimitLine]) -> str:
    parts: list[str] = [hatch("plan")]
    y = 0.0
    for line in shown:
        y, drawn = _bar(line, y)
        parts += drawn
    return drawing(y + 26, *parts, *_key(y + 8))


def _drawable(line: LimitLine) -> bool:
    amounts = (line.cap, line.left, *(use.amount for use in line.uses))
    return line.cap[0] > 0 and all(low == high for low, high in amounts)


def _words(line: LimitLine) -> str:
    uses = [f"{use.label} {said_range(use.amount)}" for use in line.uses if use.amount[1]]
    used = "; ".join(uses) or "nothing used"
    return f"{line.label}: limit {said_range(line.cap)}; {used}; left {said_left(line.left)}."


def _bar(line: LimitLine, y: float) -> tuple[float, list[str]]:
    """One limit: its name and cap, the bar, and a line for each use."""
    parts: list[str] = [
        text(0, y + _TOP, line.label, 13, font_weight="bold"),
        text(WIDTH, y + _TOP, said_range(line.cap), 13, text_anchor="end", font_weight="bold"),
    ]
    y += _TOP + 8
    uses = sorted((use for use in line.uses if use.amount[1]), key=lambda use: bool(use.route))
    scale = (WIDTH - 1) / max(line.cap[0], sum(use.amount[0] for use in uses))
    x = 0.5
    for use in uses:
        wide = use.amount[0] * scale
        parts.append(box(x, y, wide, _BAR, _fill(use), stroke=INK, stroke_width=1))
        x += wide
    if line.left[0] > 0:
        parts.append(box(x, y, line.left[0] * scale, _BAR, PAPER, stroke=INK, stroke_width=1, stroke_dasharray="3 3"))
    y += _BAR + 4
    for label, amount, fill in _rows(line, uses):
        y, drawn = _row(label, amount, fill, y)
        parts += drawn
    return y + 14, parts


def _fill(use: UseLine) -> str:
    return "url(#plan)" if use.route else DARK


def _rows(line: LimitLine, uses: list[UseLine]) -> Iterator[tuple[str, str, str]]:
    for use in uses:
        yield use.label, said_range(use.amount), _fill(use)
    yield "Left", said_left(line.left), PAPER


def _row(label: str, amount: str, fill: str, y: float) -> tuple[float, list[str]]:
    lines = broken(label, WIDTH - long(amount) - 40)
    parts: list[str] = [box(0.5, y + 4, 9, 9, fill, stroke=INK, stroke_width=1)]
    parts += [text(17, y + 13 + place * _STEP, words) for place, words in enumerate(lines)]
    parts.append(text(WIDTH, y + 13, amount, text_anchor="end"))
    return y + _STEP * len(lines) + 2, parts


def _key(y: float) -> Iterator[str]:
    x = 0.5
    for fill, words in ((DARK, "in already"), ("url(#plan)", "this plan"), (PAPER, "left")):
        yield box(x, y, 9, 9, fill, stroke=INK, stroke_width=1)
        yield text(x + 15, y + 9, words, 11, MUTED)
        x += 34 + long(words, 11)
    yield element("line", x1=0, y1=y - 8, x2=WIDTH, y2=y - 8, stroke=LINE)
