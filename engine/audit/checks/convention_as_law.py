"""What: a conclusion that cites only good practice, without `convention: yes`.

Why: savers must be able to tell what the law demands from what planners advise.

Bad:

    # sources.yaml
    sources:
      Planning convention: {title: Common practice, kind: convention, checked: nothing to check}
    # saving/rules.yaml
    conclusions:
      older: {cite: }
    # saving/rules.yaml
    conclusions:
      older: {cite: [Planning convention]}

Good:

    # sources.yaml
    sources:
      Planning convention: {title: Common practice, kind: convention, checked: nothing to check}
    # saving/rules.yaml
    conclusions:
      older: {convention: yes, cite: [Planning convention]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import written

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Conclusions that rest on convention but do not say so."""
    for conclusion in written(audited.book):
        kinds = {audited.book.sources[citation.source].kind for citation in conclusion.cites}
        if kinds == {"convention"} and not conclusion.convention:
            yield warning(f"`{conclusion.name}` is convention shown as law", conclusion.span, "add `convention: yes`")
