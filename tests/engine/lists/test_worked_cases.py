"""Several jobs and plans of one saver: worked cases of 2026, on the example rulebook of docs/lists.md.

The numbers were worked out by hand from the limits: $24,500 of deferrals, $8,000 more from 50 or $11,250 from 60 to
63, $72,000 of additions to the plans of one employer, 7.65% of pay taken off before anything goes in after tax.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, load_rulebook
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.reasoning.trace import Trace

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def adviser() -> Adviser:
    return Adviser(load_rulebook(ROOT / "examples" / "rulebooks" / "jobs-and-plans"))


def plan(kind: str, deferred: int | None = 0, employer: int = 0, **more: Any) -> dict[str, Any]:
    told = {"workplace_plan": kind, "employer_contributions": employer}
    if kind in ("401k", "403b", "457b"):
        told["employee_deferrals"] = deferred
    return {**told, **more}


def job(wages: int, *plans: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"wages": wages, "one_employer_with": "none", **more, "plans": list(plans)}


def open_401k(deferred: int | None, employer: int = 0, **more: Any) -> dict[str, Any]:
    return plan("401k", deferred, employer, takes_after_tax=True, **more)


def shut(kind: str, deferred: int = 0, employer: int = 0, **more: Any) -> dict[str, Any]:
    return plan(kind, deferred, employer, takes_after_tax=False, **more)


def saver(age: int, *jobs: dict[str, Any]) -> dict[str, Any]:
    first, *others = jobs
    return {
        "tax_year": 2026,
        "age": age,
        "jobs": [{k: v for k, v in first.items() if k != "one_employer_with"}, *others],
    }


A, B = open_401k(24_500, 10_000), open_401k(0, 12_000)
W1 = saver(40, job(200_000, A), job(200_000, B))
W2 = saver(40, job(200_000, A), job(200_000, B, one_employer_with="job1"))
W3 = saver(52, job(120_000, shut("403b"), plan("457b")))
W4 = saver(40, job(100_000, open_401k(15_000, 5_000), left_employer=True), job(100_000, open_401k(9_500, 6_000)))
W5 = saver(40, job(100_000, shut("401k", 20_000), left_employer=True), job(100_000, shut("401k", 12_000)))
W6 = saver(40, job(200_000, open_401k(24_500, 8_000), plan("esop", employer=20_000)))
W7 = saver(40, job(200_000, plan("403b", 24_500, takes_after_tax=True), plan("401a", employer=40_000)))
W8 = saver(
    61,
    job(200_000, open_401k(24_500, takes_higher_catch_up=False)),
    job(200_000, shut("401k", takes_higher_catch_up=True)),
)
W9 = saver(40, job(100_000, plan("457b", 20_000)), job(100_000, plan("457b")))
W13 = saver(40, job(200_000, A), job(200_000, open_401k(None, 12_000)))
W14 = saver(40, job(200_000, A, left_employer=True), job(200_000, B, one_employer_with="job1"))
W15 = saver(40, job(40_000, A), job(200_000, B, one_employer_with="job1"))
W16 = saver(52, job(40_000, shut("403b"), plan("457b")))
W17 = saver(40, job(200_000, open_401k(0)), job(200_000, shut("401k")))
W18 = saver(40, job(200_000, open_401k(0)))

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "W1 two unrelated employers": (
        W1,
        {
            "job1.plan1.after_tax_room": 37_500,
            "job2.plan1.after_tax_room": 60_000,
            "after_tax.amount": 97_500,
            "deferrals_left": 0,
        },
    ),
    "W2 one controlled group": (
        W2,
        {"after_tax.amount": 25_500, "job2.plan1.after_tax_room": 0, "job2.plan1.after_tax.closed": True},
    ),
    "W3 a 403(b) and a 457(b)": (
        W3,
        {"job1.plan1.deferral_room": 32_500, "job1.plan2.deferral_room": 32_500, "plan_total": 65_000},
    ),
    "W4 a job change": (
        W4,
        {
            "job1.plan1.after_tax.closed": True,
            "job2.plan1.after_tax_room": 56_500,
            "excess_deferrals": 0,
            "deferrals_left": 0,
        },
    ),
    "W5 a job change with too much deferred": (W5, {"excess_deferrals": 7_500}),
    "W6 an ESOP beside the 401(k)": (W6, {"after_tax.amount": 19_500, "job1.plan2.after_tax.closed": True}),
    "W7 a 401(a) beside the 403(b)": (W7, {"job1.plan1.after_tax_room": 47_500, "after_tax.amount": 47_500}),
    "W8 the higher catch-up in one plan only": (
        W8,
        {"personal_limit": 35_750, "job2.plan1.deferral_room": 11_250, "job1.plan1.deferral_room": 0},
    ),
    "W9 two 457(b) plans have one limit": (W9, {"deferrals_457b_left": 4_500, "deferrals.amount": 4_500}),
    "W13 deferrals unknown at the second": (
        W13,
        {"job1.plan1.after_tax_room": 37_500, "after_tax.amount": (37_500, 97_500)},
    ),
    "W14 the first of the group left": (W14, {"job1.plan1.after_tax_room": 0, "job2.plan1.after_tax_room": 25_500}),
    "W15 little pay at the first of the group": (
        W15,
        {"job1.plan1.after_tax_room": 12_440, "job2.plan1.after_tax_room": 13_060},
    ),
    "W16 little pay for both plans": (W16, {"job1.plan1.deferral_room": 32_500, "job1.plan2.deferral_room": 7_500}),
    "W17 deferrals go where no after-tax money can": (
        W17,
        {"job2.plan1.deferral_room": 24_500, "job1.plan1.after_tax_room": 72_000, "plan_total": 96_500},
    ),
    "W18 the first of them alone": (W18, {"after_tax_room": 72_000, "plan_total": 72_000}),
}


def said(trace: Trace, name: str) -> Any:
    """A figure in dollars, one value or a range; or whether a conclusion holds."""
    if name in trace.program.conclusions:
        return trace.holds(name)
    low, high = trace.published(name) or (0, 0)
    return low / 100 if low == high else (low / 100, high / 100)


@pytest.mark.parametrize("case", CASES)
def test_a_worked_case(adviser: Adviser, case: str) -> None:
    facts, expected = CASES[case]

    trace = adviser.trace(facts)

    assert {name: said(trace, name) for name in expected} == expected


@pytest.mark.parametrize("case", CASES)
def test_the_reference_evaluator_says_the_same(adviser: Adviser, case: str) -> None:
    trace = adviser.trace(CASES[case][0])

    assert evaluate(trace.program, trace.answers).values == trace.values


def test_a_flat_file_is_one_job_with_one_plan(adviser: Adviser) -> None:
    flat = {"tax_year": 2026, "age": 40, "wages": 200_000, **A}
    listed = {"tax_year": 2026, "age": 40, "jobs": [{"wages": 200_000, "plans": [A]}]}

    for facts in (flat, listed):
        trace = adviser.trace(facts)

        assert said(trace, "after_tax_room") == said(trace, "after_tax.amount") == 37_500
        assert "job1.plan1.after_tax_room" not in trace.program.slots


def test_an_open_group_is_one_open_fact_and_its_range(adviser: Adviser) -> None:
    """Of W1 with everything told but whether the two are one employer."""
    from datetime import date

    facts = saver(40, job(200_000, A), job(200_000, B, one_employer_with=None))

    advice = adviser.advise(facts, date(2026, 6, 30)).advice

    assert (advice.routes["after_tax"].range, advice.total) == ((25_500_00, 97_500_00),) * 2
    assert [one.fact for one in advice.open_facts] == ["job2.one_employer_with"]
