"""What: a tax year the rulebook answers for, and no worked example of it.

Why: an amount typed wrong for that year alone changes every answer of the year, and no case notices.

Bad:

    # parameters/older_age.yaml
    values:
      2027: {amount: 50, source: USC 414(v)(5), verified: the statute}
    # parameters/saving_limit.yaml
    values:
      2027: {amount: "$7,500", source: USC 219(b), verified: the statute}

Good:

    # parameters/older_age.yaml
    values:
      2027: {amount: 50, source: USC 414(v)(5), verified: the statute}
    # parameters/saving_limit.yaml
    values:
      2027: {amount: "$7,500", source: USC 219(b), verified: the statute}
    # saving/cases.yaml
    cases:
      - {name: much pay in 2027, given: {tax_year: 2027, age: 25, wages: "$9,000", plan: none},
          expect: {saving_room: "$7,500"}, source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each year; a rulebook without any case, or with one that cannot be read, has its own finding."""
    book = audited.book
    named = {name for name, fact in book.facts.items() if fact.unit == "tax_year"}
    shown = {text for case in audited.cases for name, text, _ in case.given if name in named}
    for year in book.years if audited.cases and named else ():
        if str(year) not in shown:
            parameter = max(book.parameters.values(), key=lambda one: bool(one.step))
            published = parameter.year(year)
            help = f"`rothroute new cases {year}` drafts some from those of {year - 1}"
            yield warning(f"no case is of {year}", published.span if published else parameter.span, help)
