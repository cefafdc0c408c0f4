"""Reads wording.yaml: what answers, letters and pages say around the rules; what it leaves out stays neutral."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...diagnostic import Span
from ..model import NEUTRAL, Sentence, StartWording, TotalWording, Wording
from ..source import Mapping, Node
from . import shapes
from .reader import Reader

_LISTS = ("look_again", "outside")
_PLAIN_LISTS = ("papers", "asked_in_writing", "names")
_OTHERWISE = (*_LISTS, *_PLAIN_LISTS, "total", "start", "glossary")
_TOTAL = ("saver", "saver_briefly")


def wording_of(reader: Reader, read: dict[str, Node], span: Span) -> Wording:
    """The wording of a rulebook."""
    said: dict[str, Any] = {name: reader.said(one) for name, one in read.items() if name not in _OTHERWISE}
    said |= {name: _said(reader, read.get(name)) for name in _LISTS}
    said |= {name: tuple(one.text for one in _said(reader, read.get(name))) for name in _PLAIN_LISTS}
    total, start = _total(reader, read.get("total")), _start(reader, read.get("start"))
    glossary = tuple(_glossary(reader, read.get("glossary")))
    return NEUTRAL._replace(span=span, total=total, start=start, glossary=glossary, **said)


def _total(reader: Reader, node: Node | None) -> TotalWording:
    read = reader.fields(node, shapes.TOTAL_WORDING, "`total`")
    said: dict[str, Any] = {name: reader.said(one, "total" if name in _TOTAL else "") for name, one in read.items()}
    return NEUTRAL.total._replace(**said)


def _start(reader: Reader, node: Node | None) -> StartWording:
    read = reader.fields(node, shapes.START, "`start`")
    said: dict[str, Any] = {name: reader.said(one) for name, one in read.items() if name != "at_hand"}
    return NEUTRAL.start._replace(at_hand=_said(reader, read.get("at_hand")), **said)


def _said(reader: Reader, node: Node | None) -> tuple[Sentence, ...]:
    return tuple(said for one in reader.scalars(node) if (said := reader.said(one)) is not None)


def _glossary(reader: Reader, node: Node | None) -> Iterator[tuple[str, Sentence]]:
    for key, value in node.entries if isinstance(node, Mapping) else ():
        meaning = reader.said(value)
        if meaning is not None:
            yield key.text, meaning
