"""What has to be put right first: amounts, days and costs (real_lives.md 3)."""

from __future__ import annotations

from fractions import Fraction as F
from typing import NamedTuple

from . import law, solo
from .facts import DEFERRING, Facts
from .ira import rooms
from .plan import additions_excess, elective_deferral_limit, excess_deferrals


class Correction(NamedTuple):
    """Dollars, the last day where the page names one that is not past, and the 6 % where it names a cost."""

    amount: F
    by: int | None = None
    cost: F | None = None


def corrections(f: Facts) -> dict[str, Correction]:
    """The corrections that are open, by their names of the contract."""
    found: dict[str, Correction] = {}
    own = rooms(f)
    day = f.law.ira_correction if f.as_of <= f.law.ira_correction else None
    if own.above:
        found["ira_money_above_limit"] = Correction(own.above, day, own.above * law.IRA_EXCISE)
    if own.too_much_for_income:
        cost = own.too_much_for_income * law.IRA_EXCISE
        found["roth_ira_money_above_income_limit"] = Correction(own.too_much_for_income, day, cost)
    if earlier := f.earlier_roth_ira_excess + f.earlier_traditional_ira_excess:
        kept = earlier - own.roth_absorbed - own.traditional_absorbed
        day = f.law.last if kept and not f.over else None
        found["earlier_ira_excess"] = Correction(earlier, day, kept * law.IRA_EXCISE)
    return found | deferral_corrections(f)


def deferral_corrections(f: Facts) -> dict[str, Correction]:
    """The corrections of workplace and solo plans."""
    found: dict[str, Correction] = {}
    excess = excess_deferrals(f)
    if excess:
        day = f.law.excess_deferral if f.as_of <= f.law.excess_deferral else None
        found["excess_deferrals"] = Correction(excess, day)
    if f.workplace_plan in DEFERRING:
        # The same dollars never stand twice; deferrals to a 457(b) are no part of the personal excess, and its limit
        # counts all employer money (457(b)(2), (c)), of which the saver can have only his own deferrals back.
        beside = f.employer_contributions if f.workplace_plan == "457b" else -excess
        above = max(F(0), f.employee_deferrals + beside - elective_deferral_limit(f))
        above = min(above, f.employee_deferrals)
        if above:
            found["deferrals_above_plan_limit"] = Correction(above)
    if over := additions_excess(f):
        found["annual_additions_exceeded"] = Correction(over)
    if over := solo.additions_excess(f):
        found["solo_additions_exceeded"] = Correction(over)
    return found
