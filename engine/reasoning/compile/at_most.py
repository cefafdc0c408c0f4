"""Whether one amount can never be more than another, read off the formulas: a part and the whole it belongs to.

Ranges see two amounts apart, so that a share of an unknown whole would have no upper end. Where the part is of the
whole for every saver, the share is at most the amount that is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from ...rulebook.model import Arithmetic, Conditional, Expression, Extreme, Name, Proration
from ...rulebook.walk import show

Ends = Callable[[Expression], tuple[Fraction, Fraction]]
_DEEPEST: Final = 3  # how many figures are opened, one in the other
_MOST_STEPS: Final = 1_000  # for one question


class AmountOrder:
    """Orders amounts of one program: `figures` are its formulas, `ends` all that an amount can be for any saver."""

    def __init__(self, figures: Mapping[str, Expression], ends: Ends) -> None:
        """Nothing is asked yet; `figures` may grow."""
        self.figures, self.ends = figures, ends
        self._shares: dict[Proration, bool] = {}
        self._left = 0

    def is_share(self, node: Proration) -> bool:
        """Whether a share is one of an amount that is never negative, by a part that is never more than the whole."""
        if node not in self._shares:
            self._left = _MOST_STEPS
            never_negative = self.ends(node.amount)[0] >= 0
            self._shares[node] = never_negative and self._at_most(node.part, node.whole, _DEEPEST)
        return self._shares[node]

    def _at_most(self, left: Expression, right: Expression, deep: int) -> bool:
        self._left -= 1
        if self._left < 0:
            return False
        if show(left) == show(right) or self.ends(left)[1] <= self.ends(right)[0]:
            return True
        return self._by_left(left, right, deep) or self._by_right(left, right, deep)

    def _opened(self, name: str, deep: int) -> Expression | None:
        return self.figures.get(name) if deep else None

    def _by_left(self, left: Expression, right: Expression, deep: int) -> bool:
        """What the left side is made of: all it can be is at most the right side."""
        match left:
            case Name(name=name):
                opened = self._opened(name, deep)
                return opened is not None and self._at_most(opened, right, deep - 1)
            case Extreme(operator=operator, items=items):
                found = (self._at_most(item, right, deep) for item in items)
                return any(found) if operator == "min" else all(found)
            case Conditional(then=then, otherwise=otherwise):
                return self._at_most(then, right, deep) and self._at_most(otherwise, right, deep)
            case Arithmetic(operator="-", left=less, right=by):
                return self.ends(by)[0] >= 0 and self._at_most(less, right, deep)
        return False

    def _by_right(self, left: Expression, right: Expression, deep: int) -> bool:
        """What the right side is made of: the left side is at most some of it."""
        match right:
            case Name(name=name):
                opened = self._opened(name, deep)
                return opened is not None and self._at_most(left, opened, deep - 1)
            case Extreme(operator=operator, items=items):
                found = (self._at_most(left, item, deep) for item in items)
                return any(found) if operator == "max" else all(found)
            case Conditional(test=test, then=then, otherwise=otherwise):
                one, other = left, left
                if isinstance(left, Conditional) and show(left.test) == show(test):
                    one, other = left.then, left.otherwise
                return self._at_most(one, then, deep) and self._at_most(other, otherwise, deep)
            case Arithmetic(operator="+", left=one, right=other):
                return self._at_most_sum(left, one, other, deep) or self._at_most_sum(left, other, one, deep)
        return False

    def _at_most_sum(self, left: Expression, one: Expression, other: Expression, deep: int) -> bool:
        """At most the first where the second is not negative; or a sum of which each part is at most one of them."""
        if self.ends(other)[0] >= 0 and self._at_most(left, one, deep):
            return True
        if not (isinstance(left, Arithmetic) and left.operator == "+"):
            return False
        return self._at_most(left.left, one, deep) and self._at_most(left.right, other, deep)
