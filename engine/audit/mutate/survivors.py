"""What to make of a mutant no case notices: a saver who would, or a proof that no saver could."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from ...advise.case_runner import CaseRunner
from ...diagnostic import Refusal
from ...reasoning.compile.compiled import Program
from ...reasoning.compile.program import compile_year
from ...reasoning.evaluate import contradictions, evaluate
from ...reasoning.infer.inference import Inference
from ...reasoning.trace import Trace
from ...rulebook.model import Expression, Number, Rulebook
from ...rulebook.walk import show
from ...value import Value
from ..diff.two import Side, Two, expression_of, two
from ..proof.claims import YES, YearFolder
from ..proof.dependencies import reached, reads
from ..proof.grid import boundary_savers
from ..proof.person import Pair, Person, as_case, mid_year, person_of, smallest
from ..proof.settle import PORTFOLIO, Attempt
from ..proof.solver import satisfy
from .bench import Bench
from .mutants import Mutant

EFFORTS: Final[tuple[Attempt, ...]] = tuple(one._replace(effort=500_000) for one in PORTFOLIO[:5])
MOST_REACHED: Final = 12
_BY_PROOF: Final = "proved: every saver whose relevant facts are all known gets the same answer"
_BY_BOUNDS: Final = "the fact's bounds bring the other default back to the same value"
Fate = Literal["equivalent", "argued", "killable", "unknown"]


class Witness(NamedTuple):
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
    notice: Witness | None = None


class Hunt:
    """Looks for savers who would notice mutants; the savers of the cases are tried before the solver."""

    def __init__(self, book: Rulebook, benches: Iterable[Bench]) -> None:
        """Compiled years are kept."""
        self.book = book
        self.benches = {bench.program.tax_year: bench for bench in benches}

    def survivor(self, mutant: Mutant) -> Survivor:
        """Year by year, the newest first: the changed statement, then what it reaches."""
        unsettled, by_default = False, False  # where the solver gave up on one year it is not tried on the others
        for year, bench in self.benches.items():
            if mutant.tax_year not in (None, year) or not bench.touches(mutant):
                continue
            try:
                seen = CaseView(two(bench.program, compile_year(mutant.applied(self.book), year)))
            except Refusal:
                return Survivor(mutant, "unknown", "the changed rules do not compile")
            notice, settled = self._year(seen, bench, not unsettled)
            if notice is not None:
                return Survivor(mutant, "killable", f"`{notice.name}` is {notice.value} for this saver", notice)
            unsettled = unsettled or not settled
            by_default = by_default or bool(seen.defaults)
        if unsettled:
            return Survivor(
                mutant, "unknown", "no saver was found who would notice it, and there is no proof that none exists"
            )
        return Survivor(mutant, "equivalent", _BY_BOUNDS if by_default else _BY_PROOF)

    def _year(self, seen: CaseView, bench: Bench, solve: bool) -> tuple[Witness | None, bool]:
        """Who of this year would notice; and, where nobody, whether it is proved that there is nobody."""
        known = next((found for one in bench.tried for found in seen.noticing(one.trace)), None)
        if known is None and solve:
            if seen.settled():
                return None, True
            known = next(noticing(seen), None)
        known = known or next(_on_grid(seen), None)
        return (None, False) if known is None else (_notice(seen.both, *known), True)


class CaseView:
    """The unchanged and the changed rules as a case sees them: answers, not the names in between."""

    def __init__(self, both: Two) -> None:
        """Which statements the change itself touches is found out; nothing is asked yet."""
        self.both = both
        self.facts = [name for name in both.new.facts if _facts_apart(both, name)]
        self.defaults = [name for name in self.facts if _defaults_apart(both, name)]
        self.own = [name for name in both.new.slots if name not in both.new.facts and self._own(name)]

    def _own(self, name: str) -> bool:
        return name in self._readers or _stated_apart(self.both, name) or _applied_apart(self.both, name)

    @cached_property
    def _readers(self) -> set[str]:
        """What reads a changed fact, directly or through another fact."""
        facts, reading, read_by = set(self.facts), set[str](), reads(self.both.new)
        for name, read in read_by.items():
            if read & facts:
                (facts if name in self.both.new.facts else reading).add(name)
        return reading

    @property
    def names(self) -> list[str]:
        """What the change itself touches, then what it reaches, the nearest first."""
        near = reached(self.both.new, self.own)
        apart = (n for n in self.both.new.slots if n not in self.both.same and n not in self.both.new.facts)
        return [*self.own, *(name for name in apart if name in near and name not in self.own)][:MOST_REACHED]

    def settled(self) -> bool:
        """Whether it is proved that nobody would notice, exactly."""
        if self.defaults:
            return all(_bounded_alike(self.both, name) for name in self.facts)
        return all(_nobody(self.both, name) for name in self.own)

    def noticing(self, before: Trace) -> Iterator[tuple[str, Person]]:
        """The names the change itself touches that say something else of the saver of a trace."""
        after = evaluate(self.both.new, before.answers)
        if not contradictions(self.both.new, before.answers):
            yield from ((name, dict(before.answers)) for name in self.own if self._differs(name, before, after))

    def noticed(self, name: str, person: Person) -> bool:
        """Whether a case of this saver that expects the name would notice."""
        return self.both.fits(person) and self._differs(name, *self.both.traces(person))

    def _differs(self, name: str, before: Trace, after: Trace) -> bool:
        old, new = _answer(before, name), _answer(after, name)
        return old is not None and old != new and (new is not None or bool(self.facts))

    def smallest(self, name: str, person: Person) -> Person:
        """The saver with as few and as round answers as it takes."""
        facts, day = self.both.facts, mid_year(self.both.old)
        return smallest(facts, day, Pair(person), lambda one: self.noticed(name, one.person)).person


def _answer(trace: Trace, name: str) -> Value | None:
    """What a case can expect of the name; None where that is not known yet."""
    if name in trace.program.conclusions:
        return trace.holds(name)
    found = trace.published(name)
    if found is None:
        return "empty"
    return found[0] if found[0] == found[1] else None


def _facts_apart(both: Two, name: str) -> bool:
    return _fact_text(both.old, name) != _fact_text(both.new, name)


def _defaults_apart(both: Two, name: str) -> bool:
    return _fact_text(both.old, name)[1:] != _fact_text(both.new, name)[1:]


def _fact_text(program: Program, name: str) -> list[str]:
    compiled = program.facts[name]
    return [
        "" if one is None else show(one) for one in (compiled.applies_when, compiled.assumed, compiled.assumed_when)
    ]


def _bounded_alike(both: Two, name: str) -> bool:
    """Whether a default that is another constant comes to the same within the fact's bounds."""
    old, new = both.old.facts[name], both.new.facts[name]
    same = _fact_text(both.old, name)[::2] == _fact_text(both.new, name)[::2]
    if not (same and isinstance(old.assumed, Number) and isinstance(new.assumed, Number)):
        return False
    traces = [evaluate(program, {}) for program in (both.old, both.new)]
    return traces[0].fact_value(name) == traces[1].fact_value(name)


