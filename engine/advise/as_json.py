"""The advice as JSON: the stable contract of `--format json` (docs/schemas/advice.schema.json)."""

from __future__ import annotations

from typing import Any

from ..reasoning.range import Range
from ..rulebook.model import Citation
from ..value import to_json
from .household import HouseholdDecision
from .model import (
    Advice,
    Assumption,
    CorrectionAdvice,
    CostAdvice,
    Deadline,
    FactRead,
    FigureAdvice,
    ItemAdvice,
    LimitAdvice,
    LimitUse,
    OpenFact,
    PlanLine,
    Reason,
    RouteAdvice,
    StepAdvice,
)

SCHEMA = 2


def advice_json(advice: Advice) -> dict[str, Any]:
    """The whole advice; dollars are decimals, dates are written 2026-06-30, what is not known is null."""
    return {
        "schema": SCHEMA,
        "tax_year": advice.tax_year,
        "as_of": _date(advice.as_of),
        "status": "decided" if advice.decided else "provisional",
        "recommendation": advice.recommendation,
        "corrections": [_correction(one) for one in advice.corrections],
        "routes": {name: _route(route) for name, route in advice.routes.items()},
        "plan": list(advice.plan),
        "plan_steps": [_doing(step) for step in advice.plan_steps],
        "plan_lines": [_line(line) for line in advice.lines],
        "plan_total": _dollars(advice.total),
        "figures": {name: _figure(figure) for name, figure in advice.figures.items()},
        "open_facts": [_open_fact(fact) for fact in advice.open_facts],
        "assumptions": [_assumption(one) for one in advice.assumptions],
        "told_but_not_counted": [{"fact": one.fact, "value": one.said, "why": one.why} for one in advice.not_counted],
        "ledger": [_limit(line) for line in advice.ledger],
        **({"items": [_item(one) for one in advice.items]} if advice.items is not None else {}),
        "receipt": advice.receipt._asdict(),
    }


def household_json(found: HouseholdDecision) -> dict[str, Any]:
    """The answers for two savers: each as that of one saver, with its name, and the total of both in dollars."""
    return {
        "schema": SCHEMA,
        "household": True,
        "status": "decided" if found.decided else "provisional",
        "savers": [{"name": one.name, **advice_json(one.decision.advice)} for one in found.savers],
        "total": _dollars(found.total),
    }


def _date(ordinal: int | None) -> Any:
    return None if ordinal is None else to_json(ordinal, "date")


def _dollars(amount: Range) -> list[float]:
    return [amount[0] / 100, amount[1] / 100]


def _cites(cites: tuple[Citation, ...]) -> list[str]:
    return [citation.text for citation in cites]


def _route(route: RouteAdvice) -> dict[str, Any]:
    return {
        "label": route.label,
        "verdict": route.verdict,
        "amount": None if route.amount is None else route.amount / 100,
        "range": _dollars(route.range),
        "reasons": [_reason(one) for one in route.reasons],
        "cautions": [_reason(one) for one in route.cautions],
        "unlocks": [_reason(one) for one in route.unlocks],
        "steps": [_doing(step) for step in route.steps],
        "deadlines": [_deadline(one) for one in route.deadlines],
        "forms": [form._asdict() for form in route.forms],
        "open_facts": list(route.open_facts),
        **({"items": [_route_of_item(one) for one in route.items]} if route.items is not None else {}),
    }


def _route_of_item(route: RouteAdvice) -> dict[str, Any]:
    return {"item": route.item, **_route(route._replace(label=route.item_said, items=None))}


def _item(one: ItemAdvice) -> dict[str, Any]:
    return {"item": one.item, "label": one.label, "figures": {name: _figure(of) for name, of in one.figures.items()}}


def _correction(one: CorrectionAdvice) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": one.label,
        "amount": None if one.amount is None else one.amount / 100,
        "range": _dollars(one.range),
        "text": one.text,
        "by": _date(one.by),
        "cost": None if one.cost is None else _cost(one.cost),
        "steps": [_doing(step) for step in one.steps],
        "cites": _cites(one.cites),
        "forms": [form._asdict() for form in one.forms],
        "reason": _reason(one.reason),
        "open_facts": list(one.open_facts),
    }


def _cost(cost: CostAdvice) -> dict[str, Any]:
    return {"text": cost.text, "amount": None if cost.amount is None else cost.amount / 100}


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "text": reason.text,
        "rule": reason.rule,
        "cites": _cites(reason.cites),
        "facts": {name: _seen(seen) for name, seen in reason.facts.items()},
        "tests": [test._asdict() for test in reason.tests],
        "unverified": reason.unverified or None,
    }


def _seen(seen: FactRead) -> Any:
    if isinstance(seen.value, tuple):
        return [to_json(end, seen.unit) for end in seen.value]
    return None if seen.value is None else to_json(seen.value, seen.unit)


def _doing(step: StepAdvice) -> dict[str, Any]:
    return {
        "text": step.text,
        "rule": step.rule,
        "by": _date(step.by),
        "amount": None if step.amount is None else step.amount / 100,
        "owner": step.owner,
        "check": step.check or None,
        "undo": step.undo or None,
        "cites": _cites(step.cites),
        "convention": step.convention,
        "alternative": step.alternative,
        "unverified": step.unverified or None,
    }


def _line(line: PlanLine) -> dict[str, Any]:
    return {"figure": line.figure, "label": line.label, "range": _dollars(line.range)}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "date": _date(deadline.date),
        "what": deadline.what,
        "passed": deadline.passed,
        "cites": _cites(deadline.law),
        "unverified": deadline.unverified or None,
    }


def _figure(figure: FigureAdvice) -> Any:
    if figure.range is None or figure.range[0] != figure.range[1]:
        return None
    return to_json(figure.range[0], figure.unit)


def _open_fact(fact: OpenFact) -> dict[str, Any]:
    return {
        "fact": fact.fact,
        "why": fact.why,
        "who": fact.who,
        "worth": fact.worth / 100,
        "question": fact.question,
        "where": fact.where or None,
        **({"item": fact.item} if fact.item else {}),
    }


def _assumption(one: Assumption) -> dict[str, Any]:
    return {"fact": one.fact, "value": one.said, "why": one.why, "worth": one.worth / 100}


def _use(use: LimitUse) -> dict[str, Any]:
    return {"label": use.label, "amount": _dollars(use.amount), "route": use.route, "planned": use.planned}


def _limit(line: LimitAdvice) -> dict[str, Any]:
    return {
        "limit": line.name,
        "label": line.label,
        "cap": _dollars(line.cap),
        "uses": [_use(use) for use in line.uses],
        "left": _dollars(line.left),
        "cites": _cites(line.cites),
        **({"item": line.item} if line.item else {}),
    }
