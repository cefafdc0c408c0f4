"""What a template sees: an advice in shown strings. Amounts, dates and distances are text already."""

from __future__ import annotations

from ..model import Citation
from ..record import NamedTuple
from .saying import cited

Cites = tuple[Citation, ...]


class Line(NamedTuple):
    """A sentence with its citations."""

    text: str
    cites: Cites


class RouteView(NamedTuple):
    """A route of the plan or one that is not settled: what it gives and why; `met` counts the plain conditions."""

    name: str
    label: str
    meaning: str
    amount: str
    first: bool
    why: tuple[Line, ...]
    met: int
    met_cites: Cites
    cautions: tuple[Line, ...]
    steps: tuple[StepView, ...]
    rests_on: str


class CorrectionView(NamedTuple):
    """What has to be put right first; the parts that say nothing are empty."""

    label: str
    amount: str
    by: str
    passed: bool
    why: Line
    cost: str
    steps: tuple[StepView, ...]


class ShutView(NamedTuple):
    """A closed route: the conditions that shut it and what would open it."""

    label: str
    why: tuple[Line, ...]
    unlocks: tuple[str, ...]


class StepView(NamedTuple):
    """A thing to do; the parts that say nothing are empty."""

    text: str
    by: str
    passed: bool
    owner: str
    check: str
    undo: str
    convention: bool
    cites: Cites


class DateView(NamedTuple):
    """A date that matters."""

    date: str
    text: str
    passed: bool
    cites: Cites


class FormView(NamedTuple):
    """A tax form to expect."""

    name: str
    what: str


class LimitView(NamedTuple):
    """A limit: what uses it, what is left, and a bar (empty while something is open)."""

    label: str
    cap: str
    uses: tuple[tuple[str, str], ...]
    left: str
    bar: str
    cites: Cites


class MissingView(NamedTuple):
    """A fact that is still open."""

    label: str
    question: str
    why: str
    who: str
    where: str
    worth: str


class TakenView(NamedTuple):
    """A default that stood in for a fact; `worth` is what another value could change."""

    label: str
    said: str
    worth: str


class NearView(NamedTuple):
    """A line of law near to an answer."""

    label: str
    yours: str
    line: str
    line_label: str
    away: str


class DoubtView(NamedTuple):
    """What no primary text confirms and what it concerns."""

    text: str
    concerns: str


class SourceEntry(NamedTuple):
    """One citation with its number."""

    number: int
    text: str


class SourceView(NamedTuple):
    """A document and the places in it that are cited."""

    title: str
    kind: str
    checked: str
    entries: tuple[SourceEntry, ...]

    @property
    def cited(self) -> str:
        """Its places on one line."""
        return cited(tuple(entry.text for entry in self.entries))


class View(NamedTuple):
    """Everything a template may say of one advice."""

    outcome: str
    tax_year: int
    as_of: str
    total: str
    total_known: bool
    act_by: str
    caution: Line | None
    why_nothing: str
    corrections: tuple[CorrectionView, ...]
    plan: tuple[RouteView, ...]
    besides: tuple[tuple[str, str], ...]
    by_size: tuple[RouteView, ...]
    unsettled: tuple[RouteView, ...]
    shut: tuple[ShutView, ...]
    together: tuple[StepView, ...]
    dates: tuple[DateView, ...]
    forms: tuple[FormView, ...]
    limits: tuple[LimitView, ...]
    bars: tuple[str, str, str]
    near: tuple[NearView, ...]
    missing: tuple[MissingView, ...]
    missing_too: tuple[MissingView, ...]
    how_many_open: int
    open: str
    taken: tuple[TakenView, ...]
    lesser: tuple[str, ...]
    no_matter: tuple[str, ...]
    doubts: tuple[DoubtView, ...]
    sources: tuple[SourceView, ...]
    rulebook: str
    engine: str
    facts: str
