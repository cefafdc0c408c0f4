"""What the templates of a letter see: shown strings, each advice sentence with the rule behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from ..shapes import MissingView

Paper = Literal["a4", "us-letter"]
_FACTS_SHOWN: Final = 6
PAPERS: Final = ("a4", "us-letter")


class Options(NamedTuple):
    """What is put on a letter beside the advice. All of it is shown as text, never read as markup."""

    client: str = ""
    adviser: str = ""
    letterhead: str = ""
    paper: Paper = "us-letter"


class Said(NamedTuple):
    """A sentence or value and the statement of the rulebook it comes from."""

    text: str
    rule: str


class Told(NamedTuple):
    """A fact as the saver gave it, how strong it is, and where it can be checked."""

    label: Said
    value: str
    strength: str
    where: str


class Taken(NamedTuple):
    """A usual answer that stood in, with what another answer could change."""

    label: Said
    value: str
    why: str
    worth: str


class Gate(NamedTuple):
    """A condition of a route: its sentence, your value, what would turn it, and the distance."""

    sentence: Said
    yours: str
    turns: str
    margin: str


class Route(NamedTuple):
    """A route: verdict, amount, conditions, cautions and what would change it."""

    name: str
    label: str
    meaning: Said
    verdict: Said
    amount: Said
    first: bool
    because: Said | None
    gates: tuple[Gate, ...]
    cautions: tuple[Said, ...]
    unlocks: tuple[Said, ...]
    steps: tuple[Step, ...]
    rests_on: str
    worksheet: tuple[Row, ...]


class Step(NamedTuple):
    """A thing to do: by when, by whom, how to see that it worked, how to undo it."""

    text: Said
    by: str
    passed: bool
    owner: str
    check: str
    undo: str
    convention: bool


class Row(NamedTuple):
    """A line of a worksheet: its number, what it is, how it came about, and the amount."""

    number: int
    label: Said
    how: str
    amount: str


class Use(NamedTuple):
    """What uses a limit; `planned` is this plan, the rest is in already."""

    label: str
    amount: str
    planned: bool


class Limit(NamedTuple):
    """One limit of the shared ledger."""

    label: str
    cap: Said
    uses: tuple[Use, ...]
    left: str


class FormLine(NamedTuple):
    """A line of a tax form, filled ahead of time."""

    line: str
    label: Said
    amount: str


class FormPreview(NamedTuple):
    """A tax form as it would look after the plan."""

    form: str
    lines: tuple[FormLine, ...]


class Near(NamedTuple):
    """A line of law near to an answer, and how far away it is."""

    label: Said
    yours: str
    line: str
    away: str


class Dated(NamedTuple):
    """A date that matters; `day` is its ordinal."""

    day: int
    date: str
    text: Said
    passed: bool


class Paperwork(NamedTuple):
    """A tax form to expect and keep."""

    name: str
    texts: tuple[Said, ...]


class Message(NamedTuple):
    """A message to someone who can tell, ready to send."""

    who: str
    text: str


class Picture(NamedTuple):
    """A picture, its title and what it shows in words."""

    name: str
    title: str
    text: str
    draw: Callable[[], str]

    @property
    def svg(self) -> str:
        """The picture as SVG, drawn when it is asked for: half of the formats need its words alone."""
        return self.draw()


class Doubt(NamedTuple):
    """What no primary text confirms."""

    concerns: Said
    text: str


class Letter(NamedTuple):
    """Everything the templates may say in a letter."""

    outcome: str
    title: str
    client: str
    adviser: str
    letterhead: tuple[str, ...]
    status: Said
    tax_year: int
    date: str
    total: Said
    total_known: bool
    act_by: Said | None
    caution: Said | None
    first_step: Step | None
    why_nothing: tuple[Said, ...]
    plan: tuple[Route, ...]
    by_size: tuple[Route, ...]
    unsettled: tuple[Route, ...]
    others: tuple[Route, ...]
    together: tuple[Step, ...]
    told: tuple[Told, ...]
    missing: tuple[MissingView, ...]
    taken: tuple[Taken, ...]
    lesser: tuple[Taken, ...]
    no_matter: tuple[Said, ...]
    limits: tuple[Limit, ...]
    previews: tuple[FormPreview, ...]
    drawbacks: tuple[Said, ...]
    drawbacks_if: tuple[Said, ...]
    near: tuple[Near, ...]
    birthdays: tuple[Said, ...]
    dates: tuple[Dated, ...]
    forms: tuple[Paperwork, ...]
    messages: tuple[Message, ...]
    doubts: tuple[Doubt, ...]
    pictures: dict[str, Picture]
    rulebook: str
    engine: str
    facts: str


class Note(NamedTuple):
    """The derivation behind a marker: rule, citations, facts, and what is not confirmed."""

    number: int
    rule: str
    kind: str
    cites: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    doubt: str
    convention: bool

    @property
    def law(self) -> str:
        """The citations, on one line."""
        return ", ".join(self.cites)

    @property
    def facts_shown(self) -> str:
        """The first few facts, on one line."""
        listed = [f"{label} {value}" for label, value in self.facts[:_FACTS_SHOWN]]
        more = len(self.facts) - _FACTS_SHOWN
        return "; ".join([*listed, f"and {more} more"] if more > 0 else listed)
