"""What every check receives: a rulebook, the files it came from, and the day; nothing is read from disk here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Final

from ..advise.case_runner import CaseResult, CaseRunner
from ..diagnostic import Diagnostic, Label, Level, Refusal, Span
from ..reasoning.compile.compiled import Program
from ..reasoning.evaluate import IncrementalEvaluation, evaluate
from ..reasoning.trace import Answers, Trace
from ..rulebook.model import Case, Expression, Formula, Not, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar, Sequence, parse
from ..value import Value, show_value
from .logic import Logic

TO_CONFIRM: Final = "to confirm: "
"""How the source of a case begins that was drafted and that nobody has compared with the law yet."""


class Audited:
    """A rulebook that loads, with everything a check may look at."""

    def __init__(
        self,
        book: Rulebook,
        files: Mapping[str, bytes],
        cases: tuple[Case, ...],
        templates: Mapping[str, str],
        programs: Mapping[int, Program],
        today: date,
    ) -> None:
        """`programs` holds the rulebook compiled for each of its years; `templates` are texts by path."""
        self.book, self.files, self.cases = book, files, cases
        self.templates, self.programs, self.today = templates, programs, today

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """The YAML of each file that can be read; the loader reports what is wrong with the others."""
        found = {}
        for path, data in self.files.items():
            try:
                found[path] = parse(data, path)
            except Refusal:
                continue
        return found

    @cached_property
    def _scalars(self) -> dict[tuple[str, int, int], Scalar]:
        found: dict[tuple[str, int, int], Scalar] = {}
        waiting = list(self.nodes.values())
        while waiting:
            node = waiting.pop()
            if isinstance(node, Scalar):
                found[node.span[:3]] = node
            else:
                parts = node.items if isinstance(node, Sequence) else [value for _, value in node.entries]
                waiting.extend(parts)
        return found

    def at(self, formula: Formula, place: tuple[int, int]) -> Span:
        """The place in the file of a part of a formula."""
        scalar = self._scalars.get(formula.span[:3])
        return scalar.at(*place) if scalar is not None and place != (0, 0) else formula.span

    def place(self, file: str, *keys: str) -> Span:
        """The place of the value under a path of keys, or of the nearest key that exists."""
        node = self.nodes.get(file)
        span = Span(file, 1, 1, 1) if node is None else node.span
        for key in keys:
            node = node.get(key) if isinstance(node, Entries) else None
            if node is None:
                break
            span = node.span
        return span

    @cached_property
    def results(self) -> list[CaseResult]:
        """How the worked examples come out that are about savers with one item of each list: what the book is of."""
        return [one for one in self.every_result if one.trace is None or self._is_of_the_book(one.trace)]

    def _is_of_the_book(self, trace: Trace) -> bool:
        return trace.program.rulebook.shape == self.book.shape

    @cached_property
    def every_result(self) -> list[CaseResult]:
        """How each worked example comes out; none if a year cannot be compiled, which is reported elsewhere."""
        if not self.complete:
            return []
        reasoners = {year: _SteadyReasoner(program) for year, program in self.programs.items()}
        runner = CaseRunner(self.book, lambda year: _of(reasoners, year))
        return [runner.run(case) for case in self.cases]

    @property
    def complete(self) -> bool:
        """Whether every year of the rulebook compiles."""
        return set(self.book.years) == set(self.programs)

    @property
    def traces(self) -> list[Trace]:
        """The derivations of these worked examples."""
        return [result.trace for result in self.results if result.trace is not None]

    @cached_property
    def _logics(self) -> list[Logic]:
        """The newest year first: what is possible there need not be checked in the others."""
        return [Logic(self.programs[year]) for year in sorted(self.programs, reverse=True)]

    @cached_property
    def _as_given(self) -> list[Logic]:
        return [Logic(logic.program, as_given=True) for logic in self._logics]

    def impossible(self, *conditions: Expression, given: bool = False) -> bool:
        """Whether the conditions can hold together for no saver in any year; `given`: among facts as told."""
        logics = self._as_given if given else self._logics
        one = conditions[0] if len(conditions) == 1 else None
        return bool(logics) and all(
            logic.never(*conditions) or (one is not None and logic.decided(one) is False) for logic in logics
        )

    def always(self, condition: Expression, given: bool = False) -> bool:
        """Whether the condition holds for every saver in every year."""
        return self.impossible(condition.item if isinstance(condition, Not) else Not(condition), given=given)

    def ranges(self, name: str) -> list[tuple[int, int]]:
        """The range of a figure over all savers, for each year."""
        return [logic.values[logic.program.slots[name]] for logic in self._logics]

    @property
    def latest(self) -> Program | None:
        """The program of the newest year, or None where no year is complete."""
        return self.programs[max(self.programs)] if self.programs else None


class _SteadyReasoner:
    """The plain evaluator for one case after another: what does not differ from the last is not worked out again."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._evaluation: IncrementalEvaluation | None = None

    def infer(self, answers: Answers) -> Trace:
        self.program.generated.ready(self.program)
        if self._evaluation is None:
            self._evaluation = IncrementalEvaluation(evaluate(self.program, answers))
        return self._evaluation.evaluate(self.program, answers)


def _of(reasoners: Mapping[int, _SteadyReasoner], year: int) -> _SteadyReasoner:
    if year not in reasoners:
        raise Refusal((Diagnostic("missing-year", "error", f"tax year {year} is not covered"),))
    return reasoners[year]


def finding(
    level: Level, message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = (), *notes: str
) -> Diagnostic:
    """A finding of the check that is running; the run fills in the check's name."""
    return Diagnostic("", level, message, span, labels, help, notes)


def error(message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = ()) -> Diagnostic:
    """A finding that must be corrected."""
    return finding("error", message, span, help, labels)


def warning(message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = ()) -> Diagnostic:
    """A finding that is most likely a mistake."""
    return finding("warning", message, span, help, labels)


def advice(message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = ()) -> Diagnostic:
    """A finding worth a look."""
    return finding("advice", message, span, help, labels)


def shown(value: Value, unit: str) -> str:
    """A value as people write it."""
    return show_value(value, unit)
