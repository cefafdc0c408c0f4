"""What: a figure, conclusion or limit with an empty list of citations.

Why: every rule must show where it comes from; without that nobody can review it. Where it is good practice rather
than law, cite a source of kind `convention`.

Bad:

    # saving/rules.yaml
    limits:
      all_saving: {cite: }
    # saving/rules.yaml
    limits:
      all_saving: {cite: []}

Good:

    # saving/rules.yaml
    limits:
      all_saving: {cite: [USC 219(b)]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, error
from ..statements import written

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Statements without citations; those that stand for routes have none of their own."""
    book = audited.book
    figures = [figure for name, figure in book.figures.items() if "." not in name]
    for statement in (*figures, *written(book), *book.limits.values()):
        if not statement.cites:
            yield error(f"`{statement.name}` cites nothing", statement.span, "say where the law has it")
