"""What a fact is worth is found among answers that can be given together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rothroute.engine import Adviser

DAY = date(2026, 6, 30)
FREELANCER = {"tax_year": 2026, "age": 39, "filing_status": "single", "business": "sole_proprietor",
              "business_profit": "$145,000", "business_has_eligible_employees": "no", "workplace_plan": "none",
              "has_solo_plan": "no", "covered_by_workplace_plan": "no", "modified_agi": "$136,000", "wages": "$0",
              "traditional_ira_balance": "$0"}  # fmt: skip


def worths(adviser: Adviser, facts: dict[str, Any]) -> dict[str, int]:
    return {one.fact: one.worth for one in adviser.advise(facts, DAY).advice.assumptions}


def test_a_default_that_only_another_default_contradicts_is_still_listed(adviser: Adviser) -> None:
    """Nobody told of SEP money or of IRA money: each could be there, so each is assumed not to be."""
    found = worths(adviser, FREELANCER)

    assert found["special_business_case"] > 0 and found["ira_activity"] == 7_500_00


@pytest.mark.parametrize("told", [{"deferrals_elsewhere": "$5,000"}, {"left_employer": "yes"}])
def test_a_no_that_contradicts_what_was_told_is_never_tried(adviser: Adviser, told: dict[str, str]) -> None:
    facts = {"tax_year": 2026, "age": 40, "filing_status": "single", "wages": "$150,000", "workplace_plan": "401k",
             "plan_allows_after_tax": "no", "employee_deferrals": "$5,000", "business": "none",
             "modified_agi": "$150,000", "traditional_ira_balance": "$0"}  # fmt: skip

    assert "special_plan_case" not in worths(adviser, {**facts, **told})
    assert "special_plan_case" in worths(adviser, facts)


def test_a_usual_answer_that_does_not_hold_here_is_open_though_only_the_total_rests_on_it(adviser: Adviser) -> None:
    """Whose 457(b) it is decides whether it may take Roth money; it is not assumed for such a plan, but asked."""
    facts = {"tax_year": 2026, "age": 40, "filing_status": "single", "wages": "$150,000", "workplace_plan": "457b",
             "employee_deferrals": "$10,000", "employer_contributions": "$0", "business": "none",
             "modified_agi": "$100,000", "traditional_ira_balance": "$0"}  # fmt: skip

    advice = adviser.advise(facts, DAY).advice
    assert advice.decided
    assert [(one.fact, one.worth) for one in advice.open_facts] == [("governmental_employer", 14_500_00)]
    assert not adviser.advise({**facts, "governmental_employer": "no"}, DAY).advice.open_facts
