"""What: a fact that rules read, that no question asks for and that has no default.

Why: it can never become known in an interview, so everything that depends on it stays open.

Bad:

    # facts.yaml
    facts:
      has_savings:
        type: yes_no
        label: savings
        meaning: Money was saved before.
    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and (wages >= $0.01 or has_savings)}

Good:

    # facts.yaml
    facts:
      has_savings:
        type: yes_no
        label: savings
        meaning: Money was saved before.
        assume: no
        why_assumed: Most have none.
    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and (wages >= $0.01 or has_savings)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, error
from ..statements import names_read

GROUP = "names and facts"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Facts with a reader, but with neither a question nor a default."""
    read = names_read(audited.book)
    for name, fact in audited.book.facts.items():
        if name in read and name not in audited.book.questions and fact.assume is None:
            help = "ask for it in a questions.yaml, or give it `assume:`"
            yield error(f"`{name}` is read by `{min(read[name])}` but never asked", fact.span, help)
