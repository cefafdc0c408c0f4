"""The day of the year behind a parameter's dates, read from the dates of the years before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from ..business_days import moved, no_business_day, same_day

STAYS, NEXT, BEFORE = 0, 1, -1
_FEWEST: Final = 2
_ANY: Final = (NEXT, STAYS, BEFORE)


class DayRule(NamedTuple):
    """A day so many years after the tax year; where it is no business day it stays or `moves` to one."""

    later: int
    month: int
    day: int
    moves: int

    def nominal(self, tax_year: int) -> int:
        """The day before it is moved, as an ordinal."""
        return same_day(tax_year + self.later, self.month, self.day)

    def on(self, tax_year: int) -> int:
        """The day for a tax year, as an ordinal."""
        day = self.nominal(tax_year)
        return moved(day, self.moves) if self.moves else day


def day_rule(days: Mapping[int, int], moves: int | None) -> DayRule | None:
    """The rule that gives the day of every tax year in `days`; None where none does or too few years are known.

    Where several do, no year has shown yet what a weekend does, and the day `moves` as the law says (USC 7503: to the
    next business day). With None no law says so: then there is a rule only if all of them agree on the next year.
    """
    seen = Counter((when.year - year, when.month, when.day) for year, when in _dates(days))
    ways = _ANY if moves is None else (moves, *_ANY)
    every = [DayRule(*day, way) for day, _ in seen.most_common() for way in ways]
    fitting = [rule for rule in every if all(rule.on(year) == day for year, day in days.items())]
    if not fitting or len(days) < _FEWEST:
        return None
    agreed = len({rule.on(max(days) + 1) for rule in fitting}) == 1
    return fitting[0] if agreed or moves is not None else None


def said(rule: DayRule, tax_year: int) -> str:
    """How the day of a tax year comes about, as the end of a sentence."""
    nominal = date.fromordinal(rule.nominal(tax_year))
    why = no_business_day(nominal.toordinal())
    start = f"{nominal:%B} {nominal.day}, {nominal.year}" + (f" is {why}" if why else " is a business day")
    if not why or rule.moves == STAYS:
        return start + (", and the day stays" if why else "")
    end = date.fromordinal(rule.on(tax_year))
    which = "next business day is" if rule.moves == NEXT else "business day before is"
    return f"{start}, and the {which} {end:%B} {end.day}, {end.year}"


def _dates(days: Mapping[int, int]) -> list[tuple[int, date]]:
    return [(year, date.fromordinal(day)) for year, day in days.items()]
