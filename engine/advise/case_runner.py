"""Runs the worked examples beside the rules: given facts, expected answers, and what must stay unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, Protocol

from ..diagnostic import Diagnostic, Refusal, Span
from ..reasoning.compile.compiled import Program
from ..reasoning.compile.program import compile_year
from ..reasoning.evaluate import IncrementalEvaluation, contradictions, evaluate
from ..reasoning.range import Range
from ..reasoning.trace import Answers, Trace
from ..rulebook.lists import Shape
from ..rulebook.model import Case, Rulebook
from ..rulebook.unroll import for_items
from ..value import read_value, show_value
from . import decide
from .answers import Given, tax_year_of
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


class PlainReasoner(NamedTuple):
    """The plain evaluator, for running cases; tests hold inference to the same answers."""

    program: Program

    def infer(self, answers: Answers) -> Trace:
        """The derivation for checked answers."""
        return evaluate(self.program, answers)


InferenceFor = Callable[[int], Reasoner]
InferenceForItems = Callable[[int, Shape], Reasoner]
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

    def __init__(
        self, rulebook: Rulebook, inference_for: InferenceFor, for_items: InferenceForItems | None = None
    ) -> None:
        """`inference_for` gives the inference of a tax year, `for_items` that of savers with other items than usual.

        Without `for_items` the reference evaluator answers for these.
        """
        self.rulebook, self.inference_for = rulebook, inference_for
        self._advised: tuple[Trace, Trace] | None = None
        self.for_items = for_items or self._for_items
        self._shaped: dict[tuple[int, Shape], Reasoner] = {}

    def _reasoner(self, tax_year: int, given: Given) -> Reasoner:
        shape = given.shape(self.rulebook)
        return self.inference_for(tax_year) if shape == self.rulebook.shape else self.for_items(tax_year, shape)

    def _for_items(self, tax_year: int, shape: Shape) -> Reasoner:
        key = (tax_year, shape)
        if key not in self._shaped:
            self._shaped[key] = PlainReasoner(compile_year(for_items(self.rulebook, shape), tax_year))
        return self._shaped[key]

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
        inference = self._reasoner(tax_year_of(self.rulebook, given.values, case.span), given)
        return inference.infer(given.checked(inference.program))

    def _wrongly_taken(self, case: Case, wanted: str, span: Span) -> Iterator[Miss]:
        expected = {part.strip() for part in wanted.split(",")}
        given, found = Given(), []
        for name, text, place in case.given:
            before = len(given.problems)
            given.set(self.rulebook, name, text, place, place)
            if len(given.problems) > before:
                if given.problems[-1].check == "unknown-fact":
                    raise _refused(given.problems[-1].message, place)
                found.append(name)
        program = self._reasoner(tax_year_of(self.rulebook, given.values, case.span), given).program
        found += contradictions(program, given.values)
        if not expected <= set(found or ["none"]):
            yield Miss(REFUSED, ", ".join(sorted(expected)), ", ".join(found) or "nothing", span)

    def _misses(self, case: Case, trace: Trace) -> Iterator[Miss]:
        book = trace.program.rulebook
        for name, expected, span in case.expect:
            found = self.found(trace, name, span)
            wanted = _wanted(book, name, expected, span)
            if found != wanted:
                yield Miss(name, wanted, found, span)
        for one in case.rejected:
            found, wrong = self.found(trace, one.answer, one.span), _wanted(book, one.answer, one.value, one.span)
            if found == wrong:
                yield Miss(one.answer, f"anything but {wrong}, for {one.why.rstrip('.')}", found, one.span)
        for name, span in case.unknown:
            found = self.found(trace, name, span)
            if not found.startswith(("between", "unknown", "not known", "at least")):
                yield Miss(name, "unknown", found, span)

    def found(self, trace: Trace, name: str, span: Span) -> str:
        """What the trace says of a figure, conclusion or part of the decision, in words."""
        book = trace.program.rulebook
        whose, _, part = name.rpartition(".")
        if part == "verdict" and (route := book.route(whose)):
            return decide.verdict(self._by_cases(trace), route)
        if part == "left" and whose in book.limits:
            return _left(self._by_cases(trace), whose)
        if name in DECISION:
            return self._decision(self._by_cases(trace), name)
        if part == "by" and (step := book.conclusions.get(whose)) and step.step:
            due = _schedule(self._by_cases(trace)).due.get(whose)
            return "none" if due is None else show_value(due, "date")
        if name in book.figures:
            return _amount(trace, name, book.figures[name].unit)
        if name in book.conclusions:
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


def _wanted(book: Rulebook, name: str, text: str, span: Span) -> str:
    day = name.endswith(".by") and name not in book.figures
    if name in DECISION or name.endswith(".verdict") or text == "empty" or (day and text == "none"):
        return ", ".join(part.strip() for part in text.split(","))
    figure = book.figures.get(name)
    try:
        left = name.removesuffix(".left") in book.limits
        unit = figure.unit if figure else "dollars" if left else "date" if day else "yes_no"
        return show_value(read_value(text, unit), unit)
    except ValueError as problem:
        raise _refused(f"`{name}` {problem}", span) from None


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
