"""Savers drawn without Hypothesis, by the thousand and always the same, and a fast driver without a terminal."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import pytest

from rothroute.engine import Adviser, Rulebook
from rothroute.engine.ask.alternatives import AdviceOutcome, outcome_of
from rothroute.engine.ask.doubt import Doubts
from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.reasoning.trace import Answers, Trace
from rothroute.engine.rulebook.model import Fact
from rothroute.engine.rulebook.walk import names_in

Saver = dict[str, Any]
YEARS = (2023, 2024, 2025, 2026)
MOST_DRAWS = 500
_MOST_REPAIRS = 6


class Driver:
    """Puts questions to a saver who tells the truth, in any order at all, as fast as it goes."""

    def __init__(self, doubts: Doubts) -> None:
        """Remembers what is open after answers given before: savers share their first answers."""
        self.doubts, self.program = doubts, doubts.program
        self._open: dict[frozenset[tuple[str, Any]], list[str]] = {}
        efforts = {name: one.effort for name, one in doubts.program.rulebook.questions.items()}
        numbers = ("dollars", "years", "percent")
        facts = doubts.program.rulebook.facts
        self.cheap = {name: (fact.unit in numbers, efforts.get(name, 3)) for name, fact in facts.items()}

    def open(self, answers: Answers) -> list[str]:
        """The open facts, remembered."""
        key = frozenset(answers.items())
        if key not in self._open:
            self._open[key] = list(dict.fromkeys((*self.doubts.open(answers), *self.doubts.needed(answers))))
        return self._open[key]

    def ask(self, saver: Saver, silent: frozenset[str] = frozenset()) -> tuple[Saver, list[int]]:
        """The answers the questions bring out, and how many facts were open before each."""
        answers = {name: saver[name] for name in ("tax_year", "as_of")}
        counts = []
        while open_ := [name for name in self.open(answers) if name not in silent]:
            counts.append(len(open_))
            name = min(open_, key=lambda name: self.cheap[name])
            answers[name] = saver[name]
        return answers, counts

    def outcome(self, answers: Answers) -> AdviceOutcome:
        """Recommendation, verdicts and amounts; the plan's total, deferrals and all, where the questions are full."""
        return self.outcome_of(evaluate(self.program, answers))

    def outcome_of(self, trace: Trace) -> AdviceOutcome:
        """The same of a derivation that is there already."""
        found = outcome_of(trace)
        return found if self.doubts.full else found._replace(total=(0, 0))


@pytest.fixture(scope="session")
def drivers(adviser: Adviser) -> dict[int, Driver]:
    """A driver for each tax year."""
    return {year: Driver(Doubts(adviser.program(year))) for year in YEARS}


@pytest.fixture(scope="session")
def full_drivers(adviser: Adviser) -> dict[int, Driver]:
    """Drivers whose questions settle the plan's total as well."""
    return {year: Driver(Doubts(adviser.program(year), full=True)) for year in YEARS}


@pytest.fixture(scope="session")
def draw_savers(adviser: Adviser) -> Callable[[int, int], Iterator[Saver]]:
    """Any number of savers from a seed: people of every kind, amounts at and beside every published limit."""

    def draw(seed: int, count: int) -> Iterator[Saver]:
        chance = random.Random(seed)
        made = 0
        while made < count:
            saver = _saver(adviser.rulebook, chance)
            if not contradictions(adviser.program(saver["tax_year"]), saver):
                made += 1
                yield saver

    return draw


@pytest.fixture(scope="session")
def saver_with(adviser: Adviser) -> Callable[[Saver, random.Random], Saver | None]:
    """A saver of whom some facts are fixed, the others drawn; None where the fixed ones contradict each other."""

    def draw(fixed: Saver, chance: random.Random) -> Saver | None:
        for _ in range(MOST_DRAWS):
            saver = _saver(adviser.rulebook, chance, fixed)
            program = adviser.program(saver["tax_year"])
            for _ in range(_MOST_REPAIRS):
                found = contradictions(program, saver)
                if not found:
                    return saver
                saver |= {name: _plain(program, name) for name in _read(program, found) if name not in fixed}
            if contradictions(program, fixed):
                return None
        raise AssertionError(fixed)

    return draw


def _read(program: Program, found: Iterable[str]) -> set[str]:
    """The facts that take part in contradictions, but for the year and the day."""
    every = (one for one in program.rulebook.contradictions if one.name in found)
    names = {name for one in every for name, _ in names_in(one.when.expression)}
    return {name for name in names if name in program.facts} - {"tax_year", "as_of"}


def _plain(program: Program, name: str) -> Any:
    """The answer of somebody of whom nothing special is to be said."""
    fact = program.rulebook.facts[name]
    if fact.unit == "choice":
        return fact.values[0][0]
    return False if fact.unit == "yes_no" else max(fact.lowest, 0)


def _saver(rulebook: Rulebook, chance: random.Random, fixed: Saver | None = None) -> Saver:
    year = chance.choice(YEARS)
    saver = {name: value_of(rulebook, fact, chance) for name, fact in rulebook.facts.items()}
    saver |= fixed or {}
    saver |= {"tax_year": year, "as_of": date(year, 1, 1).toordinal() + chance.choice((chance.randrange(480), 180))}
    if fixed or chance.random() < 0.8:
        saver["nondeductible_ira_contributions"] = min(
            saver["nondeductible_ira_contributions"], saver["traditional_ira_contributions"]
        )
        saver["employee_deferrals"] = min(saver["employee_deferrals"], saver["wages"])
        saver["after_tax_contributions"] = min(
            saver["after_tax_contributions"], saver["wages"] - saver["employee_deferrals"]
        )
        saver["lived_apart_all_year"] &= saver["filing_status"] == "married_separate"
        if not saver["has_solo_plan"]:
            if fixed:
                saver.pop("solo_plan_adopted_on")
            saver |= dict.fromkeys((name for name in saver if name.startswith("solo_") and type(saver[name]) is int), 0)
    return saver | (fixed or {})


def value_of(rulebook: Rulebook, fact: Fact, chance: random.Random) -> Any:
    """A value within the fact's bounds, as often as not at or beside a published limit."""
    if fact.unit == "yes_no":
        return chance.random() < 0.5
    if fact.unit == "choice":
        return chance.choice(fact.values)[0]
    if fact.unit == "tax_year":
        return chance.choice(YEARS)
    if fact.unit == "dollars" and chance.random() < 0.45:
        return min(fact.highest, chance.choice((0, 0, 0, 1_000_00, 7_000_00, 60_000_00, 180_000_00)))
    if fact.unit == "dollars" and chance.random() < 0.5:
        return min(fact.highest, max(fact.lowest, chance.randrange(400_000_00)))
    return _at_a_limit(rulebook, fact, chance)


def _at_a_limit(rulebook: Rulebook, fact: Fact, chance: random.Random) -> int:
    amounts = [
        int(one.amount)
        for parameter in rulebook.parameters.values()
        if parameter.unit == fact.unit
        for _, one in parameter.values
        if one.amount is not None
    ]
    step = 10_000 if fact.unit == "percent" else 1
    near = chance.choice(amounts or [fact.lowest]) + chance.choice((-step, 0, step))
    if chance.random() < 0.05:
        return chance.choice((fact.lowest, fact.highest))
    return min(max(near, fact.lowest), fact.highest)
