"""The messages a letter carries: to whoever can answer what is open, or confirm what the plan rests on."""

from __future__ import annotations

from collections.abc import Iterator

from ...ask.message import message, recipients
from .shapes import Message
from .trail import Trail

_HARD = 3


def messages(trail: Trail) -> Iterator[Message]:
    """One message for each recipient: about open facts, or to confirm in writing what decides the plan."""
    facts = _open(trail) or _deciding(trail)
    for who, names in recipients(trail.book, facts).items():
        yield Message(who, message(trail.book, who, names, trail.advice.tax_year))


def _open(trail: Trail) -> list[str]:
    return [fact.fact for fact in trail.advice.open_facts]


def _deciding(trail: Trail) -> list[str]:
    """What the conditions of the plan's routes read and only someone else knows for sure."""
    found: dict[str, None] = {}
    for name in trail.advice.plan:
        for reason in trail.advice.routes[name].reasons:
            found.update(dict.fromkeys(test.name for test in reason.tests))
    questions = trail.book.questions
    return [name for name in found if name in questions and questions[name].effort >= _HARD]
