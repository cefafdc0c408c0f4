"""Expressions as functions of a saver's values: closures, quick to make, and generated code for what is used often.

A function takes the list of values by slot (a range for numbers, True/False/None for conditions, a text or None for
choices). That of an amount comes with its denominator: the whole numbers it returns are that many times the amount.
"""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, Final

from ...rulebook.model import Expression, Name, Proration
from ..range import Range
from ..range import Truth as Known
from .operators import ExactAmount, Lowering, Op, WorkedOut, in_units, unit_fraction
from .printing import Pair, Printer

Values = list[Any]
Numeric = tuple[Callable[[Values], Range], int]
Condition = Callable[[Values], Known]
_End = Callable[[Values], Any]

OFTEN: Final = 200  # calls of one function, after which it is worth generating code for it


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
        """The function of an amount and its denominator, the smallest that measures it."""
        if node not in self._numbers:
            self._numbers[node] = self.amount(self.lowering.number(node))
        return self._numbers[node]

    def amount(self, amount: ExactAmount, denominator: int | None = None) -> Numeric:
        """The same of an amount that is lowered already; the denominator may be given, and must measure it."""
        denominator = denominator or amount.unit.denominator
        return _Amount(self.slots, lambda: in_units(amount, unit_fraction(denominator))), denominator

    def truth(self, node: Expression) -> Condition:
        """The function of a condition."""
        if node not in self._truths:
            self._truths[node] = self._truth(node)
        return self._truths[node]

    def _truth(self, node: Expression) -> Condition:
        if isinstance(node, Name):
            return itemgetter(self.slots[node.name])
        return _Truth(self.slots, lambda: self.lowering.truth(node))


class _Function:
    """An `Op` as a function of the values, lowered when first called.

    At first it is closures, printed for a saver of whom all it reads is known and for any saver. Called often, it
    becomes generated code, which works out once what it needs twice.
    Measured by benchmarks/advice.py (a third more advices a second) and by `/next`, which walks formulas.
    """

    is_truth = False

    def __init__(self, slots: Mapping[str, int], lower: Callable[[], Op]) -> None:
        self.slots, self.lower = slots, lower
        self.calls = 0
        self.code: Callable[[Values], Any] | None = None
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
        self.calls += 1
        if self.calls == OFTEN:
            self._generate(self.op)
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
                    self.known = _Known(self.slots).pair(self.op)
                return self.known
        if self.any is None:
            self.any = _Any(self.slots).pair(self.op)
        return self.any

    def _generate(self, op: Op) -> None:
        from .python_text import function  # only what is used often needs it

        self.code = function(op, self.slots, self.is_truth)

    def _read(self, op: Op) -> None:
        if op.name == "amount":
            self.numbers += (self.slots[op.data[0]],)
        elif op.name == "holds":
            self.truths += (self.slots[op.data[0].partition("=")[0]],)
        for one in op.args:
            self._read(one)


class _Amount(_Function):
    def __call__(self, values: Values) -> Range:
        if self.code is not None:
            found: Range = self.code(values)
            return found
        low, high = self.ends(values)
        if low is high:
            return (end := low(values)), end
        return low(values), high(values)


class _Truth(_Function):
    is_truth = True

    def __call__(self, values: Values) -> Known:
        if self.code is not None:
            found: Known = self.code(values)
            return found
        must, may = self.ends(values)
        return True if must(values) else None if must is not may and may(values) else False


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
