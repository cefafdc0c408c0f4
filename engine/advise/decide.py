"""The decision: verdict, amount and words of every route, the recommendation, the plan and its ledger."""

from __future__ import annotations

from collections.abc import Iterator

from ..reasoning.compile.closures import Numeric
from ..reasoning.compile.compiled import CompiledLimit
from ..reasoning.range import Range, half_up
from ..reasoning.trace import Trace
from ..rulebook.model import Correction, Item, Route, RouteForm, Rulebook, Sentence
from .cases import Cases, HoldsInCase
from .formatting import filled, format_value, shown
from .model import (
    CorrectionAdvice,
    CostAdvice,
    Deadline,
    FigureAdvice,
    ItemAdvice,
    LimitAdvice,
    LimitUse,
    PlanLine,
    Reason,
    RouteAdvice,
    TaxForm,
    Verdict,
)
from .reasons import reason
from .schedule import Schedule, needed


def verdict(trace: Trace, route: Route) -> Verdict:
    """Open, open with a caution, closed, or not known yet."""
    closed, caution = trace.holds(f"{route.name}.closed"), trace.holds(f"{route.name}.caution")
    if closed:
        return "closed"
    if closed is None or caution is None:
        return "unknown"
    return "caution" if caution else "open"


def recommendation(trace: Trace) -> tuple[bool, str | None]:
    """Whether the primary is decided, and which route it is ("none" where nothing is open).

    Undecided, the best current reading: the route surely open with the largest amount it surely has, if any.
    """
    routes = trace.program.rulebook.routes
    primaries = {name: trace.holds(f"{name}.primary") for name in routes}
    for name, primary in primaries.items():
        if primary:
            return True, name
    if all(primary is False for primary in primaries.values()):
        return True, "none"
    return False, _best_reading(trace)


def settled(trace: Trace) -> bool:
    """Whether nothing still to be told can change the recommendation or which corrections are needed."""
    needed = (trace.holds(f"{name}.held") for name in trace.program.rulebook.corrections)
    return recommendation(trace)[0] and None not in needed


def _best_reading(trace: Trace) -> str | None:
    routes = trace.program.rulebook.routes.values()
    sure = [
        (amount_range(trace, route.name)[0], -route.tie_order, route.name)
        for route in routes
        if not route.never_main and passable(trace, route.name)
    ]
    best = max(sure, default=(0, 0, ""))
    return best[2] if best[0] > 0 else None


def passable(trace: Trace, route: str) -> bool:
    """Whether the route is surely not closed."""
    return trace.holds(f"{route}.closed") is False


def amount_range(trace: Trace, route: str) -> Range:
    """The route's dollars in cents, lowest and highest."""
    return trace.published(f"{route}.amount") or (0, 0)


def plan(trace: Trace) -> tuple[str, ...]:
    """The routes that are surely open, in the order of doing."""
    routes = sorted(trace.program.rulebook.routes.values(), key=lambda route: route.doing_order)
    return tuple(route.name for route in routes if passable(trace, route.name))


def undecided(trace: Trace) -> Iterator[str]:
    """The parts of routes and corrections that are not known."""
    for route in trace.program.rulebook.routes:
        yield from undecided_parts(trace, route)
    for correction in trace.program.rulebook.corrections.values():
        yield from undecided_correction(trace, correction)


def undecided_parts(trace: Trace, route: str) -> list[str]:
    """The parts of one route that are not known: its verdict, its amount, whether it comes first."""
    if trace.holds(f"{route}.closed"):
        return []
    parts = [f"{route}.{part}" for part in ("closed", "caution", "amount", "primary")]
    return [part for part in parts if part in trace.program.slots and not trace.known(part)]


def undecided_correction(trace: Trace, correction: Correction) -> list[str]:
    """The parts of one correction that are not known: whether it is needed, its dollars, what it costs."""
    names = ("held", "amount", "cost") if correction.cost else ("held", "amount")
    parts = [f"{correction.name}.{part}" for part in names]
    return [part for part in parts if not trace.known(part)]


def corrections(cases: Cases, schedule: Schedule) -> tuple[CorrectionAdvice, ...]:
    """What has to be put right, in order; what may have to be is not among them."""
    every = cases.trace.program.rulebook.corrections
    return tuple(_correction(cases, every[name], schedule) for name in needed(cases.trace))


def _correction(cases: Cases, correction: Correction, schedule: Schedule) -> CorrectionAdvice:
    trace = cases.trace
    amounts, by = amount_range(trace, correction.name), shown(trace, correction.by) if correction.by else None
    return CorrectionAdvice(
        correction.name,
        correction.label,
        correction.meaning,
        amounts[0] if amounts[0] == amounts[1] else None,
        amounts,
        reason(trace, correction.when, trace.program.rulebook.conclusions[correction.when].because),
        by if isinstance(by, int) else None,
        _cost(trace, correction),
        schedule.steps(correction.steps),
        tuple(_forms(trace, correction.forms)),
        tuple(cases.open_facts(undecided_correction(trace, correction))),
    )


