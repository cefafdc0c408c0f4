"""What: a dollar amount that moves from year to year, from a section its source calls indexed, without a `step:`.

Why: the law rounds what it indexes. With the step written down, an amount typed wrong is found at once.

Bad:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room, indexed", "402A(b)": "Roth money", "414(v)(5)": "Age 50"}}
    # parameters/saving_limit.yaml
    step:

Good:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room, indexed", "402A(b)": "Roth money", "414(v)(5)": "Age 50"}}
    # parameters/saving_limit.yaml
    step: $500
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, advice
from ..statements import section_text

GROUP = "parameters"
_INDEXED = re.compile(r"\bindexed\b", re.IGNORECASE)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Amounts that moved, without the step they move by."""
    for parameter in audited.book.parameters.values():
        amounts = {published.amount for _, published in parameter.values if published.amount is not None}
        moves = parameter.unit == "dollars" and len(amounts) > 1 and not parameter.step
        if moves and _INDEXED.search(section_text(audited.book, parameter.law)):
            yield advice(f"`{parameter.name}` has no `step:`", parameter.span, "write down what the law rounds to")
