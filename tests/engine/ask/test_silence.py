"""A fact that the questionnaire as it ships leaves unasked changes nothing, wherever in its bounds it lies.

Not by chance: every fact never asked takes, one at a time, every choice, or its lowest and highest value and the values
at and one step beside each amount it is held against for this saver and each published amount of its unit that year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rothroute.engine import Adviser
from rothroute.engine.advise.sensitivity import thresholds
from rothroute.engine.reasoning.evaluate import IncrementalEvaluation, contradictions, evaluate
from rothroute.engine.reasoning.trace import Trace
from rothroute.engine.rulebook.model import Fact
from rothroute.engine.value import Value

from .conftest import Driver, Saver
from .test_whole_sessions import SEEDS, YEAR, driven

Draw = Callable[[int, int], Iterator[Saver]]
Tries = Callable[[int, int], int]
LEAST_PROBES = 1_000  # for each saver; fewer would mean that boundary values were lost


def edges(fact: Fact, trace: Trace, held_against: dict[str, set[int]]) -> list[Value]:
    """Every choice; else the bounds of a fact and both sides of every amount it may be held against."""
    if fact.unit == "yes_no":
        return [False, True]
    if fact.unit == "choice":
        return [value for value, _ in fact.values]
    year = trace.answers[YEAR]
    assert isinstance(year, int)
    published = (one.year(year) for one in trace.program.rulebook.parameters.values() if one.unit == fact.unit)
    amounts = {int(one.amount) for one in published if one is not None and one.amount is not None}
    near = {amount + step for amount in amounts | held_against.get(fact.name, set()) for step in (-1, 0, 1)}
    tried = near | {fact.lowest, fact.highest, fact.lowest + 1, fact.highest - 1}
    return sorted(value for value in tried if fact.lowest <= value <= fact.highest)


def steps(trace: Trace) -> list[tuple[str, bool | None]]:
    """What there is to do on the routes that are not closed."""
    routes = trace.program.rulebook.routes.items()
    return [
        (step, trace.holds(step)) for name, route in routes if not trace.holds(f"{name}.closed") for step in route.steps
    ]


def silence_holds_at_every_edge(driver: Driver, answers: Saver, saver: Saver) -> int:
    """Try every edge of every fact that is not among the answers; returns how many were tried."""
    truth = evaluate(driver.program, saver)
    beside, held_against = IncrementalEvaluation(truth), thresholds(truth)
    found, to_do, tried = driver.outcome_of(truth), steps(truth), 0
    assert driver.outcome(answers) == found, saver
    for name, fact in driver.program.rulebook.facts.items():
        for value in edges(fact, truth, held_against) if name not in answers else ():
            changed = {**saver, name: value}
            trace = beside.evaluate(driver.program, changed)
            tried += 1
            if driver.outcome_of(trace) != found or steps(trace) != to_do:
                assert contradictions(driver.program, changed), (name, value, saver)
    return tried


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_unasked_fact_matters_at_any_boundary(
    seed: int, adviser: Adviser, drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    count = tries(1, 20)
    tried = sum(
        silence_holds_at_every_edge(drivers[saver[YEAR]], dict(driven(adviser, saver).progress().answers), saver)
        for saver in draw_savers(4_000 + seed, count)
    )
    assert tried >= LEAST_PROBES * count


def test_no_fact_unasked_on_the_full_path_matters_at_any_boundary(
    adviser: Adviser, full_drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    for saver in draw_savers(5_000, tries(1, 20)):
        answers = dict(driven(adviser, saver, full=True).progress().answers)
        silence_holds_at_every_edge(full_drivers[saver[YEAR]], answers, saver)
