"""What: a question that takes effort 4 or 5 to answer, with no default, no example and nothing it is often confused
with.

Why: people rarely know such a fact. Leaving it open is always possible, but a good example often finds the answer.

Bad:

    # saving/questions.yaml
    questions:
      wages: {effort: 4}

Good:

    # saving/questions.yaml
    questions:
      wages: {effort: 4, example: "$42,000"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "questions and words"
_HARD = 4


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Hard questions that leave the saver alone."""
    for name, question in audited.book.questions.items():
        helped = question.example or question.not_the_same or audited.book.facts[name].assume
        if question.effort >= _HARD and not helped:
            message = f"`{name}` is hard to answer, and has no default, example or `not_the_same`"
            yield warning(message, question.span, "add one of them")
