"""Tables for a terminal: the widest columns give way until the table fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .inline import BOLD, DIM, Run, Writer, length, runs_of, wrapped

_CELL: Final = re.compile(r"(?<!\\)\|")
_GAP: Final = "  "
_LEAST: Final = 8


def table_lines(block: list[str], width: int, writer: Writer) -> Iterator[str]:
    """The lines of a Markdown table: a head, a rule, the rows."""
    rows = [_cells(line) for line in block]
    if writer.read_aloud:
        yield from _sentences(rows, width, writer)
        return
    right = [mark.endswith(":") for mark in rows.pop(1)]
    widths = _widths(rows, width)
    for place, row in enumerate(rows):
        yield from _row(row, widths, right, writer, head=place == 0)
        if place == 0:
            yield writer.styled(writer.rule * (sum(widths) + len(_GAP) * (len(widths) - 1)), DIM)


def _sentences(rows: list[list[str]], width: int, writer: Writer) -> Iterator[str]:
    """Each row as `first cell: the others`."""
    for first, *others in (row for place, row in enumerate(rows) if place != 1):
        yield from wrapped(runs_of(f"{first}: {'; '.join(others)}"), width, "", "  ", writer)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CELL.split(line.strip())[1:-1]]


def _widths(rows: list[list[str]], width: int) -> list[int]:
    widths = [max(map(_long, column)) for column in zip(*rows, strict=True)]
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while over > 0 and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
        over -= 1
    return widths


def _long(cell: str) -> int:
    return sum(length(run.text) for run in runs_of(cell))


def _row(row: list[str], widths: list[int], right: list[bool], writer: Writer, head: bool) -> Iterator[str]:
    bare = Writer(False, writer.unicode)
    columns = []
    for cell, width in zip(row, widths, strict=True):
        runs = [Run(run.text, BOLD) for run in runs_of(cell)] if head else runs_of(cell)
        plain = list(wrapped(runs, width, "", "", bare)) or [""]
        shown = list(wrapped(runs, width, "", "", writer)) or [""]
        columns.append(list(zip(plain, shown, strict=True)))
    for line in range(max(map(len, columns))):
        cells = [column[line] if line < len(column) else ("", "") for column in columns]
        yield _GAP.join(map(_padded, cells, widths, right)).rstrip()


def _padded(cell: tuple[str, str], width: int, right: bool) -> str:
    plain, shown = cell
    space = " " * max(0, width - length(plain))
    return space + shown if right else shown + space
