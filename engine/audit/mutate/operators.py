"""What can be changed in one place of an expression: comparisons, constants, connectives, roundings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ...rulebook.model import (
    Arithmetic,
    Comparison,
    Connective,
    Expression,
    Extreme,
    Membership,
    Not,
    Number,
    Proration,
    Rounded,
)
from ...rulebook.walk import children, show, with_children

_EDGES: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "="}
_ROUNDINGS: Final = {"to_cent": "up_to_ten_dollars", "up_to_ten_dollars": "to_cent"}
_SIGNS: Final = {"+": "-", "-": "+"}


class Altered(NamedTuple):
    """An expression with one place changed: the kind of change, what became what, and the changed part as it was."""

    kind: str
    said: str
    part: Expression
    whole: Expression


def altered(node: Expression) -> Iterator[Altered]:
    """Every expression that differs in one place."""
    for kind, said, changed in _here(node):
        yield Altered(kind, said, node, changed)
    parts = children(node)
    for place, part in enumerate(parts):
        for inner in altered(part):
            yield inner._replace(whole=with_children(node, (*parts[:place], inner.whole, *parts[place + 1 :])))


def _here(node: Expression) -> Iterator[tuple[str, str, Expression]]:
    match node:
        case Comparison(operator=operator):
            edge = _EDGES[operator]
            yield "comparison", f"`{operator}` becomes `{edge}` in {show(node)}", node._replace(operator=edge)
        case Number():
            more = _more(node)
            yield "constant", f"{show(node)} becomes {show(more)}", more
        case Connective(operator=operator):
            other = "or" if operator == "and" else "and"
            yield "connective", f"`{operator}` becomes `{other}` in {show(node)}", node._replace(operator=other)
        case Not(item=item):
            yield "connective", f"`not` is dropped from {show(node)}", item
        case Extreme(operator=operator):
            other = "max" if operator == "min" else "min"
            yield "connective", f"`{operator}` becomes `{other}` in {show(node)}", node._replace(operator=other)
        case Arithmetic(operator=operator) if operator in _SIGNS:
            other = _SIGNS[operator]
            yield "connective", f"`{operator}` becomes `{other}` in {show(node)}", node._replace(operator=other)
        case Membership(fact=fact, values=values) if len(values) > 1:
            for value in values:
                rest = tuple(one for one in values if one != value)
                yield "constant", f"`{value}` is left out of {show(node)}", Membership(fact, rest, node.place)
        case Proration(rounding=rounding) | Rounded(rounding=rounding):
            other = _ROUNDINGS[rounding]
            yield "rounding", f"`{rounding}` becomes `{other}` in {show(node)}", node._replace(rounding=other)


def _more(node: Number) -> Number:
    """The constant one step larger: a cent under $1, $1, one point of a percent, one."""
    if node.unit == "dollars":
        return node._replace(
            amount=node.amount
            + (node.denominator if abs(node.amount) < 100 * node.denominator else 100 * node.denominator)
        )
    if node.unit == "percent":
        return Number(node.amount * 100 + node.denominator, node.denominator * 100, node.unit, node.place)
    return node._replace(amount=node.amount + node.denominator)
