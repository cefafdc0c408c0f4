"""What: a template construct that puts text in unescaped, runs code, or loads other files by a computed name.

Why: what a saver types ends up in documents. Escaping is what keeps it text.

Bad:

    # templates/letter.j2
    Dear {{ name|safe }}

Good:

    # templates/letter.j2
    Dear saver
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic, Span
from ..audited import Audited, error

GROUP = "safety"
_UNSAFE = re.compile(r"\|\s*safe\b|autoescape\s+false|__\w+__|\{%-?\s*(?:include|import|from|extends)\s+[^'\"\s]")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Constructs no template of ours needs."""
    for path, text in audited.templates.items():
        for number, line in enumerate(text.split("\n"), 1):
            if found := _UNSAFE.search(line):
                span = Span(path, number, found.start() + 1, found.end() + 1)
                yield error(f"`{found[0].strip()}` is not safe in a template", span, "write the text plainly")
