"""What: a `because` that denies while its `because_not` affirms, of a condition that affirms; or the other way
round. Or an `if_yes` that denies while its `if_no` affirms.

Why: the two sentences change places easily, and then every saver reads the reason of the others.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are not old enough.", because_not: "You are old enough."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are old enough.", because_not: "You are not old enough."}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Comparison, Expression, Membership, Name, Not, Number, Rulebook, Sentence
from ...rulebook.walk import children
from ..audited import Audited, warning
from ..statements import written

GROUP = "documents"
_DENIES = re.compile(
    r"\b(?:no|not|none|nothing|nobody|never|neither|without|cannot|(?:ca|do|does|is|are|was)n't)\b", re.I
)
_FIRST_CLAUSE = re.compile(r"[,:;.](?:\s|$)")
_NOTHING = ("none", "no")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each pair of sentences of which one denies, by their first clauses, against what the condition asks."""
    for conclusion in written(audited.book):
        because, because_not = conclusion.because, conclusion.because_not
        if because is None or because_not is None or _denies(because) == _denies(because_not):
            continue
        condition = conclusion.when.expression
        if _denies(because) and not _asks_for_less(audited.book, condition, frozenset()):
            said = "denies, while its `because_not` affirms, and its condition denies nothing"
        elif not _denies(because) and _denied(condition):
            said = "affirms, while its `because_not` denies, and so does its condition"
        else:
            continue
        message = f"the `because` of `{conclusion.name}` {said}"
        yield warning(
            message, because.span, "it is said where the condition holds: let the two sentences change places"
        )
    for question in audited.book.questions.values():
        if question.if_yes and question.if_no and _denied_by(question.if_yes) and not _denied_by(question.if_no):
            message = f"the `if_yes` of `{question.fact}` denies, while its `if_no` affirms"
            yield warning(message, question.span, "let the two change places")


def _denies(sentence: Sentence) -> bool:
    return _denied_by(sentence.text)


def _denied_by(text: str) -> bool:
    return bool(_DENIES.search(_FIRST_CLAUSE.split(text, maxsplit=1)[0]))


def _denied(node: Expression) -> bool:
    """Whether the condition as a whole is that something is not so, or not there."""
    match node:
        case Not():
            return True
        case Membership(values=values):
            return values == ("none",)
        case Comparison(operator=operator, right=Number(amount=amount, denominator=denominator)):
            return (operator == "=" and amount == 0) or (operator == "<" and amount == denominator)
    return False


def _asks_for_less(book: Rulebook, node: Expression, seen: frozenset[str]) -> bool:
    """Whether anything the condition rests on denies, or asks for less of something."""
    match node:
        case Not() | Comparison(operator="<" | "<=" | "=" | "!="):
            return True
        case Membership(values=values) if set(values) & set(_NOTHING):
            return True
        case Name(name=name) if name in book.conclusions and name not in seen:
            return _asks_for_less(book, book.conclusions[name].when.expression, seen | {name})
    return any(_asks_for_less(book, part, seen) for part in children(node))
