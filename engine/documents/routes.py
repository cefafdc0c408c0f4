"""Routes as a template shows them: why they are open, why they are shut, what to do."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from ..advise.model import Advice, CorrectionAdvice, Doing, Reason, RouteAdvice
from ..value import show_date
from .saying import bound_of, cents_of, is_cent, said_range, sentence
from .shapes import CorrectionView, Line, RouteView, ShutView, StepView

_MOST_REASONS = 5


def route_view(advice: Advice, route: RouteAdvice, said: Line | None) -> RouteView:
    """A route of the plan; a caution that was `said` before is not said again."""
    telling = [reason for reason in route.reasons if _tells(reason)][:_MOST_REASONS]
    others = [reason for reason in route.reasons if reason not in telling]
    cautions = tuple(_line(reason) for reason in route.cautions)
    labels = {fact.fact: fact.label for fact in advice.open_facts}
    open_facts = [labels[name] for name in route.open_facts if name in labels]
    return RouteView(
        route.label,
        sentence(route.label),
        route.meaning,
        said_range(route.range),
        bool(route.primary),
        tuple(_line(reason) for reason in telling),
        len(others),
        tuple(dict.fromkeys(cite for reason in others for cite in reason.cites[:1])),
        tuple(caution for caution in cautions if caution != said),
        tuple(step_view(advice, step) for step in route.steps),
        "" if len(open_facts) == len(labels) else joined(open_facts),
    )


def correction_view(advice: Advice, one: CorrectionAdvice) -> CorrectionView:
    """What has to be put right: by when, why, at what cost, and the steps."""
    return CorrectionView(
        sentence(one.label),
        said_range(one.range),
        show_date(one.by) if one.by is not None else "",
        one.by is not None and one.by < advice.as_of,
        _line(one.reason),
        one.cost.text if one.cost else "",
        tuple(step_view(advice, step) for step in one.steps),
    )


def _tells(reason: Reason) -> bool:
    return any(sign.isdigit() for test in reason.tests for sign in test.yours if test.yours in reason.text)


def _line(reason: Reason) -> Line:
    return Line(f"{reason.text} This is a convention, not law." if reason.convention else reason.text, reason.cites)


def caution_of(advice: Advice) -> Line | None:
    """The first caution of the first route, or of any other in the plan."""
    routes = sorted((advice.routes[name] for name in advice.plan), key=lambda route: not route.primary)
    return next((_line(reason) for route in routes for reason in route.cautions), None)


def shut_view(route: RouteAdvice, facts: Container[str]) -> ShutView:
    """A closed route with your value, the needed value and the distance where the sentence leaves them out."""
    why = tuple(Line(" ".join((reason.text, *_details(reason, facts))), reason.cites) for reason in route.reasons)
    return ShutView(sentence(route.label), why, tuple(dict.fromkeys(one.text for one in route.unlocks)))


def _details(reason: Reason, facts: Container[str]) -> Iterator[str]:
    """What the sentence leaves out of its comparisons of amounts; its words say a yes or no already."""
    for test in reason.tests:
        literal = test.needed_label == bound_of(test.needed)
        if not test.margin or is_cent(test.needed) or not (literal or test.name in facts):
            continue
        if test.yours not in reason.text or bound_of(test.needed) not in reason.text:
            yield f"({sentence(test.label)}: {test.yours}. Needed: {test.needed}.)"
        if cents_of(test.margin):
            yield f"You are {test.margin} off."


def step_view(advice: Advice, step: Doing) -> StepView:
    """A step; who does it is said where it is not you alone."""
    return StepView(
        step.text,
        show_date(step.by) if step.by is not None else "",
        step.by is not None and step.by < advice.as_of,
        "" if step.owner == "you" else sentence(step.owner),
        step.check,
        step.undo,
        step.convention,
        step.cites,
    )


def act_by(advice: Advice) -> str:
    """The first day by which something of the plan is to be done."""
    steps = (*advice.plan_steps, *(step for name in advice.plan for step in advice.routes[name].steps))
    corrections = [step for one in advice.corrections for step in one.steps]
    days = [*(one.by for one in advice.corrections), *(step.by for step in (*corrections, *steps))]
    coming = [day for day in days if day is not None and day >= advice.as_of]
    return show_date(min(coming)) if coming else ""


def joined(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    listed = list(words)
    return f"{', '.join(listed[:-1])} and {listed[-1]}" if len(listed) > 1 else "".join(listed)
