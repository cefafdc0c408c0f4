"""Two programs over the same savers: what is the same in both, by text or by proof of the changed statement."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from ...reasoning.compile.compiled import Program
from ...reasoning.compile.defaults import Ruled
from ...reasoning.evaluate import contradictions, evaluate
from ...reasoning.trace import Trace
from ...rulebook.model import Expression, Fact, Number
from ...rulebook.walk import children, names_in, show, with_children
from ...value import Value
from ..proof.claims import YearFolder
from ..proof.dependencies import reads
from ..proof.person import Person
from ..proof.rounding import Rendering
from ..proof.savers import Asked, Savers
from ..proof.settle import Attempt
from ..proof.solver import begin, satisfy
from ..proof.translate import Translation

QUICK: Final = (Attempt("cut", False, 400_000), Attempt("cut", True, 400_000))


class Two(NamedTuple):
    """The old and the new program, how many days later the new one's savers ask, and the names that are the same."""

    old: Program
    new: Program
    shift: int
    same: frozenset[str]

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts of both; where they differ, as the old program has them."""
        return {**self.new.rulebook.facts, **self.old.rulebook.facts}

    def traces(self, person: Person) -> tuple[Trace, Trace]:
        """The saver under both."""
        return evaluate(self.old, person), evaluate(self.new, self.later(person))

    def later(self, person: Person) -> Person:
        """The same saver asking under the new program."""
        facts = self.new.rulebook.facts
        return {name: self._later(facts.get(name), value) for name, value in person.items()}

    def _later(self, fact: Fact | None, value: Value) -> Value:
        if fact is not None and fact.unit == "tax_year":
            return self.new.tax_year
        dated = fact is not None and fact.unit == "date" and isinstance(value, int)
        return value + self.shift if dated and isinstance(value, int) else value

    def fits(self, person: Person) -> bool:
        """Whether the saver's answers contradict each other under neither program."""
        return not contradictions(self.old, person) and not contradictions(self.new, self.later(person))


def two(old: Program, new: Program) -> Two:
    """Two programs side by side; names are the same by text, or because the solver proves the statements equal."""
    shift = date(new.tax_year, 1, 1).toordinal() - date(old.tax_year, 1, 1).toordinal()
    found = Two(old, new, shift, frozenset())
    return found._replace(same=frozenset(_same(found)))


def _same(both: Two) -> set[str]:
    """The names that are the same. Dates that move along with the tax year are told apart: no saver notices those."""
    same: set[str] = set()
    dates: set[str] = set()
    read_by = reads(both.new)
    for name in both.new.slots:
        if name in both.old.slots and read_by[name] <= same | dates and _alike(both, name, same, dates):
            (dates if both.shift and _unit(both.new, name) == "date" else same).add(name)
    return same


def _unit(program: Program, name: str) -> str:
    statement = program.rulebook.facts.get(name) or program.rulebook.figures.get(name)
    return "yes_no" if statement is None else statement.unit


def _alike(both: Two, name: str, same: set[str], dates: set[str]) -> bool:
    """Whether a name reads the same, but for days that move along, or is proved to come to the same."""
    if name in both.new.facts:
        return name in both.old.facts and _fact_text(both.old, name, both.shift) == _fact_text(both.new, name)
    before, after = expression_of(both.old, name), expression_of(both.new, name)
    if before is None or after is None:
        return False
    if show(later(before, both.shift)) == show(after):
        return True
    dated = both.shift and _unit(both.new, name) == "date"
    return not dated and _proved_alike(both._replace(same=frozenset(same)), name, frozenset(same | dates))


def later(node: Expression, days: int) -> Expression:
    """The expression with every day written in it this many days later."""
    if not days:
        return node
    if isinstance(node, Number):
        return node._replace(amount=node.amount + days * node.denominator) if node.unit == "date" else node
    return with_children(node, [later(part, days) for part in children(node)])


