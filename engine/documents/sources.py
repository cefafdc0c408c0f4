"""The numbered list of sources, primary law first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Final

from ..model import Citation, Rulebook
from .shapes import SourceEntry, SourceView

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


def source_views(shown: object, rulebook: Rulebook) -> tuple[SourceView, ...]:
    """The sources cited anywhere in the shown parts, in order of kind and then of the rulebook."""
    return listed(frozenset(_cites(shown)), rulebook)


def listed(cites: frozenset[Citation], rulebook: Rulebook) -> tuple[SourceView, ...]:
    """The sources of citations, in order of kind and then of the rulebook."""
    texts: dict[str, list[str]] = {}
    for cite in cites:
        texts.setdefault(cite.source, []).append(cite.text)
    names = sorted((name for name in rulebook.sources if name in texts), key=lambda name: _rank(rulebook, name))
    views, number = [], 0
    for name in names:
        source = rulebook.sources[name]
        entries = tuple(map(SourceEntry, count(number + 1), sorted(texts[name])))
        number += len(entries)
        views.append(SourceView(source.title, source.kind, source.checked, entries))
    return tuple(views)


def _rank(rulebook: Rulebook, name: str) -> int:
    kind = rulebook.sources[name].kind
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _cites(shown: object) -> Iterator[Citation]:
    if isinstance(shown, Citation):
        yield shown
    elif isinstance(shown, tuple):
        for part in shown:
            yield from _cites(part)
