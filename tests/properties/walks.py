"""A saver who does what the advice says: corrections put right, routes followed, the facts told anew.

Amounts are whole cents: what is paid in is rounded down, what is taken out rounded up.
"""

from __future__ import annotations

from fractions import Fraction as F

from .lives import Saver
from .reading import Facts, amounts, corrections, from_engine, ira, solo
from .reading.facts import AFTER_TAX
from .reading.plan import mega

ROUTES = ("direct_roth_ira", "backdoor_roth_ira", "mega_backdoor_roth", "solo_401k")


def facts(saver: Saver) -> Facts:
    return Facts(from_engine(saver))


def down(amount: F) -> int:
    return int(amount * 100 // 1)


def up(amount: F) -> int:
    return -int(-amount * 100 // 1)


def put_right(saver: Saver) -> Saver:
    """The saver after every correction that can still be made."""
    s, before = dict(saver), None
    while s != before:  # one cure may uncover another: paid back elsewhere, a plan can still hold too much itself
        before = dict(s)
        for name in corrections(facts(s)):
            if name in corrections(facts(s)):  # the cure before may have cured this too
                CURES.get(name, _leave)(s)
    return s


def _leave(s: Saver) -> None:
    """An earlier excess is used up by leaving room unused: nothing changes this year."""


def _take_out(s: Saver) -> None:
    f = facts(s)
    if f.as_of > f.law.ira_correction:
        return
    limit = down(ira.ira_limit(f))
    out = max(0, s["traditional_ira_contributions"] - limit)
    nondeductible = min(out, s["nondeductible_ira_contributions"])
    s["traditional_ira_contributions"] -= out
    s["nondeductible_ira_contributions"] -= nondeductible
    s["traditional_ira_balance"] = max(0, s["traditional_ira_balance"] - (out - nondeductible))
    # What was converted of it was no conversion: it went into the Roth IRA as an excess and comes out of there.
    kept = s["nondeductible_ira_contributions"]
    back = max(0, s["nondeductible_ira_converted"] - kept)
    s["nondeductible_ira_converted"] -= back
    s["ira_conversions_this_year"] -= back
    s["converted_after_year_end"] = min(s["converted_after_year_end"], kept - s["nondeductible_ira_converted"])
    s["roth_ira_contributions"] -= max(0, s["traditional_ira_contributions"] + s["roth_ira_contributions"] - limit)
    paid = s["traditional_ira_contributions"] + s["roth_ira_contributions"]
    s["contributed_after_year_end"] = min(s["contributed_after_year_end"], paid)


def _recharacterize(s: Saver) -> None:
    moved = up(ira.rooms(facts(s)).movable)
    s["roth_ira_contributions"] -= moved
    s["traditional_ira_contributions"] += moved
    s["nondeductible_ira_contributions"] += moved


def _pay_back(s: Saver) -> None:
    f = facts(s)
    if f.as_of > f.law.excess_deferral:
        return
    left = up(corrections(f)["excess_deferrals"].amount)
    plans = ("deferrals_elsewhere", "solo_deferrals") + (
        ("employee_deferrals",) if s["workplace_plan"] != "457b" else ()
    )
    for plan in plans:
        back = min(left, s[plan])
        s[plan] -= back
        left -= back


def _lower(s: Saver) -> None:
    above = corrections(facts(s)).get("deferrals_above_plan_limit")
    s["employee_deferrals"] -= up(above.amount) if above else 0


def _refund(s: Saver) -> None:
    over = corrections(facts(s)).get("annual_additions_exceeded")
    left = up(over.amount) if over else 0
    for money in ("after_tax_contributions", "employer_contributions", "employee_deferrals"):
        aside = s["employer_contributions_to_401a"] if money == "employer_contributions" else 0
        aside = min(aside, s["employer_contributions"]) if s["workplace_plan"] == "403b" else 0
        back = min(left, s[money] - aside)
        s[money] -= back
        left -= back


def _refund_solo(s: Saver) -> None:
    over = up(corrections(facts(s))["solo_additions_exceeded"].amount)
    solo_money = ("solo_after_tax_contributions", "solo_employer_contributions", "business_sep_contributions")
    for money in (*solo_money, "solo_deferrals", "after_tax_contributions", "employer_contributions"):
        back = min(over, s.get(money, 0))
        s[money] = s.get(money, 0) - back
        over -= back
    s["employer_contributions_to_401a"] = min(s["employer_contributions_to_401a"], s["employer_contributions"])


CURES = {
    "solo_additions_exceeded": _refund_solo,
    "ira_money_above_limit": _take_out,
    "roth_ira_money_above_income_limit": _recharacterize,
    "excess_deferrals": _pay_back,
    "deferrals_above_plan_limit": _lower,
    "annual_additions_exceeded": _refund,
}


def follow(saver: Saver, route: str) -> tuple[Saver, int]:
    """The saver after the route was followed to its end today, and the Roth dollars (cents) it made."""
    s = dict(saver)
    return s, FOLLOW[route](s)


def _pay_in(s: Saver, amount: int, *accounts: str) -> None:
    for account in accounts:
        s[account] += amount
    if facts(s).over:
        s["contributed_after_year_end"] += amount


def _direct(s: Saver) -> int:
    own = ira.rooms(facts(s))
    new, moved = down(own.direct_left), down(own.recharacterizable)
    _pay_in(s, new, "roth_ira_contributions")
    s["traditional_ira_contributions"] -= moved
    s["nondeductible_ira_contributions"] -= moved
    s["roth_ira_contributions"] += moved
    return new + moved


def _backdoor(s: Saver) -> int:
    _recharacterize(s)
    f = facts(s)
    own, door = ira.rooms(f), ira.backdoor(f)
    new, waiting = down(own.backdoor_left), down(own.left - own.recharacterizable)
    _pay_in(s, new, "traditional_ira_contributions", "nondeductible_ira_contributions")
    if f.over:  # what is converted now is the next year's; the balance stays that of 31 December
        s["converted_after_year_end"] += new + waiting
        return new + waiting
    rest = down(door.old_basis_converted) + down(door.small)
    s["traditional_ira_balance"] -= rest + down(door.rolled)
    s["ira_conversions_this_year"] += new + waiting + rest
    s["nondeductible_ira_converted"] += new + waiting
    return new + waiting + rest


def _mega(s: Saver) -> int:
    f = facts(s)
    old = down(mega(f).old) if f.workplace_plan in AFTER_TAX else 0
    new = down(amounts(f)["mega_backdoor_roth"]) - old
    s["after_tax_contributions"] += new
    s["after_tax_balance"] -= old
    if new:  # it comes out of the pay still to come
        s |= {"pay_left_this_year": 0, "deferrals_complete": True}
    return new + old


def _solo(s: Saver) -> int:
    f = facts(s)
    whole = down(amounts(f)["solo_401k"])
    own = solo.room(f, solo.additions_left(f))
    elected = not f.over or not f.has_solo_plan or f.solo_plan_adopted_on > f.law.last
    deferred = min(whole, down(own.deferrals)) if elected else 0
    s["solo_deferrals"] += deferred
    s["solo_after_tax_contributions"] += whole - deferred
    if whole and not s["has_solo_plan"]:
        s |= {"has_solo_plan": True, "solo_plan_adopted_on": s["as_of"]}
        s["solo_plan_accepts_ira_roll_in"] = f.solo_plan_accepts_ira_roll_in
        s |= dict.fromkeys(("solo_plan_offers_roth", "solo_plan_offers_age_60_63_catch_up"), True)
        s |= dict.fromkeys(("solo_plan_allows_after_tax", "solo_plan_allows_roth_conversion"), True)
    return whole


FOLLOW = {"direct_roth_ira": _direct, "backdoor_roth_ira": _backdoor, "mega_backdoor_roth": _mega, "solo_401k": _solo}
