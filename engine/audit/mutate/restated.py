"""Changes outside formulas: bounds of facts, orders of routes, days of steps, uses of limits, lines of forms.

A case that looks at such a part is run against the changed rulebook. What uses a limit is also
noticed by what the rulebook says is left of it, and the lines of a form, which no case expects, by a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

from ...advise.case_runner import REFUSED, CaseRunner, PlainReasoner
from ...diagnostic import Diagnostic
from ...reasoning.compile.compiled import Program
from ...reasoning.compile.program import compile_year
from ...reasoning.trace import Trace
from ...rulebook.load.facts import BOUNDS
from ...rulebook.load.routes import rewrite
from ...rulebook.model import Case, Correction, Fact, Limit, Route, Rulebook
from ...value import read_value, show_value
from ..audited import Audited
from ..checks import form_lines, left_differs, unplanned_use
from .mutants import Mutant, Part
from .survivors import Survivor, Witness

KINDS: Final = ("bound", "order", "date", "use", "form line")
_BOUNDED: Final = ("years", "number", "percent", "dollars")
_CHECKS: Final = (form_lines.check, unplanned_use.check)
_DECIDED: Final = {"recommendation", "plan", "corrections", "steps"}


def restatements(book: Rulebook) -> list[Mutant]:
    """Every change outside formulas, in the order of the rulebook's statements."""
    return [*_bounds(book), *_orders(book), *_days(book), *_uses(book), *_lines(book)]


def _bounds(book: Rulebook) -> Iterator[Mutant]:
    """Each bound that somebody stated, one step wider and one step narrower."""
    sides: tuple[Part, Part] = ("lowest", "highest")
    for name, fact in book.facts.items():
        for part, usual in zip(sides, BOUNDS[fact.unit], strict=True) if fact.unit in _BOUNDED else ():
            old = getattr(fact, part)
            for new in () if old == usual else (old - 1, old + 1):
                said = f"{part} {show_value(old, fact.unit)} becomes {show_value(new, fact.unit)}"
                yield Mutant("bound", name, said, fact.span, part=part, amount=new)


def _orders(book: Rulebook) -> Iterator[Mutant]:
    """Each two that follow one another in the order of ties, of doing or of corrections change places."""
    routes, corrections = tuple(book.routes.values()), tuple(book.corrections.values())
    rows: tuple[tuple[Part, Sequence[Route | Correction]], ...] = (
        ("tie_order", routes),
        ("doing_order", routes),
        ("order", corrections),
    )
    for part, every in rows:
        for one, other in pairwise(sorted(every, key=attrgetter(part))):
            said = f"`{part}` changes places with `{other.name}`"
            yield Mutant("order", one.name, said, one.span, part=part, amount=other.name)


def _days(book: Rulebook) -> Iterator[Mutant]:
    """Each day of a step left out, and each published one exchanged for the next later one that steps are due by."""
    dated = {name: one.step.by for name, one in book.conclusions.items() if one.step and one.step.by}
    newest = {name: book.parameters[name].year(max(book.years)) for name in dated.values() if name in book.parameters}
    days = {name: one.amount for name, one in newest.items() if one is not None and isinstance(one.amount, int)}
    for name, day in dated.items():
        span = book.conclusions[name].span
        yield Mutant("date", name, f"`by: {day}` is left out", span, part="by", amount="")
        later = sorted((amount, other) for other, amount in days.items() if day in days and amount > days[day])
        if later:
            yield Mutant("date", name, f"`by: {day}` becomes `{later[0][1]}`", span, part="by", amount=later[0][1])


def _uses(book: Rulebook) -> Iterator[Mutant]:
    """Each use left out of its limit."""
    for name, limit in book.limits.items():
        for place, use in enumerate(limit.uses):
            yield Mutant("use", name, f"the use `{use.label}` is left out", limit.span, part="uses", amount=place)


def _lines(book: Rulebook) -> Iterator[Mutant]:
    """Each line of a form left out of the preview, and each two neighbors exchanged."""
    plan = book.plan
    for place, line in enumerate(plan.preview if plan else ()):
        assert plan is not None
        yield Mutant("form line", line, "is left out of the preview", plan.span, part="preview", amount=place)
        if place:
            said = f"stands before `{plan.preview[place - 1]}` in the preview"
            yield Mutant("form line", line, said, plan.span, part="preview", amount=-place)


def restated(book: Rulebook, mutant: Mutant) -> Rulebook:
    """The rulebook with one such change."""
    return _CHANGES[mutant.part](book, mutant)


