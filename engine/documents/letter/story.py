"""The parts of a letter, read off an advice: what to say of routes, steps, dates and numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...advise.model import CorrectionAdvice, Doing, Reason, RouteAdvice
from ...advise.words import filled
from ...model import Route as RouteRule
from ...value import show_date
from ..saying import said_range, sentence
from .gates import gate
from .shapes import Correction, Dated, Paperwork, Route, Row, Said, Step
from .trail import Trail, rule_of

VERDICTS = {"open": "open", "caution": "open, with a caution", "closed": "closed", "unknown": "not settled"}
PARTS = {"open": "open", "caution": "caution", "closed": "closed", "unknown": "closed"}
_FIRST = "It is your main route because it takes the most Roth dollars."


def route(trail: Trail, advised: RouteAdvice, rows: tuple[Row, ...] = ()) -> Route:
    """Everything a letter says of one route."""
    labels = {fact.fact: fact.label for fact in trail.advice.open_facts}
    rests = [labels[name] for name in advised.open_facts if name in labels]
    name = advised.name
    return Route(
        name,
        sentence(advised.label),
        Said(advised.meaning, name),
        Said(VERDICTS[advised.verdict], rule_of(name, PARTS[advised.verdict])),
        Said(said_range(advised.range), rule_of(name, "amount")),
        bool(advised.primary),
        Said(_FIRST, rule_of(name, "primary")) if advised.primary and len(trail.advice.plan) > 1 else None,
        tuple(gate(reason, trail) for reason in advised.reasons),
        tuple(_said(reason) for reason in advised.cautions),
        tuple({reason.text: _said(reason) for reason in advised.unlocks}.values()),
        tuple(step(trail, one) for one in advised.steps),
        ", ".join(rests),
        rows,
    )


def correction(trail: Trail, one: CorrectionAdvice) -> Correction:
    """What has to be put right first."""
    by = show_date(one.by) if one.by is not None else ""
    return Correction(
        sentence(one.label),
        Said(said_range(one.range), rule_of(one.name, "amount")),
        _said(one.reason),
        by,
        one.by is not None and one.by < trail.advice.as_of,
        one.cost.text if one.cost else "",
        tuple(step(trail, doing) for doing in one.steps),
    )


def _said(reason: Reason) -> Said:
    return Said(reason.text, reason.rule)


def step(trail: Trail, doing: Doing) -> Step:
    """A thing to do."""
    by = show_date(doing.by) if doing.by is not None else ""
    passed = doing.by is not None and doing.by < trail.advice.as_of
    return Step(
        Said(doing.text, doing.rule), by, passed, sentence(doing.owner), doing.check, doing.undo, doing.convention
    )


def dates(trail: Trail, also: Collection[str] = ()) -> Iterator[Dated]:
    """The dates of routes that may be used, and of others that are named, each once, in order."""
    found: dict[tuple[int, str], Dated] = {}
    for advised in trail.advice.routes.values():
        if not advised.deadlines or (advised.verdict == "closed" and advised.name not in also):
            continue
        rules = _dated_by(trail, trail.book.routes[advised.name])
        for one in advised.deadlines:
            said = Dated(one.date, show_date(one.date), Said(one.what, rules[one.what]), one.passed)
            found.setdefault((one.date, one.what), said)
    numbers = {day: place for place, day in enumerate(sorted({one.day for one in found.values() if not one.passed}), 1)}
    for dated in sorted(found.values(), key=lambda dated: dated.day):
        yield dated._replace(number=numbers.get(dated.day, 0))


def _dated_by(trail: Trail, route: RouteRule) -> dict[str, str]:
    """The statements that set a route's dates, by what the dates are for."""
    return {filled(trail.trace, dated.what): dated.by for dated in reversed(route.deadlines)}


def forms(trail: Trail) -> Iterator[Paperwork]:
    """The tax forms of corrections and of routes that may be used."""
    found: dict[str, dict[str, str]] = {}
    for one in trail.advice.corrections:
        for form in one.forms:
            found.setdefault(form.name, {}).setdefault(form.what, one.reason.rule)
    for advised in trail.advice.routes.values():
        for form in advised.forms:
            found.setdefault(form.name, {}).setdefault(form.what, advised.name)
    for name, texts in found.items():
        yield Paperwork(name, tuple(Said(text, rule) for text, rule in texts.items()))


def first_day(trail: Trail) -> Said | None:
    """The first day by which something of the plan is to be done."""
    coming = [doing for doing in plan_doings(trail) if doing.by is not None and doing.by >= trail.advice.as_of]
    first = min(coming, key=lambda doing: doing.by or 0, default=None)
    return Said(show_date(first.by), first.rule) if first and first.by is not None else None


def first_step(trail: Trail) -> Step | None:
    """The thing to do this week: of the plan's steps that still can be done, the first."""
    coming = (doing for doing in plan_doings(trail) if doing.by is None or doing.by >= trail.advice.as_of)
    first = next(coming, None)
    return step(trail, first) if first else None


def plan_doings(trail: Trail) -> list[Doing]:
    """The steps of the plan in the order of doing."""
    routes = (trail.advice.routes[name] for name in trail.advice.plan)
    first = [doing for one in trail.advice.corrections for doing in one.steps]
    return [*first, *trail.advice.plan_steps, *(doing for route in routes for doing in route.steps)]
