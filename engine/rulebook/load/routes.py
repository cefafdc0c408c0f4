"""Rewrites routes and corrections into ordinary conclusions and figures, so that every reader sees one graph."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import (
    Citation,
    Comparison,
    Conclusion,
    Conditional,
    Connective,
    Correction,
    Expression,
    Figure,
    Formula,
    Name,
    Not,
    Number,
    Route,
    Rulebook,
    Truth,
)

NOTHING = Number(0, 1, "dollars")
PARTS = ("closed", "caution", "open", "primary", "amount")
CORRECTION_PARTS = ("held", "amount", "cost")


def any_named(names: Iterable[str]) -> Expression:
    """Any of the named conclusions; none named is `no`."""
    items = tuple(Name(name) for name in names)
    return Truth(False) if not items else items[0] if len(items) == 1 else Connective("or", items)


def rewrite(book: Rulebook) -> tuple[list[Figure], list[Conclusion]]:
    """The figures and conclusions that stand for the routes and corrections of a rulebook."""
    every, corrections = list(book.routes.values()), book.corrections.values()
    figures = [_amount(route) for route in every]
    figures += [figure for correction in corrections for figure in _amounts(book, correction)]
    conclusions = [part for route in every for part in _verdict(route)]
    conclusions += [_primary(route, every) for route in every]
    return figures, conclusions + [_held(book, correction) for correction in corrections]


def _held(book: Rulebook, correction: Correction) -> Conclusion:
    name, span = f"{correction.name}.held", correction.span
    formula = Formula(correction.when, Name(correction.when), span)
    return Conclusion(name, span, correction.topic, formula, cites=_law(book, correction), exported=True)


def _law(book: Rulebook, correction: Correction) -> tuple[Citation, ...]:
    ground = book.conclusions.get(correction.when)
    return ground.cites if ground else ()


def _amounts(book: Rulebook, correction: Correction) -> list[Figure]:
    """What is to be put right and what it costs: $0 where the correction is not needed."""
    held, law = f"{correction.name}.held", _law(book, correction)
    found = [_where(correction, "amount", (held,), correction.amount)]
    if correction.cost is not None:
        conditions = (held, correction.cost.when) if correction.cost.when else (held,)
        found.append(_where(correction, "cost", conditions, correction.cost.amount))
    return [figure._replace(cites=law) for figure in found]


def _where(correction: Correction, part: str, conditions: tuple[str, ...], amount: str) -> Figure:
    test = Name(conditions[0]) if len(conditions) == 1 else Connective("and", tuple(map(Name, conditions)))
    text = f"if {' and '.join(conditions)} then {amount} else $0"
    formula = Formula(text, Conditional(test, Name(amount), NOTHING), correction.span)
    label, name = f"{part} of the {correction.label}", f"{correction.name}.{part}"
    meaning = f"Dollars: the {part} of the {correction.label}."
    return Figure(name, correction.span, correction.topic, label, meaning, "dollars", formula, exported=True)


def _formula(route: Route, expression: Expression, text: str) -> Formula:
    return Formula(text, expression, route.span)


def _amount(route: Route) -> Figure:
    expression = Conditional(Name(f"{route.name}.closed"), NOTHING, Name(route.amount))
    formula = _formula(route, expression, f"if {route.name}.closed then $0 else {route.amount}")
    meaning = f"Dollars still possible by the {route.label}."
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
    if route.never_main:
        return _named(route, "primary", Truth(False), "never the main route")
    mine = Name(f"{route.name}.amount")
    tests: list[Expression] = [Not(Name(f"{route.name}.closed")), Comparison(">", mine, NOTHING)]
    for other in every:
        if other is not route and not other.never_main:
            operator = ">=" if route.tie_order < other.tie_order else ">"
            tests.append(Comparison(operator, mine, Name(f"{other.name}.amount")))
    text = "not closed, above zero and the largest amount; ties by tie_order"
    return _named(route, "primary", Connective("and", tuple(tests)), text)
