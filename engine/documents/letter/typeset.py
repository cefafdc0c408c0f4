"""Columns and rows of the PDF's tables, worked out from how wide words are in its font.

typst lays out twice whatever it has to measure first. Rows whose height is given are laid out once, which saves an
eighth of the time of a letter; a row with a sign whose width is not known here is left for typst to measure. The tables
are set without kerning, so widths add up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from .tree import Runs, Table

_SIGNS: Final = (
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~§·½×÷–—‘’“”…−"
)
_REGULAR: Final = """
    250 288 336 465 465 637 705 190 298 298 369 550 220 338 220 323 465 465 465 465 465 465 465 465 465 465 236 236
    550 550 550 435 895 695 588 646 701 557 485 685 730 297 322 637 528 839 699 702 541 702 587 485 597 661 652 951
    660 575 604 356 287 356 518 486 392 457 493 428 506 447 310 500 538 271 272 512 264 790 542 504 519 503 372 390
    316 531 497 747 490 515 424 277 205 277 449 473 250 660 550 550 548 742 268 268 375 375 749 550
"""
_BOLD: Final = """
    250 266 376 514 514 637 729 215 315 315 433 537 244 358 244 316 514 514 514 514 514 514 514 514 514 514 256 256
    512 551 512 430 988 740 654 706 734 609 545 732 817 367 373 736 577 899 740 730 614 730 716 504 652 732 700 1028
    718 624 624 397 307 397 518 486 392 506 542 456 561 489 391 521 619 322 312 613 325 905 616 551 581 573 428 427
    358 598 529 777 561 558 452 307 220 307 473 466 250 700 527 540 534 742 253 253 440 440 817 540
"""
_SIZE, _MARK, _GUTTER = 9.0, 0.62, 8.0
_POINTS: Final = _SIZE / 1_000
_SPACE: Final = 250 * _POINTS
_ROUNDING: Final = 0.01
_UNKNOWN: Final = 1_200
_MARGINS: Final = 2 * 24 * 72 / 25.4
_PAPERS: Final = {"us-letter": 612.0, "a4": 595.28}
_MANY: Final = 8_192
_WIDE: Final = tuple(dict(zip(_SIGNS, map(int, widths.split()), strict=True)) for widths in (_REGULAR, _BOLD))

_HYPHEN: Final = re.compile("(?<=[A-Za-z]-)(?=[A-Za-z])")
_Word = tuple[float, float, bool]
"""Points before it on a line, its own points, and whether they are known."""
_NOTHING: Final = (0.0, 0.0, True)


class Grid(NamedTuple):
    """How a table is laid out: points of each column, 0 where it takes its share of what is left; and the lines of each
    row, the head first, None where typst has to measure.
    """

    columns: list[float]
    lines: list[int | None]


def grid(table: Table, paper: str) -> Grid:
    """The columns and rows of a table on a paper of `us-letter` or `a4`."""
    shares = table.widths()
    rows = [[_words(cell, at == 0) for cell in row] for at, row in enumerate((table.head, *table.rows))]
    columns = [0.0 if share else max(_whole(row[place]) for row in rows) for place, share in enumerate(shares)]
    left = _PAPERS[paper] - _MARGINS - _GUTTER * (len(shares) - 1) - sum(columns)
    rooms = [column or left * share / sum(shares) for column, share in zip(columns, shares, strict=True)]
    return Grid(columns, [_most(row, rooms) for row in rows])


def _words(cell: Runs, bold: bool) -> list[_Word]:
    """What a cell holds between the places where a line may break."""
    words: list[_Word] = []
    for run in cell:
        first, *others = _parted(run.text, bold or run.bold, run.code, run.mark)
        if words:
            gap, wide, known = words.pop()
            first = (gap, wide + first[1], known and first[2])
        words += (first, *others)
    return words or [_NOTHING]


@lru_cache(_MANY)
def _parted(text: str, bold: bool, code: bool, mark: bool) -> tuple[_Word, ...]:
    """Text parted at spaces and after hyphens."""
    wide = _WIDE[bold]
    points = _POINTS * _MARK if mark else _POINTS
    found: list[_Word] = []
    for word in text.split(" "):
        for place, part in enumerate(_HYPHEN.split(word)):
            units = sum(wide.get(sign, _UNKNOWN) for sign in part)
            known = not code and all(sign in wide for sign in part)
            found.append((0.0 if place or not found else _SPACE, units * points, known))
    return tuple(found)


def _whole(words: list[_Word]) -> float:
    """How wide a cell is on one line."""
    return sum(gap + wide for gap, wide, _ in words)


def _most(row: list[list[_Word]], rooms: list[float]) -> int | None:
    """The lines of the longest cell of a row."""
    most = 1
    for words, room in zip(row, rooms, strict=True):
        lines = _lines(words, room + _ROUNDING)
        if lines is None:
            return None
        most = max(most, lines)
    return most


def _lines(words: list[_Word], room: float) -> int | None:
    """The lines of a cell; typst knows more places to break at, so it never needs more of them."""
    lines, used = 0, room
    for gap, wide, known in words:
        if not known or wide > room:
            return None
        used += gap + wide
        if used > room:
            lines, used = lines + 1, wide
    return lines
