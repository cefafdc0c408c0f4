"""A saver found by the solver: replayed through the real engine, simplified, and offered as a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from ...reasoning.compile.compiled import Program
from ...reasoning.evaluate import contradictions, evaluate
from ...reasoning.infer.inference import Inference
from ...reasoning.standing import Standing
from ...reasoning.trace import Trace
from ...rulebook.model import Expression, Fact, Rulebook
from ...value import Value, show_value
from .claims import Claim

Person = dict[str, Value]
# Answers a reader pictures at once, the plainest first; what none of them shows is rounded as far as it goes.
_AMOUNTS = (0, 100_000_00, 10_000_00, 50_000_00, 200_000_00, 1_000_00, 5_000_00, 20_000_00, 300_000_00, 100_00)
_AGES = (40, 30, 52, 61, 66, 75, 49, 50, 59, 60, 63, 64)
_STEPS = (100_000_00, 50_000_00, 10_000_00, 5_000_00, 1_000_00, 500_00, 100_00, 10_00, 1_00)


class Disagreement(AssertionError):
    """Two readers of the same rules disagree about a saver: a bug of ours, never of the rulebook."""


class Pair(NamedTuple):
    """A counterexample: one saver, or two who differ in the value of one fact."""

    person: Person
    varied: str = ""
    second: Value | None = None

    @property
    def people(self) -> list[Person]:
        """The saver, or both."""
        return [self.person] if not self.varied else [self.person, {**self.person, self.varied: self.second or False}]


def broken(program: Program, claim: Claim, traces: list[Trace]) -> bool:
    """Whether the traces certainly break the claim: its premise holds and what should hold does not."""
    truth = program.compiler.truth
    if any(truth(claim.given)(trace.values) is not True for trace in traces):
        return False
    if not claim.varied:
        return truth(claim.holds)(traces[0].values) is False
    return any(_worse(program, watch.value, watch.relation, traces) for watch in claim.watched)


def _worse(program: Program, node: Expression, relation: str, traces: list[Trace]) -> bool:
    if relation == "then":
        first, second = (program.compiler.truth(node)(trace.values) for trace in traces)
        return first is False and second is True
    number, _ = program.compiler.number(node)
    before, after = (number(trace.values) for trace in traces)
    return bool(after[0] > before[1] if relation == "<=" else after[1] < before[0])


def breaks(program: Program, claim: Claim, pair: Pair) -> bool:
    """Whether a saver breaks the claim by the plain evaluator, free of contradictions."""
    people = pair.people
    if any(contradictions(program, person) for person in people):
        return False
    if claim.varied and not _in_order(pair):
        return False
    return broken(program, claim, [evaluate(program, person) for person in people])


def _in_order(pair: Pair) -> bool:
    first, second = pair.person.get(pair.varied), pair.second
    if isinstance(second, bool):
        return second is True and first is False
    return isinstance(first, int) and isinstance(second, int) and first < second


def replay(program: Program, inference: Inference, claim: Claim, pair: Pair) -> list[Trace]:
    """The savers through the real engine; raises Disagreement where it does not find what the evaluator found."""
    traces = [inference.infer(person) for person in pair.people]
    if not broken(program, claim, traces):
        raise Disagreement(f"{claim.name}: inference does not find what the evaluator found for {pair.person}")
    return traces


def person_of(program: Program, answers: Mapping[str, Value], left_out: frozenset[str] = frozenset()) -> Person:
    """The answers a person would give: facts that apply, and the tax year."""
    given: Person = {name: value for name, value in answers.items() if name not in left_out}
    others = {n: _plainest(program, compiled.fact) for n, compiled in program.facts.items() if compiled.assume is None}
    filled: Person = {**others, **given}
    return _applying(program, given if contradictions(program, filled) else filled)


def _applying(program: Program, person: Person) -> Person:
    trace = evaluate(program, person)
    applying = {n: v for n, v in person.items() if trace.standings.get(n) is not Standing.NOT_APPLICABLE}
    return {**applying, **_year(program)}


def _plainest(program: Program, fact: Fact) -> Value:
    """An answer to a question that did not matter."""
    if fact.unit == "yes_no":
        return False
    if fact.unit == "choice":
        return fact.values[0][0]
    return mid_year(program) if fact.unit == "date" else max(fact.lowest, 0)


def _year(program: Program) -> Person:
    return {name: program.tax_year for name, fact in program.rulebook.facts.items() if fact.unit == "tax_year"}


def smallest(facts: Mapping[str, Fact], day: int, pair: Pair, fails: Callable[[Pair], bool]) -> Pair:
    """The same counterexample with as few and as round answers as it takes, one change at a time.

    `day` is the day of the advice, for when it does not matter.
    """
    for _ in range(3):
        before = pair
        for name in list(pair.person):
            pair = _simpler(facts[name], day, pair, fails)
        if pair == before:
            break
    return pair


def mid_year(program: Program) -> int:
    """The day of the advice, for when it does not matter."""
    return date(program.tax_year, 6, 30).toordinal()


def _simpler(fact: Fact, day: int, pair: Pair, fails: Callable[[Pair], bool]) -> Pair:
    name = fact.name
    if fact.unit == "tax_year":
        return pair
    without = pair._replace(person={n: v for n, v in pair.person.items() if n != name})
    if name != pair.varied and fails(without):
        return without
    days = [day] if fact.unit == "date" and pair.person[name] != day else []
    for value in (*days, *_rounder(fact, pair.person[name])):
        changed = pair._replace(person={**pair.person, name: value})
        if fails(changed):
            return changed
    return pair


def _rounder(fact: Fact, value: Value) -> Iterator[Value]:
    """Values simpler than this one, the simplest first."""
    if fact.unit == "choice":
        names = [name for name, _ in fact.values]
        yield from names[: names.index(str(value))]
    elif isinstance(value, bool):
        yield from (False,) if value else ()
    elif fact.unit in ("dollars", "years"):
        plain = _AMOUNTS if fact.unit == "dollars" else _AGES
        best = plain.index(value) if value in plain else len(plain)
        yield from (one for one in plain[:best] if fact.lowest <= one <= fact.highest)
        if best == len(plain) and isinstance(value, int) and fact.unit == "dollars":
            yield from _rounded(fact, value)


def _rounded(fact: Fact, cents: int) -> Iterator[Value]:
    """The amount rounded down and up, far first, as long as that makes it rounder."""
    for step in _STEPS:
        if cents % step == 0:
            return
        down = cents // step * step
        yield from (one for one in (down, down + step) if fact.lowest <= one <= fact.highest)


def sentence(facts: Mapping[str, Fact], pair: Pair) -> str:
    """The saver in words: "tax year 2026, single, MAGI $168,000 ..."; of two, "... MAGI $168,000 or $169,000 ..."."""
    said = {name: _said(facts[name], value) for name, value in pair.person.items()}
    if pair.varied:
        first, second = (_value(facts[pair.varied], one.get(pair.varied, "")) for one in pair.people)
        said[pair.varied] = f"{facts[pair.varied].label} {first} or {second}"
    return ", ".join(said.values())


def _said(fact: Fact, value: Value) -> str:
    return _value(fact, value) if fact.unit == "choice" else f"{fact.label} {_value(fact, value)}"


def _value(fact: Fact, value: Value) -> str:
    if fact.unit == "choice":
        return dict(fact.values).get(str(value), str(value))
    return str(value) if fact.unit == "tax_year" else show_value(value, fact.unit)


def as_case(book: Rulebook, name: str, person: Person, expect: Mapping[str, str]) -> str:
    """A ready entry for cases.yaml."""
    facts = book.facts
    given = ", ".join(f"{fact}: {_plain(facts[fact], value)}" for fact, value in person.items())
    wanted = ", ".join(f"{one}: {_quoted(text)}" for one, text in expect.items())
    return (
        f'  - name: "{name}"\n    given: {{{given}}}\n    expect: {{{wanted}}}\n    source: to be checked by a person\n'
    )


def _quoted(text: str) -> str:
    return f"[{text}]" if ", " in text else f'"{text}"' if "," in text else text


def _plain(fact: Fact, value: Value) -> str:
    if fact.unit == "date":
        return date.fromordinal(int(value)).isoformat()
    text = show_value(value, fact.unit) if fact.unit not in ("choice", "tax_year") else str(value)
    return f'"{text}"' if "," in text else text