def _bounded(book: Rulebook, mutant: Mutant) -> Rulebook:
    fact = book.facts[mutant.statement]
    bound: dict[str, Any] = {mutant.part: mutant.amount}
    return book._replace(facts={**book.facts, fact.name: fact._replace(**bound)})


def _exchanged(book: Rulebook, mutant: Mutant) -> Rulebook:
    table = "corrections" if mutant.part == "order" else "routes"
    every = dict(getattr(book, table))
    one, other = every[mutant.statement], every[str(mutant.amount)]
    places = getattr(one, mutant.part), getattr(other, mutant.part)
    every[one.name] = one._replace(**{mutant.part: places[1]})
    every[other.name] = other._replace(**{mutant.part: places[0]})
    exchanged: dict[str, Any] = {table: every}
    changed = book._replace(**exchanged)
    conclusions = {each.name: each for each in rewrite(changed)[1]}
    return changed._replace(conclusions={name: conclusions.get(name, each) for name, each in book.conclusions.items()})


def _dated(book: Rulebook, mutant: Mutant) -> Rulebook:
    conclusion = book.conclusions[mutant.statement]
    assert conclusion.step is not None
    changed = conclusion._replace(step=conclusion.step._replace(by=str(mutant.amount) or None))
    return book._replace(conclusions={**book.conclusions, conclusion.name: changed})


def _used(book: Rulebook, mutant: Mutant) -> Rulebook:
    limit = book.limits[mutant.statement]
    return book._replace(limits={**book.limits, limit.name: _without(limit, int(mutant.amount or 0))})


def _without(limit: Limit, place: int) -> Limit:
    return limit._replace(uses=(*limit.uses[:place], *limit.uses[place + 1 :]))


def _lined(book: Rulebook, mutant: Mutant) -> Rulebook:
    plan = book.plan
    assert plan is not None
    lines, place = list(plan.preview), int(mutant.amount or 0)
    line = lines.pop(abs(place))
    if place < 0:
        lines.insert(-place - 1, line)
    return book._replace(plan=plan._replace(preview=tuple(lines)))


_CHANGES: Final[Mapping[str, Callable[[Rulebook, Mutant], Rulebook]]] = {
    **dict.fromkeys(("lowest", "highest"), _bounded),
    **dict.fromkeys(("tie_order", "doing_order", "order"), _exchanged),
    "by": _dated,
    "uses": _used,
    "preview": _lined,
}
PARTS: Final = frozenset(_CHANGES)


