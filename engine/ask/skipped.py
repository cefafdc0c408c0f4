"""Why a fact was not asked: it does not apply, it follows from other answers, or it can no longer change the answer."""

from __future__ import annotations

from typing import Final

from ..advise import decide
from ..reasoning.standing import Standing
from ..rulebook.model import Comparison, Connective, Expression, Membership, Name, Not, Rulebook
from ..rulebook.walk import everything_behind, show
from .session import Session
from .typed import shown

_SIGNS: Final = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "equal to", "!=": "not"}
NO_ROUTE: Final = "no route depends on it"


def skipped(session: Session) -> dict[str, list[str]]:
    """The labels of the facts not asked, by the reason, in words that complete "skipped because ..."."""
    progress = session.progress()
    trace = session.doubts.trace(progress.answers)
    forced = session.doubts.forced(progress.answers)
    known = {*session.given, *progress.needed, *progress.doubtful, *progress.answers}
    found: dict[str, list[str]] = {}
    for name, fact in session.rulebook.facts.items():
        if name not in known:
            reason = _settled(session, name)
            if trace.standings[name] is Standing.NOT_APPLICABLE and fact.applies is not None:
                reason = f"it is asked only where {condition(session.rulebook, fact.applies.expression)}"
            elif name in forced:
                reason = f"it follows from your answers: {shown(fact, forced[name])}"
            found.setdefault(reason, []).append(fact.label)
    return found


def _settled(session: Session, fact: str) -> str:
    """Why a fact that applies can no longer change the answer: the routes it bears on are closed, or settled.

    What would have to be put right is named only where no route depends on the fact.
    """
    trace, found = session.trace(), []
    for name, route in trace.program.rulebook.routes.items():
        parts = [f"{name}.{part}" for part in ("closed", "caution", "amount")]
        reads = trace.program.reads
        if fact in everything_behind(reads, (*parts, *route.steps)):
            found.append((decide.verdict(trace, route) == "closed", route.label))
    corrections = {} if found else trace.program.rulebook.corrections
    for name, correction in corrections.items():
        parts = [f"{name}.{part}" for part in ("held", "amount", *(["cost"] if correction.cost else []))]
        if fact in everything_behind(trace.program.reads, (*parts, *correction.steps)):
            found.append((False, correction.label))
    if not found:
        return NO_ROUTE
    closed = [label for shut, label in found if shut]
    settled = [label for shut, label in found if not shut]
    said = [f"the {_and(closed)} {'are' if len(closed) > 1 else 'is'} closed"] if closed else []
    said += [f"it can no longer change the {_and(settled)}"] if settled else []
    return " and ".join(said)


def _and(labels: list[str]) -> str:
    return " and ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)


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
