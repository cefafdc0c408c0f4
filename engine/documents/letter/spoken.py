"""Formulas in words: `the smaller of line 3 and line 4`, with the branch of an `if` that this saver takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...model import Arithmetic, Conditional, Expression, Extreme, Name, Number, Proration, Rounded
from ...walk import children, show
from .trail import Trail

_ROUNDINGS = {"up_to_ten_dollars": "up to the next $10", "to_cent": "to the nearest cent"}
_SIGNS = {"+": "+", "-": "\u2212", "*": "\u00d7", "/": "\u00f7"}
OPEN = "depends on what is open"


def pruned(trail: Trail, node: Expression) -> Expression:
    """The expression with every decided `if` replaced by the branch it takes, and sums freed of plain zeros."""
    if isinstance(node, Conditional):
        branch = trail.branch(node)
        return node if branch is None else pruned(trail, branch)
    if isinstance(node, Arithmetic):
        return _sum(trail, node._replace(left=pruned(trail, node.left), right=pruned(trail, node.right)))
    if isinstance(node, Extreme):
        return _extreme(trail, node._replace(items=tuple(pruned(trail, item) for item in node.items)))
    if isinstance(node, Rounded):
        return node._replace(item=pruned(trail, node.item))
    if isinstance(node, Proration):
        parts = (pruned(trail, part) for part in children(node))
        amount, part, whole = parts
        return node._replace(amount=amount, part=part, whole=whole)
    return node


def _sum(trail: Trail, node: Arithmetic) -> Expression:
    if node.operator in "+-" and is_zero(trail, node.right):
        return node.left
    if node.operator == "+" and is_zero(trail, node.left):
        return node.right
    return node


def _extreme(trail: Trail, node: Extreme) -> Expression:
    flat: list[Expression] = []
    for item in node.items:
        inner = item.items if isinstance(item, Extreme) and item.operator == node.operator else (item,)
        flat += [one for one in inner if one not in flat]
    rest = [item for item in flat if not _nothing(item)]
    if node.operator == "max" and any(trail.not_below_nothing(item) for item in rest):
        flat = rest
    return node._replace(items=tuple(flat)) if len(flat) > 1 else flat[0]


def is_zero(trail: Trail, node: Expression) -> bool:
    """Whether an amount is known to be nothing."""
    return isinstance(node, Name | Number) and trail.nothing(node)


def names_of(node: Expression) -> Iterator[str]:
    """The names a pruned formula computes with; of an undecided `if` those of both branches, not of its test."""
    if isinstance(node, Name):
        yield node.name
    parts = (node.then, node.otherwise) if isinstance(node, Conditional) else children(node)
    for part in parts:
        yield from names_of(part)


def spoken(node: Expression, line: Callable[[str], str]) -> str:
    """A pruned formula in words; `line` says where a name stands."""
    match node:
        case Name(name=name):
            return line(name)
        case Extreme():
            return _spoken_extreme(node, line)
        case Arithmetic(operator=operator, left=left, right=right):
            sums = operator in "+-" and isinstance(left, Arithmetic) and left.operator in "+-"
            first = spoken(left, line) if sums else _inner(left, line)
            return f"{first} {_SIGNS[operator]} {_inner(right, line)}"
        case Proration(rounding=rounding, amount=amount, part=part, whole=whole):
            share = " \u00d7 ".join((_inner(amount, line), _inner(part, line)))
            return f"{share} \u00f7 {_inner(whole, line)}, {_ROUNDINGS.get(rounding, rounding)}"
        case Rounded(rounding=rounding, item=item):
            return f"{spoken(item, line)}, {_ROUNDINGS.get(rounding, rounding)}"
        case Number():
            return show(node)
    return OPEN


def _spoken_extreme(node: Extreme, line: Callable[[str], str]) -> str:
    rest = [item for item in node.items if not _nothing(item)]
    if node.operator == "max" and len(rest) == 1 < len(node.items):
        return f"{spoken(rest[0], line)}, not below $0"
    words = {("min", True): "smaller", ("max", True): "larger", ("min", False): "smallest", ("max", False): "largest"}
    parts = list(dict.fromkeys(_inner(item, line) for item in node.items))
    if len(parts) == 1:
        return parts[0]
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"the {words[node.operator, len(parts) == 2]} of {listed}"


def _nothing(node: Expression) -> bool:
    return isinstance(node, Number) and node.amount == 0


def _inner(node: Expression, line: Callable[[str], str]) -> str:
    text = spoken(node, line)
    return f"({text})" if isinstance(node, Arithmetic | Extreme | Proration | Conditional) else text
