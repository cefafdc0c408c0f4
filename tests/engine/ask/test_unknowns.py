"""Savers who do not know everything: what stays open holds all that matters, and little else."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from rothroute.engine import Adviser
from rothroute.engine.advise import decide
from rothroute.engine.advise.cases import Cases
from rothroute.engine.advise.missing_inputs import open_facts
from rothroute.engine.reasoning.evaluate import IncrementalEvaluation, contradictions, evaluate

from .conftest import Driver, Saver, value_of
from .truth import matters

Draw = Callable[[int, int], Iterator[Saver]]
Tries = Callable[[int, int], int]
ROOT = Path(__file__).resolve().parents[3]
# Of facts listed, those that the solver does not find to have an effect: of many, and of the few in `make check`.
MOST_TOO_MANY, OF_FEW = 0.15, 0.25


def likely_savers(seed: int, count: int) -> Iterator[Saver]:
    """The savers of the benchmark."""
    spec = importlib.util.spec_from_file_location("questions", ROOT / "benchmarks" / "questions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    draw = random.Random(seed)
    return (module.saver(draw) for _ in range(count))


def by_cases(driver: Driver, answers: Saver) -> tuple[list[str], Cases]:
    """The facts open by the ranges alone, and the advice's look at them case by case."""
    trace = evaluate(driver.program, answers)
    undecided = list(decide.undecided(trace))
    return open_facts(trace, undecided), Cases(trace, undecided, IncrementalEvaluation(trace).evaluate)


def still_open(cases: Cases) -> list[str]:
    """The facts the advice lists."""
    return cases.open_facts(decide.undecided(cases.trace))


def test_what_stays_open_matters_but_for_a_few(drivers: dict[int, Driver], tries: Tries) -> None:
    """One question in seven is answered "I don't know"; the solver says which open facts can change the answer."""
    pytest.importorskip("z3")
    chance = random.Random(1)
    verdicts = []
    for saver in likely_savers(1, tries(10, 130)):
        driver = drivers[saver["tax_year"]]
        asked = [name for name in driver.ask(saver)[0] if name not in ("tax_year", "as_of")]
        answers, _ = driver.ask(saver, frozenset(chance.sample(asked, len(asked) // 7)))
        before, cases = by_cases(driver, answers)
        after = still_open(cases)
        found = {name: matters(driver.program, answers, name) for name in before}
        verdicts += [found[name] for name in after]
        assert not [name for name in before if found[name] != "does not matter" and name not in after], answers
    assert len(verdicts) > tries(5, 60)
    too_many = sum(verdict != "matters" for verdict in verdicts)
    assert too_many / len(verdicts) < (MOST_TOO_MANY if len(verdicts) > 60 else OF_FEW), Counter(verdicts)


def test_no_fact_is_dropped_that_matters(drivers: dict[int, Driver], draw_savers: Draw, tries: Tries) -> None:
    """Savers of every kind: whatever the cases take off the list, the solver proves to be without effect."""
    pytest.importorskip("z3")
    chance = random.Random(2)
    dropped = 0
    for saver in draw_savers(500, tries(8, 100)):
        driver = drivers[saver["tax_year"]]
        names = [name for name in driver.program.rulebook.facts if name not in ("tax_year", "as_of")]
        answers, _ = driver.ask(saver, frozenset(chance.sample(names, 10)))
        before, cases = by_cases(driver, answers)
        after = still_open(cases)
        assert bool(after) == bool(list(decide.undecided(cases.trace)))
        for name in before:
            if name not in after:
                dropped += 1
                assert matters(driver.program, answers, name) == "does not matter", (name, answers)
    assert dropped >= tries(1, 10)


def test_what_all_cases_share_is_so(drivers: dict[int, Driver], draw_savers: Draw, tries: Tries) -> None:
    """Whatever the open facts turn out to be, the advice by cases had it right."""
    chance = random.Random(3)
    for saver in draw_savers(600, tries(5, 100)):
        driver = drivers[saver["tax_year"]]
        book = driver.program.rulebook
        answers, _ = driver.ask(saver, frozenset(chance.sample(sorted(book.facts), 10)) - {"tax_year", "as_of"})
        before, cases = by_cases(driver, answers)
        for _ in range(8):
            whole = {**answers, **{name: value_of(book, book.facts[name], chance) for name in before}}
            if contradictions(driver.program, whole):
                continue
            told = evaluate(driver.program, whole)
            for route in book.routes:
                low, high = decide.amount_range(cases.trace, route)
                assert low <= decide.amount_range(told, route)[0] <= high, whole
                for part in ("closed", "caution", "open", "primary"):
                    assert cases.trace.holds(f"{route}.{part}") in (None, told.holds(f"{route}.{part}")), whole


def test_a_route_closed_in_every_case_says_why_in_each(adviser: Adviser) -> None:
    facts = {"tax_year": 2026, "age": 40, "filing_status": "single", "wages": 90_000, "modified_agi": 90_000,
             "business": "none", "employee_deferrals": 0, "roth_ira_contributions": 0,
             "traditional_ira_contributions": 0}  # fmt: skip
    advice = adviser.advise({**facts, "plan_allows_after_tax": False}, date(2026, 6, 30)).advice
    mega = advice.routes["mega_backdoor_roth"]
    assert advice.decided and not advice.open_facts
    assert mega.verdict == "closed"
    said = {one.rule: one.text for one in mega.reasons}
    assert said["no_plan_at_work"].startswith("If the workplace plan is no workplace plan: You have no plan at work.")
    assert said["plan_bars_after_tax"].startswith(
        "If the workplace plan is 401(k) plan or 403(b) plan: Your plan takes"
    )
    open_advice = adviser.advise(facts, date(2026, 6, 30)).advice
    assert not open_advice.decided
    assert open_advice.routes["mega_backdoor_roth"].verdict == "unknown"


@pytest.mark.parametrize("seed", range(2))
def test_unknown_facts_leave_the_answer_provisional(
    seed: int, drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    """Where a fact with no default stays unknown and anything is undecided, open facts say so; the rest is silent."""
    chance = random.Random(seed)
    for saver in draw_savers(300 + seed, tries(4, 80)):
        driver = drivers[saver["tax_year"]]
        book = driver.program.rulebook
        names = [name for name in book.facts if name not in ("tax_year", "as_of")]
        answers, _ = driver.ask(saver, frozenset(chance.sample(names, 4)))
        trace = evaluate(driver.program, answers)
        undecided = list(decide.undecided(trace))
        assert bool(open_facts(trace, undecided)) == bool(undecided), saver
        open_ = {*driver.open(answers)}
        truth = evaluate(driver.program, saver)
        told, beside = driver.outcome_of(truth), IncrementalEvaluation(truth)
        for name in [name for name in names if name not in answers and name not in open_]:
            changed = {**saver, name: value_of(book, book.facts[name], chance)}
            if told != driver.outcome_of(beside.evaluate(driver.program, changed)):
                assert contradictions(driver.program, changed), name


def test_any_order_of_unknowns_comes_to_an_end(drivers: dict[int, Driver], draw_savers: Draw, tries: Tries) -> None:
    for saver in draw_savers(400, tries(4, 50)):  # of whom only the year and the day are told
        driver = drivers[saver["tax_year"]]
        names = frozenset(driver.program.rulebook.facts) - {"tax_year", "as_of"}
        answers, counts = driver.ask(saver, names)
        assert set(answers) == {"tax_year", "as_of"}
        assert counts == []
