"""What: a conclusion that says the same where it holds and where it does not, or that gives the reason of another one.

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
from ...rulebook.load.graph import dependencies
from ...rulebook.model import Conclusion
from ...rulebook.walk import everything_behind
from ..audited import Audited, warning
from ..statements import written

GROUP = "documents"
_FEW = 5


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each conclusion with both sentences; one that only shows values says them either way."""
    for conclusion in written(audited.book):
        said, denied = conclusion.because, conclusion.because_not
        if said is None or denied is None:
            continue
        words = "".join(said.pieces[::2]).split()
        if said.text == denied.text and len(words) >= _FEW:
            message = f"`{conclusion.name}` says the same where it holds and where it does not"
            yield warning(message, denied.span, "say in `because_not` what is so where it does not hold")
    reads = dict(dependencies(audited.book))
    first: dict[str, Conclusion] = {}
    for conclusion in written(audited.book):
        if conclusion.because is None or len("".join(conclusion.because.pieces[::2]).split()) < _FEW:
            continue
        other = first.setdefault(conclusion.because.text, conclusion)
        apart = {other.name, conclusion.name} - everything_behind(reads, [*reads[other.name], *reads[conclusion.name]])
        if other is not conclusion and len(apart) == 2:
            message = f"`{conclusion.name}` gives the same reason as `{other.name}`, and neither reads the other"
            yield warning(message, conclusion.because.span, "say what makes this one hold")
