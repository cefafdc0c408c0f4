"""What: an amount in a sentence, question or template that is a parameter's amount in some year.

Why: next year the parameter changes and the sentence does not. A slot such as `{ira_limit}` changes with it.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, so the limit of $7,500 is not for you."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, so the limit of {saving_limit} is not for you."}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic, Span
from ..audited import Audited, warning
from ..readability import questions
from ..statements import sentences

GROUP = "parameters"
_MONEY = re.compile(r"\$\d[\d,]*(?:\.\d+)?")
_SMALL = 10_000


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Dollar amounts in texts against every year of every parameter."""
    amounts = _amounts(audited)
    for text, span, owner in _texts(audited):
        for found in _MONEY.findall(text):
            if (name := amounts.get(found.replace(",", ""))) is not None:
                message = f"{found} in the words of `{owner}` is the parameter `{name}` written out"
                yield warning(message, span, f"write `{{{name}}}`, or say it without the number")


def _amounts(audited: Audited) -> dict[str, str]:
    found = {}
    for parameter in audited.book.parameters.values():
        for _, published in parameter.values if parameter.unit == "dollars" else ():
            if isinstance(published.amount, int) and published.amount >= _SMALL:
                found[f"${published.amount // 100}"] = parameter.name
    return found


def _texts(audited: Audited) -> Iterator[tuple[str, Span, str]]:
    for sentence in sentences(audited.book):
        yield sentence.words.text, sentence.words.span, sentence.owner
    for field in questions(audited):
        if field.part != "example":
            yield field.text, field.span, field.owner
    for path, text in audited.templates.items():
        for number, line in enumerate(text.split("\n"), 1):
            yield line, Span(path, number, 1, len(line) + 1), path
