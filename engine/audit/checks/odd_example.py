"""What: an example of a question that no one could give as an answer: another unit, or beyond the bounds.

Why: people copy the shape of the example. One in dollars beside a question about age leads them astray.

Bad:

    # saving/questions.yaml
    questions:
      age: {example: "$52,000"}

Good:

    # saving/questions.yaml
    questions:
      age: {example: "52"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Fact, Question
from ...value import read_value
from ..audited import Audited, warning

GROUP = "questions"
_FIRST = re.compile(r"^[^\s]*[^\s,.;:]")
_NUMBERS = ("dollars", "percent", "years", "number", "date", "tax_year")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each example whose fact is known: the value it begins with, read as a facts file is."""
    for question in audited.book.questions.values():
        fact = audited.book.facts.get(question.fact)
        why = _wrong(fact, question) if fact is not None and question.example else ""
        if why:
            message = f"the example of `{question.fact}`, `{question.example}`, {why}"
            yield warning(message, question.span, "begin the example with an answer that the fact takes")


def _wrong(fact: Fact, question: Question) -> str:
    found = _FIRST.match(question.example)
    first = found[0] if found else ""
    if fact.unit == "yes_no":
        return "" if first.lower() in ("yes", "no") else "is neither yes nor no"
    if fact.unit == "choice":
        known = {word.lower() for value in fact.values for word in value} | {
            word.lower() for _, word in question.synonyms
        }
        return "" if any(question.example.lower().startswith(word) for word in known) else "is none of its values"
    if fact.unit not in _NUMBERS:
        return ""
    try:
        value = read_value(first, "years" if fact.unit == "tax_year" else fact.unit)
    except ValueError as problem:
        return str(problem)
    if fact.unit == "dollars" and not first.startswith(("$", "-$")):
        return "is an amount without a dollar sign"
    bounded = fact.unit in ("dollars", "percent", "years", "number") and isinstance(value, int)
    return "" if not bounded or fact.lowest <= int(value) <= fact.highest else "lies beyond its bounds"
