"""Open facts: walk back from what is not decided through what is not known, down to the facts nobody gave.

Sound (every fact that can still change the answer is found) and slightly larger than what truly matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import lcm

from ..model import (
    Comparison,
    Conditional,
    Expression,
    Extreme,
    Formula,
    Membership,
    Name,
    Number,
    Truth,
)
from ..outcome import Standing
from ..range import Range, scaled
from ..trace import Trace
from ..walk import children


def open_facts(trace: Trace, undecided: Iterable[str]) -> list[str]:
    """The unknown facts behind the named figures and conclusions, in the order they are met."""
    walk = _Walk(trace)
    for name in undecided:
        walk.name(name)
    return list(walk.found)


class _Walk:
    def __init__(self, trace: Trace) -> None:
        self.trace, self.program = trace, trace.program
        self.seen: set[str] = set()
        self.found: dict[str, None] = {}

    def name(self, name: str) -> None:
        if name in self.seen or name not in self.program.slots or self.trace.known(name):
            return
        self.seen.add(name)
        if name in self.program.facts:
            self._fact(name)
        elif name in self.program.figures:
            self._amount(self.program.figures[name].expression)
        else:
            self._condition(self.program.conclusions[name].expression)

    def _fact(self, name: str) -> None:
        fact = self.program.facts[name].fact
        standing = self.trace.standings[name]
        self._formula(fact.applies)
        if standing is Standing.UNKNOWN:
            self._formula(fact.assume_when)
            self.found[name] = None
        elif standing is Standing.ASSUMED and fact.assume is not None:
            self._any(fact.assume.expression)

    def _formula(self, formula: Formula | None) -> None:
        if formula is not None:
            self._any(formula.expression)

    def _any(self, node: Expression) -> None:
        """Without looking at values: formulas of facts are short and not folded."""
        if isinstance(node, Name):
            self.name(node.name)
        elif isinstance(node, Membership):
            self.name(node.fact)
        for child in children(node):
            self._any(child)

    def _range(self, node: Expression) -> tuple[Range, int]:
        number, over = self.program.compiler.number(node)
        return number(self.trace.values), over

    def _amount(self, node: Expression) -> None:
        if isinstance(node, Number):
            return
        (low, high), _ = self._range(node)
        if low == high:
            return
        match node:
            case Name(name=name):
                self.name(name)
            case Conditional():
                self._branches(node, self._amount)
            case Extreme(operator=operator, items=items):
                for item in self._in_play(operator, items):
                    self._amount(item)
            case _:
                for child in children(node):
                    self._amount(child)

    def _branches(self, node: Conditional, visit: Callable[[Expression], None]) -> None:
        test = self.program.compiler.truth(node.test)(self.trace.values)
        if test is None:
            self._condition(node.test)
        if test is not False:
            visit(node.then)
        if test is not True:
            visit(node.otherwise)

    def _in_play(self, operator: str, items: tuple[Expression, ...]) -> list[Expression]:
        """The items that can still be the smallest (or largest)."""
        found = [self._range(item) for item in items]
        common = lcm(*(over for _, over in found))
        ranges = [scaled(value, common // over) for value, over in found]
        if operator == "min":
            cut = min(high for _, high in ranges)
            return [item for item, (low, _) in zip(items, ranges, strict=True) if low <= cut]
        cut = max(low for low, _ in ranges)
        return [item for item, (_, high) in zip(items, ranges, strict=True) if high >= cut]

    def _condition(self, node: Expression) -> None:
        if isinstance(node, Truth) or self.program.compiler.truth(node)(self.trace.values) is not None:
            return
        match node:
            case Name(name=name):
                self.name(name)
            case Membership(fact=fact):
                self.name(fact)
            case Comparison(left=left, right=right):
                self._amount(left)
                self._amount(right)
            case Conditional():
                self._branches(node, self._condition)
            case _:
                for child in children(node):
                    self._condition(child)
