"""Settles one claim by a portfolio of attempts, each exact about what it may conclude.

First every rounding is cut to a fresh number within true bounds, answers may be fractions: a proof counts, a
counterexample is only tried out. Then whole answers, then a quotient variable, then the division itself. What no
attempt settles within its effort is unknown; a grid of boundary savers is tried and the result says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

from ...diagnostic import Span
from ...reasoning.compile.compiled import Program
from ...reasoning.trace import Answers
from ...rulebook.model import Expression, Not
from ...value import Value
from .claims import YES, Claim, Watch
from .dependencies import reached
from .grid import boundary_savers
from .person import Disagreement, Pair, breaks, mid_year, person_of, smallest
from .propositions import follows
from .rounding import Rendering, Way
from .savers import Savers
from .solver import begin, satisfy
from .translate import Translation

_NOWHERE: Final = Span("", 0, 0, 0)
ProofOutcome = Literal["proved", "refuted", "unknown"]


class Attempt(NamedTuple):
    """One way to put a question to the solver, and Z3's rlimit for it."""

    way: Way
    whole: bool
    effort: int

    def proves(self, answer: str) -> bool:
        """Whether an answer of the solver means that there is nobody; in a corner it does not."""
        return answer == "no" and self.way != "corner"


WAYS: Final[tuple[tuple[Way, bool], ...]] = (
    ("cut", False),
    ("cut", True),
    ("corner", True),
    ("quotient", True),
    ("woven", True),
    ("exact", True),
)
PORTFOLIO: Final = tuple(Attempt(*way, effort) for effort in (1_000_000, 12_000_000) for way in WAYS)


class Settled(NamedTuple):
    """How a claim came out: how it was proved, who refutes it, or what was tried without success."""

    claim: Claim
    outcome: ProofOutcome
    how: str
    pair: Pair | None = None
    vacuous: bool = False


def settle(program: Program, claim: Claim, portfolio: tuple[Attempt, ...] = PORTFOLIO, shrink: bool = True) -> Settled:
    """Prove or refute a claim. Raises Disagreement on a counterexample the engine does not share."""
    if claim.family in ("rule sets", "one verdict") and follows(claim.holds):
        return Settled(claim, "proved", "by its conditions alone")
    for attempt in portfolio:
        question = Refutation(program, claim, attempt)
        found = satisfy(question.constraints(), attempt.effort)
        if attempt.proves(found.answer):
            return Settled(claim, "proved", attempt.way, vacuous=_vacuous(program, claim, attempt))
        if found.answer == "yes":
            pair = question.pair(found.model)
            if breaks(program, claim, pair):
                return refuted(program, claim, pair, attempt.way, shrink)
            if question.exact:
                raise Disagreement(f"{claim.name}: the engine does not share the counterexample {pair}")
    return _by_grid(program, claim)


def refuted(program: Program, claim: Claim, pair: Pair, how: str, shrink: bool = True) -> Settled:
    """A claim some saver breaks, with that saver made small."""
    if shrink:
        pair = smallest(program.rulebook.facts, mid_year(program), pair, lambda one: breaks(program, claim, one))
    return Settled(claim, "refuted", how, pair)


def _by_grid(program: Program, claim: Claim) -> Settled:
    tried = 0
    for person in boundary_savers(program):
        for pair in _pairs(program, claim, person):
            tried += 1
            if breaks(program, claim, pair):
                return refuted(program, claim, pair, "boundary grid")
    return Settled(claim, "unknown", f"the solver gave up; {tried:,} boundary savers show no fault")


def _pairs(program: Program, claim: Claim, person: dict[str, Value]) -> Iterator[Pair]:
    if not claim.varied:
        yield Pair(person)
        return
    fact = program.rulebook.facts[claim.varied]
    value = person.get(claim.varied)
    if fact.unit == "yes_no":
        yield Pair({**person, claim.varied: False}, claim.varied, True)
    elif isinstance(value, int):
        yield from (Pair(person, claim.varied, more) for more in (value + 1, value + 1_000_00) if more <= fact.highest)


def _vacuous(program: Program, claim: Claim, attempt: Attempt) -> bool:
    """Whether no saver meets the premise, so that the proof says nothing."""
    if claim.given == YES:
        return False
    question = Refutation(program, claim._replace(holds=YES, watched=(), varied=""), attempt)
    return (
        satisfy([question.first.admissible(), question.premise(), *question.first.constraints()], attempt.effort).answer
        == "no"
    )


class Refutation:
    """A claim negated: constraints that only a saver who breaks it can meet."""

    def __init__(self, program: Program, claim: Claim, attempt: Attempt) -> None:
        """Nothing is translated yet."""
        begin()
        self.program, self.claim = program, claim
        self.savers = Savers(program.rulebook.facts, attempt.whole)
        self.rendering = Rendering(attempt.way, attempt.whole)
        self.first = Translation(program, self.savers, self.rendering)
        self.second: Translation | None = None
        if claim.varied:
            self.others = self.savers.changed(claim.varied, " of the second")
            moved = frozenset(reached(program, [claim.varied]))
            self.second = Translation(program, self.others, self.rendering, self.first, moved)
        self.attempt = attempt

    @property
    def exact(self) -> bool:
        """Whether a counterexample to this question must be one to the claim."""
        return self.attempt.whole and not self.rendering.loose

    def premise(self) -> Any:
        """The premise of the claim, for each saver it speaks of."""
        readers = [self.first] if self.second is None else [self.first, self.second]
        return self.savers.z3.And(*(reader.truth(self.claim.given) for reader in readers))

    def constraints(self) -> list[Any]:
        """Admissible answers, the premise, and the claim's opposite."""
        z3 = self.savers.z3
        wanted = [self.first.admissible(), self.premise()]
        if self.second is None:
            wanted.append(z3.Not(self.first.truth(self.claim.holds)))
        else:
            wanted += [self.second.admissible(), self._apart(), z3.Or(*map(self._worse, self.claim.watched))]
        return [*wanted, *self.first.constraints()]

    def _apart(self) -> Any:
        first, second = self.savers[self.claim.varied].term, self.others[self.claim.varied].term
        return self.savers.z3.And(self.savers.z3.Not(first), second) if self._feature() else first < second

    def _feature(self) -> bool:
        return self.program.rulebook.facts[self.claim.varied].unit == "yes_no"

    def _worse(self, watch: Watch) -> Any:
        assert self.second is not None
        z3 = self.savers.z3
        if watch.relation == "then":
            return z3.And(self.second.truth(watch.value), z3.Not(self.first.truth(watch.value)))
        before, after = self.first.number(watch.value), self.second.number(watch.value)
        return after > before if watch.relation == "<=" else after < before

    def pair(self, model: Any) -> Pair:
        """The saver, or two, under a model."""
        person = person_of(self.program, dict(self.savers.answers(model)), self.savers.defaulted(model))
        if self.second is None:
            return Pair(person)
        return Pair(person, self.claim.varied, self.others.answer(self.claim.varied, model))


def witness(
    program: Program, condition: Expression, portfolio: tuple[Attempt, ...] = PORTFOLIO
) -> tuple[ProofOutcome, Answers | None]:
    """Whether a saver can meet a condition: "proved" with one who does, "refuted" where none can."""
    claim = Claim("reachable", "reachable", program.tax_year, "", _NOWHERE, YES, Not(condition))
    found = settle(program, claim, portfolio, shrink=False)
    if found.outcome == "refuted" and found.pair is not None:
        return "proved", found.pair.person
    return ("refuted", None) if found.outcome == "proved" else ("unknown", None)
