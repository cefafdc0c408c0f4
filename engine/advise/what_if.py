"""What another answer would do to the routes: each yes/no answer the saver gave, turned round one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..evaluate import Beside, contradictions
from ..trace import Trace
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
    beside = Beside(decision.cases.trace)
    for name in dict.fromkeys(facts):
        answer = decision.answers.get(name)
        if not isinstance(answer, bool):
            continue
        answers = {**decision.answers, name: not answer}
        if contradictions(program, answers):
            continue
        other = beside.evaluate(program, answers)
        by_case = Cases(other, decide.undecided(other), beside.evaluate).trace
        if routes := dict(_differing(trace, by_case)):
            yield Turned(name, answer, routes)


def _differing(trace: Trace, other: Trace) -> Iterator[tuple[str, bool | None]]:
    for route in trace.program.rulebook.routes:
        closed = other.holds(f"{route}.closed")
        if closed is not trace.holds(f"{route}.closed"):
            yield route, closed
