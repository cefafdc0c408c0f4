"""A second reading of the law in plain Python, written from the definitions alone and never from the rules.

Exact fractions of a dollar for one saver; the published limits are written out again on purpose.
"""

from __future__ import annotations

from fractions import Fraction as F

from . import form_8606, ira, plan, solo
from .corrections import Correction, corrections
from .facts import DEFERRING, Facts, Unknown, contradictions, filled, from_engine, from_json
from .pay import compensation, net_earnings, self_employment_tax

__all__ = [
    "ORDER",
    "Correction",
    "Facts",
    "Unknown",
    "amounts",
    "contradictions",
    "corrections",
    "figures",
    "filled",
    "from_engine",
    "from_json",
    "primary",
    "to_cent",
]

ORDER = ("mega_backdoor_roth", "solo_401k", "backdoor_roth_ira", "direct_roth_ira")


def to_cent(amount: F) -> int:
    """Rounded half up to the cent, from the exact value."""
    return int((amount * 100 + F(1, 2)) // 1)


def figures(f: Facts) -> dict[str, F | None]:
    """Every figure of the definitions in dollars; None where it does not apply. Line 10 is a ratio."""
    own, door, lines = ira.rooms(f), ira.backdoor(f), form_8606.form(f)
    takes = f.workplace_plan in DEFERRING
    left = solo.additions_left(f)
    room = solo.room(f, left)
    plain_by_income = not (f.earlier_roth_ira_excess or f.earlier_traditional_ira_excess)
    found: dict[str, F | None] = {
        "self_employment_tax": self_employment_tax(f),
        "net_self_employment_earnings": net_earnings(f),
        "compensation": compensation(f),
        "ira_limit": own.limit,
        "roth_ira_limit": own.roth_limit,
        "traditional_ira_deduction_limit": ira.deduction_limit(f),
        "ira_excess_above_limit": own.above,
        "roth_ira_excess": own.roth_excess,
        "roth_ira_excess_movable": own.movable,
        "nondeductible_within_limit": own.within,
        "nondeductible_left": own.left,
        "recharacterizable_to_roth": own.recharacterizable,
        "basis_now": door.basis,
        "balance_now": door.balance,
        "old_basis_left": door.old_basis,
        # The parts of the balance add up to it: the rest of it is what the published basis leaves.
        "pretax_ira_money": door.pretax and door.balance - F(to_cent(door.old_basis), 100),
        "backdoor_taxable": form_8606.taxable_without_roll_in(f),
        **{f"form_8606_line_{number}": amount for number, amount in lines.items()},
        "catch_up_limit": plan.catch_up_limit(f) if takes else None,
        "elective_deferral_limit": plan.elective_deferral_limit(f) if takes else None,
        "deferral_room": plan.deferral_room(f),
        "annual_additions_limit": plan.annual_additions_limit(f),
        "after_tax_room": plan.after_tax_room(f),
        "solo_deferral_room": room.d,
        "solo_catch_up_room": room.c,
        "solo_after_tax_room": room.a,
        "solo_roth_room": solo.roth_room(f, left),
    }
    if not f.over:
        found["conversion_taxable"] = lines[18] or F(0)
    if plain_by_income:  # the page says of the routes alone that an absorbed excess is not offered again
        found["direct_roth_room"], found["backdoor_room"] = own.direct, own.room - own.direct
    if (most := solo.employer_limit(f)) is not None:
        found["solo_employer_limit"] = most
    return found


def amounts(f: Facts) -> dict[str, F]:
    """The amount of each route; below a cent it is nothing."""
    mega, left = plan.mega(f), solo.additions_left(f)
    new, shared = mega.new, solo.shares_limit(f)
    new = min(new, left) if shared else new
    own, used = solo.in_time(f, left)
    if shared and new + mega.old >= own:
        own, _ = solo.in_time(f, max(F(0), left - new))
    elif shared:
        new = min(new, max(F(0), left - used))
    every = {
        "mega_backdoor_roth": new + mega.old,
        "solo_401k": own,
        "backdoor_roth_ira": ira.backdoor(f).amount,
        "direct_roth_ira": ira.direct_amount(f),
    }
    return {name: amount if amount >= F(1, 100) else F(0) for name, amount in every.items()}


def primary(routes: dict[str, F]) -> str:
    """The route with the largest amount, ties in the order of the design; "none" where nothing is open."""
    ranked = sorted((-amount, ORDER.index(name), name) for name, amount in routes.items() if amount)
    return ranked[0][2] if ranked else "none"
