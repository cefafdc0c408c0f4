"""Expressions as closures over a saver's values: quick to make, for a program that is used a few times.

A closure takes the list of values by slot (a range for numbers, True/False/None for conditions, a text or None for
choices). A numeric closure comes with its denominator: the whole numbers it returns are that many times the amount.
"""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from ...rulebook.model import Expression, Name, Proration
from ..range import Range
from ..range import Truth as Known
from .operators import ExactAmount, Lowering, Op, WorkedOut, in_units, unit_fraction
from .printing import Pair, Printer

Values = list[Any]
Numeric = tuple[Callable[[Values], Range], int]
Condition = Callable[[Values], Known]
_End = Callable[[Values], Any]


class RangeCompiler:
    """Compiles for one program: `slots` places each name, `denominators` gives the denominator of numeric names.

    An expression of the rulebook is compiled once: advice and explanation ask for the same ones for each saver.
    """

    def __init__(
        self, slots: Mapping[str, int], denominators: Mapping[str, int], is_share: Callable[[Proration], bool]
    ) -> None:
        """Keep where values stand; `denominators` may grow while figures are compiled in order."""
        self.slots, self.denominators = slots, denominators
        self.lowering = Lowering(WorkedOut(denominators), is_share)
        self._numbers: dict[Expression, Numeric] = {}
        self._truths: dict[Expression, Condition] = {}

    def number(self, node: Expression) -> Numeric:
        """The closure of an amount and its denominator, the smallest that measures it."""
        if node not in self._numbers:
            self._numbers[node] = self.amount(self.lowering.number(node))
        return self._numbers[node]

    def amount(self, amount: ExactAmount, denominator: int | None = None) -> Numeric:
        """The same of an amount that is lowered already."""
        denominator = denominator or amount.unit.denominator
        prints = _Prints(self, lambda: in_units(amount, unit_fraction(denominator)))

        def found(values: Values) -> Range:
            low, high = prints.ends(values)
            if low is high:
                return (end := low(values)), end
            return low(values), high(values)

        return found, denominator

    def truth(self, node: Expression) -> Condition:
        """The closure of a condition."""
        if node not in self._truths:
            self._truths[node] = self._truth(node)
        return self._truths[node]

    def _truth(self, node: Expression) -> Condition:
        if isinstance(node, Name):
            return itemgetter(self.slots[node.name])
        prints = _Prints(self, lambda: self.lowering.truth(node))

        def found(values: Values) -> Known:
            must, may = prints.ends(values)
            return True if must(values) else None if must is not may and may(values) else False

        return found


class _Prints:
    """An `Op`, printed when first needed: for a saver of whom all it reads is known, and for any saver."""

    def __init__(self, compiler: RangeCompiler, lower: Callable[[], Op]) -> None:
        self.compiler, self.lower = compiler, lower
        self.op: Op | None = None
        self.known: Pair | None = None
        self.any: Pair | None = None
        self.numbers: tuple[int, ...] = ()
        self.truths: tuple[int, ...] = ()

    def ends(self, values: Values) -> Pair:
        """Both ends as closures; one object where what is read is known."""
        if self.op is None:
            self._read(lowered := self.lower())
            self.op = lowered
        for slot in self.numbers:
            low, high = values[slot]
            if low is not high:
                break
        else:
            for slot in self.truths:
                if values[slot] is None:
                    break
            else:
                if self.known is None:
                    self.known = _Known(self.compiler.slots).pair(self.op)
                return self.known
        if self.any is None:
            self.any = _Any(self.compiler.slots).pair(self.op)
        return self.any

    def _read(self, op: Op) -> None:
        if op.name == "amount":
            self.numbers += (self.compiler.slots[op.data[0]],)
        elif op.name == "holds":
            self.truths += (self.compiler.slots[op.data[0].partition("=")[0]],)
        for one in op.args:
            self._read(one)


def _lifted(operator: Callable[..., Any]) -> Any:
    """An operator on values as one on closures that give them."""
    return staticmethod(lambda one, other: lambda values: operator(one(values), other(values)))


class _Ends:
    """Primitives on closures, each of which gives one end."""

    add, subtract, multiply, floor = map(_lifted, (op.add, op.sub, op.mul, op.floordiv))
    more, reach = map(_lifted, (op.gt, op.ge))
    least, most = _lifted(min), _lifted(max)

    def number(self, value: int) -> _End:
        return lambda values: value

    truth = number

    def both(self, left: _End, right: _End) -> _End:
        return lambda values: left(values) and right(values)

    def either(self, left: _End, right: _End) -> _End:
        return lambda values: left(values) or right(values)

    def opposite(self, value: _End) -> _End:
        return lambda values: not value(values)

    def pick(self, test: _End, then: _End, otherwise: _End) -> _End:
        return lambda values: then(values) if test(values) else otherwise(values)


class _Any(Printer):
    """Names are read from the values by slot, whether they are known or not."""

    def __init__(self, slots: Mapping[str, int]) -> None:
        super().__init__(_Ends())
        self.slots = slots

    def _amount(self, name: str) -> Pair:
        slot = self.slots[name]
        return lambda values: values[slot][0], lambda values: values[slot][1]

    def _holds(self, name: str) -> Pair:
        name, _, value = name.partition("=")
        slot = self.slots[name]
        if value:
            return lambda values: values[slot] == value, lambda values: values[slot] is None or values[slot] == value
        return lambda values: values[slot] is True, lambda values: values[slot] is not False


class _Known(_Any):
    """Names are known, so that all that is read of them is one end."""

    def _amount(self, name: str) -> Pair:
        low, _ = super()._amount(name)
        return low, low

    def _holds(self, name: str) -> Pair:
        must, _ = super()._holds(name)
        return must, must
