"""What: a route that no worked example expects to be open, or none expects to be closed.

Why: the verdict is what a saver acts on. Both answers of every route need an example with a source.

Bad:

    # saving/cases.yaml
    cases:
    # saving/cases.yaml
    cases:
      - {name: no pay, given: {tax_year: 2026, age: 25, wages: $0, plan: 401k, plan_takes_roth: no},
          expect: {saving.verdict: closed, no_wages: yes, plan_bars_roth: yes}, source: USC 219(b)}
      - {name: pay, given: {tax_year: 2026, age: 55, wages: $20, plan: none}, expect: {older: yes}, source: USC 219(b)}

Good:

    # saving/cases.yaml
    cases:
      - {name: high pay, given: {tax_year: 2026, age: 55, wages: $20, plan: none}, expect: {saving.verdict: open},
          source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Verdicts no case expects; `caution` counts as open."""
    expected = {(name, value) for case in audited.cases for name, value, _ in case.expect}
    for name, route in audited.book.routes.items() if audited.cases else ():
        for side, values in (("open", ("open", "caution")), ("closed", ("closed",))):
            if not any((f"{name}.verdict", value) in expected for value in values):
                yield warning(f"no case expects `{name}` to be {side}", route.span, f"add one with `{name}.verdict`")
