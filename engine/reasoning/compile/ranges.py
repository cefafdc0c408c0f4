"""Turns folded expressions into closures over ranges: the meaning every other reader is held to.

A closure takes the list of values by slot (a range for numbers, True/False/None for conditions, a text or None for
choices). A numeric closure comes with its denominator: the whole numbers it returns are that many times the amount.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import gcd, lcm
from typing import Any

from ...rulebook.model import (
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Fact,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)
from ...value import SCALE
from ..range import (
    ROUNDINGS,
    Range,
    at_least,
    equal,
    hull,
    more_than,
    opposite,
    product,
    prorated_range,
    scaled,
)
from ..range import Truth as Known

Values = list[Any]
Numeric = tuple[Callable[[Values], Range], int]
Condition = Callable[[Values], Known]


class RangeCompiler:
    """Compiles for one program: `slots` places each name, `denominators` gives the denominator of numeric names."""

    def __init__(self, slots: Mapping[str, int], denominators: Mapping[str, int]) -> None:
        """Keep where values stand; `denominators` may grow while figures are compiled in order."""
        self.slots, self.denominators = slots, denominators

    def number(self, node: Expression) -> Numeric:
        """The closure of an amount and its denominator."""
        match node:
            case Number(amount=amount, denominator=denominator):
                constant = (amount, amount)
                return (lambda values: constant), denominator
            case Name(name=name):
                slot = self.slots[name]
                return (lambda values: values[slot]), self.denominators[name]
            case Arithmetic():
                return self._arithmetic(node)
            case Extreme(operator=operator, items=items):
                return self._extreme(operator, items)
            case Conditional():
                return self._conditional(node)
            case Proration():
                return self._proration(node)
            case Rounded(rounding=rounding, item=item):
                inner, denominator = self.number(item)
                close = ROUNDINGS[rounding]
                return (lambda values: _closed(close, inner(values), denominator)), 1
        raise TypeError(f"not an amount: {node!r}")

    def truth(self, node: Expression) -> Condition:
        """The closure of a condition."""
        match node:
            case Truth(value=value):
                return lambda values: value
            case Name(name=name):
                slot = self.slots[name]
                return lambda values: values[slot]
            case Membership(fact=fact, values=wanted):
                return self._membership(self.slots[fact], frozenset(wanted))
            case Not(item=item):
                inner = self.truth(item)
                return lambda values: opposite(inner(values))
            case Connective(operator=operator, items=items):
                return self._connective(operator, [self.truth(item) for item in items])
            case Conditional():
                return self._choice(node)
            case Comparison():
                return self._comparison(node)
        raise TypeError(f"not a condition: {node!r}")

    def _pair(self, left: Expression, right: Expression) -> tuple[Numeric, Numeric, int]:
        one, other = self.number(left), self.number(right)
        denominator = lcm(one[1], other[1])
        return _widened(one, denominator), _widened(other, denominator), denominator

    def _arithmetic(self, node: Arithmetic) -> Numeric:
        if node.operator in "+-":
            (one, _), (other, _), denominator = self._pair(node.left, node.right)
            if node.operator == "+":
                return (lambda values: _sum(one(values), other(values))), denominator
            return (lambda values: _difference(one(values), other(values))), denominator
        if isinstance(node.right, Number):
            return self._scaled(node.left, node.right, node.operator)
        if isinstance(node.left, Number):
            return self._scaled(node.right, node.left, node.operator)
        (one, denominator), (other, under) = self.number(node.left), self.number(node.right)
        return (lambda values: product(one(values), other(values))), denominator * under

    def _scaled(self, node: Expression, constant: Number, operator: str) -> Numeric:
        inner, denominator = self.number(node)
        times, per = (
            (constant.amount, constant.denominator) if operator == "*" else (constant.denominator, constant.amount)
        )
        if per < 0:
            times, per = -times, -per
        shared = gcd(times, denominator * per)
        factor = times // shared
        return (lambda values: scaled(inner(values), factor)), denominator * per // shared

    def _extreme(self, operator: str, items: tuple[Expression, ...]) -> Numeric:
        found = [self.number(item) for item in items]
        denominator = lcm(*(each[1] for each in found))
        parts = [_widened(each, denominator)[0] for each in found]
        pick = min if operator == "min" else max
        if len(parts) == 2:
            one, other = parts
            return (lambda values: _picked(pick, one(values), other(values))), denominator
        return (lambda values: _picked_all(pick, [part(values) for part in parts])), denominator

    def _conditional(self, node: Conditional) -> Numeric:
        test = self.truth(node.test)
        (then, _), (otherwise, _), denominator = self._pair(node.then, node.otherwise)

        def branch(values: Values) -> Range:
            chosen = test(values)
            if chosen is None:
                return hull(then(values), otherwise(values))
            return then(values) if chosen else otherwise(values)

        return branch, denominator

    def _proration(self, node: Proration) -> Numeric:
        (amount, a), (part, p), (whole, w) = (self.number(n) for n in (node.amount, node.part, node.whole))
        shared = gcd(a * p, w)
        times, denominator, rounding = w // shared, a * p // shared, node.rounding

        def share(values: Values) -> Range:
            return prorated_range(rounding, amount(values), scaled(part(values), times), whole(values), denominator)

        return share, 1

    def _membership(self, slot: int, wanted: frozenset[str]) -> Condition:
        def member(values: Values) -> Known:
            value = values[slot]
            return None if value is None else value in wanted

        return member

    def _connective(self, operator: str, parts: list[Condition]) -> Condition:
        ruling = operator == "or"

        def joined(values: Values) -> Known:
            open_ = False
            for part in parts:
                found = part(values)
                if found is ruling:
                    return ruling
                open_ = open_ or found is None
            return None if open_ else not ruling

        return joined

    def _choice(self, node: Conditional) -> Condition:
        test, then, otherwise = self.truth(node.test), self.truth(node.then), self.truth(node.otherwise)

        def branch(values: Values) -> Known:
            chosen = test(values)
            if chosen is None:
                found = then(values)
                return found if found is otherwise(values) else None
            return then(values) if chosen else otherwise(values)

        return branch

    def _comparison(self, node: Comparison) -> Condition:
        (one, _), (other, _), _ = self._pair(node.left, node.right)
        match node.operator:
            case ">=":
                return lambda values: at_least(one(values), other(values))
            case ">":
                return lambda values: more_than(one(values), other(values))
            case "<=":
                return lambda values: at_least(other(values), one(values))
            case "<":
                return lambda values: more_than(other(values), one(values))
            case "=":
                return lambda values: equal(one(values), other(values))
        return lambda values: opposite(equal(one(values), other(values)))


def reach(fact: Fact, denominator: int) -> Range | None:
    """The range of a fact of which nothing is known, its value where it does not apply included."""
    if fact.unit in ("yes_no", "choice", "tax_year"):
        return None
    factor = denominator // SCALE[fact.unit]
    bounds = (fact.lowest * factor, fact.highest * factor)
    other = fact.otherwise
    return hull(bounds, (other * factor, other * factor)) if isinstance(other, int) else bounds


def _sum(one: Range, other: Range) -> Range:
    return one[0] + other[0], one[1] + other[1]


def _difference(one: Range, other: Range) -> Range:
    return one[0] - other[1], one[1] - other[0]


def _closed(close: Callable[[int, int], int], value: Range, denominator: int) -> Range:
    return close(value[0], denominator), close(value[1], denominator)


def _picked(pick: Callable[[int, int], int], one: Range, other: Range) -> Range:
    return pick(one[0], other[0]), pick(one[1], other[1])


def _picked_all(pick: Callable[..., int], found: list[Range]) -> Range:
    return pick(each[0] for each in found), pick(each[1] for each in found)


def _widened(numeric: Numeric, denominator: int) -> Numeric:
    inner, own = numeric
    factor = denominator // own
    return (inner, denominator) if factor == 1 else ((lambda values: scaled(inner(values), factor)), denominator)
