"""What: a source that no citation uses.

Why: a reviewer checks the list of sources. An entry that nothing depends on wastes that work.

Bad:

    # sources.yaml
    sources:
      Pub. 590-A: {title: IRS Publication 590-A, kind: publication, checked: not read}

Good:

    # sources.yaml
    sources:
      Pub. 590-A: {title: IRS Publication 590-A, kind: publication, checked: not read}
    # saving/rules.yaml
    conclusions:
      older: {cite: [Pub. 590-A]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, advice
from ..statements import citations

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Sources without a citation; questions, forms and cases may name one in words."""
    cited = {one.citation.source for one in citations(audited.book)}
    rest = "\n".join(data.decode("utf-8", "replace") for path, data in audited.files.items() if path != "sources.yaml")
    for name, source in audited.book.sources.items():
        if name not in cited and name not in rest:
            yield advice(f"nothing cites `{name}`", source.span, "cite it, or remove it")
