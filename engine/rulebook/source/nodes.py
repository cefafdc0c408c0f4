"""What a file holds once read: texts, lists and mappings, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice
from typing import Final, TypeAlias

from ...diagnostic import Span

_BLANKS: Final = (" ", "\t", "\r", "\n")

# The pieces of a written scalar that stand for one visible character each; a `blank` stands for none.
# Kept as text: most runs never point into a value, and compiling takes longer than reading a small file.
_PIECES: Final = {
    "'": r"(?P<blank>[ \t\r\n])|''|.",
    '"': r"(?P<blank>[ \t\r\n]|\\(?:[ntr \t]|\r?\n|(?:x|u00|U000000)(?:20|09|0[aAdD])))"
    r"|\\(?:u[dD][89abAB]..\\u....|x..|u....|U.{8}|.)|.",
}
_PLAIN_PIECES: Final = r"(?P<blank>[ \t\r\n])|."


class Text:
    """A file's text, and where each character stands."""

    __slots__ = ("_starts", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        """Lines are counted when the first place is asked for."""
        self.file = file
        self.text = text
        self._starts: list[int] = []

    def span(self, start: int, end: int) -> Span:
        """The place of the characters from start to before end, as far as they stand on one line."""
        if not self._starts:
            lines = self.text.split("\n")
            self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        line = bisect_right(self._starts, min(start, len(self.text)))
        first = self._starts[line - 1]
        if end >= self._starts[line]:
            end = start + len(self.text[start : self._starts[line]].rstrip())
        return Span(self.file, line, start - first + 1, end - first + 1)


class _Placed:
    __slots__ = ("end", "source", "start")

    source: Text
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The place of the node; of its first line where it has several."""
        return self.source.span(self.start, self.end)


class Scalar(_Placed):
    """A single value as text. `quoted` if it was written as text beyond doubt: in quotes, `|` or `>`."""

    __slots__ = ("quoted", "text")

    def __init__(self, text: str, quoted: bool, source: Text, start: int, end: int) -> None:
        """A value read from the characters start to end of its file."""
        self.text = text
        self.quoted = quoted
        self.source = source
        self.start = start
        self.end = end

    @property
    def blank(self) -> bool:
        """Whether it says nothing: it is empty, or `null` or `~` without quotes, as YAML writes nothing."""
        said = self.text.strip().lower()
        return not said or (said in ("null", "~") and not self.quoted)

    def __repr__(self) -> str:
        """For test output and debuggers."""
        return f"Scalar({self.text!r}{', quoted' * self.quoted})"

    def at(self, start: int, end: int) -> Span:
        """The place in the file of the characters from start to before end of `text`."""
        start = max(0, min(start, len(self.text)))
        end = max(start, min(end, len(self.text)))
        body, pattern = self._body()
        if self.source.text[body : body + len(self.text)] == self.text and "\n" not in self.text:
            return self.source.span(body + start, body + end)
        return self.source.span(*self._by_counting(body, pattern, start, end))

    def _body(self) -> tuple[int, str]:
        """Where the written text begins, and how to read it."""
        if not self.quoted:
            return self.start, _PLAIN_PIECES
        character = self.source.text[self.start]
        if character in _PIECES:
            return self.start + 1, _PIECES[character]
        header_end = self.source.text.find("\n", self.start, self.end)
        return (header_end + 1 or self.end), _PLAIN_PIECES

    def _by_counting(self, body: int, pattern: str, start: int, end: int) -> tuple[int, int]:
        """Folding and indentation change blanks only, so the nth visible character is the nth one written."""
        before, through = _visible(self.text[:start]), _visible(self.text[:end])
        pieces = re.compile(pattern, re.DOTALL).finditer(self.source.text, body, self.end)
        visible = (piece.span() for piece in pieces if piece.lastgroup is None)
        written = list(islice(visible, through + 1))
        if through > before:
            return written[before][0], written[through - 1][1]
        if start < len(self.text) and self.text[start] not in _BLANKS:
            return (written[before][0],) * 2
        return (written[before - 1][1] if before else body,) * 2


class Sequence(_Placed):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Node, ...], source: Text, start: int, end: int) -> None:
        """A list read from the characters start to end of its file."""
        self.items = items
        self.source = source
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        """For test output and debuggers."""
        return f"Sequence({', '.join(map(repr, self.items))})"


class Mapping(_Placed):
    """Keys and values in the order written; no key twice."""

    __slots__ = ("_values", "entries")

    def __init__(
        self,
        entries: tuple[tuple[Scalar, Node], ...],
        values: dict[str, Node],
        source: Text,
        start: int,
        end: int,
    ) -> None:
        """A mapping read from the characters start to end of its file."""
        self.entries = entries
        self._values = values
        self.source = source
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        """For test output and debuggers."""
        return f"Mapping({', '.join(f'{key!r}: {value!r}' for key, value in self.entries)})"

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        return self._values.get(key)


Node: TypeAlias = Scalar | Sequence | Mapping


def _visible(text: str) -> int:
    return len(text) - sum(map(text.count, _BLANKS))
