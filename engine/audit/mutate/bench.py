"""Runs the cases against mutants by the plain evaluator, working out again only what a change reaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...advise.answers import Given, tax_year_of
from ...advise.casebook import Casebook
from ...compile.fold import Absent, reduced
from ...compile.plans import Level, Program
from ...compile.program import compile_year
from ...diagnostic import Refusal, Span
from ...evaluate import evaluate, work_out
from ...infer.inference import Inference
from ...model import Case, Expression, Rulebook, Truth
from ...range import Range
from ...trace import Trace
from ...value import SCALE
from ...walk import show
from ..proof.claims import YearFolder
from ..proof.cone import reached, reads
from .mutants import Mutant

Worked = dict[str, Any]


class Tried(NamedTuple):
    """A case with the trace of the unchanged rules and their answer to everything the case expects."""

    case: Case
    trace: Trace
    said: tuple[tuple[str, Span, str], ...]


class TooDeep(Exception):
    """A change that cannot be worked out in place: the year has to be compiled again."""


class Bench:
    """The cases of one tax year, ready to be run against one mutant after the other."""

    def __init__(self, program: Program, cases: list[Case]) -> None:
        """Cases that do not pass or cannot be used are left out."""
        self.program, self.folder = program, YearFolder(program)
        self.book = Casebook(program.rulebook, lambda year: Inference(program))
        self.reads = reads(program)
        self.tried = [one for case in cases if (one := self._try(case)) is not None]
        self._after: dict[frozenset[str], list[str]] = {}

    def _try(self, case: Case) -> Tried | None:
        given = Given()
        for name, text, span in case.given:
            given.set(self.program.rulebook, name, text, span, span)
        try:
            given.check(self.program.rulebook)
            if tax_year_of(self.program.rulebook, given.values) != self.program.tax_year:
                return None
            trace = evaluate(self.program, given.checked(self.program))
            return Tried(case, trace, tuple(self._said(trace, case)))
        except Refusal:
            return None

    def _said(self, trace: Trace, case: Case) -> Iterator[tuple[str, Span, str]]:
        for name, _, span in case.expect:
            yield name, span, self.book.found(trace, name, span)
        for name, span in case.unknown:
            yield name, span, self._open(self.book.found(trace, name, span))

    def _open(self, found: str) -> str:
        return "unknown" if found.startswith(("between", "unknown")) else found

    def killer(self, mutant: Mutant) -> Case | None:
        """The first case that notices the mutant."""
        try:
            changed = dict(self._changed(mutant))
        except TooDeep:
            return self._again(mutant)
        return next((one.case for one in self.tried if self._notices(one, changed)), None)

    def touches(self, mutant: Mutant) -> bool:
        """Whether the mutant changes anything in this year."""
        try:
            return bool(dict(self._changed(mutant)))
        except TooDeep:
            return True

    def _changed(self, mutant: Mutant) -> Iterator[tuple[str, Any]]:
        """The new closures of the statements the mutant touches in this year."""
        if mutant.part != "formula":
            raise TooDeep
        if mutant.expression is not None:
            yield from self._closure(self.folder, mutant.statement, mutant.expression)
        elif mutant.tax_year == self.program.tax_year:
            folder = self._folder(mutant)
            for name in self._readers(mutant.statement):
                if name in self.program.facts:
                    raise TooDeep
                yield from self._closure(folder, name, self._source(name))

    def _folder(self, mutant: Mutant) -> YearFolder:
        folder = YearFolder(self.program)
        unit = self.program.rulebook.parameters[mutant.statement].unit
        amount = mutant.amount
        constant = Truth(amount) if isinstance(amount, bool) else reduced(int(amount or 0), SCALE[unit], unit)
        folder.constants = {**folder.constants, mutant.statement: constant}
        return folder

    def _readers(self, parameter: str) -> list[str]:
        from ...load.graph import dependencies

        return [name for name, read in dependencies(self.program.rulebook) if parameter in read]

    def _source(self, name: str) -> Expression:
        book = self.program.rulebook
        return book.figures[name].formula.expression if name in book.figures else book.conclusions[name].when.expression

    def _closure(self, folder: YearFolder, name: str, source: Expression) -> Iterator[tuple[str, Any]]:
        plan = self.program.figures.get(name) or self.program.conclusions[name]
        try:
            folded = folder.fold(source)
        except Absent:
            raise TooDeep from None
        if show(folded) == show(plan.expression):
            if self._applies_differs(folder, name):
                raise TooDeep
            return
        if isinstance(plan.expression, Truth):
            raise TooDeep
        yield name, self._compiled(name, folded)

    def _applies_differs(self, folder: YearFolder, name: str) -> bool:
        figure = self.program.rulebook.figures.get(name)
        if figure is None or figure.applies is None:
            return False
        applies = figure.applies.expression
        return show(folder.fold(applies)) != show(self.folder.fold(applies))

    def _compiled(self, name: str, folded: Expression) -> Any:
        compiler = self.program.compiler
        if name in self.program.conclusions:
            return compiler.truth(folded)
        number, over = compiler.number(folded)
        factor, rest = divmod(self.program.overs[name], over)
        if rest:
            raise TooDeep
        return number if factor == 1 else lambda values: _times(number(values), factor)

    def _notices(self, one: Tried, changed: Worked) -> bool:
        values = one.trace.values
        slots = self.program.slots
        if all(closure(values) == values[slots[name]] for name, closure in changed.items()):
            return False
        trace = Trace(self.program, one.trace.answers)
        trace.values, trace.standings = list(values), dict(one.trace.standings)
        moved = self._work_out(trace, changed, values)
        return bool(moved) and any(self._differs(trace, entry) for entry in one.said)

    def _work_out(self, trace: Trace, changed: Worked, before: list[Any]) -> set[str]:
        """Work out what the change reaches, skipping what reads nothing that moved."""
        moved: set[str] = set()
        slots = self.program.slots
        for name in self._order(frozenset(changed)):
            if name in changed or self.reads[name] & moved:
                slot = slots[name]
                self._one(trace, name, changed.get(name))
                if trace.values[slot] != before[slot]:
                    moved.add(name)
        return moved

    def _order(self, names: frozenset[str]) -> list[str]:
        if names not in self._after:
            after = reached(self.program, names)
            self._after[names] = [name for name in self.program.slots if name in after]
        return self._after[names]

    def _one(self, trace: Trace, name: str, closure: Any) -> None:
        program, values = self.program, trace.values
        if closure is not None:
            values[program.slots[name]] = closure(values)
        elif name in program.conclusions:
            values[program.slots[name]] = program.conclusions[name].tree(values)
        else:
            step = program.facts.get(name) or program.figures[name]
            work_out(trace, Level((step,), (), ()))

    def _differs(self, trace: Trace, entry: tuple[str, Span, str]) -> bool:
        name, span, said = entry
        found = self.book.found(trace, name, span)
        return found != said and self._open(found) != said

    def _again(self, mutant: Mutant) -> Case | None:
        """The same with the whole year compiled again."""
        try:
            program = compile_year(mutant.applied(self.program.rulebook), self.program.tax_year)
        except Refusal:
            return self.tried[0].case if self.tried else None
        for one in self.tried:
            trace = evaluate(program, one.trace.answers)
            if any(self._differs(trace, entry) for entry in one.said):
                return one.case
        return None


def _times(value: Range, factor: int) -> Range:
    return value[0] * factor, value[1] * factor


def benches(book: Rulebook, cases: list[Case]) -> list[Bench]:
    """One bench for each year, the newest first."""
    return [Bench(compile_year(book, year), cases) for year in reversed(book.years)]
