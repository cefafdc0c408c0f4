"""What: one part of an `and` that the other parts already imply, or of an `or` that adds no saver.

Why: readers assume that every test has a reason. One that does nothing hides the test that was meant.

Bad:

    # saving/rules.yaml
    conclusions:
      no_wages: {when: wages < $0.01 and wages < $5}

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age and wages >= $0.01}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...model import Comparison, Connective, Expression, Membership, Name, Not
from ...walk import show
from ..audited import Audited, advice
from ..conditions import parts

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Parts that another part beside them makes superfluous."""
    for part in parts(audited.book):
        node = part.node
        if not isinstance(node, Connective):
            continue
        for item in node.items:
            if any(other is not item and _useless(audited, node.operator, item, other) for other in node.items):
                message = f"`{show(item)}` in `{part.said.owner}` adds nothing to the rest of the condition"
                yield advice(message, audited.at(part.said.formula, item.place), "leave it out, or correct it")


def _useless(audited: Audited, operator: str, item: Expression, other: Expression) -> bool:
    """Same subject only: naming the wider condition beside the narrower one can make a rule clearer."""
    if _subject(item) != _subject(other) or _subject(item) is None or show(item) == show(other):
        return False
    pair = (other, Not(item)) if operator == "and" else (item, Not(other))
    return not audited.impossible(item) and not audited.always(item) and audited.impossible(*pair)


def _subject(node: Expression) -> str | None:
    match node:
        case Not(item=item):
            return _subject(item)
        case Comparison(left=left):
            return show(left)
        case Membership(fact=fact):
            return fact
        case Name(name=name):
            return name
    return None
