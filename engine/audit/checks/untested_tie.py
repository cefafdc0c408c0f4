"""What: two routes that follow each other in the order of ties, and no case in which both bring the most.

Why: which of two equal routes is recommended is a decision somebody made. Swapped, it changes what savers are told, and
every other case still passes.

Bad:

    # saving/rules.yaml
    conclusions:
      own_plan_bars: {when: plan is none, because: You have no plan., because_not: You have a plan., unlock: Find one.,
        cite: [USC 402A(b)]}
    routes:
      at_work: {label: at work, meaning: Saving at work., closed_by: [own_plan_bars], amount: saving_room, tie_order: 2,
        doing_order: 2, steps: [save_soon]}
    limits:
      all_saving: {applies: plan is none}
    # saving/cases.yaml
    cases:
      - {name: no plan, given: {tax_year: 2026, age: 25, wages: $0, plan: none}, expect: {at_work.verdict: closed,
          own_plan_bars: yes, saving.verdict: closed}, source: USC 219(b)}
      - {name: a plan, given: {tax_year: 2026, age: 25, wages: $0, plan: 401k, plan_takes_roth: yes}, source: USC 219,
          expect: {at_work.verdict: open, own_plan_bars: no}}

Good:

    # saving/rules.yaml
    conclusions:
      own_plan_bars: {when: plan is none, because: You have no plan., because_not: You have a plan., unlock: Find one.,
        cite: [USC 402A(b)]}
    routes:
      at_work: {label: at work, meaning: Saving at work., closed_by: [own_plan_bars], amount: saving_room, tie_order: 2,
        doing_order: 2, steps: [save_soon]}
    limits:
      all_saving: {applies: plan is none}
    # saving/cases.yaml
    cases:
      - {name: no plan, given: {tax_year: 2026, age: 25, wages: $0, plan: none}, expect: {at_work.verdict: closed,
          own_plan_bars: yes, saving.verdict: closed}, source: USC 219(b)}
      - {name: a plan, given: {tax_year: 2026, age: 25, wages: $9, plan: 401k, plan_takes_roth: yes}, source: USC 219,
          expect: {at_work.verdict: open, own_plan_bars: no, recommendation: saving}}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...advise.case_runner import CaseResult
from ...advise.decide import amount_range, passable
from ...diagnostic import Diagnostic
from ...rulebook.model import Comparison, Name, Not
from ..audited import Audited, warning

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Neighbours in the order of ties that can both be open, and the cases that expect a recommendation."""
    routes = sorted(
        (one for one in audited.book.routes.values() if not one.never_main), key=lambda route: route.tie_order
    )
    for first, then in pairwise(routes):
        both = (Not(Name(f"{first.name}.closed")), Not(Name(f"{then.name}.closed")))
        level = Comparison("=", Name(f"{first.name}.amount"), Name(f"{then.name}.amount"))
        if audited.impossible(*both, level) or any(_shows(one, first.name, then.name) for one in audited.results):
            continue
        message = f"no case shows that `{first.name}` comes before `{then.name}` where they bring the same"
        help = "add a case in which both are open with one amount above $0, and expect the `recommendation`"
        yield warning(message, then.span, help)


def _shows(result: CaseResult, first: str, then: str) -> bool:
    trace = result.trace
    if trace is None or not any(name == "recommendation" for name, _, _ in result.case.expect):
        return False
    routes = trace.program.rulebook.routes
    open_ones = [name for name in routes if not routes[name].never_main and passable(trace, name)]
    if not {first, then} <= set(open_ones):
        return False
    amounts = {name: amount_range(trace, name) for name in open_ones}
    most = max(high for _, high in amounts.values())
    return most > 0 and amounts[first] == amounts[then] == (most, most)
