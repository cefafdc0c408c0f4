"""The workplace plan: limits, room, the mega backdoor and its pay bound (real_lives.md 4, definitions.md)."""

from __future__ import annotations

from fractions import Fraction as F
from types import SimpleNamespace as Amounts

from . import law
from .facts import AFTER_TAX, DEFERRING, Facts, once
from .pay import net_earnings


def plan_pay(f: Facts) -> F:
    """Pay in the sense of 415(c) at this employer."""
    return max(F(0), net_earnings(f) - f.employer_contributions) if f.partner else F(f.wages)


def age_catch_up(f: Facts, higher: bool) -> F:
    sixties = higher and f.tax_year >= 2025 and 60 <= f.age <= 63
    return F(0 if f.age < 50 else f.law.super_catch_up if sixties else f.law.catch_up)


def personal_limit(f: Facts) -> F:
    """402(g) dollars with the 15-year catch-up and the catch-up by age."""
    return f.law.deferral + f.plan_fifteen_year_catch_up + age_catch_up(f, higher=True)


def used(f: Facts) -> F:
    """Deferrals that count in the personal limit: those to a 457(b) do not."""
    own = F(0) if f.workplace_plan == "457b" else f.employee_deferrals
    return F(own + f.deferrals_elsewhere + f.solo_deferrals)


def excess_deferrals(f: Facts) -> F:
    return max(F(0), used(f) - personal_limit(f))


def catch_up_limit(f: Facts) -> F:
    """This plan's catch-up by age."""
    kind = f.workplace_plan
    if f.age < 50 or kind not in DEFERRING:
        return F(0)
    if kind == "simple_ira":
        sixties = f.tax_year >= 2025 and 60 <= f.age <= 63 and f.plan_offers_age_60_63_catch_up
        return F(f.law.simple_super_catch_up if sixties else f.law.simple_catch_up)
    if kind == "457b" and not f.governmental_employer:
        return F(0)
    mandate = f.tax_year >= law.ROTH_CATCH_UP_FROM and f.prior_year_fica_wages > law.ROTH_CATCH_UP_LINE
    if mandate and not f.plan_offers_roth:
        return F(0)
    sixties = f.tax_year >= 2025 and 60 <= f.age <= 63
    return age_catch_up(f, bool(sixties and f.plan_offers_age_60_63_catch_up))


def elective_deferral_limit(f: Facts) -> F:
    if f.workplace_plan == "simple_ira":
        dollars = f.law.simple_higher if f.simple_plan_has_higher_limits else f.law.simple
        return dollars + catch_up_limit(f)
    if f.workplace_plan == "457b":
        return f.law.deferral + max(catch_up_limit(f), min(F(f.law.deferral), f.plan_special_457b_catch_up))
    return f.law.deferral + f.plan_fifteen_year_catch_up + catch_up_limit(f)


def deferral_room(f: Facts) -> F:
    kind, deferred = f.workplace_plan, f.employee_deferrals
    if kind not in DEFERRING:
        return F(0)
    limit, pay = elective_deferral_limit(f), plan_pay(f)
    if kind == "simple_ira":
        personal = personal_limit(f) - deferred - f.deferrals_elsewhere
        return max(F(0), min(limit - deferred, personal, pay - deferred))
    others = f.employer_contributions if kind == "457b" else f.deferrals_elsewhere
    return max(F(0), min(limit - deferred - others, pay - deferred))


def annual_additions_limit(f: Facts) -> F | None:
    if f.workplace_plan not in (*AFTER_TAX, "tsp", "sep"):
        return None
    return min(F(f.law.additions), plan_pay(f))


@once
def additions_made(f: Facts) -> F:
    """Annual additions at work, without what goes to a 401(a) beside a 403(b)."""
    base = min(f.employee_deferrals, f.law.deferral + f.plan_fifteen_year_catch_up)
    aside = min(f.employer_contributions, f.employer_contributions_to_401a)
    return F(base + f.employer_contributions - aside + f.after_tax_contributions)


def additions_excess(f: Facts) -> F:
    """Annual additions at work above their limit."""
    limit = annual_additions_limit(f)
    return F(0) if limit is None else max(F(0), additions_made(f) - limit)


def after_tax_room(f: Facts) -> F:
    if f.workplace_plan not in AFTER_TAX:
        return F(0)
    limit = min(F(f.law.additions), plan_pay(f))
    cap = f.plan_after_tax_cap_percent * min(plan_pay(f), F(f.law.pay_cap)) - f.after_tax_contributions
    return max(F(0), min(limit - additions_made(f), cap))


def pay_bound(f: Facts) -> F:
    """Pay still to come, net of payroll tax, less the deferrals still to come."""
    left, pay = f.pay_left_this_year, plan_pay(f)
    paid = max(F(0), pay - left)
    social = min(left, max(F(0), f.law.base - paid)) * F(62, 1000)
    additional = max(F(0), min(left, pay - law.ADDITIONAL_MEDICARE_LINE)) * F(9, 1000)
    if f.deferrals_complete:
        coming = F(0)
    elif not pay:
        return F(0)
    else:
        coming = f.employee_deferrals * left / pay
    return F(max(F(0), left - social - left * F(145, 10_000) - additional - coming))


def way_to_roth(f: Facts) -> bool:
    """Whether after-tax money in the plan can reach a Roth account or a Roth IRA."""
    in_plan = f.plan_allows_in_plan_roth_conversion and f.plan_offers_roth
    return bool(in_plan or f.plan_allows_in_service_distribution or f.left_employer)


def refunds_likely(f: Facts) -> bool:
    """More than a 5 % owner, and nothing told of expected refunds: silence is no answer."""
    return bool(f.owns_over_five_percent and f.told.get("plan_expects_acp_refunds") is None)


@once
def mega(f: Facts) -> Amounts:
    """The mega backdoor: new after-tax money (before a limit shared with a business), and money already in the plan."""
    if f.workplace_plan not in AFTER_TAX or not way_to_roth(f):
        return Amounts(new=F(0), old=F(0))
    shut = f.over or f.left_employer or not f.plan_allows_after_tax
    new = F(0) if shut else min(after_tax_room(f), pay_bound(f))
    # The same dollars never stand in a correction and a route: this year's too much is not moved.
    barred = min(f.after_tax_contributions, additions_excess(f))
    return Amounts(new=new, old=max(F(0), f.after_tax_balance - barred))
