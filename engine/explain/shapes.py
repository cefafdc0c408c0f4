"""The explanation of one decision: what every writer chooses from. Amounts and days are text already.

Dollars are shown as `$7,500`, days as `December 31, 2026`; a `rule` is the statement of the rulebook a text rests on.
"""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from typing import Any, Final, Literal, NamedTuple

from ..rulebook.model import Citation

Paper = Literal["a4", "us-letter"]
PAPERS: Final = ("a4", "us-letter")


class LetterOptions(NamedTuple):
    """What is put on a letter beside the advice. All of it is shown as text, never read as markup."""

    client: str = ""
    adviser: str = ""
    letterhead: str = ""
    paper: Paper = "us-letter"
    annex: bool = True


class Origin(NamedTuple):
    """Where an answer is from, as the saver noted it, and the day it was given, like 2026-06-30."""

    source: str = ""
    day: str = ""


class SourcedText(NamedTuple):
    """A sentence or value and the statement of the rulebook it comes from.

    In a text about two savers `place` says for which of them the statement holds: 0 or 1.
    """

    text: str
    rule: str
    place: int = 0


class Labeled(NamedTuple):
    """A few words, and the sentence they lead into; `who` names the one of two savers it is about."""

    label: str
    said: SourcedText
    who: str = ""

    @property
    def head(self) -> str:
        """The words in front: whom it is about, and what."""
        return ": ".join(filter(None, (self.who, self.label)))


class Line(NamedTuple):
    """A line of the answer: what takes the dollars. The lines of a plan add up to its total.

    `main` marks the route that takes most; `open` one that is not settled.
    """

    label: str
    amount: SourcedText
    main: bool
    open: bool


class CellView(NamedTuple):
    """A cell of the strip under the heading: an amount or a day, and what it is."""

    big: SourcedText
    label: str


class StepView(NamedTuple):
    """A thing to do: when, what, the words to say, pay it comes from, who, how to check and undo it.

    `when` says in words when to act; `day` is its last day, an ordinal (None where there is none), and `at_once` says
    that waiting for it is too late. `route` is empty for a step of the whole plan; `settled` is False where the step
    waits for what is open. An `alternative` is a choice beside the step before it and has no number of its own. `brief`
    is the first sentence; `instead` says where the second of two savers says another amount.
    """

    when: str
    day: int | None
    at_once: bool
    passed: bool
    text: SourcedText
    brief: str
    say: str
    pay: str
    owner: str
    check: str
    undo: str
    convention: bool
    doubt: str
    route: str
    settled: bool
    cites: tuple[Citation, ...]
    alternative: bool = False
    instead: str = ""


class StepGroup(NamedTuple):
    """An entry of the next steps: one step, or several of a route on one day, said together.

    `shown` is what a short text says of it: its first step and every one that moves money or puts something right.
    `main` takes the most. `who` is the one of two savers who does it.
    """

    when: str
    steps: tuple[StepView, ...]
    main: StepView
    shown: tuple[StepView, ...]
    who: str = ""


class CorrectionView(NamedTuple):
    """Something to put right first: how much, why, by when, what it costs (in words, and its dollars), and how.

    `lawful` is the day the law gives where what follows needs it done sooner, and empty elsewhere. `who` is the one of
    two savers who puts it right.
    """

    label: str
    amount: SourcedText
    text: SourcedText
    by: str
    passed: bool
    cost: str
    cost_amount: str
    steps: tuple[StepView, ...]
    cites: tuple[Citation, ...]
    lawful: str
    who: str = ""


class OpenFactView(NamedTuple):
    """A fact nobody gave: its question, why it matters, who can tell, where it stands, and what hangs on it.

    `about` names the one of two savers it is a fact of.
    """

    label: SourcedText
    question: str
    why: str
    who: str
    where: str
    worth: str
    about: str = ""


class Message(NamedTuple):
    """A message to someone who can tell, ready to send; `sender` names the one of two savers who sends it."""

    who: str
    text: str
    sender: str = ""


class AssumptionView(NamedTuple):
    """A usual answer that stood in, by number, with what another answer could change (empty for no dollars)."""

    number: int
    label: SourcedText
    value: str
    why: str
    worth: str

    @property
    def said(self) -> str:
        """The label and what was taken, set apart: a label is no noun that every sentence can take in."""
        return f"{self.label.text} ({self.value})"

    @property
    def answer(self) -> str:
        """What was taken, as it stands inside a sentence: a yes or a no in quotation marks."""
        return f"\u201c{self.value}\u201d" if self.value in ("yes", "no") else self.value


class AnswerView(NamedTuple):
    """A fact by number, as the saver gave it: where it is from, how strong that is, where it can be checked."""

    number: int
    label: SourcedText
    value: str
    source: str
    strength: str
    where: str


class ConditionView(NamedTuple):
    """A condition of a route: its sentence, your value, what would turn it, and the distance."""

    sentence: SourcedText
    yours: str
    turns: str
    margin: str


