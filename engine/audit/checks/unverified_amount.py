"""What: a dollar amount or rate that was checked against nothing.

Why: answers tell the saver so, but a person should check it. Dates that follow from a weekday rule are left out.

Bad:

    # parameters/saving_limit.yaml
    values:
      2026: {verified: "", unverified: seen in one article only}

Good:

    # parameters/saving_limit.yaml
    values:
      2026: {verified: the notice}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, advice

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Amounts with `unverified:`."""
    for parameter in audited.book.parameters.values():
        for year, published in parameter.values:
            if published.unverified and parameter.unit != "date":
                message = f"`{parameter.name}` for {year} is unverified: {published.unverified}"
                yield advice(message, published.span, "check it and write what against under `verified:`")
