"""What: a sentence that says "below" or "at or above" of two values its condition compares the other way.

Why: the saver reads the words, not the condition. Words that contradict it give a wrong reason for a right answer.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, below {older_age}."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, which is at least {older_age}."}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...diagnostic import Diagnostic
from ...rulebook.model import Comparison, Connective, Expression, Name, Not, Sentence
from ..audited import Audited, warning
from ..statements import words_of, written

GROUP = "documents"
# What each way of putting it says of what stands before it and what stands behind it, the longest first.
_COMPARES = (
    (r"(?:at or above|at least|no(?:t)? less than|not below|not under|or more than)", ">="),
    (r"(?:at or below|at most|no more than|not more than|not above|not over|within|up to)", "<="),
    (r"(?:above|over|more than|beyond|higher than|older than|exceeds?|greater than)", ">"),
    (r"(?:below|under|less than|lower than|younger than)", "<"),
)
_SAID = re.compile("|".join(rf"\b(?P<g{number}>{words})\b" for number, (words, _) in enumerate(_COMPARES)), re.I)
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_AGREES = {"<": {"<", "<="}, "<=": {"<", "<="}, ">": {">", ">="}, ">=": {">", ">="}}


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each pair of slots with such words between them, where the condition compares the two."""
    for conclusion in written(audited.book):
        for sentence in words_of(conclusion):
            if sentence.part not in ("because", "because_not", "caution", "unlock"):
                continue
            holds = sentence.part not in ("because_not", "unlock")
            meant = dict(_comparisons(conclusion.when.expression, holds))
            pairs = [*_said(sentence.words), *_between(sentence.words)]
            if sentence.part == "unlock":
                pairs = list(_unlocking(sentence.words, meant))
            for first, then, sign, said in pairs:
                found = meant.get((first, then))
                if found is not None and sign not in _AGREES[found]:
                    message = (
                        f"the `{sentence.part}` of `{conclusion.name}` says `{said}` of {{{first}}} and {{{then}}}, "
                        f"where {first} {found} {then}"
                    )
                    yield warning(message, sentence.words.span, "let the words say what the condition says")


def _between(words: Sentence) -> Iterator[tuple[str, str, str, str]]:
    """Three slots of which the first is said to lie between the others."""
    pieces = words.pieces
    for place in range(1, len(pieces) - 4, 2):
        if re.search(r"\bbetween\s*$", pieces[place + 1]) and pieces[place + 3].strip() == "and":
            yield pieces[place], pieces[place + 2], ">=", "between"
            yield pieces[place], pieces[place + 4], "<=", "between"


def _unlocking(words: Sentence, meant: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str, str, str]]:
    """What would open a route, such as an income below a slot, where the condition compares one thing with it."""
    for before, slot in zip(words.pieces[::2], words.slots, strict=False):
        compared = [first for first, then in meant if then == slot]
        found = re.search(rf"(?:{_SAID.pattern})\s*$", before, re.I)
        if found and len(compared) == 1:
            sign = next(sign for number, (_, sign) in enumerate(_COMPARES) if found[f"g{number}"])
            yield compared[0], slot, sign, found[0].strip()


def _said(words: Sentence) -> Iterator[tuple[str, str, str, str]]:
    """Two slots, how the words between them compare them, and the words."""
    pieces = words.pieces
    for place in range(1, len(pieces) - 2, 2):
        between = pieces[place + 1]
        found = list(_SAID.finditer(between))
        if found and not re.search(r"[.;:]", between):
            last = found[-1]
            sign = next(sign for number, (_, sign) in enumerate(_COMPARES) if last[f"g{number}"])
            yield pieces[place], pieces[place + 2], sign, last[0]


def _comparisons(node: Expression, holds: bool) -> Iterator[tuple[tuple[str, str], str]]:
    """What is surely so of two names where the condition holds, or does not hold; both ways round."""
    if isinstance(node, Not):
        yield from _comparisons(node.item, not holds)
    elif isinstance(node, Connective) and (node.operator == "and") == holds:
        for item in node.items:
            yield from _comparisons(item, holds)
    elif isinstance(node, Comparison) and isinstance(node.left, Name) and isinstance(node.right, Name):
        sign = node.operator if holds else _OPPOSITE.get(node.operator, node.operator)
        if sign in _MIRRORED:
            yield (node.left.name, node.right.name), sign
            yield (node.right.name, node.left.name), _MIRRORED[sign]
