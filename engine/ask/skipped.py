"""Why a fact was not asked: it does not apply, it follows from other answers, or it can no longer change the answer."""

from __future__ import annotations

from typing import Final

from ..model import Comparison, Connective, Expression, Membership, Name, Not, Rulebook
from ..outcome import Standing
from ..walk import show
from .session import Session
from .wording import shown

_SIGNS: Final = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "equal to", "!=": "not"}
NO_CHANGE: Final = "it can no longer change the answer"


def skipped(session: Session) -> dict[str, list[str]]:
    """The labels of the facts not asked, by the reason, in words that complete "skipped because ..."."""
    stand = session.stand()
    trace = session.doubts.trace(stand.answers)
    forced = session.doubts.forced(stand.answers)
    known = {*session.said, *stand.needed, *stand.doubtful, *stand.answers}
    found: dict[str, list[str]] = {}
    for name, fact in session.rulebook.facts.items():
        if name not in known:
            reason = NO_CHANGE
            if trace.standings[name] is Standing.NOT_APPLICABLE and fact.applies is not None:
                reason = f"it is asked only where {condition(session.rulebook, fact.applies.expression)}"
            elif name in forced:
                reason = f"it follows from your answers: {shown(fact, forced[name])}"
            found.setdefault(reason, []).append(fact.label)
    return found


def condition(book: Rulebook, node: Expression) -> str:
    """A condition over facts in words."""
    match node:
        case Not(item=Membership(fact=fact, values=values)):
            return f"the {_label(book, fact)} is not {_listed(book, fact, values)}"
        case Membership(fact=fact, values=values):
            return f"the {_label(book, fact)} is {_listed(book, fact, values)}"
        case Connective(operator=operator, items=items):
            return f" {operator} ".join(condition(book, item) for item in items)
        case Comparison(operator=operator, left=Name(name=name), right=right):
            return f"the {_label(book, name)} is {_SIGNS[operator]} {show(right)}"
        case Name(name=name):
            return f"the answer on {_label(book, name)} is yes"
        case Not(item=Name(name=name)):
            return f"the answer on {_label(book, name)} is no"
    return show(node)


def _label(book: Rulebook, name: str) -> str:
    fact = book.facts.get(name)
    return fact.label if fact else name.replace("_", " ")


def _listed(book: Rulebook, fact: str, values: tuple[str, ...]) -> str:
    words = dict(book.facts[fact].values)
    said = [words.get(value, value) for value in values]
    return " or ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
