"""An expression as a function of a saver's values: closures and generated code come to the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.reasoning.compile.closures import OFTEN, RangeCompiler
from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.rulebook.model import Fact

SAVERS = 12


def drawn(fact: Fact, chance: random.Random) -> Any:
    if fact.unit == "yes_no":
        return chance.random() < 0.5
    if fact.unit == "choice":
        return chance.choice(fact.values)[0]
    return chance.choice((fact.lowest, min(fact.highest, fact.lowest + chance.randrange(1, 30_000_00)), fact.highest))


def savers(program: Program, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Savers of whom more or less is known."""
    facts = [fact for fact in program.rulebook.facts.values() if fact.unit != "tax_year"]
    for number in range(SAVERS):
        told = [fact for fact in facts if chance.random() < number / SAVERS]
        answers = {fact.name: drawn(fact, chance) for fact in told}
        while found := contradictions(program, answers):
            for name in found:
                when, _ = program.clashes[name]
                answers = {fact: value for fact, value in answers.items() if fact not in repr(when)}
        yield answers


@pytest.mark.parametrize("year", [2025, 2026])
def test_what_is_called_often_comes_to_the_same(adviser: Adviser, year: int) -> None:
    program = adviser.program(year)
    figures = [one.expression for one in program.figures.values()]
    truths = [*(one.expression for one in program.conclusions.values()), *(atom.node for atom in program.atoms)]
    fresh = RangeCompiler(program.slots, program.denominators, program.compiler.lowering.is_share)
    often = RangeCompiler(program.slots, program.denominators, program.compiler.lowering.is_share)
    made = [(fresh.number(node)[0], often.number(node)[0]) for node in figures]
    made += [(fresh.truth(node), often.truth(node)) for node in truths]
    some = evaluate(program, {}).values
    for _, function in made:
        for _ in range(OFTEN + 1):
            function(some)

    assert {True} == {function.code is not None for _, function in made if hasattr(function, "code")}
    for answers in savers(program, random.Random(year)):
        values = evaluate(program, answers).values
        assert [closure(values) for closure, _ in made] == [function(values) for _, function in made]
