"""What: a condition, or one of its alternatives, that no saver can ever meet.

Why: the rule looks as if it guarded something, but it can never fire. Two bounds that exclude each other, or a
value outside the bounds of a fact, are the usual reasons.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age or (wages >= $60 and wages < $60)}

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age or (wages >= $60 and wages < $61)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Connective
from ...rulebook.walk import show
from ..audited import Audited, error
from ..conditions import parts

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Conditions whose every disjunct is empty."""
    for part in parts(audited.book):
        node = part.node
        if isinstance(node, Connective) and any(audited.impossible(item, given=part.given) for item in node.items):
            continue
        if audited.impossible(node, given=part.given):
            again = "" if node is part.said.formula.expression else f"`{show(node)}` in "
            message = f"{again}`{part.said.part}` of `{part.said.owner}` can never hold"
            yield error(message, audited.at(part.said.formula, node.place), "compare its bounds with each other")
