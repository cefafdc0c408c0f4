"""What: a question that asks two things, has no question mark, or asks for a yes to a negative.

Why: an answer to two questions at once cannot be used, and nobody knows what "no" means after "Are you not …?".

Bad:

    # saving/questions.yaml
    questions:
      plan_takes_roth: {question: "Does your plan take Roth money and does it let you convert?"}

Good:

    # saving/questions.yaml
    questions:
      plan_takes_roth: {question: "Does your plan take Roth money?"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..readability import questions

GROUP = "questions and words"
_TWO = re.compile(r"\b(?:and|or) (?:do|does|did|is|are|was|were|has|have|can|will|how|what|when)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"^\w+n[’']t\b|^\w+ (?:you|your \w+|the \w+) not\b|\bnever\b", re.IGNORECASE)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The wording of each question."""
    for field in questions(audited):
        if field.part != "question":
            continue
        unit = audited.book.facts[field.owner].unit
        if field.text.count("?") > 1 or _TWO.search(field.text):
            yield warning(f"`{field.owner}` asks two things at once", field.span, "ask for one thing")
        elif not field.text.endswith("?"):
            yield warning(f"`{field.owner}` is not put as a question", field.span, "end it with a question mark")
        elif unit == "yes_no" and _NEGATIVE.search(field.text):
            yield warning(f"`{field.owner}` asks for a yes to a negative", field.span, "ask it the positive way")
