"""What: an amount or a rule that rests on a source which is not in effect in that tax year.

Why: a law that begins later or has ended says nothing about the year. The wrong law would be applied to the saver.

Bad:

    # sources.yaml
    sources:
      Temp. Reg.: {title: A temporary regulation, kind: regulation, checked: read, until: 2025}
    # parameters/older_age.yaml
    values:
      2026: {source: Temp. Reg. 5}

Good:

    # sources.yaml
    sources:
      Temp. Reg.: {title: A temporary regulation, kind: regulation, checked: read, until: 2025}
    # parameters/older_age.yaml
    values:
      2025: {source: Temp. Reg. 5}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...model import Rulebook, Source
from ..audited import Audited, warning
from ..statements import Cited, citations

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each year of a parameter by its source; each rule for every year of the rulebook by its sources together."""
    book = audited.book
    for parameter in book.parameters.values():
        for year, published in parameter.values:
            source = book.sources.get(published.source.source)
            if source is not None and not source.covers(year):
                message = f"`{parameter.name}` for {year} cites {published.source.text}, which is {_effect(source)}"
                yield warning(message, published.span, f"cite what is in effect in {year}")
    rules: dict[str, list[Cited]] = {}
    for one in citations(book):
        if one.owner not in book.parameters:
            rules.setdefault(one.owner, []).append(one)
    for cited in rules.values():
        yield from _rule(book, cited)


def _rule(book: Rulebook, cited: list[Cited]) -> Iterator[Diagnostic]:
    """A rule holds in every year: each year needs a source in effect, and each source a year."""
    sources = [(one, book.sources[one.citation.source]) for one in cited if one.citation.source in book.sources]
    idle = [one for one in sources if not any(_covers(one[1], year) for year in book.years)]
    for one, source in idle if book.years else ():
        message = f"`{one.owner}` cites {one.citation.text}, which is {_effect(source)}"
        yield warning(message, one.span, "no tax year of the rulebook is among them: cite what is in effect")
    bare = [year for year in book.years if not any(_covers(source, year) for _, source in sources)]
    if sources and bare and not idle:
        one, years = cited[0], ", ".join(map(str, bare))
        message = f"`{one.owner}` cites nothing that is in effect in {years}"
        yield warning(message, one.span, "cite what is in effect in those years too")


def _covers(source: Source, year: int) -> bool:
    return source.covers(year) and source.amounts_for in (None, year)


def _effect(source: Source) -> str:
    """The years of a source, as the end of a sentence."""
    if source.first is None and source.last is None:
        return f"for {source.amounts_for} alone"
    if source.first is None:
        return f"in effect until {source.last}"
    return f"in effect from {source.first}" + (f" to {source.last}" if source.last is not None else "")
