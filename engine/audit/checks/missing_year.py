"""What: a parameter without an amount for a tax year that other parameters have.

Why: a year that some figure lacks is not answered at all, whatever the other figures say.

Bad:

    # parameters/older_age.yaml
    values:
      2027: {amount: 50, source: USC 414(v)(5), verified: the statute}

Good:

    # parameters/older_age.yaml
    values:
      2026: {amount: 50}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, error

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Years that some but not all parameters publish."""
    parameters = audited.book.parameters.values()
    every = sorted({year for parameter in parameters for year, _ in parameter.values})
    for parameter in parameters:
        for year in every:
            if parameter.year(year) is None:
                help = f"type its amount with `rothroute new amounts {year}`, or say with `absent:` why there is none"
                yield error(f"`{parameter.name}` has no entry for {year}", parameter.span, help)
