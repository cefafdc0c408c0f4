"""A letter as blocks and runs: what every writer reads. Parsed from the templates' light Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from .notes import CLOSE, MARK, MIDDLE, OPEN


class Run(NamedTuple):
    """Text in one style; `note` is the number of the note it rests on (0 for none), `mark` shows that number."""

    text: str
    bold: bool = False
    code: bool = False
    note: int = 0
    mark: bool = False


Runs = tuple[Run, ...]


class Heading(NamedTuple):
    """A heading of level 1 to 3, with a name unique in the letter."""

    level: int
    runs: Runs
    name: str


class Paragraph(NamedTuple):
    """A paragraph; `kind` says how it is to look."""

    runs: Runs
    kind: str


class Quote(NamedTuple):
    """A paragraph to mind."""

    runs: Runs


class Item(NamedTuple):
    """An entry of a list and the smaller ones below it."""

    runs: Runs
    below: tuple[Runs, ...]


class Listed(NamedTuple):
    """A list; `kind` says how it is to look."""

    ordered: bool
    items: tuple[Item, ...]
    kind: str


class Table(NamedTuple):
    """A table: what it shows, its head, its rows, and which columns are amounts."""

    caption: str
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    right: tuple[bool, ...]

    def widths(self) -> list[int]:
        """How much room each column gets: by its longest text; columns of short entries take what they need (0)."""
        return [0 if long <= _SHORT else min(long, _LONG) for long in self.longest()]

    def longest(self) -> list[int]:
        """The signs of the longest text of each column."""
        rows = (self.head, *self.rows)
        return [max(_length(row[place]) for row in rows) for place in range(len(self.head))]


class Pictured(NamedTuple):
    """The place of a picture."""

    name: str


class Copied(NamedTuple):
    """Text to copy as it stands."""

    text: str


Block = Heading | Paragraph | Quote | Listed | Table | Pictured | Copied

_SHORT, _LONG = 14, 34
_SHOWN, _HEAD = 60, 2
_INLINE: Final = re.compile(
    rf"\\(?P<sign>[^a-zA-Z0-9\s])|(?P<bold>\*\*)|`(?P<code>[^`]*)`"
    rf"|{OPEN}(?P<note>\d+){MIDDLE}|(?P<close>{CLOSE})|{MARK}(?P<mark>\d+){MARK}"
)
_STYLED: Final = re.compile(rf"[\\*`{OPEN}{CLOSE}{MARK}]")
_KIND: Final = re.compile(r"\{\.(\w+)\}")
_HEADING: Final = re.compile(r"(#{1,3}) (.+)")
_ITEM: Final = re.compile(r"( *)(?:-|(\d+)\.) (.+)")
_CELL: Final = re.compile(r"(?<!\\)\|")
_CAPTION: Final = "Table: "
_PICTURE: Final = "!picture "
_FENCE: Final = "```"
_NOT_NAMED: Final = re.compile(r"[^a-z0-9]+")


def parsed(markdown: str) -> tuple[Block, ...]:
    """The blocks of a letter."""
    names: dict[str, int] = {}
    return tuple(_named(block, names) for chunk in _chunks(markdown) for block in _blocks(chunk))


def _named(block: Block, names: dict[str, int]) -> Block:
    if not isinstance(block, Heading):
        return block
    name = _NOT_NAMED.sub("-", plain(block.runs).lower()).strip("-") or "part"
    names[name] = names.get(name, 0) + 1
    return block._replace(name=name if names[name] == 1 else f"{name}-{names[name]}")


class Broken(ValueError):
    """Light Markdown that cannot be read; the message says what is wrong."""


def _chunks(markdown: str) -> Iterator[list[str]]:
    """Runs of lines between blank lines; text to copy keeps its blank lines."""
    chunk: list[str] = []
    copying = False
    for line in [*markdown.splitlines(), ""]:
        if chunk and not copying and line.startswith("#") and _HEADING.fullmatch(line):
            yield chunk
            chunk = []
        copying ^= line.startswith(_FENCE)
        if line.strip() or copying:
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []
    if copying:
        raise Broken(f"a code fence is not closed: {chunk[1][:_SHOWN] if len(chunk) > 1 else chunk[0]}")


def _blocks(lines: list[str]) -> Iterator[Block]:
    kind = ""
    if found := _KIND.fullmatch(lines[0]):
        kind, lines = found[1], lines[1:]
    first = lines[0] if lines else ""
    if heading := _HEADING.fullmatch(first):
        yield Heading(len(heading[1]), runs_of(heading[2]), "")
    elif first.startswith(_FENCE):
        yield Copied("\n".join(lines[1:-1]))
    elif first.startswith(_PICTURE):
        yield Pictured(first.removeprefix(_PICTURE).strip())
    elif first.startswith(("|", _CAPTION)):
        yield _table(lines)
    elif first.startswith("> "):
        yield Quote(runs_of(" ".join(line.removeprefix("> ") for line in lines)))
    elif _ITEM.fullmatch(first):
        yield _listed(lines, kind)
    elif first:
        yield Paragraph(runs_of(" ".join(lines)), kind)


def _table(lines: list[str]) -> Table:
    caption = ""
    if lines[0].startswith(_CAPTION):
        caption, lines = plain(runs_of(lines[0].removeprefix(_CAPTION))), lines[1:]
    rows = [[cell.strip() for cell in _CELL.split(line.strip())[1:-1]] for line in lines]
    if odd := next((line for line, row in zip(lines, rows, strict=True) if len(row) != len(rows[0])), None):
        raise Broken(f"a table row has not as many cells as its head: {odd.strip()[:_SHOWN]}")
    if len(rows) < _HEAD:
        raise Broken(f"a table has no line under its head: {''.join(lines)[:_SHOWN]}")
    right = tuple(mark.endswith(":") for mark in rows.pop(1))
    head, *body = (tuple(runs_of(cell) for cell in row) for row in rows)
    return Table(caption, head, tuple(body), right)


def _listed(lines: list[str], kind: str) -> Listed:
    items: list[Item] = []
    ordered = False
    for line in lines:
        found = _ITEM.fullmatch(line)
        if found is None:
            items[-1] = items[-1]._replace(runs=(*items[-1].runs, *runs_of(" " + line.strip())))
        elif found[1]:
            items[-1] = items[-1]._replace(below=(*items[-1].below, runs_of(found[3])))
        else:
            ordered = found[2] is not None
            items.append(Item(runs_of(found[3]), ()))
    return Listed(ordered, tuple(items), kind)


@lru_cache(maxsize=8_192)
def runs_of(text: str) -> Runs:
    """A line of light Markdown as runs; letters have many lines in common, so what was read is kept."""
    if not _STYLED.search(text):
        return (Run(text),) if text else ()
    runs: list[Run] = []
    bold, note, place, words = False, 0, 0, ""
    for found in _INLINE.finditer(text):
        words += text[place : found.start()]
        place, kind = found.end(), found.lastgroup
        if kind == "sign":
            words += found["sign"]
            continue
        if words:
            runs.append(Run(words, bold, False, note))
            words = ""
        match kind:
            case "code":
                runs.append(Run(found["code"], bold, True, note))
            case "bold":
                bold = not bold
            case "note":
                note = int(found["note"])
            case "close":
                note = 0
            case "mark":
                runs.append(Run(found["mark"], False, False, int(found["mark"]), True))
    if place < len(text) or words:
        runs.append(Run(words + text[place:], bold, False, note))
    return tuple(_merged(runs)) if len(runs) > 1 else tuple(runs)


def _merged(runs: list[Run]) -> Iterator[Run]:
    last: Run | None = None
    for run in runs:
        if last is not None and run[1:] == last[1:] and not run.mark:
            last = last._replace(text=last.text + run.text)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


def _length(runs: Runs) -> int:
    return sum(0 if run.mark else len(run.text) for run in runs)


def plain(runs: Runs) -> str:
    """The words of the runs, without the numbers of notes."""
    return "".join(run.text for run in runs if not run.mark)
