"""Blocks as text for a terminal, an e-mail, or someone who hears the lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from .ascii import plain as in_ascii
from .blocks import (
    Block,
    Copied,
    Document,
    Heading,
    HorizontalRule,
    Listed,
    Paragraph,
    Pictured,
    Quote,
    Run,
    Runs,
    Section,
    StepBlock,
    Steps,
    Strip,
    Table,
    plain,
    quoted,
)
from .pictures import Bar, Bars, Picture

BOLD: Final = "1"
DIM: Final = "2"
HEAD: Final = "1;36"
_LEAST_WIDTH, _MOST_WIDTH, _MOST_TEXT = 40, 200, 100
_GAP: Final = "  "
_RAIL, _ROOM_FOR_RAIL = 20, 64
_BAR: Final = 40
_FILLINGS: Final = {"used": "▒", "plan": "█", "second": "▓", "maybe": "░", "over": "!"}
_FILLINGS_ASCII: Final = {"used": "+", "plan": "#", "second": "=", "maybe": ".", "over": "!"}


class Terminal(NamedTuple):
    """What the terminal can show: columns, colour, more than ASCII; `read_aloud` draws nothing, for those who hear it.

    `notes` shows the numbers of notes.
    """

    width: int = 80
    colour: bool = False
    unicode: bool = True
    read_aloud: bool = False
    notes: bool = True


def text_of(document: Document, terminal: Terminal, pictures: Mapping[str, Picture] | None = None) -> str:
    """The document as lines of at most the terminal's width; prose keeps to 100 columns so that it stays readable."""
    lines = list(_TerminalWriter(terminal, pictures or {}).document(document))
    shown = "\n".join(line.rstrip() for line in lines).replace("\u00a0", " ").strip("\n") + "\n"
    return shown if terminal.unicode else in_ascii(shown)


