"""Everything a letter says, chosen and ordered: the one place between the advice and the templates."""

from __future__ import annotations

from collections.abc import Iterator

from ...advise.words import filled, shown
from ...model import Words
from ...outcome import Standing
from ...value import show_date
from ...walk import everything_behind
from ..prose import visible
from ..saying import first_sentence, said_range, sentence, worth
from ..view import outcome
from . import numbers, story
from .messages import messages
from .origins import strength, told_source
from .pictures import pictures
from .shapes import Doubt, Kept, Letter, Missing, Options, Route, Said, Taken, Told
from .since import changes
from .trail import Trail, rule_of
from .worksheet import Worksheet

_HASH = 16
_YEAR = "tax_year"
_MOST_SIGNS, MOST_LINES = 200, 12


def content(trail: Trail, options: Options, kept: Kept) -> Letter:
    """The letter of an advice in shown strings."""
    advice = trail.advice
    routes = _routes(trail)
    plan = tuple(routes[name] for name in advice.plan)
    ledger, dates = numbers.ledger(trail), tuple(story.dates(trail))
    recommended = advice.recommendation or ""
    cautions = [said for one in sorted(plan, key=lambda one: not one.first) for said in one.cautions]
    return Letter(
        outcome=outcome(advice),
        title=f"Your Roth plan for {advice.tax_year}",
        client=_named(options.client),
        adviser=_named(options.adviser),
        letterhead=tuple(map(_named, options.letterhead.splitlines()[:MOST_LINES])),
        status=Said(_status(trail), rule_of(recommended, "primary") if recommended in routes else total_rule(trail)),
        tax_year=advice.tax_year,
        date=show_date(advice.as_of),
        total=Said(said_range(advice.total), total_rule(trail)),
        total_known=advice.total[0] == advice.total[1],
        act_by=story.first_day(trail),
        caution=cautions[0] if cautions else None,
        first_step=story.first_step(trail),
        why_nothing=tuple(_why_nothing(trail)),
        corrections=tuple(story.correction(trail, one) for one in advice.corrections),
        plan=plan,
        by_size=tuple(sorted(plan, key=lambda one: (not one.first, -advice.routes[one.name].range[1]))),
        unsettled=tuple(one for name, one in routes.items() if _unsettled(trail, name)),
        others=tuple(one for name, one in routes.items() if advice.routes[name].verdict == "closed"),
        together=tuple(story.step(trail, one) for one in advice.plan_steps),
        changes=changes(trail, kept.since, total_rule(trail)) if kept.since else None,
        told=tuple(_told(trail, kept)),
        sourced=bool(kept.sources),
        missing=tuple(_missing(trail)),
        taken=tuple(one for one in _taken(trail) if one.worth),
        lesser=tuple(one for one in _taken(trail) if not one.worth),
        no_matter=tuple(_no_matter(trail)),
        limits=tuple(numbers.limit(line) for line in ledger),
        previews=tuple(numbers.previews(trail)),
        drawbacks=tuple(_drawbacks(trail, True)),
        drawbacks_if=tuple(_drawbacks(trail, None)),
        near=tuple(numbers.near(trail)),
        flips=tuple(numbers.flips(trail)),
        birthdays=tuple(numbers.birthdays(trail)),
        dates=dates,
        forms=tuple(story.forms(trail)),
        messages=tuple(messages(trail)),
        doubts=tuple(_doubts(trail)),
        pictures=pictures(trail, ledger, dates),
        rulebook=advice.receipt.rulebook[:_HASH],
        engine=advice.receipt.engine,
        facts=advice.receipt.facts[:_HASH],
    )


def _named(text: str) -> str:
    """A name or a line of a letterhead, cut where it would fill the page."""
    shown = visible(text)
    return shown if len(shown) <= _MOST_SIGNS else f"{shown[:_MOST_SIGNS].rstrip()}\u2026"


def total_rule(trail: Trail) -> str:
    """The figure that adds the plan up."""
    plan = trail.book.plan
    return plan.total if plan else next(iter(trail.book.figures), "")


def _status(trail: Trail) -> str:
    many = len(trail.advice.open_facts)
    return "Decided" if trail.advice.decided else f"Provisional ({many} fact{'' if many == 1 else 's'} open)"


