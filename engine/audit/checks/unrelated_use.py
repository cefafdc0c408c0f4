"""What: a use of a limit that names a route with which its amount has nothing to do.

Why: the letter shows the dollars under the name of that route, and the proof of the limit takes them from it.

Bad:

    # saving/rules.yaml
    figures:
      half_of_pay: {label: half, meaning: Half of the pay., unit: exact dollars, formula: wages / 2, cite: [USC 219(b)]}
    limits:
      half_limit: {label: Half, cap: saving_limit, uses: [{label: Half, amount: half_of_pay, route: saving}],
          cite: [USC 219(b)]}

Good:

    # saving/rules.yaml
    figures:
      half_of_pay: {label: half, meaning: Half of the pay., unit: exact dollars, formula: wages / 2, cite: [USC 219(b)]}
    limits:
      half_limit: {label: Half, cap: saving_limit, uses: [{label: Half, amount: half_of_pay}], cite: [USC 219(b)]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.load.graph import dependencies
from ...rulebook.walk import everything_behind, names_in
from ..audited import Audited, warning

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The amount of each use must rest on the amount of its route, or be a part of it."""
    book = audited.book
    reads = dict(dependencies(book))
    for limit in book.limits.values():
        for use in limit.uses:
            if use.route is None:
                continue
            names = {name for name, _ in names_in(use.amount.expression)}
            amount = f"{use.route}.amount"
            if amount not in everything_behind(reads, names) and not names & everything_behind(reads, [amount]):
                message = f"`{use.label}` in `{limit.name}` is neither part of what `{use.route}` brings nor made of it"
                yield warning(message, use.amount.span, "name the route the amount belongs to")
