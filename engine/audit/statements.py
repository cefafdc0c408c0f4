"""Walks over the statements of a rulebook: its formulas, its sentences, its citations, and who reads what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..diagnostic import Span
from ..reasoning.trace import Trace
from ..rulebook.model import (
    NOWHERE,
    Citation,
    Conclusion,
    Cost,
    Expression,
    Formula,
    Name,
    Number,
    Parameter,
    Route,
    RouteDeadline,
    RouteForm,
    Rulebook,
    Sentence,
)
from ..rulebook.unroll import OUTER
from ..rulebook.walk import every, names_in

_AROUND: Final = ("wording", "household")  # their slots stand for what the engine puts in, not for names
_PARTS: Final = re.compile(r"[0-9A-Za-z.\-]+|\([0-9A-Za-z]+\)")


class StatedFormula(NamedTuple):
    """A formula, what it belongs to and which part of that it is; `reads` is what the owner is called."""

    owner: str
    part: str
    formula: Formula


class StatedSentence(NamedTuple):
    """A sentence of a statement: whose, which part, and the text."""

    owner: str
    part: str
    words: Sentence


class StatedCitation(NamedTuple):
    """A citation and the statement that gives it."""

    owner: str
    citation: Citation
    span: Span


def written(book: Rulebook) -> Iterator[Conclusion]:
    """The conclusions a person wrote, without those made for routes and corrections."""
    return (conclusion for name, conclusion in book.conclusions.items() if "." not in name)


def formulas(book: Rulebook) -> Iterator[StatedFormula]:
    """Every formula a person wrote."""
    for name, fact in book.facts.items():
        yield from _given(name, applies=fact.applies, assume=fact.assume, assume_when=fact.assume_when)
    for clash in book.contradictions:
        yield from _given(clash.name, when=clash.when, unless=clash.unless)
    for name, figure in book.figures.items():
        if "." not in name:
            yield from _given(name, formula=figure.formula, applies=figure.applies)
    for conclusion in written(book):
        yield StatedFormula(conclusion.name, "when", conclusion.when)
    for name, limit in book.limits.items():
        yield from _given(name, cap=limit.cap, applies=limit.applies)
        for use in limit.uses:
            yield StatedFormula(name, "uses", use.amount)
    for one in book.properties:
        yield from _given(one.name, given=one.given, holds=one.holds)


def as_written(book: Rulebook) -> Iterator[StatedFormula]:
    """Every formula that says what was written: what an aggregate comes to for one item was written by nobody."""
    if book.template is None:
        yield from formulas(book)
        return
    found = {(said.owner, said.part, said.formula.expression) for said in formulas(book.template)}
    yield from (said for said in formulas(book) if (said.owner, said.part, said.formula.expression) in found)


def _given(owner: str, **parts: Formula | None) -> Iterator[StatedFormula]:
    for part, formula in parts.items():
        if formula is not None:
            yield StatedFormula(owner, part, formula)


def sentences(book: Rulebook) -> Iterator[StatedSentence]:
    """Every sentence with slots a person wrote."""
    for clash in book.contradictions:
        yield StatedSentence(clash.name, "message", clash.message)
    for conclusion in written(book):
        yield from words_of(conclusion)
    for name, route in book.routes.items():
        for dated in route.deadlines:
            yield StatedSentence(name, "deadlines", dated.what)
        for form in route.forms:
            yield StatedSentence(name, "forms", form.what)
    for name, correction in book.corrections.items():
        if correction.cost is not None:
            yield StatedSentence(name, "cost", correction.cost.text)
        for form in correction.forms:
            yield StatedSentence(name, "forms", form.what)
    yield from _around(book)


def _around(book: Rulebook) -> Iterator[StatedSentence]:
    """What is said around the rules, as far as the rulebook itself says it."""
    wording = book.wording
    parts = {**wording._asdict(), **wording.total._asdict(), **wording.start._asdict()}
    for part, value in parts.items():
        said = [value] if isinstance(value, Sentence) else value if isinstance(value, tuple) else ()
        for one in said:
            words = one[1] if part == "glossary" else one
            if isinstance(words, Sentence) and words.span != NOWHERE:
                yield StatedSentence("wording", part, words)
    if book.plan is not None and book.plan.counted_said is not None:
        yield StatedSentence("plan", "counted_said", book.plan.counted_said)
    if book.household is not None and book.household.room_said is not None:
        yield StatedSentence("household", "room_said", book.household.room_said)


def words_of(conclusion: Conclusion) -> Iterator[StatedSentence]:
    """The sentences of one conclusion."""
    for part in ("because", "because_not", "caution", "unlock"):
        words = getattr(conclusion, part)
        if words is not None:
            yield StatedSentence(conclusion.name, part, words)
    if conclusion.step is not None:
        step = conclusion.step
        for part, text in (("step", step.text), ("say", step.say), ("check", step.check)):
            if text is not None:
                yield StatedSentence(conclusion.name, part, text)
        if conclusion.step.undo is not None:
            yield StatedSentence(conclusion.name, "undo", conclusion.step.undo)


def citations(book: Rulebook) -> Iterator[StatedCitation]:
    """Every citation of the rulebook."""
    for name, parameter in book.parameters.items():
        yield StatedCitation(name, parameter.law, parameter.span)
        for _, published in parameter.values:
            yield StatedCitation(name, published.source, published.span)
    for statements in (book.figures, book.conclusions, book.limits):
        for name, statement in statements.items():
            for citation in statement.cites if "." not in name else ():
                yield StatedCitation(name, citation, statement.span)


def entries_of(route: Route) -> list[RouteDeadline | RouteForm]:
    """The deadlines and forms of a route."""
    return [*route.deadlines, *route.forms]


def listed(book: Rulebook) -> dict[str, set[str]]:
    """The conclusions routes, corrections and the plan list, by what they are listed as."""
    routes, corrections = book.routes.values(), book.corrections.values()
    lists = [*(route.steps for route in routes), *(one.steps for one in corrections)]
    steps = {name for names in lists for name in names} | set(book.plan.steps if book.plan else ())
    entries: list[RouteDeadline | RouteForm | Cost] = [entry for route in routes for entry in entries_of(route)]
    entries += [entry for one in corrections for entry in one.entries]
    return {
        "corrections": {one.when for one in corrections},
        "closed_by": {name for route in routes for name in route.closed_by},
        "grounds": {name for route in routes for name in route.grounds},
        "cautions": {name for route in routes for name in route.cautions},
        "steps": steps,
        "when": {entry.when for entry in entries if entry.when},
    }


def told(trace: Trace, step: str) -> bool:
    """Whether a saver is told a step that holds: by the plan, by a route that is not closed, or by a correction."""
    book = trace.program.rulebook
    if book.plan is not None and step in book.plan.steps:
        return True
    routes = [one.name for one in book.routes.values() if step in one.steps and not trace.holds(f"{one.name}.closed")]
    return bool(routes) or any(
        step in one.steps and trace.holds(f"{one.name}.held") for one in book.corrections.values()
    )


def names_read(book: Rulebook) -> dict[str, set[str]]:
    """Each name that anything reads, says or lists, and who does."""
    found: dict[str, set[str]] = {}
    for said in formulas(book.template or book):
        for name, _ in names_in(said.formula.expression):
            found.setdefault(name.removeprefix(OUTER), set()).add(said.owner)
    for sentence in sentences(book):
        for slot in sentence.words.slots if sentence.owner not in _AROUND else ():
            found.setdefault(slot, set()).add(sentence.owner)
    for owner, name in _mentioned(book):
        found.setdefault(name, set()).add(owner)
    return found


def _mentioned(book: Rulebook) -> Iterator[tuple[str, str]]:
    for route in book.routes.values():
        for name in (*route.closed_by, *route.grounds, *route.cautions, *route.steps, route.amount):
            yield route.name, name
        for entry in entries_of(route):
            if entry.when:
                yield route.name, entry.when
        for dated in route.deadlines:
            yield route.name, dated.by
    for one in book.corrections.values():
        yield from ((one.name, part) for part in one.names)
    for conclusion in book.conclusions.values():
        step = conclusion.step
        parts = (step.by, step.amount, step.pay, step.paydays, step.while_open, *step.before) if step else ()
        yield from ((conclusion.name, part) for part in (*parts, conclusion.unlock_when) if part)
    yield from ((limit.name, limit.left) for limit in book.limits.values() if limit.left)
    if book.plan is not None:
        yield "plan", book.plan.total
        for name in (*book.plan.steps, *book.plan.drawbacks, *book.plan.preview, *(book.plan.parts or ())):
            yield "plan", name
        yield from (("plan", name) for name in (book.plan.bands, book.plan.counted) if name)
    if book.household is not None:
        links = (*book.household.links, *book.household.first, *book.household.second)
        told = (*book.household.said_to_both, *filter(None, [book.household.room_of_the_other]))
        for name in (book.household.by, *(link.source for link in links), *told):
            yield "household", name


def numbers_in(node: Expression) -> Iterator[Number]:
    """The constants written in an expression."""
    return (part for part in every(node) if isinstance(part, Number) and part.place != (0, 0))


def is_name(node: Expression, names: object) -> bool:
    """Whether the expression is just one of the names."""
    return isinstance(node, Name) and isinstance(names, dict) and node.name in names


def section_of(citation: Citation) -> str:
    """The section a citation names: what stands after the name of its source."""
    return citation.text.removeprefix(citation.source).strip(" ,")


def section_parts(citation: Citation) -> list[str]:
    """The parts of the section, outermost first: `408A`, `(d)` and `(6)` of `USC 408A(d)(6)`."""
    return _PARTS.findall(section_of(citation))


def section_text(book: Rulebook, citation: Citation) -> str:
    """What the source says of the section a citation names; empty where it does not list it."""
    source = book.sources.get(citation.source)
    return dict(source.sections).get(section_of(citation), "") if source else ""


def is_calendar(parameter: Parameter) -> bool:
    """Whether the dates of a parameter are the calendar's own, such as the last day of the year: no act of law."""
    return all(one.verified.startswith("the calendar") for _, one in parameter.values)
