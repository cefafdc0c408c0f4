"""Lays our light Markdown out for a terminal: headings, paragraphs, quotes, lists, tables, bars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .inline import BOLD, DIM, HEAD, Run, Writer, length, runs_of, wrapped
from .table import table_lines

_HEADING: Final = re.compile(r"(#{1,3}) (.+)")
_ITEM: Final = re.compile(r"( *)(-|\d+\.) (.+)")
_MOST_WIDTH: Final = 100
_LIMITS: Final = (40, 200)


def laid_out(markdown: str, width: int, colour: bool, unicode: bool, read_aloud: bool = False) -> str:
    """The Markdown as text of at most `width` columns; prose keeps to 100 so that lines stay readable.

    `read_aloud` draws nothing: for those who hear the lines.
    """
    room = min(max(width, _LIMITS[0]), _LIMITS[1], _MOST_WIDTH)
    writer = Writer(colour, unicode, read_aloud)
    lines: list[str] = []
    for block in blocks(markdown):
        lines += [*_block(block, room, writer), ""]
    return "\n".join(line.rstrip() for line in lines).replace("\u00a0", " ").rstrip() + "\n"


def blocks(markdown: str) -> Iterator[list[str]]:
    """Runs of lines between blank lines."""
    block: list[str] = []
    for line in [*markdown.splitlines(), ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def _block(block: list[str], width: int, writer: Writer) -> Iterator[str]:
    first = block[0]
    if found := _HEADING.fullmatch(first):
        yield from _heading(len(found[1]), found[2], width, writer)
    elif first.startswith("|"):
        yield from table_lines(block, width, writer)
    elif first.startswith("> "):
        yield from _quote(" ".join(line.removeprefix("> ") for line in block), width, writer)
    elif first == "---":
        yield "" if writer.read_aloud else writer.styled(writer.rule * width, DIM)
    elif _ITEM.fullmatch(first):
        for line in block:
            yield from _item(line, width, writer)
    else:
        yield from wrapped(runs_of(" ".join(block)), width, "", "", writer)


def _heading(level: int, text: str, width: int, writer: Writer) -> Iterator[str]:
    runs = [Run(run.text, DIM if run.style == DIM else HEAD if level < 3 else BOLD) for run in runs_of(text)]
    yield from wrapped(runs, width, "", "", writer)
    if level < 3 and not writer.read_aloud:
        long = min(width, sum(length(run.text) for run in runs))
        yield writer.styled((writer.double if level == 1 else writer.rule) * long, HEAD)


def _quote(text: str, width: int, writer: Writer) -> Iterator[str]:
    edge = "" if writer.read_aloud else writer.styled(writer.edge, HEAD) + " "
    for line in wrapped(runs_of(text), width - 2, "", "", writer):
        yield edge + line


def _item(line: str, width: int, writer: Writer) -> Iterator[str]:
    found = _ITEM.fullmatch(line)
    if not found:
        yield from wrapped(runs_of(line.strip()), width, "", "", writer)
        return
    mark = writer.bullet if found[2] == "-" else found[2]
    lead = f"{found[1]}{mark} "
    yield from wrapped(runs_of(found[3]), width, lead, " " * len(lead), writer)