def _stated_apart(both: Two, name: str) -> bool:
    before, after = expression_of(both.old, name), expression_of(both.new, name)
    return before is None or after is None or show(before) != show(after)


def _applied_apart(both: Two, name: str) -> bool:
    before, after = (_applies(program, name) for program in (both.old, both.new))
    return show(before) != show(after)


def _applies(program: Program, name: str) -> Expression:
    """Where a figure applies; a conclusion does everywhere."""
    figure = program.rulebook.figures.get(name)
    return YES if figure is None or figure.applies is None else YearFolder(program).fold(figure.applies.expression)


def noticing(seen: CaseView) -> Iterator[tuple[str, Person]]:
    """Who would notice, name by name, as the solver finds them."""
    return ((name, person) for name in seen.names if (person := _noticing(seen, name)) is not None)


def _on_grid(seen: CaseView) -> Iterator[tuple[str, Person]]:
    for person in boundary_savers(seen.both.old):
        told_less = {name: value for name, value in person.items() if name not in seen.defaults}
        yield from ((name, told_less) for name in seen.own if seen.noticed(name, told_less))


def _nobody(both: Two, name: str) -> bool:
    """Whether the name is proved to be the same for every saver, exactly."""
    for attempt in EFFORTS:
        side = Side(both, attempt)
        apart = side.z3.Or(_applying_apart(side, name), side.old.named(name) != side.new.named(name))
        found = satisfy([apart, *side.constraints()], attempt.effort)
        if attempt.proves(found.answer):
            return True
        if found.answer == "yes" and not side.rendering.loose:
            return False
    return False


def _noticing(seen: CaseView, name: str) -> Person | None:
    """A saver for whom the name is published with another value."""
    for attempt in EFFORTS:
        side = Side(seen.both, attempt)
        before, after = side.old.named(name), side.new.named(name)
        apart = side.z3.Or(_applying_apart(side, name), _published_apart(side, before, after))
        found = satisfy([apart, *side.constraints()], attempt.effort)
        if attempt.proves(found.answer):
            return None
        if found.answer == "yes":
            savers = side.savers
            person = person_of(seen.both.old, dict(savers.answers(found.model)), savers.defaulted(found.model))
            if seen.noticed(name, person):
                return seen.smallest(name, person)
    return None


def _applying_apart(side: Side, name: str) -> Any:
    """The figure applies on one side only."""
    return side.old.truth(_applies(side.both.old, name)) != side.new.truth(_applies(side.both.new, name))


def _published_apart(side: Side, before: Any, after: Any) -> Any:
    """Conditions that differ, or amounts a cent apart."""
    if side.z3.is_bool(before):
        return before != after
    return side.z3.Or(before >= after + 1, after >= before + 1)


def _notice(both: Two, name: str, person: Person) -> Witness:
    book, trace = both.old.rulebook, evaluate(both.old, person)
    statement = book.figures.get(name) or book.conclusions[name]
    found = CaseRunner(book, lambda year: Inference(both.old)).found(trace, name, statement.span)
    return Witness(person, both.old.tax_year, name, found, statement.topic)


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


def _case(book: Rulebook, notices: list[Witness]) -> str:
    first = notices[0]
    expect = {one.name: one.value for one in notices}
    return as_case(book, f"{first.tax_year}: {', '.join(expect)}", first.person, expect)
