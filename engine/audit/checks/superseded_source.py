"""What: an amount of one tax year that cites the notice for another year.

Why: the yearly notice replaces the one before. Citing the old one is how a copied, unchanged entry looks.

Bad:

    # parameters/other_limit.yaml
    label: Another limit
    unit: dollars
    law: USC 219(c)
    step: $500
    values:
      2025: {amount: "$5,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$5,500", source: Notice 2024-80, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, other_limit)"}

Good:

    # parameters/other_limit.yaml
    label: Another limit
    unit: dollars
    law: USC 219(c)
    step: $500
    values:
      2025: {amount: "$5,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$5,500", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, other_limit)"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The year whose amounts the notice announces (`amounts_for`) against the year it is cited for."""
    for parameter in audited.book.parameters.values():
        for year, published in parameter.values:
            source = audited.book.sources.get(published.source.source)
            announced = source.amounts_for if source else None
            if announced not in (None, year):
                cited = published.source.text
                message = f"`{parameter.name}` for {year} cites {cited}, which announces the amounts for {announced}"
                yield warning(message, published.span, f"cite what announced the {year} amount")
