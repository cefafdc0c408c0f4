"""What is still needed, as data: for programs and forms that ask in their own way."""

from __future__ import annotations

from typing import Any

from ..value import to_json
from .session import Session
from .state import NextQuestion


def pending_json(session: Session, step: NextQuestion | None = None) -> dict[str, Any]:
    """The facts still needed and those assumed that can still change the answer, each with its wording and bounds.

    `step` is the next question, where it was worked out already.
    """
    step = step or session.next()
    progress = session.progress() if session.year is not None else None
    needed = progress.needed if progress else (session.rulebook.year_fact,)
    doubtful = [name for name in progress.doubtful if name not in needed] if progress else []
    unknown = [name for name, said in session.given.items() if said.value is None]
    return {
        "schema": 1,
        "tax_year": session.year,
        "next": step.fact if step else None,
        "needed": [_entry(session, name) for name in needed],
        "assumed": [_entry(session, name) for name in doubtful],
        "unknown": [_entry(session, name) for name in unknown],
    }


def _entry(session: Session, name: str) -> dict[str, Any]:
    fact = session.rulebook.facts[name]
    question = session.rulebook.questions.get(name)
    found: dict[str, Any] = {"fact": name, "type": fact.unit, "label": fact.label}
    if fact.unit == "choice":
        found["values"] = dict(fact.values)
    elif fact.unit == "tax_year":
        found["values"] = {str(year): str(year) for year in session.rulebook.years}
    elif fact.unit != "yes_no":
        found |= {"lowest": to_json(fact.lowest, fact.unit), "highest": to_json(fact.highest, fact.unit)}
    if question:
        parts = ("section", "question", "help", "why", "who", "where", "example", "not_the_same", "effort")
        found |= {part: value for part in parts if (value := getattr(question, part))}
    return found
