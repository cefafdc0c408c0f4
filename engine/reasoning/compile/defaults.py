"""Defaults that never contradict what was told: the nearest value that does not contradict it stands in.

Each contradiction is read as what it rules out for one fact, the others being what they are. What is told counts as
told, what is assumed before as assumed, any other as all it could be: only what surely contradicts is ruled out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from ...rulebook.model import Arithmetic, Comparison, Connective, Expression, Name, Not, Number, Truth
from ...rulebook.walk import names_in
from .closures import Condition, Numeric, RangeCompiler
from .dnf import Literal, TooWide, disjuncts
from .fold import reduced

_OPPOSITES: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class Ruled(NamedTuple):
    """What a contradiction rules out for a fact: `fact operator bound` where `guard` holds and `unless` does not.

    The bound of a yes/no fact is the answer that is ruled out.
    """

    contradiction: str
    guard: Expression
    unless: Expression | None
    operator: str
    bound: Expression


class Limited(NamedTuple):
    """A `Ruled` as closures over values by slot."""

    guard: Condition
    unless: Condition | None
    operator: str
    bound: Numeric | bool


class Fitting(NamedTuple):
    """How a default is made to fit: the facts it is held against, which of them are settled before it, and how.

    `denominator` is the fact's denominator, `bounds` are its own, in whole numbers over it.
    """

    ruled: tuple[Ruled, ...]
    names: tuple[str, ...]
    earlier: frozenset[str]
    limits: tuple[Limited, ...]
    denominator: int
    bounds: tuple[int, int]

    def fit(self, value: Any, told: Any) -> Any:
        """The nearest value to the default that contradicts nothing; `told` are values by slot."""
        binding = [one for one in self.limits if _binds(one, told)]
        if not isinstance(value, tuple):
            return _allowed(value, [one.bound for one in binding])
        low, high = self.bounds
        for one in binding:
            low, high = self._narrowed(one, told, low, high)
        ends = tuple(max(low, min(end, high)) for end in value)
        return self._apart(ends, binding, told)

    def _narrowed(self, one: Limited, told: Any, low: int, high: int) -> tuple[int, int]:
        """The bounds without what is ruled out by an order: only the surely ruled out."""
        assert not isinstance(one.bound, bool)
        (least, most), denominator = one.bound[0](told), one.bound[1]
        match one.operator:
            case ">":
                high = min(high, most * self.denominator // denominator)
            case ">=":
                high = min(high, -(-most * self.denominator // denominator) - 1)
            case "<":
                low = max(low, -(-least * self.denominator // denominator))
            case "<=":
                low = max(low, least * self.denominator // denominator + 1)
            case "!=" if least == most:
                low = high = least * self.denominator // denominator
        return low, high

    def _apart(self, value: tuple[int, ...], binding: list[Limited], told: Any) -> tuple[int, ...]:
        """A known value moved off one that is ruled out by itself."""
        for one in binding:
            if one.operator == "=" and not isinstance(one.bound, bool):
                (least, most), denominator = one.bound[0](told), one.bound[1]
                if least == most and value[0] == value[1] and value[0] * denominator == least * self.denominator:
                    moved = value[0] + (1 if value[0] < self.bounds[1] else -1)
                    value = (moved, moved)
        return value


def _binds(one: Limited, told: Any) -> bool:
    holds = one.guard(told) is True
    return holds and (one.unless is None or one.unless(told) is not True)


def _allowed(value: bool | None, ruled_out: list[Any]) -> bool | None:
    """Yes or no as it is, unless that is ruled out and the other is not."""
    return not value if value in ruled_out and (not value) not in ruled_out else value


def ruled_out(
    facts: Iterable[str], contradictions: Mapping[str, tuple[Expression, Expression | None]]
) -> dict[str, tuple[Ruled, ...]]:
    """What contradictions (folded: when, unless) rule out for each fact."""
    read = {name: {one for one, _ in names_in(when)} for name, (when, _) in contradictions.items()}
    return {
        fact: tuple(_ruled_out(fact, {name: clash for name, clash in contradictions.items() if fact in read[name]}))
        for fact in facts
    }


def _ruled_out(fact: str, contradictions: Mapping[str, tuple[Expression, Expression | None]]) -> Iterator[Ruled]:
    """What contradictions that read a fact rule out for it; what is not in order with it is left out."""
    for name, (when, unless) in contradictions.items():
        leaves: list[Expression] = []

        def atom(node: Expression, leaves: list[Expression] = leaves) -> Literal:
            leaves.append(node)
            return len(leaves) - 1, True

        try:
            every = disjuncts(when, True, atom)
        except TooWide:
            continue
        for one in every:
            yield from _of(fact, name, unless, [leaves[place] if sign else Not(leaves[place]) for place, sign in one])


def _of(fact: str, contradiction: str, unless: Expression | None, literals: list[Expression]) -> Iterator[Ruled]:
    """What one alternative of a contradiction rules out, if it speaks of the fact once."""
    mine = [literal for literal in literals if fact in {read for read, _ in names_in(literal)}]
    others = [literal for literal in literals if literal not in mine]
    if len(mine) != 1:
        return
    guard: Expression = (
        Truth(True) if not others else others[0] if len(others) == 1 else Connective("and", tuple(others))
    )
    found = _side(fact, mine[0])
    if found is not None:
        yield Ruled(contradiction, guard, unless, *found)


def _side(fact: str, literal: Expression) -> tuple[str, Expression] | None:
    """The operator and the other side of what a literal says of the fact."""
    match literal:
        case Name():
            return "=", Truth(True)
        case Not(item=Name()):
            return "=", Truth(False)
        case Not(item=Comparison() as item):
            return _side(fact, item._replace(operator=_OPPOSITES[item.operator]))
        case Comparison(operator=operator):
            parts = _linear(fact, Arithmetic("-", literal.left, literal.right))
            if parts is None or not parts[0]:
                return None
            factor, rest = parts
            bound = _times(rest, -1 / factor)
            return (operator if factor > 0 else _TURNED[operator]), bound
    return None


def _linear(fact: str, node: Expression) -> tuple[Fraction, Expression] | None:
    """The expression as factor x fact + rest; None where it is not of that form."""
    nothing = Number(0, 1, "count")
    if isinstance(node, Name) and node.name == fact:
        return Fraction(1), nothing
    if fact not in {read for read, _ in names_in(node)}:
        return Fraction(0), node
    if not isinstance(node, Arithmetic):
        return None
    left, right = _linear(fact, node.left), _linear(fact, node.right)
    if left is None or right is None:
        return None
    if node.operator in "+-":
        sign = 1 if node.operator == "+" else -1
        return left[0] + sign * right[0], Arithmetic(node.operator, left[1], right[1])
    if node.operator == "*" and isinstance(node.left, Number):
        left, right, node = right, left, node._replace(left=node.right, right=node.left)
    if not isinstance(node.right, Number):
        return None
    by = Fraction(node.right.amount, node.right.denominator)
    by = by if node.operator == "*" else 1 / by
    return left[0] * by, _times(left[1], by)


def _times(node: Expression, by: Fraction) -> Expression:
    return node if by == 1 else Arithmetic("*", node, reduced(by.numerator, by.denominator, "count"))


def facts_in(ruled: Iterable[Ruled]) -> tuple[str, ...]:
    """The facts read, each once."""
    parts = (part for one in ruled for part in (one.guard, one.unless, one.bound) if part is not None)
    return tuple(dict.fromkeys(name for part in parts for name, _ in names_in(part)))


def limited(ruled: Iterable[Ruled], compiler: RangeCompiler) -> Iterator[Limited]:
    """The closures of what is ruled out, once every fact has its slot."""
    for one in ruled:
        bound = one.bound.value if isinstance(one.bound, Truth) else compiler.number(one.bound)
        unless = None if one.unless is None else compiler.truth(one.unless)
        yield Limited(compiler.truth(one.guard), unless, one.operator, bound)
