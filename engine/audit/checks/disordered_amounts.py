"""What: a range that ends before it starts, a last age before the first, or a joint amount below the single one.

Why: parameters named `…_start…` and `…_end…`, `…_first…` and `…_last…`, `…_single` and `…_joint` belong together, and
the order of such a pair is never the other way round.

Bad:

    # parameters/older_age.yaml
    label: First age that counts as older
    # parameters/range_start.yaml
    label: Start of the range
    unit: dollars
    law: USC 408A(c)
    step: $500
    values:
      2025: {amount: "$10,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$12,000", source: Notice 2025-67, verified: the notice}
    # parameters/range_end.yaml
    label: End of the range
    unit: dollars
    law: USC 408A(d)
    step: $500
    values:
      2025: {amount: "$10,500", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$11,000", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, range_end - range_start)"}

Good:

    # parameters/older_age.yaml
    label: Age that counts as older
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, Label
from ..audited import Audited, error

GROUP = "parameters"
_PAIRS = (("start", "end"), ("first", "last"), ("single", "joint"))


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Pairs by name, in each year."""
    parameters = audited.book.parameters
    for low, high, partner in _pairs(list(parameters)):
        for year, published in parameters[low].values:
            other = parameters[high].year(year)
            known = other and isinstance(other.amount, int) and isinstance(published.amount, int)
            if other and known and int(published.amount or 0) > int(other.amount or 0):
                message = f"`{low}` is above `{high}` in {year}"
                labels = (Label(other.span, f"the {partner} is here"),)
                yield error(message, published.span, "check both amounts against their source", labels)


def _pairs(names: list[str]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        words = name.split("_")
        for low, high in _PAIRS:
            partner = "_".join(high if word == low else word for word in words)
            if partner != name and partner in names:
                yield name, partner, high
