"""What: a figure with a formula over facts that comes out the same for every saver.

Why: a cap that always wins, or a factor of zero, makes the rest of the formula idle.

Bad:

    # saving/rules.yaml
    exports: [bonus]
    figures:
      bonus: {label: bonus, meaning: A bonus., unit: exact dollars, cite: [USC 219(b)],
          formula: "max(saving_limit, min(saving_limit, wages))"}

Good:

    # saving/rules.yaml
    exports: [bonus]
    figures:
      bonus: {label: bonus, meaning: A bonus., unit: exact dollars, cite: [USC 219(b)],
          formula: "max(saving_limit, min($50, wages)) - wages"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.walk import names_in
from ..audited import Audited, error

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Figures whose range is one value in every year, although they read what may vary."""
    for name, figure in audited.book.figures.items():
        reads = {read for read, _ in names_in(figure.formula.expression)} - set(audited.book.parameters)
        if reads and "." not in name and audited.programs and all(map(_single, audited.ranges(name))):
            yield error(f"`{name}` is the same for every saver", figure.formula.span, "see which part always wins")


def _single(ends: tuple[int, int]) -> bool:
    return ends[0] == ends[1]
