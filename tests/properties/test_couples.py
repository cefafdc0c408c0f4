"""Couples against an independent reading: what each of two may still pay into IRAs, to the cent.

`--thorough` tries ten thousand.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction as F

import pytest

from rothroute.engine import Adviser
from rothroute.engine.advise.answers import Given
from rothroute.engine.advise.household import HouseholdInference
from rothroute.engine.advise.household_answers import SaverGiven
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.reasoning.trace import Trace

from .reading import to_cent
from .reading.couple import NewMoney, Spouse, new_money
from .reading.law import YEARS, of

PARTS = 10
NAMES = ("Anna", "Ben")
Rooms = list[tuple[int, int]]
PLAIN = {
    "workplace_plan": "none",
    "business": "none",
    "traditional_ira_balance": "0",
    "covered_by_workplace_plan": "no",
    "nondeductible_ira_contributions": "0",
    "ira_conversions_this_year": "0",
}


def dollars(chance: random.Random, *near: int, most: int) -> F:
    """Nothing, about an amount that matters, or any amount, now and then with cents."""
    pick = chance.random()
    if pick < 0.2:
        return F(0)
    whole = chance.choice(near) + chance.choice([-1, 0, 0, 1]) if pick < 0.6 else chance.randint(0, most)
    return F(100 * max(0, whole) + (chance.randint(0, 99) if chance.random() < 0.2 else 0), 100)


def spouse(chance: random.Random, year: int, shared: F | None) -> Spouse:
    law = of(year)
    age = chance.choice([25, 49, 50, 61, 75, chance.randint(18, 90)])
    pay = dollars(chance, law.ira, law.ira // 2, law.ira + law.ira_catch_up, 2 * law.ira, 150_000, most=20_000)
    income = dollars(chance, 2_000, 10_000, law.roth_s, law.roth_s + 7_000, law.roth_s + 15_000, most=300_000)
    paid = [dollars(chance, 1_000, law.ira // 2, law.ira, most=law.ira + 2_000) for _ in range(2)]
    roth, traditional = (one if chance.random() < 0.4 else F(0) for one in paid)
    return Spouse(age, pay, income if shared is None else shared, roth, traditional)


def couples(chance: random.Random, many: int) -> Iterator[tuple[int, str, bool, Spouse, Spouse]]:
    for _ in range(many):
        year = chance.choice(YEARS)
        joint = chance.random() < 0.8
        edges = [of(year).roth_j + step for step in (0, 1, 5_000, 9_995, 10_000)]
        income = dollars(chance, *edges, 12_000, most=300_000) if joint else None
        mine, others = spouse(chance, year, income), spouse(chance, year, income)
        if chance.random() < 0.1:
            others = others._replace(pay=mine.pay)
        yield year, "married_joint" if joint else "married_separate", chance.random() < 0.5, mine, others


def told(year: int, status: str, apart: bool, who: Spouse) -> dict[str, str]:
    amounts = {"wages": who.pay, "modified_agi": who.modified_agi, "roth_ira_contributions": who.roth,
               "traditional_ira_contributions": who.traditional}  # fmt: skip
    alone = {"lived_apart_all_year": "yes" if apart else "no"} if status == "married_separate" else {}
    written = {name: f"{to_cent(amount) / 100:.2f}" for name, amount in amounts.items()}
    day = {"as_of": f"{year}-06-30"}
    return {"tax_year": str(year), "filing_status": status, "age": str(who.age), **day, **alone, **written, **PLAIN}


def worked_out(adviser: Adviser, year: int, *pair: Given) -> Rooms:
    """The two rooms of each in cents, by the reference evaluator: without an advice it takes far less time."""
    household = adviser.rulebook.household
    assert household is not None
    mine, others = (adviser.answers(one)[1] for one in pair)
    program = adviser.inference(year).program
    return [rooms_of(trace) for trace in HouseholdInference(household, program, (mine, others), evaluate).traces()]


def advised(adviser: Adviser, year: int, *pair: Given) -> Rooms:
    """The same as the advice has it."""
    mine, others = (SaverGiven(name, one) for name, one in zip(NAMES, pair, strict=True))
    found = adviser.advise_household((mine, others), date(year, 6, 30))
    return [rooms_of(one.decision.trace) for one in found.savers]


def rooms_of(trace: Trace) -> tuple[int, int]:
    ends = [trace.published(name) or (0, 0) for name in ("direct_roth_room", "backdoor_room")]
    assert all(low == high for low, high in ends)
    return ends[0][0], ends[1][0]


def in_cents(money: tuple[NewMoney, NewMoney]) -> list[tuple[int, int]]:
    return [(to_cent(one.direct), to_cent(one.backdoor)) for one in money]


@pytest.mark.parametrize("part", range(PARTS))
def test_what_each_of_two_may_pay_in_agrees(part: int, adviser: Adviser, tries: Callable[[int, int], int]) -> None:
    """The rooms to the cent; together never more than the pay of both leaves (219(c)); swapped, the same."""
    chance = random.Random(part)
    for year, status, apart, mine, others in couples(chance, tries(160, 10_000) // PARTS):
        pair = [adviser.given(told(year, status, apart, one)) for one in (mine, others)]
        rooms = worked_out(adviser, year, *pair)
        place = (year, status, apart, mine, others)
        assert rooms == in_cents(new_money(year, status, apart, mine, others)), place
        if status == "married_joint" and not mine.paid_in + others.paid_in:
            assert sum(map(sum, rooms)) <= to_cent(mine.pay + others.pay), place
        if chance.random() < 0.1:
            assert worked_out(adviser, year, *pair[::-1]) == rooms[::-1], place
        if chance.random() < 0.02:
            assert advised(adviser, year, *pair) == rooms, place


@pytest.mark.parametrize(
    ("year", "income", "mine", "others", "expected"),
    [
        (2026, 10_000, (40, 10_000, 0), (40, 0, 0), [(7_500, 0), (2_500, 0)]),
        (2026, 10_000, (40, 6_000, 0), (40, 4_000, 0), [(6_000, 0), (4_000, 0)]),
        (2026, 10_000, (40, 10_000, 0), (40, 0, 7_500), [(2_500, 0), (0, 0)]),
        (2025, 240_000, (52, 200_000, 0), (48, 0, 0), [(4_800, 3_200), (4_200, 2_800)]),
        (2026, 247_000, (60, 9_000, 0), (60, 0, 0), [(4_300, 4_300), (200, 200)]),
    ],
)
def test_the_reading_has_the_couples_of_the_design(
    year: int, income: int, mine: tuple[int, int, int], others: tuple[int, int, int], expected: list[tuple[int, int]]
) -> None:
    one, other = (Spouse(age, F(pay), F(income), F(roth), F(0)) for age, pay, roth in (mine, others))
    assert [
        (int(found.direct), int(found.backdoor)) for found in new_money(year, "married_joint", False, one, other)
    ] == expected
