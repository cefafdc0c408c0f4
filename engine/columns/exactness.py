"""Whether a number or truth is exactly what it says, although something it rests on was saturated.

A smallest of several is exact where another is smaller, a comparison where the bound decides it. Rows in which
something that is asked for is not exact go to the reference evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from .instructions import ABOVE, ANYWHERE, BELOW, SAME, Instruction, Instructions, needed


def exactness(make: Instructions, outputs: Iterable[Instruction]) -> Instruction:
    """Whether, in a row, each of the outputs is exactly what it says although something was saturated."""
    found = _Exactness(make)
    every = list(outputs)
    for one in needed(every):
        found.add(one)
    return reduce(make.both, dict.fromkeys(found.exact[one] for one in every), make.yes)


class _Exactness:
    """Exactness and side of instructions, each after those it reads.

    The side says how an instruction stands to what it truly is, in every row: SAME always, ABOVE where what is true is
    never less than it, BELOW never more, ANYWHERE else.
    """

    def __init__(self, make: Instructions) -> None:
        self.make = make
        self.exact: dict[Instruction, Instruction] = {}
        self.side: dict[Instruction, int] = {}

    def add(self, one: Instruction) -> None:
        exact = self._exact(one)
        self.exact[one] = exact
        self.side[one] = SAME if exact is self.make.yes else self._side(one)

    def _exact(self, one: Instruction) -> Instruction:
        make, args = self.make, one.args
        each = [self.exact[arg] for arg in args]
        if one.name == "beyond":
            return make.no
        if one.name == "within":
            return make.yes  # it is asked of what is there
        if one.name == "saturated":
            return make.both(args[0], each[1])
        every = reduce(make.both, each, make.yes)
        if every is make.yes:
            return every
        if one.name == "pick":
            return make.both(each[0], make.pick(args[0], each[1], each[2]))
        if one.name in ("both", "either"):
            deciding = args if one.name == "either" else tuple(map(make.opposite, args))
            return reduce(make.either, map(make.both, deciding, each), every)
        if one.name in ("more", "reach"):
            yes = reduce(make.both, (one, self._at_least(args[0]), self._at_most(args[1])))
            no = reduce(make.both, (make.opposite(one), self._at_most(args[0]), self._at_least(args[1])))
            return make.either(every, make.either(yes, no))
        if one.name in ("least", "most"):
            return make.either(every, self._extreme(one, each))
        return every

    def _extreme(self, one: Instruction, each: list[Instruction]) -> Instruction:
        """A smallest is exact where one that is exact is not larger than a bound from below of the other."""
        make, (left, right) = self.make, one.args
        if one.name == "least":
            by_right = make.both(make.reach(left, right), self._at_least(left))
            by_left = make.both(make.reach(right, left), self._at_least(right))
        else:
            by_right = make.both(make.reach(right, left), self._at_most(left))
            by_left = make.both(make.reach(left, right), self._at_most(right))
        return make.either(make.both(each[1], by_right), make.both(each[0], by_left))

    def _at_least(self, one: Instruction) -> Instruction:
        """Whether what is true is at least what is there."""
        return self.make.yes if self.side[one] in (SAME, ABOVE) else self.exact[one]

    def _at_most(self, one: Instruction) -> Instruction:
        return self.make.yes if self.side[one] in (SAME, BELOW) else self.exact[one]

    def _side(self, one: Instruction) -> int:
        sides = [self.side[arg] for arg in one.args]
        match one.name:
            case "beyond":
                return ABOVE if one.data[0] > 0 else BELOW
            case "saturated":
                return _joined(sides[1], one.data[0])
            case "add" | "least" | "most":
                return _joined(*sides)
            case "subtract":
                return _joined(sides[0], sides[1] if sides[1] == ANYWHERE else -sides[1])
            case "multiply":
                return _joined(self._times(sides[0], one.args[1]), self._times(sides[1], one.args[0]))
            case "floor":
                return sides[0] if sides[1] == SAME else ANYWHERE
            case "pick" if one.kind == "number" and sides[0] == SAME:
                return _joined(sides[1], sides[2])
        return ANYWHERE

    def _times(self, side: int, other: Instruction) -> int:
        """The side of a number times another, which has to be exact and of one sign."""
        if side == SAME:
            return SAME
        if self.side[other] != SAME or other.low < 0 < other.high:
            return ANYWHERE
        return side if other.low >= 0 or side == ANYWHERE else -side


def _joined(left: int, right: int) -> int:
    """The side of what rises with both."""
    return left if right in (SAME, left) else right if left == SAME else ANYWHERE
