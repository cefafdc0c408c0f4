"""Puts the advice object together from a trace."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ..reasoning.compile.compiled import Program
from ..reasoning.compile.fold import Folder
from ..reasoning.evaluate import IncrementalEvaluation, contradictions, stated_default
from ..reasoning.standing import Standing
from ..reasoning.trace import Answers, Trace
from ..rulebook.lists import one_of_each
from ..rulebook.model import Connective, Expression
from ..version import VERSION
from . import decide
from .cases import Cases
from .formatting import condition, format_value, formatted, label_of, shown
from .missing_inputs import surely_applies
from .model import Advice, Assumption, FactNotCounted, FactUsed, OpenFact, Receipt, RouteAdvice
from .schedule import Schedule
from .sensitivity import Sensitivity

_MOVED: Final = "The usual answer does not fit what you told us. This is the nearest one that does."


class Decision(NamedTuple):
    """One saver's answer with its whole derivation; whatever explains, writes or checks it reads this alone.

    `answers` are the facts as they were told, also where they do not apply. `trace` is the derivation the advice was
    read from, with what all `cases` (the ways the open choices can come out) have in common taken as known.
    """

    answers: Answers
    trace: Trace
    cases: Cases
    advice: Advice


def decision(trace: Trace, as_of: int) -> Decision:
    """The decision for a saver's trace on a day."""
    cases = Cases(trace, decide.undecided(trace), IncrementalEvaluation(trace).evaluate)
    return Decision(dict(trace.answers), cases.trace, cases, _advice(cases, as_of, Sensitivity(cases.trace, trace)))


def _advice(cases: Cases, as_of: int, search: Sensitivity) -> Advice:
    trace, program = cases.trace, cases.trace.program
    recommended = decide.recommendation(trace)[1]
    schedule = Schedule(trace, cases.open_facts(decide.undecided(trace)))
    routes = {
        name: decide.route_advice(cases, route, as_of, schedule) for name, route in program.rulebook.routes.items()
    }
    open_ = _open_facts(cases, routes)
    best = search.best_case(open_)
    plan = program.rulebook.plan
    return Advice(
        program.tax_year,
        as_of,
        decide.settled(trace),
        recommended,
        decide.corrections(cases, schedule),
        routes,
        decide.plan(trace),
        schedule.steps(plan.steps) if plan else (),
        schedule.every(),
        tuple(decide.plan_lines(trace)),
        (trace.published(plan.total) if plan else None) or (0, 0),
        decide.figured(trace),
        tuple(_open(trace, search, open_, best)),
        tuple(_assumptions(trace, search, best)),
        tuple(decide.ledger(trace)),
        tuple(_facts_used(trace)),
        tuple(_not_counted(trace)),
        Receipt(program.rulebook.digest, VERSION, digest_of_answers(program, trace.answers)),
        tuple(decide.items(trace)) if program.rulebook.lists else None,
    )


def _open_facts(cases: Cases, routes: Mapping[str, RouteAdvice]) -> list[str]:
    """The facts that can still change a route or a correction, one that may not even be needed included.

    Of those that change no more than a line of the total, one that has a usual answer which does not hold here.
    """
    found = [name for route in routes.values() for name in route.open_facts]
    for correction in cases.trace.program.rulebook.corrections.values():
        found += cases.open_facts(decide.undecided_correction(cases.trace, correction))
    found += [name for name in cases.open_facts(_open_lines(cases.trace)) if _usual_answer_fails(cases.trace, name)]
    return list(dict.fromkeys(found))


def _open_lines(trace: Trace) -> Iterator[str]:
    """What the total adds up besides the routes, where it is not known."""
    plan = trace.program.rulebook.plan
    yield from (part for part in (plan.parts or () if plan else ()) if not trace.known(part))


def _usual_answer_fails(trace: Trace, name: str) -> bool:
    """Whether a fact surely applies and has a usual answer, which does not stand in for it here."""
    return trace.program.rulebook.facts[name].assume is not None and surely_applies(trace, name)


