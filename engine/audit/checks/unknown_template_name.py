"""What: a template that reads a figure, fact, route or conclusion the rulebook does not have.

Why: the letter would fail, or leave a hole, on the day somebody needs it.

Bad:

    # templates/letter.j2
    Your room is {{ figures.saving_rom }}.

Good:

    # templates/letter.j2
    Your room is {{ figures.saving_room }}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic, Span, did_you_mean
from ..audited import Audited, error

GROUP = "documents"
_READ = re.compile(
    r"\b(figures|facts|routes|conclusions|parameters|limits)(?:\.|\[\s*['\"])(?!md\b|txt\b|html\b)([a-z][a-z0-9_]*)\b(?!\()"
)
_METHODS = ("items", "keys", "values", "get")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Names behind a dot or in brackets, kind by kind."""
    for path, text in audited.templates.items():
        for number, line in enumerate(text.split("\n"), 1):
            for found in _READ.finditer(line):
                names = getattr(audited.book, found[1])
                if found[2] not in names and found[2] not in _METHODS:
                    span = Span(path, number, found.start(2) + 1, found.end(2) + 1)
                    yield error(f"`{found[2]}` is none of the {found[1]}", span, did_you_mean(found[2], names))
