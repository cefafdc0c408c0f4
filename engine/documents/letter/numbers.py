"""The numbers of a letter: the shared ledger, tax forms filled ahead of time, the nearest lines of law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ...advise.model import LimitLine, Reason
from ...advise.words import label_of, said
from ...compile.plans import Program
from ...evaluate import Beside
from ...model import Comparison, Conditional, Name, Number
from ...walk import every
from ..limits import matters
from ..saying import bound_of, cents_of, is_cent, said_left, said_range, sentence
from .shapes import Flip, FormLine, FormPreview, Limit, Near, Said, Use
from .spoken import spoken
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
    uses = tuple(Use(use.label, said_range(use.amount), use.planned) for use in line.uses if use.amount[1])
    return Limit(line.label, Said(said_range(line.cap), line.name), uses, said_left(line.left))


def previews(trail: Trail) -> Iterator[FormPreview]:
    """The tax forms the rulebook fills ahead of time, where their lines apply."""
    plan = trail.book.plan
    forms: dict[str, list[FormLine]] = {}
    names = plan.preview if plan and trail.advice.plan else ()
    lines = {name: found for name in names if (found := _form_line(trail.book.figures[name].label))}
    for name, found in lines.items():
        if trail.trace.published(name) is not None:
            words = Said(sentence(found["label"]), name)
            line = FormLine(found["line"], words, _how(trail, name, lines), said(trail.trace, name))
            forms.setdefault(found["form"], []).append(line)
    for form, filled in forms.items():
        yield FormPreview(form, tuple(filled))


@lru_cache(maxsize=1_024)
def _form_line(label: str) -> re.Match[str] | None:
    return _LINE.fullmatch(label)


def _how(trail: Trail, name: str, lines: Mapping[str, re.Match[str]]) -> str:
    """How a line of a form comes about: from lines above it, or from what the plan and the saver say."""

    def called(read: str) -> str:
        return f"line\u00a0{lines[read]['line']}" if read in lines else label_of(trail.trace, read)

    written = trail.book.figures[name].formula.expression
    return spoken(trail.pruned(name).formula if isinstance(written, Conditional) else written, called)


def flips(trail: Trail) -> Iterator[Flip]:
    """The yes/no answers that would open or close a route if they were the other way round, tried one by one."""
    trace, facts, beside = trail.trace, trail.book.facts, _beside(trail)
    tests = dict.fromkeys(test.name for reason in _reasons(trail) for test in reason.tests)
    for name in tests:
        answer = trace.answers.get(name)
        if name not in facts or facts[name].unit != "yes_no" or not isinstance(answer, bool):
            continue
        if then := tuple(_turned(trail, beside.values(name, not answer))):
            yield Flip(Said(sentence(facts[name].label), name), _yes(answer), _yes(not answer), then)


def _beside(trail: Trail) -> Beside:
    return Beside(trail.trace, trail.readings.readers, trail.readings.closing)


def _turned(trail: Trail, values: list[Any]) -> Iterator[Said]:
    """The routes that stand otherwise with the values of another answer."""
    for name, advised in trail.advice.routes.items():
        rule = f"{name}.closed"
        closed: bool | None = values[trail.program.slots[rule]]
        if closed is not trail.trace.holds(rule):
            words = {True: "closed", False: "open", None: "not settled"}[closed]
            yield Said(f"{sentence(advised.label)}: {words}", rule)


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


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
