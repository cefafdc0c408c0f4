"""What: a rule or amount that rests on secondary sources alone.

Why: an article or a vendor's page is a hint where to look, not law. The text it describes should be cited.

Bad:

    # sources.yaml
    sources:
      Some Blog: {title: A blog about saving, kind: secondary, checked: read}
    # saving/rules.yaml
    limits:
      all_saving: {cite: }
    # saving/rules.yaml
    limits:
      all_saving: {cite: [Some Blog]}

Good:

    # sources.yaml
    sources:
      Some Blog: {title: A blog about saving, kind: secondary, checked: read}
    # saving/rules.yaml
    limits:
      all_saving: {cite: [USC 219(b), Some Blog]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, Span
from ...rulebook.model import Citation
from ..audited import Audited, warning
from ..statements import citations

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Statements whose every citation is secondary."""
    cites: dict[tuple[str, Span], list[Citation]] = {}
    for one in citations(audited.book):
        cites.setdefault((one.owner, one.span), []).append(one.citation)
    for (owner, span), found in cites.items():
        if all(audited.book.sources[citation.source].kind == "secondary" for citation in found):
            yield warning(f"`{owner}` rests on {found[0].text} alone", span, "cite the law it describes as well")
