"""What: an amount that changes by more than a fifth against the year before, or a date that does not move by a year.

Why: indexing moves amounts by a few percent. A larger step is a digit too many, a digit swapped, or last year's date.

Bad:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$75,000"}

Good:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$8,000"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, Label
from ..audited import Audited, shown, warning

GROUP = "parameters"
_MOST = 5
_A_YEAR = range(355, 377)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each amount against the year before."""
    for parameter in audited.book.parameters.values():
        for year, published in parameter.values:
            before = parameter.year(year - 1)
            if before is None or not _odd(parameter.unit, before.amount, published.amount):
                continue
            was, now = (shown(one.amount or 0, parameter.unit) for one in (before, published))
            message = f"`{parameter.name}` goes from {was} to {now} in {year}"
            yield warning(message, published.span, "check it against its source", (Label(before.span, "before"),))


def _odd(unit: str, before: object, now: object) -> bool:
    if isinstance(before, bool) or not isinstance(before, int) or not isinstance(now, int) or before == 0:
        return False
    if unit == "date":
        return now - before not in _A_YEAR
    return abs(now - before) * _MOST > before
