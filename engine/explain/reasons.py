"""The reasons of a letter: risk, why and why not, what could go wrong or change it, what could not be checked.

Each keeps to the budget of two pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..advise.formatting import filled, joined, shown
from ..advise.model import Reason, RouteAdvice
from .formatting import WHOLE_PLAN, at_most, cents_of, count, day, first_sentence, is_cent, sentence, within
from .limits import MAY_APPLY
from .notes import Notes
from .routes import tells
from .shapes import AssumptionView, Flip, Labeled, Near, RouteView, SourcedText
from .steps import most_urgent_first
from .summary import left_alone, total_rule

MOST_BULLETS: Final = 4
_RISK, _WHY, _BULLET = 35, 65, 30
_LABEL: Final = 4


def risk(notes: Notes, drawbacks: tuple[SourcedText, ...]) -> SourcedText | None:
    """The largest risk: what waiting with the costliest correction costs, else the first caution or drawback."""
    urgent = most_urgent_first(notes)
    for one in sorted(urgent, key=lambda one: -(one.cost.amount or 0) if one.cost else 0):
        if text := one.cost.text if one.cost else left_alone(notes, one):
            told = within(text, _RISK)
            named = one is not urgent[0]
            return SourcedText(f"{sentence(one.label)}: {notes.inner(told)}" if named else told, one.reason.rule)
    if not notes.advice.decided and (time := _time(notes)):
        return time
    cautions = [SourcedText(reason.text, reason.rule) for route in _plan(notes) for reason in route.cautions]
    firm = [one for one in drawbacks if not notes.is_convention(one.rule)]
    found = next(iter((*cautions, *firm)), None)
    return SourcedText(within(_split(found.text)[1], _RISK), found.rule) if found else None


def _time(notes: Notes) -> SourcedText | None:
    """Where something is open, the first day by which it would have to be done."""
    coming: list[tuple[int, str, str]] = []
    for name, route in notes.advice.routes.items():
        for one in notes.book.routes[name].deadlines if route.verdict == "unknown" else ():
            on = shown(notes.trace, one.by)
            matters = one.when is None or notes.trace.holds(one.when) is not False
            if matters and isinstance(on, int) and on >= notes.advice.as_of:
                coming.append((on, filled(notes.trace, one.what), name))
    if not coming:
        return None
    first, what, name = min(coming)
    words = within(notes.inner(first_sentence(what)).rstrip("."), _BULLET)
    return SourcedText(f"Time. The deadline for what is still open is {day(first)}: {words}.", f"{name}.closed")


def _plan(notes: Notes) -> list[RouteAdvice]:
    """The routes of the plan, the main one first, then by dollars."""
    routes = (notes.advice.routes[name] for name in notes.advice.plan)
    return sorted(routes, key=lambda one: (not one.primary, -one.range[1]))


def why(notes: Notes) -> Iterator[SourcedText]:
    """Why the plan works: what tells most of the main route, then of the others, in some sixty words."""
    words = 0
    for route in _plan(notes):
        reasons = sorted((one for one in route.reasons if tells(one)), key=lambda one: not _is_own(notes, one))
        telling = list(route.grounds) or reasons or list(route.reasons[:1])
        for reason in telling[: 2 if route.primary else 1]:
            words += count(reason.text)
            if words > _WHY:
                return
            yield SourcedText(reason.text, reason.rule)


def _is_own(notes: Notes, reason: Reason) -> bool:
    """Whether a reason holds an amount the saver gave against a line of law."""
    return any(
        test.name in notes.book.facts and cents_of(test.margin) and not is_cent(test.needed) for test in reason.tests
    )


def why_not(routes: tuple[RouteView, ...]) -> Iterator[Labeled]:
    """One line for each closed route that concerns the saver."""
    for route in routes:
        if route.standing == "closed" and route.concerns and route.reasons:
            reason = route.reasons[0]
            yield Labeled(route.label, SourcedText(within(reason.text, _BULLET), reason.rule))


def wrong(
    notes: Notes, drawbacks: tuple[SourcedText, ...], open_drawbacks: tuple[SourcedText, ...], said: SourcedText | None
) -> Iterator[Labeled]:
    """What could go wrong, but for the risk `said` before: cautions of the plan, drawbacks by law, good practice.

    A caution without a label of its own goes by its route.
    """
    told = (one for one in open_drawbacks if MAY_APPLY not in one.text)
    rest = sorted((*drawbacks, *told), key=lambda one: notes.is_convention(one.rule))
    cautions = ((route, reason) for route in _plan(notes) for reason in route.cautions)
    every = [(sentence(route.label), SourcedText(reason.text, reason.rule)) for route, reason in cautions]
    seen = {said.rule} if said else set()
    labels: set[str] = set()
    for about, one in (*every, *(("", one) for one in rest)):
        label, text = _split(one.text)
        if one.rule not in seen and (not label or label not in labels) and len(seen) - bool(said) < MOST_BULLETS:
            seen.add(one.rule)
            labels.add(label)
            yield Labeled(label or about, SourcedText(within(text, _BULLET), one.rule))


def _split(text: str) -> tuple[str, str]:
    """A label like `No way back` in front of a text, and the text without it."""
    label, colon, rest = text.partition(": ")
    return (label, sentence(rest)) if colon and count(label) <= _LABEL and rest else ("", text)


def granted(taken: tuple[AssumptionView, ...]) -> AssumptionView | None:
    """The usual answer to check first: the one most of the plan depends on, rather than one that might add to it."""
    counting = [one for one in taken if one.worth]
    return next((one for one in counting if one.worth != WHOLE_PLAN), next(iter(counting), None))


def change(
    notes: Notes, near: tuple[Near, ...], flips: tuple[Flip, ...], taken: tuple[AssumptionView, ...]
) -> Iterator[Labeled]:
    """What would change the answer, at most four: near lines of law, turned answers, usual answers."""
    lines = [
        Labeled(
            one.label.text,
            SourcedText(f"Yours is {one.yours}. The line is {_line(one)}, {one.away} away.", one.label.rule),
        )
        for one in near
    ]
    turns = [
        Labeled(f"{one.label.text}: {one.other}", SourcedText(f"{_then(notes, one)}.", one.label.rule)) for one in flips
    ]
    usual = [
        Labeled(
            one.label.text, SourcedText(f"We took {one.answer}. Another answer can change {one.worth}.", one.label.rule)
        )
        for one in taken
        if one.worth and one is not granted(taken)
    ]
    chosen = [*lines[:2], *turns[:2], *usual[:2], *turns[2:], *lines[2:]][:MOST_BULLETS]
    yield from chosen


def _line(one: Near) -> str:
    return f"{one.line} ({one.line_label})" if one.line_label else one.line


def _then(notes: Notes, flip: Flip) -> str:
    parts = (one.text.rpartition(": ") for one in flip.then)
    return f"Then {joined(f'the {notes.inner(label)} is {words}' for label, _, words in parts)}"


def other_side(notes: Notes) -> SourcedText | None:
    """That the other's side was not looked at, for one who asks alone where the other may have room."""
    household = notes.book.household
    if household is None or not household.room_of_the_other:
        return None
    married = notes.program.compiler.truth(household.when.expression)(notes.trace.values)
    room = notes.trace.published(household.room_of_the_other)
    if not married or room is None or room[1] <= 0:
        return None
    side = sentence(f"{household.other or 'the other'}'s side was not looked at")
    said = household.room_said
    may = said.holding(at_most(room[1], room)) if said else f"{at_most(room[1], room)} may be open there too"
    words = f"{side}: {may}. A household file with the facts of both of you gives the answer for both."
    return SourcedText(words, household.room_of_the_other)


def unchecked(notes: Notes, doubts: tuple[Labeled, ...], other: SourcedText | None = None) -> Iterator[Labeled]:
    """What could not be checked: the saver's papers, the other's side, then doubts of law.

    How sources were read is in the annex.
    """
    papers = "We have not seen your papers. If they differ from what you told us, go by the papers."
    yield Labeled("", SourcedText(papers, total_rule(notes)))
    if other is not None:
        yield Labeled("", other)
    for doubt in doubts[: MOST_BULLETS - (1 if other is None else 2)]:
        yield doubt._replace(said=doubt.said._replace(text=within(doubt.said.text, _BULLET)))
