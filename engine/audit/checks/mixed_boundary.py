"""What: the same two amounts compared so that a saver exactly at the boundary falls on different sides.

Why: `<` in one place and `<=` in another leaves the saver at the line with both answers, or with none. One of
the comparisons is off by one.

Bad:

    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and wages >= $0.01 and age > older_age}

Good:

    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and wages >= $0.01 and not age < older_age}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...diagnostic import Diagnostic, Label, Span
from ...rulebook.model import Comparison, Number
from ...rulebook.walk import show
from ..audited import Audited, warning
from ..conditions import comparisons

GROUP = "logic"


class _Use(NamedTuple):
    above: bool
    span: Span
    node: Comparison


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Pairs that are split above the line in one place and below it in another."""
    first: dict[tuple[str, str], _Use] = {}
    for said, node in comparisons(audited.book):
        if node.operator not in ("<", "<=", ">", ">=") or _rounded(node):
            continue
        pair, use = _sides(node), _Use(_above(node), audited.at(said.formula, node.place), node)
        other = first.setdefault(pair, use)
        if other.above is not use.above:
            labels = (Label(other.span, "the other side here"),)
            message = f"a saver exactly at `{show(node)}` falls on another side than at `{show(other.node)}`"
            yield warning(message, use.span, "decide on which side the boundary belongs", labels)


def _sides(node: Comparison) -> tuple[str, str]:
    left, right = show(node.left), show(node.right)
    return (left, right) if left < right else (right, left)


def _above(node: Comparison) -> bool:
    """Whether the boundary itself counts as above, seen from the side that comes first in order."""
    swapped = show(node.left) >= show(node.right)
    return node.operator in ((">=", "<") if not swapped else ("<=", ">"))


def _rounded(node: Comparison) -> bool:
    """`> $0` and `>= $0.01` are two ways to say some money."""
    return any(isinstance(side, Number) and abs(side.amount) <= side.denominator for side in (node.left, node.right))
