"""What the answer rests on: open facts, usual answers, drawbacks, doubts of law, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from ..advise.build import Decision
from ..advise.formatting import answer_said, filled, joined, shown, unit_of
from ..advise.missing_inputs import surely_applies
from ..advise.model import RouteAdvice
from ..advise.what_if import turned
from ..ask.message import message, recipients
from ..reasoning.compile.closures import RangeCompiler
from ..reasoning.compile.compiled import Program
from ..reasoning.standing import Standing
from ..rulebook.model import Comparison, Name, Number, Sentence
from ..rulebook.walk import every, everything_behind, names_in
from .formatting import at_most, closed, day, first_few, first_sentence, sentence
from .notes import Notes
from .numbers import matters
from .provenance import source_said, strength
from .routes import every_reason, verdict
from .shapes import AnswerView, AssumptionView, Flip, Labeled, Message, OpenFactView, Origin, SourcedText

_BY_HEART: Final = 1
_HARD: Final = 3
_MOST_OPEN: Final = 4
MAY_APPLY: Final = "this may apply."
_ages: WeakKeyDictionary[RangeCompiler, dict[str, list[int]]] = WeakKeyDictionary()


def told(notes: Notes, sources: dict[str, Origin]) -> Iterator[AnswerView]:
    """The facts as they were told; one that does not apply has no number."""
    for one in notes.advice.told:
        origin, label = sources.get(one.fact), SourcedText(sentence(one.label), one.fact)
        if one.standing is Standing.KNOWN:
            value, number = one.said, notes.places[one.fact]
        elif said := answer_said(notes.trace, one.fact):
            value, number = said, 0
        else:
            continue
        yield AnswerView(number, label, value, source_said(origin), strength(origin), _where(notes, one.fact))


def not_counted(notes: Notes) -> Iterator[SourcedText]:
    """What was told and does not count, in a sentence each."""
    for one in notes.advice.not_counted:
        words = f"{sentence(one.label)}: you told us {one.said}, but that does not count here. {one.why}"
        yield SourcedText(words, one.fact)


def _where(notes: Notes, fact: str) -> str:
    """Where a fact stands written, or who knows it."""
    question = notes.book.questions.get(fact)
    return sentence(question.where or question.who) if question else ""


def open_facts(notes: Notes) -> Iterator[OpenFactView]:
    """The facts nobody gave that can still change something, most dollars first."""
    for one in notes.advice.open_facts:
        effect = at_most(one.worth, notes.advice.total)
        yield OpenFactView(
            SourcedText(sentence(one.label), one.fact), one.question, one.why, one.who, one.where, effect
        )


def taken(notes: Notes) -> Iterator[AssumptionView]:
    """The usual answers that stood in and matter, most dollars first."""
    single = (one for one in notes.advice.assumptions if not isinstance(one.value, tuple))
    for one in sorted(single, key=lambda one: not one.worth):
        effect = at_most(one.worth, notes.advice.total)
        yield AssumptionView(
            notes.places[one.fact], SourcedText(sentence(one.label), one.fact), one.said, one.why, effect
        )


def no_matter(notes: Notes) -> Iterator[tuple[int, SourcedText]]:
    """The usual answers that stood in and change nothing, whatever they are."""
    matter = {one.fact for one in notes.advice.assumptions}
    for one in notes.advice.told:
        if one.standing is Standing.ASSUMED and one.fact not in matter and not isinstance(one.value, tuple):
            yield notes.places[one.fact], SourcedText(one.label, one.fact)


def messages(notes: Notes) -> Iterator[Message]:
    """One message for each recipient: about open facts, or to confirm in writing what decides the plan."""
    asked = [one.fact for one in notes.advice.open_facts if not _waits_for_the_saver(notes, one.fact)]
    for who, names in recipients(notes.book, asked or list(_deciding(notes))).items():
        yield Message(who, message(notes.book, who, names, notes.advice.tax_year))


def _waits_for_the_saver(notes: Notes, fact: str) -> bool:
    """Whether the saver has yet to look up if there is anybody to ask: who has no business has no payroll for it."""
    found, waiting = notes.book.facts[fact], {one.fact for one in notes.advice.open_facts}
    formulas = (found.assume_when, None if surely_applies(notes.trace, fact) else found.applies)
    read = {name for one in formulas if one is not None for name, _ in names_in(one.expression)}
    return any(not recipients(notes.book, [name]) for name in read & waiting)


def _deciding(notes: Notes) -> dict[str, None]:
    """What the conditions of the plan's routes read and only someone else knows for sure."""
    routes = (notes.advice.routes[name] for name in notes.advice.plan)
    names = (test.name for route in routes for reason in route.reasons for test in reason.tests)
    questions = notes.book.questions
    hard = (name for name in names if name in questions and questions[name].effort >= _HARD)
    return dict.fromkeys(name for name in hard if _others_know(notes, name))


