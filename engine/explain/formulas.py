"""Formulas in words: without what does not matter to this saver, like `the smaller of line 3 and line 4`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ..compile.fold import Absent, Folder
from ..model import Arithmetic, Conditional, Expression, Extreme, Name, Number, Proration, Rounded
from ..range import Range
from ..trace import Trace
from ..walk import children, show

DEPENDS: Final = "depends on what is open"
_ROUNDINGS: Final = {"up_to_ten_dollars": "up to the next $10", "to_cent": "to the nearest cent"}
_OPERATORS: Final = {"+": "+", "-": "\u2212", "*": "\u00d7", "/": "\u00f7"}


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
        try:
            return self._trace.program.compiler.number(self._folder.fold(node))[0](self._trace.values)
        except Absent:
            return None

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


def is_zero(node: Expression) -> bool:
    """Whether a formula is a plain zero."""
    return isinstance(node, Number) and node.amount == 0


def names_of(node: Expression) -> Iterator[str]:
    """The names a formula computes with; of an undecided `if` those of both branches, not of its test."""
    if isinstance(node, Name):
        yield node.name
    parts = (node.then, node.otherwise) if isinstance(node, Conditional) else children(node)
    for part in parts:
        yield from names_of(part)


def spoken(node: Expression, called: Callable[[str], str]) -> str:
    """A formula in words; `called` says what to call a name, like `line 4`."""
    match node:
        case Name(name=name):
            return called(name)
        case Extreme():
            return _spoken_extreme(node, called)
        case Arithmetic(operator=operator, left=left, right=right):
            sums = operator in "+-" and isinstance(left, Arithmetic) and left.operator in "+-"
            first = spoken(left, called) if sums else _inner(left, called)
            return f"{first} {_OPERATORS[operator]} {_inner(right, called)}"
        case Proration(rounding=rounding, amount=amount, part=part, whole=whole):
            share = " \u00d7 ".join((_inner(amount, called), _inner(part, called)))
            return f"{share} \u00f7 {_inner(whole, called)}, {_ROUNDINGS.get(rounding, rounding)}"
        case Rounded(rounding=rounding, item=item):
            return f"{spoken(item, called)}, {_ROUNDINGS.get(rounding, rounding)}"
        case Number():
            return show(node)
    return DEPENDS


def _spoken_extreme(node: Extreme, called: Callable[[str], str]) -> str:
    rest = [item for item in node.items if not is_zero(item)]
    if node.operator == "max" and len(rest) == 1 < len(node.items):
        return f"{spoken(rest[0], called)}, not below $0"
    words = {("min", True): "smaller", ("max", True): "larger", ("min", False): "smallest", ("max", False): "largest"}
    parts = list(dict.fromkeys(_inner(item, called) for item in node.items))
    if len(parts) == 1:
        return parts[0]
    return f"the {words[node.operator, len(parts) == 2]} of {', '.join(parts[:-1])} and {parts[-1]}"


def _inner(node: Expression, called: Callable[[str], str]) -> str:
    text = spoken(node, called)
    return f"({text})" if isinstance(node, Arithmetic | Extreme | Proration | Conditional) else text
