"""The numbers of a letter: the shared ledger, tax forms filled ahead of time, the nearest lines of law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...advise.model import LimitLine, Reason
from ...advise.words import said
from ...compile.plans import Program
from ...model import Comparison, Name, Number
from ...walk import every
from ..limits import matters
from ..saying import bound_of, cents_of, is_cent, said_left, said_range, sentence
from .shapes import FormLine, FormPreview, Limit, Near, Said, Use
from .trail import Trail

_LINE = re.compile(r"(?P<form>.+) line (?P<line>\w+): (?P<label>.+)")
_MOST_NEAR = 3
_AGES: dict[tuple[str, int], dict[str, list[int]]] = {}


def ledger(trail: Trail) -> tuple[LimitLine, ...]:
    """The limits the plan uses and those that are full; what repeats another is left out."""
    found: dict[object, LimitLine] = {}
    for line in trail.advice.ledger:
        if matters(line):
            uses = tuple((use.label, use.amount) for use in line.uses if use.amount[1])
            found.setdefault((line.cap, uses), line)
    return tuple(found.values())


def limit(line: LimitLine) -> Limit:
    """A limit in shown strings; what is $0 is left out."""
    uses = tuple(Use(use.label, said_range(use.amount), bool(use.route)) for use in line.uses if use.amount[1])
    return Limit(line.label, Said(said_range(line.cap), line.name), uses, said_left(line.left))


def previews(trail: Trail) -> Iterator[FormPreview]:
    """The tax forms the rulebook fills ahead of time, where their lines apply."""
    plan = trail.book.plan
    forms: dict[str, list[FormLine]] = {}
    for name in plan.preview if plan and trail.advice.plan else ():
        found = _LINE.fullmatch(trail.book.figures[name].label)
        if found and trail.trace.published(name) is not None:
            line = FormLine(found["line"], Said(sentence(found["label"]), name), said(trail.trace, name))
            forms.setdefault(found["form"], []).append(line)
    for form, lines in forms.items():
        yield FormPreview(form, tuple(lines))


def near(trail: Trail) -> list[Near]:
    """The nearest lines of law, by distance in dollars, for answers the saver gave."""
    found: dict[tuple[str, str], tuple[int, Near]] = {}
    for reason in _reasons(trail):
        for test in reason.tests:
            away = cents_of(test.margin)
            if away and test.name in trail.book.facts and not is_cent(test.needed):
                line = bound_of(test.needed)
                label = "" if test.needed_label == line else f" ({test.needed_label})"
                one = Near(Said(sentence(test.label), reason.rule), test.yours, line + label, test.margin)
                found.setdefault((test.name, line), (away, one))
    return [one for _, one in sorted(found.values(), key=lambda pair: pair[0])[:_MOST_NEAR]]


def _reasons(trail: Trail) -> Iterator[Reason]:
    for route in trail.advice.routes.values():
        yield from (*route.reasons, *route.cautions)


def birthdays(trail: Trail) -> Iterator[Said]:
    """The ages still to come that some rule asks for, of every fact counted in years."""
    for name, ages in _ages(trail.program).items():
        value = trail.trace.fact_value(name)
        if isinstance(value, int):
            yield from (Said(str(age), name) for age in ages if age > value)


def _ages(program: Program) -> dict[str, list[int]]:
    """The years each fact counted in years is held against, remembered for the rulebook and tax year."""
    key = (program.rulebook.digest, program.tax_year)
    if key not in _AGES:
        found: dict[str, set[int]] = {}
        for node in _compared(program):
            sides = (node.left, node.right)
            for one, other in (sides, sides[::-1]):
                if isinstance(one, Name) and isinstance(other, Number) and _in_years(program, one.name):
                    found.setdefault(one.name, set()).add(other.amount // other.over)
        _AGES.clear()
        _AGES[key] = {name: sorted(ages) for name, ages in found.items()}
    return _AGES[key]


def _in_years(program: Program, name: str) -> bool:
    return name in program.facts and program.rulebook.facts[name].unit == "years"


def _compared(program: Program) -> Iterator[Comparison]:
    for expression in (*(atom.node for atom in program.atoms), *(plan.expression for plan in program.figures.values())):
        yield from (node for node in every(expression) if isinstance(node, Comparison))
