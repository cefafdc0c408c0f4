"""The questionnaire as it ships, ranking and all, driven from start to end for savers of every kind.

The rest of this folder drives more of them in a simpler order of questions.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from rothroute.engine import Adviser
from rothroute.engine.advise import decide
from rothroute.engine.ask.session import Session
from rothroute.engine.reasoning.evaluate import contradictions, evaluate

from .conftest import Driver, Saver, value_of

Draw = Callable[[int, int], Iterator[Saver]]
YEAR = "tax_year"
SEEDS = 4
Tries = Callable[[int, int], int]


def driven(adviser: Adviser, saver: Saver, silent: frozenset[str] = frozenset(), full: bool = False) -> Session:
    """A session answered truthfully, but for the silent facts, of which the saver says "I don't know".

    On the way the promises are held: no question comes twice, and no more and no fewer come than were said.
    """
    session = Session(adviser.rulebook, adviser.program, saver["as_of"], full=full)
    session.tell(YEAR, saver[YEAR])
    promised = []
    while (step := session.next()) is not None:
        promised.append((step.least, step.most))
        assert step.fact not in session.given
        assert session.tell(step.fact, None if step.fact in silent else saver[step.fact]) == ()
    for to_go, (least, most) in zip(range(len(promised), 0, -1), promised, strict=True):
        assert 1 <= least <= to_go <= most, (promised, saver)
    return session


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_truth_leads_to_the_answer_of_all_facts(
    seed: int, adviser: Adviser, drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    chance = random.Random(seed)
    for saver in draw_savers(1_000 + seed, tries(1, 60)):
        driver = drivers[saver[YEAR]]
        session = driven(adviser, saver)
        answers = dict(session.progress().answers)
        told = driver.outcome(answers)
        assert told == driver.outcome(saver), saver
        assert told.recommendation is not None, saver
        facts = adviser.rulebook.facts
        for name in chance.sample([name for name in facts if name not in answers], 12):
            changed = {**saver, name: value_of(adviser.rulebook, facts[name], chance)}
            if not contradictions(driver.program, changed):
                assert driver.outcome(changed) == told, (name, changed)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_unknown_answers_keep_every_promise(
    seed: int, adviser: Adviser, drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    """A path with unknowns ends; where it ends undecided the open facts are among those said not to be known."""
    chance = random.Random(seed)
    names = [name for name in adviser.rulebook.facts if name not in (YEAR, "as_of")]
    for saver in draw_savers(2_000 + seed, tries(1, 30)):
        silent = frozenset(chance.sample(names, 8))
        if contradictions(adviser.program(saver[YEAR]), {name: saver[name] for name in saver if name not in silent}):
            continue  # drawn without regard to what makes sense: no one could tell this without the silent facts
        session = driven(adviser, saver, silent)
        unknown = session.unknown()
        open_ = session.doubts.left(session.doubts.by_cases(session.trace(), unknown))
        undecided = list(decide.undecided(session.trace()))
        assert set(open_) <= set(unknown)
        assert bool(undecided) <= bool(open_)
        facts = adviser.rulebook.facts  # a default stands in for what is not known, whatever is true of this saver
        told = {name: saver[name] for name in saver if name not in unknown or facts[name].assume is None}
        settled = evaluate(session.doubts.program, told)
        for route in adviser.rulebook.routes:
            for part in (f"{route}.{part}" for part in ("closed", "caution", "primary")):
                if part not in undecided:
                    assert settled.holds(part) in (None, session.trace().holds(part)), (part, saver)


def test_the_full_path_settles_the_total(
    adviser: Adviser, full_drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    for saver in draw_savers(3_000, tries(1, 15)):
        driver = full_drivers[saver[YEAR]]
        total = driver.outcome(driven(adviser, saver, full=True).progress().answers).total
        assert total[0] == total[1]
        assert total == driver.outcome(saver).total
