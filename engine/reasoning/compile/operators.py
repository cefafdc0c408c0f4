"""Operators on whole numbers: what a folded expression is lowered to.

Each number has one exact unit, and its amount is its whole number times that unit, so no `Op` divides but where a
rounding is named. What an operator means for what is not known is said once, in `printing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final, Literal, NamedTuple, Protocol

from ...rulebook.model import (
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

OpName = Literal[
    # numbers
    "number",  # data: the whole number
    "amount",  # data: the name of a number worked out before
    "given",  # data: the fact; what was told, in the fact's own unit (read only where it was told)
    "anything",  # data: the fact, its lowest and highest; any whole number between them
    "add",
    "subtract",
    "least",
    "most",
    "scale",  # data: a whole factor of either sign
    "multiply",
    "round",  # data: a rounding, numerator, denominator; the number times their ratio, rounded
    "share",  # amount, part, whole, data as for round: amount x part / whole x ratio, rounded; 0 for no whole
    # A last datum says whether it is capped: the part is never more than the whole, nor the amount negative
    "pick",  # a truth, then a number where it is so, then one where it is not
    "lowest",  # the low end of a number
    "highest",  # the high end of a number
    # truths
    "truth",  # data: True or False
    "holds",  # data: the name of a truth worked out before
    "told",  # data: the fact; whether it was told at all
    "said",  # data: the fact, and for a choice one of its values; whether yes, or that value, was told
    "open",  # data: as for said; yes or no
    "and",
    "or",
    "not",
    "choose",  # three truths: the second where the first is so, the third where it is not
    "more",  # the first number is more than the second
    "reach",  # the first number is at least the second
    "equal",
    "surely",  # whether a truth is known to be so
    "possibly",  # whether a truth is not known to be otherwise
]
Unit = Fraction


class Op(NamedTuple):
    """An operator, the `Op`s it reads and the constants that belong to it, as `OpName` says them."""

    name: OpName
    args: tuple[Op, ...] = ()
    data: tuple[Any, ...] = ()


class ExactAmount(NamedTuple):
    """A number and its unit, in cents, days or plain count: the amount is the number times the unit, exactly."""

    op: Op
    unit: Unit


def within(op: Op, low: Op | int, high: Op | int) -> Op:
    """The number, or the bound that it is beyond."""
    low, high = (number(end) if isinstance(end, int) else end for end in (low, high))
    return Op("most", (Op("least", (op, high)), low))


def choice_name(fact: str, value: str) -> str:
    """The name of the truth that a choice has this value."""
    return f"{fact}={value}"


ONE: Final = Fraction(1)
YES: Final = Op("truth", (), (True,))
NO: Final = Op("truth", (), (False,))


def number(value: int) -> Op:
    """A whole number as an `Op`."""
    return Op("number", (), (value,))


def both(*truths: Op) -> Op:
    """All of them; those that always hold are left out."""
    left = tuple(one for one in truths if one != YES)
    return NO if NO in left else YES if not left else left[0] if len(left) == 1 else Op("and", left)


def opposite(truth: Op) -> Op:
    """The opposite of a truth."""
    return Op("truth", (), (not truth.data[0],)) if truth.name == "truth" else Op("not", (truth,))


def times(op: Op, factor: int) -> Op:
    """The number times a whole factor."""
    if op.name == "number":
        return number(op.data[0] * factor)
    return op if factor == 1 else Op("scale", (op,), (factor,))


def in_units(amount: ExactAmount, unit: Unit) -> Op:
    """The amount as a whole number of a unit. Raises ValueError where the unit does not measure it."""
    factor = amount.unit / unit
    if factor.denominator != 1:
        raise ValueError(f"{unit} does not measure {amount.unit}")
    return times(amount.op, factor.numerator)


def together(*amounts: ExactAmount) -> tuple[list[Op], Unit]:
    """The amounts as numbers of one unit, the largest that measures them all."""
    if all(unit is ONE for _, unit in amounts):
        return [op for op, _ in amounts], ONE
    sizes = []
    for op, unit in amounts:
        top, bottom = unit.as_integer_ratio()
        if op.name == "number":
            top *= op.data[0]
            shared = gcd(top, bottom)
            top, bottom = top // shared, bottom // shared
        sizes.append((top, bottom))
    least, most = gcd(*(top for top, _ in sizes)) or 1, lcm(*(bottom for _, bottom in sizes))
    factors = [top // least * (most // bottom) for top, bottom in sizes]
    found = [
        number(factor) if op.name == "number" else times(op, factor)
        for (op, _), factor in zip(amounts, factors, strict=True)
    ]
    return found, Fraction(least, most)


def unit_fraction(denominator: int) -> Unit:
    return ONE if denominator == 1 else Fraction(1, denominator)


class Names(Protocol):
    """What the names in an expression stand for."""

    def amount(self, name: str) -> ExactAmount:
        """A fact or figure that is a number."""

    def holds(self, name: str) -> Op:
        """A yes/no fact or a conclusion; for a value of a choice its `choice_name`."""


class Lowering:
    """Lowers folded expressions; what their names stand for is given."""

    def __init__(self, names: Names, is_share: Callable[[Proration], bool] = lambda node: False) -> None:
        """`is_share` says of a proration that its part is never more than its whole, nor its amount negative."""
        self.names, self.is_share = names, is_share

    def number(self, node: Expression) -> ExactAmount:
        """An amount with its unit."""
        match node:
            case Number(amount=amount, denominator=denominator):
                return ExactAmount(number(amount), unit_fraction(denominator))
            case Name(name=name):
                return self.names.amount(name)
            case Arithmetic(operator="+" | "-" as sign, left=left, right=right):
                pair, unit = together(self.number(left), self.number(right))
                return ExactAmount(Op("add" if sign == "+" else "subtract", tuple(pair)), unit)
            case Arithmetic():
                return self._product(node)
            case Extreme(operator=operator, items=items):
                found, unit = together(*map(self.number, items))
                return ExactAmount(Op("least" if operator == "min" else "most", tuple(found)), unit)
            case Conditional(test=test, then=then, otherwise=otherwise):
                pair, unit = together(self.number(then), self.number(otherwise))
                return ExactAmount(Op("pick", (self.truth(test), *pair)), unit)
            case Rounded(rounding=rounding, item=item):
                op, unit = self.number(item)
                return ExactAmount(Op("round", (op,), (rounding, unit.numerator, unit.denominator)), ONE)
            case Proration():
                return self._proration(node)
        raise TypeError(f"not an amount: {node!r}")

    def _proration(self, node: Proration) -> ExactAmount:
        """A share that is capped has its part and its whole in one unit, so that the ratio is that of the amount."""
        amount, part, whole = (self.number(one) for one in (node.amount, node.part, node.whole))
        capped = self.is_share(node)
        if capped:
            pair, unit = together(part, whole)
            part, whole = (ExactAmount(op, unit) for op in pair)
        ratio = amount.unit * part.unit / whole.unit
        data = (node.rounding, ratio.numerator, ratio.denominator, capped)
        return ExactAmount(Op("share", (amount.op, part.op, whole.op), data), ONE)

    def _product(self, node: Arithmetic) -> ExactAmount:
        """A product; with a constant only the unit changes."""
        (left, u), (right, v) = self.number(node.left), self.number(node.right)
        if left.name == "number" and node.operator == "*":
            (left, u), (right, v) = (right, v), (left, u)
        if right.name != "number":
            return ExactAmount(Op("multiply", (left, right)), u * v)
        factor = right.data[0] * v if node.operator == "*" else 1 / (right.data[0] * v)
        if factor == 0:
            return ExactAmount(number(0), ONE)
        return ExactAmount(times(left, 1 if factor > 0 else -1), u * abs(factor))

    def truth(self, node: Expression) -> Op:
        """A condition."""
        match node:
            case Truth(value=value):
                return YES if value else NO
            case Name(name=name):
                return self.names.holds(name)
            case Membership(fact=fact, values=values):
                found = tuple(self.names.holds(choice_name(fact, value)) for value in values)
                return found[0] if len(found) == 1 else Op("or", found)
            case Not(item=item):
                return opposite(self.truth(item))
            case Connective(operator=operator, items=items):
                return Op("and" if operator == "and" else "or", tuple(map(self.truth, items)))
            case Conditional(test=test, then=then, otherwise=otherwise):
                return Op("choose", tuple(map(self.truth, (test, then, otherwise))))
            case Comparison(operator=operator, left=left, right=right):
                return self._compared(operator, *together(self.number(left), self.number(right))[0])
        raise TypeError(f"not a condition: {node!r}")

    def _compared(self, operator: str, left: Op, right: Op) -> Op:
        match operator:
            case ">":
                return Op("more", (left, right))
            case ">=":
                return Op("reach", (left, right))
            case "<":
                return Op("more", (right, left))
            case "<=":
                return Op("reach", (right, left))
        return Op("equal", (left, right)) if operator == "=" else opposite(Op("equal", (left, right)))


class WorkedOut:
    """Names stand for what was worked out before: whole numbers over a denominator, and truths."""

    def __init__(self, denominators: Mapping[str, int]) -> None:
        """`denominators` may grow while figures are lowered in order."""
        self.denominators = denominators

    def amount(self, name: str) -> ExactAmount:
        """A fact or figure that is a number."""
        return ExactAmount(Op("amount", (), (name,)), unit_fraction(self.denominators[name]))

    def holds(self, name: str) -> Op:
        """A yes/no fact, a conclusion or a value of a choice."""
        return Op("holds", (), (name,))
