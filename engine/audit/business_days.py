"""Days on which nothing is due: weekends and the legal holidays of the District of Columbia (USC 7503)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

_WEEKEND = {5: "a Saturday", 6: "a Sunday"}


@cache
def _holidays() -> Any:
    from holidays.countries.united_states import US

    return US(subdiv="DC")  # type: ignore[no-untyped-call]


@cache
def no_business_day(day: int) -> str:
    """Why the day, as an ordinal, is no business day (`a Saturday`, `Juneteenth`); empty where it is one."""
    when = date.fromordinal(day)
    return _WEEKEND.get(when.weekday()) or str(_holidays().get(when, ""))


def moved(day: int, step: int = 1) -> int:
    """The day itself where it is a business day, else the next one; with a `step` of -1 the one before."""
    while no_business_day(day):
        day += step
    return day


def same_day(year: int, month: int, day: int) -> int:
    """A day of a year as an ordinal; the last of the month where the month is shorter."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1).toordinal() + day - 1, (first_of_next - timedelta(1)).toordinal())
