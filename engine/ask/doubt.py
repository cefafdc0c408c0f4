"""What is still in doubt: a saver's trace in which nothing is assumed and every unanswered fact is open.

The advice uses a default for a fact nobody gave. A questionnaire that stops by itself must not: it stops
when the ranges prove that no answer still to come can change a verdict, an amount or the recommendation.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..advise import decide
from ..advise.cases import Cases
from ..advise.missing_inputs import open_facts
from ..reasoning.compile.compiled import CompiledFact, Program
from ..reasoning.evaluate import IncrementalEvaluation, as_given, evaluate
from ..reasoning.narrow import narrowed
from ..reasoning.range import Range
from ..reasoning.standing import Standing
from ..reasoning.trace import Answers, Trace
from ..rulebook.walk import names_in
from ..value import SCALE, Value

MOST_CASES: Final = 8  # between two questions nobody should have to wait
_MOST_KEPT: Final = 5_000
_LIST: Final = "a list"  # no name of a fact holds a blank
_NUMBERS: Final = ("dollars", "percent", "years", "days", "number")


class Clash(NamedTuple):
    """A contradiction, prepared: the facts it is about and a test for values that certainly contradict each other.

    `reads` are these facts and those that say where there is no contradiction after all, `slots` those of both.
    """

    facts: tuple[str, ...]
    reads: frozenset[str]
    slots: tuple[int, ...]
    holds: Callable[[list[Any]], bool]


class _Unanswered(NamedTuple):
    """What holds of a program before anybody has answered: `bare` is the program without its defaults.

    `assuming` and `doubting` are the traces of no answers, with the defaults and without.
    """

    bare: Program
    assuming: Trace
    doubting: Trace
    clashes: list[Clash]


def _unanswered(program: Program) -> _Unanswered:
    bare = narrowed(program, dict.fromkeys(program.facts))
    clashes = [_clash(program, name) for name in program.contradictions]
    return _Unanswered(bare, evaluate(program, {}), evaluate(bare, {}), clashes)


class Doubts:
    """A program that assumes nothing; build it once for the questions to one saver."""

    def __init__(self, program: Program, full: bool = False) -> None:
        """A program for all savers, not narrowed; with `full`, all that its plan's total counts must be settled too."""
        self.full = full
        self.program = program
        self._bare, assuming, doubting, self._clashes = program.walks.once(_unanswered, program)
        self._narrowed: dict[tuple[object, ...], Range | None] = {}
        self._closer_facts: dict[tuple[str, Range], CompiledFact] = {}
        self.evaluate = IncrementalEvaluation(assuming).evaluate
        self._doubting = IncrementalEvaluation(doubting)

    def trace(self, answers: Answers, narrow: bool = True) -> Trace:
        """The trace from the answers alone; `narrow` also uses what contradictions rule out."""
        bounds = self.bounds(answers) if narrow else {}
        closer = {name: self._closer(name, found) for name, found in bounds.items()}
        return self._doubting.evaluate(self._bare, {**answers, **self._sure(bounds)}, closer)

    def assuming(self, answers: Answers) -> Trace:
        """The trace of the advice, which uses the stated defaults."""
        return self.evaluate(self.program, answers)

    def open(self, answers: Answers) -> list[str]:
        """The unanswered facts that can still change the result; complete, and slightly more than really matter."""
        return [name for name in self.behind(self.trace(answers)) if name not in answers]

    def widely(self, answers: Answers) -> list[str]:
        """The facts the advice, which narrows no bounds, may still want although contradictions settle them."""
        bounds = self.bounds(answers)
        return [name for name in self.behind(self.trace(answers, False)) if name in bounds] if bounds else []

    def behind(self, trace: Trace) -> list[str]:
        """The facts behind what a trace leaves undecided."""
        return open_facts(trace, self._undecided(trace))

    def behind_defaults(self, trace: Trace, names: Iterable[str]) -> list[str]:
        """The facts on which the defaults of the named facts rest: needed where the saver does not know those."""
        formulas = (self.program.facts[name].assumed for name in names)
        return open_facts(trace, [read for formula in formulas if formula is not None for read, _ in names_in(formula)])

    def by_cases(self, trace: Trace, unknown: Sequence[str]) -> Cases:
        """The trace case by case, for choices among `unknown`, which the saver does not know."""
        bare = trace.program is self._bare
        again = self._bare_trace if bare else self.evaluate
        return Cases(trace, self._undecided(trace), again, unknown, MOST_CASES)

    def left(self, cases: Cases) -> list[str]:
        """The facts that can still change something in some case."""
        return cases.open_facts(self._undecided(cases.trace))

    def _bare_trace(self, program: Program, answers: Answers) -> Trace:
        return self.trace(answers)

    def _undecided(self, trace: Trace) -> list[str]:
        plan = self.program.rulebook.plan
        total = [plan.total] if self.full and plan else []
        return [*decide.undecided(trace), *self._steps(trace), *total]

    def _steps(self, trace: Trace) -> Iterator[str]:
        """What to do is part of the answer: the steps, not known yet, of open routes and needed corrections."""
        for name, route in self.program.rulebook.routes.items():
            if not trace.holds(f"{name}.closed"):
                yield from (step for step in route.steps if trace.holds(step) is None)
        for name, correction in self.program.rulebook.corrections.items():
            if trace.holds(f"{name}.held") is not False:
                yield from (step for step in correction.steps if trace.holds(step) is None)

    def at_least(self, cases: Cases, said: Container[str], asking: str) -> int:
        """The smallest number of questions still to come, including the current one.

        An undecided part waits until a fact behind it is asked, or one that may contradict such a fact and so narrow
        it. Parts of which no two wait for the same fact need a question each, besides the one being asked. Facts that
        may be asked in one list count as one.
        """
        taken = {self._together(asking)}
        count = 1
        parts = ([part, *self._conditions(part)] for part in self._undecided(cases.trace))
        for every in cases.behind_each(parts):
            behind = {name for name in every if name not in said}
            behind.update(*(clash.reads for clash in self._clashes if not behind.isdisjoint(clash.facts)))
            behind = set(map(self._together, behind))
            if behind and taken.isdisjoint(behind):
                taken |= behind
                count += 1
        return count

    def _together(self, name: str) -> str:
        question = self.program.rulebook.questions.get(name)
        return _LIST if question and question.listed else name

    def _conditions(self, part: str) -> list[str]:
        """What would make a step no part of the answer: that its routes are closed, its corrections not needed."""
        book = self.program.rulebook
        shut = [f"{name}.closed" for name, route in book.routes.items() if part in route.steps]
        return shut + [f"{name}.held" for name, correction in book.corrections.items() if part in correction.steps]

    def needed(self, answers: Answers) -> list[str]:
        """The facts without which the advice stays provisional, with its defaults as they are."""
        return self.behind(self.assuming(answers))

    def bounds(self, answers: Answers) -> dict[str, Range]:
        """The bounds of unanswered facts, as far as the answers narrow them: beyond lies a contradiction."""
        values = as_given(self.program, answers).values
        found: dict[str, Range] = {}
        for number, clash in enumerate(self._clashes):
            seen = tuple(values[slot] for slot in clash.slots)
            for name in clash.facts:
                if name not in answers:
                    key = number, name, found.get(name), seen
                    if key not in self._narrowed:
                        self._narrowed[key] = self._narrow(values, clash, name, found.get(name))
                    if (narrowed := self._narrowed[key]) is not None:
                        found[name] = narrowed
        if len(self._narrowed) > _MOST_KEPT:
            self._narrowed.clear()
        return found

    def forced(self, answers: Answers) -> dict[str, Value]:
        """The unanswered facts that can have only one value, because any other contradicts an answer."""
        bounds = self.bounds(answers)
        return {**{name: low for name, (low, high) in bounds.items() if low == high}, **self._sure(bounds)}

    def _sure(self, bounds: Mapping[str, Range]) -> dict[str, Value]:
        facts = self.program.rulebook.facts
        return {name: bool(low) for name, (low, _) in bounds.items() if facts[name].unit == "yes_no"}

    def _narrow(self, values: list[Any], clash: Clash, name: str, so_far: Range | None) -> Range | None:
        """The bounds within which a fact does not certainly contradict; None where that narrows nothing."""
        fact, slot = self.program.rulebook.facts[name], self.program.slots[name]
        before, found = values[slot], None
        if fact.unit == "yes_no":
            possible = [value for value in (False, True) if not _holds(clash, values, slot, value)]
            if len(possible) == 1:
                found = int(possible[0]), int(possible[0])
        elif fact.unit in _NUMBERS:
            low, high = so_far or (fact.lowest, fact.highest)
            scale = self.program.denominators[name] // SCALE[fact.unit]
            found = _inside(clash, values, slot, low, high, scale)
        values[slot] = before
        return None if found == (fact.lowest, fact.highest) else found

    def _closer(self, name: str, bounds: Range) -> CompiledFact:
        """A fact within closer bounds; the same object for the same bounds."""
        if (name, bounds) not in self._closer_facts:
            bare, (low, high) = self._bare.facts[name], bounds
            self._closer_facts[name, bounds] = bare if bare.fact.unit == "yes_no" else bare.between(low, high)
        return self._closer_facts[name, bounds]


