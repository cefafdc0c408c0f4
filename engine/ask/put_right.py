"""Whether an answer says that more went in than the law allows: what would have to be put right, and how much."""

from __future__ import annotations

from ..advise import decide
from ..reasoning.evaluate import contradictions
from ..rulebook.model import Fact
from ..value import Value
from .session import Session


def to_put_right(session: Session, fact: Fact, value: Value) -> tuple[str, int] | None:
    """The correction an amount surely calls for that no answer before it did: its label, and cents at the least."""
    if fact.unit != "dollars" or session.year is None or not value:
        return None
    before = session.doubts.assuming(session.progress().answers)
    answers = {**session.progress().answers, fact.name: value}
    if contradictions(session.doubts.program, answers):
        return None
    trace = session.doubts.assuming(answers)
    for name, correction in session.rulebook.corrections.items():
        if trace.holds(f"{name}.held") and not before.holds(f"{name}.held"):
            return correction.label, decide.amount_range(trace, name)[0]
    return None
