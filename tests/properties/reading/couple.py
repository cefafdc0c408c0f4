"""What two who are married may still pay into IRAs (219(c) and the page on couples), written without the rules.

Each has pay, age, IRA contributions made, and on separate returns a modified AGI. Exact fractions of a dollar.
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import NamedTuple

from . import law
from .ira import phased


class Spouse(NamedTuple):
    """One of the two: dollars of the tax year, age at its end."""

    age: int
    pay: F
    modified_agi: F
    roth: F
    traditional: F

    @property
    def paid_in(self) -> F:
        return self.roth + self.traditional


class NewMoney(NamedTuple):
    """What may still go in: straight into a Roth IRA, and through a traditional IRA."""

    direct: F
    backdoor: F


def new_money(year: int, status: str, apart: bool, one: Spouse, other: Spouse) -> tuple[NewMoney, NewMoney]:
    """What each of the two may still pay in, in the window for contributions."""
    amounts = law.of(year)
    if status != "married_joint" or one.pay == other.pay:
        # 219(c)(1)(B)(ii) counts the spouse's pay only on a joint return and for the one who earns less.
        mine, others = (min(_dollar_limit(amounts, who), who.pay) for who in (one, other))
        return _split(amounts, status, apart, one, mine), _split(amounts, status, apart, other, others)
    if one.pay < other.pay:
        others_money, mine_money = new_money(year, status, apart, other, one)
        return mine_money, others_money

    # The one who earns more comes first, and leaves what the other has paid in the pay it rests on.
    first_limit = min(_dollar_limit(amounts, one), one.pay)
    first_in = min(first_limit, one.paid_in)
    second_in = min(_spousal_limit(amounts, other, one, first_in), other.paid_in)
    joint_pay_left = max(F(0), one.pay + other.pay - first_in - second_in)
    first = _split(amounts, status, apart, one, first_limit, joint_pay_left)

    # The other has what both earn less what the first has paid in and will pay in by this plan.
    second_limit = _spousal_limit(amounts, other, one, first_in + first.direct + first.backdoor)
    return first, _split(amounts, status, apart, other, second_limit)


def _dollar_limit(amounts: law.Year, who: Spouse) -> F:
    return F(amounts.ira + (amounts.ira_catch_up if who.age >= 50 else 0))


def _spousal_limit(amounts: law.Year, who: Spouse, other: Spouse, others_money: F) -> F:
    return min(_dollar_limit(amounts, who), who.pay + max(F(0), other.pay - others_money))


def _split(amounts: law.Year, status: str, apart: bool, who: Spouse, limit: F, at_most: F | None = None) -> NewMoney:
    """The room left under a limit: as much as the income allows straight into a Roth IRA, the rest by the backdoor."""
    if status == "married_joint":
        start, width = amounts.roth_j, 10_000
    elif apart:
        start, width = amounts.roth_s, 15_000
    else:
        start, width = 0, 10_000
    roth_limit = min(limit, phased(limit, who.modified_agi, start, width)) if limit else F(0)
    room = max(F(0), limit - who.paid_in)
    if at_most is not None:
        room = min(room, at_most)
    direct = min(room, max(F(0), roth_limit - who.roth))
    return NewMoney(direct, room - direct)
