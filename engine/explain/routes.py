"""Routes: what each gives and why, or why not; its conditions one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..advise.formatting import joined
from ..advise.model import Reason, RouteAdvice, TestedComparison
from ..reasoning.standing import Standing
from ..rulebook.model import Membership, Name
from .formatting import bound_of, cents_of, first_few, is_cent, said_range, sentence
from .notes import Notes
from .numbers import Worksheet
from .shapes import ConditionView, Near, RouteView, SourcedText
from .steps import steps_of

VERDICTS: Final = {"open": "open", "caution": "open, with a caution", "closed": "closed", "unknown": "not settled"}
_PARTS: Final = {"open": "open", "caution": "caution", "closed": "closed", "unknown": "closed"}
_NONE: Final = "\u2013"
_DOES_NOT_APPLY: Final = "does not apply"
_HAS_NONE: Final = "none"
_MOST_NEAR: Final = 3
_MOST_OPEN: Final = 4


def routes(notes: Notes) -> tuple[RouteView, ...]:
    """Every route in the order of doing, so that the one worksheet grows as it is read."""
    advised, sheet = notes.advice.routes, Worksheet(notes.trace)
    order = sorted(advised, key=lambda name: (name not in notes.advice.plan, notes.book.routes[name].doing_order))
    return tuple(_route(notes, advised[name], sheet) for name in order)


def _route(notes: Notes, advised: RouteAdvice, sheet: Worksheet) -> RouteView:
    labels = {fact.fact: fact.label for fact in notes.advice.open_facts}
    rests = [labels[name] for name in advised.open_facts if name in labels]
    name = advised.name
    shown = [one for one in advised.reasons if advised.verdict == "closed" or not _settled_by_a_choice(notes, one.rule)]
    figure = notes.book.routes[name].amount
    return RouteView(
        name,
        sentence(advised.label),
        SourcedText(advised.meaning, name),
        verdict(name, advised.verdict),
        advised.verdict,
        SourcedText(said_range(advised.range), f"{name}.amount"),
        bool(advised.primary),
        concerns(notes, advised),
        tuple(_said(reason) for reason in sorted(shown, key=lambda one: not tells(one))),
        tuple(_said(reason) for reason in advised.cautions),
        tuple({reason.text: _said(reason) for reason in advised.unlocks}.values()),
        steps_of(notes, advised.steps, name, name in notes.advice.plan),
        joined(first_few(rests, _MOST_OPEN)),
        tuple(_said(reason) for reason in advised.grounds),
        tuple(_condition(notes, reason) for reason in shown),
        sheet.part(figure) if advised.range[1] else (),
    )


def verdict(route: str, standing: str) -> SourcedText:
    """A verdict in words, tied to the part of the route that decides it."""
    return SourcedText(VERDICTS.get(standing, standing), f"{route}.{_PARTS.get(standing, 'closed')}")


def concerns(notes: Notes, route: RouteAdvice) -> bool:
    """Whether a route has to do with the saver: not where they said they have `none` of what it needs."""
    return not any(reason.tests and all(_lacks(notes, test) for test in reason.tests) for reason in route.reasons)


def _settled_by_a_choice(notes: Notes, rule: str) -> bool:
    """Whether a choice the saver told settles a condition by itself, as a sole proprietor that of partnerships."""

    def told(index: int) -> bool:
        node = notes.program.atoms[index].node
        if isinstance(node, Name) and node.name in notes.program.conclusions:
            return _settled_by_a_choice(notes, node.name)
        return isinstance(node, Membership) and node.fact in notes.trace.answers

    return any(literals and all(told(index) for index, _ in literals) for literals in notes.trace.reasons(rule))


def _lacks(notes: Notes, test: TestedComparison) -> bool:
    return test.holds and notes.trace.answers.get(test.name) == _HAS_NONE


def _said(reason: Reason) -> SourcedText:
    return SourcedText(
        f"{reason.text} This is a convention, not law." if reason.convention else reason.text, reason.rule
    )


def tells(reason: Reason) -> bool:
    """Whether a reason's sentence says an amount of the saver's."""
    return any(one.isdigit() for test in reason.tests for one in test.yours if test.yours in reason.text)


def _condition(notes: Notes, reason: Reason) -> ConditionView:
    """A reason with the comparison that tells most: one with a distance where there is one."""
    test = _telling(reason.tests)
    alone = _alone(notes, reason.rule)
    if test is not None and notes.trace.standings.get(test.name) is Standing.NOT_APPLICABLE:
        test, alone = test._replace(yours=_DOES_NOT_APPLY, margin=""), False
    yours = f"{sentence(test.label)}: {test.yours}" if test else _NONE
    return ConditionView(_said(reason), yours, _turns(test, alone), _margin(test))


def _telling(tests: tuple[TestedComparison, ...]) -> TestedComparison | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return min(tests[::-1], key=lambda test: (not test.margin, is_cent(test.needed)))


def _alone(notes: Notes, rule: str) -> bool:
    """Whether a condition stands as it does for one reason only, so that its comparison alone would turn it."""
    fired = notes.trace.reasons(rule)
    atoms = (notes.program.atoms[index].node for disjunct in fired for index, _ in disjunct)
    below = (node.name for node in atoms if isinstance(node, Name) and node.name in notes.program.conclusions)
    return len(fired) == 1 and all(_alone(notes, name) for name in below)


def _turns(test: TestedComparison | None, alone: bool) -> str:
    """The value that would turn the condition; a cent only tells something from nothing."""
    if test is None:
        return _NONE
    if not alone:
        return "more than one answer"
    if is_cent(test.needed):
        return "$0" if test.needed.startswith("below") else "more than $0"
    if " between " in test.needed:
        return "what is open decides"
    return "any other answer" if test.needed.startswith("not ") else test.needed


def _margin(test: TestedComparison | None) -> str:
    if test is None or not test.margin:
        return _NONE
    if is_cent(test.needed):
        return test.yours if test.yours != "$0" else _NONE
    return test.margin if cents_of(test.margin) is not None else _days(test)


def _days(test: TestedComparison) -> str:
    dated = any(one.isalpha() for one in bound_of(test.needed))
    return f"{test.margin} days" if dated and test.margin.replace(",", "").isdigit() else test.margin


def near(notes: Notes) -> tuple[Near, ...]:
    """The lines of law that answers of the saver are near to, within a fifth of the line; the nearest first."""
    found: dict[tuple[str, str], tuple[int, Near]] = {}
    for reason in every_reason(notes):
        for test in reason.tests:
            away, line = cents_of(test.margin), bound_of(test.needed)
            given = test.name in notes.book.facts and not is_cent(test.needed)
            if away and given and 5 * away <= (cents_of(line) or 0):
                label = "" if test.needed_label == line else test.needed_label
                one = Near(SourcedText(sentence(test.label), reason.rule), test.yours, line, label, test.margin)
                found.setdefault((test.name, line), (away, one))
    return tuple(one for _, one in sorted(found.values(), key=lambda pair: pair[0])[:_MOST_NEAR])


def every_reason(notes: Notes) -> Iterator[Reason]:
    """The reasons of corrections, and the reasons and cautions of every route that has to do with the saver."""
    yield from (one.reason for one in notes.advice.corrections)
    for route in notes.advice.routes.values():
        if concerns(notes, route):
            yield from (*route.reasons, *route.cautions)
