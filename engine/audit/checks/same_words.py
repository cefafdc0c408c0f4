"""What: a conclusion that says the same where it holds and where it does not, or denies one with the other's words.

Why: `because` and `because_not` are read by different savers. Where one was copied from the other, half of them read
the opposite of their answer.

Bad:

    # saving/rules.yaml
    conclusions:
      plan_bars_roth: {because_not: "Your plan takes no Roth money. It must take it."}

Good:

    # saving/rules.yaml
    conclusions:
      plan_bars_roth: {because_not: "Your plan takes Roth money."}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import written

GROUP = "documents"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each conclusion with both sentences; one that only shows values says them either way."""
    for conclusion in written(audited.book):
        said, denied = conclusion.because, conclusion.because_not
        if said is None or denied is None:
            continue
        words = "".join(said.pieces[::2]).split()
        if said.text == denied.text and len(words) >= 5:
            message = f"`{conclusion.name}` says the same where it holds and where it does not"
            yield warning(message, denied.span, "say in `because_not` what is so where it does not hold")
