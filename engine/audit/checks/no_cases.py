"""What: a rulebook with conclusions or routes, and no worked example at all.

Why: no rule was ever compared with a saver whose answer the law gives, and the checks of tests have nothing to check.

Bad:

    # saving/cases.yaml away

Good:

    # saving/cases.yaml
    cases:
      - {name: little pay, given: {tax_year: 2026, age: 25, wages: $3, plan: none}, expect: {saving_room: $3},
          source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...load import kind_of
from ..audited import Audited, warning
from ..statements import written

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """One finding; what is wrong with a file of cases that is there is said by the loader."""
    book = audited.book
    spans = [*(one.span for one in written(book)), *(route.span for route in book.routes.values())]
    if spans and not any(kind_of(path) == "cases" for path in audited.files):
        help = "add a cases.yaml beside the rules: savers, what the law says of them, and its source"
        yield warning("the rulebook has no cases", spans[0], help)
