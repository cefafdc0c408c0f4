"""What to make of a mutant no case notices: a saver who would, or a proof that nobody can tell it from the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple

from ...advise.casebook import Casebook
from ...compile.program import compile_year
from ...diagnostic import Refusal
from ...evaluate import evaluate
from ...infer.inference import Inference
from ...model import Rulebook
from ...walk import show
from ..diff.two import Side, Two, expression_of, two
from ..proof.cone import reached
from ..proof.grid import boundary_savers
from ..proof.person import Pair, Person, as_case, smallest, told
from ..proof.settle import PORTFOLIO, Attempt
from ..proof.solver import satisfy
from .bench import Bench
from .mutants import Mutant

EFFORTS: Final[tuple[Attempt, ...]] = tuple(one._replace(effort=500_000) for one in PORTFOLIO[:5])
MOST_REACHED: Final = 12
Fate = Literal["equivalent", "killable", "unknown"]


class Notice(NamedTuple):
    """Who would notice a mutant: the saver, the tax year, the name and what the rules say of it today."""

    person: Person
    tax_year: int
    name: str
    value: str
    topic: str


class Survivor(NamedTuple):
    """A mutant no case notices: proved equivalent, or with a saver who would notice it, or not settled."""

    mutant: Mutant
    fate: Fate
    said: str
    notice: Notice | None = None


class Hunt:
    """Looks for savers who would notice mutants; the savers of the cases are tried before the solver."""

    def __init__(self, book: Rulebook, benches: Iterable[Bench]) -> None:
        """Compiled years are kept."""
        self.book = book
        self.benches = {bench.program.tax_year: bench for bench in benches}

    def survivor(self, mutant: Mutant) -> Survivor:
        """Year by year, the newest first: the changed statement, then what it reaches."""
        unsettled = False
        for year, bench in self.benches.items():
            if mutant.tax_year not in (None, year) or not bench.touches(mutant):
                continue
            try:
                both = two(bench.program, compile_year(mutant.applied(self.book), year))
            except Refusal:
                return Survivor(mutant, "unknown", "the changed rules do not compile")
            notice, settled = self._year(both, bench)
            if notice is not None:
                return Survivor(mutant, "killable", f"`{notice.name}` is {notice.value} for this saver", notice)
            unsettled = unsettled or not settled
        if unsettled:
            return Survivor(mutant, "unknown", "nobody was found who would notice it, and no proof that there is none")
        return Survivor(mutant, "equivalent", "proved: the same for every saver about whom all that counts is known")

    def _year(self, both: Two, bench: Bench) -> tuple[Notice | None, bool]:
        """Who of this year would notice; and, where nobody, whether it is proved that there is nobody."""
        changed = [name for name in both.new.slots if name not in both.same and name not in both.new.facts]
        own = [name for name in changed if _stated_apart(both, name)]
        names = [*own, *_seen(both, own, changed)][:MOST_REACHED]
        asked = (dict(one.trace.answers) for one in bench.tried)
        known = next(((name, person) for person in asked for name in own if _notices(both, name, person)), None)
        if known is None and all(_nobody(both, name) for name in own):
            return None, True
        known = known or next(_solved(both, names), None) or next(_on_grid(both, own), None)
        return (None, False) if known is None else (_notice(both, *known), True)


def _solved(both: Two, names: Iterable[str]) -> Iterator[tuple[str, Person]]:
    return ((name, person) for name in names if (person := _noticing(both, name)) is not None)


def _on_grid(both: Two, names: list[str]) -> Iterator[tuple[str, Person]]:
    return ((n, person) for person in boundary_savers(both.old) for n in names if _notices(both, n, person))


def _stated_apart(both: Two, name: str) -> bool:
    before, after = expression_of(both.old, name), expression_of(both.new, name)
    return before is None or after is None or show(before) != show(after)


def _seen(both: Two, own: list[str], changed: list[str]) -> Iterator[str]:
    """What the change reaches, the nearest first."""
    near = reached(both.new, own)
    return (name for name in changed if name in near and name not in own)


def _nobody(both: Two, name: str) -> bool:
    """Whether the name is proved to be the same for every saver, exactly."""
    for attempt in EFFORTS:
        side = Side(both, attempt)
        apart = side.old.named(name) != side.new.named(name)
        found = satisfy([apart, *side.constraints()], attempt.effort)
        if attempt.proves(found.answer):
            return True
        if found.answer == "yes" and not side.rendering.loose:
            return False
    return False


def _noticing(both: Two, name: str) -> Person | None:
    """A saver for whom the name is published with another value."""
    for attempt in EFFORTS:
        side = Side(both, attempt)
        before, after = side.old.named(name), side.new.named(name)
        found = satisfy([_published_apart(side, before, after), *side.constraints()], attempt.effort)
        if attempt.proves(found.answer):
            return None
        if found.answer == "yes":
            savers = side.savers
            person = told(both.old, dict(savers.answers(found.model)), savers.defaulted(found.model))
            if _notices(both, name, person):
                return smallest(both.old, Pair(person), lambda one: _notices(both, name, one.person)).person
    return None


def _published_apart(side: Side, before: Any, after: Any) -> Any:
    """Conditions that differ, or amounts a cent apart."""
    if side.z3.is_bool(before):
        return before != after
    return side.z3.Or(before >= after + 1, after >= before + 1)


def _notices(both: Two, name: str, person: Person) -> bool:
    if not both.fits(person):
        return False
    old, new = both.traces(person)
    if not (old.known(name) and new.known(name)):
        return False
    if name in both.new.conclusions:
        return old.holds(name) is not new.holds(name)
    return old.published(name) is not None and old.published(name) != new.published(name)


def _notice(both: Two, name: str, person: Person) -> Notice:
    book, trace = both.old.rulebook, evaluate(both.old, person)
    statement = book.figures.get(name) or book.conclusions[name]
    found = Casebook(book, lambda year: Inference(both.old)).found(trace, name, statement.span)
    return Notice(person, both.old.tax_year, name, found, statement.topic)


def as_cases(book: Rulebook, survivors: Iterable[Survivor]) -> dict[str, str]:
    """Ready cases by topic; one for each saver, however many mutants he would notice."""
    found: dict[tuple[str, str], list[Survivor]] = {}
    for one in survivors:
        if one.notice is not None:
            found.setdefault((one.notice.topic, repr(sorted(one.notice.person.items()))), []).append(one)
    texts: dict[str, str] = {}
    for (topic, _), ones in found.items():
        texts[topic] = texts.get(topic, "") + _case(book, [one.notice for one in ones if one.notice is not None])
    return texts


def _case(book: Rulebook, notices: list[Notice]) -> str:
    first = notices[0]
    expect = {one.name: one.value for one in notices}
    return as_case(book, f"{first.tax_year}: {', '.join(expect)}", first.person, expect)
