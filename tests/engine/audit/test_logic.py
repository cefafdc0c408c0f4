"""The logic of the checks raises no false alarm: what it calls impossible happens to nobody."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine import Adviser, Rulebook
from rothroute.engine.audit.logic import Logic
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.model import Name, Not

YEAR = 2026
Tries = Callable[[int, int], int]


@pytest.fixture(scope="module")
def logic(rulebook: Rulebook) -> Logic:
    """Our own rules for one year."""
    return Logic(compile_year(rulebook, YEAR))


@pytest.fixture(scope="module")
def implied(rulebook: Rulebook, logic: Logic, tries: Tries) -> list[tuple[str, str, bool]]:
    """Pairs of conclusions of which the first is said to imply the second, or to exclude it; the second is a gate or
    a verdict.
    """
    gates = {name for route in rulebook.routes.values() for name in (*route.closed_by, *route.cautions)}
    seconds = [name for name in rulebook.conclusions if name in gates or "." in name]
    found = []
    for one, other in product(list(rulebook.conclusions)[:: tries(18, 1)], seconds):
        if one != other and logic.never(Name(one), Not(Name(other))):
            found.append((one, other, True))
        elif one != other and logic.never(Name(one), Name(other)):
            found.append((one, other, False))
    return found


def test_what_is_implied_holds_for_every_saver(
    known_savers: st.SearchStrategy[dict[str, Any]],
    adviser: Adviser,
    implied: list[tuple[str, str, bool]],
    tries: Tries,
) -> None:
    assert len(implied) > tries(6, 100), "the logic should find that gates shut their routes"

    @given(known_savers)
    def hold(saver: dict[str, Any]) -> None:
        trace = evaluate(adviser.program(YEAR), {**saver, "tax_year": YEAR})
        for one, other, wanted in implied:
            if trace.holds(one) is True:
                assert trace.holds(other) is wanted, f"{one} and {other}"

    hold()


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("age >= 60 and age < 60", True),
        ("age >= 60 and age < 61", False),
        ("age > 60 and age < 61", True),
        ("modified_agi > $5 and modified_agi < $5.01", True),
        ("roth_ira_limit > $5 and roth_ira_limit < $5.01", False),
        ("age = 60 and age != 60", True),
        ("age = 60 and not age = 60", True),
        ("wages < $0", True),
        ("wages > other_wages and other_wages >= wages", True),
        ("wages >= other_wages and other_wages >= wages", False),
        ("filing_status is single and filing_status is married_joint", True),
        ("filing_status is not one of (single, married_joint) and filing_status is single", True),
        ("workplace_plan is tsp and plan_allows_after_tax", True),
        ("workplace_plan is tsp and plan_allows_after_tax is no", False),
        ("plan_can_take_after_tax and workplace_plan is none", True),
        ("year_over and not year_over", True),
        ("year_over and ira_window_shut", False),
    ],
)
def test_what_can_never_hold(logic: Logic, text: str, never: bool) -> None:
    assert never is logic.never(parse(text))
