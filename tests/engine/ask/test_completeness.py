"""Told the truth, the questionnaire ends with the answer all facts at once would give, and silence is safe."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from rothroute.engine.reasoning.evaluate import contradictions

from .conftest import Driver, Saver, value_of

Draw = Callable[[int, int], Iterator[Saver]]
Tries = Callable[[int, int], int]


@pytest.mark.parametrize("seed", range(4))
def test_truthful_answers_end_with_the_answer_of_all_facts_at_once(
    seed: int, drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    chance = random.Random(seed)
    for saver in draw_savers(seed, tries(4, 300)):
        driver = drivers[saver["tax_year"]]
        answers, counts = driver.ask(saver)
        told = driver.outcome(answers)
        assert told == driver.outcome(saver), saver
        assert told.recommendation is not None, saver
        assert counts == sorted(counts, reverse=True), "a question brought up facts that were not open before"
        silence_is_safe(driver, answers, saver, chance)


def silence_is_safe(driver: Driver, answers: Saver, saver: Saver, chance: random.Random) -> None:
    """No fact that was not asked changes the answer, whatever value it has; the saver's others as they are."""
    found, facts = driver.outcome(answers), driver.program.rulebook.facts
    for name in facts:
        if name not in answers and chance.random() < 0.4:
            changed = {**saver, name: value_of(driver.program.rulebook, facts[name], chance)}
            if not contradictions(driver.program, changed):
                assert driver.outcome(changed) == found, (name, changed)


@pytest.mark.parametrize("seed", range(2))
def test_all_unasked_facts_at_once_change_nothing(
    seed: int, drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    chance = random.Random(seed)
    for saver in draw_savers(100 + seed, tries(4, 200)):
        driver = drivers[saver["tax_year"]]
        answers, _ = driver.ask(saver)
        found = driver.outcome(answers)
        for _ in range(5):
            book = driver.program.rulebook
            rest = {name: value_of(book, fact, chance) for name, fact in book.facts.items() if name not in answers}
            if not contradictions(driver.program, {**rest, **answers}):
                assert driver.outcome({**rest, **answers}) == found, rest


def test_the_full_questions_settle_the_total_too(
    full_drivers: dict[int, Driver], draw_savers: Draw, tries: Tries
) -> None:
    chance = random.Random(0)
    for saver in draw_savers(200, tries(4, 200)):
        driver = full_drivers[saver["tax_year"]]
        answers, _ = driver.ask(saver)
        total = driver.outcome(answers).total
        assert total[0] == total[1]
        assert driver.outcome(answers) == driver.outcome(saver), saver
        silence_is_safe(driver, answers, saver, chance)
