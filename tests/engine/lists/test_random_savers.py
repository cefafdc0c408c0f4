"""Random savers with up to three jobs of up to two plans each: the rules, an independent reading, and both engines.

The reading below shares nothing with the rulebook but the published amounts: it goes through the plans in order and
takes what it gives off what is left, where the rules add up what earlier plans got.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rothroute.engine import Adviser, load_rulebook
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.reasoning.trace import Trace

ROOT = Path(__file__).resolve().parents[3]
SEEDS = [*range(4), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(4, 100))]
SAVERS_A_SEED = 40
DEFERS = ("401k", "403b", "457b")
Facts = dict[str, Any]


@pytest.fixture(scope="module")
def adviser() -> Adviser:
    return Adviser(load_rulebook(ROOT / "examples" / "rulebooks" / "jobs-and-plans"))


# -- savers ------------------------------------------------------------------------------------------------------------


def a_plan(chance: random.Random, age: int, wages: int) -> Facts:
    kind = chance.choice(["401k", "401k", "403b", "457b", "401a", "esop"])
    told: Facts = {"workplace_plan": kind, "employer_contributions": chance.choice([0, 0, 5_000, 12_345.67, 40_000])}
    if kind in DEFERS:
        told["employee_deferrals"] = min(chance.choice([0, 0, 5_000, 12_000.5, 24_500, 30_000]), wages)
        if 60 <= age <= 63:
            told["takes_higher_catch_up"] = chance.random() < 0.5
    if kind in ("401k", "403b"):
        told["takes_after_tax"] = chance.random() < 0.5
        if told["takes_after_tax"]:
            told["after_tax_contributions"] = chance.choice([0, 0, 3_000, 20_000])
    return told


def a_job(chance: random.Random, age: int, number: int) -> Facts:
    wages = chance.choice([0, 20_000, 40_000, 60_000.25, 120_000, 300_000])
    told: Facts = {"wages": wages, "left_employer": chance.random() < 0.25}
    if number > 1:
        told["one_employer_with"] = chance.choice(["none", "none", *(f"job{one}" for one in range(1, number))])
    return {**told, "plans": [a_plan(chance, age, int(wages)) for _ in range(chance.randint(0, 2))]}


def a_saver(chance: random.Random) -> Facts:
    age = chance.choice([30, 49, 50, 55, 60, 61, 63, 64])
    jobs = [a_job(chance, age, number) for number in range(1, chance.randint(0, 3) + 1)]
    return {"tax_year": 2026, "age": age, "jobs": jobs}


def forgetful(chance: random.Random, saver: Facts) -> Facts:
    """The same saver, who does not know some answers."""

    def some(facts: Facts) -> Facts:
        kept = {key: value for key, value in facts.items() if isinstance(value, list) or chance.random() > 0.3}
        return {key: [some(one) for one in value] if isinstance(value, list) else value for key, value in kept.items()}

    return {**some(saver), "tax_year": saver["tax_year"]}


# -- the independent reading -------------------------------------------------------------------------------------------


class PlanSeen(NamedTuple):
    """A plan with what matters of its job, in cents."""

    job: int
    group: int
    kind: str
    working: bool
    wages: int
    deferred: int
    employer: int
    after_tax: int
    takes_after_tax: bool
    catch_up: int

    @property
    def bucket(self) -> tuple[int, bool]:
        return self.group, self.kind == "403b"

    @property
    def defers(self) -> bool:
        return self.kind in DEFERS and self.working

    @property
    def has_additions(self) -> bool:
        return self.kind != "457b"


def cents(dollars: float) -> int:
    return round(dollars * 100)


def plans_of(saver: Facts) -> list[PlanSeen]:
    groups: list[int] = []
    found = []
    for number, job in enumerate(saver["jobs"]):
        other = job.get("one_employer_with", "none")
        groups.append(number if other == "none" else groups[int(other.removeprefix("job")) - 1])
        for plan in job["plans"]:
            defers, age = plan["workplace_plan"] in DEFERS, saver["age"]
            found.append(
                PlanSeen(
                    number,
                    groups[number],
                    plan["workplace_plan"],
                    not job["left_employer"],
                    cents(job["wages"]),
                    cents(plan.get("employee_deferrals", 0)),
                    cents(plan["employer_contributions"]),
                    cents(plan.get("after_tax_contributions", 0)),
                    plan.get("takes_after_tax", False),
                    0 if not defers or age < 50 else 11_250_00 if plan.get("takes_higher_catch_up") else 8_000_00,
                )
            )
    return found


def reading(saver: Facts) -> dict[str, int]:
    """What the saver can still do, and what was too much, in cents."""
    plans = plans_of(saver)
    wages = {number: cents(job["wages"]) for number, job in enumerate(saver["jobs"])}
    shared = [plan for plan in plans if plan.kind in ("401k", "403b")]
    others = [plan for plan in plans if plan.kind == "457b"]
    limit = 24_500_00 + max((plan.catch_up for plan in shared), default=0)
    limit_457b = 24_500_00 + max((plan.catch_up for plan in others), default=0)
    made = sum(plan.deferred for plan in shared)
    left, left_457b = max(0, limit - made), max(0, limit_457b - sum(plan.deferred for plan in others))

    pay = {
        number: amount - sum(plan.deferred for plan in plans if plan.job == number) for number, amount in wages.items()
    }
    take_home = {
        number: pay[number]
        - (wages[number] * 765 + 5_000) // 10_000
        - sum(p.after_tax for p in plans if p.job == number)
        for number in wages
    }
    group_pay: Counter[int] = Counter()
    for number, amount in wages.items():
        group_pay[group_of(saver, number)] += amount
    room = {
        plan.bucket: max(0, min(72_000_00, group_pay[plan.group]) - additions(plans, plan.bucket)) for plan in plans
    }
    near = {plan.bucket for plan in plans if plan.takes_after_tax and plan.working}
    deferrals, after_tax = [0] * len(plans), [0] * len(plans)

    def defer(place: int, plan: PlanSeen, left: int) -> int:
        own = 24_500_00 + plan.catch_up - plan.deferred
        amount = max(0, min(own, left, pay[plan.job], max(0, room[plan.bucket]) + plan.catch_up))
        deferrals[place] += amount
        pay[plan.job] -= amount
        take_home[plan.job] -= amount
        room[plan.bucket] -= amount
        return amount

    for place, plan in enumerate(plans):
        if plan.defers and plan in shared and plan.bucket not in near:
            left -= defer(place, plan, left)
    for place, plan in enumerate(plans):
        if plan.takes_after_tax and plan.working:
            amount = max(0, min(room[plan.bucket], take_home[plan.job]))
            after_tax[place] = amount
            pay[plan.job] -= amount
            take_home[plan.job] -= amount
            room[plan.bucket] -= amount
    for place, plan in enumerate(plans):
        if plan.defers and plan in shared and plan.bucket in near:
            left -= defer(place, plan, left)
    for place, plan in enumerate(plans):
        if plan.defers and plan in others:
            amount = max(0, min(24_500_00 + plan.catch_up - plan.deferred, left_457b, pay[plan.job]))
            deferrals[place] = amount
            left_457b -= amount
            pay[plan.job] -= amount
    return {
        "excess_deferrals": max(0, made - limit),
        "personal_limit": limit,
        "deferrals.amount": sum(deferrals),
        "after_tax.amount": sum(after_tax),
        "plan_total": sum(deferrals) + sum(after_tax),
    }


def group_of(saver: Facts, number: int) -> int:
    other = saver["jobs"][number].get("one_employer_with", "none")
    return number if other == "none" else group_of(saver, int(other.removeprefix("job")) - 1)


def additions(plans: list[PlanSeen], bucket: tuple[int, bool]) -> int:
    mine = [plan for plan in plans if plan.bucket == bucket and plan.has_additions]
    return sum(min(plan.deferred, 24_500_00) + plan.employer + plan.after_tax for plan in mine)


# -- the tests ---------------------------------------------------------------------------------------------------------


def figures(trace: Trace, names: Any) -> dict[str, Any]:
    return {name: trace.published(name) for name in names}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rules_say_what_the_reading_says(adviser: Adviser, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(SAVERS_A_SEED):
        saver = a_saver(chance)
        expected = reading(saver)

        found = figures(adviser.trace(saver), expected)

        assert found == {name: (amount, amount) for name, amount in expected.items()}, saver


@pytest.mark.parametrize("seed", SEEDS)
def test_both_engines_agree_and_no_range_misses_the_answer(adviser: Adviser, seed: int) -> None:
    chance = random.Random(1000 + seed)
    for _ in range(SAVERS_A_SEED):
        saver = a_saver(chance)
        partly = forgetful(chance, saver)

        trace = adviser.trace(partly)
        reference = evaluate(trace.program, trace.answers)

        assert trace.values == reference.values, partly
        assert trace.standings == reference.standings, partly
        if not list(trace.assumed()):
            for name, amount in reading(saver).items():
                low, high = trace.published(name) or (0, 0)
                assert low <= amount <= high, (name, saver, partly)


def test_savers_of_every_shape_are_among_them() -> None:
    chance = random.Random(0)
    shapes = {tuple(len(job["plans"]) for job in a_saver(chance)["jobs"]) for _ in range(2_000)}

    assert len(shapes) == 40
