"""Walks over expressions and writes them as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from ..value import MILLION, show_date, show_dollars, show_percent
from .model import (
    Aggregate,
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)

_PARTS: Final[dict[type, Callable[[Any], tuple[Expression, ...]]]] = {
    Arithmetic: attrgetter("left", "right"),
    Comparison: attrgetter("left", "right"),
    Extreme: attrgetter("items"),
    Connective: attrgetter("items"),
    Conditional: attrgetter("test", "then", "otherwise"),
    Not: lambda node: (node.item,),
    Rounded: lambda node: (node.item,),
    Proration: attrgetter("amount", "part", "whole"),
    Aggregate: lambda node: tuple(part for part in (node.amount, node.test) if part is not None),
}


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts of an expression, in the order they are written."""
    parts = _PARTS.get(type(node))
    return parts(node) if parts else ()


def with_children(node: Expression, parts: Sequence[Expression]) -> Expression:
    """The expression with other parts in place of its own, in the order of `children`."""
    match node:
        case Arithmetic() | Comparison():
            left, right = parts
            return node._replace(left=left, right=right)
        case Extreme() | Connective():
            return node._replace(items=tuple(parts))
        case Conditional():
            test, then, otherwise = parts
            return node._replace(test=test, then=then, otherwise=otherwise)
        case Not() | Rounded():
            [item] = parts
            return node._replace(item=item)
        case Proration():
            amount, part, whole = parts
            return node._replace(amount=amount, part=part, whole=whole)
        case Aggregate():
            remaining = iter(parts)
            new_amount = None if node.amount is None else next(remaining)
            return node._replace(amount=new_amount, test=next(remaining, None))
    return node


def every(node: Expression) -> Iterator[Expression]:
    """The expression and all its parts."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if parts := _PARTS.get(type(node)):
            waiting += parts(node)[::-1]


def everything_behind(reads: Mapping[str, Iterable[str]], names: Iterable[str]) -> set[str]:
    """Whatever the names read, directly or not, themselves included."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(reads.get(name, ()))
    return found


def names_in(node: Expression) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names an expression reads and where each stands in its text."""
    for part in every(node):
        if isinstance(part, Name):
            yield part.name, part.place
        elif isinstance(part, Membership):
            yield part.fact, part.place


def show(node: Expression) -> str:
    """The expression as text, in one canonical spelling."""
    match node:
        case Number():
            return _show_number(node)
        case Truth(value=value):
            return "yes" if value else "no"
        case Name(name=name):
            return name
        case Membership(fact=fact, values=values):
            return f"{fact} is {values[0]}" if len(values) == 1 else f"{fact} is one of ({', '.join(values)})"
        case Not(item=item):
            return f"not {_inner(item)}"
        case Connective(operator=operator, items=items):
            return f" {operator} ".join(_inner(item) for item in items)
        case (
            Comparison(operator=operator, left=left, right=right)
            | Arithmetic(operator=operator, left=left, right=right)
        ):
            return f"{_inner(left)} {operator} {_inner(right)}"
        case Extreme(operator=operator, items=items):
            return f"{operator}({', '.join(show(item) for item in items)})"
        case Conditional(test=test, then=then, otherwise=otherwise):
            return f"if {show(test)} then {_inner(then)} else {show(otherwise)}"
        case Proration(rounding=rounding, amount=amount, part=part, whole=whole):
            return f"prorate_{rounding}({show(amount)}, {show(part)}, {show(whole)})"
        case Rounded(rounding=rounding, item=item):
            return f"round_{rounding}({show(item)})"
        case Aggregate():
            return _show_aggregate(node)


def _show_aggregate(node: Aggregate) -> str:
    items = f"{node.which} {node.list_word}".lstrip()
    where = "" if node.test is None else f" where {show(node.test)}"
    if node.operator in ("any", "every"):
        return f"{node.operator} {items}{where}"
    amount = items if node.amount is None else f"{_inner(node.amount)} over {items}"
    return f"{node.operator} of {amount}{where}"


def _inner(node: Expression) -> str:
    compound = (Arithmetic, Connective, Conditional, Comparison, Not, Aggregate)
    return f"({show(node)})" if isinstance(node, compound) else show(node)


def _show_number(node: Number) -> str:
    if node.unit == "dollars" and node.denominator == 1:
        return show_dollars(node.amount)
    if node.unit == "percent" and MILLION % node.denominator == 0:
        return show_percent(node.amount * MILLION // node.denominator)
    if node.unit == "date":
        return show_date(node.amount)
    return str(node.amount) if node.denominator == 1 else f"{node.amount}/{node.denominator}"
