"""Reads YAML by events: libyaml's where it is there, PyYAML's own otherwise. Nothing here recurses."""

from __future__ import annotations

import re
from typing import Any, Final, Protocol

from ..diagnostic import clipped
from .builder import MAX_DEPTH, Builder
from .nodes import Scalar

# Patterns are kept as text: most runs meet none of what they are for, and compiling takes time.
_DIRECTIVE: Final = r"(?:[ \t]*+(?:#[^\n]*+)?\n)*(%[^\r\n]*+)"
_GAP: Final = r"(?:[ \t\r\n]++|#[^\n]*+)*"
_COLON: Final = r"[ \t\r\n]*+:"
_WORD: Final = r"[^ \t\r\n,\]}]++"
_ABOUT_PROPERTY: Final = "ing an? (alias|anchor|tag)|tag handle"

_WINDOW: Final = 2_048  # YAML lets a key be 1,024 characters long

_BLANKS: Final = (" ", "\t", "\r", "\n")
_UNUSED: Final = {"&": "anchors", "*": "aliases", "!": "tags"}


def read_yaml(text: str, builder: Builder) -> None:
    """Feed the builder; what is wrong is noted there."""
    from yaml.error import MarkedYAMLError, YAMLError

    if "%" in text and (found := re.match(_DIRECTIVE, text)):
        # libyaml compares each directive with all before it: a file of them would keep it busy for minutes.
        message = f"directives such as `{clipped(found[1])}` are not used in these files"
        builder.report("unused-yaml", message, builder.source.span(*found.span(1)), "remove the line")
        return
    reader = _Reader(builder)
    try:
        reader.run(_parser(text))
    except MarkedYAMLError as error:
        at = _index(error.problem_mark) or 0
        if (deep := _too_deep(text, at)) is not None:
            builder.stop_at_too_deep(deep)
        reader.mistake(f"{error.context}; {error.problem}", at, _index(error.context_mark))
    except (YAMLError, ValueError, OverflowError):  # PyYAML's own parser, of escapes that name no character
        reader.mistake("", 0, None)


def _too_deep(text: str, at: int) -> int | None:
    """Where brackets before a place go deeper than we allow, as far as a parser looks ahead for the end of a key.

    A parser may give up there in words of its own before it has told us of any of them.
    """
    depth = 0
    for found in re.compile(r"[\[\]{}]").finditer(text, max(0, at - _WINDOW), at + 1):
        depth += 1 if found[0] in "[{" else -1
        if depth > MAX_DEPTH:
            return found.start()
    return None


def _index(mark: Any) -> int | None:
    return None if mark is None else mark.index


class _Parser(Protocol):
    def get_event(self) -> Any: ...


def _parser(text: str) -> _Parser:
    """libyaml's parser; PyYAML's own, which is slower and refuses more, where PyYAML was built without libyaml."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        from yaml import BaseLoader

        return BaseLoader(text)
    return CParser(text.encode())


class _Reader:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._source = builder.source
        self._text = builder.source.text
        self._add = builder.add

    def run(self, parser: _Parser) -> None:
        """Read the first document, and see that there is no other."""
        from yaml import events

        next_event, scalar, scalar_kind = parser.get_event, self._scalar, events.ScalarEvent
        handlers = {
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._close,
            events.SequenceEndEvent: self._close,
            events.AliasEvent: self._alias,
        }
        while (kind := type(event := next_event())) is not events.StreamEndEvent:
            if kind is scalar_kind:
                scalar(event)
            elif handler := handlers.get(kind):
                handler(event)
            elif kind is events.DocumentEndEvent:
                self._see_the_end(event.end_mark.index)
                return

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            self._refuse_property(start)
        if start == end:
            start = end = self._place_of_nothing(start)
        event.value.encode()  # half a character, which libyaml refuses, raises ValueError
        self._add(Scalar(event.value, bool(event.style), self._source, start, end))

    def _mapping(self, event: Any) -> None:
        self._open(event, True)

    def _sequence(self, event: Any) -> None:
        self._open(event, False)

    def _open(self, event: Any, is_mapping: bool) -> None:
        start = event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            self._refuse_property(start)
        self._builder.open(is_mapping, start)

    def _close(self, event: Any) -> None:
        self._builder.close(event.end_mark.index)

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self._refuse_property(start)
        self._add(Scalar(self._text[start:end], False, self._source, start, end))

    def _refuse_property(self, start: int) -> None:
        sign = self._text[start]
        found = re.compile(_WORD).match(self._text, start)
        word = found[0] if found else sign
        message = f"{_UNUSED[sign]} such as `{clipped(word)}` are not used in these files"
        span = self._source.span(start, start + len(word))
        self._builder.report("unused-yaml", message, span, f"put text that begins with `{sign}` in quotes")

    def _place_of_nothing(self, place: int) -> int:
        """An empty value stands behind its colon or dash, whatever blanks and comments a parser skipped."""
        last = self._builder.last()
        if last and (colon := re.compile(_COLON).match(self._text, last.end)):
            return colon.end()
        while place and self._text[place - 1] in _BLANKS:
            place -= 1
        return place

    def _see_the_end(self, end: int) -> None:
        text = self._text
        found = re.compile(_GAP).match(text, end)
        start = found.end() if found else end
        if start == len(text):
            return
        if text.startswith("---", start) or text.endswith("...", 0, end):
            span = self._source.span(start, len(text))
            message = "a second document begins here"
            self._builder.report("second-document", message, span, "keep one document in each file")
        else:
            self.mistake("no document start", start, None)

    def mistake(self, complaint: str, at: int, since: int | None) -> None:
        """Note that the text cannot be read from a place on."""
        from .mistakes import Mistake, explain

        at = min(at, len(self._text))
        since = None if since == len(self._text) else since
        if self._builder.reported(at):
            return
        if since is not None and self._text[since] in _UNUSED and re.search(_ABOUT_PROPERTY, complaint):
            self._refuse_property(since)
            return
        last = self._builder.last()
        before = (last.start, last.end) if last else (0, 0)
        mistake = Mistake(self._source, complaint, at, since, self._builder.open_bracket(), before)
        self._builder.report("yaml-syntax", *explain(mistake))