def digest_of_answers(program: Program, answers: Answers) -> str:
    """SHA-256 of the answers in their own units, whatever order or spelling they were given in.

    Of a saver with other items than one of each list, which items there are is an answer too.
    """
    told: dict[str, object] = dict(sorted(answers.items()))
    template, book = program.rulebook.template, program.rulebook
    if template is not None and book.shape != one_of_each(template.lists):
        told["items"] = list(book.shape)
    text = json.dumps(told, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _open(trace: Trace, search: Sensitivity, facts: list[str], best: Answers) -> list[OpenFact]:
    """The open facts by what they are worth, first those that surely apply: the others may never be asked."""
    found = []
    for name in facts:
        question = trace.program.rulebook.questions.get(name)
        fact = trace.program.rulebook.facts[name]
        found.append(
            OpenFact(
                name,
                fact.label,
                question.question if question else fact.meaning,
                question.why if question else fact.meaning,
                question.who if question else "you",
                question.where if question else "",
                question.effort if question else 3,
                search.of(name, best, facts),
                decide.item_of(trace.program.rulebook, name, fact.of),
            )
        )
    return sorted(found, key=lambda one: (not surely_applies(trace, one.fact), -one.worth, one.effort))


def _assumptions(trace: Trace, search: Sensitivity, best: Answers) -> list[Assumption]:
    """The defaults that matter, and those moved because the usual answer does not fit."""
    found = []
    for name in trace.assumed():
        moved = stated_default(trace, name) != trace.value(name)
        if moved and _follows(trace, name):
            continue
        if moved or search.matters(name, best):
            fact = trace.program.rulebook.facts[name]
            question = trace.program.rulebook.questions.get(name)
            who = question.who if question else "you"
            value, words = shown(trace, name), formatted(trace, name)
            why = _MOVED if moved else fact.why_assumed
            found.append(Assumption(name, fact.label, value, words, why, search.of(name, best), who))
    return sorted(found, key=lambda one: -one.worth)


def _follows(trace: Trace, fact: str) -> bool:
    """Whether a yes or no follows from what was told, since the other answer contradicts it: nothing is assumed."""
    value = trace.value(fact)
    return isinstance(value, bool) and bool(contradictions(trace.program, {**trace.answers, fact: not value}))


def _not_counted(trace: Trace) -> Iterator[FactNotCounted]:
    """What was told and does not apply, where it is other than what stands in for it."""
    for name, fact in trace.program.rulebook.facts.items():
        told, applies = trace.answers.get(name), fact.applies
        if applies is None or told is None or trace.standings.get(name) is not Standing.NOT_APPLICABLE:
            continue
        if told != shown(trace, name):
            said = format_value(told, fact.unit, dict(fact.values))
            why = f"It counts only where {condition(trace, _missing(trace, applies.expression))}."
            yield FactNotCounted(name, fact.label, said, why)


def _missing(trace: Trace, node: Expression) -> Expression:
    """What is missing of a condition: of several that must hold together, those that do not."""
    if not isinstance(node, Connective) or node.operator != "and":
        return node
    folder = Folder(trace.program.parameters, {}, {})
    left = tuple(
        item for item in node.items if trace.program.compiler.truth(folder.fold(item))(trace.values) is not True
    )
    return left[0] if len(left) == 1 else node._replace(items=left or node.items)


def _facts_used(trace: Trace) -> list[FactUsed]:
    """The facts in the order of the program: in which order an evaluation came upon them depends on how it was done."""
    return [
        FactUsed(name, label_of(trace, name), shown(trace, name), formatted(trace, name), standing)
        for name in trace.program.facts
        if (standing := trace.standings.get(name)) is not None
        and (name in trace.answers or standing in (Standing.KNOWN, Standing.ASSUMED))
    ]
