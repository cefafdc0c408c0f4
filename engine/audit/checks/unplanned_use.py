"""What: a use of a limit that rests on what a route would add, but says neither `route:` nor `planned: yes`.

Why: letters would show it as existing money, and the proof that the plan stays within the limit would take
it for granted.

Bad:

    # saving/rules.yaml
    figures:
      half_of_saving: {label: half, meaning: Half of the saving., unit: exact dollars, formula: saving.amount / 2,
          cite: [USC 219(b)]}
    limits:
      half_limit: {label: Half, cap: saving_limit, uses: [{label: Half, amount: half_of_saving}], cite: [USC 219(b)]}

Good:

    # saving/rules.yaml
    figures:
      half_of_saving: {label: half, meaning: Half of the saving., unit: exact dollars, formula: saving.amount / 2,
          cite: [USC 219(b)]}
    limits:
      half_limit: {label: Half, cap: saving_limit, uses: [{label: Half, amount: half_of_saving, planned: yes}],
          cite: [USC 219(b)]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...load.graph import dependencies
from ...walk import everything_behind, names_in
from ..audited import Audited, warning

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Uses behind which a route's amount stands."""
    reads = dict(dependencies(audited.book))
    added = {f"{name}.amount" for name in audited.book.routes}
    for limit in audited.book.limits.values():
        for use in limit.uses:
            names = {name for name, _ in names_in(use.amount.expression)}
            if not use.planned and added & everything_behind(reads, names):
                message = f"`{use.label}` in `{limit.name}` is what the plan adds, but stands as money already in"
                yield warning(message, use.amount.span, "add `planned: yes` to it, or `route:` where it is a route")
