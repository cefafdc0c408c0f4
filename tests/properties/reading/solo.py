"""The solo 401(k): D, C, base and A, who may have a plan, and when (real_lives.md 5, definitions.md)."""

from __future__ import annotations

from fractions import Fraction as F
from types import SimpleNamespace as Amounts

from .facts import CORPORATIONS, Facts, once
from .pay import net_earnings
from .plan import additions_made, age_catch_up, used


def pay(f: Facts) -> F:
    return F(f.business_wages) if f.business in CORPORATIONS else net_earnings(f)


def shares_limit(f: Facts) -> bool:
    """A 403(b) counts with the plan of a business its participant controls."""
    if f.workplace_plan != "403b" or f.business == "none":
        return False
    return bool(f.business == "sole_proprietor" or f.controls_business)


def additions_left(f: Facts) -> F:
    """S: what is left of 415(c) for the solo plan."""
    return max(F(0), _additions_left(f))


@once
def _additions_left(f: Facts) -> F:
    made = min(f.solo_deferrals, F(f.law.deferral)) + f.solo_employer_contributions + f.solo_after_tax_contributions
    made += f.business_sep_contributions + (additions_made(f) if shares_limit(f) else 0)
    return F(f.law.additions - made)


def over_shared_limit(f: Facts) -> bool:
    """Whether the one limit a 403(b) shares with the business is passed: the page does not say in which plan."""
    return shares_limit(f) and _additions_left(f) < 0


def additions_excess(f: Facts) -> F:
    """Money of the business above either half of 415(c), catch-up left out; not on the page, but over its cap."""
    if f.business == "none":
        return F(0)
    employer = f.solo_employer_contributions + f.business_sep_contributions
    comp = pay(f) if f.business in CORPORATIONS else pay(f) - employer
    made = min(f.solo_deferrals, F(f.law.deferral)) + employer + f.solo_after_tax_contributions
    over = max(-_additions_left(f), made - comp)
    own = age_catch_up(f, not f.has_solo_plan or f.solo_plan_offers_age_60_63_catch_up) if f.age >= 50 else F(0)
    elsewhere = used(f) - f.solo_deferrals
    own -= max(F(0), f.solo_deferrals - f.law.deferral)
    own -= max(F(0), elsewhere - f.law.deferral - fifteen_year_catch_up_used(f))
    return max(F(0), over - max(F(0), min(f.solo_deferrals, f.law.deferral, own)))


def fifteen_year_catch_up_used(f: Facts) -> F:
    """What the 403(b) has above 402(g) is 15-year catch-up first: it is its own, no other plan can use it."""
    return F(min(f.plan_fifteen_year_catch_up, max(F(0), f.employee_deferrals - f.law.deferral)))


def room(f: Facts, left: F) -> Amounts:
    """D, C and A with `left` as S, and the Roth dollars they make."""
    g, before, after_tax = F(f.law.deferral), f.solo_deferrals, f.solo_after_tax_contributions
    employer = f.solo_employer_contributions + f.business_sep_contributions
    comp = cash = pay(f) if f.business in CORPORATIONS else pay(f) - employer
    catch_up = age_catch_up(f, not f.has_solo_plan or f.solo_plan_offers_age_60_63_catch_up) if f.age >= 50 else F(0)
    # Catch-up already made: of all deferrals what is above 402(g), of this plan's what is above 402(g) or either half
    # of 415(c), for 414(v)(3) leaves it out of both; so catch-up made or still to come gives the same total.
    personal = max(F(0), used(f) - g - fifteen_year_catch_up_used(f))
    above = min(_additions_left(f), comp - employer - min(before, g) - after_tax)
    beyond = max(personal, max(F(0), before - g) + max(F(0), min(before, g, -above)))
    d = max(F(0), min(g - used(f), comp - employer - min(before, g) - after_tax, cash - before - after_tax, left))
    c = max(F(0), min(catch_up - beyond, cash - before - d - after_tax))
    base = min(before + d + c, g)
    in_cash = cash - before - after_tax
    a = max(F(0), min(left - d, comp - employer - base - after_tax, in_cash - d - c))
    whole = max(F(0), min(in_cash, d + c + min(a, max(F(0), left - (base - min(before, g))))))
    late = max(F(0), min(left, comp - employer - min(before, g) - after_tax, in_cash))
    return Amounts(
        d=d, c=c, a=a, whole=whole, late=late, deferrals=max(F(0), min(in_cash, d + c)), base=base - min(before, g)
    )


def roth_feature(f: Facts) -> bool:
    return bool(not f.has_solo_plan or f.solo_plan_offers_roth)


def after_tax_feature(f: Facts) -> bool:
    return bool(not f.has_solo_plan or (f.solo_plan_allows_after_tax and f.solo_plan_allows_roth_conversion))


def roth_room(f: Facts, left: F) -> F:
    """solo_roth_room: what the document lets reach Roth."""
    if not roth_feature(f):
        return F(0)
    own = room(f, left)
    return F(own.whole if after_tax_feature(f) else own.deferrals)


def may_have_plan(f: Facts) -> bool:
    """Whether the business can sponsor the saver's own one-participant plan."""
    if f.business == "none" or f.business_has_eligible_employees or f.business_related_to_employer:
        return False
    if f.business_has_simple_plan or (f.business_sep_contributions > 0 and f.sep_on_form_5305):
        return False
    return bool(f.business != "partnership" or f.has_solo_plan)


def in_time(f: Facts, left: F) -> tuple[F, F]:
    """The solo route within `left` at this time of the year, and the annual additions it uses."""
    if not may_have_plan(f) or pay(f) < F(1, 100):
        return F(0), F(0)
    own = room(f, left)
    if not f.over:
        amount = roth_room(f, left)
        # Deferrals within 402(g) and after-tax money are annual additions, catch-up money is not.
        return amount, (min(left, own.base + max(F(0), amount - own.d - own.c)) if amount else F(0))
    deferrals = own.deferrals, min(left, own.base)
    first_year = f.business == "sole_proprietor" and f.as_of <= f.law.first_year_deferral
    if not f.has_solo_plan:
        return deferrals if first_year else (F(0), F(0))
    if f.solo_plan_adopted_on > f.law.last:
        return deferrals if first_year and f.solo_plan_offers_roth else (F(0), F(0))
    shut = f.as_of > f.law.after_tax_paid_in or not f.solo_plan_offers_roth or not after_tax_feature(f)
    return (F(0), F(0)) if shut else (own.late, own.late)


def employer_limit(f: Facts) -> F | None:
    """Most employer money after D; read only where nothing has been paid in."""
    left, own = additions_left(f), pay(f)
    if f.solo_deferrals or f.solo_employer_contributions or f.solo_after_tax_contributions:
        return None
    if f.business_sep_contributions:
        return None
    d, quarter = room(f, left).d, F(f.law.pay_cap) / 4
    if f.business in CORPORATIONS:
        return max(F(0), min(own / 4, quarter, min(left, own) - d))
    return max(F(0), min(own / 5, quarter, left - d, (own - d) / 2))