class Row(NamedTuple):
    """A line of a worksheet: its number, what it is, how it comes about, and the amount."""

    number: int
    label: SourcedText
    how: str
    amount: str


class RouteView(NamedTuple):
    """One route; its reasons begin with those that say an amount of the saver's, `grounds` say why it works.

    `concerns` is False for a route the saver has nothing to do with, like a plan of a business they lack.
    """

    name: str
    label: str
    meaning: SourcedText
    verdict: SourcedText
    standing: str
    amount: SourcedText
    main: bool
    concerns: bool
    reasons: tuple[SourcedText, ...]
    cautions: tuple[SourcedText, ...]
    unlocks: tuple[SourcedText, ...]
    steps: tuple[StepView, ...]
    rests_on: str
    grounds: tuple[SourcedText, ...]
    conditions: tuple[ConditionView, ...]
    worksheet: tuple[Row, ...]


class NumberView(NamedTuple):
    """A row of the numbers that matter; `total` marks the one the others come to."""

    label: SourcedText
    source: str
    amount: str
    total: bool


class UseView(NamedTuple):
    """What uses a limit; `planned` is this plan, the rest is in already."""

    label: str
    amount: str
    planned: bool


class LimitView(NamedTuple):
    """One limit of the shared ledger; `made` and `planned` are the sums of its uses."""

    label: str
    cap: SourcedText
    uses: tuple[UseView, ...]
    made: str
    planned: str
    left: str
    cites: tuple[Citation, ...]


class FormLine(NamedTuple):
    """A line of a tax form, filled ahead of time, and how it comes about."""

    line: str
    label: SourcedText
    how: str
    amount: str


class FormPreview(NamedTuple):
    """A tax form as it would look after the plan."""

    form: str
    lines: tuple[FormLine, ...]


class Near(NamedTuple):
    """A line of law near to an answer, and how far away it is."""

    label: SourcedText
    yours: str
    line: str
    line_label: str
    away: str


class Flip(NamedTuple):
    """An answer the saver gave, the other answer, and what that one would do to routes."""

    label: SourcedText
    yours: str
    other: str
    then: tuple[SourcedText, ...]

    @property
    def then_words(self) -> str:
        """What it would do, in a few words: `Solo 401(k): closed`."""
        return "; ".join(said.text for said in self.then)


class DateView(NamedTuple):
    """A date of a route that matters; `day` is its ordinal. Of two savers, `who` is whose it is."""

    day: int
    date: str
    text: SourcedText
    passed: bool
    route: str
    who: str = ""


class Paperwork(NamedTuple):
    """A tax form to expect and keep."""

    name: str
    texts: tuple[SourcedText, ...]


class Note(NamedTuple):
    """The derivation behind a sentence: rule, kind, citations (`law`: on one line), facts, what is not confirmed.

    `number` is the one the document shows, 0 for none; `facts` are labels and values in words, and `facts_shown`
    gives them by their numbers in the letter.
    """

    number: int
    rule: str
    kind: str
    cites: tuple[str, ...]
    law: str
    facts: tuple[tuple[str, str], ...]
    facts_shown: str
    doubt: str
    convention: bool


class SourceEntry(NamedTuple):
    """One citation with its number."""

    number: int
    text: str


class SourceView(NamedTuple):
    """A document, how it was checked, and the places in it that are cited (`cited`: on one line)."""

    title: str
    kind: str
    checked: str
    entries: tuple[SourceEntry, ...]
    cited: str


class Since(NamedTuple):
    """An earlier letter's receipt in short, and its facts answered anew: what each cause alone comes to.

    `ruled` is the answer for the earlier facts and day under today's rules, `facted` the same with today's facts; None
    where the earlier facts no longer fit the rules, so that causes cannot be told apart. `dates` are the days of the
    routes that were open then, each with what it is for and the route.
    """

    earlier: dict[str, Any]
    ruled: dict[str, Any] | None
    facted: dict[str, Any] | None
    dates: tuple[tuple[int, str, str], ...] = ()


class HouseholdSince(NamedTuple):
    """An earlier letter to two: its receipt in short, what it comes to for each, and what both come to together.

    `totals` are the ends in cents of what the earlier letter said, then of its facts under today's rules, then of
    today's facts on its day; the last two are left out where causes cannot be told apart.
    """

    earlier: dict[str, Any]
    each: tuple[Since, Since]
    totals: tuple[tuple[int, int], ...]


class ChangeView(NamedTuple):
    """Something that differs from an earlier letter, and what made it differ; of two savers, whose it is."""

    what: SourcedText
    then: str
    now: str
    cause: str
    who: str = ""


class Changes(NamedTuple):
    """What differs from an earlier letter; `rules_then` and `engine_then` are empty where these are the same."""

    before: str
    rules_then: str
    rules_now: str
    engine_then: str
    engine_now: str
    facts: tuple[ChangeView, ...]
    answer: tuple[ChangeView, ...]
    steps: tuple[ChangeView, ...]
    passed: tuple[DateView, ...]
    later: bool
    told_apart: bool
    nothing: bool
