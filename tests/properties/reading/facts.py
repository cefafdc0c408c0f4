"""What a saver told, with what does not apply put aside and the stated defaults standing in.

A fact that is neither told nor has a default raises `Unknown` when it is read. Amounts are Fractions of a dollar,
dates are ordinals, yes and no are bools.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction as F
from functools import wraps
from typing import Any, TypeVar, cast

from . import law

DATES = {"as_of", "employment_started_on", "solo_plan_adopted_on"}
PLAIN = {"tax_year", "age", "filing_status", "workplace_plan", "business"}
DEFERRING = ("401k", "403b", "457b", "tsp", "simple_ira")
AFTER_TAX = ("401k", "403b")
CORPORATIONS = ("s_corporation", "c_corporation")
JOINT = ("married_joint", "surviving_spouse")
NO, NONE = False, F(0)


class Unknown(LookupError):
    """A fact the reading needs is neither told nor has a default; `fact` is its name."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class _NoDefault(Exception):
    """The default stands in only in another case."""


class Facts:
    """The saver: every fact told, not applicable or assumed, by name."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = dict(told)
        self.law = law.of(self.told["tax_year"])
        self._found: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def _read(self, name: str) -> Any:
        applies, otherwise = APPLIES.get(name, (None, None))
        if applies and not applies(self):
            return otherwise
        if name in self.told:
            return self.told[name]
        if name not in DEFAULTS:
            raise Unknown(name)
        default = DEFAULTS[name]
        try:
            return default(self) if callable(default) else default
        except _NoDefault:
            raise Unknown(name) from None

    @property
    def over(self) -> bool:
        """Asked after 31 December of the tax year."""
        return bool(self.as_of > self.law.last)

    @property
    def partner(self) -> bool:
        """A partner in the firm's plan: his pay there is net earnings, not wages."""
        return bool(self.business == "partnership" and not self.wages and self.workplace_plan != "none")


Result = TypeVar("Result")


def once(read: Callable[[Facts], Result]) -> Callable[[Facts], Result]:
    """Worked out once for a saver."""

    @wraps(read)
    def known(f: Facts) -> Result:
        key = f"{read.__module__}.{read.__name__}"
        if key not in f._found:
            f._found[key] = read(f)
        return cast(Result, f._found[key])

    return known


def _plan(*kinds: str) -> Callable[[Facts], bool]:
    return lambda f: f.workplace_plan in kinds


def _any_plan(f: Facts) -> bool:
    return bool(f.workplace_plan != "none")


def _governmental_too(f: Facts) -> bool:
    return f.workplace_plan in (*AFTER_TAX, "tsp") or (f.workplace_plan == "457b" and f.governmental_employer)


def _owner(f: Facts) -> bool:
    return bool(f.business != "none")


def _joint(f: Facts) -> bool:
    return bool(f.filing_status == "married_joint")


APPLIES: dict[str, tuple[Callable[[Facts], bool], Any]] = {
    "lived_apart_all_year": (lambda f: f.filing_status == "married_separate", NO),
    "spouse_compensation": (_joint, NONE),
    "spouse_ira_contributions": (_joint, NONE),
    "spouse_covered_by_workplace_plan": (lambda f: f.filing_status in ("married_joint", "married_separate"), NO),
    "governmental_employer": (_plan("401k", "403b", "457b"), NO),
    "plan_offers_roth": (_any_plan, NO),
    "plan_offers_age_60_63_catch_up": (lambda f: _governmental_too(f) or f.workplace_plan == "simple_ira", NO),
    "plan_allows_after_tax": (_plan(*AFTER_TAX), NO),
    "plan_allows_in_plan_roth_conversion": (_plan(*AFTER_TAX), NO),
    "plan_allows_in_service_distribution": (_plan(*AFTER_TAX), NO),
    "plan_accepts_ira_roll_in": (_governmental_too, NO),
    "plan_after_tax_cap_percent": (_plan(*AFTER_TAX), NONE),
    "employee_deferrals": (_any_plan, NONE),
    "deferrals_complete": (_any_plan, NO),
    "employer_contributions": (_any_plan, NONE),
    "after_tax_contributions": (_plan(*AFTER_TAX), NONE),
    "after_tax_earnings": (_plan(*AFTER_TAX), NONE),
    "after_tax_balance": (_plan(*AFTER_TAX), NONE),
    "prior_year_fica_wages": (_plan("401k", "403b", "457b", "tsp"), NONE),
    "owns_over_five_percent": (_plan(*AFTER_TAX), NO),
    "left_employer": (_any_plan, NO),
    "pay_left_this_year": (lambda f: f.workplace_plan != "none" and not f.left_employer, NONE),
    "plan_fifteen_year_catch_up": (_plan("403b"), NONE),
    "plan_special_457b_catch_up": (_plan("457b"), NONE),
    "employer_contributions_to_401a": (_plan("403b"), NONE),
    "simple_plan_has_higher_limits": (_plan("simple_ira"), NO),
    "simple_ira_under_two_years": (lambda f: f.traditional_ira_balance > 0, NO),
    "required_distribution_left": (lambda f: f.age >= 73 and f.traditional_ira_balance > 0, NONE),
    "contributed_after_year_end": (lambda f: f.over, NONE),
    "converted_after_year_end": (lambda f: f.over, NONE),
    "business_profit": (lambda f: f.business in ("sole_proprietor", "partnership"), NONE),
    "business_wages": (lambda f: f.business in CORPORATIONS, NONE),
    "controls_business": (lambda f: f.business in (*CORPORATIONS, "partnership"), NO),
    "social_security_wages": (
        lambda f: (f.wages > 0 or f.other_wages > 0) and f.business in ("sole_proprietor", "partnership"),
        NONE,
    ),
    "sep_on_form_5305": (lambda f: f.business_sep_contributions > 0, NO),
    **dict.fromkeys(
        (
            "business_has_eligible_employees",
            "business_related_to_employer",
            "business_has_simple_plan",
            "has_solo_plan",
            "solo_plan_offers_roth",
            "solo_plan_offers_age_60_63_catch_up",
            "solo_plan_allows_after_tax",
            "solo_plan_allows_roth_conversion",
            "solo_plan_accepts_ira_roll_in",
        ),
        (_owner, NO),
    ),
    **dict.fromkeys(
        ("business_sep_contributions", "solo_deferrals", "solo_employer_contributions", "solo_after_tax_contributions"),
        (_owner, NONE),
    ),
}


