"""Formulas in words, like `the smaller of line 3 and line 4`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..rulebook.model import Arithmetic, Conditional, Expression, Extreme, Name, Number, Proration, Rounded
from ..rulebook.walk import show

DEPENDS: Final = "depends on what is open"
_ROUNDINGS: Final = {"up_to_ten_dollars": "up to the next $10", "to_cent": "to the nearest cent"}
_OPERATORS: Final = {"+": "+", "-": "\u2212", "*": "\u00d7", "/": "\u00f7"}


def is_zero(node: Expression) -> bool:
    """Whether a formula is a plain zero."""
    return isinstance(node, Number) and node.amount == 0


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
