"""Savers who do not know everything: what stays open holds all that matters, and little else."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rothroute.engine.advise import decide
from rothroute.engine.advise.frontier import open_facts
from rothroute.engine.advise.worth import Search
from rothroute.engine.evaluate import contradictions, evaluate

from .conftest import Driver, Saver, value_of

Draw = Callable[[int, int], Iterator[Saver]]
TRIES = 25
ROOT = Path(__file__).resolve().parents[3]
MOST_TOO_MANY = 0.20  # of facts listed, those of which random search found no effect; an upper bound of the excess


def matters(driver: Driver, answers: Saver, name: str, open_: list[str], chance: random.Random) -> bool:
    """Whether two values of a fact were found that lead to different answers, the other open facts being equal."""
    facts = driver.program.rulebook.facts
    book = driver.program.rulebook
    usual = Search(evaluate(driver.program, answers), evaluate).values(name)
    for _ in range(TRIES):
        others = {one: value_of(driver.program.rulebook, facts[one], chance) for one in open_ if one != name}
        values = {*chance.sample(usual, min(len(usual), 4)), *(value_of(book, facts[name], chance) for _ in range(4))}
        cases = [{**answers, **others, name: value} for value in sorted(values)]
        fine = [case for case in cases if not contradictions(driver.program, case)]
        if len({driver.outcome(case) for case in fine}) > 1:
            return True
    return False


def likely_savers(seed: int, count: int) -> Iterator[Saver]:
    """The savers of the benchmark."""
    spec = importlib.util.spec_from_file_location("questions", ROOT / "benchmarks" / "questions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    draw = random.Random(seed)
    return (module.saver(draw) for _ in range(count))


def test_what_stays_open_matters_but_for_a_few(drivers: dict[int, Driver]) -> None:
    """One question in seven is answered "I don't know"; facts of which no effect was found are the exception."""
    chance = random.Random(1)
    listed = found = 0
    for saver in likely_savers(1, 150):
        driver = drivers[saver["tax_year"]]
        asked = [name for name in driver.ask(saver)[0] if name not in ("tax_year", "as_of")]
        answers, _ = driver.ask(saver, frozenset(chance.sample(asked, len(asked) // 7)))
        trace = evaluate(driver.program, answers)
        open_ = open_facts(trace, decide.undecided(trace))
        listed += len(open_)
        found += sum(matters(driver, answers, name, open_, chance) for name in open_)
    assert listed > 50
    assert (listed - found) / listed < MOST_TOO_MANY, f"{listed} listed, {found} matter"


@pytest.mark.parametrize("seed", range(2))
def test_unknown_facts_leave_the_answer_provisional(seed: int, drivers: dict[int, Driver], draw_savers: Draw) -> None:
    """Where a fact with no default stays unknown and anything is undecided, open facts say so; the rest is silent."""
    chance = random.Random(seed)
    for saver in draw_savers(300 + seed, 80):
        driver = drivers[saver["tax_year"]]
        book = driver.program.rulebook
        names = [name for name in book.facts if name not in ("tax_year", "as_of")]
        answers, _ = driver.ask(saver, frozenset(chance.sample(names, 4)))
        trace = evaluate(driver.program, answers)
        undecided = list(decide.undecided(trace))
        assert bool(open_facts(trace, undecided)) == bool(undecided), saver
        open_ = {*driver.open(answers)}
        for name in [name for name in names if name not in answers and name not in open_]:
            changed = {**saver, name: value_of(book, book.facts[name], chance)}
            if not contradictions(driver.program, changed):
                assert driver.outcome(saver) == driver.outcome(changed), name


def test_any_order_of_unknowns_comes_to_an_end(drivers: dict[int, Driver], draw_savers: Draw) -> None:
    for saver in draw_savers(400, 50):
        driver = drivers[saver["tax_year"]]
        names = frozenset(driver.program.rulebook.facts) - {"tax_year", "as_of"}
        answers, counts = driver.ask(saver, names)
        assert set(answers) == {"tax_year", "as_of"}
        assert counts == []
