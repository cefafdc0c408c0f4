"""Pruned formulas in words: `the smaller of line 3 and line 4`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from ...model import Arithmetic, Conditional, Expression, Extreme, Name, Number, Proration, Rounded
from ...walk import show
from .pruning import Plain, is_zero

_ROUNDINGS = {"up_to_ten_dollars": "up to the next $10", "to_cent": "to the nearest cent"}
_SIGNS = {"+": "+", "-": "\u2212", "*": "\u00d7", "/": "\u00f7"}
_SLOT = "\ue000"
OPEN = "depends on what is open"


def worded(plain: Plain, lines: Mapping[str, str]) -> str:
    """A pruned formula in words; `lines` says where each of its names stands."""
    if len(set(lines.values())) < len(lines):  # what stands on one line is said once
        return spoken(plain.formula, lines.__getitem__)
    pieces = _pieces(plain).copy()
    pieces[1::2] = [lines[name] for name in pieces[1::2]]
    return "".join(pieces)


@lru_cache(maxsize=4_096)
def _pieces(plain: Plain) -> list[str]:
    """The words of a formula, every second piece a name."""
    return spoken(plain.formula, lambda name: f"{_SLOT}{name}{_SLOT}").split(_SLOT)


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
    rest = [item for item in node.items if not is_zero(item)]
    if node.operator == "max" and len(rest) == 1 < len(node.items):
        return f"{spoken(rest[0], line)}, not below $0"
    words = {("min", True): "smaller", ("max", True): "larger", ("min", False): "smallest", ("max", False): "largest"}
    parts = list(dict.fromkeys(_inner(item, line) for item in node.items))
    if len(parts) == 1:
        return parts[0]
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"the {words[node.operator, len(parts) == 2]} of {listed}"


def _inner(node: Expression, line: Callable[[str], str]) -> str:
    text = spoken(node, line)
    return f"({text})" if isinstance(node, Arithmetic | Extreme | Proration | Conditional) else text
