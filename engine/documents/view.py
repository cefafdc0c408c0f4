"""Turns an advice into shown strings for the templates: choosing and ordering happen here, never in a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..advise.model import Advice, CorrectionAdvice, OpenFact, Reason, RouteAdvice
from ..model import Rulebook
from ..outcome import Standing
from ..value import show_date
from .doubts import doubt_views
from .limits import ASCII_BLOCKS, BLOCKS, NO_BLOCKS, limit_views
from .routes import act_by, caution_of, correction_view, joined, route_view, shut_view, step_view
from .saying import bound_of, cents_of, first_sentence, is_cent, said_range, sentence, worth
from .shapes import DateView, FormView, MissingView, NearView, TakenView, View
from .sources import source_views

_MOST_NEAR = 3
_MOST_NAMED = 6
_MOST_ASKED = 6
_HASH = 16


def view_of(advice: Advice, rulebook: Rulebook, unicode: bool, read_aloud: bool = False) -> View:
    """What the templates say of an advice."""
    blocks = NO_BLOCKS if read_aloud else BLOCKS if unicode else ASCII_BLOCKS
    caution = caution_of(advice)
    routes = [advice.routes[name] for name in advice.plan]
    by_size = sorted(routes, key=lambda route: (not route.primary, -route.range[1]))
    unsettled = [route for route in advice.routes.values() if route.verdict == "unknown" and route not in routes]
    view = View(
        outcome(advice),
        advice.tax_year,
        show_date(advice.as_of),
        said_range(advice.total),
        advice.total[0] == advice.total[1],
        act_by(advice),
        caution,
        " ".join(_why_nothing(advice)),
        tuple(correction_view(advice, one) for one in advice.corrections),
        tuple(route_view(advice, route, caution) for route in routes),
        tuple((sentence(line.label), said_range(line.range)) for line in advice.lines),
        tuple(route_view(advice, route, caution) for route in by_size),
        tuple(route_view(advice, route, caution) for route in unsettled),
        tuple(shut_view(route, rulebook.facts) for route in advice.routes.values() if route.verdict == "closed"),
        tuple(step_view(advice, step) for step in advice.plan_steps),
        tuple(_dates(advice)),
        tuple(_forms([*advice.corrections, *routes, *unsettled])),
        tuple(limit_views(advice.ledger, blocks)),
        blocks,
        tuple(_near(advice, rulebook)),
        tuple(missing_view(advice, fact) for fact in advice.open_facts[:_MOST_ASKED]),
        tuple(missing_view(advice, fact) for fact in advice.open_facts[_MOST_ASKED:]),
        len(advice.open_facts),
        joined(_first_few([fact.label for fact in advice.open_facts], 3)),
        tuple(_taken(advice)),
        tuple(one.label for one in advice.assumptions if not one.worth),
        tuple(_no_matter(advice)),
        tuple(doubt_views(advice, rulebook)),
        (),
        advice.receipt.rulebook[:_HASH],
        advice.receipt.engine,
        advice.receipt.facts[:_HASH],
    )
    return view._replace(sources=source_views(view, rulebook))


def outcome(advice: Advice) -> str:
    """The name of the outcome, and of its template."""
    if not advice.decided:
        return "provisional"
    return "nothing" if advice.recommendation == "none" and not advice.steps and not advice.corrections else "decided"


def _why_nothing(advice: Advice) -> list[str]:
    """The first sentence of each closed route, without those another one says already."""
    firsts = [first_sentence(route.reasons[0].text) for route in advice.routes.values() if route.reasons]
    stems = dict.fromkeys(text.rstrip(".") for text in firsts)
    return [f"{stem}." for stem in stems if not any(stem in other and stem != other for other in stems)]


def _dates(advice: Advice) -> Iterator[DateView]:
    """The dates of routes that may be used, each once, in order; a closed one says itself what shut it."""
    seen: set[tuple[int, str]] = set()
    every = [(route, deadline) for route in advice.routes.values() for deadline in route.deadlines]
    for route, deadline in sorted(every, key=lambda pair: pair[1].date):
        if route.verdict != "closed" and (deadline.date, deadline.what) not in seen:
            seen.add((deadline.date, deadline.what))
            yield DateView(show_date(deadline.date), deadline.what, deadline.passed, deadline.law)


def _forms(parts: Iterable[CorrectionAdvice | RouteAdvice]) -> Iterator[FormView]:
    found: dict[str, list[str]] = {}
    for part in parts:
        for form in part.forms:
            if form.what not in found.setdefault(form.name, []):
                found[form.name].append(form.what)
    for name, texts in found.items():
        yield FormView(name, " ".join(texts))


def _near(advice: Advice, rulebook: Rulebook) -> Iterator[NearView]:
    """The nearest lines of law, by distance in dollars, for answers the saver gave."""
    found = {}
    for reason in _reasons(advice):
        for test in reason.tests:
            away = cents_of(test.margin)
            if away and test.name in rulebook.facts and not is_cent(test.needed):
                line = bound_of(test.needed)
                label = "" if test.needed_label == line else test.needed_label
                found[test.name, line] = (away, NearView(sentence(test.label), test.yours, line, label, test.margin))
    for _, near in sorted(found.values())[:_MOST_NEAR]:
        yield near


def _reasons(advice: Advice) -> Iterator[Reason]:
    """Reasons of corrections and of routes that may be used; for a closed one the distance stands with its reason."""
    yield from (one.reason for one in advice.corrections)
    for route in advice.routes.values():
        if route.verdict != "closed":
            yield from (*route.reasons, *route.cautions)


def missing_view(advice: Advice, fact: OpenFact) -> MissingView:
    """An open fact: its question, who can tell, what it is worth."""
    return MissingView(
        sentence(fact.label), fact.question, fact.why, fact.who, fact.where, worth(fact.worth, advice.total)
    )


def _taken(advice: Advice) -> Iterator[TakenView]:
    for one in advice.assumptions:
        if one.worth:
            yield TakenView(sentence(one.label), one.said, worth(one.worth, advice.total))


def _no_matter(advice: Advice) -> list[str]:
    """What was assumed and changes nothing, whatever it is."""
    matter = {one.fact for one in advice.assumptions}
    labels = [one.label for one in advice.told if one.standing is Standing.ASSUMED and one.fact not in matter]
    return _first_few(labels, _MOST_NAMED)


def _first_few(labels: list[str], most: int) -> list[str]:
    more = len(labels) - most
    return [*labels[:most], f"{more} more"] if more > 1 else labels
