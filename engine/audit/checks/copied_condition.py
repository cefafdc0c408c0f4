"""What: the same condition, of three or more tests, written out in two conclusions.

Why: when the law changes, one copy is changed and the other forgotten. Name it once and read the name.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age and wages >= $0.01 and plan is not 403b}
      save_soon: {when: age >= older_age and wages >= $0.01 and plan is not 403b and older}
      save_later: {when: age >= older_age and wages >= $0.01 and plan is not 403b,
          step: Save later., cite: [USC 219(b)]}
    routes:
      saving: {steps: [save_later]}

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age and wages >= $0.01 and plan is not 403b}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Comparison, Conclusion, Expression, Membership, Name
from ...rulebook.walk import every, show
from ..audited import Audited, advice
from ..statements import written

GROUP = "logic"
_MOST = 3


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Whole conditions with the same text."""
    first: dict[str, Conclusion] = {}
    for conclusion in written(audited.book):
        when = conclusion.when
        if _tests(when.expression) < _MOST:
            continue
        other = first.setdefault(show(when.expression), conclusion)
        if other is not conclusion:
            labels = (Label(other.when.span, "the same here"),)
            message = f"`{conclusion.name}` and `{other.name}` have the same condition"
            yield advice(message, when.span, f"read `{other.name}`, or name what both share", labels)


def _tests(node: Expression) -> int:
    """How many tests a condition has; the name inside a comparison is none of its own."""
    inside = sum(isinstance(part, Comparison) for part in every(node))
    names = sum(isinstance(part, Name) for part in every(node))
    within = sum(isinstance(side, Name) for part in every(node) if isinstance(part, Comparison)
                 for side in (part.left, part.right))  # fmt: skip
    return inside + names - within + sum(isinstance(part, Membership) for part in every(node))
