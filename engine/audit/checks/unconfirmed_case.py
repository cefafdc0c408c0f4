"""What: a worked example that was drafted for a new year and that nobody has compared with the law.

Why: a draft expects what the rules say, so it confirms them whatever they say. Its source begins with `to confirm:`
until a person has looked.

Bad:

    # saving/cases.yaml
    cases:
      - {name: much pay, given: {tax_year: 2026, age: 25, wages: "$9,000", plan: none},
          expect: {saving_room: "$7,500"}, source: "to confirm: USC 219(b)"}

Good:

    # saving/cases.yaml
    cases:
      - {name: much pay, given: {tax_year: 2026, age: 25, wages: "$9,000", plan: none},
          expect: {saving_room: "$7,500"}, source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import TO_CONFIRM, Audited, warning

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each draft."""
    for case in audited.cases:
        if case.source.startswith(TO_CONFIRM):
            help = "compare what it expects with the law, then take `to confirm: ` out of its source"
            yield warning(f"the case `{case.name}` was drafted and nobody has confirmed it", case.span, help)
