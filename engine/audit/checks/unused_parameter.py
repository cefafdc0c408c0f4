"""What: a parameter that no formula, sentence, step or deadline reads.

Why: a limit of law that is never applied is the most expensive mistake a rulebook can hold.

Bad:

    # parameters/other_limit.yaml
    label: Another limit
    unit: dollars
    law: USC 219(c)
    step: $500
    values:
      2025: {amount: "$5,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$5,500", source: Notice 2025-67, verified: the notice}

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
from ..statements import names_read

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Parameters without a reader."""
    read = names_read(audited.book)
    for name, parameter in audited.book.parameters.items():
        if name not in read:
            yield warning(f"nothing reads the parameter `{name}`", parameter.span, "apply it in a rule, or remove it")
