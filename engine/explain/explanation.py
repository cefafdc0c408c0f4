"""The explanation of one decision: everything a terminal, a letter or an e-mail may say."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from typing import Literal, NamedTuple

from ..advise.build import Decision
from .notes import Notes
from .shapes import (
    AnswerView,
    AssumptionView,
    CellView,
    CorrectionView,
    DateView,
    Flip,
    FormPreview,
    Labeled,
    LimitView,
    Line,
    Message,
    Near,
    NumberView,
    OpenFactView,
    Paperwork,
    RouteView,
    SourcedText,
    StepGroup,
    StepView,
)


class Explanation(NamedTuple):
    """Everything a terminal, a letter or an e-mail may say of one decision, in the order of importance.

    The first part (up to `messages`) keeps to the budgets of a two-page letter; the rest is for working papers.
    """

    outcome: Literal["decided", "provisional", "nothing"]
    tax_year: int
    date: str
    title: str
    heading: SourcedText
    lead: tuple[SourcedText, ...]
    total: SourcedText
    total_known: bool
    certain: str
    lines: tuple[Line, ...]
    strip: tuple[CellView, ...]
    corrections: tuple[CorrectionView, ...]
    risk: SourcedText | None
    granted: AssumptionView | None
    next_steps: tuple[StepGroup, ...]
    first_steps: tuple[StepGroup, ...]
    more_steps: int
    why: tuple[SourcedText, ...]
    why_not: tuple[Labeled, ...]
    numbers: tuple[NumberView, ...]
    wrong: tuple[Labeled, ...]
    change: tuple[Labeled, ...]
    unchecked: tuple[Labeled, ...]
    other_side: SourcedText | None
    open: tuple[OpenFactView, ...]
    messages: tuple[Message, ...]
    routes: tuple[RouteView, ...]
    steps: tuple[StepView, ...]
    told: tuple[AnswerView, ...]
    not_counted: tuple[SourcedText, ...]
    sourced: bool
    taken: tuple[AssumptionView, ...]
    no_matter: tuple[tuple[int, SourcedText], ...]
    limits: tuple[LimitView, ...]
    previews: tuple[FormPreview, ...]
    drawbacks: tuple[SourcedText, ...]
    drawbacks_if: tuple[SourcedText, ...]
    near: tuple[Near, ...]
    flips: tuple[Flip, ...]
    birthdays: tuple[SourcedText, ...]
    doubts: tuple[Labeled, ...]
    dates: tuple[DateView, ...]
    forms: tuple[Paperwork, ...]
    rulebook: str
    engine: str
    facts: str
    decision: Decision
    notes: Notes

    @property
    def later_steps(self) -> tuple[StepView, ...]:
        """The steps a short text with only the first entries leaves out."""
        shown = {one.text.rule for entry in self.first_steps for one in entry.shown}
        return tuple(one for one in self.steps if one.text.rule not in shown)

    @property
    def plan(self) -> tuple[RouteView, ...]:
        """The routes of the plan, in the order of doing."""
        return tuple(one for one in self.routes if one.name in self.decision.advice.plan)

    @property
    def usable(self) -> tuple[RouteView, ...]:
        """The routes of the plan, the main one first, then those that may turn out to be open."""
        return (*sorted(self.plan, key=lambda one: not one.main), *self.unsettled)

    @property
    def unsettled(self) -> tuple[RouteView, ...]:
        """The routes that may turn out to be open."""
        return tuple(one for one in self.routes if one.standing == "unknown" and one not in self.plan)

    @property
    def shut(self) -> tuple[RouteView, ...]:
        """The closed routes."""
        return tuple(one for one in self.routes if one.standing == "closed")
