"""One questionnaire: answers given, changed, taken back and revived; the next question and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ..advise.answers import Given
from ..advise.cases import Cases
from ..diagnostic import Diagnostic, Refusal
from ..reasoning.compile.compiled import Program
from ..reasoning.evaluate import contradictions
from ..reasoning.standing import Standing
from ..reasoning.trace import Trace
from ..rulebook.model import Rulebook
from ..rulebook.walk import names_in
from ..value import Value
from .doubt import Doubts, not_applicable
from .order import Order
from .state import MEMORY, QUICK, SEASON, GivenAnswer, NextQuestion, Progress

ProgramOf = Callable[[int], Program]


class _Follows(NamedTuple):
    """What follows from a set of answers.

    `assuming` is the derivation of the advice, with its defaults; `advised` is that case by case, `doubted` the one
    without defaults case by case.
    """

    progress: Progress
    assuming: Trace
    advised: Cases
    doubted: Cases


class Session:
    """The answers of one saver on one day, and what they leave to ask."""

    def __init__(
        self, rulebook: Rulebook, program_of: ProgramOf, day: int, quick: bool = False, full: bool = False
    ) -> None:
        """No answers yet; `program_of` compiles a tax year, `day` is today's ordinal.

        `earlier` holds answers of another year, offered and not used; `loaded` counts those asked in a session before;
        `heads` has for each fact asked the first of the list it was asked in.
        """
        self.rulebook, self.program_of = rulebook, program_of
        self.day, self.quick, self.full = day, quick, full
        self.given: dict[str, GivenAnswer] = {}
        self.earlier: dict[str, Value] = {}
        self.asked: list[str] = []
        self.loaded = 0
        self.heads: dict[str, str] = {}
        self.past: list[dict[str, GivenAnswer]] = []
        self._orders: dict[tuple[int, bool], Order] = {}
        self._follows: _Follows | None = None

    @property
    def year(self) -> int | None:
        """The tax year, once it is known."""
        found = self.given.get(self.rulebook.year_fact)
        return found.value if found and isinstance(found.value, int) else None

    @property
    def order(self) -> Order:
        """What ranks the questions of the tax year."""
        year = self.year
        assert year is not None, "the tax year is asked first"
        total = self.full or self.quick  # the quick path narrows the total
        if (year, total) not in self._orders:
            self._orders[year, total] = Order(Doubts(self.program_of(year), total))
        return self._orders[year, total]

    @property
    def doubts(self) -> Doubts:
        """The tax year's program that assumes nothing."""
        return self.order.doubts

    def presume_year(self) -> bool:
        """Take the day's year for the tax year, outside the months in which money may count for the year before."""
        today = date.fromordinal(self.day)
        sure = self.year is None and today.month > SEASON and today.year in self.rulebook.years
        if sure:
            told = GivenAnswer(today.year, "the date", self.day)
            self.given = {self.rulebook.year_fact: told, **self.given}
            self.renew()
        return sure

    def tell(self, name: str, value: Value | None, source: str = MEMORY) -> tuple[Diagnostic, ...]:
        """Take an answer (None: not known). One that contradicts others is not taken; the problems are returned."""
        return self.tell_all({name: value}, source)

    def tell_all(self, values: Mapping[str, Value | None], source: str = MEMORY) -> tuple[Diagnostic, ...]:
        """Take the answers to one list, all or none, to be undone together; problems are returned as by `tell`."""
        before = self._follows
        self._changed(values, source)
        problems = self.problems()
        if problems:
            self.given, self._follows = self.past.pop(), before
            return problems
        self.asked += [name for name in values if name not in self.asked]
        self.heads |= dict.fromkeys(values, next(iter(values)))
        return ()

    def change(self, name: str, value: Value | None, source: str = MEMORY) -> list[str]:
        """Change an answer; earlier answers that it contradicts are removed, to be asked again, and returned."""
        return self.change_all({name: value}, source)

    def change_all(self, values: Mapping[str, Value | None], source: str = MEMORY) -> list[str]:
        """Change the answers to one list, to be undone together; what they contradict is removed as by `change`."""
        self._changed(values, source)
        dropped: list[str] = []
        while clashing := self.clashing(values):
            for other in clashing:
                del self.given[other]
                dropped.append(other)
            self.renew()
        return dropped

    def renew(self) -> None:
        """Forget what was computed, after the answers were changed from outside."""
        self._follows = None

    def source(self, name: str, source: str) -> None:
        """Note where an answer is from."""
        self._remember()
        self.given[name] = self.given[name]._replace(source=source)

    def number(self, name: str) -> int:
        """The number of a question: its place among those asked, or the next; a list counts as one."""
        before = self.asked[: self.asked.index(name)] if name in self.asked else self.asked
        return 1 + sum(self.heads.get(one, one) == one for one in before)

    def before(self, name: str | None) -> list[str]:
        """The answered facts asked before one, or all of them, in the order of asking; of a list the first."""
        heads = {one: self.heads.get(one, one) for one in self.asked if one in self.given}
        found = [one for one, head in heads.items() if head == one or head not in heads]
        head = heads.get(name, name) if name else None
        return found[: found.index(head)] if head in found else found

    def along(self, name: str) -> tuple[str, ...]:
        """The answered facts that were asked in the list which the named one begins."""
        asked = (one for one in self.asked if one in self.given and one != name)
        return tuple(one for one in asked if self.heads.get(one, one) == name)

    def undo(self) -> bool:
        """Undo the last answer or change; False if there is none."""
        if not self.past:
            return False
        self.given = self.past.pop()
        self.renew()
        self.asked = [name for name in self.asked if name in self.given]
        return True

    def problems(self) -> tuple[Diagnostic, ...]:
        """The contradictions among the answers in use."""
        if self.year is None:
            return ()
        given = Given()
        given.values = dict(self.progress().answers)
        try:
            given.checked(self.program_of(self.year))
        except Refusal as refusal:
            return refusal.diagnostics
        return ()

    def clashing(self, besides: Iterable[str] = ()) -> list[str]:
        """The answers that take part in a contradiction, besides the named ones."""
        if self.year is None:
            return []
        found = contradictions(self.program_of(self.year), self.progress().answers)
        read = set(self._read(found)) - {*besides, *self.rulebook.framing}
        return [other for other in self.given if other in read]

    def settle_total(self) -> None:
        """From now on also ask for what settles the plan's total, with all that it counts besides the routes."""
        self.quick, self.full = False, True
        self.renew()

    def progress(self) -> Progress:
        """The progress with these answers; computed once for each set of answers."""
        return self._worked_out.progress

    def next(self) -> NextQuestion | None:
        """The next question; None if no further answer can change the result."""
        if self.year is None:
            return NextQuestion(self.rulebook.year_fact, None, 1, len(self.rulebook.facts))
        progress = self.progress()
        room = QUICK + self.loaded - len(self.asked) if self.quick else len(self.rulebook.facts)
        if room <= 0 or not (progress.needed or progress.doubtful):
            return None
        open_ = progress.needed or progress.doubtful
        listed = () if progress.needed else self._listed(progress.doubtful)
        if self.quick:
            name, more = self.order.surest(progress.answers, open_), False
        elif listed:
            name, more = listed[0], False
        else:
            last = next((one for one in reversed(self.asked) if one in self.given), None)
            name, more = self.order.next(progress.answers, open_, bool(progress.needed), last)
        least = max(self._at_least(name), 2 if more and not self.unknown() else 1)
        usual = self.usual(name) if name in progress.doubtful else None
        return NextQuestion(name, usual, min(least, room), min(progress.most, room), listed[1:])

    def _listed(self, open_: Sequence[str]) -> tuple[str, ...]:
        """The rare cases among open facts, to be asked first and in one list: most savers have none."""
        questions = self.rulebook.questions
        found = [name for name in open_ if name in questions and questions[name].listed and self.usual(name) is False]
        return tuple(sorted(found, key=self.order.section))

    def _at_least(self, name: str) -> int:
        return self.doubts.at_least(self._worked_out.doubted, self.given, name)

    def usual(self, name: str) -> Value | None:
        """The default used for a fact at present, if it is a single value."""
        trace = self._worked_out.assuming
        value = trace.fact_value(name)
        return None if trace.standings[name] is not Standing.ASSUMED or isinstance(value, tuple) else value

    def trace(self) -> Trace:
        """The derivation of the advice from the answers in use, choices that are not known looked at case by case."""
        return self._worked_out.advised.trace

    def unknown(self) -> list[str]:
        """The facts that the saver does not know."""
        return [name for name, one in self.given.items() if one.value is None]

    def _changed(self, values: Mapping[str, Value | None], source: str) -> None:
        self._remember()
        self.given |= {name: GivenAnswer(value, source, self.day) for name, value in values.items()}

    def _remember(self) -> None:
        self.past.append(self.given)
        self.given = dict(self.given)
        self.renew()

    def _values(self) -> dict[str, Value]:
        found = {name: one.value for name, one in self.given.items() if one.value is not None}
        day = self.rulebook.day_fact
        return found if day in found or not day else {**found, day: self.day}

    @property
    def _worked_out(self) -> _Follows:
        """What follows from the answers; worked out once for each set of answers."""
        if self._follows is None:
            self._follows = self._work_out()
        return self._follows

    def _work_out(self) -> _Follows:
        values, doubts, unknown = self._values(), self.doubts, self.unknown()
        trace = doubts.trace(values)
        dormant = not_applicable(trace, self.given)
        if dormant:
            values = {name: value for name, value in values.items() if name not in dormant}
            trace = doubts.trace(values)
        assuming = doubts.assuming(values)
        advised = doubts.by_cases(assuming, unknown)
        doubted = advised if self.quick else doubts.by_cases(trace, unknown)
        needed = self._unsaid(doubts.left(advised))
        doubtful = [] if self.quick else self._unsaid(doubts.left(doubted))
        first = [name for name in needed if name in doubtful] if doubtful else needed
        wide = [] if self.quick else self._unsaid(doubts.widely(values))
        resting = [] if self.quick else self._unsaid(doubts.behind_defaults(trace, [*doubtful, *unknown]))
        most = len({*needed, *doubtful, *wide, *resting})
        progress = Progress(values, tuple(dormant), tuple(first), tuple(doubtful), most)
        return _Follows(progress, assuming, advised, doubted)

    def _unsaid(self, names: list[str]) -> list[str]:
        return [name for name in names if name not in self.given]

    def _read(self, clashes: list[str]) -> Iterator[str]:
        for one in self.rulebook.contradictions:
            if one.name in clashes:
                yield from (fact for fact, _ in names_in(one.when.expression))
