"""What: a fact or question about a name, address, birth date, account or social security number.

Why: no rule depends on who somebody is. What is not asked cannot leak.

Bad:

    # saving/questions.yaml
    questions:
      age: {question: "What is your date of birth?"}

Good:

    # saving/questions.yaml
    questions:
      age: {question: "How old are you at the end of the year?"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, error
from ..words import questions

GROUP = "questions and words"
_PERSONAL = re.compile(
    r"\b(ssn|social security number|date of birth|birth ?date|home address|street address|your (?:full )?name|e-?mail"
    r"|phone number|account number|passport number|driver.?s licen[cs]e)\b",
    re.IGNORECASE,
)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Words for personal data in what is asked."""
    for name, fact in audited.book.facts.items():
        found = _PERSONAL.search(f"{name.replace('_', ' ')}; {fact.label}; {fact.meaning}")
        if found:
            yield error(f"`{name}` is personal: {found[0].lower()}", fact.span, "ask only for what a rule needs")
    for field in questions(audited):
        found = _PERSONAL.search(field.text)
        if found and field.part in ("question", "help"):
            yield error(f"`{field.owner}` asks for {found[0].lower()}", field.span, "ask only for what a rule needs")
