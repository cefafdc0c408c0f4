"""Proves a whole rulebook: every claim of every year, and that everything can be reached; in separate tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ...advise.case_runner import CaseRunner
from ...diagnostic import Diagnostic, Span
from ...reasoning.compile.compiled import Program
from ...reasoning.compile.program import compile_year
from ...reasoning.evaluate import evaluate
from ...reasoning.infer.inference import Inference
from ...reasoning.trace import Answers
from ...rulebook.model import Expression, Rulebook, Truth
from ...rulebook.walk import names_in
from .claims import DEFAULTS, Claim, claims, reachable
from .defaults import settle_defaults
from .person import Disagreement, Pair, Person, as_case, replay, sentence
from .settle import Settled, settle, witness
from .solver import load_z3

PARTS: Final = 3
FOUND: Final = ("failed-proof", "unproved", "unreachable", "vacuous-property")
REACHABLE: Final = "reachable"


class Task(NamedTuple):
    """A share of the work: part `part` of a year's claims, or (part -1) what must be reachable in any year.

    `known` are savers to try before the solver looks for one.
    """

    tax_year: int
    part: int
    known: tuple[Answers, ...] = ()


def tasks(rulebook: Rulebook, known: Iterable[Answers] = ()) -> list[Task]:
    """The work divided into shares that may run in any order and in different processes. Raises Refusal without Z3."""
    load_z3()
    reach = [Task(max(rulebook.years), -1, tuple(known))] if rulebook.years else []
    return reach + [Task(year, part) for year in reversed(rulebook.years) for part in range(PARTS)]


def work(rulebook: Rulebook, task: Task) -> list[Settled]:
    """Settle one share. Raises Disagreement if two readers of the rules disagree: a bug of ours."""
    if task.part < 0:
        return list(reach(rulebook, task.known))
    program = compile_year(rulebook, task.tax_year)
    return [settled(program, claim) for claim in list(claims(program))[task.part :: PARTS]]


def settled(program: Program, claim: Claim) -> Settled:
    """Settle one claim; a saver who refutes it is replayed through the real engine."""
    if claim.family == DEFAULTS:
        return settle_defaults(program, claim)
    found = settle(program, claim)
    if found.pair is not None:
        replay(program, Inference(program), claim, found.pair)
    return found


def prove(rulebook: Rulebook) -> list[Settled]:
    """Everything to prove of a rulebook, one share after the other."""
    return in_order(one for task in tasks(rulebook) for one in work(rulebook, task))


def in_order(found: Iterable[Settled]) -> list[Settled]:
    """Results by family, name and year, whatever order they came in."""
    return sorted(found, key=lambda one: (one.claim.family, one.claim.name, one.claim.tax_year))


def reach(rulebook: Rulebook, known: Iterable[Answers] = ()) -> Iterator[Settled]:
    """For every conclusion and verdict a saver who meets it in some year; known ones and any found are tried first."""
    waiting = dict(reachable(compile_year(rulebook, max(rulebook.years))))
    doubts: dict[str, int] = {}
    people = list(known)
    for year in reversed(rulebook.years):
        program = compile_year(rulebook, year)
        inference = Inference(program)
        for one in people:
            if waiting and one.get(rulebook.year_fact) == year:
                yield from _met(program, inference, waiting, dict(one))
        for what, condition in list(waiting.items()):
            if what in waiting:
                outcome, person = witness(program, condition)
                doubts.update({what: year} if outcome == "unknown" else {})
                if person is not None:
                    yield from _met(program, inference, waiting, dict(person))
                    if what in waiting:
                        raise Disagreement(f"inference does not find what the evaluator found for {person}")
    for what in waiting:
        claim = _reach(rulebook, what, doubts.get(what, max(rulebook.years)))
        yield Settled(
            claim, "unknown" if what in doubts else "refuted", "the solver gave up" if what in doubts else "in no year"
        )


def _met(program: Program, inference: Inference, waiting: dict[str, Expression], person: Person) -> Iterator[Settled]:
    """Everything this saver meets by the real engine is reached."""
    trace = inference.infer(person)
    for what, other in list(waiting.items()):
        if program.compiler.truth(other)(trace.values) is True:
            del waiting[what]
            found = sentence(program.rulebook.facts, Pair(person))
            yield Settled(_reach(program.rulebook, what, program.tax_year), "proved", found)


def _reach(rulebook: Rulebook, what: str, year: int) -> Claim:
    name = what.split("`")[1] if "`" in what else what.split(" ", maxsplit=1)[0]
    statement = rulebook.conclusions.get(name) or rulebook.routes.get(name)
    span = statement.span if statement else Span("", 1, 1, 1)
    return Claim(REACHABLE, what, year, f"Some saver in some year: {what}.", span, Truth(True))


def findings(rulebook: Rulebook, results: Iterable[Settled]) -> Iterator[Diagnostic]:
    """What is not proved, as findings: errors with a person and a ready case, or an honest "unknown"."""
    for one in results:
        claim = one.claim
        said = f"{claim.meaning.rstrip('.')} (tax year {claim.tax_year})"
        if one.vacuous:
            help = "no saver meets `given`; widen it or take the property out"
            yield Diagnostic("vacuous-property", "warning", f"nothing is proved: {said}", claim.span, (), help)
        if one.outcome == "refuted" and claim.family == REACHABLE:
            yield Diagnostic("unreachable", "error", f"no saver in any year: {claim.name}", claim.span)
        elif one.outcome == "refuted":
            yield _failed(rulebook, one, said)
        elif one.outcome == "unknown":
            yield Diagnostic("unproved", "warning", f"not known: {said}", claim.span, notes=(one.how,))


def _failed(rulebook: Rulebook, one: Settled, said: str) -> Diagnostic:
    assert one.pair is not None
    program = compile_year(rulebook, one.claim.tax_year)
    cases = "".join(case_for(program, one, person) for person in one.pair.people)
    notes = (
        f"the saver: {sentence(program.rulebook.facts, one.pair)}",
        f"found by: {one.how}, confirmed by replay",
        f"as a case:\n{cases}",
    )
    help = "correct the rule, or state the premise under which the property holds"
    if one.claim.family == DEFAULTS:
        help = "add a contradiction between the facts told, or give another default"
    return Diagnostic("failed-proof", "error", f"not so: {said}", one.claim.span, (), help, notes)


def case_for(program: Program, one: Settled, person: Person) -> str:
    """A complete case with today's answers to the names the claim reads."""
    book = CaseRunner(program.rulebook, lambda year: Inference(program))
    trace = evaluate(program, person)
    names = dict.fromkeys(name for part in _parts(one.claim) for name, _ in names_in(part))
    wanted = [name for name in names if name in program.conclusions or name in program.figures]
    expect = {name: book.found(trace, name, one.claim.span) for name in wanted}
    return as_case(program.rulebook, f"{one.claim.name}: to be decided", person, expect)


def _parts(claim: Claim) -> list[Expression]:
    return [claim.holds, *(watch.value for watch in claim.watched)]


def summary(results: Iterable[Settled]) -> list[str]:
    """One line for each family: how many were proved, how many not, how many are unknown."""
    counts: dict[str, list[int]] = {}
    for one in results:
        place = ("proved", "refuted", "unknown").index(one.outcome)
        counts.setdefault(one.claim.family, [0, 0, 0])[place] += 1
    return [
        f"{family}: {proved} proved" + (f", {no} not so" if no else "") + (f", {unknown} not known" if unknown else "")
        for family, (proved, no, unknown) in sorted(counts.items())
    ]
