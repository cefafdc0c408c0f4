"""What: an amount whose source does not announce the amounts of its law, while another source does.

Why: a document that says nothing of the amount cannot confirm it. It is how a source copied from another file looks.

Bad:

    # sources.yaml
    sources:
      Notice 2024-80: {announces: [USC 219]}
      Notice 2025-67: {announces: [USC 402A]}

Good:

    # sources.yaml
    sources:
      Notice 2024-80: {announces: [USC 219]}
      Notice 2025-67: {announces: [USC 219]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Citation, Source
from ..audited import Audited, warning

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each amount by its source, where that or another source says whose amounts it announces."""
    book = audited.book
    for parameter in book.parameters.values():
        announced = [source.name for source in book.sources.values() if announces(source, parameter.law)]
        for year, published in parameter.values:
            source = book.sources.get(published.source.source)
            if source is None or source.name in announced or not source.announces:
                continue
            message = (
                f"`{parameter.name}` for {year} cites {source.name}, which announces no amounts of {parameter.law.text}"
            )
            listed = f"cite what does: {', '.join(announced)}" if announced else "cite what does"
            yield warning(message, published.span, listed)


def announces(source: Source, law: Citation) -> bool:
    """Whether the law lies in a section whose amounts the source announces: `USC 219` holds `USC 219(b)(5)`."""
    for section in source.announces:
        if law.text == section or (law.text.startswith(section) and not law.text[len(section)].isalnum()):
            return True
    return False