def _fact_text(program: Program, name: str, days: int = 0) -> tuple[Any, ...]:
    compiled = program.facts[name]
    parts = (compiled.applies_when, compiled.assumed, compiled.assumed_when)
    texts = tuple("" if part is None else show(later(part, days)) for part in parts)
    texts += () if compiled.fitting is None else tuple(_ruled_text(one, days) for one in compiled.fitting.ruled)
    # Bounds say which answers are taken, not what follows from one; only a default is cut to them.
    bounds = (compiled.fact.lowest, compiled.fact.highest) if compiled.assumed is not None else ()
    return (compiled.fact.unit, bounds, compiled.fact.otherwise, *texts)


def _ruled_text(one: Ruled, days: int) -> str:
    parts = (one.guard, one.unless, one.bound)
    return f"{one.operator} {[None if part is None else show(later(part, days)) for part in parts]}"


def expression_of(program: Program, name: str) -> Expression | None:
    """The folded formula or condition of a name; None for a fact."""
    compiled = program.figures.get(name) or program.conclusions.get(name)
    return None if compiled is None else compiled.expression


def _proved_alike(both: Two, name: str, known: frozenset[str]) -> bool:
    """The two statements agree whatever the names they read are, as far as little effort shows."""
    if not reads(both.old)[name] <= known:
        return False
    for attempt in QUICK:
        pair = Side(both, attempt)
        apart = pair.old.named(name) != pair.new.named(name)
        if satisfy([apart, *pair.constraints()], attempt.effort).answer == "no":
            return True
    return False


def proved_alike(both: Two, before: Expression, after: Expression) -> bool:
    """Whether a formula of the old rules and one of the new come to the same for every saver, as far as shown.

    False where little effort of the solver does not show it, or where one reads what only one side has.
    """
    try:
        first, second = YearFolder(both.old).fold(before), YearFolder(both.new).fold(after)
    except ValueError:
        return False
    known = (both.old.slots, both.new.slots)
    if any(name not in names for one, names in ((first, known[0]), (second, known[1])) for name, _ in names_in(one)):
        return False
    for attempt in QUICK:
        pair = Side(both, attempt)
        apart = pair.old.term(first) != pair.new.term(second)
        if satisfy([apart, *pair.definitions()], attempt.effort).answer == "no":
            return True
    return False


class Side:
    """Both programs translated over the same savers; what is the same is translated once."""

    def __init__(self, both: Two, attempt: Attempt, kind: type[Translation] = Translation) -> None:
        """Nothing is translated yet."""
        begin()
        facts = {**both.new.rulebook.facts, **both.old.rulebook.facts}
        self.savers = Savers(facts, attempt.whole)
        self.rendering = Rendering(attempt.way, attempt.whole)
        self.old = kind(both.old, self.savers, self.rendering)
        moved = frozenset(both.new.slots.keys() - both.same)
        self.new = kind(both.new, _Later(self.savers, both), self.rendering, self.old, moved)
        self.both, self.z3 = both, self.savers.z3

    def constraints(self) -> list[Any]:
        """Savers who may answer so under both programs."""
        return [self.old.admissible(), self.new.admissible(), *self.definitions()]

    def definitions(self) -> list[Any]:
        """What the names mean, for savers within the bounds of both, contradictory or not."""
        return [*self._bounds(), *self.old.constraints()]

    def _bounds(self) -> list[Any]:
        """An answer must lie within the bounds of both."""
        found = []
        for name, fact in self.both.new.rulebook.facts.items():
            old = self.both.old.rulebook.facts.get(name)
            if old is not None and name in self.savers.asked and fact.unit not in ("yes_no", "choice", "tax_year"):
                term = self.savers[name].term
                found += [term >= fact.lowest, term <= fact.highest]
        return found


class _Later(Savers):
    """The same savers asking later: dates moved on, answers to values only one program knows left as they are."""

    def __init__(self, first: Savers, both: Two) -> None:
        super().__init__(both.new.rulebook.facts, first.whole)
        self.first, self.shift, self.bounds = first, both.shift, first.bounds

    def _ask(self, fact: Fact) -> Asked:
        found = self.first[fact.name]
        if fact.unit == "date" and self.shift:
            return found._replace(term=found.term + self.shift)
        if fact.unit == "choice":
            return found._replace(values={v: found.values.get(v, self.z3.BoolVal(False)) for v, _ in fact.values})
        return found
