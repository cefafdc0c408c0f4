"""What the templates of a letter see: shown strings, each advice sentence with the rule behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from .drawing import Drawing

Paper = Literal["a4", "us-letter"]
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


class Origin(NamedTuple):
    """Where an answer is from, as the saver noted it, and the day it was given, like 2026-06-30."""

    source: str = ""
    day: str = ""


class Since(NamedTuple):
    """An earlier letter's receipt in short, and its facts answered anew: what each cause alone comes to.

    `ruled` is the answer for the earlier facts and day under today's rules, `facted` the same with today's facts; None
    where the earlier facts no longer fit the rules, so that causes cannot be told apart.
    """

    earlier: dict[str, Any]
    ruled: dict[str, Any] | None
    facted: dict[str, Any] | None


class Kept(NamedTuple):
    """What a letter is made from beside the advice: where the answers are from, and the letter before."""

    sources: Mapping[str, Origin] = {}
    since: Since | None = None


class Told(NamedTuple):
    """A fact by number, as the saver gave it: where it is from, how strong that is, and where it can be checked."""

    number: int
    label: Said
    value: str
    source: str
    strength: str
    where: str


class Change(NamedTuple):
    """Something that differs from an earlier letter, and what made it differ."""

    what: Said
    then: str
    now: str
    cause: str


class Changes(NamedTuple):
    """What differs from an earlier letter; `rules_then` and `engine_then` are empty where these are the same."""

    before: str
    rules_then: str
    rules_now: str
    engine_then: str
    engine_now: str
    facts: tuple[Change, ...]
    answer: tuple[Change, ...]
    steps: tuple[Change, ...]
    passed: tuple[Dated, ...]
    later: bool
    told_apart: bool
    nothing: bool


class Missing(NamedTuple):
    """A fact nobody gave: its question, why it matters, who can tell, where it stands, and what it is worth."""

    label: Said
    question: str
    why: str
    who: str
    where: str
    worth: str


class Taken(NamedTuple):
    """A usual answer that stood in, by number, with what another answer could change."""

    number: int
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


class Correction(NamedTuple):
    """What has to be put right first: the dollars, why, by when, what it costs, and the steps."""

    label: str
    amount: Said
    text: Said
    by: str
    passed: bool
    cost: str
    steps: tuple[Step, ...]


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
    """A line of a tax form, filled ahead of time, and how it came about."""

    line: str
    label: Said
    how: str
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


class Flip(NamedTuple):
    """An answer the saver gave, the other answer, and the routes that one would open or close."""

    label: Said
    yours: str
    other: str
    then: tuple[Said, ...]


class Dated(NamedTuple):
    """A date that matters; `day` is its ordinal, `number` its place on the line of time (0 where it has passed)."""

    day: int
    date: str
    text: Said
    passed: bool
    number: int = 0


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
    draw: Callable[[], Drawing]

    @property
    def svg(self) -> str:
        """The picture as SVG, drawn when it is asked for: half of the formats need its words alone."""
        return self.draw().svg()


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
    corrections: tuple[Correction, ...]
    plan: tuple[Route, ...]
    by_size: tuple[Route, ...]
    unsettled: tuple[Route, ...]
    others: tuple[Route, ...]
    together: tuple[Step, ...]
    changes: Changes | None
    told: tuple[Told, ...]
    sourced: bool
    missing: tuple[Missing, ...]
    taken: tuple[Taken, ...]
    lesser: tuple[Taken, ...]
    no_matter: tuple[tuple[int, Said], ...]
    limits: tuple[Limit, ...]
    previews: tuple[FormPreview, ...]
    drawbacks: tuple[Said, ...]
    drawbacks_if: tuple[Said, ...]
    near: tuple[Near, ...]
    flips: tuple[Flip, ...]
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
    """The derivation behind a marker: rule, citations (`law`: on one line), facts by number, what is not confirmed."""

    number: int
    rule: str
    kind: str
    cites: tuple[str, ...]
    law: str
    facts_shown: str
    doubt: str
    convention: bool
    tell: Callable[[str], tuple[tuple[str, str], ...]]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The facts, label and value in words, put together when they are asked for: most formats show numbers."""
        return self.tell(self.rule)
