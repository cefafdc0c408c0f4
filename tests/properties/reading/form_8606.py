"""Form 8606 of the tax year with the plan followed, in the year and after it (real_lives.md 2)."""

from __future__ import annotations

from fractions import Fraction as F
from types import SimpleNamespace as Amounts

from .facts import Facts, once
from .ira import backdoor, rooms

Lines = dict[int, F | None]


def _lines(f: Facts, own: Amounts, balance: F, converted: F) -> Lines:
    """Lines 1 to 18: `balance` is line 6, `converted` line 8."""
    paid_in = own.within + own.movable + own.backdoor_left - own.recharacterizable
    one = paid_in + own.listed
    three = one + f.ira_basis
    seven = f.ira_distributions_this_year + (F(0) if f.over else f.required_distribution_left)
    lines: Lines = {1: one, 2: f.ira_basis, 3: three, 14: three, **dict.fromkeys(range(4, 14)), 15: None, 16: None}
    lines |= {17: None, 18: None}
    if not seven and not converted:
        return lines
    four = max(F(0), paid_in - paid_by_year_end(f)) if f.over else F(0)
    five = three - four
    nine = balance + seven + converted
    ratio = min(F(1), five / nine)
    eleven, twelve = converted * ratio, seven * ratio
    return lines | {
        **{4: four, 5: five, 6: balance, 7: seven, 8: converted, 9: nine, 10: ratio, 11: eleven, 12: twelve},
        **{13: eleven + twelve, 14: three - eleven - twelve, 15: seven - twelve},
        **{16: converted, 17: eleven, 18: converted - eleven},
    }


def paid_by_year_end(f: Facts) -> F:
    """Contributions for the year made by its 31 December."""
    return F(f.traditional_ira_contributions + f.roth_ira_contributions - f.contributed_after_year_end)


def _line_6_after(f: Facts, own: Amounts) -> F:
    """The told value, with this year's after-tax money that was in and unconverted on 31 December.

    The saver may choose which contributions are nondeductible: what counts on line 1 is what was paid by then.
    """
    money = min(f.nondeductible_ira_contributions + own.movable - own.recharacterizable, paid_by_year_end(f))
    return F(f.traditional_ira_balance + max(F(0), money - f.nondeductible_ira_converted))


def basis_after_the_year(f: Facts, own: Amounts, core: F) -> F:
    """Basis of the money in the balance: line 14 without that of what is converted, or still to be, beside it."""
    whole = _lines(f, own, _line_6_after(f, own), f.ira_conversions_this_year)[14]
    assert whole is not None
    return max(F(0), whole - core - f.converted_after_year_end)


@once
def form(f: Facts) -> Lines:
    """The form with the plan followed."""
    own = rooms(f)
    if f.over:
        return _lines(f, own, _line_6_after(f, own), f.ira_conversions_this_year)
    plan = backdoor(f)
    unmoved = f.nondeductible_ira_contributions - f.nondeductible_ira_converted - own.left
    balance = plan.balance - plan.old_basis_converted - plan.small - plan.rolled + unmoved
    return _lines(f, own, balance, f.ira_conversions_this_year + plan.amount)


def taxable_without_roll_in(f: Facts) -> F | None:
    """The taxable share of what is converted in the year if nothing is rolled in; nothing after the year."""
    if f.over:
        return None
    own, plan = rooms(f), backdoor(f)
    kept = F(0) if plan.rolled else plan.old_basis_converted
    converted = plan.core + kept + plan.small
    unmoved = f.nondeductible_ira_contributions - f.nondeductible_ira_converted - own.left
    balance = plan.balance - kept - plan.small + unmoved
    ratio = _lines(f, own, balance, f.ira_conversions_this_year + converted)[10]
    return F(0) if not converted or ratio is None else converted * (1 - ratio)


def taxable_next_year(f: Facts) -> F | None:
    """After the year: what converting the rest now would be taxed on, were today's balance still there at year end."""
    if not f.over:
        return None
    plan = backdoor(f)
    pool = plan.balance + plan.core
    return plan.core * (1 - min(F(1), (plan.core + plan.basis) / pool)) if plan.core else F(0)


def to_file(f: Facts) -> bool:
    """Whether Form 8606 of the tax year has to be filed, whatever route is open."""
    lines = form(f)
    return bool(lines[1] or lines[8] or (lines[7] and lines[3]))
