"""The words, amounts and marks that a formula is made of."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>\d{4}-\d{2}-\d{2})
    |(?P<money>\$(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)
    |(?P<percent>\d+(?:\.\d+)?\ ?%)
    |(?P<word>\d*[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)
    |(?P<grouped>\d{1,3}(?:,\d{3})+)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<mark><=|>=|!=|==|[-+*/()<>=,])""",
    re.VERBOSE | re.ASCII,
)
_STRANGE: Final = {"==": "write `=`", "×": "write `*`", "÷": "write `/`", "−": "write `-`", "&": "write `and`",
                   "|": "write `or`", "!": "write `not`", "≤": "write `<=`", "≥": "write `>=`",
                   "#": "put comments on a line of their own in the YAML"}  # fmt: skip


class Misread(ValueError):
    """A formula that cannot be read: message, place in its text (start, end) and remedy."""

    def __init__(self, message: str, place: tuple[int, int], help: str | None = None) -> None:
        """Keep the place so that the loader can point at it."""
        super().__init__(message)
        self.message, self.place, self.help = message, place, help


class Token(NamedTuple):
    """One piece of a formula and its place in the text."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The pieces of a formula, blanks left out. Raises Misread."""
    found, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match or match.lastgroup is None or match[0] == "==":
            piece = match[0] if match else text[position]
            raise Misread(f"`{piece}` has no meaning here", (position, position + len(piece)), _STRANGE.get(piece))
        token = Token(match.lastgroup, match[0], position, match.end())
        _refuse(token)
        if token.kind != "space":
            found.append(token)
        position = match.end()
    return found


def _refuse(token: Token) -> None:
    place = (token.start, token.end)
    if token.kind == "grouped":
        help = f"write `${token.text}` for dollars, or put a space after the comma"
        raise Misread(f"`{token.text}` could be one amount or several", place, help)
    if token.kind == "date":
        raise Misread("a date cannot be used in a formula", place, "make it a date parameter and name that")
