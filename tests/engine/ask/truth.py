"""Whether an open fact truly matters: the solver looks for two savers who differ in that one fact and in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, Literal

from rothroute.engine.ask.alternatives import outcome_of
from rothroute.engine.audit.proof.dependencies import reached
from rothroute.engine.audit.proof.rounding import Rendering, Way
from rothroute.engine.audit.proof.savers import Asked, Savers
from rothroute.engine.audit.proof.solver import begin, satisfy
from rothroute.engine.audit.proof.translate import Translation
from rothroute.engine.reasoning.compile.compiled import CompiledFact, Program
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.reasoning.standing import Standing
from rothroute.engine.reasoning.trace import Answers
from rothroute.engine.rulebook.model import Fact
from rothroute.engine.value import SCALE

Verdict = Literal["matters", "does not matter", "not known"]
# Answers in any fraction, then whole ones; a claim that a fact matters is always tried out by the evaluator.
WAYS: Final[tuple[tuple[Way, bool], ...]] = (("cut", False), ("cut", True), ("corner", True), ("quotient", True))
EFFORT: Final = 4_000_000
PARTS: Final = ("closed", "caution", "primary", "amount")
TO_PUT_RIGHT: Final = ("held", "amount")


class Told(Savers):
    """Savers who all gave the same answers, and may say anything to what stays open."""

    def __init__(self, program: Program, answers: Answers, whole: bool) -> None:
        super().__init__(program.rulebook.facts, whole)
        self.given = answers

    def _ask(self, fact: Fact) -> Asked:
        if fact.name not in self.given:
            return super()._ask(fact)
        z3, value = self.z3, self.given[fact.name]
        if fact.unit == "yes_no":
            return Asked(z3.BoolVal(value), {}, z3.BoolVal(True))
        if fact.values or fact.unit == "tax_year":
            return Asked(None, {one: z3.BoolVal(one == value) for one, _ in fact.values}, z3.BoolVal(True))
        return Asked(z3.RealVal(value), {}, z3.BoolVal(True))


class StandingIn(Translation):
    """The rules for such savers, in which a default stands in wherever the advice lets it."""

    assumed: frozenset[str] = frozenset()

    def _fact(self, plan: CompiledFact) -> Any:
        if plan.name not in self.assumed or plan.assumed is None:
            return super()._fact(plan)
        applies = None if plan.applies_when is None else self.truth(plan.applies_when)
        if plan.fact.unit == "yes_no":
            return self._where(applies, self.truth(plan.assumed), plan.fact.otherwise)
        scale = SCALE.get(plan.fact.unit, 1)
        low, high = (self.number_of(Fraction(end, scale)) for end in (plan.fact.lowest, plan.fact.highest))
        found = self.number(plan.assumed)
        within = self.z3.If(found < low, low, self.z3.If(found > high, high, found))
        return self._where(applies, within, Fraction(plan.fact.otherwise or 0) / scale)


def matters(program: Program, answers: Answers, fact: str) -> Verdict:
    """Whether two values of an open fact lead to different answers, whatever the other open facts are, being equal."""
    trace = evaluate(program, answers)
    assumed = frozenset(name for name, standing in trace.standings.items() if standing is Standing.ASSUMED)
    for way, whole in WAYS:
        begin()
        savers, rendering = Told(program, answers, whole), Rendering(way, whole)
        others = savers.changed(fact, " of the second")
        first = StandingIn(program, savers, rendering)
        second = StandingIn(program, others, rendering, first, frozenset(reached(program, [fact])))
        first.assumed = second.assumed = assumed
        apart = savers.z3.Or(*_apart(program, first, second))
        wanted = [apart, first.admissible(), second.admissible()]
        found = satisfy([*wanted, *first.constraints()], EFFORT)
        if found.answer == "no" and way != "corner":
            return "does not matter"
        if found.answer == "yes":
            told = dict(savers.answers(found.model))
            one = {**answers, **{name: value for name, value in told.items() if name not in assumed}}
            if differ(program, one, {**one, fact: others.answer(fact, found.model)}):
                return "matters"
    return "not known"


def _apart(program: Program, first: Translation, second: Translation) -> Iterator[Any]:
    """The ways in which two savers can have different answers: of routes, and of what has to be put right."""
    parts = [f"{name}.{part}" for name in program.rulebook.routes for part in PARTS]
    parts += [f"{name}.{part}" for name in program.rulebook.corrections for part in TO_PUT_RIGHT]
    yield from (first.named(part) != second.named(part) for part in parts)


def differ(program: Program, one: Answers, other: Answers) -> bool:
    """Whether two savers, free of contradictions, have different answers; the total may differ by deferrals alone."""
    if contradictions(program, one) or contradictions(program, other):
        return False
    found, otherwise = (outcome_of(evaluate(program, answers))._replace(total=(0, 0)) for answers in (one, other))
    return found != otherwise
