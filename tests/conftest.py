"""What the tests share: one rulebook, one adviser, and a strategy that draws savers from the rulebook's own facts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser, Rulebook, load_rulebook
from rothroute.engine.model import Fact

Saver = dict[str, Any]

settings.register_profile(
    "default", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else os.environ.get("HYPOTHESIS_PROFILE", "ci"))

BIGGEST = 1_000_000_00
ROUND = (0, 1, 1_00, 7_000_00, 12_345_67, 60_000_00, 150_000_00, 400_000_00)


def pytest_configure() -> None:
    """Keep what is cached away from the user's own cache."""
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="rothroute-tests-")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The shipped rulebook."""
    return load_rulebook()


@pytest.fixture(scope="session")
def adviser(rulebook: Rulebook) -> Adviser:
    """The shipped rulebook, ready to advise."""
    return Adviser(rulebook)


@pytest.fixture(scope="session")
def saver_values(rulebook: Rulebook) -> dict[str, st.SearchStrategy[Any]]:
    """For each fact the values worth drawing: its bounds, every parameter of its unit one step either side, any."""
    return {name: _values(rulebook, fact) for name, fact in rulebook.facts.items()}


@pytest.fixture(scope="session")
def known_savers(saver_values: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Saver]:
    """Savers who answer every question, free of contradictions."""
    return st.fixed_dictionaries(dict(saver_values)).map(consistent)


@pytest.fixture(scope="session")
def savers(known_savers: st.SearchStrategy[Saver], rulebook: Rulebook) -> st.SearchStrategy[Saver]:
    """Savers who leave out some answers, from none to nearly all; never the tax year."""
    names = [name for name in rulebook.facts if name != "tax_year"]
    few, many = st.sets(st.sampled_from(names), max_size=4), st.sets(st.sampled_from(names), max_size=len(names))
    return st.builds(without, known_savers, few | many)


@pytest.fixture(scope="session")
def make_consistent() -> Callable[[Saver], Saver]:
    """Frees a saver of contradictions."""
    return consistent


def without(saver: Saver, names: set[str]) -> Saver:
    """The saver with some answers left out."""
    return {name: value for name, value in saver.items() if name not in names}


def consistent(saver: Saver) -> Saver:
    """The saver with the contradicting amounts brought down."""
    found = dict(saver)
    found["nondeductible_ira_contributions"] = min(
        found["nondeductible_ira_contributions"], found["traditional_ira_contributions"]
    )
    found["lived_apart_all_year"] = found["lived_apart_all_year"] and found["filing_status"] == "married_separate"
    found["employee_deferrals"] = min(found["employee_deferrals"], found["wages"])
    found["after_tax_contributions"] = min(
        found["after_tax_contributions"], found["wages"] - found["employee_deferrals"]
    )
    if not found["has_solo_plan"]:
        found |= dict.fromkeys(
            ("solo_deferrals", "solo_employer_contributions", "solo_after_tax_contributions"), 0
        )
    return found


def _values(rulebook: Rulebook, fact: Fact) -> st.SearchStrategy[Any]:
    if fact.unit == "yes_no":
        return st.booleans()
    if fact.unit == "choice":
        return st.sampled_from([value for value, _ in fact.values])
    if fact.unit == "tax_year":
        return st.sampled_from(rulebook.years)
    near = sorted(_near(rulebook, fact))
    if fact.unit == "date":
        first, last = date(2022, 12, 1).toordinal(), date(2027, 12, 31).toordinal()
        return st.sampled_from(near) | st.integers(first, last)
    if fact.unit == "dollars":
        small = st.sampled_from([amount for amount in ROUND if fact.lowest <= amount])
        return small | st.sampled_from(near) | st.integers(max(fact.lowest, -BIGGEST), BIGGEST)
    return st.sampled_from(near) | st.integers(fact.lowest, fact.highest)


def _near(rulebook: Rulebook, fact: Fact) -> set[int]:
    step = 1 if fact.unit != "percent" else 10_000
    found = {fact.lowest, fact.highest} if fact.unit != "date" else set()
    for parameter in rulebook.parameters.values():
        for _, published in parameter.values if parameter.unit == fact.unit else ():
            if published.amount is not None:
                found |= {int(published.amount) + step * sign for sign in (-1, 0, 1)}
    return {amount for amount in found if fact.lowest <= amount <= fact.highest}
