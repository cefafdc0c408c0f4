"""IRA limits, rooms, and the amounts of the direct and the backdoor Roth IRA (real_lives.md 2, definitions.md)."""

from __future__ import annotations

from fractions import Fraction as F
from types import SimpleNamespace as Amounts

from . import law
from .facts import JOINT, Facts, once
from .pay import compensation


def up_to_ten(amount: F) -> F:
    return F(-(-amount // 10) * 10)


def phased(base: F, income: F, start: int, width: int) -> F:
    """A limit inside, below or above a phase-out range."""
    if income <= start:
        return base
    if income >= start + width:
        return F(0)
    return max(F(200), up_to_ten(base * (start + width - income) / width))


def dollar_limit(f: Facts) -> F:
    return F(f.law.ira + (f.law.ira_catch_up if f.age >= 50 else 0))


@once
def ira_limit(f: Facts) -> F:
    pay = compensation(f)
    if f.filing_status == "married_joint" and pay < f.spouse_compensation:
        pay += max(F(0), f.spouse_compensation - f.spouse_ira_contributions)
    return min(dollar_limit(f), pay)


def _together(f: Facts) -> bool:
    return f.filing_status == "married_separate" and not f.lived_apart_all_year


@once
def roth_ira_limit(f: Facts) -> F:
    limit = ira_limit(f)
    if not limit:
        return F(0)
    joint = f.filing_status in JOINT
    start, width = (f.law.roth_j, 10_000) if joint else (0, 10_000) if _together(f) else (f.law.roth_s, 15_000)
    return min(limit, phased(limit, f.modified_agi, start, width))


def _deduction_range(f: Facts) -> tuple[int, int] | None:
    """Where the deduction begins to shrink and over how much it does; None where income does not limit it."""
    own = f.covered_by_workplace_plan
    married = f.filing_status in ("married_joint", "married_separate")
    spouse = married and f.spouse_covered_by_workplace_plan
    if _together(f) and (own or spouse):
        return 0, 10_000
    if own:
        return (f.law.ded_j, 20_000) if f.filing_status in JOINT else (f.law.ded_s, 10_000)
    if f.filing_status == "married_joint" and spouse:
        return f.law.ded_sp, 10_000
    return None


def deduction_limit(f: Facts, conversions: F | None = None) -> F:
    """The limit of 219(g), with the taxable conversions of the year, or others in their place."""
    found = _deduction_range(f)
    if found is None:
        return ira_limit(f)
    income = f.modified_agi + (f.taxable_conversions if conversions is None else conversions)
    return min(ira_limit(f), phased(dollar_limit(f), income, *found))


def conversions_may_lower_the_deduction(f: Facts) -> bool:
    """Whether the year's conversions, if taxable, reach into the range: what is taxable of them then has to be told."""
    found = _deduction_range(f)
    if found is None or not f.ira_conversions_this_year:
        return False
    start, width = found
    return bool(f.modified_agi < start + width and f.modified_agi + f.ira_conversions_this_year > start)


@once
def rooms(f: Facts) -> Amounts:
    """What is in, what is too much, and what may still be paid in; earlier excesses take their room first."""
    limit, roth_limit = ira_limit(f), roth_ira_limit(f)
    traditional, roth = f.traditional_ira_contributions, f.roth_ira_contributions
    in_time, correctable = f.as_of <= f.law.ira_contribution, f.as_of <= f.law.ira_correction
    beside = max(F(0), limit - traditional)
    too_much_for_income = max(F(0), min(roth, beside) - min(roth_limit, beside))
    # Room that stayed unused absorbs, whether or not it can still be paid in.
    unused = max(F(0), limit - traditional - roth)
    unused_roth = max(F(0), min(roth_limit - roth, unused))
    roth_absorbed = min(f.earlier_roth_ira_excess, unused_roth)
    traditional_absorbed = min(f.earlier_traditional_ira_excess, unused - roth_absorbed)
    # On a joint return the one who earns more leaves the other's contributions the pay they rest on.
    unabsorbed = unused - roth_absorbed - traditional_absorbed
    kept = F(0)
    if f.filing_status == "married_joint" and compensation(f) > f.spouse_compensation:
        spouses = min(f.spouse_ira_contributions, F(f.law.ira + f.law.ira_catch_up))
        left = compensation(f) + f.spouse_compensation - spouses - traditional - roth - traditional_absorbed
        kept = max(F(0), unabsorbed - max(F(0), left))
    room, direct = (unused - kept, min(unused_roth, unused - kept)) if in_time else (F(0), F(0))
    room_left = unabsorbed - kept if in_time else F(0)
    direct_left = max(F(0), min(roth_limit - roth - roth_absorbed, room_left))
    within = max(F(0), f.nondeductible_ira_contributions - max(F(0), traditional - limit))
    left = max(F(0), within - f.nondeductible_ira_converted - f.converted_after_year_end)
    # An absorbed traditional excess is this year's contribution: deducted as far as that may be, else on line 1.
    deducted = max(F(0), traditional - f.nondeductible_ira_contributions)
    listed = max(F(0), traditional_absorbed - max(F(0), deduction_limit(f) - deducted))
    recharacterizable = max(F(0), min(left, roth_limit - roth - roth_absorbed - direct_left)) if correctable else F(0)
    return Amounts(
        limit=limit,
        roth_limit=roth_limit,
        above=max(F(0), traditional + roth - limit),
        roth_excess=max(F(0), roth - max(F(0), min(roth_limit, limit - traditional))),
        too_much_for_income=too_much_for_income,
        movable=too_much_for_income if correctable else F(0),
        room=room,
        direct=direct,
        roth_absorbed=roth_absorbed,
        traditional_absorbed=traditional_absorbed,
        listed=listed,
        direct_left=direct_left,
        backdoor_left=room_left - direct_left,
        within=within,
        left=left,
        recharacterizable=recharacterizable,
    )


def accepts_roll_in(f: Facts) -> bool:
    """Whether a plan takes the pre-tax IRA money: at work, or the solo plan by its document."""
    if f.workplace_plan != "none" and f.plan_accepts_ira_roll_in:
        return True
    if f.business == "none":
        return False
    from .solo import may_have_plan, pay

    can_adopt = may_have_plan(f) and pay(f) >= F(1, 100)
    return bool((f.has_solo_plan or can_adopt) and f.solo_plan_accepts_ira_roll_in)


@once
def backdoor(f: Facts) -> Amounts:
    """The backdoor amount and its parts."""
    from .form_8606 import basis_after_the_year

    own = rooms(f)
    core = own.backdoor_left + own.left - own.recharacterizable + own.movable
    balance = f.traditional_ira_balance
    if not f.over:
        balance = max(F(0), balance - f.required_distribution_left)
    basis = basis_after_the_year(f, own, core) if f.over else f.ira_basis + own.listed
    old_basis = min(balance, basis)
    pretax = balance - old_basis
    rest = core + old_basis
    some = pretax >= F(1, 200)  # what rounds to no cent is nothing
    movable = some and rest >= F(1, 200) and not f.simple_ira_under_two_years
    little = pretax <= law.SMALL_REST_OF_BASE * f.law.ira or pretax <= law.SMALL_REST_OF_CONVERSION * rest
    small = pretax if movable and little else F(0)
    rolled = pretax if movable and not little and accepts_roll_in(f) else F(0)
    free = old_basis if not some or small or rolled else F(0)
    return Amounts(
        core=core,
        balance=balance,
        basis=basis,
        old_basis=old_basis,
        pretax=pretax,
        small=small,
        rolled=rolled,
        old_basis_converted=free,
        amount=core + free + small,
    )


def direct_amount(f: Facts) -> F:
    own = rooms(f)
    return F(own.direct_left + own.recharacterizable)
