"""What no primary text confirms, gathered from everything the document says."""

from __future__ import annotations

from collections.abc import Iterator

from ..advise.model import Advice, RouteAdvice
from ..model import Rulebook
from ..value import show_date
from ..walk import names_in
from .limits import matters
from .saying import first_sentence, sentence
from .shapes import DoubtView


def doubt_views(advice: Advice, rulebook: Rulebook) -> Iterator[DoubtView]:
    """Each doubt once, with the first thing it concerns."""
    found: dict[str, str] = {}
    for text, concerns in _doubts(advice, rulebook):
        found.setdefault(text, concerns)
    for text, concerns in found.items():
        if text:
            yield DoubtView(sentence(text.rstrip(".")) + ".", concerns)


def _doubts(advice: Advice, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    for one in advice.corrections:
        yield one.reason.unverified, first_sentence(one.text)
    for step in (*(step for one in advice.corrections for step in one.steps), *advice.plan_steps):
        yield step.unverified, first_sentence(step.text)
    for route in advice.routes.values():
        for reason in (*route.reasons, *route.cautions):
            yield reason.unverified, first_sentence(reason.text)
        if route.verdict != "closed":
            yield from _of_route(route)
    for name in sorted(_figures_read(advice, rulebook)):
        figure = advice.figures[name]
        if figure.range not in (None, (0, 0)):
            yield figure.unverified, f"{sentence(figure.label)}."


def _of_route(route: RouteAdvice) -> Iterator[tuple[str, str]]:
    for step in route.steps:
        yield step.unverified, first_sentence(step.text)
    for deadline in route.deadlines:
        yield deadline.unverified, f"{show_date(deadline.date)}: {first_sentence(deadline.what)}"


def _figures_read(advice: Advice, rulebook: Rulebook) -> set[str]:
    """The published figures behind the amounts of the plan and its limits. What is $0 or absent rests on no figure."""
    shown = {line.name for line in advice.ledger if matters(line)}
    waiting = [route.amount for name, route in rulebook.routes.items() if advice.routes[name].range[1]]
    waiting += [f"{one.name}.{part}" for one in advice.corrections for part in ("amount", "cost")]
    for limit in (rulebook.limits[name] for name in shown):
        waiting += [name for name, _ in names_in(limit.cap.expression)]
    idle = {name for name, figure in advice.figures.items() if figure.range in (None, (0, 0))}
    idle |= {route.amount for name, route in rulebook.routes.items() if not advice.routes[name].range[1]}
    idle |= {f"{name}.amount" for name in rulebook.routes if not advice.routes[name].range[1]}
    seen: set[str] = set()
    while waiting:
        figure = rulebook.figures.get(waiting.pop())
        if figure and figure.name not in seen | idle:
            seen.add(figure.name)
            waiting += [name for name, _ in names_in(figure.formula.expression)]
    return seen & advice.figures.keys()
