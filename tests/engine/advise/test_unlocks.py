"""What would open a closed route is said while it can still be done, and not after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rothroute.engine import Adviser

PLAIN = {"tax_year": 2026, "filing_status": "single", "age": 40, "workplace_plan": "none", "business": "none"}
NO_PAY = PLAIN | {"wages": 0, "modified_agi": 30_000, "traditional_ira_balance": 0}
ABSORBED = PLAIN | {"wages": 7_500, "modified_agi": 50_000, "earlier_roth_ira_excess": 7_500}
INCOME = PLAIN | {"wages": 300_000, "modified_agi": 300_000, "traditional_ira_balance": 0}
OWNER = PLAIN | {"wages": 0, "has_solo_plan": "yes", "solo_plan_offers_roth": "yes", "solo_plan_allows_after_tax": "no"}
SOLE = OWNER | {"business": "sole_proprietor", "business_profit": 80_000}
CORPORATION = OWNER | {"business": "s_corporation", "business_wages": 80_000}
WITHOUT_PLAN = {"has_solo_plan": "no"}
LATE_PLAN = {"solo_plan_adopted_on": date(2027, 1, 10)}


@pytest.mark.parametrize(
    ("facts", "route", "words", "last", "first_without"),
    [
        (NO_PAY, "direct_roth_ira", "Taxable pay or net profit", date(2026, 12, 31), date(2027, 1, 1)),
        (NO_PAY, "backdoor_roth_ira", "Taxable pay or net profit", date(2026, 12, 31), date(2027, 1, 1)),
        (NO_PAY, "solo_401k", "Net profit from self-employment", date(2026, 12, 31), date(2027, 1, 1)),
        (ABSORBED, "direct_roth_ira", "take the earlier excess out instead", date(2026, 12, 31), date(2027, 1, 1)),
        (INCOME, "direct_roth_ira", "A MAGI below", date(2027, 4, 15), date(2027, 4, 16)),
        (SOLE, "solo_401k", "Deferrals you elected in writing", date(2027, 4, 15), date(2027, 4, 16)),
        (CORPORATION | WITHOUT_PLAN, "solo_401k", "Adopt the plan now", date(2027, 9, 15), date(2027, 9, 16)),
    ],
)
def test_what_would_open_a_route_is_said_up_to_its_last_day(
    adviser: Adviser, facts: dict[str, Any], route: str, words: str, last: date, first_without: date
) -> None:
    assert words in unlocks(adviser, facts, route, last)
    assert words not in unlocks(adviser, facts, route, first_without)


def test_whoever_adopted_a_plan_is_not_told_to_adopt_one(adviser: Adviser) -> None:
    day = date(2027, 2, 15)
    assert "Adopt the plan now" in unlocks(adviser, CORPORATION | WITHOUT_PLAN, "solo_401k", day)
    assert "Adopt" not in unlocks(adviser, CORPORATION | LATE_PLAN, "solo_401k", day)


def unlocks(adviser: Adviser, facts: dict[str, Any], route: str, day: date) -> str:
    advised = adviser.advise(facts, day).advice.routes[route]
    assert advised.verdict == "closed"
    return " ".join(one.text for one in advised.unlocks)
