"""The numbered list of sources, primary law first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Final

from ..model import Citation, Rulebook
from .formatting import cited
from .shapes import Source, SourceEntry

_ORDER: Final = (
    "statute",
    "regulation",
    "notice",
    "form",
    "publication",
    "legislative",
    "secondary",
    "convention",
)


def sources(cites: Iterable[Citation], rulebook: Rulebook) -> tuple[Source, ...]:
    """The documents of citations, in order of kind and then of the rulebook, their places numbered through."""
    texts: dict[str, set[str]] = {}
    for cite in cites:
        texts.setdefault(cite.source, set()).add(cite.text)
    names = sorted((name for name in rulebook.sources if name in texts), key=lambda name: _rank(rulebook, name))
    found, number = [], 0
    for name in names:
        source = rulebook.sources[name]
        places = sorted(texts[name])
        entries = tuple(map(SourceEntry, count(number + 1), places))
        number += len(entries)
        found.append(Source(source.title, source.kind, source.checked, entries, cited(places)))
    return tuple(found)


def _rank(rulebook: Rulebook, name: str) -> int:
    kind = rulebook.sources[name].kind
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
