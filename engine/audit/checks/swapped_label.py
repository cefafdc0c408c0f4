"""What: words of a choice's value that fit the name of another value better than its own.

Why: the saver reads the words and picks the value behind them. Two labels swapped give a wrong answer from a right one.

Bad:

    # facts.yaml
    facts:
      plan: {values: {none: no plan, 401k: 403(b) plan, 403b: 401(k) plan}}

Good:

    # facts.yaml
    facts:
      plan: {values: {none: no plan, 401k: 401(k) plan, 403b: 403(b) plan}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "questions"
_JOIN = re.compile(r"(?<=[0-9])\(([a-z])\)")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each value of each choice: the words its name and its label share, against those other names share with it."""
    for fact in audited.book.facts.values():
        for value, label in fact.values:
            own = _shared(value, label)
            for other, _ in fact.values:
                if _shared(other, label) > own:
                    message = f"the value `{value}` of `{fact.name}` is called `{label}`, which fits `{other}`"
                    yield warning(message, fact.span, "swap the labels back, or rename the value")


def _shared(value: str, label: str) -> float:
    """The share of the words of a value's name that the label has."""
    names = value.lower().split("_")
    words = set(re.findall(r"[a-z0-9]+", _JOIN.sub(r"\1", label.lower())))
    return sum(name in words for name in names) / len(names)
