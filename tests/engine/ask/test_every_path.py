"""Every path of the yes/no and choice facts: no combination is left to chance.

Every combination of the facts that decide which others make sense at all (the gates) is driven with the fast driver.
All yes/no and choice facts together have too many combinations (billions), so for the questionnaire as it ships they
are combined in pairs: any two values of any two of them belong to some saver. The other facts are random.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import combinations, product
from typing import Any

import pytest

from rothroute.engine import Adviser, Rulebook
from rothroute.engine.ask.doubt import Doubts
from rothroute.engine.ask.order import Order
from rothroute.engine.reasoning.evaluate import contradictions

from .conftest import YEARS, Driver, Saver
from .test_whole_sessions import driven

With = Callable[[Saver, random.Random], Saver | None]
Tries = Callable[[int, int], int]
Pair = tuple[tuple[str, Any], tuple[str, Any]]
TRIES = 40  # rows drawn for each that is kept
SHARES = 4
IN_SHARES = [0, *(pytest.param(share, marks=pytest.mark.thorough) for share in range(1, SHARES))]


def values(book: Rulebook, name: str) -> list[Any]:
    """The values of a yes/no or choice fact."""
    fact = book.facts[name]
    return [False, True] if fact.unit == "yes_no" else [value for value, _ in fact.values]


def discrete(book: Rulebook) -> list[str]:
    """The yes/no and choice facts."""
    return [name for name, fact in book.facts.items() if fact.unit in ("yes_no", "choice")]


def gates(adviser: Adviser) -> list[str]:
    """Those on which it hangs whether another fact makes sense, and whether there is a solo plan already."""
    gated = Order(Doubts(adviser.program(YEARS[-1]))).conditioned
    return [name for name in discrete(adviser.rulebook) if name in gated or name == "has_solo_plan"]


def in_pairs(book: Rulebook, names: Sequence[str], possible: Callable[[Saver], bool]) -> list[Saver]:
    """Few rows in which each two values of each two facts meet, wherever they may; always the same rows."""
    chance = random.Random(0)
    wanted: dict[Pair, None] = {}
    for one, other in combinations(names, 2):
        pairs = [((one, a), (other, b)) for a, b in product(values(book, one), values(book, other))]
        wanted.update(dict.fromkeys(pair for pair in pairs if possible(dict(pair))))
    rows = []
    while wanted:
        first = next(iter(wanted))
        drawn = [{**{name: chance.choice(values(book, name)) for name in names}, **dict(first)} for _ in range(TRIES)]
        row = max(filter(possible, drawn), key=lambda row: len(met(row, names) & wanted.keys()))
        rows.append(row)
        for pair in met(row, names) & wanted.keys():
            del wanted[pair]
    return rows


def met(row: Saver, names: Sequence[str]) -> set[Pair]:
    """The pairs of values that meet in a row."""
    return {((one, row[one]), (other, row[other])) for one, other in combinations(names, 2)}


@pytest.mark.parametrize("share", IN_SHARES)
def test_every_combination_of_the_gates_ends_with_the_answer_of_all_facts(
    share: int, adviser: Adviser, drivers: dict[int, Driver], saver_with: With, tries: Tries
) -> None:
    """With --thorough every one, else one in 432: mixed, for even steps would miss combinations of the last."""
    chance = random.Random(share)
    names = gates(adviser)
    rows = list(product(*(values(adviser.rulebook, name) for name in names)))
    random.Random(0).shuffle(rows)
    for row in rows[share :: SHARES * tries(108, 1)]:
        saver = saver_with(dict(zip(names, row, strict=True)), chance)
        assert saver is not None, row
        driver = drivers[saver["tax_year"]]
        answers, counts = driver.ask(saver)
        told = driver.outcome(answers)
        assert told == driver.outcome(saver), saver
        assert told.recommendation is not None, saver
        assert counts == sorted(counts, reverse=True), saver


@pytest.mark.parametrize("share", IN_SHARES)
def test_every_pair_of_choices_ends_with_the_answer_of_all_facts(
    share: int, adviser: Adviser, drivers: dict[int, Driver], saver_with: With, tries: Tries
) -> None:
    """The questionnaire as it ships, with --thorough each row; what two values contradict by themselves is no saver."""
    book, chance = adviser.rulebook, random.Random(100 + share)
    names = discrete(book)
    rows = in_pairs(book, names, lambda row: not contradictions(adviser.program(YEARS[-1]), row))
    for row in rows[share :: SHARES * tries(3, 1)]:
        saver = saver_with(row, chance)
        assert saver is not None, row
        driver = drivers[saver["tax_year"]]
        told = driver.outcome(driven(adviser, saver).progress().answers)
        assert told == driver.outcome(saver), saver
        assert told.recommendation is not None, saver
