"""Which way a condition or an amount moved between two programs, with the smallest saver who shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from ...reasoning.compile.compiled import Program
from ...reasoning.trace import Trace
from ...rulebook.model import Case, Expression, Name, Not, Truth
from ...rulebook.walk import everything_behind
from ...value import Value
from ..proof.claims import YearFolder
from ..proof.dependencies import reads
from ..proof.grid import boundary_savers, boundary_values
from ..proof.person import Disagreement, Pair, Person, mid_year, person_of, smallest
from ..proof.settle import PORTFOLIO, Attempt
from ..proof.solver import satisfy
from ..proof.translate import ByItself
from .case_savers import savers_of
from .two import Side, Two, expression_of

Direction = Literal["same", "wider", "narrower", "incomparable", "order", "unknown"]
Sense = Literal["more", "less"]
SENSES: Final[tuple[Sense, Sense]] = ("more", "less")
EFFORTS: Final[tuple[Attempt, ...]] = tuple(one._replace(effort=400_000) for one in PORTFOLIO[:4])
MORE_EFFORT: Final[tuple[Attempt, ...]] = tuple(one._replace(effort=20_000_000) for one in PORTFOLIO)
MOST_NEAR: Final = 600
MOST_KEPT: Final = 5000
_LITTLE: Final = 100_000


Tried = tuple[Person, tuple[Trace, Trace]]


class Shown(NamedTuple):
    """A saver for whom something moved, and which way."""

    sense: Sense
    person: Person


class Movement(NamedTuple):
    """One route's part or figure: which way it moved, and a saver for each way. `doubt` says what is not settled."""

    name: str
    direction: Direction
    shown: tuple[Shown, ...] = ()
    doubt: str = ""


