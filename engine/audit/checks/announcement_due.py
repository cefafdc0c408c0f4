"""What: the next tax year's amounts are due to be announced, or the year has begun, and they are not loaded.

Why: the amounts of a year appear around the first of November before it. From then on savers ask about that year,
and from January an answer without them is out of date. A warning first; an error from 1 January.

Bad:

    # today 2026-11-20

Good:

    # today 2026-10-20
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, error, warning

GROUP = "parameters"
_ANNOUNCED = 11


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The years that should be there by today."""
    book, today = audited.book, audited.today
    moving = next((one for one in book.parameters.values() if one.step), None)
    if not book.years or moving is None:
        return
    due = today.year + (today.month >= _ANNOUNCED)
    help = f"load them with `rothroute new year {book.years[-1] + 1}` once they are published"
    for year in range(book.years[-1] + 1, due + 1):
        if year <= today.year:
            yield error(f"tax year {year} has begun and its amounts are not loaded", moving.span, help)
        else:
            yield warning(f"the amounts of tax year {year} are due", moving.span, help)
