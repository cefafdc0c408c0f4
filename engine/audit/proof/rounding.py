"""Where the rules leave linear arithmetic: proration, products of two amounts, roundings; five ways to say them.

`cut`: a fresh number within true bounds (a proof counts, a counterexample does not). `quotient`: a fresh whole number
held by its two inequalities. `woven`: the same with one more truth about two of them, which can cost more than it
brings. `exact`: the division itself. `corner`: only savers for whom the factors are constants of the rules or round
amounts, which leaves linear arithmetic (a counterexample counts, a proof does not). Bounds stated for `cut` hold in the
others as well.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, Literal

from ...reasoning.compile.compiled import CompiledFigure, Program
from ...reasoning.evaluate import as_given
from ...reasoning.range import Range, hull
from ...rulebook.model import Expression
from ...value import SCALE
from .solver import load_z3

Way = Literal["cut", "corner", "quotient", "woven", "exact"]
STEPS: Final = {"to_cent": 1, "up_to_ten_dollars": 1_000}
Span = tuple[Fraction, Fraction]
Corners = tuple[Fraction, ...]
ROUND: Final[Corners] = tuple(Fraction(cents) for cents in (0, 1_000_00, 10_000_00, 50_000_00, 100_000_00))
SHARES: Final[Corners] = tuple(Fraction(percent, 100) for percent in (0, 1, 10, 50, 100))


class Rendering:
    """How one attempt says what is not linear; `facts` collects what holds of its fresh numbers."""

    def __init__(self, way: Way, whole: bool) -> None:
        """`whole`: rounded amounts are whole numbers (else any, which only a cut may say)."""
        self.z3, self.way, self.whole = load_z3(), way, whole
        self.facts: list[Any] = []
        self.seen: list[tuple[str, Any, Any, Any, Any]] = []
        self.products: list[tuple[Any, Any, Any]] = []
        self.loose = False
        self._widest: dict[int, list[Any]] = {}

    def _fresh(self, step: int) -> Any:
        """A fresh multiple of the step, as a real number."""
        if not self.whole:
            return self.z3.FreshReal("rounded")
        return self.z3.ToReal(self.z3.FreshInt("rounded")) * step

    def rounded(self, rounding: str, item: Any) -> Any:
        """An amount closed by a named rounding; linear."""
        result = self._fresh(STEPS[rounding])
        self.loose = self.loose or not self.whole
        self.facts += self._close(rounding, result, item)
        return result

    def _close(self, rounding: str, result: Any, item: Any) -> list[Any]:
        if rounding == "to_cent":
            half = self.z3.Q(1, 2)
            return [result <= item + half, result > item - half]
        return [result >= item, result < item + STEPS[rounding]]

    def prorated(self, rounding: str, amount: Any, part: Any, whole: Any, corners: Corners = ()) -> Any:
        """amount x part / whole, closed by a named rounding; 0 where whole is not above 0."""
        if self.way == "exact":
            return self._divided(rounding, amount, part, whole)
        result = self._fresh(STEPS[rounding])
        mine = (rounding, result, amount, part, whole)
        self.facts += self._true_of(*mine)
        self.facts += [self._order(one, mine) for one in self.seen if one[0] == rounding]
        self.seen.append(mine)
        if self.way in ("quotient", "woven"):
            between = self._between(rounding, result, amount * part, whole)
            self.facts.append(self.z3.Implies(whole > 0, self.z3.And(*between)))
        elif self.way == "corner":
            self._cornered(mine, corners)
        self.loose = self.loose or self.way == "cut"
        return result

    def _cornered(self, one: tuple[str, Any, Any, Any, Any], corners: Corners) -> None:
        """Only savers whose amount and whole are among the corners."""
        rounding, result, amount, part, whole = one
        z3, product = self.z3, self.z3.FreshReal("product")
        points = [z3.Q(c.numerator, c.denominator) for c in dict.fromkeys((*corners, *ROUND))]
        self.facts.append(
            z3.Or(whole <= 0, z3.And(z3.Or(*(amount == c for c in points)), z3.Or(*(whole == c for c in points))))
        )
        self.facts += [z3.Implies(amount == c, product == part * c) for c in points]
        for c in points:
            self.facts.append(
                z3.Implies(z3.And(whole == c, whole > 0), z3.And(*self._between(rounding, result, product, c)))
            )

    def _between(self, rounding: str, result: Any, product: Any, whole: Any) -> list[Any]:
        if rounding == "to_cent":
            return [(2 * result - 1) * whole <= 2 * product, 2 * product < (2 * result + 1) * whole]
        step = STEPS[rounding]
        return [(result - step) * whole < product, product <= result * whole]

    def _divided(self, rounding: str, amount: Any, part: Any, whole: Any) -> Any:
        z3, step = self.z3, STEPS[rounding]
        share = amount * part / whole
        floor = z3.ToInt(share + z3.Q(1, 2)) if rounding == "to_cent" else -z3.ToInt(-share / step) * step
        return z3.If(whole > 0, z3.ToReal(floor), z3.Q(0, 1))

    def _true_of(self, rounding: str, result: Any, amount: Any, part: Any, whole: Any) -> list[Any]:
        """Linear truths about a proration."""
        z3 = self.z3
        above = z3.Q(1, 2) if rounding == "to_cent" else z3.Q(STEPS[rounding], 1)
        below = z3.Q(-1, 2) if rounding == "to_cent" else z3.Q(0, 1)
        return [
            z3.Implies(z3.Or(whole <= 0, amount == 0, part == 0), result == 0),
            z3.Implies(z3.And(amount >= 0, part >= 0), result >= 0),
            z3.Implies(z3.And(amount >= 0, part >= 0, part <= whole), result <= amount + above),
            z3.Implies(z3.And(whole > 0, amount >= 0, part >= whole), result >= amount + below),
            z3.Implies(z3.And(amount >= 0, part <= 0), result <= (0 if rounding != "to_cent" else z3.Q(1, 2))),
        ]

    def _order(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> Any:
        """Of two prorations of the same kind, the one with more of everything is not smaller.

        More of everything: amount and part not smaller, and the whole not larger; `woven`, or not larger but for the
        amount that is part of it, since a / (a + c) grows with a and falls with c.
        """
        return self.z3.And(self._not_above(one, other), self._not_above(other, one))

    def _not_above(self, small: tuple[Any, ...], large: tuple[Any, ...]) -> Any:
        (_, r, a, p, w), (_, s, b, q, v) = small, large
        whole = w >= v
        if self.way == "woven":
            whole = self.z3.Or(whole, self.z3.And(w - a >= v - b, v >= b, w > 0))
        return self.z3.Implies(self.z3.And(a >= 0, p >= 0, a <= b, p <= q, v > 0, whole), r <= s)

    def product(self, left: Any, right: Any, lefts: Span, rights: Span) -> Any:
        """left x right; cut, it is a fresh amount between the planes through its corners."""
        if self.way == "corner":
            return self._corner_product(left, right)
        if self.way != "cut":
            return left * right
        self.loose = True
        result = self.z3.FreshReal("product")
        (a, b), (c, d) = ([self.z3.Q(end.numerator, end.denominator) for end in span] for span in (lefts, rights))
        self.facts += [
            result >= a * right + c * left - a * c,
            result >= b * right + d * left - b * d,
            result <= b * right + c * left - b * c,
            result <= a * right + d * left - a * d,
        ]
        for old in self.products:
            self.facts += [self._grows(old, (result, left, right)), self._grows((result, left, right), old)]
        self.products.append((result, left, right))
        return result

    def _corner_product(self, left: Any, right: Any) -> Any:
        """left x right for savers whose left factor is among the corners."""
        z3, result = self.z3, self.z3.FreshReal("product")
        points = [z3.Q(c.numerator, c.denominator) for c in (*SHARES, *ROUND[1:])]
        self.facts.append(z3.Or(*(left == c for c in points)))
        self.facts += [z3.Implies(left == c, result == right * c) for c in points]
        return result

    def _grows(self, small: tuple[Any, Any, Any], large: tuple[Any, Any, Any]) -> Any:
        (r, a, b), (s, c, d) = small, large
        return self.z3.Implies(self.z3.And(a >= 0, b >= 0, a <= c, b <= d), r <= s)

    def widest(self, program: Program, node: Expression) -> tuple[Range, int]:
        """The range of an amount over all savers, and its denominator."""
        values = self._widest.setdefault(id(program), [])
        if not values:
            values += widest_values(program)
        number, denominator = program.compiler.number(node)
        return number(values), denominator


def widest_values(program: Program) -> list[Any]:
    """The value of every name where nothing at all is known, defaults included."""
    values = list(as_given(program, {}).values)
    for name, slot in program.slots.items():
        if name in program.facts:
            values[slot] = _either(program, name, values[slot])
        elif name in program.figures:
            compiled: CompiledFigure = program.figures[name]
            values[slot] = compiled.number[0](values)
        else:
            values[slot] = program.conclusions[name].tree(values)
    return values


def _either(program: Program, name: str, bounds: Any) -> Any:
    fact = program.rulebook.facts[name]
    if fact.applies is None or not isinstance(bounds, tuple):
        return bounds
    factor = program.denominators[name] // SCALE[fact.unit]
    otherwise = int(fact.otherwise or 0) * factor
    return hull(bounds, (otherwise, otherwise))
