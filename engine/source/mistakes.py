"""Says in a person's words what is wrong with YAML that cannot be read.

A YAML parser tells where it gave up and what it wanted. The words here are chosen from that and from the text
around the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from ..diagnostic import Label, Span, clipped
from .nodes import Text

_MAX_KEY: Final = 1024
_CLOSING: Final = {"{": "}", "[": "]"}
_IN_QUOTES: Final = "put the text in quotes"
_KEY_WITHOUT_SPACE: Final = re.compile(r"""[ \t]*+(?:-[ \t]++)*((?:[\w.-]++|"[^"\n]*+"|'[^'\n]*+'):)([^\s:][^\n]*+)""")
_KEY: Final = re.compile(r"[ \t]*+(?:- ++)*[\w.-]++[ \t]*+:")
_ESCAPE: Final = re.compile(r"\\(?:x\w{0,2}|u\w{0,4}|U\w{0,8}|.?)")
_REST_OF_WORD: Final = re.compile(r"[^\s,\]}]*+")


class Mistake(NamedTuple):
    """Where a parser gave up and what was open there; places are offsets in the text."""

    source: Text
    complaint: str
    at: int
    since: int | None
    bracket: int | None
    last: tuple[int, int]

    @property
    def sign(self) -> str:
        """The character at the place; empty at the end of the file."""
        return self.source.text[self.at : self.at + 1]

    @property
    def line_start(self) -> int:
        """Where the line of the place begins."""
        return self.source.text.rfind("\n", 0, self.at) + 1

    def span(self, start: int | None = None, end: int | None = None) -> Span:
        """A place, by default that of the sign."""
        start = self.at if start is None else start
        return self.source.span(start, start + 1 if end is None else end)

    def line(self, at: int) -> Span:
        """The whole line of a place, without indentation."""
        text = self.source.text
        start = text.rfind("\n", 0, at) + 1
        while text[start : start + 1] in (" ", "\t"):
            start += 1
        return self.source.span(start, len(text))


class Explanation(NamedTuple):
    """What to tell the person."""

    message: str
    span: Span
    help: str | None = None
    labels: tuple[Label, ...] = ()


def explain(mistake: Mistake) -> Explanation:
    """The first reading of the complaint that fits the text."""
    for pattern, reading in _READINGS:
        if re.search(pattern, mistake.complaint) and (explanation := reading(mistake)):
            return explanation
    return Explanation("this cannot be read as YAML", mistake.span())


def no_space_after_colon(key: str, value: str, span: Span) -> Explanation:
    """`age:30` is one word in YAML."""
    message = f"no space after the colon in `{clipped(key + value)}`"
    return Explanation(message, span, f"write `{clipped(f'{key} {value}')}`")


def _unclosed_quote(mistake: Mistake) -> Explanation:
    start = mistake.since or 0
    quote = mistake.source.text[start]
    span = mistake.span(start, len(mistake.source.text))
    return Explanation("the quote opened here is never closed", span, f"add the closing `{quote}`")


def _bad_start(mistake: Mistake) -> Explanation:
    if mistake.sign == "\t":
        return Explanation("a tab stands where only spaces may", mistake.span(), "replace the tab with spaces")
    return _special_sign(mistake._replace(since=None))


def _bad_escape(mistake: Mistake) -> Explanation:
    text = mistake.source.text
    start = text.rfind("\\", 0, mistake.at + 1)
    found = _ESCAPE.match(text, start)
    word = found[0] if found else ""
    help = "write the character itself" if word[1:2] in ("x", "u", "U") else "write `\\\\` for a backslash itself"
    message = f"`{word}` is not an escape that double quotes know"
    return Explanation(message, mistake.span(start, start + len(word)), help)


def _after_value(mistake: Mistake) -> Explanation | None:
    """Text behind a closing quote or bracket; often the quote closed is not the one the person meant."""
    text, (start, end) = mistake.source.text, mistake.last
    closing = text[end - 1 : end]
    if start == end or text[start] not in "\"'[{" or text[end : mistake.at].strip(" \t") or not mistake.sign:
        return None
    word = _rest(mistake)
    if text.find("\n", start, end) >= 0 and closing in "\"'":
        message = f"the quote opened here closes only on line {mistake.span().line}, before other text"
        labels = (Label(word, "the text goes on here"),)
        return Explanation(message, mistake.span(start, end), "close the quote where the text ends", labels)
    helps = {
        "'": "put the whole text in quotes; within '…' an apostrophe is written twice",
        '"': 'put the whole text in quotes; within "…" a quote is written `\\"`',
    }
    message = f"text goes on after the closing `{closing}`"
    return Explanation(message, word, helps.get(closing, "put the whole text in quotes"))


def _in_brackets(mistake: Mistake) -> Explanation:
    start = mistake.since or 0
    opening = mistake.source.text[start]
    closing = _CLOSING[opening]
    opened = Label(mistake.span(start), f"`{opening}` opened here")
    if not mistake.sign:
        return _unclosed_bracket(mistake, start)
    if mistake.sign in "]}":
        message = f"`{opening}` is closed by `{mistake.sign}`"
        return Explanation(message, mistake.span(), f"close it with `{closing}`", (opened,))
    if start < mistake.line_start and _KEY.match(mistake.source.text, mistake.line_start):
        help = f"add the closing `{closing}`, or a comma between the items"
        labels = (Label(mistake.line(mistake.at), "this is the next key"),)
        return Explanation(f"the `{opening}` opened here is not closed", mistake.span(start), help, labels)
    help = f"put a comma between items, close with `{closing}`, or put text that holds such signs in quotes"
    return Explanation(f"a comma or `{closing}` is missing before this", _rest(mistake), help, (opened,))


