"""What an `Op` means for what is not known: a number is a pair (low, high), a truth a pair (must, may).

This is said here once, over a table of primitives for single values; whoever brings primitives (whole numbers, Python
text, columns, terms of a solver) gets the same meaning. Two ends that are the same object are one known value: it is
worked out once, so that what is known costs half, and known columns or solver terms stay single.
"""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, Final, Protocol

from .operators import Op

Pair = tuple[Any, Any]
_Binary = Callable[[Any, Any], Any]
_NONE: Final = (None, None)
STEPS: Final = {"down": 1, "up": 1, "to_cent": 1, "up_to_ten_dollars": 1_000}


class Operators(Protocol):
    """Operators on single values: whole numbers and truths, or whatever is worked out in their place."""

    def number(self, value: int) -> Any:
        """A constant number."""

    def truth(self, value: bool) -> Any:
        """A constant truth."""

    def add(self, left: Any, right: Any) -> Any:
        """left + right."""

    def subtract(self, left: Any, right: Any) -> Any:
        """left - right."""

    def multiply(self, left: Any, right: Any) -> Any:
        """left x right."""

    def floor(self, numerator: Any, denominator: Any) -> Any:
        """Numerator over a positive denominator, rounded down."""

    def least(self, left: Any, right: Any) -> Any:
        """The smaller number."""

    def most(self, left: Any, right: Any) -> Any:
        """The larger number."""

    def more(self, left: Any, right: Any) -> Any:
        """left > right."""

    def reach(self, left: Any, right: Any) -> Any:
        """left >= right."""

    def both(self, left: Any, right: Any) -> Any:
        """left and right."""

    def either(self, left: Any, right: Any) -> Any:
        """left or right."""

    def opposite(self, value: Any) -> Any:
        """not value."""

    def pick(self, test: Any, then: Any, otherwise: Any) -> Any:
        """`then` where the test is so, else `otherwise`; numbers or truths."""


class Primitives(Operators, Protocol):
    """Operators, and what is read of one saver."""

    def given(self, fact: str) -> Any:
        """The number that was told; any number where none was."""

    def told(self, fact: str) -> Any:
        """Whether the fact was told."""

    def said(self, fact: str, value: str | None = None) -> Any:
        """Whether yes, or this value of a choice, was told; either where nothing was."""

    def anything(self, fact: str, lowest: int, highest: int) -> Pair:
        """The pair for a number within its bounds."""

    def open(self, fact: str, value: str | None = None) -> Pair:
        """The pair for a yes or no, or for a value of a choice."""