def not_applicable(trace: Trace, names: Iterable[str]) -> list[str]:
    """The named facts that do not apply to this saver; answers to them are kept but not used."""
    return [name for name in names if trace.standings.get(name) is Standing.NOT_APPLICABLE]


def _clash(program: Program, name: str) -> Clash:
    when, unless = program.contradictions[name]
    one = next(one for one in program.rulebook.contradictions if one.name == name)
    read = dict.fromkeys(fact for fact, _ in names_in(one.when.expression) if fact in program.facts)
    conditions = [fact for fact, _ in names_in(one.unless.expression)] if one.unless else []

    def holds(values: list[Any]) -> bool:
        return when(values) is True and (unless is None or unless(values) is not True)

    reads = frozenset((*read, *conditions))
    slots = tuple(program.slots[fact] for fact in sorted(reads) if fact in program.slots)
    return Clash(tuple(read), reads, slots, holds)


def _holds(clash: Clash, values: list[Any], slot: int, value: Any) -> bool:
    values[slot] = value
    return clash.holds(values)


def _inside(clash: Clash, values: list[Any], slot: int, low: int, high: int, scale: int) -> Range:
    """The range without the parts at either end that certainly contradict; the whole range if all of it would."""

    def shut(start: int, end: int) -> bool:
        return _holds(clash, values, slot, (start * scale, end * scale))

    if shut(low, high):
        return low, high
    if shut(high, high):
        high = _first(low, high, lambda start: shut(start, high)) - 1
    if low < high and shut(low, low):
        low = high - _first(0, high - low, lambda back: shut(low, high - back)) + 1
    return low, high


def _first(start: int, end: int, holds: Callable[[int], bool]) -> int:
    """The first whole number in the range from which on the condition holds; it holds at the end."""
    while start < end:
        middle = (start + end) // 2
        start, end = (start, middle) if holds(middle) else (middle + 1, end)
    return start
