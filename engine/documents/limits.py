"""The ledger line by line, for the limits that matter to the plan."""

from __future__ import annotations

from collections.abc import Iterator

from ..advise.model import LimitLine, UseLine
from ..range import Range
from .saying import said_left, said_range
from .shapes import LimitView

_CELLS = 24
BLOCKS = ("█", "▓", "░")
ASCII_BLOCKS = ("#", "+", ".")
NO_BLOCKS = ("", "", "")


def limit_views(ledger: tuple[LimitLine, ...], blocks: tuple[str, str, str]) -> Iterator[LimitView]:
    """The limits the plan uses, and those that are full already; what repeats another or is $0 is left out."""
    said: set[tuple[object, ...]] = set()
    for line in ledger:
        uses = tuple((use.label, said_range(use.amount)) for use in line.uses if use.amount[1])
        if matters(line) and (line.cap, uses) not in said:
            said.add((line.cap, uses))
            left = said_left(line.left)
            yield LimitView(line.label, said_range(line.cap), uses, left, _bar(line, blocks), line.cites)


def matters(line: LimitLine) -> bool:
    """Whether the plan uses the limit or nothing of it is left."""
    planned = any(use.amount[1] for use in line.uses if use.planned)
    return planned or (line.cap[1] > 0 and line.left[1] <= 0)


def _bar(line: LimitLine, blocks: tuple[str, str, str]) -> str:
    amounts = [line.cap, *(use.amount for use in line.uses)]
    if not line.cap[0] or any(low != high for low, high in amounts):
        return ""
    made, planned = _sum(line.uses, planned=False), _sum(line.uses, planned=True)
    cap = line.cap[0]
    first, second = _cells((made, made), cap), _cells((made + planned, made + planned), cap)
    return blocks[0] * first + blocks[1] * (second - first) + blocks[2] * (_CELLS - second)


def _sum(uses: tuple[UseLine, ...], planned: bool) -> int:
    return sum(use.amount[0] for use in uses if use.planned is planned)


def _cells(amount: Range, cap: int) -> int:
    return min(_CELLS, max(0, (2 * amount[0] * _CELLS + cap) // (2 * cap)))