class Restating:
    """Holds the cases of a rulebook against changes outside its formulas."""

    def __init__(self, book: Rulebook, cases: Sequence[Case], traces: Iterable[tuple[Case, Trace]]) -> None:
        """`traces` are the cases that pass, with their derivations."""
        self.book, self.cases, self.traces = book, cases, list(traces)

    def survivor(self, mutant: Mutant) -> Survivor | None:
        """The mutant where nothing notices it, with a case that would where there is one; None where something does."""
        if mutant.kind == "use" and not self._use_missed(mutant):
            return None
        if mutant.kind == "form line":
            changed = self._said(restated(self.book, mutant)) - self._known
            return None if changed else _unknown(mutant, "no check sees the difference")
        changed_cases = Changed(restated(self.book, mutant))
        if any(not changed_cases.passes(case) for case in self._looking(mutant)):
            return None
        return self._with_case(mutant, changed_cases)

    def _looking(self, mutant: Mutant) -> Iterator[Case]:
        """The cases that look at what is changed."""
        for case in self._both(mutant) if mutant.kind == "order" else self.cases:
            expected = {name for name, _, _ in case.expect}
            if mutant.kind == "bound":
                fact = self.book.facts[mutant.statement]
                bound = getattr(fact, mutant.part)
                if any(abs(value - bound) <= 1 for value in _given(case, fact)):
                    yield case
            elif expected & _expectations(mutant):
                yield case

    def _both(self, mutant: Mutant) -> Iterator[Case]:
        """The cases in which both that change places take part."""
        names = (mutant.statement, str(mutant.amount))
        for case, trace in self.traces:
            if mutant.part == "order":
                taking = [trace.holds(f"{name}.held") is True for name in names]
            else:
                taking = [not trace.known(f"{name}.amount") or trace.value(f"{name}.amount")[0] > 0 for name in names]
            if all(taking):
                yield case

    @cached_property
    def _known(self) -> set[tuple[str, str]]:
        return self._said(self.book)

    def _said(self, book: Rulebook) -> set[tuple[str, str]]:
        """What the checks say that look at neither cases nor files."""
        found: list[Diagnostic] = []
        for check in _CHECKS:
            found += check(Audited(book, {}, (), {}, {}, date.min))
        return {(one.check, one.message) for one in found}

    def _use_missed(self, mutant: Mutant) -> bool:
        """Whether what is left of the limit fits without the use too, for the savers of all cases."""
        place, name = int(mutant.amount or 0), mutant.statement
        if self._said(restated(self.book, mutant)) - self._known:
            return False
        for _, trace in self.traces:
            for compiled in trace.program.limits:
                if compiled.limit.name == name:
                    uses = (*compiled.uses[:place], *compiled.uses[place + 1 :])
                    changed = compiled._replace(limit=_without(compiled.limit, place), uses=uses)
                    if compiled.limit.left and left_differs.apart(changed, trace) is not None:
                        return False
        return True

    def _with_case(self, mutant: Mutant, changed: Changed) -> Survivor:
        """The survivor with a case: a saver at the bound, or one of a known case who is told the day or the order."""
        if mutant.kind == "bound":
            fact = self.book.facts[mutant.statement]
            bound, new = int(getattr(fact, mutant.part)), int(mutant.amount or 0)
            wider = (new > bound) == (mutant.part == "highest")
            value, said = (new, fact.name) if wider else (bound, "none")
            year = max(self.book.years)
            years = {name: year for name, one in self.book.facts.items() if one.unit == "tax_year"}
            notice = Witness({**years, fact.name: value}, year, REFUSED, said, self._topic(fact.name))
            return Survivor(mutant, "killable", f"a case with {fact.name} {show_value(value, fact.unit)}", notice)
        names = sorted(_expectations(mutant) - {"steps"})
        taking = {id(case) for case in self._both(mutant)} if mutant.kind == "order" else set()
        for case, trace in self.traces:
            if mutant.kind == "order" and id(case) not in taking:
                continue
            if mutant.kind == "date" and trace.holds(mutant.statement) is not True:
                continue
            before = CaseRunner(self.book, lambda year, program=trace.program: PlainReasoner(program))  # type: ignore[misc]
            for name in names:
                said = before.found(trace, name, mutant.span)
                if changed.found(trace, name) != said and not said.startswith(("between", "unknown")):
                    said = _as_written(said) if mutant.kind == "date" else said
                    topic = self._topic(mutant.statement)
                    notice = Witness(dict(trace.answers), trace.program.tax_year, name, said, topic)
                    return Survivor(mutant, "killable", f"`{name}` is {said} for the saver of `{case.name}`", notice)
        return _unknown(mutant, "no saver of any case would notice it")

    def _topic(self, name: str) -> str:
        """The topic a case for a statement belongs to."""
        for table in (
            self.book.questions,
            self.book.conclusions,
            self.book.routes,
            self.book.corrections,
            self.book.limits,
        ):
            if name in table:
                return str(getattr(table[name], "topic", ""))
        return next(iter(self.book.routes.values())).topic


class Changed:
    """A changed rulebook, compiled for the years it is asked of."""

    def __init__(self, book: Rulebook) -> None:
        """Nothing is compiled yet."""
        self.book = book
        self._programs: dict[int, Program] = {}
        self._runner = CaseRunner(book, lambda year: PlainReasoner(self._program(year)))

    def passes(self, case: Case) -> bool:
        """Whether a case still comes out."""
        return self._runner.run(case).passed

    def found(self, trace: Trace, name: str) -> str:
        """What the changed rulebook says of a saver of the unchanged one."""
        program = self._program(trace.program.tax_year)
        after = PlainReasoner(program).infer(trace.answers)
        span = next(iter(self.book.routes.values())).span
        return self._runner.found(after, name, span)

    def _program(self, year: int) -> Program:
        if year not in self._programs:
            self._programs[year] = compile_year(self.book, year)
        return self._programs[year]


def _expectations(mutant: Mutant) -> set[str]:
    """What a case would have to expect to notice the change."""
    part = {"date": "by", "use": "left"}.get(mutant.kind)
    return {f"{mutant.statement}.{part}"} if part else set(_DECIDED)


def _as_written(day: str) -> str:
    return day if day == "none" else datetime.strptime(day, "%B %d, %Y").date().isoformat()


def _given(case: Case, fact: Fact) -> Iterator[int]:
    for name, text, _ in case.given:
        if name == fact.name:
            try:
                value = read_value(text, fact.unit)
            except ValueError:
                continue  # not told, or a case that cannot run
            if isinstance(value, int):
                yield value


def _unknown(mutant: Mutant, said: str) -> Survivor:
    return Survivor(mutant, "unknown", said)