def length(text: str) -> int:
    """Columns the text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


class _Styled(NamedTuple):
    text: str
    style: str


class _TerminalWriter:
    def __init__(self, terminal: Terminal, pictures: Mapping[str, Picture]) -> None:
        self._terminal, self._pictures = terminal, pictures
        self._colour = terminal.colour and not terminal.read_aloud
        self._width = min(max(terminal.width, _LEAST_WIDTH), _MOST_WIDTH, _MOST_TEXT)
        self._drawn = not terminal.read_aloud
        self._noted: frozenset[int] = frozenset()

    def document(self, document: Document) -> Iterator[str]:
        self._noted = frozenset(note.number for note in document.notes) if self._terminal.notes else frozenset()
        yield from self.blocks(document.opening, self._width)
        for section in document.sections:
            yield from self._section(section)
        yield from self.blocks(document.close, self._width)
        if document.annex:
            yield from self._block(document.annex.heading, self._width)
            yield ""
            yield from self.blocks(document.annex.opening, self._width)
            for section in document.annex.sections:
                yield from self._section(section)
        if self._noted:
            yield from (*self._block(Heading(2, (Run("Notes"),), "notes"), self._width), "")
            for note in document.notes:
                yield from self._wrapped(note.runs, self._width, f"[{note.number}] ", "    ")

    def _section(self, section: Section) -> Iterator[str]:
        inner = list(self.blocks(section.blocks, self._width))
        if inner:
            yield from self._block(section.heading, self._width)
            yield from inner

    def blocks(self, blocks: Iterable[Block], width: int) -> Iterator[str]:
        """Blocks with an empty line after each."""
        for block in blocks:
            lines = list(self._block(block, width))
            if lines:
                yield from lines
                if not isinstance(block, Heading):
                    yield ""

    def _block(self, block: Block, width: int) -> Iterator[str]:
        writers: dict[type, Callable[[Any, int], Iterator[str]]] = {
            Heading: self._heading,
            Paragraph: lambda one, width: self._wrapped(one.runs, width),
            Quote: self._quote,
            Listed: self._list,
            Steps: self._steps,
            Strip: self._strip,
            Table: self._table,
            Copied: self._copied,
            Pictured: lambda one, width: self._picture(self._pictures.get(one.name), width),
            HorizontalRule: lambda _, width: iter([self._style("─" * width, DIM)] if self._drawn else []),
        }
        return writers[type(block)](block, width)

    def _quote(self, quote: Quote, width: int) -> Iterator[str]:
        edge = self._style("│", HEAD) + " " if self._drawn else ""
        inner = list(self.blocks(quote.blocks, width - 2))
        return (edge + line for line in inner[:-1])

    def _steps(self, steps: Steps, width: int) -> Iterator[str]:
        for number, step in enumerate(steps.steps, 1):
            yield from self._step(number, step, width)

    def _strip(self, strip: Strip, width: int) -> Iterator[str]:
        wide = max(length(plain(cell.amount)) for cell in strip.cells)
        for cell in strip.cells:
            amount = plain(cell.amount)
            lead = self._style(amount, BOLD) + " " * (wide - length(amount)) + _GAP
            yield from self._wrapped(cell.label, width, lead, " " * (wide + len(_GAP)), wide + len(_GAP))

    def _copied(self, copied: Copied, width: int) -> Iterator[str]:
        indent = "    " if self._drawn else ""
        for line in copied.text.split("\n"):
            yield from list(self._wrapped((Run(line),), width, indent, indent)) if line else [""]

    def _heading(self, heading: Heading, width: int) -> Iterator[str]:
        style = HEAD if heading.level < 3 else BOLD
        yield from self._lines([_Styled(run.text, style) for run in heading.runs if not run.note], width, "", "", 0)
        if heading.level < 3 and self._drawn:
            long = min(width, length(plain(heading.runs)))
            yield self._style(("═" if heading.level == 1 else "─") * long, HEAD)

    def _list(self, block: Listed, width: int) -> Iterator[str]:
        bullet = "•" if self._drawn else "-"
        for number, item in enumerate(block.items, 1):
            lead = f"{number}. " if block.ordered else "" if block.kind in ("meta", "glossary") else f"{bullet} "
            yield from self._item(item, lead, width)

    def _item(self, item: tuple[Block, ...], lead: str, width: int) -> Iterator[str]:
        hang = " " * len(lead)
        for place, block in enumerate(item):
            first = lead if place == 0 else hang
            if isinstance(block, Paragraph):
                yield from self._wrapped(block.runs, width, first, hang)
            else:
                yield from (hang + line for line in self._block(block, width - len(hang)))

    def _step(self, number: int, step: StepBlock, width: int) -> Iterator[str]:
        """A step: when in a rail on the left where there is room, above what to do where there is none."""
        lead, when = f"{number}. ", plain(step.when)
        if not self._drawn or width < _ROOM_FOR_RAIL:
            yield from self._wrapped(step.when, width, lead, " " * len(lead))
            yield from self._inside(step.blocks, width, " " * len(lead))
            return
        rail = list(self._lines([_Styled(when, BOLD)], _RAIL + len(lead), lead, " " * len(lead), len(lead)))
        text = list(self._inside(step.blocks, width - _RAIL - len(lead) - len(_GAP), ""))
        bare = list(_plain_lines(when, _RAIL))
        for place in range(max(len(rail), len(text))):
            left = rail[place] if place < len(rail) else " " * len(lead)
            used = len(lead) + (length(bare[place]) if place < len(bare) else 0)
            right = text[place] if place < len(text) else ""
            yield f"{left}{' ' * (_RAIL + len(lead) - used)}{_GAP}{right}"

    def _inside(self, blocks: Iterable[Block], width: int, indent: str) -> Iterator[str]:
        for block in blocks:
            yield from (indent + line for line in self._block(block, width - len(indent)))

    def _table(self, table: Table, width: int) -> Iterator[str]:
        if table.caption and table.kind != "bare":
            yield from self._lines([_Styled(table.caption, BOLD)], width, "", "", 0)
        if not self._drawn:
            yield from self._sentences(table, width, named=True)
            return
        widths = _widths(table, width)
        if widths is None:
            yield from self._sentences(table, width, named=True)
            return
        yield from self._row(table.head, widths, table.right, BOLD)
        yield self._style("─" * (sum(widths) + len(_GAP) * (len(widths) - 1)), DIM)
        for row in table.rows:
            yield from self._row(row, widths, table.right, "")

    def _sentences(self, table: Table, width: int, named: bool = False) -> Iterator[str]:
        """Each row as `first cell: the others`, each of the others `named` by its head where that is asked."""
        heads = [plain(head) for head in table.head[1:]] if named and len(table.head) > 2 else []
        for first, *others in table.rows:
            cells = list(map(plain, others))
            told = [
                f"{head} {cell}" if head else cell for head, cell in zip(heads or [""] * len(cells), cells, strict=True)
            ]
            rest = "; ".join(text for text, cell in zip(told, cells, strict=True) if cell)
            yield from self._wrapped((Run(f"{plain(first)}: {rest}" if rest else plain(first)),), width, "", "  ")

    def _row(self, row: tuple[Runs, ...], widths: list[int], right: tuple[bool, ...], style: str) -> Iterator[str]:
        columns = []
        for runs, width in zip(row, widths, strict=True):
            styled = [_Styled(one.text, style or one.style) for one in self._styled(runs)]
            shown = list(self._lines(styled, width, "", "", 0)) or [""]
            bare = list(_plain_lines("".join(one.text for one in styled), width)) or [""]
            columns.append(list(zip(bare, shown, strict=True)))
        for line in range(max(map(len, columns))):
            cells = [column[line] if line < len(column) else ("", "") for column in columns]
            yield _GAP.join(map(_padded, cells, widths, right)).rstrip()

    def _picture(self, picture: Picture | None, width: int) -> Iterator[str]:
        if picture is None:
            return
        if isinstance(picture, Bars) and self._drawn:
            yield from self._bars(picture, width)
            return
        yield from self._wrapped((Run(picture.words),), width)

    def _bars(self, bars: Bars, width: int) -> Iterator[str]:
        signs = _FILLINGS if self._terminal.unicode else _FILLINGS_ASCII
        for bar in bars.bars:
            yield from self._lines([_Styled(bar.label, BOLD), _Styled(f"  {bar.limit}", DIM)], width, "", "", 0)
            yield self._bar(bar, bars.scale, signs)
            yield from self._wrapped((Run("; ".join(part.words for part in bar.parts) or "nothing in yet"),), width)
        if len(bars.fillings) > 1:
            key = _GAP.join(f"{signs[filling]} {words}" for filling, words in bars.fillings)
            yield from self._lines([_Styled(key, DIM)], width, "", "", 0)

    def _bar(self, bar: Bar, scale: int, signs: Mapping[str, str]) -> str:
        drawn, cents = "", 0
        for part in bar.parts:
            cents += part.cents
            drawn += signs[part.filling] * (max(1, _cells(cents, scale) - len(drawn)))
        return drawn + ("·" if self._terminal.unicode else ".") * (_cells(bar.cap, scale) - len(drawn))

    def _wrapped(
        self, runs: Runs, width: int, first: str = "", rest: str = "", used: int | None = None
    ) -> Iterator[str]:
        yield from self._lines(self._styled(runs), width, first, rest, length(first) if used is None else used)

    def _styled(self, runs: Runs) -> list[_Styled]:
        found = []
        for run in quoted(runs):
            if run.note:
                if run.note in self._noted:
                    found.append(_Styled(f"[{run.note}]", DIM))
            else:
                found.append(_Styled(run.text, BOLD if run.bold else ""))
        return found

    def _lines(self, runs: list[_Styled], width: int, first: str, rest: str, used: int) -> Iterator[str]:
        """The runs in lines of at most `width`; a longer word stands alone. `used` columns of the first are taken."""
        line: list[list[_Styled]] = []
        lead, begun = first, used
        for word in _words(runs):
            long = sum(length(one.text) for one in word)
            broken = word[0].text == "\n"
            if broken or (line and begun + long + 1 > width):
                yield lead + self._joined(line)
                line, lead, begun = [], rest, length(rest)
            if broken:
                continue
            begun += long + (1 if line else 0)
            line.append(word)
        if line or first.strip():
            yield lead + self._joined(line)

    def _joined(self, words: list[list[_Styled]]) -> str:
        shown = ""
        last = ""
        for word in words:
            if shown:
                same = self._colour and last == word[0].style and last
                shown += self._style(" ", last) if same else " "
            shown += "".join(self._style(one.text, one.style) for one in word)
            last = word[-1].style
        return shown.replace("\x1b[0m\x1b[1m", "") if self._colour else shown

    def _style(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour and style and text else text


def _words(runs: Iterable[_Styled]) -> Iterator[list[_Styled]]:
    """The runs cut at spaces: each word is its own runs; a line break is a word of its own."""
    word: list[_Styled] = []
    for run in runs:
        for number, piece in enumerate(run.text.split("\n")):
            if number:
                if word:
                    yield word
                    word = []
                yield [_Styled("\n", "")]
            for place, part in enumerate(piece.split(" ")):
                if place and word:
                    yield word
                    word = []
                if part:
                    word.append(_Styled(part, run.style))
    if word:
        yield word


def _plain_lines(text: str, width: int) -> Iterator[str]:
    yield from _TerminalWriter(Terminal(), {})._lines([_Styled(text, "")], width, "", "", 0)


def _widths(table: Table, width: int) -> list[int] | None:
    """The widths of columns: the widest give way until the table fits; None where a word would have to be cut."""
    columns = [[_shown(row[place]) for row in (table.head, *table.rows)] for place in range(len(table.head))]
    widths = [max(map(length, column)) for column in columns]
    words = [max((length(word) for cell in column for word in cell.split(" ")), default=0) for column in columns]
    denominator = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while denominator > 0:
        place = max(range(len(widths)), key=lambda place: (widths[place] > words[place], widths[place]))
        if widths[place] <= words[place]:
            return None
        widths[place] -= 1
        denominator -= 1
    return widths


def _shown(runs: Runs) -> str:
    return "".join(f"[{run.note}]" if run.note else run.text for run in quoted(runs))


def _padded(cell: tuple[str, str], width: int, right: bool) -> str:
    bare, shown = cell
    space = " " * max(0, width - length(bare))
    return space + shown if right else shown + space


def _cells(cents: int, scale: int) -> int:
    return min(_BAR, max(0, (2 * cents * _BAR + scale) // (2 * scale)))