class Printer:
    """Prints `Op`s as pairs; `values` holds the pair of each name printed so far."""

    def __init__(self, primitives: Operators) -> None:
        """Nothing printed yet; only where a saver is read are `Primitives` needed, not operators alone."""
        self.of = primitives
        self.saver: Any = primitives
        self.values: dict[str, Pair] = {}

    def run(self, lets: Mapping[str, Op]) -> None:
        """Print each in order and keep its pair under its name."""
        for name, node in lets.items():
            self.values[name] = self.pair(node)

    def pair(self, node: Op) -> Pair:
        """The pair of an `Op`."""
        args = [self.pair(one) for one in node.args]
        found: Pair = getattr(self, f"_{node.name}")(*args, *node.data)
        return found

    # What is known as it stands.

    def _number(self, value: int) -> Pair:
        return _point(self.of.number(value))

    def _truth(self, value: bool) -> Pair:
        return _point(self.of.truth(value))

    def _amount(self, name: str) -> Pair:
        return self.values[name]

    def _holds(self, name: str) -> Pair:
        return self.values[name]

    def _given(self, fact: str) -> Pair:
        return _point(self.saver.given(fact))

    def _told(self, fact: str) -> Pair:
        return _point(self.saver.told(fact))

    def _said(self, fact: str, value: str | None = None) -> Pair:
        return _point(self.saver.said(fact, value))

    def _anything(self, fact: str, lowest: int, highest: int) -> Pair:
        found: Pair = self.saver.anything(fact, lowest, highest)
        return found

    def _open(self, fact: str, value: str | None = None) -> Pair:
        found: Pair = self.saver.open(fact, value)
        return found

    # What grows with each of its operands, or falls with one: end by end.

    def _add(self, *pairs: Pair) -> Pair:
        return reduce(lambda one, other: _rising(self.of.add, one, other), pairs)

    def _subtract(self, left: Pair, right: Pair) -> Pair:
        return _rising(self.of.subtract, left, _turned(right))

    def _least(self, *pairs: Pair) -> Pair:
        return reduce(lambda one, other: _rising(self.of.least, one, other), pairs)

    def _most(self, *pairs: Pair) -> Pair:
        return reduce(lambda one, other: _rising(self.of.most, one, other), pairs)

    def _scale(self, value: Pair, factor: int) -> Pair:
        return _rising(lambda end: self._times(end, factor), value if factor > 0 else _turned(value))

    def _round(self, value: Pair, rounding: str, numerator: int, denominator: int) -> Pair:
        return _rising(lambda end: self._closed(rounding, end, None, numerator, denominator), value)

    def _and(self, *pairs: Pair) -> Pair:
        return reduce(lambda one, other: _rising(self.of.both, one, other), pairs)

    def _or(self, *pairs: Pair) -> Pair:
        return reduce(lambda one, other: _rising(self.of.either, one, other), pairs)

    def _not(self, value: Pair) -> Pair:
        return _rising(self.of.opposite, _turned(value))

    def _more(self, left: Pair, right: Pair) -> Pair:
        return _rising(self.of.more, left, _turned(right))

    def _reach(self, left: Pair, right: Pair) -> Pair:
        return _rising(self.of.reach, left, _turned(right))

    def _equal(self, left: Pair, right: Pair) -> Pair:
        return self._and(self._reach(left, right), self._reach(right, left))

    # Ends by themselves.

    def _lowest(self, value: Pair) -> Pair:
        return _point(value[0])

    def _highest(self, value: Pair) -> Pair:
        return _point(value[1])

    def _surely(self, value: Pair) -> Pair:
        return _point(value[0])

    def _possibly(self, value: Pair) -> Pair:
        return _point(value[1])

    # Where the test is open, all that either branch can be.

    def _pick(self, test: Pair, then: Pair, otherwise: Pair) -> Pair:
        return self._branch(test, then, otherwise, self.of.least, self.of.most)

    def _choose(self, test: Pair, then: Pair, otherwise: Pair) -> Pair:
        return self._branch(test, then, otherwise, self.of.both, self.of.either)

    def _branch(self, test: Pair, then: Pair, otherwise: Pair, lower: _Binary, upper: _Binary) -> Pair:
        must, may = test
        if must is may:
            return _rising(lambda yes, no: self.of.pick(must, yes, no), then, otherwise)
        low, high = (
            self.of.pick(must, yes, self.of.pick(may, wide(yes, no), no))
            for wide, yes, no in zip((lower, upper), then, otherwise, strict=True)
        )
        return low, high

    # What has its ends among its corners.

    def _multiply(self, left: Pair, right: Pair) -> Pair:
        return self._hull([self.of.multiply(one, other) for one in _ends(left) for other in _ends(right)])

    def _share(
        self,
        amount: Pair,
        part: Pair,
        whole: Pair,
        rounding: str,
        numerator: int,
        denominator: int,
        capped: bool = False,
    ) -> Pair:
        """Least with the least product and, unless that is negative, the largest whole; a whole may be 0 or below."""
        of, zero, product = self.of, self.of.number(0), self._multiply(amount, part)
        near, far = _rising(lambda end: of.most(end, of.number(1)), whole)

        def share_of(end: Any, least: bool) -> Any:
            positive, negative = (far, near) if least else (near, far)
            divisor = near if near is far else of.pick(of.reach(end, zero), positive, negative)
            found = self._closed(rounding, end, divisor, numerator, denominator)
            if near is not far:  # with a whole of 0 or below the share is 0, which may be the end
                wider = of.least(found, zero) if least else of.most(found, zero)
                found = of.pick(of.reach(zero, whole[0]), wider, found)
            return of.pick(of.more(whole[1], zero), found, zero)

        low = share_of(product[0], True)
        if near is far and product[0] is product[1]:
            return _point(low)
        high = share_of(product[1], False)
        if capped:
            high = of.least(high, self._closed(rounding, amount[1], None, numerator, denominator))
        return low, high

    def _hull(self, corners: list[Any]) -> Pair:
        if len(corners) == 1:
            return _point(corners[0])
        return reduce(self.of.least, corners), reduce(self.of.most, corners)

    def _times(self, value: Any, factor: int) -> Any:
        return value if factor == 1 else self.of.multiply(value, self.of.number(factor))

    def _closed(self, rounding: str, value: Any, divisor: Any, numerator: int, denominator: int) -> Any:
        """value / divisor (None for 1) x numerator / denominator, rounded by name to a whole number."""
        of, step = self.of, STEPS[rounding]
        top, bottom = self._times(value, numerator), of.number(denominator * step)
        if divisor is not None:
            bottom = self._times(divisor, denominator * step)
        if rounding == "to_cent":  # halves up
            twice = of.number(2 * denominator) if divisor is None else self._times(divisor, 2 * denominator)
            return of.floor(of.add(self._times(value, 2 * numerator), bottom), twice)
        if rounding == "down":
            return of.floor(top, bottom)
        return self._times(of.subtract(of.number(0), of.floor(of.subtract(of.number(0), top), bottom)), step)


def _point(value: Any) -> Pair:
    return value, value


def _ends(pair: Pair) -> Pair | tuple[Any]:
    """Both ends, or the one value."""
    return pair[:1] if pair[0] is pair[1] else pair


def _turned(pair: Pair) -> Pair:
    return pair[1], pair[0]


def _rising(operator: Callable[..., Any], left: Pair, right: Pair | None = None) -> Pair:
    """The operator of one or two operands end by end; once where each is one known value."""
    (low, high), (other_low, other_high) = left, right or _NONE
    if right is None:
        found = operator(low)
        return (found, found) if low is high else (found, operator(high))
    found = operator(low, other_low)
    if low is high and other_low is other_high:
        return found, found
    return found, operator(high, other_high)


class Integers:
    """Operators on Python's own whole numbers and truths."""

    add, subtract, multiply, floor = map(staticmethod, (op.add, op.sub, op.mul, op.floordiv))
    more, reach, both, either = map(staticmethod, (op.gt, op.ge, op.and_, op.or_))
    least, most, opposite = staticmethod(min), staticmethod(max), staticmethod(op.not_)

    def number(self, value: int) -> int:
        """A constant number."""
        return value

    def truth(self, value: bool) -> bool:
        """A constant truth."""
        return value

    @staticmethod
    def pick(test: bool, then: Any, otherwise: Any) -> Any:
        """One of two."""
        return then if test else otherwise
