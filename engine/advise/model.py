"""The advice object: what every door prints and every document says. Amounts are whole cents."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from typing import Literal, NamedTuple

from ..reasoning.range import Range
from ..reasoning.standing import Standing
from ..rulebook.model import Citation
from ..value import Value

Verdict = Literal["open", "caution", "closed", "unknown"]
Shown = Value | Range | None


class TestedComparison(NamedTuple):
    """One comparison behind a reason: what you have, what it is held against, and the distance between them."""

    name: str
    label: str
    operator: str
    yours: str
    needed: str
    needed_label: str
    margin: str
    holds: bool


class FactRead(NamedTuple):
    """The value of a fact as a rule saw it, with its unit and in words."""

    value: Shown
    unit: str
    said: str


class Reason(NamedTuple):
    """Why a conclusion holds or not: the sentence, the rule, its citations, and the facts it read."""

    rule: str
    text: str
    cites: tuple[Citation, ...]
    facts: dict[str, FactRead]
    tests: tuple[TestedComparison, ...]
    unverified: str
    convention: bool


class Payroll(NamedTuple):
    """What an amount is in pay still to come: a whole percent, rounded down, what that comes to, and what is left.

    Dollars are cents; `paydays` is None where their number is not known, and `assumed` says that the pay is.
    """

    pay: int
    percent: int
    taken: int
    rest: int
    paydays: int | None
    assumed: bool


class StepAdvice(NamedTuple):
    """A step: what to do, by when (an ordinal day), who does it, how to check and undo it, what it takes.

    `say` are the words to say to whoever carries it out, `payroll` its share of pay where it is taken from pay. `act`
    says when to act where waiting for the last day is too late. An `alternative` is a choice beside the step before it.
    """

    rule: str
    text: str
    by: int | None
    amount: int | None
    owner: str
    check: str
    undo: str
    cites: tuple[Citation, ...]
    unverified: str
    convention: bool
    say: str = ""
    payroll: Payroll | None = None
    act: str = ""
    alternative: bool = False


class Deadline(NamedTuple):
    """A date that matters for a route and whether it has passed."""

    date: int
    what: str
    passed: bool
    law: tuple[Citation, ...]
    unverified: str


class TaxForm(NamedTuple):
    """A tax form the route brings."""

    name: str
    what: str


class RouteAdvice(NamedTuple):
    """One route: its verdict, dollars with their range, and what is to be said of it.

    `grounds` say why it works, `reasons` why nothing closes it or what does. A route that there is for each item of a
    list has them as `items`, each with the path of its `item` and what that is called; it is their family. Any other
    has None.
    """

    name: str
    label: str
    meaning: str
    verdict: Verdict
    amount: int | None
    range: Range
    primary: bool | None
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    unlocks: tuple[Reason, ...]
    steps: tuple[StepAdvice, ...]
    deadlines: tuple[Deadline, ...]
    forms: tuple[TaxForm, ...]
    open_facts: tuple[str, ...]
    grounds: tuple[Reason, ...] = ()
    item: str = ""
    item_said: str = ""
    items: "tuple[RouteAdvice, ...] | None" = None


class CostAdvice(NamedTuple):
    """What a correction costs, in words; `amount` is in cents, None while it is not known."""

    text: str
    amount: int | None
    range: Range


class CorrectionAdvice(NamedTuple):
    """What has to be put right first: the dollars, why, by when (an ordinal day) and what it costs."""

    name: str
    label: str
    meaning: str
    amount: int | None
    range: Range
    reason: Reason
    by: int | None
    cost: CostAdvice | None
    steps: tuple[StepAdvice, ...]
    forms: tuple[TaxForm, ...]
    open_facts: tuple[str, ...]

    @property
    def text(self) -> str:
        """Why it is needed, as a sentence."""
        return self.reason.text

    @property
    def cites(self) -> tuple[Citation, ...]:
        """Where the law says so."""
        return self.reason.cites


class FigureAdvice(NamedTuple):
    """A published figure: its range (None where it does not apply), unit and origin."""

    name: str
    label: str
    unit: str
    range: Range | None
    cites: tuple[Citation, ...]
    unverified: str


class ItemAdvice(NamedTuple):
    """An item of a list: its path, what it is called, and its published figures by the names of the rulebook."""

    item: str
    label: str
    figures: dict[str, FigureAdvice]


class PlanLine(NamedTuple):
    """A line of the plan besides the routes: its figure and cents."""

    figure: str
    label: str
    range: Range


class OpenFact(NamedTuple):
    """A fact nobody gave that could still change something; `worth` is in cents of the whole plan.

    `item` is the path of the item it is told of, empty for the saver.
    """

    fact: str
    label: str
    question: str
    why: str
    who: str
    where: str
    effort: int
    worth: int
    item: str = ""


class Assumption(NamedTuple):
    """A default that stands in for a fact and matters; `worth` is the most another value could change, in cents."""

    fact: str
    label: str
    value: Shown
    said: str
    why: str
    worth: int
    who: str


class LimitUse(NamedTuple):
    """One entry of a limit: money in already, or `planned`: what the plan adds, by `route` where it is a route."""

    label: str
    amount: Range
    route: str | None
    planned: bool


class LimitAdvice(NamedTuple):
    """One limit of the shared ledger: its cap, what uses it, and what is left; `item` as with open facts."""

    name: str
    label: str
    cap: Range
    uses: tuple[LimitUse, ...]
    left: Range
    cites: tuple[Citation, ...]
    item: str = ""


class FactUsed(NamedTuple):
    """A fact as the advice used it."""

    fact: str
    label: str
    value: Shown
    said: str
    standing: Standing


class FactNotCounted(NamedTuple):
    """A fact that was told but does not apply: what was told, and where it would count, in words."""

    fact: str
    label: str
    said: str
    why: str


class Receipt(NamedTuple):
    """What reproduces the advice: SHA-256 of the rulebook and of the facts, and the engine's version."""

    rulebook: str
    engine: str
    facts: str


class Advice(NamedTuple):
    """The whole answer for one saver in one tax year.

    `total` is the sum of the amounts of the open routes and of `lines`, where the rulebook says what those are.
    `decided`: neither the recommendation nor which corrections are needed can still change. `corrections` are those
    that are needed, `steps` everything there is to do, in the order of doing, `not_counted` what was told and does not
    apply. `items` are those of lists, None where the rulebook has none.
    """

    tax_year: int
    as_of: int
    decided: bool
    recommendation: str | None
    corrections: tuple[CorrectionAdvice, ...]
    routes: dict[str, RouteAdvice]
    plan: tuple[str, ...]
    plan_steps: tuple[StepAdvice, ...]
    steps: tuple[StepAdvice, ...]
    lines: tuple[PlanLine, ...]
    total: Range
    figures: dict[str, FigureAdvice]
    open_facts: tuple[OpenFact, ...]
    assumptions: tuple[Assumption, ...]
    ledger: tuple[LimitAdvice, ...]
    told: tuple[FactUsed, ...]
    not_counted: tuple[FactNotCounted, ...]
    receipt: Receipt
    items: tuple[ItemAdvice, ...] | None = None
