"""The numbers of a letter: the shared ledger, tax forms filled ahead of time, the nearest lines of law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...advise.model import LimitLine, Reason
from ...advise.words import said
from ...advise.worth import thresholds
from ..limits import matters
from ..saying import bound_of, cents_of, is_cent, said_left, said_range, sentence
from .shapes import FormLine, FormPreview, Limit, Near, Said, Use
from .trail import Trail

_LINE = re.compile(r"(?P<form>.+) line (?P<line>\w+): (?P<label>.+)")
_MOST_NEAR = 3


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
    return Limit(Said(line.label, line.name), said_range(line.cap), uses, said_left(line.left))


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
    for name, ages in sorted(thresholds(trail.trace).items()):
        fact, value = trail.book.facts[name], trail.trace.fact_value(name)
        if fact.unit == "years" and isinstance(value, int):
            for age in sorted(age for age in ages if age > value):
                yield Said(str(age), name)
