"""A second working-out of the law, written from the definitions alone, against the rules: every figure to the cent.

Plain fractions of dollars for one fully known saver; the published limits are written out again on purpose.
"""

from __future__ import annotations

from fractions import Fraction as F
from types import SimpleNamespace as Facts
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser
from rothroute.engine.advise.decide import recommendation
from rothroute.engine.evaluate import evaluate

Numbers = dict[str, Any]

# 402(g), catch-up, 60-63 catch-up, 415(c), 401(a)(17), IRA, IRA catch-up, wage base, then the low ends of the Roth
# ranges (single, joint) and of the deduction ranges (single, joint, spouse covered).
LAW = {
    2023: (22_500, 7_500, 0, 66_000, 330_000, 6_500, 1_000, 160_200, 138_000, 218_000, 73_000, 116_000, 218_000),
    2024: (23_000, 7_500, 0, 69_000, 345_000, 7_000, 1_000, 168_600, 146_000, 230_000, 77_000, 123_000, 230_000),
    2025: (23_500, 7_500, 11_250, 70_000, 350_000, 7_000, 1_000, 176_100, 150_000, 236_000, 79_000, 126_000, 236_000),
    2026: (24_500, 8_000, 11_250, 72_000, 360_000, 7_500, 1_100, 184_500, 153_000, 242_000, 81_000, 129_000, 242_000),
}
NAMES = (
    "deferral catch_up super_catch_up additions pay_cap ira ira_catch_up base roth_s roth_j ded_s ded_j ded_sp".split()
)
JOINT = ("married_joint", "surviving_spouse")
ORDER = ("mega_backdoor_roth", "solo_401k", "backdoor_roth_ira", "direct_roth_ira")
DEFERRING = ("401k", "403b", "457b", "tsp")


