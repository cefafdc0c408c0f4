"""Inline Markdown for a terminal: bold, code, citation markers; wrapping that cuts no word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

PLAIN: Final = ""
BOLD: Final = "1"
DIM: Final = "2"
HEAD: Final = "1;36"

_INLINE: Final = re.compile(r"\\(?P<sign>[^a-zA-Z0-9\s])|\*\*|`(?P<code>[^`]*)`|(?P<cites>(?:\[\d+\])+)")


class Run(NamedTuple):
    """Text in one style."""

    text: str
    style: str


class Writer(NamedTuple):
    """What the terminal can show."""

    colour: bool
    unicode: bool
    read_aloud: bool = False

    def styled(self, text: str, style: str) -> str:
        """The text in a style, or as it is without colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and not self.read_aloud and style and text else text

    @property
    def rule(self) -> str:
        """A thin line."""
        return "─" if self.unicode else "-"

    @property
    def double(self) -> str:
        """A strong line."""
        return "═" if self.unicode else "="

    @property
    def edge(self) -> str:
        """The edge of a quote."""
        return "│" if self.unicode else "|"

    @property
    def bullet(self) -> str:
        """The sign before an item."""
        return "•" if self.unicode and not self.read_aloud else "-"


def length(text: str) -> int:
    """Columns the text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def runs_of(text: str) -> list[Run]:
    """The text without its signs, in runs of one style."""
    runs: list[Run] = []
    style, place = PLAIN, 0
    for found in _INLINE.finditer(text):
        runs.append(Run(text[place : found.start()], style))
        place = found.end()
        if found["sign"]:
            runs.append(Run(found["sign"], style))
        elif found["code"] is not None:
            runs.append(Run(found["code"], style))
        elif found["cites"]:
            runs.append(Run(found["cites"], DIM))
        else:
            style = PLAIN if style == BOLD else BOLD
    runs.append(Run(text[place:], style))
    return [run for run in runs if run.text]


def words_of(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs cut at spaces: each word is its own runs."""
    word: list[Run] = []
    for run in runs:
        for place, part in enumerate(run.text.split(" ")):
            if place and word:
                yield word
                word = []
            if part:
                word.append(Run(part, run.style))
    if word:
        yield word


def wrapped(runs: Iterable[Run], width: int, first: str, rest: str, writer: Writer) -> Iterator[str]:
    """The runs in lines of at most `width`, led by `first` and then `rest`; a longer word stands alone."""
    line: list[list[Run]] = []
    used, lead = length(first), first
    for word in words_of(runs):
        long = sum(length(run.text) for run in word)
        if line and used + long + (1 if line else 0) > width:
            yield lead + _joined(line, writer)
            line, lead, used = [], rest, length(rest)
        used += long + (1 if line else 0)
        line.append(word)
    if line or first:
        yield lead + _joined(line, writer)


def _joined(words: list[list[Run]], writer: Writer) -> str:
    runs: list[Run] = []
    for word in words:
        if runs:
            same = runs[-1].style == word[0].style
            runs.append(Run(" ", word[0].style if same else PLAIN))
        runs += word
    return "".join(writer.styled(text, style) for text, style in _merged(runs))


def _merged(runs: list[Run]) -> Iterator[Run]:
    text, style = "", PLAIN
    for run in runs:
        if run.style != style:
            yield Run(text, style)
            text, style = "", run.style
        text += run.text
    yield Run(text, style)
