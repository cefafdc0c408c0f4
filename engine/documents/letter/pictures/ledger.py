"""What fills each limit and what is left: stacked bars, told apart by filling rather than by colour."""

from __future__ import annotations

from collections.abc import Iterator

from ....advise.model import LimitLine, UseLine
from ...saying import said_left, said_range
from ..drawing import DARK, INK, LINE, MUTED, PAPER, WIDTH, Drawing, Part, box, element, hatch, long, text
from ..shapes import Picture

_BAR, _TOP = 26, 16
_SIZE, _APART = 13, 12
_BOLD = 1.08  # bold letters are wider than `long` takes them to be


def ledger_picture(ledger: tuple[LimitLine, ...]) -> Picture | None:
    """Stacked bars of the limits whose amounts are known."""
    shown = [line for line in ledger if _drawable(line)]
    if not shown:
        return None
    words = " ".join(_words(line) for line in shown)
    return Picture("ledger", "What fills each limit", words, lambda: _drawn(shown))


def _drawn(shown: list[LimitLine]) -> Drawing:
    parts: list[Part] = [hatch("plan")]
    y = 0.0
    for line in shown:
        y, drawn = _bar(line, y)
        parts += drawn
    return Drawing(y + 26, (*parts, *_key(y + 8)))


def _drawable(line: LimitLine) -> bool:
    amounts = (line.cap, line.left, *(use.amount for use in line.uses))
    return line.cap[0] > 0 and all(low == high for low, high in amounts)


def _words(line: LimitLine) -> str:
    uses = [f"{use.label} {said_range(use.amount)}" for use in line.uses if use.amount[1]]
    used = "; ".join(uses) or "nothing used"
    return f"{line.label}: limit {said_range(line.cap)}; {used}; left {said_left(line.left)}."


def _bar(line: LimitLine, y: float) -> tuple[float, list[Part]]:
    """One limit: its name and cap, and the bar, each part with its amount where that fits; a table names the parts."""
    cap = said_range(line.cap)
    room = WIDTH - _BOLD * long(cap, _SIZE) - _APART
    parts: list[Part] = [
        text(0, y + _TOP, line.label, _SIZE * min(1, room / (_BOLD * long(line.label, _SIZE))), bold=True),
        text(WIDTH, y + _TOP, cap, _SIZE, anchor="end", bold=True),
    ]
    y += _TOP + 8
    uses = sorted((use for use in line.uses if use.amount[1]), key=lambda use: use.planned)
    scale = (WIDTH - 1) / max(line.cap[0], sum(use.amount[0] for use in uses))
    x = 0.5
    for use in uses:
        wide = use.amount[0] * scale
        parts.append(box(x, y, wide, _BAR, _fill(use), stroke=PAPER, stroke_width=1))
        parts.append(box(x, y, wide, _BAR, "none", stroke=INK, stroke_width=1))
        parts += _amount(said_range(use.amount), x, y, wide, use.planned)
        x += wide
    if line.left[0] > 0:
        wide = line.left[0] * scale
        parts.append(box(x, y, wide, _BAR, PAPER, stroke=INK, stroke_width=1, stroke_dasharray="3 3"))
        parts += _amount(said_left(line.left), x, y, wide, True)
    return y + _BAR + 12, parts


def _amount(words: str, x: float, y: float, wide: float, planned: bool) -> Iterator[Part]:
    """An amount in the middle of its part of the bar: light on what is in already, else on a white ground."""
    room = long(words) + 8
    if room + 4 > wide:
        return
    middle = x + wide / 2
    if planned:
        yield box(middle - room / 2, y + 5, room, _BAR - 10, PAPER)
    yield text(middle, y + _BAR / 2 + 4, words, 12, INK if planned else PAPER, anchor="middle", bold=True)


def _fill(use: UseLine) -> str:
    return "url(#plan)" if use.planned else DARK


def _key(y: float) -> Iterator[Part]:
    x = 0.5
    for fill, words in ((DARK, "in already"), ("url(#plan)", "this plan"), (PAPER, "left")):
        yield box(x, y, 9, 9, fill, stroke=INK, stroke_width=1)
        yield text(x + 15, y + 9, words, 11, MUTED)
        x += 34 + long(words, 11)
    yield element("line", x1=0, y1=y - 8, x2=WIDTH, y2=y - 8, stroke=LINE)
