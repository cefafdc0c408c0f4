"""The explanation of one decision: everything a terminal, a letter or an e-mail may say."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..advise.build import Decision
from .notes import Notes
from .shapes import (
    Cell,
    Correction,
    Dated,
    Doubt,
    Entry,
    Flip,
    FormPreview,
    Labeled,
    Limit,
    Line,
    Message,
    Near,
    Number,
    Open,
    Paperwork,
    Route,
    Said,
    Step,
    Taken,
    Told,
)


class Explanation(NamedTuple):
    """Everything a terminal, a letter or an e-mail may say of one decision, in the order of importance.

    The first part (up to `messages`) keeps to the budgets of a two-page letter; the rest is for working papers.
    """

    outcome: Literal["decided", "provisional", "nothing"]
    tax_year: int
    date: str
    title: str
    heading: Said
    lead: tuple[Said, ...]
    total: Said
    total_known: bool
    certain: str
    lines: tuple[Line, ...]
    strip: tuple[Cell, ...]
    corrections: tuple[Correction, ...]
    risk: Said | None
    granted: Taken | None
    next_steps: tuple[Entry, ...]
    more_steps: int
    why: tuple[Said, ...]
    why_not: tuple[Labeled, ...]
    numbers: tuple[Number, ...]
    wrong: tuple[Labeled, ...]
    change: tuple[Labeled, ...]
    unchecked: tuple[Labeled, ...]
    open: tuple[Open, ...]
    messages: tuple[Message, ...]
    routes: tuple[Route, ...]
    steps: tuple[Step, ...]
    told: tuple[Told, ...]
    sourced: bool
    taken: tuple[Taken, ...]
    no_matter: tuple[tuple[int, Said], ...]
    limits: tuple[Limit, ...]
    previews: tuple[FormPreview, ...]
    drawbacks: tuple[Said, ...]
    drawbacks_if: tuple[Said, ...]
    near: tuple[Near, ...]
    flips: tuple[Flip, ...]
    birthdays: tuple[Said, ...]
    doubts: tuple[Doubt, ...]
    dates: tuple[Dated, ...]
    forms: tuple[Paperwork, ...]
    rulebook: str
    engine: str
    facts: str
    decision: Decision
    notes: Notes

    @property
    def later_steps(self) -> tuple[Step, ...]:
        """The steps a short text with the first three entries leaves out."""
        shown = {
            one.text.rule
            for entry in self.next_steps[: 2 if self.corrections and self.open else 3]
            for one in entry.shown
        }
        return tuple(one for one in self.steps if one.text.rule not in shown)

    @property
    def plan(self) -> tuple[Route, ...]:
        """The routes of the plan, in the order of doing."""
        return tuple(one for one in self.routes if one.name in self.decision.advice.plan)

    @property
    def unsettled(self) -> tuple[Route, ...]:
        """The routes that may turn out to be open."""
        return tuple(one for one in self.routes if one.standing == "unknown" and one not in self.plan)

    @property
    def shut(self) -> tuple[Route, ...]:
        """The closed routes."""
        return tuple(one for one in self.routes if one.standing == "closed")
