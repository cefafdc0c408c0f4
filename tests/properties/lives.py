"""Random savers who have done things: paid in, converted, over-contributed, taken money out, changed jobs or left.

Any day from 1 January of the tax year to three years later. Amounts are cents, dates ordinals, as the engine has them.
Drawn from a seeded generator rather than by hypothesis: ninety facts a saver, a hundred thousand savers. `smallest`
brings one who fails down to the facts that matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from random import Random
from typing import Any

from .reading import Facts, Unknown, from_engine, law

Saver = dict[str, Any]
Draw = Callable[[Random], Any]
THEMES = ("ira", "work", "solo", "all")
FORMER = 3 * 365
# Days after 1 January: the ends of months and the days round which windows shut.
KEY_DAYS = (0, 78, 180, 270, 330, 363, 364, 365, 366, 393, 394, 395, 396, 450, 468, 469, 470, 471, 600, 652, 653, 654)


def _one_of(*values: Any) -> Draw:
    return lambda rng: rng.choice(values)


def _dollars(*amounts: float) -> Draw:
    return _one_of(*(round(amount * 100) for amount in amounts))


def _odd(*amounts: float, most: float) -> Draw:
    """One of the amounts, at times any amount to the cent."""
    known = [round(amount * 100) for amount in amounts]
    return lambda rng: rng.choice(known) if rng.random() < 0.75 else rng.randint(0, round(most * 100))


def _seldom(value: Any, plain: Any = False, weight: int = 6) -> Draw:
    return _one_of(*[plain] * weight, value)


_EITHER = _one_of(False, True)


def _when(year: int) -> Draw:
    first = date(year, 1, 1).toordinal()
    return lambda rng: first + rng.choice((rng.randint(0, 364), rng.choice(KEY_DAYS), rng.randint(365, FORMER)))


def _day(year: int, first: int, last: int) -> Draw:
    start = date(year, 1, 1).toordinal()
    return lambda rng: start + rng.randint(first, last)


def _iras(year: int) -> dict[str, Draw]:
    limit = law.of(year)
    base, older = limit.ira, limit.ira + limit.ira_catch_up
    paid = _odd(0, 0, base, 3_000, older, base / 2, base + 2_000, 200, most=12_000)
    return {
        "traditional_ira_contributions": paid,
        "nondeductible_ira_contributions": _odd(0, base, base, 3_000, older, base + 2_000, most=12_000),
        "roth_ira_contributions": paid,
        "traditional_ira_balance": _odd(0, 0, 1.85, 500, 1_600, 20_000, 63_000, 120_000, most=200_000),
        "ira_basis": _odd(0, 0, 7_000, 20_000, 500, most=40_000),
        "ira_conversions_this_year": _odd(0, 0, base, 7_000, 20_000, 3_000, most=60_000),
        "nondeductible_ira_converted": _odd(0, base, 3_000, 12_000, most=12_000),
        "converted_after_year_end": _odd(0, 0, 0, base, 1_000, most=8_000),
        "contributed_after_year_end": _odd(0, 0, base, 20_000, 1_500, most=8_000),
        "ira_distributions_this_year": _odd(0, 0, 0, 5_000, most=30_000),
        "required_distribution_left": _odd(0, 3_000, most=20_000),
        "earlier_roth_ira_excess": _odd(0, 0, 0, 0, 3_900, most=9_000),
        "earlier_traditional_ira_excess": _odd(0, 0, 0, 0, 2_000, most=9_000),
        "other_ira_compensation": _odd(0, 0, 0, 0, 5_000, 40_000, most=50_000),
        "excluded_foreign_pay": _odd(0, 0, 0, 0, 0, 120_000, most=100_000),
        "taxable_conversions": _odd(0, 0, 0, 20_000, most=40_000),
        "simple_ira_under_two_years": _seldom(True),
        "spouse_compensation": _odd(0, 0, 10_000, 80_000, most=120_000),
        "spouse_ira_contributions": _dollars(0, 0, base, 3_000),
        "covered_by_workplace_plan": _EITHER,
        "spouse_covered_by_workplace_plan": _EITHER,
    }


def _work(year: int) -> dict[str, Draw]:
    limit = law.of(year)
    g, catch_up = limit.deferral, limit.catch_up
    return {
        "workplace_plan": _one_of(*("none", "401k", "401k", "403b", "403b", "457b", "tsp", "simple_ira", "sep")),
        "governmental_employer": _EITHER,
        "simple_plan_has_higher_limits": _seldom(True, weight=2),
        "plan_offers_roth": _seldom(False, plain=True, weight=2),
        "plan_offers_age_60_63_catch_up": _EITHER,
        "plan_allows_after_tax": _seldom(False, plain=True, weight=2),
        "plan_allows_in_plan_roth_conversion": _EITHER,
        "plan_allows_in_service_distribution": _EITHER,
        "plan_accepts_ira_roll_in": _EITHER,
        "plan_after_tax_cap_percent": _one_of(1_000_000, 1_000_000, 100_000, 0),
        "employee_deferrals": _odd(0, g, g + catch_up, 10_000, g + 11_250, limit.simple, g + 3_000, most=45_000),
        "deferrals_complete": _EITHER,
        "deferrals_elsewhere": _odd(0, 0, 0, g, 10_000, most=35_000),
        "employer_contributions": _odd(0, 3_000, 20_000, 46_500, most=50_000),
        "employer_contributions_to_401a": _odd(0, 0, 20_000, 5_000, most=50_000),
        "after_tax_contributions": _odd(0, 0, 8_000, 30_000, most=50_000),
        "after_tax_earnings": _dollars(0, 0, 500),
        "after_tax_balance": _odd(0, 0, 0, 8_000, 55_000, most=80_000),
        "left_employer": _seldom(True, weight=4),
        "plan_fifteen_year_catch_up": _odd(0, 0, 3_000, most=3_000),
        "plan_special_457b_catch_up": _odd(0, 0, g, 5_000, most=g),
        "prior_year_fica_wages": _odd(0, 150_000, 150_001, 176_100, most=300_000),
        "prior_year_pay": _odd(0, 140_000, 200_000, most=300_000),
        "owns_over_five_percent": _seldom(True),
        "plan_expects_acp_refunds": _seldom(True),
        "wages": _odd(0, 50_000, 120_000, 200_000, 300_000, 20_000, 480_000, most=500_000),
        "other_wages": _odd(0, 0, 0, 40_000, most=200_000),
        "pay_left_this_year": _odd(0, 36_000, 10_000, 110_000, most=300_000),
        "employment_started_on": _day(year, -400, 364),
    }


def _solo(year: int) -> dict[str, Draw]:
    limit = law.of(year)
    g, catch_up = limit.deferral, limit.catch_up
    return {
        "business": _one_of(
            *("none", "sole_proprietor", "sole_proprietor", "sole_proprietor", "s_corporation", "c_corporation"),
            *("partnership", "partnership"),
        ),
        "business_profit": _odd(80_000, 21_500, 200_000, 400, 434, 30_000, -5_000, most=400_000),
        "business_wages": _odd(50_000, 0, 120_000, 20_000, most=400_000),
        "controls_business": _EITHER,
        "business_has_eligible_employees": _seldom(True),
        "business_related_to_employer": _seldom(True),
        "business_has_simple_plan": _seldom(True, weight=9),
        "business_sep_contributions": _odd(0, 0, 0, 0, 5_000, most=30_000),
        "sep_on_form_5305": _EITHER,
        "social_security_wages": _odd(0, 100_000, 176_100, most=200_000),
        "has_solo_plan": _seldom(False, plain=True, weight=2),
        "solo_plan_offers_roth": _seldom(False, plain=True),
        "solo_plan_allows_after_tax": _seldom(False, plain=True, weight=4),
        "solo_plan_allows_roth_conversion": _seldom(False, plain=True, weight=4),
        "solo_plan_offers_age_60_63_catch_up": _EITHER,
        "solo_plan_accepts_ira_roll_in": _EITHER,
        "solo_plan_adopted_on": _day(year, -900, 480),
        "solo_deferrals": _odd(0, 0, g, g + catch_up, 10_000, most=36_000),
        "solo_employer_contributions": _odd(0, 0, 4_000, 13_000, 40_000, most=60_000),
        "solo_after_tax_contributions": _odd(0, 0, 0, 10_000, most=50_000),
    }


DATES = ("as_of", "solo_plan_adopted_on", "employment_started_on")
PLAIN_NUMBERS = ("tax_year", "age")
PLAIN: Saver = {
    "workplace_plan": "none",
    "business": "none",
    "covered_by_workplace_plan": False,
    "spouse_covered_by_workplace_plan": False,
    "spouse_compensation": 0,
    "traditional_ira_balance": 0,
    "wages": 200_000_00,
}


def _draws(theme: str, year: int) -> dict[str, Draw]:
    rooms = {"ira": _iras(year), "work": _work(year), "solo": _solo(year)}
    drawn: dict[str, Draw] = {
        "tax_year": _one_of(year),
        "as_of": _when(year),
        "age": _one_of(40, 52, 61, 75, 66, 17, 0, 49, 50, 59, 60, 63, 64, 73),
        "filing_status": _one_of(
            *("single", "single", "married_joint", "married_joint", "head_of_household"),
            *("surviving_spouse", "married_separate"),
        ),
        "lived_apart_all_year": _EITHER,
        "modified_agi": _odd(300_000, 60_000, 100_000, 157_500, 239_000, 247_777, 4_000, -3_000, most=300_000),
    }
    if theme == "all":
        return drawn | rooms["solo"] | rooms["work"] | rooms["ira"]
    drawn |= {name: _one_of(value) for name, value in PLAIN.items()} | rooms[theme]
    if theme == "ira":
        drawn["wages"] = _odd(200_000, 0, 3_000, 90_000, 50, most=120_000)
        drawn["workplace_plan"] = _one_of("none", "401k", "401k", "tsp")
        quiet = ("employee_deferrals", "employer_contributions", "prior_year_fica_wages", "prior_year_pay")
        drawn |= {name: _one_of(0) for name in quiet}
        features = ("plan_offers_roth", "plan_allows_after_tax", "plan_allows_in_plan_roth_conversion")
        drawn |= {name: _one_of(False) for name in (*features, "plan_allows_in_service_distribution")}
        drawn |= {"plan_offers_age_60_63_catch_up": _one_of(False), "plan_accepts_ira_roll_in": _EITHER}
    if theme == "solo":
        drawn |= {"wages": _dollars(0, 0, 90_000), "deferrals_elsewhere": _dollars(0, 0, 23_500, 10_000)}
    return drawn


def lives(theme: str, year: int, count: int, seed: int = 0) -> Iterator[Saver]:
    """Savers without contradiction who tell everything of their theme and nothing out of the ordinary of the rest."""
    draws, rng = _draws(theme, year), Random(f"{theme} {year} {seed}")
    for _ in range(count):
        saver = {name: draw(rng) for name, draw in draws.items()}
        yield _left_to_defaults(saver, rng.choice(LEFT_TO_DEFAULTS))


def _left_to_defaults(saver: Saver, names: Iterable[str]) -> Saver:
    """The saver without these answers; with them where no default stands in for what may not be deducted."""
    left = possible(without(saver, names))
    try:
        Facts(from_engine(left)).nondeductible_ira_contributions  # noqa: B018
    except Unknown:
        return possible(saver)
    return left


# What a saver may leave to the defaults together, each of them following from what is told.
_LATE = ("converted_after_year_end", "contributed_after_year_end")
LEFT_TO_DEFAULTS: tuple[tuple[str, ...], ...] = (
    ("employment_started_on",),
    ("employment_started_on", "nondeductible_ira_converted", "taxable_conversions"),
    ("pay_left_this_year",),
    ("pay_left_this_year", "employment_started_on", "taxable_conversions"),
    ("nondeductible_ira_contributions", "nondeductible_ira_converted", *_LATE),
    ("nondeductible_ira_contributions", "nondeductible_ira_converted", *_LATE, "taxable_conversions"),
    ("traditional_ira_contributions", "nondeductible_ira_converted", *_LATE),
)


def smallest(saver: Saver, fails: Callable[[Saver], bool]) -> Saver:
    """The saver with as little told, and as plain, as still fails."""
    simpler = {"workplace_plan": "none", "business": "none", "filing_status": "single", "age": 40}
    fixed = {*PLAIN_NUMBERS, *DATES}
    found, before = dict(saver), None
    while found != before:
        before = dict(found)
        for name in sorted(found, key=lambda name: name in simpler):
            tries = [without(found, (name,))] if name not in ("tax_year", "as_of") else []
            value = found[name]
            if name in simpler and value != simpler[name]:
                tries.append({**found, name: simpler[name]})
            elif value is True:
                tries.append({**found, name: False})
            elif isinstance(value, int) and not isinstance(value, bool) and name not in fixed:
                tries += [{**found, name: less} for less in (0, value - value % 1000_00, value - value % 1_00)]
            for less in tries:
                if less != found and possible(less) == less and fails(less):
                    found = less
                    break
    return found


def possible(saver: Saver) -> Saver:
    """The saver with what cannot be together brought down to what can."""
    s = dict(saver)

    def at_most(name: str, most: int) -> None:
        if name in s:
            s[name] = max(0, min(s[name], most))

    over = s["as_of"] > date(s["tax_year"], 12, 31).toordinal()
    roth = s.get("roth_ira_contributions", 0)
    traditional = s.get("traditional_ira_contributions", s.get("nondeductible_ira_contributions", 0))
    at_most("nondeductible_ira_contributions", traditional)
    nondeductible, conversions = s.get("nondeductible_ira_contributions", 0), s.get("ira_conversions_this_year", 0)
    at_most("nondeductible_ira_converted", min(nondeductible, conversions))
    late = nondeductible - s.get("nondeductible_ira_converted", 0) if over else 0
    at_most("converted_after_year_end", late)
    at_most("contributed_after_year_end", traditional + roth if over else 0)
    at_most("required_distribution_left", s.get("traditional_ira_balance", 0))
    if s.get("age", 0) < 73:
        s.pop("required_distribution_left", None)
    at_most("excluded_foreign_pay", s.get("wages", 0) + s.get("other_wages", 0))
    at_most("taxable_conversions", conversions)
    if s.get("filing_status") != "married_joint":
        s |= {name: 0 for name in ("spouse_compensation", "spouse_ira_contributions") if name in s}
    if s.get("filing_status") != "married_separate" and "lived_apart_all_year" in s:
        s["lived_apart_all_year"] = False
    return _possible_at_work(_possible_business(s, at_most, over), at_most)


def _possible_at_work(s: Saver, at_most: Any) -> Saver:
    wages = s.get("wages", 0)
    at_most("employee_deferrals", wages)
    if "covered_by_workplace_plan" in s and _defers(s):
        s["covered_by_workplace_plan"] = True
    at_most("after_tax_contributions", wages - s.get("employee_deferrals", 0))
    at_most("pay_left_this_year", wages)
    at_most("employer_contributions_to_401a", s.get("employer_contributions", 0))
    if s.get("age", 0) >= 50:  # the page has no catch-up for plans with the 110 % rule
        s.pop("simple_plan_has_higher_limits", None)
    if s.get("left_employer"):
        at_most("pay_left_this_year", 0)
    if s.get("workplace_plan") == "457b" and not s.get("governmental_employer"):
        s |= {"plan_offers_roth": False} if "plan_offers_roth" in s else {}
    return s


def _defers(s: Saver) -> bool:
    """Whether the saver defers into a plan that makes covered: whoever does is an active participant (219(g)(5))."""
    here = s.get("employee_deferrals", 0) if s.get("workplace_plan", "none") not in ("none", "457b") else 0
    own = s.get("solo_deferrals", 0) if s.get("business", "none") != "none" else 0
    return bool(here or s.get("deferrals_elsewhere", 0) or own)


def _possible_business(s: Saver, at_most: Any, over: bool) -> Saver:
    if s.get("business", "none") == "none" or not s.get("has_solo_plan"):
        s.pop("solo_plan_adopted_on", None)
        for name in ("solo_deferrals", "solo_employer_contributions", "solo_after_tax_contributions"):
            at_most(name, 0)
    if "solo_plan_adopted_on" in s:
        at_most("solo_plan_adopted_on", s["as_of"])
    return s


def as_facts(saver: Saver) -> dict[str, Any]:
    """The saver as a facts file has it."""
    return {name: _written(name, value) for name, value in saver.items() if value is not None}


def _written(name: str, value: Any) -> Any:
    if name in DATES:
        return date.fromordinal(value).isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in PLAIN_NUMBERS or isinstance(value, str):
        return value
    return (
        f"{value / 10_000:g}%"
        if name == "plan_after_tax_cap_percent"
        else f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02}"
    )


def without(saver: Saver, names: Iterable[str]) -> Saver:
    """The saver with some answers left out."""
    return {name: value for name, value in saver.items() if name not in set(names)}
