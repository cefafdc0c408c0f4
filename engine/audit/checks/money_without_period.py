"""What: a question about dollars that does not name a period.

Why: monthly and yearly pay differ by a factor of twelve, and both look right in a form.

Bad:

    # saving/questions.yaml
    questions:
      wages: {question: "How much do you earn?", help: Take it from your payslip., section: Pay,
          why: Only pay can be saved.}

Good:

    # saving/questions.yaml
    questions:
      wages: {question: "How much do you earn in the year?", help: Take it from your payslip.}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..words import questions

GROUP = "questions and words"
_TIME = re.compile(
    r"\b(year|years|yearly|december|january|month|so far|now|today|to date|last|day|line)\b", re.IGNORECASE
)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Dollar questions without a word of time in question or help."""
    said: dict[str, str] = {}
    for field in questions(audited):
        if field.part in ("question", "help"):
            said[field.owner] = f"{said.get(field.owner, '')} {field.text}"
    for name, text in said.items():
        if audited.book.facts[name].unit == "dollars" and not _TIME.search(text):
            span = audited.book.questions[name].span
            yield warning(f"`{name}` asks for dollars and does not say of which time", span, "name the year or day")
