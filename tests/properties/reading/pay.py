"""Pay and net earnings (definitions.md; real_lives.md 1)."""

from __future__ import annotations

from fractions import Fraction as F

from .facts import Facts, once


@once
def self_employment_tax(f: Facts) -> F:
    income = max(F(0), f.business_profit) * F(9235, 10_000)
    if income < 400:
        return F(0)
    return min(income, max(F(0), f.law.base - f.social_security_wages)) * F(124, 1000) + income * F(29, 1000)


@once
def net_earnings(f: Facts) -> F:
    """Net self-employment earnings: a loss is not netted."""
    return max(F(0), f.business_profit) - self_employment_tax(f) / 2


@once
def compensation(f: Facts) -> F:
    """Compensation for IRAs: with stipends, alimony and combat pay, without pay excluded abroad."""
    pay = f.wages + f.other_wages + f.business_wages + net_earnings(f)
    return F(max(F(0), pay + f.other_ira_compensation - f.excluded_foreign_pay))
