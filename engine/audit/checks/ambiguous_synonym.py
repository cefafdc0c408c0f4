"""What: a synonym of a question that stands for two values, or that has no word left once small words are dropped.

Why: the interview takes a synonym for its value without asking back. One that fits two values takes a wrong answer.

Bad:

    # saving/questions.yaml
    questions:
      plan:
        synonyms: {none: [basic], 401k: [basic]}

Good:

    # saving/questions.yaml
    questions:
      plan:
        synonyms: {none: [nothing], 401k: [four oh one k]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...ask.natural import clashing
from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "questions and words"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Synonyms that more than one value of their fact could mean."""
    for name, question in audited.book.questions.items():
        for value, word in clashing(question.synonyms, dict(audited.book.facts[name].values)):
            message = f"the synonym `{word}` of `{value}` could mean another value of `{name}`"
            yield warning(message, question.span, "leave it out, or make it longer")
