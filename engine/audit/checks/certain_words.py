"""What: words of certainty or command: "guaranteed", "risk-free", "you should", "always works".

Why: an answer is education, given on the facts a person typed. It states what the law allows, not what to be sure of.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age} and should save at once, it is risk-free."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age} and may save more."}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic, Span
from ..audited import Audited, error
from ..statements import sentences

GROUP = "documents"
_SURE = re.compile(
    r"\b(guarantee[ds]?|risk-?free|no risk|definitely|certainly|you should|100 ?% safe|always works|can(?:not|'t) fail"
    r"|best option)\b",
    re.IGNORECASE,
)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Promises in sentences and templates."""
    texts = [(one.words.text, one.words.span, one.owner) for one in sentences(audited.book)]
    for path, template in audited.templates.items():
        lines = template.split("\n")
        texts += [(line, Span(path, place, 1, len(line) + 1), path) for place, line in enumerate(lines, 1)]
    for text, span, owner in texts:
        if found := _SURE.search(text):
            yield error(f"`{owner}` promises too much: {found[0].lower()}", span, "say what the law allows")
