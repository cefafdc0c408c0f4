"""What has to be put right first: amounts, days and costs (real_lives.md 3)."""

from __future__ import annotations

from fractions import Fraction as F
from typing import NamedTuple

from . import law, solo
from .facts import DEFERRING, Facts
from .ira import ira_limit, rooms
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
        kept = f.earlier_roth_ira_excess - own.roth_absorbed
        kept += min(f.earlier_traditional_ira_excess - own.traditional_absorbed, _traditional_account(f))
        day = f.law.last if kept and not f.over else None
        found["earlier_ira_excess"] = Correction(earlier, day, kept * law.IRA_EXCISE)
    return found | deferral_corrections(f)


def _traditional_account(f: Facts) -> F:
    """What traditional IRAs hold on December 31 of earlier money: the tax is at most 6 % of the account (4973(a)).

    This year's nondeductible money is not in the balance told, and this year's own excess is taxed by itself. Whether
    other money converted in the year took the earlier excess along is not said, so it counts as still there.
    """
    new = f.nondeductible_ira_contributions - f.nondeductible_ira_converted
    converted_before = f.ira_conversions_this_year - f.nondeductible_ira_converted
    too_much_now = max(F(0), f.traditional_ira_contributions - ira_limit(f))
    gone = f.nondeductible_ira_converted + f.converted_after_year_end - rooms(f).within
    too_much_now -= min(too_much_now, max(F(0), gone))
    return max(F(0), f.traditional_ira_balance + new + converted_before - too_much_now)


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
