"""What: an amount between two of its parameter's statutory rounding steps.

Why: the law rounds indexed amounts, so one between two steps is a typing error or belongs to another limit. Where it
rounds the increase instead, the steps are counted from `step_from:`: the catch-up for ages 60 to 63 goes from $11,250
to $11,750.

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
            if type(published.amount) is not int or not parameter.step:
                continue
            if (published.amount - parameter.step_from) % parameter.step:
                said, step = shown(published.amount, parameter.unit), shown(parameter.step, parameter.unit)
                steps = f"{shown(parameter.step_from, parameter.unit)} and steps" if parameter.step_from else "multiple"
                message = f"`{parameter.name}` is {said} in {year}, no {steps} of {step}"
                yield error(message, published.span, f"{parameter.law.text} rounds to {step}: check the source")