def _no_plan_yet(f: Facts) -> bool:
    """A saver without a solo plan can adopt a document that has it; an existing document has to be read."""
    if f.has_solo_plan:
        raise _NoDefault
    return True


def _private_employer(f: Facts) -> bool:
    if f.workplace_plan == "457b":
        raise _NoDefault
    return False


def _converted(f: Facts) -> F:
    conversions, nondeductible = f.ira_conversions_this_year, f.nondeductible_ira_contributions
    nondeductible -= f.converted_after_year_end  # a default never contradicts what was told
    return min(nondeductible, max(F(0), conversions - max(F(0), f.ira_basis - f.traditional_ira_balance)))


def _nondeductible(f: Facts) -> F:
    """What may not be deducted; asked where that rests on conversions, whose taxable part rests on this in turn."""
    from .ira import conversions_may_lower_the_deduction, deduction_limit, ira_limit

    traditional = f.traditional_ira_contributions
    if not traditional:
        return F(0)
    if conversions_may_lower_the_deduction(f):
        raise _NoDefault
    return max(F(0), min(traditional, ira_limit(f)) - deduction_limit(f, NONE))


def _taxable(f: Facts) -> F:
    conversions = f.ira_conversions_this_year
    if not conversions:
        return F(0)
    return max(F(0), conversions - f.nondeductible_ira_contributions - f.ira_basis)


def _pay_left(f: Facts) -> F:
    from .plan import plan_pay

    if f.told.get("employment_started_on") is not None:
        days = f.law.last - max(f.law.first, f.told["employment_started_on"]) + 1
    else:
        days = f.law.last - f.law.first + 1
    left = min(days, max(0, f.law.last - f.as_of))
    return F(plan_pay(f)) * left / days


def _employer_money(f: Facts) -> F:
    """Where no after-tax money is taken it matters only by passing the plan's total limit, so none is assumed."""
    kind = f.workplace_plan
    if f.plan_allows_after_tax or not (kind in ("401k", "tsp", "sep") or (kind == "403b" and f.business == "none")):
        raise _NoDefault
    return NONE


def _has_plan(f: Facts) -> bool:
    """A partnership seldom has a plan of its own; every other owner is asked."""
    if f.business != "partnership":
        raise _NoDefault
    return bool(f.solo_deferrals + f.solo_employer_contributions + f.solo_after_tax_contributions)


def _covered(f: Facts) -> bool:
    """Whoever defers is an active participant (219(g)(5)); a 457(b) does not count. Everyone else is asked."""
    here = f.workplace_plan not in ("none", "457b") and f.employee_deferrals > 0
    if not (here or f.deferrals_elsewhere + f.solo_deferrals > 0):
        raise _NoDefault
    return True


def _adopted(f: Facts) -> int | None:
    """In the tax year; asked when the year is over."""
    return min(f.as_of, f.law.first) if f.has_solo_plan else None


DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(
        (
            "other_wages",
            "roth_ira_contributions",
            "ira_basis",
            "ira_conversions_this_year",
            "converted_after_year_end",
            "contributed_after_year_end",
            "ira_distributions_this_year",
            "earlier_roth_ira_excess",
            "earlier_traditional_ira_excess",
            "other_ira_compensation",
            "excluded_foreign_pay",
            "spouse_ira_contributions",
            "deferrals_elsewhere",
            "after_tax_contributions",
            "after_tax_earnings",
            "after_tax_balance",
            "plan_fifteen_year_catch_up",
            "plan_special_457b_catch_up",
            "employer_contributions_to_401a",
            "business_sep_contributions",
            "solo_deferrals",
            "solo_employer_contributions",
            "solo_after_tax_contributions",
        ),
        NONE,
    ),
    **dict.fromkeys(
        (
            "lived_apart_all_year",
            "deferrals_complete",
            "left_employer",
            "owns_over_five_percent",
            "plan_expects_acp_refunds",
            "simple_ira_under_two_years",
            "simple_plan_has_higher_limits",
            "business_related_to_employer",
            "business_has_simple_plan",
        ),
        NO,
    ),
    **dict.fromkeys(
        (
            "solo_plan_offers_roth",
            "solo_plan_offers_age_60_63_catch_up",
            "solo_plan_allows_after_tax",
            "solo_plan_allows_roth_conversion",
            "solo_plan_accepts_ira_roll_in",
        ),
        _no_plan_yet,
    ),
    "plan_after_tax_cap_percent": F(1),
    "governmental_employer": _private_employer,
    "employer_contributions": _employer_money,
    "traditional_ira_contributions": lambda f: f.told.get("nondeductible_ira_contributions", NONE),
    "nondeductible_ira_contributions": _nondeductible,
    "nondeductible_ira_converted": _converted,
    "taxable_conversions": _taxable,
    "pay_left_this_year": _pay_left,
    "employment_started_on": None,
    "has_solo_plan": _has_plan,
    "covered_by_workplace_plan": _covered,
    "sep_on_form_5305": NO,
    "solo_plan_adopted_on": _adopted,
}


def contradictions(f: Facts) -> list[str]:
    """What was told that cannot be together (real_lives.md 1 and 4)."""
    nondeductible, conversions = f.nondeductible_ira_contributions, f.ira_conversions_this_year
    moved = f.nondeductible_ira_converted + f.converted_after_year_end
    in_plan = NONE if f.workplace_plan in ("none", "457b") else f.employee_deferrals
    deferred = in_plan + f.deferrals_elsewhere + f.solo_deferrals
    checks = {
        "deferring without coverage": f.told.get("covered_by_workplace_plan") is False and deferred > 0,
        "nondeductible above traditional": nondeductible > f.traditional_ira_contributions,
        "more after-tax money converted than paid in or than converted": moved > nondeductible
        or f.nondeductible_ira_converted > conversions,
        "401(a) part above the employer's money": f.employer_contributions_to_401a > f.employer_contributions,
        "Roth in a private 457(b)": f.workplace_plan == "457b" and not f.governmental_employer and f.plan_offers_roth,
        "more paid in late than paid in": f.contributed_after_year_end
        > f.traditional_ira_contributions + f.roth_ira_contributions,
    }
    return [name for name, holds in checks.items() if holds]


def filled(told: Mapping[str, Any], truth: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, with the truth of every fact left out that has no default: those with one keep their default.

    Nondeductible contributions have one in some cases only, so their truth may be a default that what was told lacks.
    """
    truth = {"nondeductible_ira_contributions": Facts(truth).nondeductible_ira_contributions, **truth}
    whole, left_out = dict(told), [name for name in truth if name not in told]
    while left_out:
        try:
            getattr(Facts(whole), left_out[-1])
        except Unknown as unknown:
            name = unknown.fact if unknown.fact in left_out else left_out[-1]
            whole[name] = truth[name]
            left_out.remove(name)
        else:
            left_out.pop()
    return whole


def from_engine(saver: Mapping[str, Any]) -> dict[str, Any]:
    """A saver in the engine's own whole numbers (cents, millionths, ordinals) as the reading has it."""
    return {name: _from_engine(name, value) for name, value in saver.items()}


def _from_engine(name: str, value: Any) -> Any:
    if name in PLAIN or name in DATES or isinstance(value, bool | str):
        return value
    return F(value, 1_000_000) if name == "plan_after_tax_cap_percent" else F(value, 100)


def from_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A facts file as the reading has it."""
    return {name: _from_json(name, value) for name, value in facts.items()}


def _from_json(name: str, value: Any) -> Any:
    if name in DATES:
        return date.fromisoformat(value).toordinal()
    if name in PLAIN:
        return value
    if value in ("yes", "no"):
        return value == "yes"
    text = str(value)
    return F(text[:-1]) / 100 if text.endswith("%") else F(text)
