"""Which way a condition or an amount moved between two programs, with the smallest saver who shows it."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal, NamedTuple

from ...compile.plans import Program
from ...model import Expression, Name, Not, Truth
from ..proof.claims import YearFolder
from ..proof.grid import boundary_savers
from ..proof.person import Disagreement, Pair, Person, smallest, told
from ..proof.settle import PORTFOLIO, Attempt
from ..proof.solver import satisfy
from .two import Side, Two

Direction = Literal["same", "wider", "narrower", "incomparable", "unknown"]
Sense = Literal["more", "less"]
EFFORTS: Final[tuple[Attempt, ...]] = PORTFOLIO[:5]


class Shown(NamedTuple):
    """A saver for whom something moved, and which way."""

    sense: Sense
    person: Person


class Moved(NamedTuple):
    """One route's part or figure: which way it moved, and a saver for each way. `doubt` says what is not settled."""

    name: str
    direction: Direction
    shown: tuple[Shown, ...] = ()
    doubt: str = ""


class Pool:
    """The savers found so far, tried before the solver is, and those on the boundaries, tried after it."""

    def __init__(self, both: Two) -> None:
        """Nobody yet."""
        self.both, self.people = both, list[Person]()

    @cached_property
    def boundary(self) -> list[Person]:
        """Savers on the boundaries of either program."""
        everyone = (*boundary_savers(self.both.old), *boundary_savers(self.both.new))
        return [person for person in everyone if self.both.fits(person)]


def moved(both: Two, name: str, pool: Pool) -> Moved:
    """Which way one name moved: `more` where it holds now or is larger, `less` where it held or was larger."""
    if name in both.same:
        return Moved(name, "same")
    found: list[Shown] = []
    doubt = ""
    senses: tuple[Sense, Sense] = ("more", "less")
    for sense in senses:
        person, settled = _example(both, name, sense, pool)
        if person is not None:
            found.append(Shown(sense, person))
        elif not settled:
            doubt = f"nobody was found for whom it is {sense}, but that is not proved"
    return Moved(name, _direction([one.sense for one in found], doubt), tuple(found), doubt)


def _direction(senses: list[Sense], doubt: str) -> Direction:
    if len(senses) == 2:
        return "incomparable"
    if doubt:
        return "unknown"
    return "same" if not senses else "wider" if senses == ["more"] else "narrower"


def _example(both: Two, name: str, sense: Sense, pool: Pool) -> tuple[Person | None, bool]:
    """A saver for whom the name moved that way; and, where there is none, whether that is proved."""
    for one in pool.people:
        if moves(both, name, sense, one):
            return small(both, name, sense, one), True
    person, settled = _solved(both, name, sense)
    if person is None and not settled:
        person = next((one for one in pool.boundary if moves(both, name, sense, one)), None)
    if person is None:
        return None, settled
    pool.people.append(person)
    return small(both, name, sense, person), True


def _solved(both: Two, name: str, sense: Sense) -> tuple[Person | None, bool]:
    for attempt in EFFORTS:
        side = Side(both, attempt)
        before, after = side.old.named(name), side.new.named(name)
        relevant = [side.old.truth(matters(both.old, name)), side.new.truth(matters(both.new, name))]
        found = satisfy([_apart(side, sense, before, after), *relevant, *side.constraints()], attempt.effort)
        if attempt.proves(found.answer):
            return None, True
        if found.answer == "yes":
            savers = side.savers
            person = told(both.old, dict(savers.answers(found.model)), savers.defaulted(found.model))
            if moves(both, name, sense, person):
                return person, True
            if attempt.whole and not side.rendering.loose:
                raise Disagreement(f"{name}: the engine does not share the example {person}")
    return None, False


def _apart(side: Side, sense: Sense, before: object, after: object) -> object:
    z3 = side.z3
    one, other = (after, before) if sense == "more" else (before, after)
    return z3.And(one, z3.Not(other)) if z3.is_bool(one) else one > other  # type: ignore[operator]


def matters(program: Program, name: str) -> Expression:
    """Where a move of the name says anything: a caution of a route that is not closed, a figure that applies."""
    route, _, part = name.partition(".")
    if part:
        return Not(Name(f"{route}.closed")) if part == "caution" else Truth(True)
    applies = program.rulebook.figures[name].applies
    return Truth(True) if applies is None else YearFolder(program).fold(applies.expression)


def whole_answer(both: Two, name: str, person: Person) -> bool:
    """Whether everything about the route a name belongs to is known for the saver, before and after."""
    route, _, part = name.partition(".")
    names = [f"{route}.{one}" for one in ("closed", "caution", "amount")] if part else [name]
    return all(trace.known(one) for trace in both.traces(person) for one in names)


def moves(both: Two, name: str, sense: Sense, person: Person) -> bool:
    """Whether the name surely moved that way for the saver."""
    if not both.fits(person):
        return False
    old, new = both.traces(person)
    if not (old.known(name) and new.known(name)):
        return False
    sides = ((both.old, old), (both.new, new))
    if not all(program.compiler.truth(matters(program, name))(trace.values) for program, trace in sides):
        return False
    before, after = old.value(name), new.value(name)
    if isinstance(before, tuple):
        before, after = before[0] * both.new.overs[name], after[0] * both.old.overs[name]
    return bool(after > before) if sense == "more" else bool(after < before)


def small(both: Two, name: str, sense: Sense, person: Person) -> Person:
    """The saver with as few and as round answers as show the move."""
    whole = whole_answer(both, name, person)

    def shows(one: Pair) -> bool:
        return moves(both, name, sense, one.person) and (not whole or whole_answer(both, name, one.person))

    return smallest(both.old, Pair(person), shows).person
