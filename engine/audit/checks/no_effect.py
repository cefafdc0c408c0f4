"""What: arithmetic that changes nothing: adding or subtracting $0, or multiplying or dividing by 1 or 100%.

Why: nobody writes `+ $0` on purpose. A figure or parameter was meant to be there.

Bad:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages) - $0"}

Good:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages)"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Arithmetic, Expression, Number
from ...rulebook.walk import every, show
from ..audited import Audited, error
from ..statements import as_written

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Sums with nothing and products with one."""
    for said in as_written(audited.book):
        for node in every(said.formula.expression):
            if isinstance(node, Arithmetic) and _idle(node):
                message = f"`{show(node)}` in `{said.owner}` computes nothing"
                yield error(message, audited.at(said.formula, node.place), "put in what was meant, or leave it out")


def _idle(node: Arithmetic) -> bool:
    if node.operator in "+-":
        return _is(node.right, 0) or (node.operator == "+" and _is(node.left, 0))
    return _is(node.right, 1) or (node.operator == "*" and _is(node.left, 1))


def _is(node: Expression, value: int) -> bool:
    return isinstance(node, Number) and node.amount == value * node.denominator
