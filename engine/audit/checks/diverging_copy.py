"""What: two parameters of the same law that agree in some years and differ in another.

Why: most often they are one quantity kept twice, and one of the two was not updated.

Bad:

    # parameters/other_limit.yaml
    label: The saving limit once more
    unit: dollars
    law: USC 219(b)
    step: $500
    values:
      2025: {amount: "$7,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$8,000", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, other_limit)"}

Good:

    # parameters/saving_limit.yaml
    label: The saving limit
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Parameter
from ..audited import Audited, error

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Pairs with the same law and unit that part in one year."""
    for one, other in combinations(audited.book.parameters.values(), 2):
        if one.law.text == other.law.text and one.unit == other.unit == "dollars" and (year := _parted(one, other)):
            labels = (Label(one.span, f"`{one.name}` is here"),)
            message = f"`{other.name}` and `{one.name}` are the same but for {year}"
            yield error(message, other.span, "keep one parameter, or cite where in the law they differ", labels)


def _parted(one: Parameter, other: Parameter) -> int | None:
    pairs = [(year, published.amount, there.amount) for year, published in one.values
             if (there := other.year(year)) is not None]  # fmt: skip
    apart = [year for year, here, there in pairs if here != there]
    return apart[0] if len(apart) == 1 and len(pairs) > 1 else None
