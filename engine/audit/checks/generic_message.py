"""What: the message of a contradiction that shows none of the values that clash.

Why: "invalid input" helps nobody. Readers must see what they wrote, and which other answer it contradicts.

Bad:

    # facts.yaml
    contradictions:
      child_with_wages: {when: age < 2 and wages > $50, message: Invalid input., remedy: correct one of the two}

Good:

    # facts.yaml
    contradictions:
      child_with_wages: {when: age < 2 and wages > $50, message: "age is {age}, but wages are {wages}",
          remedy: correct one of the two}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "questions and words"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Messages without a slot."""
    for clash in audited.book.contradictions:
        if not clash.message.slots:
            message = f"the message of `{clash.name}` shows none of the values"
            yield warning(message, clash.message.span, "put the values in as `{name}`")