def _others_know(notes: Notes, fact: str) -> bool:
    """Whether others know an answer: it was told or taken for a usual one, and does not follow from another answer."""
    standing = notes.trace.standings.get(fact)
    return standing is Standing.KNOWN or (standing is Standing.ASSUMED and notes.book.facts[fact].assume_when is None)


def drawbacks(notes: Notes, holds: bool | None) -> Iterator[SourcedText]:
    """The drawbacks the rulebook lists: those that hold, or (None) those that rest on what is open."""
    plan = notes.book.plan
    for name in plan.drawbacks if plan else ():
        conclusion = notes.book.conclusions[name]
        if notes.trace.holds(name) is holds:
            words = conclusion.caution or conclusion.because
            yield SourcedText(
                filled(notes.trace, words) if holds or words is None else _open_words(notes, name, words), name
            )


def _open_words(notes: Notes, rule: str, words: Sentence) -> str:
    """A sentence whose amounts are not all known is cut to its first words, and to what they rest on."""
    slots = (slot for slot in words.pieces[1::2] if unit_of(notes.trace, slot) != "tax_year")
    if not any(shown(notes.trace, slot) is None or isinstance(shown(notes.trace, slot), tuple) for slot in slots):
        return filled(notes.trace, words)
    lead, colon, _ = words.pieces[0].partition(": ")
    if not colon:
        return filled(notes.trace, words)
    behind = everything_behind(notes.program.reads, (rule,))
    still_open = [one.label for one in notes.advice.open_facts if one.fact in behind]
    return f"{lead}: {MAY_APPLY} It depends on what is still open: {joined(first_few(still_open, _MOST_OPEN))}."


def doubts(notes: Notes) -> tuple[Labeled, ...]:
    """What no primary text confirms of anything that is said, each once, with the first thing it concerns."""
    found: dict[str, SourcedText] = {}
    for text, concerns in _doubts(notes):
        if text:
            found.setdefault(text, concerns)
    return tuple(
        Labeled(concerns.text.rstrip("."), SourcedText(closed(text), concerns.rule)) for text, concerns in found.items()
    )


def _doubts(notes: Notes) -> Iterator[tuple[str, SourcedText]]:
    """The doubts with what they concern, those of what the saver is to do first.

    What keeps a route open is often one of several things: a doubt about it is said alone.
    """
    advice = notes.advice
    live = [route for route in advice.routes.values() if route.verdict != "closed"]
    for one in advice.corrections:
        yield one.reason.unverified, SourcedText(first_sentence(one.text), one.reason.rule)
    of_corrections = (step for one in advice.corrections for step in one.steps)
    for step in (*of_corrections, *advice.plan_steps, *(step for route in live for step in route.steps)):
        yield step.unverified, SourcedText(first_sentence(step.text), step.rule)
    for route in advice.routes.values():
        for reason in route.reasons:
            text = first_sentence(reason.text) if route.verdict == "closed" else ""
            yield reason.unverified, SourcedText(text, reason.rule)
        for reason in route.cautions:
            yield reason.unverified, SourcedText(first_sentence(reason.text), reason.rule)
    for route in live:
        yield from _of_deadlines(notes, route)
    for name in sorted(_figures_read(notes)):
        figure = advice.figures[name]
        if figure.range not in (None, (0, 0)):
            yield figure.unverified, SourcedText(f"{sentence(figure.label)}.", name)


