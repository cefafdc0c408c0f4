"""What: a conclusion that holds in every worked example that decides it.

Why: only one side of the condition was ever tested. If the test were missing, no case would notice.

Bad:

    # saving/rules.yaml
    conclusions:
      modest: {when: wages < $50, cite: [USC 219(b)]}
      older: {when: age >= older_age and modest}

Good:

    # saving/rules.yaml
    conclusions:
      modest: {when: wages >= $20, cite: [USC 219(b)]}
      older: {when: age >= older_age and modest}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, advice
from ..statements import written

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Conclusions refuted in no case."""
    for conclusion in written(audited.book) if audited.traces else ():
        found = {trace.holds(conclusion.name) for trace in audited.traces}
        if True in found and False not in found:
            yield advice(f"no case refutes `{conclusion.name}`", conclusion.span, "add a case on its other side")