def _cost(trace: Trace, correction: Correction) -> CostAdvice | None:
    """What it costs, where it surely costs anything."""
    cost = correction.cost
    if cost is None or (cost.when is not None and not trace.holds(cost.when)):
        return None
    low, high = trace.published(f"{correction.name}.cost") or (0, 0)
    return CostAdvice(filled(trace, cost.text), low if low == high else None, (low, high)) if high else None


def route_advice(cases: Cases, route: Route, as_of: int, schedule: Schedule) -> RouteAdvice:
    """Everything to be said of one route."""
    trace = cases.trace
    found, amounts = verdict(trace, route), amount_range(trace, route.name)
    parts = undecided_parts(trace, route.name)
    shut = [name for name in _closing(trace, route) if trace.holds(name)]
    advised = RouteAdvice(
        route.name,
        route.label,
        route.meaning,
        found,
        amounts[0] if amounts[0] == amounts[1] and found != "unknown" else None,
        amounts,
        trace.holds(f"{route.name}.primary") if f"{route.name}.primary" in trace.program.slots else None,
        tuple(_reasons(cases, route, shut) if shut or found != "closed" else _reasons_by_case(cases, route)),
        tuple(_cautions(cases, route, found)) if found != "closed" else (),
        tuple(_unlocks(trace, shut)),
        schedule.steps(route.steps) if found != "closed" else (),
        tuple(_deadlines(trace, route, as_of, found == "unknown")),
        tuple(_forms(trace, route.forms)) if found != "closed" else (),
        tuple(cases.open_facts(parts)),
        tuple(_grounds(trace, route)) if found != "closed" else (),
    )
    return advised._replace(items=tuple(_item_routes(cases, route, advised, as_of, schedule))) if route.of else advised


def _closing(trace: Trace, route: Route) -> Iterator[str]:
    """What may close a route; of a family that is closed, the first that closes each item, each sentence once."""
    if not route.items:
        yield from route.closed_by
    elif verdict(trace, route) == "closed":
        conclusions = trace.program.rulebook.conclusions
        shut = [[name for name in item.closed_by if trace.holds(name)][:1] for item in route.items]
        yield from {filled(trace, conclusions[name].because): name for names in shut for name in names}.values()


def _item_routes(
    cases: Cases, route: Route, advised: RouteAdvice, as_of: int, schedule: Schedule
) -> Iterator[RouteAdvice]:
    """The routes of the items of a list, each by itself."""
    book = cases.trace.program.rulebook
    mine = [item for item in book.items if item.list == route.of]
    for item in mine:
        if item.numbered:
            one = next(one for one in route.items if one.name == item.named(route.name))
            found = route_advice(cases, one._replace(of=""), as_of, schedule)
        else:
            found = advised
        yield found._replace(item=item.path, item_said=item.said)


def why_closed(trace: Trace, route: Route) -> str:
    """The first reason why a route is closed, as filled text; empty where it is not, or only case by case."""
    shut = next((name for name in _closing(trace, route) if trace.holds(name)), None)
    return filled(trace, trace.program.rulebook.conclusions[shut].because) if shut else ""


def _not_closed(trace: Trace, route: Route) -> list[Route]:
    """The route, or of a family the routes of items that are not closed: only they speak for it."""
    return [one for one in route.items if not trace.holds(f"{one.name}.closed")] if route.items else [route]


def _grounds(trace: Trace, route: Route) -> Iterator[Reason]:
    for name in dict.fromkeys(name for one in _not_closed(trace, route) for name in one.grounds):
        if trace.holds(name):
            yield reason(trace, name, trace.program.rulebook.conclusions[name].because)


def _reasons(cases: Cases, route: Route, shut: list[str]) -> Iterator[Reason]:
    trace = cases.trace
    conclusions = trace.program.rulebook.conclusions
    if shut:
        yield from (reason(trace, name, conclusions[name].because) for name in shut)
        return
    for name in () if route.items else route.closed_by:
        if trace.holds(name) is False and conclusions[name].because_not is not None:
            yield reason(trace, name, conclusions[name].because_not)


def _reasons_by_case(cases: Cases, route: Route) -> Iterator[Reason]:
    """Why a route is closed whatever the open choices are: the reason of each case, which says what it rests on."""
    for item in route.items:
        yield from _reasons_by_case(cases, item)
    if route.items:
        return
    conclusions = cases.trace.program.rulebook.conclusions
    words = {name: conclusions[name].because for name in route.closed_by}
    yield from (_in_case(one, words[one.name]) for one in cases.holding(words))


def _in_case(one: HoldsInCase, words: Sentence | None) -> Reason:
    found, facts = reason(one.trace, one.name, words), one.trace.program.rulebook.facts
    said = [
        f"the {facts[name].label} is "
        + " or ".join(format_value(value, facts[name].unit, dict(facts[name].values)) for value in values)
        for name, values in one.where.items()
    ]
    return found._replace(text=f"If {' and '.join(said)}: {found.text}") if said else found