def _of_deadlines(notes: Notes, route: RouteAdvice) -> Iterator[tuple[str, SourcedText]]:
    days = {filled(notes.trace, dated.what): dated.by for dated in reversed(notes.book.routes[route.name].deadlines)}
    for one in route.deadlines:
        yield one.unverified, SourcedText(f"{day(one.date)}: {first_sentence(one.what)}", days[one.what])


def _figures_read(notes: Notes) -> set[str]:
    """The published figures behind the amounts of the plan and its limits. What is $0 or absent rests on no figure."""
    advice, book = notes.advice, notes.book
    open_routes = {name for name in book.routes if advice.routes[name].range[1]}
    waiting = [book.routes[name].amount for name in open_routes]
    for line in advice.ledger:
        if matters(line):
            waiting += [name for name, _ in names_in(book.limits[line.name].cap.expression)]
    idle = {name for name, figure in advice.figures.items() if figure.range in (None, (0, 0))}
    for name in book.routes.keys() - open_routes:
        idle |= {book.routes[name].amount, f"{name}.amount"}
    seen: set[str] = set()
    while waiting:
        figure = book.figures.get(waiting.pop())
        if figure and figure.name not in seen | idle:
            seen.add(figure.name)
            waiting += [name for name, _ in names_in(figure.formula.expression)]
    return seen & advice.figures.keys()


def flips(notes: Notes, decision: Decision) -> Iterator[Flip]:
    """The yes/no answers that would open or close a route if they were the other way round, tried one by one."""
    facts = notes.book.facts
    tested = [test.name for reason in every_reason(notes) for test in reason.tests]
    for one in turned(decision, [name for name in tested if name in facts and facts[name].unit == "yes_no"]):
        then = tuple(_then(notes, route, closed) for route, closed in one.routes.items())
        yield Flip(SourcedText(sentence(facts[one.fact].label), one.fact), _yes(one.answer), _yes(not one.answer), then)


def _then(notes: Notes, route: str, closed: bool | None) -> SourcedText:
    standing = {True: "closed", False: "open", None: "unknown"}[closed]
    words = verdict(route, standing)
    return SourcedText(f"{sentence(notes.book.routes[route].label)}: {words.text}", f"{route}.closed")


def is_known_for_sure(notes: Notes, flip: Flip) -> bool:
    """Whether the saver knows the answer by heart, so that it will not turn out otherwise."""
    question = notes.book.questions.get(flip.label.rule)
    return question is not None and question.effort <= _BY_HEART


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def birthdays(notes: Notes) -> Iterator[SourcedText]:
    """The ages still to come that some rule asks for, of every fact counted in years."""
    for name, ages in _ages_of(notes.program).items():
        value = notes.trace.fact_value(name)
        if isinstance(value, int):
            yield from (SourcedText(str(age), name) for age in ages if age > value)


def _ages_of(program: Program) -> dict[str, list[int]]:
    """The years each fact counted in years is held against; found once for a program."""
    if program.compiler not in _ages:
        found: dict[str, set[int]] = {}
        for expression in (*(one.node for one in program.atoms), *(one.expression for one in program.figures.values())):
            for node in every(expression):
                if isinstance(node, Comparison):
                    for one, other in ((node.left, node.right), (node.right, node.left)):
                        if isinstance(one, Name) and isinstance(other, Number) and _in_years(program, one.name):
                            found.setdefault(one.name, set()).add(other.amount // other.denominator)
        _ages[program.compiler] = {name: sorted(ages) for name, ages in found.items()}
    return _ages[program.compiler]


def _in_years(program: Program, name: str) -> bool:
    return name in program.facts and program.rulebook.facts[name].unit == "years"
