"""What conditions can be true together: boxes of ranges, without a solver.

A condition is expanded into disjuncts; each disjunct is a box that says, for every fact, figure or conclusion it
tests, which values are left. A disjunct whose box is empty can never hold. Named conclusions open up into their own
boxes; what no box can express is taken as possible, so that nothing reported here is a false alarm of the method.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..compile.dnf import Disjunct, Literal, TooWide, disjuncts
from ..compile.fold import Absent, Folder, constants_of
from ..compile.plans import FactPlan, Program
from ..model import Comparison, Connective, Expression, Formula, Membership, Name, Not, Number, Truth
from ..range import Range, hull
from ..value import SCALE
from ..walk import show
from .statements import is_name

End = tuple[Fraction, int]
"""An end of an interval: the value, and 1 or -1 where the interval only comes near it from above or below."""
Interval = tuple[End, End]
Left = frozenset[object] | Interval
"""What is left of a subject: values, or an interval."""
Box = dict[str, Left]

_ORDERS = {"<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}, "=": {0}, "!=": {-1, 1}}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_DEEPEST = 4


def meet(one: Left, other: Left) -> Left | None:
    """What both leave, or None where that is nothing."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one & other or None
    if isinstance(one, tuple) and isinstance(other, tuple):
        low, high = max(one[0], other[0]), min(one[1], other[1])
        return (low, high) if low <= high else None
    return one


def covers(wide: Left, narrow: Left) -> bool:
    """Whether everything the second leaves is left by the first."""
    if isinstance(wide, frozenset) or isinstance(narrow, frozenset):
        return isinstance(wide, frozenset) and isinstance(narrow, frozenset) and narrow <= wide
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