def _cautions(cases: Cases, route: Route, found: Verdict) -> Iterator[Reason]:
    trace = cases.trace
    conclusions = trace.program.rulebook.conclusions
    cautions = [name for one in _not_closed(trace, route) for name in one.cautions]
    words = {name: conclusions[name].caution or conclusions[name].because for name in cautions}
    held = [name for name in words if trace.holds(name)]
    yield from (reason(trace, name, words[name]) for name in held)
    if found == "caution" and not held:
        yield from (_in_case(one, words[one.name]) for one in cases.holding(words))


def _unlocks(trace: Trace, shut: list[str]) -> Iterator[Reason]:
    """What would open the route; nothing that surely helps no more."""
    for name in shut:
        conclusion = trace.program.rulebook.conclusions[name]
        past = conclusion.unlock_when is not None and trace.holds(conclusion.unlock_when) is False
        if conclusion.unlock is not None and not past:
            yield reason(trace, name, conclusion.unlock)


def _deadlines(trace: Trace, route: Route, as_of: int, still_open: bool) -> Iterator[Deadline]:
    """The dates that matter for the route; of one that is `still_open` those that may come to matter too."""
    for dated in route.deadlines:
        date = shown(trace, dated.by)
        matters = dated.when is None or trace.holds(dated.when)
        if isinstance(date, int) and (matters or (matters is None and still_open)):
            parameter = trace.program.rulebook.parameters.get(dated.by)
            figure = trace.program.rulebook.figures.get(dated.by)
            published = parameter.year(trace.program.tax_year) if parameter else None
            law = (parameter.law,) if parameter else figure.cites if figure else ()
            unverified = published.unverified if published else ""
            yield Deadline(date, filled(trace, dated.what), date < as_of, law, unverified)


def _forms(trace: Trace, forms: tuple[RouteForm, ...]) -> Iterator[TaxForm]:
    for form in forms:
        if form.when is None or trace.holds(form.when):
            yield TaxForm(form.name, filled(trace, form.what))


def plan_lines(trace: Trace) -> Iterator[PlanLine]:
    """What the total adds up besides the routes, where it is or may be more than $0."""
    plan = trace.program.rulebook.plan
    for name in (plan.parts or ()) if plan else ():
        amounts = trace.published(name)
        if amounts is not None and amounts[1] > 0:
            yield PlanLine(name, trace.program.rulebook.figures[name].label, amounts)


def figured(trace: Trace) -> dict[str, FigureAdvice]:
    """The exported figures as published."""
    found = {}
    for name, figure in trace.program.rulebook.figures.items():
        if figure.exported and "." not in name:
            amounts = trace.published(name)
            found[name] = FigureAdvice(name, figure.label, figure.unit, amounts, figure.cites, figure.unverified)
    return found


def items(trace: Trace) -> Iterator[ItemAdvice]:
    """The items of lists with their exported figures as published."""
    book = trace.program.rulebook
    for item in book.items:
        names = [name for name in book.figures if _is_of(book, item, name) and book.figures[name].exported]
        found = {
            book.origin(name): FigureAdvice(
                name,
                book.figures[name].label,
                book.figures[name].unit,
                trace.published(name),
                book.figures[name].cites,
                book.figures[name].unverified,
            )
            for name in names
        }
        yield ItemAdvice(item.path, item.said, found)


def _is_of(book: Rulebook, item: Item, name: str) -> bool:
    """Whether a figure is one of the item's own, parts of routes left out."""
    bare = book.origin(name)
    return "." not in bare and book.scope(book.figures[name].topic) == item.list and item.named(bare) == name


def item_of(book: Rulebook, name: str, of: str) -> str:
    """The path of the item that a fact or limit of a list is about; empty for the saver."""
    return next((item.path for item in book.items if item.list == of and item.named(book.origin(name)) == name), "")


def ledger(trace: Trace) -> Iterator[LimitAdvice]:
    """The limits that exist for this saver, line by line."""
    for limit in trace.program.limits:
        if limit.applies is None or limit.applies(trace.values) is not False:
            yield _limit_line(trace, limit)


def _limit_line(trace: Trace, compiled: CompiledLimit) -> LimitAdvice:
    limit, book = compiled.limit, trace.program.rulebook
    item = item_of(book, limit.name, book.scope(limit.topic))
    cap = _amount(trace, compiled.cap)
    amounts = [_amount(trace, use) for use in compiled.uses]
    pairs = zip(limit.uses, amounts, strict=True)
    uses = tuple(LimitUse(use.label, amount, use.route, use.planned) for use, amount in pairs)
    low, high = sum(amount[0] for amount in amounts), sum(amount[1] for amount in amounts)
    return LimitAdvice(limit.name, limit.label, cap, uses, (cap[0] - high, cap[1] - low), limit.cites, item)


def _amount(trace: Trace, numeric: Numeric) -> Range:
    number, denominator = numeric
    low, high = number(trace.values)
    return half_up(low, denominator), half_up(high, denominator)
