"""Formulas in words: without what does not matter to this saver, like `the smaller of line 3 and line 4`."""

from __future__ import annotations

from collections.abc import Iterator

from ..advise.spoken import is_zero
from ..reasoning.compile.fold import Absent, Folder
from ..reasoning.range import Range
from ..reasoning.trace import Trace
from ..rulebook.model import Arithmetic, Conditional, Expression, Extreme, Name, Number, Proration, Rounded
from ..rulebook.walk import children


class Formulas:
    """The rulebook's formulas for one saver: every decided `if` replaced by its branch, sums freed of plain zeros."""

    def __init__(self, trace: Trace) -> None:
        """Nothing is worked out yet."""
        self._trace, self._folder = trace, Folder(trace.program.parameters, {}, {})

    def of(self, figure: str) -> Expression:
        """The formula of a figure for this saver; as it is written where it is an `if` nobody can decide."""
        written = self._trace.program.rulebook.figures[figure].formula.expression
        found = self._plain(written)
        return written if isinstance(found, Conditional) else found

    def _plain(self, node: Expression) -> Expression:
        match node:
            case Conditional(test=test, then=then, otherwise=otherwise):
                holds = self._holds(test)
                return node if holds is None else self._plain(then if holds else otherwise)
            case Arithmetic(left=left, right=right):
                return self._sum(node._replace(left=self._plain(left), right=self._plain(right)))
            case Extreme(items=items):
                return self._extreme(node._replace(items=tuple(map(self._plain, items))))
            case Rounded(item=item):
                return node._replace(item=self._plain(item))
            case Proration():
                amount, part, whole = map(self._plain, children(node))
                return node._replace(amount=amount, part=part, whole=whole)
        return node

    def _holds(self, test: Expression) -> bool | None:
        """Whether a test holds; None where that is not known, or an amount it needs is not published."""
        try:
            return self._trace.program.compiler.truth(self._folder.fold(test))(self._trace.values)
        except Absent:
            return None

    def _amount(self, node: Expression) -> Range | None:
        compiler = self._trace.program.compiler
        try:
            folded = self._folder.fold(node)
        except Absent:
            return None
        # A formula put together for this saver is not one the program keeps.
        own = isinstance(node, Name | Number)
        number = compiler.number(folded) if own else compiler.amount(compiler.lowering.number(folded))
        return number[0](self._trace.values)

    def _sum(self, node: Arithmetic) -> Expression:
        if node.operator in "+-" and self._is_nothing(node.right):
            return node.left
        return node.right if node.operator == "+" and self._is_nothing(node.left) else node

    def _is_nothing(self, node: Expression) -> bool:
        return isinstance(node, Name | Number) and self._amount(node) == (0, 0)

    def _extreme(self, node: Extreme) -> Expression:
        flat: list[Expression] = []
        for item in node.items:
            inner = item.items if isinstance(item, Extreme) and item.operator == node.operator else (item,)
            flat += [one for one in inner if one not in flat]
        rest = [item for item in flat if not is_zero(item)]
        if node.operator == "max" and len(rest) < len(flat):
            amounts = [self._amount(item) for item in rest]
            flat = rest if any(amount is not None and amount[0] >= 0 for amount in amounts) else flat
        return node._replace(items=tuple(flat)) if len(flat) > 1 else flat[0]


def names_of(node: Expression) -> Iterator[str]:
    """The names a formula computes with; of an undecided `if` those of both branches, not of its test."""
    if isinstance(node, Name):
        yield node.name
    parts = (node.then, node.otherwise) if isinstance(node, Conditional) else children(node)
    for part in parts:
        yield from names_of(part)
