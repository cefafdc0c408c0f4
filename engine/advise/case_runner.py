"""Runs the worked examples beside the rules: given facts, expected answers, and what must stay unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, Protocol

from ..diagnostic import Diagnostic, Refusal, Span
from ..reasoning.compile.compiled import Program
from ..reasoning.evaluate import IncrementalEvaluation, contradictions
from ..reasoning.range import Range
from ..reasoning.trace import Answers, Trace
from ..rulebook.model import Case, Rulebook
from ..value import Value, read_value, show_value
from . import decide
from .answers import Given, read_answer, tax_year_of
from .cases import Cases
from .missing_inputs import open_facts
from .schedule import Schedule, needed


class Reasoner(Protocol):
    """Inference, or the plain evaluator in its place."""

    @property
    def program(self) -> Program:
        """The compiled rules of a tax year."""

    def infer(self, answers: Answers) -> Trace:
        """The derivation for checked answers."""


InferenceFor = Callable[[int], Reasoner]
DECISION: Final = ("recommendation", "status", "plan", "corrections", "steps")
REFUSED: Final = "refused"
"""Expected instead of answers: the contradictions or facts out of bounds that refuse them; `none` where none does."""


class Miss(NamedTuple):
    """An expectation that did not come true."""

    name: str
    expected: str
    found: str
    span: Span


class CaseResult(NamedTuple):
    """How one case went: what missed, or why its facts could not be used."""

    case: Case
    misses: tuple[Miss, ...]
    refused: tuple[Diagnostic, ...]
    trace: Trace | None

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.misses and not self.refused


class CaseRunner:
    """Runs cases against one rulebook."""

    def __init__(self, rulebook: Rulebook, inference_for: InferenceFor) -> None:
        """`inference_for` gives the inference of a tax year."""
        self.rulebook, self.inference_for = rulebook, inference_for
        self._advised: tuple[Trace, Trace] | None = None

    def run(self, case: Case) -> CaseResult:
        """Run one case."""
        try:
            wanted = next(((text, span) for name, text, span in case.expect if name == REFUSED), None)
            if wanted is not None:
                return CaseResult(case, tuple(self._wrongly_taken(case, *wanted)), (), None)
            trace = self._trace(case)
            return CaseResult(case, tuple(self._misses(case, trace)), (), trace)
        except Refusal as refusal:
            return CaseResult(case, (), refusal.diagnostics, None)

    def _trace(self, case: Case) -> Trace:
        given = Given()
        for name, text, span in case.given:
            given.set(self.rulebook, name, text, span, span)
        given.check(self.rulebook)
        inference = self.inference_for(tax_year_of(self.rulebook, given.values, case.span))
        return inference.infer(given.checked(inference.program))

    def _wrongly_taken(self, case: Case, wanted: str, span: Span) -> Iterator[Miss]:
        expected = {part.strip() for part in wanted.split(",")}
        values: dict[str, Value] = {}
        found: list[str] = []
        for name, text, place in case.given:
            fact = self.rulebook.facts.get(name)
            if fact is None:
                raise _refused(f"`{name}` is not a fact", place)
            try:
                values[name] = read_answer(fact, text)
            except ValueError:
                found.append(name)
        program = self.inference_for(tax_year_of(self.rulebook, values, case.span)).program
        found += contradictions(program, values)
        if not expected <= set(found or ["none"]):
            yield Miss(REFUSED, ", ".join(sorted(expected)), ", ".join(found) or "nothing", span)

    def _misses(self, case: Case, trace: Trace) -> Iterator[Miss]:
        for name, expected, span in case.expect:
            found = self.found(trace, name, span)
            wanted = self._wanted(name, expected, span)
            if found != wanted:
                yield Miss(name, wanted, found, span)
        for one in case.rejected:
            found, wrong = self.found(trace, one.answer, one.span), self._wanted(one.answer, one.value, one.span)
            if found == wrong:
                yield Miss(one.answer, f"anything but {wrong}, for {one.why.rstrip('.')}", found, one.span)
        for name, span in case.unknown:
            found = self.found(trace, name, span)
            if not found.startswith(("between", "unknown", "not known", "at least")):
                yield Miss(name, "unknown", found, span)

    def _wanted(self, name: str, text: str, span: Span) -> str:
        day = name.endswith(".by") and name not in self.rulebook.figures
        if name in DECISION or name.endswith(".verdict") or text == "empty" or (day and text == "none"):
            return ", ".join(part.strip() for part in text.split(","))
        figure = self.rulebook.figures.get(name)
        try:
            left = name.removesuffix(".left") in self.rulebook.limits
            unit = figure.unit if figure else "dollars" if left else "date" if day else "yes_no"
            return show_value(read_value(text, unit), unit)
        except ValueError as problem:
            raise _refused(f"`{name}` {problem}", span) from None

    def found(self, trace: Trace, name: str, span: Span) -> str:
        """What the trace says of a figure, conclusion or part of the decision, in words."""
        route, _, part = name.partition(".")
        if part == "verdict" and route in self.rulebook.routes:
            return decide.verdict(self._by_cases(trace), self.rulebook.routes[route])
        if part == "left" and route in self.rulebook.limits:
            return _left(self._by_cases(trace), route)
        if name in DECISION:
            return self._decision(self._by_cases(trace), name)
        if part == "by" and (step := self.rulebook.conclusions.get(route)) and step.step:
            due = _schedule(self._by_cases(trace)).due.get(route)
            return "none" if due is None else show_value(due, "date")
        if name in self.rulebook.figures:
            return _amount(trace, name, self.rulebook.figures[name].unit)
        if name in self.rulebook.conclusions:
            holds = trace.holds(name)
            return "unknown" if holds is None else "yes" if holds else "no"
        raise _refused(f"`{name}` is not a figure, conclusion or part of the decision", span)

    def _by_cases(self, trace: Trace) -> Trace:
        """The derivation the advice is read from, found once for all that is expected of a case."""
        if self._advised is None or self._advised[0] is not trace:
            nearby = IncrementalEvaluation(trace)
            self._advised = trace, Cases(trace, decide.undecided(trace), nearby.evaluate).trace
        return self._advised[1]

    def _decision(self, trace: Trace, name: str) -> str:
        if name == "plan":
            return ", ".join(decide.plan(trace))
        if name == "corrections":
            return ", ".join(needed(trace)) or "none"
        if name == "steps":
            return ", ".join(step.rule for step in _schedule(trace).every()) or "none"
        if name == "status":
            return "decided" if decide.settled(trace) else "provisional"
        return decide.recommendation(trace)[1] or "unknown"


def _schedule(trace: Trace) -> Schedule:
    return Schedule(trace, open_facts(trace, decide.undecided(trace)))


def _left(trace: Trace, limit: str) -> str:
    """What the plan leaves of a limit, as the letter shows it."""
    return _range(next((one.left for one in decide.ledger(trace) if one.name == limit), None), "dollars")


def _amount(trace: Trace, name: str, unit: str) -> str:
    return _range(trace.published(name), unit)


def _range(found: Range | None, unit: str) -> str:
    if found is None:
        return "empty"
    low, high = (show_value(end, unit) for end in found)
    return low if low == high else f"between {low} and {high}"


def _refused(message: str, span: Span) -> Refusal:
    return Refusal((Diagnostic("bad-case", "error", message, span),))
