"""What: a date that is not the day of the other years, nor that day moved to a business day.

Why: a deadline of law is the same day every year unless a weekend or holiday moves it. Another day is a typing error.

Bad:

    # parameters/telling_day.yaml as it is
    label: Last day to tell the bank
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-14, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      save_soon: {by: telling_day}

Good:

    # parameters/telling_day.yaml as it is
    label: Last day to tell the bank
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      save_soon: {by: telling_day}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from ...diagnostic import Diagnostic
from ...rulebook.model import Parameter
from ..audited import Audited, shown, warning
from ..business_days import moved, same_day

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each date against the day of the year that most years have; whether the year moved on is another check's."""
    for parameter in audited.book.parameters.values():
        days = {year: one.amount for year, one in parameter.values if type(one.amount) is int}
        if parameter.unit == "date" and len(days) > 1:
            yield from _odd(parameter, {year: date.fromordinal(day) for year, day in days.items()})


def _odd(parameter: Parameter, dates: dict[int, date]) -> Iterator[Diagnostic]:
    month, day = Counter((one.month, one.day) for one in dates.values()).most_common(1)[0][0]
    for year, found in dates.items():
        usual = [same_day(found.year - back, month, day) for back in (0, 1)]
        fitting = {end for one in usual for end in (one, moved(one), moved(one, -1))}
        published = parameter.year(year)
        if found.toordinal() not in fitting and published is not None:
            said = shown(found.toordinal(), "date")
            message = f"`{parameter.name}` for {year} is {said}, in most years {date(2000, month, day):%B} {day}"
            yield warning(message, published.span, "check it; only a weekend or a holiday moves a day of law")