class Logic:
    """The conditions of one tax year."""

    def __init__(self, program: Program, as_given: bool = False) -> None:
        """Nothing is expanded until it is needed. `as_given`: facts as they were given, whether they apply or not."""
        self._as_given = as_given
        self.program, self.book = program, program.rulebook
        constants, absent = constants_of(self.book.parameters, program.tax_year)
        self._folder = Folder(constants, absent, {})
        self._nodes: list[Expression] = []
        self._index: dict[str, int] = {}
        self._spread: dict[tuple[str, bool], list[Disjunct] | None] = {}

    @cached_property
    def values(self) -> list[Any]:
        """The range of everything by slot, for a saver about whom nothing is known and nothing assumed."""
        values: list[Any] = [None] * len(self.program.slots)
        for level in self.program.levels:
            for step in level.steps:
                values[step.slot] = self._bounds(step) if isinstance(step, FactPlan) else step.number[0](values)
            for plan in level.conclusions:
                values[plan.slot] = plan.tree(values)
        return values

    def _bounds(self, plan: FactPlan) -> Range | None:
        fact = plan.fact
        if fact.unit in ("yes_no", "choice", "tax_year"):
            return None
        over = self.program.overs[plan.name]
        factor = over // _scale(fact.unit)
        bounds = (fact.lowest * factor, fact.highest * factor)
        if isinstance(fact.otherwise, int):
            bounds = hull(bounds, (fact.otherwise * factor, fact.otherwise * factor))
        return bounds

    def fold(self, node: Expression) -> Expression | None:
        """The expression with the year's parameters put in; None where one of them is absent."""
        try:
            return self._folder.fold(node)
        except Absent:
            return None

    def never(self, *conditions: Expression) -> bool:
        """Whether the conditions can never hold together."""
        folded = [self.fold(node) for node in conditions]
        if any(node is None for node in folded):
            return False
        whole = Connective("and", tuple(node for node in folded if node is not None))
        found = self._disjuncts(show(whole), whole, True)
        return found is not None and all(self._box(disjunct, 0) is None for disjunct in found)

    def implies(self, one: Expression, other: Expression) -> bool:
        """Whether the second holds wherever the first does."""
        return self.never(one, Not(other))

    def decided(self, node: Expression) -> bool | None:
        """Whether ranges alone decide the condition for every saver."""
        folded = self.fold(node)
        if folded is None or isinstance(folded, Truth):
            return folded.value if isinstance(folded, Truth) else None
        return self.program.compiler.truth(folded)(self.values)

    def range_of(self, node: Expression) -> Interval | None:
        """The range of an amount over all savers, in the unit formulas are written in."""
        folded = self.fold(node)
        if folded is None or isinstance(folded, Truth):
            return None
        number, over = self.program.compiler.number(folded)
        low, high = number(self.values)
        return (Fraction(low, over), 0), (Fraction(high, over), 0)

    def _atom(self, node: Expression) -> Literal:
        sign = True
        if isinstance(node, Comparison):
            node, sign = _plain(node)
        key = show(node)
        if key not in self._index:
            self._index[key] = len(self._nodes)
            self._nodes.append(node)
        return self._index[key], sign

    def _disjuncts(self, key: str, node: Expression, positive: bool) -> list[Disjunct] | None:
        if (key, positive) not in self._spread:
            try:
                self._spread[key, positive] = list(disjuncts(node, positive, self._atom))
            except TooWide:
                self._spread[key, positive] = None
        return self._spread[key, positive]

    def _box(self, disjunct: Iterable[Literal], depth: int, box: Box | None = None) -> Box | None:
        found: Box | None = dict(box or {})
        literals = list(disjunct)
        for index, sign in literals:
            found = self._narrowed(found, self._nodes[index], sign)
            if found is None:
                return None
        for index, sign in literals if depth < _DEEPEST else ():
            found = self._opened(found, self._nodes[index], sign, depth)
            if found is None:
                return None
        return found

    def _narrowed(self, box: Box | None, node: Expression, sign: bool) -> Box | None:
        found = self._constraint(node, sign)
        if box is None or found is None:
            return box
        subject, left = found
        both = meet(box.get(subject) or self._all(subject, node), left)
        return None if both is None else {**box, subject: both}

    def _constraint(self, node: Expression, sign: bool) -> tuple[str, Left] | None:
        match node:
            case Membership(fact=fact, values=values):
                every = frozenset(value for value, _ in self.book.facts[fact].values)
                return fact, frozenset(values) if sign else every - frozenset(values)
            case Name(name=name):
                return name, frozenset((sign,))
            case Comparison():
                return self._compared(node, sign)
        return None

    def _compared(self, node: Comparison, sign: bool) -> tuple[str, Left] | None:
        operator = node.operator if sign else _OPPOSITE[node.operator]
        if not isinstance(node.right, Number):
            return f"{show(node.left)} ? {show(node.right)}", frozenset(_ORDERS[operator])
        value = Fraction(node.right.amount, node.right.over)
        least, most = self._ends(node.left)
        if operator == "!=":
            least, most = (value, 1) if least == (value, 0) else least, (value, -1) if most == (value, 0) else most
            return show(node.left), (least, most)
        step = self._step(node.left)
        low = {">=": (value, 0), ">": (value + step, 0 if step else 1), "=": (value, 0)}.get(operator, least)
        high = {"<=": (value, 0), "<": (value - step, 0 if step else -1), "=": (value, 0)}.get(operator, most)
        return show(node.left), (low, high)

    def _step(self, node: Expression) -> Fraction:
        """The distance between neighbouring values of a fact; 0 if it may be any amount."""
        if not is_name(node, self.book.facts) or not isinstance(node, Name):
            return Fraction(0)
        return Fraction(1, _scale(self.book.facts[node.name].unit))

    def _ends(self, node: Expression) -> Interval:
        found = self.range_of(node)
        return found if found is not None else ((Fraction(-(10**20)), 0), (Fraction(10**20), 0))

    def _all(self, subject: str, node: Expression) -> Left:
        if isinstance(node, Membership):
            return frozenset(value for value, _ in self.book.facts[subject].values)
        if isinstance(node, Comparison):
            return self._ends(node.left) if isinstance(node.right, Number) else frozenset((-1, 0, 1))
        return frozenset((True, False))

    def _opened(self, box: Box | None, node: Expression, sign: bool, depth: int) -> Box | None:
        if box is None:
            return None
        if isinstance(node, Name) and node.name in self.book.conclusions:
            return self._within(box, self.book.conclusions[node.name].when, sign, depth)
        fact = self.book.facts.get(node.name if isinstance(node, Name) else getattr(node, "fact", ""))
        if self._as_given or fact is None or fact.applies is None or not isinstance(box.get(fact.name), frozenset):
            return box
        left = box[fact.name]
        aside = isinstance(left, frozenset) and fact.otherwise not in left
        return self._within(box, fact.applies, True, depth) if aside else box

    def _within(self, box: Box, formula: Formula, sign: bool, depth: int) -> Box | None:
        folded = self.fold(formula.expression)
        found = None if folded is None else self._disjuncts(show(folded), folded, sign)
        if found is None:
            return box
        left = [each for each in (self._box(disjunct, depth + 1, box) for disjunct in found) if each is not None]
        return None if not left else left[0] if len(left) == 1 else box


def _plain(node: Comparison) -> tuple[Comparison, bool]:
    """One spelling for a comparison and its mirror image: constants on the right, names in order."""
    left, right, operator = node.left, node.right, node.operator
    if isinstance(left, Number) or (not isinstance(right, Number) and show(left) > show(right)):
        left, right, operator = right, left, _FLIPPED[operator]
    if operator in ("<", "<=", "!="):
        return Comparison(_OPPOSITE[operator], left, right), False
    return Comparison(operator, left, right), True


def _scale(unit: str) -> int:
    return SCALE.get(unit, 1)
