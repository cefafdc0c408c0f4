"""What: words of a choice's value that fit the name of another value better than its own, or two labels that changed
places.

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
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "questions"
_SHORTEST, _STEM = 4, 7
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
    book = audited.book
    for table in (book.facts, book.parameters, book.routes, book.limits, book.corrections, book.figures):
        named = [(name, one) for name, one in table.items() if "." not in name]
        for (name, one), (other, second) in combinations(named, 2):
            if _fits(other, one.label, name) and _fits(name, second.label, other):
                message = f"`{name}` is called `{one.label}`, and `{other}` is called `{second.label}`"
                yield warning(message, one.span, "each label fits the name of the other: swap them back")


def _fits(other: str, label: str, own: str) -> bool:
    """Whether a label has words that only the other name has, and none that only its own has."""
    names, others = own.split("_"), other.split("_")
    alone, theirs = ([part for part in one if part not in two] for one, two in ((names, others), (others, names)))
    return _share(theirs, label) > _share(alone, label) == 0


def _shared(name: str, label: str) -> float:
    """The share of the words of a name that the label has."""
    return _share(name.lower().split("_"), label)


def _share(parts: Sequence[str], label: str) -> float:
    words = _words(label)
    return sum(any(_alike(part, word) for word in words) for part in parts) / max(1, len(parts))


@lru_cache(maxsize=4_000)
def _words(label: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.findall(r"[a-z0-9]+", _JOIN.sub(r"\1", label.lower()))))


def _alike(part: str, word: str) -> bool:
    """Whether two words are of one stem, as `joint` and `jointly`, or `contribution` and `contribute`."""
    stem = min(len(part), len(word), _STEM)
    return part == word or (stem >= _SHORTEST and part[:stem] == word[:stem])
