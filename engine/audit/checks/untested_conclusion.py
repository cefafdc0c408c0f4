"""What: a conclusion that no worked example makes hold.

Why: a rule that never fired in a test may be wrong in any way, and nobody would know.

Bad:

    # saving/rules.yaml
    conclusions:
      rich: {when: wages > $50, because: "You earn {wages}.", because_not: "You earn {wages}.",
          caution: "You earn {wages}.", cite: [USC 219(b)]}
    routes:
      saving: {cautions: [rich]}
    # saving/cases.yaml
    cases:
    # saving/cases.yaml
    cases:
      - {name: no pay, given: {tax_year: 2026, age: 25, wages: $0, plan: 401k, plan_takes_roth: no},
          expect: {saving.verdict: closed, no_wages: yes, plan_bars_roth: yes}, source: USC 219(b)}
      - {name: pay, given: {tax_year: 2026, age: 55, wages: $20, plan: none}, expect: {saving.verdict: open,
          saving.amount: $20, older: yes}, source: USC 219(b)}

Good:

    # saving/rules.yaml
    conclusions:
      rich: {when: wages > $50, because: "You earn {wages}.", because_not: "You earn {wages}.",
          caution: "You earn {wages}.", cite: [USC 219(b)]}
    routes:
      saving: {cautions: [rich]}
    # saving/cases.yaml
    cases:
      - {name: good pay, given: {tax_year: 2026, age: 25, wages: $300, plan: 401k, plan_takes_roth: yes},
          expect: {rich: yes}, source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import written

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Conclusions true in no case; where a rulebook has none at all, `no-cases` says so."""
    if not audited.traces:
        return
    for conclusion in written(audited.book):
        if not any(trace.holds(conclusion.name) for trace in audited.traces):
            message = f"no case makes `{conclusion.name}` hold"
            yield warning(message, conclusion.span, "add a case in which it decides something")