def _routes(trail: Trail) -> dict[str, Route]:
    """Every route, those of the plan first in the order of doing, so that the worksheet grows as it is read."""
    sheet = Worksheet(trail)
    advised = trail.advice.routes
    order = sorted(advised, key=lambda name: trail.book.routes[name].doing_order)
    rows = {name: sheet.part(trail.book.routes[name].amount) for name in order if advised[name].range[1]}
    return {name: story.route(trail, advised[name], rows.get(name, ())) for name in order}


def _unsettled(trail: Trail, name: str) -> bool:
    return trail.advice.routes[name].verdict == "unknown" and name not in trail.advice.plan


def _why_nothing(trail: Trail) -> Iterator[Said]:
    """The first sentence of each closed route, without those another one says already."""
    firsts: dict[str, Said] = {}
    for route in trail.advice.routes.values():
        for reason in route.reasons[:1]:
            text = first_sentence(reason.text)
            firsts.setdefault(text.rstrip("."), Said(text, reason.rule))
    for stem, said in firsts.items():
        if not any(stem in other and stem != other for other in firsts):
            yield said


def _told(trail: Trail, kept: Kept) -> Iterator[Told]:
    for one in trail.advice.told:
        if one.standing is Standing.KNOWN:
            origin = kept.sources.get(one.fact)
            label = Said(sentence(one.label), one.fact)
            number = trail.numbers[one.fact]
            yield Told(number, label, one.said, told_source(origin), strength(origin), _where(trail, one.fact))


def _missing(trail: Trail) -> Iterator[Missing]:
    for one in trail.advice.open_facts:
        label, effect = Said(sentence(one.label), one.fact), worth(one.worth, trail.advice.total)
        yield Missing(label, one.question, one.why, sentence(one.who), one.where, effect)


def _where(trail: Trail, fact: str) -> str:
    """Where a fact stands written, or who knows it."""
    question = trail.book.questions.get(fact)
    return sentence(question.where or question.who) if question else ""


def _taken(trail: Trail) -> Iterator[Taken]:
    for one in trail.advice.assumptions:
        effect = worth(one.worth, trail.advice.total)
        yield Taken(trail.numbers[one.fact], Said(sentence(one.label), one.fact), one.said, one.why, effect)


def _no_matter(trail: Trail) -> Iterator[tuple[int, Said]]:
    matter = {one.fact for one in trail.advice.assumptions}
    for one in trail.advice.told:
        if one.standing is Standing.ASSUMED and one.fact not in matter:
            yield trail.numbers[one.fact], Said(one.label, one.fact)


def _drawbacks(trail: Trail, holds: bool | None) -> Iterator[Said]:
    """The drawbacks the rulebook lists: those that hold, or those that rest on what is open."""
    plan = trail.book.plan
    for name in plan.drawbacks if plan else ():
        conclusion = trail.book.conclusions[name]
        if trail.trace.holds(name) is holds:
            words = conclusion.caution or conclusion.because
            yield Said(filled(trail.trace, words) if holds or words is None else _open_words(trail, name, words), name)


def _open_words(trail: Trail, rule: str, words: Words) -> str:
    """A sentence whose amounts are not all known is cut to its first words, and to what they rest on."""
    slots = (slot for slot in words.pieces[1::2] if slot != _YEAR)
    if not any(shown(trail.trace, slot) is None or isinstance(shown(trail.trace, slot), tuple) for slot in slots):
        return filled(trail.trace, words)
    lead, colon, _ = words.pieces[0].partition(": ")
    if not colon:
        return filled(trail.trace, words)
    behind = everything_behind(trail.program.reads, (rule,))
    still_open = ", ".join(one.label for one in trail.advice.open_facts if one.fact in behind)
    return f"{lead}: this may apply. It rests on what is open: {still_open}."


def _doubts(trail: Trail) -> Iterator[Doubt]:
    """What no primary text confirms of anything the letter says about routes that may be used."""
    found: dict[str, Doubt] = {}
    for route in trail.advice.routes.values():
        for reason in (*route.reasons, *route.cautions):
            if reason.unverified:
                said = Said(first_sentence(reason.text), reason.rule)
                found.setdefault(reason.unverified, Doubt(said, _closed(reason.unverified)))
        for doing in route.steps if route.verdict != "closed" else ():
            if doing.unverified:
                said = Said(first_sentence(doing.text), doing.rule)
                found.setdefault(doing.unverified, Doubt(said, _closed(doing.unverified)))
    yield from found.values()


def _closed(text: str) -> str:
    return sentence(text.rstrip(".")) + "."
