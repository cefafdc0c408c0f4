"""The logic of the checks raises no false alarm: what it calls impossible happens to nobody."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine import Adviser, Rulebook
from rothroute.engine.audit.logic import Logic
from rothroute.engine.compile.program import compile_year
from rothroute.engine.evaluate import evaluate
from rothroute.engine.expression import parse
from rothroute.engine.model import Name, Not


@pytest.fixture(scope="module")
def logics(rulebook: Rulebook) -> dict[int, Logic]:
    """Our own rules, year by year."""
    return {year: Logic(compile_year(rulebook, year)) for year in rulebook.years}


@pytest.fixture(scope="module")
def implied(rulebook: Rulebook, logics: dict[int, Logic]) -> dict[int, list[tuple[str, str, bool]]]:
    """Pairs of conclusions of which the first is said to imply the second, or to exclude it, in a year."""
    found: dict[int, list[tuple[str, str, bool]]] = {year: [] for year in logics}
    for year, logic in logics.items():
        for one, other in permutations(rulebook.conclusions, 2):
            if logic.never(Name(one), Not(Name(other))):
                found[year].append((one, other, True))
            elif one < other and logic.never(Name(one), Name(other)):
                found[year].append((one, other, False))
    return found


def test_what_is_implied_holds_for_every_saver(
    known_savers: st.SearchStrategy[dict[str, Any]], adviser: Adviser, implied: dict[int, list[tuple[str, str, bool]]]
) -> None:
    assert all(len(pairs) > 100 for pairs in implied.values()), "the logic should find that gates shut their routes"

    @given(known_savers)
    def hold(saver: dict[str, Any]) -> None:
        year = saver["tax_year"]
        trace = evaluate(adviser.program(year), {name: value for name, value in saver.items() if name != "tax_year"})
        for one, other, wanted in implied[year]:
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
def test_what_can_never_hold(logics: dict[int, Logic], text: str, never: bool) -> None:
    assert never is logics[2026].never(parse(text))