def up_to_ten(amount: F) -> F:
    return F(-(-amount // 10) * 10)


def phased(base: F, income: F, start: int, width: int) -> F:
    """A limit inside, below or above a phase-out range."""
    if income <= start:
        return base
    if income >= start + width:
        return F(0)
    return max(F(200), up_to_ten(base * (start + width - income) / width))


def facts_of(adviser: Adviser, saver: Numbers) -> Facts:
    """The saver's answers in dollars, with what does not apply put aside as the definitions say."""
    told = {}
    for name, value in saver.items():
        unit = adviser.rulebook.facts[name].unit
        told[name] = F(value, 100) if unit == "dollars" else F(value, 1_000_000) if unit == "percent" else value
    f = Facts(**told)
    plan, business = f.workplace_plan, f.business
    if plan == "none":
        f.employee_deferrals = f.employer_contributions = F(0)
        f.plan_offers_roth = False
    if plan not in ("401k", "403b"):
        f.after_tax_contributions = F(0)
    if plan not in ("401k", "403b", "457b"):
        f.governmental_employer = False
    if plan == "none" or (plan == "457b" and not f.governmental_employer) or plan in ("simple_ira", "sep"):
        f.plan_offers_age_60_63_catch_up = False
    if business not in ("sole_proprietor", "partnership"):
        f.business_profit = F(0)
    if business not in ("s_corporation", "c_corporation"):
        f.business_wages = F(0)
    if business == "none":
        f.solo_deferrals = f.solo_employer_contributions = f.solo_after_tax_contributions = F(0)
        f.business_sep_contributions, f.has_solo_plan = F(0), False
    if not (f.wages or f.other_wages):
        f.social_security_wages = F(0)
    if f.filing_status != "married_joint":
        f.spouse_compensation = f.spouse_ira_contributions = F(0)
    return f


def self_employment(f: Facts, law: Facts) -> Numbers:
    profit = max(F(0), f.business_profit)
    income = profit * F(9235, 10_000)
    taxed = min(income, max(F(0), law.base - f.social_security_wages))
    tax = F(0) if income < 400 else taxed * F(124, 1000) + income * F(29, 1000)
    net = profit - tax / 2
    pay = f.wages + f.other_wages + f.business_wages + net
    return {"self_employment_tax": tax, "net_self_employment_earnings": net, "compensation": pay}


def iras(f: Facts, law: Facts, pay: F) -> Numbers:
    dollars = F(law.ira + (law.ira_catch_up if f.age >= 50 else 0))
    spousal = f.filing_status == "married_joint" and pay < f.spouse_compensation
    limit = min(dollars, pay + (max(F(0), f.spouse_compensation - f.spouse_ira_contributions) if spousal else 0))
    together = f.filing_status == "married_separate" and not f.lived_apart_all_year
    joint = f.filing_status in JOINT
    start, width = (law.roth_j, 10_000) if joint else (0, 10_000) if together else (law.roth_s, 15_000)
    roth = min(limit, phased(limit, f.modified_agi, start, width)) if limit else F(0)
    room = max(F(0), limit - f.traditional_ira_contributions - f.roth_ira_contributions)
    direct = max(F(0), min(roth - f.roth_ira_contributions, room))
    allowed = max(F(0), min(roth, limit - f.traditional_ira_contributions))
    excess = max(F(0), f.roth_ira_contributions - allowed)
    line8 = room - direct + f.nondeductible_ira_contributions + excess
    pool = f.traditional_ira_balance + line8
    ratio = min(F(1), (line8 + f.ira_basis) / pool) if pool else F(1)
    own, spouse = f.covered_by_workplace_plan, f.spouse_covered_by_workplace_plan
    if together and (own or spouse):
        span: tuple[int, int] | None = (0, 10_000)
    elif own:
        span = (law.ded_j, 20_000) if joint else (law.ded_s, 10_000)
    else:
        span = (law.ded_sp, 10_000) if f.filing_status == "married_joint" and spouse else None
    deduction = min(limit, phased(dollars, f.modified_agi + f.taxable_conversions, *span)) if span else limit
    waiting = max(F(0), f.nondeductible_ira_contributions - f.ira_conversions_this_year)
    return {
        "ira_limit": limit,
        "roth_ira_limit": roth,
        "ira_room": room,
        "direct_roth_room": direct,
        "backdoor_room": room - direct,
        "roth_ira_excess": excess,
        "backdoor_taxable": None if f.over else line8 * (1 - ratio),
        "traditional_ira_deduction_limit": deduction,
        "backdoor": room - direct + waiting + excess,
    }


def age_catch_up(f: Facts, law: Facts, higher: bool) -> F:
    sixties = higher and f.tax_year >= 2025 and 60 <= f.age <= 63
    return F(0 if f.age < 50 else law.super_catch_up if sixties else law.catch_up)


def plan_at_work(f: Facts, law: Facts, net: F) -> Numbers:
    kind, deferred = f.workplace_plan, f.employee_deferrals
    partner = f.business == "partnership" and not f.wages and kind != "none"
    pay = max(F(0), net - f.employer_contributions) if partner else f.wages
    mandate = f.tax_year >= 2026 and f.prior_year_fica_wages > 150_000 and not f.plan_offers_roth
    barred = mandate or (kind == "457b" and not f.governmental_employer)
    catch_up = F(0) if barred else age_catch_up(f, law, f.plan_offers_age_60_63_catch_up)
    limit = law.deferral + catch_up
    others = f.employer_contributions if kind == "457b" else f.deferrals_elsewhere
    base = min(deferred, F(law.deferral))
    money = base + f.employer_contributions + f.after_tax_contributions
    top = min(F(law.additions), pay)
    cap = f.plan_after_tax_cap_percent * min(pay, F(law.pay_cap)) - f.after_tax_contributions
    room = max(F(0), min(top - money, cap)) if kind in ("401k", "403b") else F(0)
    takes = kind in DEFERRING
    return {
        "catch_up_limit": catch_up if takes else None,
        "elective_deferral_limit": limit if takes else None,
        "deferral_room": max(F(0), min(limit - deferred - others, pay - deferred)) if takes else F(0),
        "annual_additions_limit": top if kind in ("401k", "403b", "tsp", "sep") else None,
        "after_tax_room": room,
        "money": money,
    }


def solo_room(f: Facts, law: Facts, pay: F, left: F) -> Facts:
    """D, C and A of the definitions, with `left` as S."""
    used = (0 if f.workplace_plan == "457b" else f.employee_deferrals) + f.deferrals_elsewhere + f.solo_deferrals
    employer = f.solo_employer_contributions + f.business_sep_contributions
    twice = 2 if f.business in ("sole_proprietor", "partnership") else 1
    d = max(F(0), min(law.deferral - used, pay - f.solo_deferrals, left))
    catch_up = age_catch_up(f, law, f.solo_plan_offers_age_60_63_catch_up or not f.has_solo_plan)
    c = max(F(0), min(catch_up - max(F(0), used - law.deferral), pay - f.solo_deferrals - d))
    a = max(F(0), min(left - d, pay - twice * employer - f.solo_deferrals - f.solo_after_tax_contributions - d))
    rest = max(F(0), pay - f.solo_deferrals - employer - f.solo_after_tax_contributions)
    whole = min(rest, d + c + min(a, max(F(0), left - min(d + c, F(law.deferral)))))
    full = not f.has_solo_plan or (f.solo_plan_allows_after_tax and f.solo_plan_allows_roth_conversion)
    roth = f.business == "none" or not f.has_solo_plan or f.solo_plan_offers_roth
    return Facts(d=d, c=c, a=a, roth=(whole if full else min(rest, d + c)) if roth else F(0), employer=employer)


def solo(f: Facts, law: Facts, net: F, at_work: F) -> Numbers:
    corporation = f.business in ("s_corporation", "c_corporation")
    pay = f.business_wages if corporation else net
    made = min(f.solo_deferrals, F(law.deferral)) + f.solo_employer_contributions
    made += f.solo_after_tax_contributions + f.business_sep_contributions
    controls = f.business == "sole_proprietor" or (f.business != "none" and f.controls_business)
    shared = f.workplace_plan == "403b" and controls
    left = max(F(0), law.additions - made - (at_work if shared else 0))
    room = solo_room(f, law, pay, left)
    found = {
        "solo_deferral_room": room.d,
        "solo_catch_up_room": room.c,
        "solo_after_tax_room": room.a,
        "solo_roth_room": room.roth,
    }
    if not made:
        quarter = F(law.pay_cap) / 4
        own = min(pay / 4, min(left, pay) - room.d) if corporation else min(pay / 5, left - room.d, (pay - room.d) / 2)
        found["solo_employer_limit"] = max(F(0), min(quarter, own))
    return found


def worked_out(adviser: Adviser, saver: Numbers) -> Numbers:
    """Every figure of the definitions for a fully known saver, in dollars; None where it does not apply."""
    f = facts_of(adviser, saver)
    law = Facts(**dict(zip(NAMES, LAW[f.tax_year], strict=True)))
    f.over = f.as_of > adviser.rulebook.parameters["tax_year_last_day"].year(f.tax_year).amount
    own = self_employment(f, law)
    net = own["net_self_employment_earnings"]
    work = plan_at_work(f, law, net)
    return {**own, **iras(f, law, own["compensation"]), **work, **solo(f, law, net, work["money"])}


def to_cent(amount: F) -> int:
    return int(amount * 100 + F(1, 2))


@settings(max_examples=600)
@given(data=st.data())
def test_every_figure_agrees_with_the_definitions(adviser: Adviser, known_savers: Any, data: Any) -> None:
    saver = data.draw(known_savers)
    trace = evaluate(adviser.program(saver["tax_year"]), saver)
    for name, expected in worked_out(adviser, saver).items():
        if name in adviser.rulebook.figures:
            wanted = None if expected is None else (to_cent(expected),) * 2
            assert (name, wanted) == (name, trace.published(name))


def mega_at_work(f: Facts, found: Numbers, net: F) -> F:
    """The mega backdoor before a shared limit: 0 where plan, calendar or pay shut it."""
    partner = f.business == "partnership" and not f.wages
    pay = max(F(0), net - f.employer_contributions) if partner else f.wages
    in_plan = f.plan_allows_in_plan_roth_conversion and f.plan_offers_roth
    gate = f.plan_allows_after_tax and (in_plan or f.plan_allows_in_service_distribution)
    if f.workplace_plan not in ("401k", "403b") or not gate or f.over:
        return F(0)
    coming = F(0) if f.deferrals_complete or not pay else f.employee_deferrals * f.pay_left_this_year / pay
    bound = max(F(0), f.pay_left_this_year * F(9235, 10_000) - coming) if pay or f.deferrals_complete else F(0)
    bound = bound if f.deferrals_complete else F(to_cent(bound), 100)
    return min(found["after_tax_room"], bound)


def solo_in_time(f: Facts, law: Facts, pay: F, left: F, ends: Facts) -> tuple[F, F]:
    """The solo route within `left` at this time of the year, and the annual additions it uses."""
    room = solo_room(f, law, pay, left)
    made = f.solo_deferrals + room.employer + f.solo_after_tax_contributions
    owner = f.business in ("sole_proprietor", "s_corporation", "c_corporation")
    if not owner or f.business_has_eligible_employees or f.business_related_to_employer:
        return F(0), F(0)
    if f.business_has_simple_plan or pay < F(1, 100) or (not room.roth and not f.over):
        return F(0), F(0)
    full = not f.has_solo_plan or (f.solo_plan_allows_after_tax and f.solo_plan_allows_roth_conversion)
    deferrals = min(max(F(0), pay - made), room.d + room.c)
    if not f.over:
        return room.roth, min(left, min(deferrals, F(law.deferral)) + room.roth - deferrals)
    if f.has_solo_plan:
        twice = room.employer * (1 if f.business_wages else 2)
        late = min(left, pay - twice - f.solo_deferrals - f.solo_after_tax_contributions, pay - made)
        open_ = full and f.solo_plan_offers_roth and f.as_of <= ends.after_tax
        return (max(F(0), late), max(F(0), late)) if open_ else (F(0), F(0))
    open_ = f.business == "sole_proprietor" and f.as_of <= ends.returns
    return (deferrals, min(left, deferrals, F(law.deferral))) if open_ else (F(0), F(0))


def amounts(adviser: Adviser, saver: Numbers) -> dict[str, F]:
    """The amount of each route by the definitions."""
    f, found = facts_of(adviser, saver), worked_out(adviser, saver)
    law = Facts(**dict(zip(NAMES, LAW[f.tax_year], strict=True)))
    day = {
        name: parameter.year(f.tax_year).amount
        for name, parameter in adviser.rulebook.parameters.items()
        if parameter.unit == "date"
    }
    f.over = f.as_of > day["tax_year_last_day"]
    ends = Facts(after_tax=day["after_tax_paid_in_deadline"], returns=day["return_due_date"])
    net = found["net_self_employment_earnings"]
    pay = f.business_wages if f.business in ("s_corporation", "c_corporation") else net
    controls = f.business == "sole_proprietor" or (f.business != "none" and f.controls_business)
    shared = f.workplace_plan == "403b" and controls
    made = min(f.solo_deferrals, F(law.deferral)) + f.solo_employer_contributions
    made += f.solo_after_tax_contributions + f.business_sep_contributions
    left = max(F(0), law.additions - made - (found["money"] if shared else 0))
    mega = mega_at_work(f, found, net)
    mega = min(mega, left) if shared else mega
    own, used = solo_in_time(f, law, pay, left, ends)
    if shared and mega >= own:
        own, _ = solo_in_time(f, law, pay, max(F(0), left - mega), ends)
    elif shared:
        mega = min(mega, max(F(0), left - used))
    late = f.as_of > day["ira_contribution_deadline"]
    ira = {"direct_roth_ira": found["direct_roth_room"], "backdoor_roth_ira": found["backdoor"]}
    every = {"mega_backdoor_roth": mega, "solo_401k": own} | {k: F(0) if late else v for k, v in ira.items()}
    return {name: amount if amount >= F(1, 100) else F(0) for name, amount in every.items()}


@settings(max_examples=600)
@given(data=st.data())
def test_every_route_agrees_with_the_definitions(adviser: Adviser, known_savers: Any, data: Any) -> None:
    saver = data.draw(known_savers)
    trace = evaluate(adviser.program(saver["tax_year"]), saver)
    expected = amounts(adviser, saver)
    for route, amount in expected.items():
        assert (route, (to_cent(amount),) * 2) == (route, trace.published(f"{route}.amount"))
        assert (route, amount == 0) == (route, trace.holds(f"{route}.closed"))
    ranked = sorted((-amount, ORDER.index(route), route) for route, amount in expected.items() if amount)
    assert (True, ranked[0][2] if ranked else "none") == recommendation(trace)
