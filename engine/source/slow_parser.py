"""PyYAML's own parser, for where libyaml is missing, brought in line with what libyaml reads and refuses."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from yaml.error import Mark
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
_ESCAPE: Final = re.compile(r"\\(?:((?:u|U0000)[dD][89a-fA-F])|.)", re.DOTALL)
_INDICATORS: Final = re.compile(r"(?P<sign>[+-])(?P<width>\d)?|(?P<first>\d)(?P<last>[+-])?")
_NO_CHARACTER: Final = "found invalid Unicode character escape code"
_WORD: Final = re.compile(r"(?:[^\0 \t\r\n:]++|:(?![\0 \t\r\n]))+")
_WORD_IN_BRACKETS: Final = re.compile(r"(?:[^\0 \t\r\n:,\[\]{}]++|:(?![\0 \t\r\n,?\[\]{}]))+")


class SlowParser(Reader, Scanner, Parser):
    """Gives the same events as libyaml for the same text."""

    def __init__(self, text: str) -> None:
        """Begin with the text."""
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Tabs may separate tokens wherever they cannot be taken for indentation."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Mark) -> list[str]:
        """Escapes must name characters."""
        first = self.index
        try:
            pieces: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
        except (ValueError, OverflowError):
            self._refuse("while parsing a quoted scalar", start_mark, _NO_CHARACTER, self.index)
        if any(map(_HALF_PAIR.search, pieces)):
            escapes = _ESCAPE.finditer(self.buffer, first, self.index)
            place = next(escape.start() + 1 for escape in escapes if escape[1])
            self._refuse("while parsing a quoted scalar", start_mark, _NO_CHARACTER, place)
        return pieces

    def scan_block_scalar_indicators(self, start_mark: Mark) -> tuple[bool | None, int | None]:
        """Tabs and comments may follow the indicators."""
        found = _INDICATORS.match(self.buffer, self.pointer)
        sign = found["sign"] or found["last"] if found else None
        width = int(found["width"] or found["first"] or -1) if found else -1
        self.forward(len(found[0]) if found else 0)
        if not width:
            self._refuse("while scanning a block scalar", start_mark, "found an indentation indicator of 0", self.index)
        while self.peek() in (" ", "\t"):
            self.forward()
        return {"+": True, "-": False}.get(sign or ""), None if width < 0 else width

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Mark]:
        """The first line's indentation must be spaces."""
        start = self.get_mark()
        found = super().scan_block_scalar_indentation()
        if self.peek() == "\t":
            self._refuse("while scanning a block scalar", start, "found a tab character", self.index)
        return found

    def scan_plain(self) -> ScalarToken:
        """Plain text may hold tabs, and within brackets question marks."""
        start = end = self.get_mark()
        word = _WORD_IN_BRACKETS if self.flow_level else _WORD
        pieces: list[str] = []
        blanks = ""
        while self.peek() != "#" and not self._at_marker() and (found := word.match(self.buffer, self.pointer)):
            pieces += (blanks, found[0])
            self.forward(len(found[0]))
            self.allow_simple_key = False
            end = self.get_mark()
            blanks = self._plain_blanks(start)
            if not blanks or (not self.flow_level and self.column <= self.indent):
                break
        if self.flow_level and self.peek() == ":" and self.peek(1) in ",?[]{}":
            self._refuse("while scanning a plain scalar", start, "found unexpected ':'", self.index)
        return ScalarToken("".join(pieces), True, start, end)

    def _at_marker(self) -> bool:
        return self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in "\0 \t\r\n"

    def _plain_blanks(self, start: Mark) -> str:
        """What stands for the blanks between two words: themselves, or the line breaks folded."""
        first, breaks = self.index, 0
        while (sign := self.peek()) in (" ", "\t", "\r", "\n"):
            if sign == "\t" and breaks and self.column <= self.indent:
                problem = "found a tab character that violates indentation"
                self._refuse("while scanning a plain scalar", start, problem, self.index)
            if sign in "\r\n":
                breaks += 1
                self.scan_line_break()  # type: ignore[no-untyped-call]
            else:
                self.forward()
        if not breaks:
            return str(self.buffer[first : self.index])
        self.allow_simple_key = True
        return "\n" * (breaks - 1) or " "

    def _refuse(self, context: str, start: Mark, problem: str, place: int) -> NoReturn:
        mark = Mark(start.name, place, start.line, start.column, None, 0)
        raise ScannerError(context, start, problem, mark)
