"""Why a fact was not asked: it does not apply, it follows from other answers, or it can no longer change the answer."""

from __future__ import annotations

from typing import Final

from ..advise import decide
from ..advise.formatting import condition
from ..reasoning.standing import Standing
from ..rulebook.walk import everything_behind
from .session import Session
from .typed import shown

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
                reason = f"it is asked only where {condition(trace, fact.applies.expression)}"
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
