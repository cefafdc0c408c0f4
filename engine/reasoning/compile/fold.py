"""Puts a tax year's parameters into expressions and folds what becomes constant.

A branch that the year's own parameters shut disappears, so an absent amount is an error only where it is read. A name
compared with itself is decided: ranges would not see that both sides are one, and an item is often held against itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import Final

from ...rulebook.model import (
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
    Parameter,
    Proration,
    Rounded,
    Truth,
)
from ...value import SCALE
from .operators import Lowering, WorkedOut
from .printing import Integers, Printer

Constants = Mapping[str, Number | Truth]
_LOWERING: Final = Lowering(WorkedOut({}))
_KNOWN: Final = Printer(Integers())


class Absent(LookupError):
    """A parameter that has no amount in the tax year is read where nothing guards it."""

    def __init__(self, parameter: str, reason: str, place: tuple[int, int]) -> None:
        """Keep which parameter, why it is absent, and where in the formula it is read."""
        super().__init__(parameter)
        self.parameter, self.reason, self.place = parameter, reason, place


class ZeroDivisor(ArithmeticError):
    """A formula divides by what is 0 in the tax year."""


def constants_of(
    parameters: Mapping[str, Parameter], tax_year: int
) -> tuple[dict[str, Number | Truth], dict[str, str]]:
    """The year's parameters as constants, and the absent ones with their reasons."""
    constants: dict[str, Number | Truth] = {}
    absent = {}
    for name, parameter in parameters.items():
        published = parameter.year(tax_year)
        if published is None or published.amount is None:
            absent[name] = published.absent if published else f"not published for {tax_year}"
        elif isinstance(published.amount, bool):
            constants[name] = Truth(published.amount)
        else:
            constants[name] = reduced(int(published.amount), SCALE[parameter.unit], parameter.unit)
    return constants, absent


def reduced(amount: int, denominator: int, unit: str) -> Number:
    """A constant in lowest terms, with a positive denominator."""
    shared = gcd(amount, denominator) * (1 if denominator > 0 else -1)
    return Number(amount // shared, denominator // shared, unit)


class Folder:
    """Folds expressions for one tax year; `known` holds conclusions that came out constant."""

    def __init__(self, constants: Constants, absent: Mapping[str, str], known: Mapping[str, bool]) -> None:
        """Keep the year's constants."""
        self.constants, self.absent, self.known = constants, absent, known

    def fold(self, node: Expression) -> Expression:
        """The expression with constants put in; raises Absent."""
        match node:
            case Number() | Truth() | Membership():
                return node
            case Name(name=name):
                return self._name(node, name)
            case Not(item=item):
                inner = self.fold(item)
                return Truth(not inner.value) if isinstance(inner, Truth) else Not(inner, node.place)
            case Connective():
                return self._connective(node)
            case Conditional():
                return self._conditional(node)
            case Comparison():
                return self._comparison(node)
            case Arithmetic():
                return _arithmetic(Arithmetic(node.operator, self.fold(node.left), self.fold(node.right), node.place))
            case Extreme(operator=operator, items=items):
                return _extreme(Extreme(operator, tuple(self.fold(item) for item in items), node.place))
            case Proration():
                amount, part, whole = self.fold(node.amount), self.fold(node.part), self.fold(node.whole)
                return _proration(Proration(node.rounding, amount, part, whole, node.place))
            case Rounded(rounding=rounding, item=item):
                inner = self.fold(item)
                rounded = Rounded(rounding, inner, node.place)
                return _constant(rounded, inner.unit) if isinstance(inner, Number) else rounded
            case Aggregate():
                raise TypeError("a template is unrolled to the items of one saver before it is compiled")

    def _name(self, node: Name, name: str) -> Expression:
        if name in self.absent:
            raise Absent(name, self.absent[name], node.place)
        if name in self.known:
            return Truth(self.known[name])
        return self.constants.get(name, node)

    def _connective(self, node: Connective) -> Expression:
        ruling = node.operator == "or"
        items: list[Expression] = []
        missing: Absent | None = None
        for item in node.items:
            try:
                folded = self.fold(item)
            except Absent as absent:
                missing = missing or absent
                continue
            if isinstance(folded, Truth) and folded.value is ruling:
                return Truth(ruling)
            if not isinstance(folded, Truth):
                items.append(folded)
        if missing is not None:
            raise missing
        if not items:
            return Truth(not ruling)
        return items[0] if len(items) == 1 else Connective(node.operator, tuple(items), node.place)

    def _conditional(self, node: Conditional) -> Expression:
        test = self.fold(node.test)
        if isinstance(test, Truth):
            return self.fold(node.then if test.value else node.otherwise)
        return Conditional(test, self.fold(node.then), self.fold(node.otherwise), node.place)

    def _comparison(self, node: Comparison) -> Expression:
        left, right = self.fold(node.left), self.fold(node.right)
        comparison = Comparison(node.operator, left, right, node.place)
        if isinstance(left, Number) and isinstance(right, Number):
            return Truth(_KNOWN.pair(_LOWERING.truth(comparison))[0])
        if isinstance(left, Name) and isinstance(right, Name) and left.name == right.name:
            return Truth(node.operator in ("=", "<=", ">="))
        return comparison


def _constant(node: Expression, unit: str) -> Number:
    """What an amount of constants comes to."""
    op, own = _LOWERING.number(node)
    return reduced(_KNOWN.pair(op)[0] * own.numerator, own.denominator, unit)


def _unit(left: Number, right: Number) -> str:
    return right.unit if left.unit in ("count", "number", "percent") else left.unit


def _arithmetic(node: Arithmetic) -> Expression:
    left, right = node.left, node.right
    if node.operator == "/" and isinstance(right, Number) and right.amount == 0:
        raise ZeroDivisor
    if not (isinstance(left, Number) and isinstance(right, Number)):
        return node
    return _constant(node, left.unit if node.operator == "/" else _unit(left, right))


def _extreme(node: Extreme) -> Expression:
    numbers = [item for item in node.items if isinstance(item, Number)]
    return node if len(numbers) < len(node.items) else _constant(node, numbers[0].unit)


def _proration(node: Proration) -> Expression:
    amount, part, whole = node.amount, node.part, node.whole
    if not (isinstance(amount, Number) and isinstance(part, Number) and isinstance(whole, Number)):
        return node
    return _constant(node, amount.unit)
