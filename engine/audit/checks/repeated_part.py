"""What: the same test twice in one `and`, `or`, `min` or `max`, or the same branch on both sides of an `if`.

Why: one of the two was meant to say something else. It is what is left when a line is copied and one side forgotten.

Bad:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, saving_limit)"}

Good:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages)"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Comparison, Conditional, Connective, Expression, Extreme
from ...rulebook.walk import every, show
from ..audited import Audited, error
from ..statements import as_written

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Parts written twice where once would do."""
    for said in as_written(audited.book):
        for node in every(said.formula.expression):
            twin = _twin(node)
            if twin is not None:
                message = f"`{show(twin)}` stands twice in one part of `{said.owner}`"
                yield error(message, audited.at(said.formula, twin.place), "one of them should say something else")


def _twin(node: Expression) -> Expression | None:
    items: tuple[Expression, ...] = ()
    if isinstance(node, Connective | Extreme):
        items = node.items
    elif isinstance(node, Conditional):
        items = (node.then, node.otherwise)
    elif isinstance(node, Comparison):
        items = (node.left, node.right)
    seen = set()
    for item in items:
        if show(item) in seen:
            return item
        seen.add(show(item))
    return None
