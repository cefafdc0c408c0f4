"""What: a statute or regulation cited without its section.

Why: a reader must be able to find the sentence of law. A whole code is not a citation.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {cite: [USC]}

Good:

    # saving/rules.yaml
    conclusions:
      older: {cite: [USC 219(b)]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import citations

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Citations that are only the name of a code."""
    for one in citations(audited.book):
        source = audited.book.sources[one.citation.source]
        whole = one.citation.text == source.name and source.kind in ("statute", "regulation")
        if whole and not any(character.isdigit() for character in source.name):
            yield warning(f"`{one.owner}` cites {source.name} without a section", one.span, "name the section")
