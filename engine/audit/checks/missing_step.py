"""What: a dollar amount that moves from year to year, from a section whose rounding is known, without a `step:`.

Why: with the step written down, an amount typed wrong is found at once.

Bad:

    # parameters/saving_limit.yaml
    step:

Good:

    # parameters/saving_limit.yaml
    step: $500
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, advice

GROUP = "parameters"
_ROUNDED = ("USC 219(b)", "USC 219(g)", "USC 401(a)(17)", "USC 402(g)", "USC 408A(c)(3)", "USC 414(v)(2)(B)",
            "USC 415(c)")  # fmt: skip


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Amounts that moved, without the step they move by."""
    for parameter in audited.book.parameters.values():
        amounts = {published.amount for _, published in parameter.values if published.amount is not None}
        moves = parameter.unit == "dollars" and len(amounts) > 1 and not parameter.step
        if moves and parameter.law.text.startswith(_ROUNDED):
            yield advice(f"`{parameter.name}` has no `step:`", parameter.span, "write down what the law rounds to")
