"""Rewrites each route into ordinary conclusions and one figure, so that every reader sees one graph."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import (
    Comparison,
    Conclusion,
    Conditional,
    Connective,
    Expression,
    Figure,
    Formula,
    Name,
    Not,
    Number,
    Route,
    Truth,
)

NOTHING = Number(0, 1, "dollars")
PARTS = ("closed", "caution", "open", "primary", "amount")


def any_named(names: Iterable[str]) -> Expression:
    """Any of the named conclusions; none named is `no`."""
    items = tuple(Name(name) for name in names)
    return Truth(False) if not items else items[0] if len(items) == 1 else Connective("or", items)


def rewrite(routes: Iterable[Route]) -> tuple[list[Figure], list[Conclusion]]:
    """The figures and conclusions that stand for the routes."""
    every = list(routes)
    figures = [_amount(route) for route in every]
    conclusions = [part for route in every for part in _verdict(route)]
    return figures, conclusions + [_primary(route, every) for route in every]


def _formula(route: Route, expression: Expression, text: str) -> Formula:
    return Formula(text, expression, route.span)


def _amount(route: Route) -> Figure:
    expression = Conditional(Name(f"{route.name}.closed"), NOTHING, Name(route.amount))
    formula = _formula(route, expression, f"if {route.name}.closed then $0 else {route.amount}")
    meaning = f"Roth dollars still possible by the {route.label}."
    label = f"amount of the {route.label}"
    return Figure(f"{route.name}.amount", route.span, route.topic, label, meaning, "dollars", formula, exported=True)


def _verdict(route: Route) -> list[Conclusion]:
    closed, cautioned = any_named(route.closed_by), any_named(route.cautions)
    passable, uncautioned = Not(Name(f"{route.name}.closed")), Not(Name(f"{route.name}.caution"))
    return [
        _named(route, "closed", closed, " or ".join(route.closed_by) or "no"),
        _named(route, "caution", Connective("and", (passable, cautioned)), "not closed, and any caution"),
        _named(route, "open", Connective("and", (passable, uncautioned)), "not closed, and no caution"),
    ]


def _named(route: Route, part: str, expression: Expression, text: str) -> Conclusion:
    return Conclusion(f"{route.name}.{part}", route.span, route.topic, _formula(route, expression, text), exported=True)


def _primary(route: Route, every: list[Route]) -> Conclusion:
    mine = Name(f"{route.name}.amount")
    tests: list[Expression] = [Not(Name(f"{route.name}.closed")), Comparison(">", mine, NOTHING)]
    for other in every:
        if other is not route:
            operator = ">=" if route.tie_order < other.tie_order else ">"
            tests.append(Comparison(operator, mine, Name(f"{other.name}.amount")))
    text = "not closed, above zero and the largest amount; ties by tie_order"
    return _named(route, "primary", Connective("and", tuple(tests)), text)
