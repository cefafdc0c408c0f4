"""Reads YAML by events: libyaml's where it is there, PyYAML's own otherwise. Nothing here recurses."""

from __future__ import annotations

import re
from typing import Any, Final, Protocol

from .builder import Builder
from .mistakes import Mistake, clipped, explain

_BLANKS: Final = (" ", "\t", "\r", "\n")
_GAP: Final = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_DIRECTIVE: Final = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?\n)*+(%[^\r\n]*+)")
_COLON: Final = re.compile(r"[ \t\r\n]*+:")
_WORD: Final = re.compile(r"[^ \t\r\n,\]}]*+")
_ABOUT_PROPERTY: Final = re.compile("ing an? (alias|anchor|tag)|tag handle")
_UNUSED: Final = {"&": "anchors", "*": "aliases", "!": "tags"}


def read_yaml(text: str, builder: Builder) -> None:
    """Feed the builder; what is wrong is noted there."""
    from yaml.error import MarkedYAMLError

    if found := _DIRECTIVE.match(text):
        # libyaml compares each directive with all before it: a file of them would keep it busy for minutes.
        message = f"directives such as `{clipped(found[1])}` are not used in these files"
        builder.report("unused-yaml", message, builder.source.span(*found.span(1)), "remove the line")
        return
    reader = _Reader(builder)
    try:
        reader.run(_parser(text))
    except MarkedYAMLError as error:
        reader.mistake(f"{error.context}; {error.problem}", _index(error.problem_mark) or 0, _index(error.context_mark))


def _index(mark: Any) -> int | None:
    return None if mark is None else mark.index


class _Parser(Protocol):
    def get_event(self) -> Any: ...


def _parser(text: str) -> _Parser:
    try:
        from yaml._yaml import CParser
    except ImportError:
        from .slow_parser import SlowParser

        return SlowParser(text)
    return CParser(text.encode())


class _Reader:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._text = builder.source.text
        self._last = (0, 0)

    def run(self, parser: _Parser) -> None:
        """Read the first document, and see that there is no other."""
        from yaml import events

        starts = (events.MappingStartEvent, events.SequenceStartEvent)
        ends = (events.MappingEndEvent, events.SequenceEndEvent)
        next_event = parser.get_event
        event = next_event()
        while (kind := type(event)) is not events.StreamEndEvent:
            if kind is events.ScalarEvent:
                self._scalar(event)
            elif kind in starts:
                self._open(event, kind is events.MappingStartEvent)
            elif kind in ends:
                self._close(event.end_mark.index)
            elif kind is events.AliasEvent:
                self._alias(event)
            elif kind is events.DocumentEndEvent:
                self._see_the_end(event.end_mark.index)
                return
            event = next_event()

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            self._refuse_property(start)
        if start == end:
            start = end = self._place_of_nothing(start)
        self._last = (start, end)
        self._builder.scalar(event.value, bool(event.style), start, end)

    def _open(self, event: Any, is_mapping: bool) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_property(event.start_mark.index)
        self._builder.open(is_mapping, event.start_mark.index)

    def _close(self, end: int) -> None:
        self._last = (self._builder.innermost() or 0, end)
        self._builder.close(end)

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self._refuse_property(start)
        self._last = (start, end)
        self._builder.scalar(self._text[start:end], False, start, end)

    def _refuse_property(self, start: int) -> None:
        found = _WORD.match(self._text, start)
        word = found[0] if found else ""
        message = f"{_UNUSED[word[0]]} such as `{clipped(word)}` are not used in these files"
        help = f"put text that begins with `{word[0]}` in quotes"
        self._builder.report("unused-yaml", message, self._builder.source.span(start, start + len(word)), help)

    def _place_of_nothing(self, place: int) -> int:
        """An empty value stands behind its colon or dash, whatever blanks and comments a parser skipped."""
        if colon := _COLON.match(self._text, self._last[1]):
            return colon.end()
        while place and self._text[place - 1] in _BLANKS:
            place -= 1
        return place

    def _see_the_end(self, end: int) -> None:
        text = self._text
        found = _GAP.match(text, end)
        start = found.end() if found else end
        if start == len(text):
            return
        if text.startswith("---", start) or text.endswith("...", 0, end):
            message, help = "a second document begins here", "keep one document in each file"
            self._builder.report("second-document", message, self._builder.source.span(start, len(text)), help)
        else:
            self.mistake("no document start", start, None)

    def mistake(self, complaint: str, at: int, since: int | None) -> None:
        """Note that the text cannot be read from a place on."""
        at = min(at, len(self._text))
        since = None if since == len(self._text) else since
        if self._builder.reported(at):
            return
        if since is not None and self._text[since] in _UNUSED and _ABOUT_PROPERTY.search(complaint):
            self._refuse_property(since)
            return
        mistake = Mistake(self._builder.source, complaint, at, since, self._builder.innermost(), self._last)
        self._builder.report("yaml-syntax", *explain(mistake))
