"""What: a condition, or one side of it, that holds for every saver in every tax year.

Why: a test that cannot fail decides nothing. Most often a bound, a unit or a sign is wrong, and the rule now
applies to people it was never meant for.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age and wages >= $0}

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age and wages >= $0.01}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Connective, Not
from ...rulebook.walk import show
from ..audited import Audited, warning
from ..conditions import parts

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Conditions whose opposite is impossible."""
    for part in parts(audited.book):
        node = part.node
        if isinstance(node, Connective) and any(audited.always(item, given=part.given) for item in node.items):
            continue
        if audited.always(node, given=part.given):
            again = "" if node is part.said.formula.expression else f"`{show(node)}` in "
            message = f"{again}`{part.said.part}` of `{part.said.owner}` holds for every saver"
            span = audited.at(part.said.formula, node.place if not isinstance(node, Not) else (0, 0))
            yield warning(message, span, "correct the test, or leave it out")
