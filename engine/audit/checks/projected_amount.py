"""What: an amount whose own words call it projected, estimated or expected, shown as if it were law.

Why: a forecast is not a limit. Until it is published the year should not be answered, or the amount be unverified.

Bad:

    # parameters/saving_limit.yaml
    values:
      2026: {verified: projected from inflation}

Good:

    # parameters/saving_limit.yaml
    values:
      2026: {verified: the notice}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, error

GROUP = "parameters"
_FORECAST = re.compile(r"\b(project|estimat|forecast|uprat|extrapolat|expected)\w*", re.IGNORECASE)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Amounts said to be verified by a forecast."""
    for parameter in audited.book.parameters.values():
        for year, published in parameter.values:
            found = _FORECAST.search(f"{published.verified} {published.source.text}")
            if found and published.amount is not None:
                message = f"`{parameter.name}` for {year} is {found[0].lower()}, yet it stands as law"
                yield error(message, published.span, "wait for the publication, or mark it `unverified:`")