class Pool:
    """Savers tried before the solver is, those found so far and those on the boundaries; those near them come after."""

    def __init__(self, both: Two, cases: Sequence[Case] = ()) -> None:
        """Nobody yet; the savers of the `cases` are tried as those on boundaries are.

        `doubtful` are savers for whom only the approximate reading of the solver found a move; `given_up` holds what
        was tried without success, and why it is not settled: till `look_again` only savers found since are tried.
        """
        self.both, self.people, self.doubtful = both, list[Person](), list[Person]()
        self._cases, self.efforts = cases, EFFORTS
        self.given_up: dict[tuple[str, Sense], str] = {}
        self._found: list[Tried] = []
        self._near: dict[tuple[tuple[str, Value], ...], tuple[Trace, Trace] | None] = {}
        self._never: dict[tuple[str, Sense], bool] = {}

    @cached_property
    def _values(self) -> dict[str, list[Value]]:
        """For each fact the values on the boundaries of either program."""
        old, new = boundary_values(self.both.old), boundary_values(self.both.new)
        return {name: list(dict.fromkeys((*values, *new.get(name, ())))) for name, values in old.items()}

    @cached_property
    def _reads(self) -> dict[str, set[str]]:
        old, new = reads(self.both.old), reads(self.both.new)
        return {name: read | old.get(name, set()) for name, read in new.items()}

    def add(self, person: Person) -> None:
        """One more saver for whom something moved."""
        self.people.append(person)
        self._found.append((person, self.both.traces(person)))

    def found(self) -> Iterator[Tried]:
        """The savers found so far, the last first, with their answers under both programs."""
        return reversed(self._found)

    def inputs(self, name: str) -> set[str]:
        """The figures and conclusions a statement reads under both programs."""
        here = self.both.old.slots.keys() - self.both.old.facts.keys()
        return reads(self.both.old)[name] & reads(self.both.new)[name] & here

    def never(self, name: str, sense: Sense) -> bool:
        """Whether it is proved, statement by statement, that nobody is moved that way."""
        if name in self.both.same:
            return True
        if (name, sense) not in self._never:
            self._never[name, sense] = False
            tried = (*self._found, *self.boundary)
            if not any(_moves(self.both, name, sense, traces) for _, traces in tried):
                self._never[name, sense] = _never_by_itself(self.both, name, sense, self)
        return self._never[name, sense]

    def settle(self, name: str, sense: Sense) -> None:
        """It is proved that nobody is moved that way."""
        self._never[name, sense] = True

    def look_again(self) -> None:
        """What was given up is tried again with more effort, and with savers near all those found meanwhile."""
        self.given_up, self.efforts = {}, MORE_EFFORT

    def behind(self, name: str) -> set[str]:
        """Whatever a name rests on under either program."""
        return everything_behind(self._reads, [name])

    def near(self, name: str) -> Iterator[Tried]:
        """The savers near those found so far who contradict themselves under neither program, with their answers."""
        for person in self._changed(name):
            key = tuple(sorted(person.items()))
            if key in self._near:
                traces = self._near[key]
            else:
                traces = self.both.traces(person) if self.both.fits(person) else None
                if len(self._near) < MOST_KEPT:  # a saver may be near for many names
                    self._near[key] = traces
            if traces is not None:
                yield person, traces

    def _changed(self, name: str) -> Iterator[Person]:
        """The savers found so far, each with another answer to one thing the name rests on.

        Other answers are those on boundaries, or none where a default stands in; for dollars also every amount worked
        out on the way to the name, which is what an amount meets in a `min` or `max`.
        """
        behind_name = self.behind(name)
        facts = [fact for fact in self._values if fact in behind_name]
        for person in reversed([*self.people, *self.doubtful]):
            amounts = self._amounts(person, behind_name)
            for fact in facts:
                if fact in person and self.both.facts[fact].assume is not None:
                    yield {name: value for name, value in person.items() if name != fact}
                dollars = self.both.facts[fact].unit == "dollars"
                values = dict.fromkeys((*self._values[fact], *(amounts if dollars else ())))
                yield from ({**person, fact: value} for value in values if person.get(fact) != value)

    def _amounts(self, person: Person, names: set[str]) -> list[int]:
        """The whole cents of the figures among the names, for a saver under both programs."""
        found: dict[int, None] = {}
        for program, trace in zip((self.both.old, self.both.new), self.both.traces(person), strict=True):
            for name in program.figures:
                if name in names and trace.known(name) and program.rulebook.figures[name].unit.endswith("dollars"):
                    found[trace.value(name)[0] // (program.denominators[name])] = None
        return [amount for amount in found if amount > 0]

    @cached_property
    def boundary(self) -> list[Tried]:
        """Savers on the boundaries of either program and of the cases, their answers worked out once for all names."""
        known = boundary_values(self.both.old)
        everyone = [*boundary_savers(self.both.old), *boundary_savers(self.both.new, known=known)]
        everyone += savers_of(self.both.old, self._cases)
        distinct = {repr(sorted(person.items())): person for person in everyone}.values()
        return [(person, self.both.traces(person)) for person in distinct if self.both.fits(person)]


def moved(both: Two, name: str, pool: Pool, search: bool = True) -> Movement:
    """Which way one name moved: `more` where it holds now or is larger, `less` where it held or was larger.

    Without `search` only the savers found so far are tried, and what none of them shows is left unsaid.
    """
    if name in both.same:
        return Movement(name, "same")
    found: list[Shown] = []
    doubt = ""
    for sense in SENSES:
        person, left = _example(both, name, sense, pool, search)
        if person is not None:
            found.append(Shown(sense, person))
        doubt = left or doubt
    return Movement(name, _direction([one.sense for one in found], doubt), tuple(found), doubt)


def _direction(senses: list[Sense], doubt: str) -> Direction:
    if len(senses) == 2:
        return "incomparable"
    if doubt:
        return "unknown"
    return "same" if not senses else "wider" if senses == ["more"] else "narrower"


def _example(both: Two, name: str, sense: Sense, pool: Pool, search: bool) -> tuple[Person | None, str]:
    """A saver for whom the name moved that way; or None, and what was tried without success if that is not proved."""
    known = next((one for one, traces in pool.found() if _moves(both, name, sense, traces)), None)
    if known is not None:
        return known, ""
    person = next((one for one, traces in pool.boundary if _moves(both, name, sense, traces)), None)
    if person is None and (not search or (name, sense) in pool.given_up):
        return None, pool.given_up.get((name, sense), "")
    settled, tried = False, 0
    if person is None:
        person, settled = _solved(both, name, sense, pool)
    for one, traces in () if person is not None or settled else islice(pool.near(name), MOST_NEAR):
        tried += 1
        if _moves(both, name, sense, traces):
            person = one
            break
    if person is None:
        doubt = (
            f"the solver gave up; {tried:,} savers near those found, and those on boundaries, "
            f"show none for whom it is {sense}"
        )
        if settled:
            pool.settle(name, sense)
        else:
            pool.given_up[name, sense] = doubt
        return None, "" if settled else doubt
    found = small(both, name, sense, person, pool.behind(name))
    pool.add(found)
    return found, ""


def _solved(both: Two, name: str, sense: Sense, pool: Pool) -> tuple[Person | None, bool]:
    if pool.never(name, sense):
        return None, True
    for attempt in pool.efforts:
        side = Side(both, attempt)
        before, after = side.old.named(name), side.new.named(name)
        relevant = [side.old.truth(matters(both.old, name)), side.new.truth(matters(both.new, name))]
        found = satisfy([_apart(side, sense, before, after), *relevant, *side.constraints()], attempt.effort)
        if attempt.proves(found.answer):
            return None, True
        if found.answer == "yes":
            savers = side.savers
            person = _person_of(both, dict(savers.answers(found.model)), savers.defaulted(found.model))
            if moves(both, name, sense, person):
                return person, True
            if attempt.whole and not side.rendering.loose and both.old.facts.keys() == both.new.facts.keys():
                raise Disagreement(f"{name}: the engine does not share the example {person}")
            pool.doubtful.append(person)  # of other facts too: what only one side asks, the other takes for granted
    return None, False


def _person_of(both: Two, answers: Person, left_out: frozenset[str]) -> Person:
    """The answers a person would give: facts that apply under either program, as a year's end may lie between them."""
    before = person_of(both.old, answers, left_out)
    after = person_of(both.new, both.later(answers), left_out)
    return {**before, **{name: answers[name] for name in after if name in answers and name not in before}}


def _never_by_itself(both: Two, name: str, sense: Sense, pool: Pool) -> bool:
    """Whether the two statements alone rule the move out, given which way what they both read can move at all."""
    before, after = expression_of(both.old, name), expression_of(both.new, name)
    if before is None or after is None:
        return False
    inputs = sorted(pool.inputs(name) - both.same)
    ruled_out = [(one, way) for one in inputs for way in SENSES if pool.never(one, way)]
    side = Side(both, EFFORTS[0], ByItself)  # begins anew: nothing else may be asked of the solver in between
    apart = _apart(side, sense, side.old.term(before), side.new.term(after))
    known = [side.z3.Not(_apart(side, way, side.old.named(one), side.new.named(one))) for one, way in ruled_out]
    return satisfy([apart, *known, *side.savers.bounds, *side.rendering.facts], _LITTLE).answer == "no"


def _apart(side: Side, sense: Sense, before: Any, after: Any) -> object:
    z3 = side.z3
    one, other = (after, before) if sense == "more" else (before, after)
    return z3.And(one, z3.Not(other)) if z3.is_bool(one) else one > other


def matters(program: Program, name: str) -> Expression:
    """Where a move of the name says anything: a caution of a route that is not closed, a figure that applies."""
    route, _, part = name.partition(".")
    if part:
        return Not(Name(f"{route}.closed")) if part == "caution" else Truth(True)
    if name in program.conclusions:
        return Truth(True)
    applies = program.rulebook.figures[name].applies
    return Truth(True) if applies is None else YearFolder(program).fold(applies.expression)


def whole_answer(name: str, traces: tuple[Trace, Trace]) -> bool:
    """Whether everything about the route a name belongs to is known for a saver, before and after."""
    route, _, part = name.partition(".")
    routes = traces[0].program.rulebook.routes
    names = [f"{route}.{one}" for one in ("closed", "caution", "amount")] if part and route in routes else [name]
    return all(trace.known(one) for trace in traces for one in names)


def moves(both: Two, name: str, sense: Sense, person: Person) -> bool:
    """Whether the name certainly moved that way for the saver."""
    return both.fits(person) and _moves(both, name, sense, both.traces(person))


def _moves(both: Two, name: str, sense: Sense, traces: tuple[Trace, Trace]) -> bool:
    old, new = traces
    if not (old.known(name) and new.known(name)):
        return False
    before, after = old.value(name), new.value(name)
    if isinstance(before, tuple):
        before, after = before[0] * both.new.denominators[name], after[0] * both.old.denominators[name]
    if not (after > before if sense == "more" else after < before):
        return False
    sides = ((both.old, old), (both.new, new))
    return all(program.compiler.truth(matters(program, name))(trace.values) for program, trace in sides)


def small(both: Two, name: str, sense: Sense, person: Person, behind: set[str]) -> Person:
    """The saver with as few and as round answers as show the move; what the name does not rest on goes first."""
    whole = whole_answer(name, both.traces(person))

    def shows(one: Pair) -> bool:
        if not both.fits(one.person):
            return False
        traces = both.traces(one.person)
        return _moves(both, name, sense, traces) and (not whole or whole_answer(name, traces))

    facts = both.facts
    few = {one: value for one, value in person.items() if one in behind or facts[one].unit == "tax_year"}
    return smallest(facts, mid_year(both.old), Pair(few if shows(Pair(few)) else person), shows).person
