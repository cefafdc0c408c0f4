"""What the tests share: one rulebook, one adviser, and a strategy that draws savers from the rulebook's own facts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser, Rulebook, load_rulebook
from rothroute.engine.rulebook.model import Fact

Saver = dict[str, Any]

# How many examples the profiles of Hypothesis try: in `make check`, and with --thorough in `make check-long`.
EXAMPLES = {"default": (12, 100), "few": (6, 60), "many": (24, 300), "most": (60, 600)}
THOROUGH = "thorough"

BIGGEST = 1_000_000_00
DAYS = (0, 45, 90, 120, 150, 180, 210, 240, 270, 300, 363, 364, 365, 366, 394, 395, 396, 469, 470, 471)
SMALL, LARGE = (0, 0, 0, 1_000_00, 12_345_67), (5_000_00, 50_000_00, 80_123_45, 100_000_00, 160_000_00, 400_000_00)
LIKELY: dict[str, tuple[Any, ...]] = {
    "workplace_plan": ("none", "401k", "401k", "401k", "403b", "403b", "403b", "457b", "tsp"),
    "business": (
        "none",
        "sole_proprietor",
        "sole_proprietor",
        "sole_proprietor",
        "s_corporation",
        "c_corporation",
        "partnership",
    ),
    "age": (30, 45, 49, 50, 59, 60, 63, 64, 73),
    "wages": LARGE,
    "other_wages": SMALL,
    "modified_agi": (*LARGE, 154_285_00, 240_000_00, 247_777_00),
    "spouse_compensation": (*SMALL, *LARGE),
    "business_profit": (*LARGE, 433_00, 434_00, -5_000_00),
    "business_wages": LARGE,
    "pay_left_this_year": LARGE,
    "plan_after_tax_cap_percent": (100_000, 1_000_000),
    "employee_deferrals": (0, 10_000_00, 23_500_00, 24_500_00, 31_000_00),
    "employer_contributions": (0, 4_230_00, 10_000_00, 20_000_00),
    **dict.fromkeys(
        ("plan_allows_after_tax", "plan_allows_in_plan_roth_conversion", "plan_offers_roth", "controls_business"),
        (True, True, True, True, False),
    ),
    **dict.fromkeys(("solo_plan_allows_after_tax", "solo_plan_allows_roth_conversion"), (True, True, True, False)),
    **dict.fromkeys(
        ("business_has_eligible_employees", "business_related_to_employer", "business_has_simple_plan"),
        (False,) * 9 + (True,),
    ),
    "solo_plan_offers_roth": (True,) * 9 + (False,),
    **dict.fromkeys(
        (
            "deferrals_elsewhere",
            "after_tax_contributions",
            "after_tax_earnings",
            "business_sep_contributions",
            "ira_basis",
            "ira_conversions_this_year",
            "nondeductible_ira_contributions",
            "roth_ira_contributions",
            "solo_after_tax_contributions",
            "solo_deferrals",
            "solo_employer_contributions",
            "spouse_ira_contributions",
            "taxable_conversions",
            "traditional_ira_balance",
            "traditional_ira_contributions",
        ),
        SMALL,
    ),
}
ROUND = (0, 1, 1_00, 7_000_00, 12_345_67, 60_000_00, 150_000_00, 400_000_00)


def pytest_addoption(parser: pytest.Parser) -> None:
    """--thorough: what `make check` tries on some savers, programs and texts is tried on very many; or on --percent."""
    help = "run only what can be tried more or less often, and try it very often"
    parser.addoption("--thorough", action="store_true", help=help)
    help = "with --thorough: how far to go from what `make check` tries to very often"
    parser.addoption("--percent", type=int, default=100, help=help)


def pytest_configure(config: pytest.Config) -> None:
    """Keep what is cached and saved away from what is the user's own, and settle how much is tried."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        folder = tempfile.TemporaryDirectory(prefix="rothroute-tests-", ignore_cleanup_errors=True)
        config.add_cleanup(folder.cleanup)
        os.environ[name] = folder.name
    random = os.environ.get("HYPOTHESIS_PROFILE") == "random" and not os.environ.get("CI")
    for name, (usual, thorough) in EXAMPLES.items():
        settings.register_profile(
            name,
            deadline=None,
            max_examples=_times(config, usual, thorough),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            print_blob=True,
            derandomize=not random,
            database=settings.default.database if random else None,
        )
    settings.load_profile("default")


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text as a parameter gives a test a short name: every process of a run is told all names."""
    return f"{val[:30]!a}, {len(val):,} long" if isinstance(val, str | bytes) and len(val) > 100 else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --thorough only the tests that have more to try; without, not those marked as too many.

    With --percent of those marked as too many so much, evenly spread.
    """
    marked = dict.fromkeys(item for item in items if item.get_closest_marker(THOROUGH))
    if config.getoption(THOROUGH):
        share = config.getoption("--percent")
        taken = {item for place, item in enumerate(marked) if place * share // 100 < (place + 1) * share // 100}
        chosen = [item for item in items if item in taken or (_tries_more(item) and item not in marked)]
    else:
        chosen = [item for item in items if item not in marked]
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = chosen


def _tries_more(item: pytest.Item) -> bool:
    return is_hypothesis_test(getattr(item, "obj", None)) or "tries" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def tries(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """How often to try something: the first number in `make check`, the second with --thorough."""
    return partial(_times, pytestconfig)


def _times(config: pytest.Config, usual: int, often: int) -> int:
    far = config.getoption("--percent") if config.getoption(THOROUGH) else 0
    return usual + (often - usual) * far // 100


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
def known_savers(saver_values: Mapping[str, st.SearchStrategy[Any]], rulebook: Rulebook) -> st.SearchStrategy[Saver]:
    """Savers who answer every question without contradiction: anything at all, or likely people with oddities."""
    wild = st.fixed_dictionaries(dict(saver_values))
    likely = st.fixed_dictionaries({name: _likely(values, name) for name, values in saver_values.items()})
    odd = st.sets(st.sampled_from(list(rulebook.facts)), max_size=3)
    mixed = st.builds(lambda one, other, names: {**one, **{n: other[n] for n in names}}, likely.map(_dated), wild, odd)
    return (mixed | mixed | likely.map(_dated) | likely.map(_dated) | wild).map(consistent)


def _likely(values: st.SearchStrategy[Any], name: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(LIKELY[name]) if name in LIKELY else values


def _dated(saver: Saver) -> Saver:
    """The saver asked around the end of his own tax year, as often as not inside it."""
    first = date(saver["tax_year"], 1, 1).toordinal()
    return {**saver, "as_of": first + DAYS[saver["as_of"] % len(DAYS)]}


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
        found |= dict.fromkeys(("solo_deferrals", "solo_employer_contributions", "solo_after_tax_contributions"), 0)
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
        small = st.sampled_from([amount for amount in ROUND if fact.lowest <= amount <= fact.highest])
        return small | st.sampled_from(near) | st.integers(max(fact.lowest, -BIGGEST), min(fact.highest, BIGGEST))
    return st.sampled_from(near) | st.integers(fact.lowest, fact.highest)


def _near(rulebook: Rulebook, fact: Fact) -> set[int]:
    step = 1 if fact.unit != "percent" else 10_000
    found = {fact.lowest, fact.highest} if fact.unit != "date" else set()
    for parameter in rulebook.parameters.values():
        for _, published in parameter.values if parameter.unit == fact.unit else ():
            if published.amount is not None:
                found |= {int(published.amount) + step * sign for sign in (-1, 0, 1)}
    return {amount for amount in found if fact.lowest <= amount <= fact.highest}