def _unclosed_bracket(mistake: Mistake, start: int) -> Explanation:
    opening = mistake.source.text[start]
    help = f"add the closing `{_CLOSING[opening]}`"
    return Explanation(f"the `{opening}` opened here is never closed", mistake.span(start), help)


def _second_colon(mistake: Mistake) -> Explanation:
    text, start = mistake.source.text, mistake.line_start
    if mistake.at - start > _MAX_KEY:
        return _long_key(mistake.line(start))
    above_end = len(text[:start].rstrip())
    above_start = text.rfind("\n", 0, above_end) + 1
    above = text[above_start:above_end]
    if not above or re.search(r":[ \t]", text[start : mistake.at]):
        return Explanation("text with a colon in it must be in quotes", mistake.span(), _IN_QUOTES)
    if _KEY_WITHOUT_SPACE.match(above) or not re.search("^ *- |:", above):
        return _no_colon(mistake._replace(since=above_start))
    help = "line it up with the key it follows, or move the value down to it"
    labels = (Label(mistake.line(above_start), "this has a value already"),)
    return Explanation("this is indented under a line that has a value", mistake.line(start), help, labels)


def _no_colon(mistake: Mistake) -> Explanation:
    text = mistake.source.text
    start = mistake.at if mistake.since is None else mistake.since
    span = mistake.line(start)
    if found := _KEY_WITHOUT_SPACE.match(text, start):
        return no_space_after_colon(found[1], found[2].rstrip(), span)
    if text[start : start + 1] in _CLOSING:
        return _out_of_line(mistake._replace(at=start, since=None))
    word = text[start:].partition("\n")[0].strip()
    if len(word) > _MAX_KEY:
        return _long_key(span)
    if word.startswith("-"):
        return Explanation(f"no space after the dash in `{clipped(word)}`", span, f"write `{clipped('- ' + word[1:])}`")
    return Explanation(f"no colon after `{clipped(word)}`", span, "write `key: value`, and longer text in quotes")


def _list_item(mistake: Mistake) -> Explanation:
    help = "begin the list on the next line, or put text that begins with `-` in quotes"
    return Explanation("a list item cannot begin on this line", mistake.span(), help)


def _block_header(mistake: Mistake) -> Explanation:
    start = mistake.since or 0
    sign = mistake.source.text[start]
    help = f"put the text in quotes, or begin it on the line after `{sign}`"
    return Explanation(f"text cannot begin with `{sign}` on the same line", mistake.span(start), help)


def _special_sign(mistake: Mistake) -> Explanation:
    start = mistake.at if mistake.since is None else mistake.since
    sign = mistake.source.text[start : start + 1]
    name = "a backtick" if sign == "`" else f"`{sign}`"
    return Explanation(f"text cannot begin with {name}", mistake.span(start), _IN_QUOTES)


def _long_key(span: Span) -> Explanation:
    return Explanation(f"a key has more than {_MAX_KEY:,} characters", span, "write a shorter key")


def _bare_colon(mistake: Mistake) -> Explanation:
    return Explanation("no space after the colon", mistake.span(), "write `key: value`, or put the text in quotes")


def _no_value(mistake: Mistake) -> Explanation | None:
    if mistake.bracket is not None and not mistake.sign:
        return _unclosed_bracket(mistake, mistake.bracket)
    if mistake.bracket is not None and mistake.sign in ",]}":
        return Explanation(
            f"a value is missing before `{mistake.sign}`", mistake.span(), "write it, or remove the sign"
        )
    return _special_sign(mistake._replace(since=None))


def _out_of_line(mistake: Mistake) -> Explanation:
    sign, line = mistake.sign, mistake.line(mistake.at)
    if sign in ("]", "}"):
        return Explanation(f"`{sign}` closes nothing", mistake.span(), "remove it, or put the text in quotes")
    if sign == ":":
        return Explanation("a key is missing before the colon", mistake.span(), "write `key: value`")
    if sign == "%":
        return _special_sign(mistake._replace(since=None))
    labels = () if mistake.since is None else (Label(mistake.line(mistake.since), "the lines above begin here"),)
    if "block collection" in mistake.complaint:
        help = "begin it with `- ` in line with the items above, or indent it to belong to the last of them"
        return Explanation("this is not in line with the list items above", line, help, labels)
    help = "indent it exactly like the key it follows, or further in if it belongs under that key"
    return Explanation("this is not in line with the keys above", line, help, labels)


def _rest(mistake: Mistake) -> Span:
    found = _REST_OF_WORD.match(mistake.source.text, mistake.at)
    return mistake.span(mistake.at, max(mistake.at + 1, found.end() if found else 0))


_Reading: TypeAlias = Callable[[Mistake], Explanation | None]
_READINGS: Final[tuple[tuple[str, _Reading], ...]] = (
    ("directive|mapping keys", _special_sign),
    ("quoted scalar.*(end of stream|document)", _unclosed_quote),
    ("cannot start any token|tab character", _bad_start),
    ("escape|hexdecimal", _bad_escape),
    ("expected key|block end|document start|'-' indicator", _after_value),
    ("',' or", _in_brackets),
    ("mapping values", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("sequence entries", _list_item),
    ("block scalar", _block_header),
    ("unexpected ':'", _bare_colon),
    ("node content", _no_value),
    ("expected key|block end|document start|'-' indicator", _out_of_line),
)
