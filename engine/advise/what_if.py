"""What another answer would do to the routes: each yes/no answer the saver gave, turned round one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..reasoning.compile.compiled import Program
from ..reasoning.evaluate import IncrementalEvaluation, contradictions, evaluate
from ..reasoning.trace import Answers
from . import decide
from .build import Decision
from .cases import Cases


class Turned(NamedTuple):
    """An answer the saver gave, and what would be closed (True), open (False) or not settled were it the other one."""

    fact: str
    answer: bool
    routes: dict[str, bool | None]


def turned(decision: Decision, facts: Iterable[str]) -> Iterator[Turned]:
    """Of the named facts, those whose other answer would open or close a route; contradictory answers are left out."""
    trace, program = decision.trace, decision.trace.program
    slots = {route: program.slots[f"{route}.closed"] for route in program.rulebook.routes}
    incremental = IncrementalEvaluation(decision.cases.trace)
    for name in dict.fromkeys(facts):
        answer = decision.answers.get(name)
        if not isinstance(answer, bool):
            continue
        values = incremental.values(name, not answer)
        if all(values[slot] is trace.values[slot] for slot in slots.values()):
            continue
        answers = {**decision.answers, name: not answer}
        if contradictions(program, answers):
            continue
        if any(values[slot] is None for slot in slots.values()):
            values = _by_case(program, answers)
        routes = {route: values[slot] for route, slot in slots.items() if values[slot] is not trace.values[slot]}
        if routes:
            yield Turned(name, answer, routes)


def _by_case(program: Program, answers: Answers) -> list[Any]:
    """The values for other answers, where some choice is open case by case."""
    other = evaluate(program, answers)
    return Cases(other, decide.undecided(other), IncrementalEvaluation(other).evaluate).trace.values
