"""Instructions on whole columns: what the printer of ranges prints, each once, with the interval it stays in.

An instruction whose interval fits into 64 or 128 bits needs no check when it runs. One that does not is saturated:
where it would leave 128 bits it stands at their end, which is a bound of what it truly is; `exactness` follows these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import gcd
from typing import Any, Final, Literal

from ..rulebook.model import Fact

Kind = Literal["number", "truth"]
Known = Literal["every", "some", "none"]
SAME, ABOVE, BELOW, ANYWHERE = 0, 1, -1, 2
BITS_64: Final = 2**63 - 1
BITS_128: Final = 2**126  # one bit spare, so that the test of a product may be off by rounding


class Instruction:
    """One operator on instructions; two of one make are one object. Numbers carry their interval."""

    __slots__ = ("args", "data", "high", "kind", "low", "name", "number")

    def __init__(
        self,
        number: int,
        name: str,
        kind: Kind,
        args: tuple[Instruction, ...] = (),
        data: tuple[Any, ...] = (),
        low: int = 0,
        high: int = 0,
    ) -> None:
        """`number` is its place among all: each comes after those it reads."""
        self.number, self.name, self.kind, self.args, self.data = number, name, kind, args, data
        self.low, self.high = low, high

    @property
    def constant(self) -> Any:
        """The value, where it is the same for every row; else None."""
        return self.data[0] if self.name == "constant" else None

    @property
    def wide(self) -> bool:
        """Whether it needs 128 bits."""
        return self.kind == "number" and (self.low < -BITS_64 or self.high > BITS_64)


class Instructions:
    """Primitives of the printer that make instructions; `known` says of each fact for how many rows it is told."""

    def __init__(self, facts: Mapping[str, Fact], known: Mapping[str, Known]) -> None:
        """A fact without an entry in `known` is told for no row."""
        self.facts, self.known = facts, known
        self._made: dict[tuple[Any, ...], Instruction] = {}
        self.yes, self.no = self.truth(True), self.truth(False)

    def _make(
        self, name: str, kind: Kind, args: tuple[Instruction, ...], data: tuple[Any, ...], low: int = 0, high: int = 0
    ) -> Instruction:
        key = (name, kind, tuple(one.number for one in args), data)
        if key not in self._made:
            self._made[key] = Instruction(len(self._made), name, kind, args, data, low, high)
        return self._made[key]

    def _guarded(self, name: str, args: tuple[Instruction, ...], low: int, high: int) -> Instruction:
        """A number; where its interval is beyond 128 bits, it is saturated in rows in which it is."""
        if low >= -BITS_128 and high <= BITS_128:
            return self._make(name, "number", args, (), low, high)
        inside = self._make("within", "truth", args, (name,))
        raw = self._make(name, "number", args, (), _clamped(low), _clamped(high))
        side = ABOVE if low >= -BITS_128 else BELOW if high <= BITS_128 else ANYWHERE
        return self._make("saturated", "number", (inside, raw), (side,), _clamped(low), _clamped(high))

    def number(self, value: int) -> Instruction:
        """A constant number."""
        if abs(value) <= BITS_128:
            return self._make("constant", "number", (), (value,), value, value)
        end = _clamped(value)
        return self._make("beyond", "number", (), (value,), end, end)  # no row can hold it

    def truth(self, value: bool) -> Instruction:
        """A constant truth."""
        return self._make("constant", "truth", (), (value,))

    def add(self, left: Instruction, right: Instruction) -> Instruction:
        """left + right."""
        if left.constant is not None and right.constant is not None:
            return self.number(left.constant + right.constant)
        if left.constant == 0:
            return right
        if right.constant == 0:
            return left
        left, right = _in_turn(left, right)
        return self._guarded("add", (left, right), left.low + right.low, left.high + right.high)

    def subtract(self, left: Instruction, right: Instruction) -> Instruction:
        """left - right."""
        if left is right:
            return self.number(0)
        if left.constant is not None and right.constant is not None:
            return self.number(left.constant - right.constant)
        if right.constant == 0:
            return left
        return self._guarded("subtract", (left, right), left.low - right.high, left.high - right.low)

    def multiply(self, left: Instruction, right: Instruction) -> Instruction:
        """left x right."""
        if left.constant is not None and right.constant is not None:
            return self.number(left.constant * right.constant)
        if left.constant is not None:
            left, right = right, left
        if right.constant == 0:
            return right
        if right.constant == 1:
            return left
        if right.constant is not None and left.name == "multiply" and left.args[1].constant is not None:
            return self.multiply(left.args[0], self.number(left.args[1].constant * right.constant))
        if right.constant is None:
            left, right = _in_turn(left, right)
        corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
        return self._guarded("multiply", (left, right), min(corners), max(corners))

    def floor(self, numerator: Instruction, denominator: Instruction) -> Instruction:
        """Numerator over a positive denominator, rounded down."""
        divisor = denominator.constant
        if divisor == 1:
            return numerator
        if divisor is not None and numerator.constant is not None:
            return self.number(numerator.constant // divisor)
        if divisor is not None and numerator.name == "multiply" and (by := numerator.args[1].constant) is not None:
            shared = gcd(by, divisor)
            if shared > 1:
                return self.floor(
                    self.multiply(numerator.args[0], self.number(by // shared)), self.number(divisor // shared)
                )
        least, most = max(1, denominator.low), max(1, denominator.high)
        corners = [end // part for end in (numerator.low, numerator.high) for part in (least, most)]
        return self._make("floor", "number", (numerator, denominator), (), min(corners), max(corners))

    def least(self, left: Instruction, right: Instruction) -> Instruction:
        """The smaller number."""
        if left is right or _below(left.high, right.low):
            return left
        if _below(right.high, left.low):
            return right
        left, right = _in_turn(left, right)
        low, high = min(left.low, right.low), min(left.high, right.high)
        return self._make("least", "number", (left, right), (), low, high)

    def most(self, left: Instruction, right: Instruction) -> Instruction:
        """The larger number."""
        if left is right or _below(right.high, left.low):
            return left
        if _below(left.high, right.low):
            return right
        left, right = _in_turn(left, right)
        low, high = max(left.low, right.low), max(left.high, right.high)
        return self._make("most", "number", (left, right), (), low, high)

    def more(self, left: Instruction, right: Instruction) -> Instruction:
        """left > right."""
        if left is right or _below(left.high, right.low):
            return self.no
        if _below(right.high + 1, left.low):
            return self.yes
        return self._make("more", "truth", (left, right), ())

    def reach(self, left: Instruction, right: Instruction) -> Instruction:
        """left >= right."""
        if left is right or _below(right.high, left.low):
            return self.yes
        if _below(left.high + 1, right.low):
            return self.no
        return self._make("reach", "truth", (left, right), ())

    def both(self, left: Instruction, right: Instruction) -> Instruction:
        """left and right."""
        if left is right or right is self.yes or left is self.no:
            return left
        if left is self.yes or right is self.no:
            return right
        if self._opposed(left, right):
            return self.no
        if absorbed := _absorbed("either", left, right):
            return absorbed
        left, right = _in_turn(left, right)
        return self._make("both", "truth", (left, right), ())

    def either(self, left: Instruction, right: Instruction) -> Instruction:
        """left or right."""
        if left is right or right is self.no or left is self.yes:
            return left
        if left is self.no or right is self.yes:
            return right
        if self._opposed(left, right):
            return self.yes
        if absorbed := _absorbed("both", left, right):
            return absorbed
        left, right = _in_turn(left, right)
        return self._make("either", "truth", (left, right), ())

    def _opposed(self, left: Instruction, right: Instruction) -> bool:
        return (left.name == "opposite" and left.args[0] is right) or (
            right.name == "opposite" and right.args[0] is left
        )

    def opposite(self, value: Instruction) -> Instruction:
        """Not value."""
        if value.constant is not None:
            return self.truth(not value.constant)
        return value.args[0] if value.name == "opposite" else self._make("opposite", "truth", (value,), ())

    def pick(self, test: Instruction, then: Instruction, otherwise: Instruction) -> Instruction:
        """`then` where the test is so, else `otherwise`."""
        if test.constant is not None:
            return then if test.constant else otherwise
        if then is otherwise:
            return then
        if test.name == "opposite":
            return self.pick(test.args[0], otherwise, then)
        if then.kind == "truth":
            return self._pick_truth(test, then, otherwise)
        if then.name == "pick" and then.args[0] is test:
            return self.pick(test, then.args[1], otherwise)
        if otherwise.name == "pick" and otherwise.args[0] is test:
            return self.pick(test, then, otherwise.args[2])
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        return self._make("pick", "number", (test, then, otherwise), (), low, high)

    def _pick_truth(self, test: Instruction, then: Instruction, otherwise: Instruction) -> Instruction:
        if then is self.yes or then is test:
            return self.either(test, otherwise)
        if otherwise is self.no or otherwise is test:
            return self.both(test, then)
        if then is self.no:
            return self.both(self.opposite(test), otherwise)
        if otherwise is self.yes:
            return self.either(self.opposite(test), then)
        return self._make("pick", "truth", (test, then, otherwise), ())

    def given(self, fact: str) -> Instruction:
        """The number that was told, 0 where none was."""
        if self.known.get(fact, "none") == "none":
            return self.number(0)
        low, high = self.facts[fact].lowest, self.facts[fact].highest
        if self.known[fact] == "some":
            low, high = min(low, 0), max(high, 0)
        return self._make("given", "number", (), (fact,), low, high)

    def told(self, fact: str) -> Instruction:
        """Whether the fact was told."""
        known = self.known.get(fact, "none")
        return self._make("told", "truth", (), (fact,)) if known == "some" else self.truth(known == "every")

    def said(self, fact: str, value: str | None = None) -> Instruction:
        """Whether yes, or this value of a choice, was told; no where nothing was."""
        if self.known.get(fact, "none") == "none":
            return self.no
        return self._make("said", "truth", (), (fact, value))

    def anything(self, fact: str, lowest: int, highest: int) -> tuple[Instruction, Instruction]:
        """A number within its bounds."""
        return self.number(lowest), self.number(highest)

    def open(self, fact: str, value: str | None = None) -> tuple[Instruction, Instruction]:
        """A yes or no that is not known."""
        return self.no, self.yes


def _in_turn(left: Instruction, right: Instruction) -> tuple[Instruction, Instruction]:
    """The two of an operator to which their order is the same, in one order, so that two of one make are one."""
    return (right, left) if left.number > right.number else (left, right)


def _absorbed(name: str, left: Instruction, right: Instruction) -> Instruction | None:
    """One of two truths, where the other is the named one of it and something else."""
    if right.name == name and left in right.args:
        return left
    return right if left.name == name and right in left.args else None


def _clamped(value: int) -> int:
    return max(-BITS_128, min(value, BITS_128))


def _below(high: int, low: int) -> bool:
    """Whether all of one interval is at most all of another; an end at 128 bits may stand for any beyond."""
    return high <= low and high < BITS_128 and low > -BITS_128


def needed(outputs: Iterable[Instruction]) -> list[Instruction]:
    """The instructions behind some, themselves included, each after those it reads."""
    found: dict[int, Instruction] = {}
    waiting = list(outputs)
    while waiting:
        one = waiting.pop()
        if one.number not in found:
            found[one.number] = one
            waiting += one.args
    return [found[number] for number in sorted(found)]
