"""What: a rulebook that comes near the safe limits of the inference engine: rules in all, rules that share one
condition, or disjuncts of one conclusion.

Why: past those limits loading refuses the rulebook. It is better to name inner conditions before that day.

Bad:

    # saving/rules.yaml
    conclusions:
      older:
        when: >-
          age >= older_age or ((wages = $1 or wages = $3 or wages = $5 or wages = $7 or wages = $9 or wages = $20)
          and (saving_room = $1 or saving_room = $3 or saving_room = $5 or saving_room = $7 or saving_room = $20))

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, advice

GROUP = "safety"
_RULES, _SHARING, _DISJUNCTS = 3_000, 200, 28


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The newest year's compiled rules."""
    program = audited.latest
    plans = list(program.conclusions.values()) if program else []
    for plan in plans:
        widest = max(len(plan.establish), len(plan.refute))
        if widest > _DISJUNCTS:
            span = audited.book.conclusions[plan.name].when.span
            yield advice(f"`{plan.name}` falls apart into {widest} disjuncts of 32", span, "name an inner condition")
    rules = [disjunct for plan in plans for disjunct in (*plan.establish, *plan.refute)]
    shared = Counter(literal for disjunct in rules for literal in disjunct).most_common(1)
    if plans and (len(rules) > _RULES or (shared and shared[0][1] > _SHARING)):
        span = audited.book.conclusions[plans[-1].name].span
        message = f"{len(rules)} rules in all, {shared[0][1]} of them behind one condition"
        yield advice(message, span, "the engine takes 4,000 rules and 249 behind one condition")
