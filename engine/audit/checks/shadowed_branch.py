"""What: a branch of `if … else if …` that an earlier branch always takes first.

Why: a general case written before a special one hides it. The catch-up for ages 60 to 63 after a test for
age 50 is the example everyone has seen.

Bad:

    # saving/rules.yaml
    exports: [bonus]
    figures:
      bonus: {label: bonus, meaning: A bonus., unit: exact dollars, cite: [USC 219(b)],
          formula: "if wages >= $50 then $10 else if wages >= $60 then $20 else wages"}

Good:

    # saving/rules.yaml
    exports: [bonus]
    figures:
      bonus: {label: bonus, meaning: A bonus., unit: exact dollars, cite: [USC 219(b)],
          formula: "if wages >= $60 then $20 else if wages >= $50 then $10 else wages"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Conditional, Expression, Not
from ...rulebook.walk import children, show
from ..audited import Audited, error
from ..statements import StatedFormula, as_written

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Tests that cannot hold once the tests before them have failed."""
    for said in as_written(audited.book):
        yield from _walk(audited, said, said.formula.expression, ())


def _walk(
    audited: Audited, said: StatedFormula, node: Expression, before: tuple[Expression, ...]
) -> Iterator[Diagnostic]:
    if not isinstance(node, Conditional):
        for child in children(node):
            yield from _walk(audited, said, child, before)
        return
    failed = tuple(Not(test) for test in before)
    if before and not audited.impossible(node.test) and audited.impossible(*failed, node.test):
        message = f"`{show(node.test)}` in `{said.owner}` is always taken by a branch before it"
        labels = tuple(Label(audited.at(said.formula, test.place), "taken here first") for test in before)
        yield error(message, audited.at(said.formula, node.test.place), "put the special case first", labels)
    yield from _walk(audited, said, node.then, ())
    yield from _walk(audited, said, node.otherwise, (*before, node.test))
