"""What: a private figure that nothing reads.

Why: it was computed for a rule. Either that rule reads another figure by mistake, or the figure is left over.

Bad:

    # saving/rules.yaml
    figures:
      spare: {label: spare money, meaning: What is left of wages., unit: exact dollars,
          formula: "wages - saving_room", cite: [USC 219(b)]}

Good:

    # saving/rules.yaml
    exports: [spare]
    figures:
      spare: {label: spare money, meaning: What is left of wages., unit: exact dollars,
          formula: "wages - saving_room", cite: [USC 219(b)]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import names_read

GROUP = "names and facts"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Figures that are neither read nor published; exported figures stand in every answer."""
    read = names_read(audited.book)
    for name, figure in audited.book.figures.items():
        if name not in read and not figure.exported:
            yield warning(f"nothing reads `{name}`", figure.span, "read it, export it, or remove it")
