"""What: a deadline that falls on a Saturday, a Sunday or a legal holiday.

Why: an act due on such a day is in time on the next business day (USC 7503), and published deadlines say so. A day that
was copied from the year before has not moved.

Bad:

    # parameters/telling_day.yaml as it is
    label: Last day to tell the bank
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-07-31, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-07-31, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      save_soon: {by: telling_day}

Good:

    # parameters/telling_day.yaml as it is
    label: Last day to tell the bank
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-07-31, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-08-02, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      save_soon: {by: telling_day}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, shown, warning
from ..business_days import moved, no_business_day

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each date of each parameter."""
    for parameter in audited.book.parameters.values():
        for year, published in parameter.values if parameter.unit == "date" else ():
            day = published.amount
            if isinstance(day, int) and (why := no_business_day(day)):
                message = f"`{parameter.name}` for {year} is {shown(day, 'date')}, {why}"
                help = f"the next business day is {shown(moved(day), 'date')}; if the law does not move the day, say so"
                yield warning(message, published.span, help)
