"""The examples as decisions and explanations, filled into every template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, Decision
from rothroute.engine.advise.build import decision
from rothroute.engine.explain import Explanation, LetterOptions, explanation_of
from rothroute.engine.reasoning.evaluate import contradictions
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import Templates

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = date(2026, 6, 30)
VARIANTS = {
    "excess": ("couple-in-phase-out", {"roth_ira_contributions": "$6,000"}),
    "excess-late": (
        "big-tech-engineer",
        {
            "tax_year": "2025",
            "as_of": "2026-10-04",
            "roth_ira_contributions": "$7,000",
            "employee_deferrals": "",
            "employer_contributions": "",
            "after_tax_contributions": "",
            "pay_left_this_year": "",
        },
    ),
    "excess-before-converting-late": (
        "nothing-to-do",
        {
            "tax_year": "2025",
            "as_of": "2026-04-02",
            "age": "44",
            "wages": "$180,000",
            "modified_agi": "$290,000",
            "traditional_ira_contributions": "$8,500",
            "nondeductible_ira_contributions": "$8,500",
            "traditional_ira_balance": "$0",
        },
    ),
    "late": ("s-corp-owner", {"as_of": "2027-02-01"}),
    "saves-most-at-work": ("couple-in-phase-out", {"employee_deferrals": "$10,000"}),
    "little-known": (
        "nothing-to-do",
        {"age": "45", "wages": "$140,000", "business": "", "workplace_plan": "", "covered_by_workplace_plan": ""},
    ),
    "nothing-known": ("plan-features-unknown", {"modified_agi": "", "wages": "", "business": ""}),
    "year-before": ("freelancer", {"tax_year": "2025", "as_of": "2026-03-01"}),
    "deferred-twice": ("big-tech-engineer", {"deferrals_elsewhere": "$23,500", "other_wages": "$120,000"}),
    "too-much": ("big-tech-engineer", {"traditional_ira_contributions": "$9,000"}),
    "two-corrections": (
        "big-tech-engineer",
        {"roth_ira_contributions": "$7,500", "after_tax_contributions": "$20,000", "employer_contributions": "$40,000"},
    ),
    "left": (
        "big-tech-engineer",
        {
            "left_employer": "yes",
            "after_tax_contributions": "$12,000",
            "after_tax_balance": "$31,000",
            "after_tax_earnings": "$2,400",
            "pay_left_this_year": "",
        },
    ),
    "moved": (
        "nothing-to-do",
        {"age": "40", "wages": "$250,000", "modified_agi": "$250,000", "roth_ira_contributions": "$7,500"},
    ),
    "part-deducted": (
        "nothing-to-do",
        {
            "age": "40",
            "wages": "$120,000",
            "traditional_ira_contributions": "$14,000",
            "nondeductible_ira_contributions": "$7,500",
            "traditional_ira_balance": "$6,500",
            "modified_agi": "$400,000",
        },
    ),
    "left-and-told-little": (
        "big-tech-engineer",
        {"left_employer": "yes", "after_tax_contributions": "$12,000", "pay_left_this_year": ""},
    ),
    "plan-unknown-yet": ("freelancer", {"has_solo_plan": ""}),
    "far-too-much": ("nothing-to-do", {"age": "40", "wages": "$120,000", "roth_ira_contributions": "$20,000"}),
    "far-too-much-late": (
        "nothing-to-do",
        {"age": "40", "as_of": "2027-11-01", "wages": "$120,000", "roth_ira_contributions": "$20,000"},
    ),
    "little-too-much": ("nothing-to-do", {"age": "40", "wages": "$120,000", "roth_ira_contributions": "$9,000"}),
    "converted-alone": (
        "nothing-to-do",
        {"ira_basis": "$20,000", "traditional_ira_balance": "$80,000", "ira_conversions_this_year": "$20,000"},
    ),
    "nothing-whatever-the-answer": (
        "nothing-to-do",
        {"age": "34", "filing_status": "single", "spouse_compensation": "", "workplace_plan": ""},
    ),
    "three-routes": ("big-tech-engineer", {"modified_agi": "$160,000"}),
    "not-begun": ("big-tech-engineer", {"as_of": "2025-03-01"}),
    "not-applicable": ("nothing-to-do", {"business_profit": "$0", "employee_deferrals": "$0"}),
    "told-in-vain": (
        "nothing-to-do",
        {"filing_status": "single", "spouse_compensation": "$50,000", "employee_deferrals": "$3,000"},
    ),
}


@pytest.fixture(scope="session")
def decisions(adviser: Adviser) -> dict[str, Decision]:
    """The examples, and savers made from them for what no example has."""
    found = {path.stem: adviser.advise(parse(path.read_bytes(), path.name), DAY) for path in EXAMPLES}
    for name, (example, changes) in VARIANTS.items():
        path = ROOT / "examples" / f"{example}.yaml"
        given = adviser.given(parse(path.read_bytes(), path.name))
        for fact, value in changes.items():
            given.set(adviser.rulebook, fact, value)
        found[name] = adviser.advise(given, DAY)
    return found


@pytest.fixture(params=[*(path.stem for path in EXAMPLES), *VARIANTS])
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def one(decisions: dict[str, Decision], example: str) -> Explanation:
    return explanation_of(decisions[example])


@pytest.fixture
def letter(one: Explanation, templates: Templates) -> str:
    """The letter with its working papers."""
    return templates.letter(one, LetterOptions("Dana Whitfield", "Rowan Ellery")).markdown


@pytest.fixture(scope="session")
def decided(adviser: Adviser) -> Callable[[dict[str, Any]], Decision | None]:
    """The decision for answers in their own units; None where they contradict each other."""

    def decide(answers: dict[str, Any]) -> Decision | None:
        inference = adviser.inference(answers["tax_year"])
        if contradictions(inference.program, answers):
            return None
        trace = inference.infer(answers)
        return decision(trace, int(answers.get("as_of", DAY.toordinal())))

    return decide
