"""What: an amount that is not a multiple of its parameter's statutory rounding step.

Why: the law rounds indexed amounts, so one between two steps is a typing error or belongs to another limit.

Bad:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$7,250"}

Good:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$7,500"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, error, shown

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Amounts between two steps."""
    for parameter in audited.book.parameters.values():
        for year, published in parameter.values:
            if isinstance(published.amount, int) and parameter.step and published.amount % parameter.step:
                said, step = shown(published.amount, parameter.unit), shown(parameter.step, parameter.unit)
                message = f"`{parameter.name}` is {said} in {year}, no multiple of {step}"
                yield error(message, published.span, f"{parameter.law.text} rounds to {step}: check the source")
