"""Reads wording.yaml: what answers, letters and pages say around the rules; what it leaves out stays neutral."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...diagnostic import Span, clipped
from ..model import NEUTRAL, Sentence, StartWording, TotalWording, Wording
from ..source import Mapping, Node, Scalar
from . import shapes
from .reader import Reader

_LISTS = ("look_again", "outside")
_PLAIN_LISTS = ("papers", "asked_in_writing", "names", "opposites")
_TOTAL = ("saver", "saver_briefly")


def wording_of(reader: Reader, read: dict[str, Node], span: Span) -> Wording:
    """The wording of a rulebook."""
    own: dict[str, Any] = {
        "total": _total(reader, read.get("total")),
        "start": _start(reader, read.get("start")),
        "glossary": tuple(_glossary(reader, read.get("glossary"))),
    }
    own |= {name: _said(reader, read.get(name)) for name in _LISTS}
    own |= {name: tuple(one.text for one in _said(reader, read.get(name))) for name in _PLAIN_LISTS}
    own |= {name: reader.said(read[name]) for name in sorted(set(read) - own.keys())}
    return NEUTRAL._replace(span=span, **own)


def _total(reader: Reader, node: Node | None) -> TotalWording:
    read = reader.fields(node, shapes.TOTAL_WORDING, "`total`")
    own: dict[str, Any] = {name: reader.said(one, "total" if name in _TOTAL else "") for name, one in read.items()}
    return NEUTRAL.total._replace(**own)


def _start(reader: Reader, node: Node | None) -> StartWording:
    read = reader.fields(node, shapes.START, "`start`")
    own: dict[str, Any] = {name: reader.said(one) for name, one in read.items() if name != "at_hand"}
    return NEUTRAL.start._replace(at_hand=_said(reader, read.get("at_hand")), **own)


def _said(reader: Reader, node: Node | None) -> tuple[Sentence, ...]:
    return tuple(said for one in reader.scalars(node) if (said := _full(reader, one, "a line")) is not None)


def _glossary(reader: Reader, node: Node | None) -> Iterator[tuple[str, Sentence]]:
    for key, value in node.entries if isinstance(node, Mapping) else ():
        meaning = _full(reader, value, f"the meaning of `{clipped(key.text)}`")
        if meaning is not None:
            yield key.text, meaning


def _full(reader: Reader, node: Node, what: str) -> Sentence | None:
    """A text that says something; anything else is a problem."""
    if not isinstance(node, Scalar):
        reader.problem("wrong-kind", f"{what} must be a single text", node.span, "write it on one line, or in quotes")
        return None
    if node.blank:
        reader.problem("empty-value", f"{what} is empty", node.span, "write it, or take the line out")
        return None
    return reader.said(node)
