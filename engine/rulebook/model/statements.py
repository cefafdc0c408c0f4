"""The statements a rulebook is made of: facts, parameters, figures, conclusions, routes, limits. Data only."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from typing import NamedTuple

from ...diagnostic import Span
from ...value import Value
from .expressions import Expression


class Formula(NamedTuple):
    """An expression with the text it was read from and where that text stands."""

    text: str
    expression: Expression
    span: Span


class Sentence(NamedTuple):
    """A sentence with `{name}` slots; `pieces` alternates text and slot names, text first."""

    text: str
    pieces: tuple[str, ...]
    span: Span

    @property
    def slots(self) -> tuple[str, ...]:
        """The names put into the sentence, in order."""
        return self.pieces[1::2]

    def holding(self, value: str) -> str:
        """The text with a value in its one slot."""
        return value.join(self.pieces[::2])


class Citation(NamedTuple):
    """A place in a source: `source` is a key of sources.yaml, `text` the whole citation."""

    source: str
    text: str


class Source(NamedTuple):
    """A document citations may name.

    `amounts_for` is the tax year it announces amounts for, `first` and `last` are the tax years its text is in effect.
    `sections` are the sections citations may name, each with what it says; `unread` are those nobody has read.
    `announces` are the laws whose yearly amounts it publishes.
    """

    name: str
    span: Span
    title: str
    kind: str
    checked: str
    amounts_for: int | None
    first: int | None
    last: int | None
    sections: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()
    announces: tuple[str, ...] = ()

    def covers(self, year: int) -> bool:
        """Whether the text is in effect in the tax year; without years it is in all."""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


class ItemList(NamedTuple):
    """A list a saver has items of: jobs, the plans of a job.

    `of` is the list each item belongs to an item of, or empty; `most` is how many a saver may have (in each item of
    `of`). `said` is what the only item is called (your plan at work), `none` what is said where there is none.
    """

    name: str
    span: Span
    plural: str
    label: str
    of: str
    most: int
    said: str
    none: str

    @property
    def position(self) -> str:
        """The name formulas read an item's number by: 1, 2, 3 in the order they were given."""
        return f"{self.name}_position"


class Item(NamedTuple):
    """One item of a saver: `job2.plan1` is the first plan of the second job.

    One that is `numbered` has its path before the names of its facts, figures and conclusions; the only item of a list
    has none. `said` is what it is called in sentences.
    """

    path: str
    list: str
    number: int
    parent: str
    numbered: bool
    said: str

    def named(self, name: str) -> str:
        """What a fact, figure or conclusion of this item is called."""
        return f"{self.path}.{name}" if self.numbered else name


class Fact(NamedTuple):
    """Something the saver can tell. Bounds are cents, days, millionths or years; choice `values` map to words.

    `role` is `as_of` for the date that says on which day the advice is given; the tax year is told by its type. `of`
    is the list of whose items it is told, empty for the saver's own; a choice of an `earlier` item names that list.
    """

    name: str
    span: Span
    unit: str
    label: str
    meaning: str
    lowest: int = 0
    highest: int = 0
    values: tuple[tuple[str, str], ...] = ()
    applies: Formula | None = None
    otherwise: Value | None = None
    assume: Formula | None = None
    assume_when: Formula | None = None
    why_assumed: str = ""
    role: str = ""
    of: str = ""
    earlier: str = ""


class Contradiction(NamedTuple):
    """Answers that cannot both be right; `of` is the list whose items it looks at, one by one."""

    name: str
    span: Span
    when: Formula
    unless: Formula | None
    message: Sentence
    remedy: str
    of: str = ""


class Published(NamedTuple):
    """A parameter in one tax year: its amount, or None with the reason it is absent."""

    amount: Value | None
    absent: str
    source: Citation
    verified: str
    unverified: str
    span: Span


class Parameter(NamedTuple):
    """A published amount, rate or date by tax year.

    The law rounds it to multiples of `step`, counted from `step_from` (both in the parameter's unit, 0 for none).
    """

    name: str
    span: Span
    label: str
    unit: str
    law: Citation
    step: int
    values: tuple[tuple[int, Published], ...]
    step_from: int = 0

    def year(self, tax_year: int) -> Published | None:
        """What was published for the tax year, or None."""
        return next((found for year, found in self.values if year == tax_year), None)


class Figure(NamedTuple):
    """A computed amount."""

    name: str
    span: Span
    topic: str
    label: str
    meaning: str
    unit: str
    formula: Formula
    applies: Formula | None = None
    cites: tuple[Citation, ...] = ()
    unverified: str = ""
    exported: bool = False


class Step(NamedTuple):
    """A thing to do, said where its conclusion holds.

    `amount` names the figure of the dollars it takes, `by` the last day to do it. `before` names the conclusions whose
    steps need this one done first: it is due no later than they are, and stands before them. `say` are the words to
    say to whoever carries it out. `pay` names the pay still to come the amount is taken from, `paydays` their number.
    `act` says when to act where that is sooner than the last day: `Before your next payday`. A step with `while_open`
    is said only while that fact is open. An `alternative` is a choice beside the step listed before it.
    """

    text: Sentence
    by: str | None
    amount: str | None
    owner: str
    check: Sentence | None
    undo: Sentence | None
    before: tuple[str, ...] = ()
    say: Sentence | None = None
    pay: str | None = None
    paydays: str | None = None
    act: str = ""
    while_open: str | None = None
    alternative: bool = False


class Conclusion(NamedTuple):
    """What follows from the facts: it holds, it does not hold, or it is not known yet.

    `unlock_when` names the conclusion without which the `unlock` is not said: a day that is past opens nothing.
    """

    name: str
    span: Span
    topic: str
    when: Formula
    because: Sentence | None = None
    because_not: Sentence | None = None
    caution: Sentence | None = None
    unlock: Sentence | None = None
    step: Step | None = None
    cites: tuple[Citation, ...] = ()
    unverified: str = ""
    convention: bool = False
    exported: bool = False
    unlock_when: str | None = None


class RouteDeadline(NamedTuple):
    """A deadline of a route; `when` names the conclusion under which it matters."""

    by: str
    what: Sentence
    when: str | None
    span: Span


class RouteForm(NamedTuple):
    """A tax form a route brings; `when` names the conclusion under which it does."""

    name: str
    what: Sentence
    when: str | None
    span: Span


class Route(NamedTuple):
    """A way that is open or closed to the saver; `grounds` are conclusions that say, where they hold, why it works.

    One that is `never_main` may stand in the plan, but is never recommended before another or alone. `of` is the list
    for each of whose items there is the route; `items` are these routes where the saver has none or several, and this
    one is then their family: open where any is, closed where all are, with their dollars together.
    """

    name: str
    span: Span
    topic: str
    label: str
    meaning: str
    closed_by: tuple[str, ...]
    cautions: tuple[str, ...]
    amount: str
    tie_order: int
    doing_order: int
    steps: tuple[str, ...]
    deadlines: tuple[RouteDeadline, ...]
    forms: tuple[RouteForm, ...]
    grounds: tuple[str, ...] = ()
    never_main: bool = False
    of: str = ""
    items: tuple["Route", ...] = ()


class Cost(NamedTuple):
    """What a correction costs: a figure in dollars, said in words; `when` names the conclusion under which it does."""

    amount: str
    text: Sentence
    when: str | None
    span: Span


class Correction(NamedTuple):
    """What has gone wrong already and has to be put right before anything else is done.

    It is needed where the conclusion `when` holds, whose `because` says so and whose citations are the law for it.
    `amount` is a figure or fact in dollars, `by` a date parameter or figure; `order` its place among the corrections.
    """

    name: str
    span: Span
    topic: str
    label: str
    meaning: str
    when: str
    amount: str
    by: str | None
    cost: Cost | None
    order: int
    steps: tuple[str, ...]
    forms: tuple[RouteForm, ...]

    @property
    def entries(self) -> tuple[RouteForm | Cost, ...]:
        """Its forms and its cost: what may come under a condition."""
        return self.forms if self.cost is None else (*self.forms, self.cost)

    @property
    def names(self) -> tuple[str, ...]:
        """The conclusions, figures, facts and dates it names."""
        cost = self.cost.amount if self.cost else None
        parts = (self.when, self.amount, self.by, cost, *self.steps, *(entry.when for entry in self.entries))
        return tuple(dict.fromkeys(part for part in parts if part))


class Use(NamedTuple):
    """One entry that uses up a limit: in already, or `planned`: the plan would add it, by `route` if that is one.

    With `for_each` there is one for each item of that list, which counts `where` a condition holds.
    """

    label: str
    amount: Formula
    route: str | None
    planned: bool
    for_each: str = ""
    where: Formula | None = None


class Limit(NamedTuple):
    """A cap and what uses it; `left` names the figure that says what is left before the plan adds anything."""

    name: str
    span: Span
    topic: str
    label: str
    cap: Formula
    applies: Formula | None
    uses: tuple[Use, ...]
    cites: tuple[Citation, ...]
    left: str | None = None


class Plan(NamedTuple):
    """The routes together: the figure that adds them up and the steps that belong to no single route.

    `parts` are the figures the total adds up besides the routes' amounts, each a line of its own; None where the
    rulebook does not say that the total is that sum. For letters: `drawbacks` are conclusions whose words name a cost
    or risk no verdict reads, `preview` the figures that fill the lines of a tax form ahead of time. For a screening of
    many savers, empty for none: `bands` is the fact in dollars by which it tells who gains from a change, `counted`
    the conclusion it counts among them, `counted_said` what it says of that count.
    """

    span: Span
    topic: str
    total: str
    steps: tuple[str, ...]
    drawbacks: tuple[str, ...] = ()
    preview: tuple[str, ...] = ()
    parts: tuple[str, ...] | None = None
    bands: str = ""
    counted: str = ""
    counted_said: Sentence | None = None


class SharedFacts(NamedTuple):
    """Facts of a household and the condition under which what is said of them holds."""

    when: Formula
    facts: tuple[str, ...]


class HouseholdLink(NamedTuple):
    """A fact of one saver that a figure or conclusion of the other tells."""

    fact: str
    source: str


class Household(NamedTuple):
    """How two savers belong together: what is said once for both, and what one's answers say of the other.

    `when` holds for the facts of at least one of them, `each` for those of each; `message` is said where they do not.
    `shared` facts are the same for both, except where `own` lets each have their own; those of `shared_when` are the
    same where its condition holds. `links` read the other saver. The saver with more of the figure `by` is decided
    first: `first` links then read what the other has done so far, `second` links what the first has done and is advised
    to do. For letters: `said_to_both` are conclusions that say what the two share; `room_of_the_other` (empty for none)
    is the figure of the dollars that may be open to the other, told to one who asks alone in the words of `room_said`.
    `other` is what the saver calls the other one: your spouse.
    """

    span: Span
    topic: str
    when: Formula
    each: Formula
    message: str
    shared: tuple[str, ...]
    own: SharedFacts | None
    shared_when: SharedFacts | None
    links: tuple[HouseholdLink, ...]
    by: str
    first: tuple[HouseholdLink, ...]
    second: tuple[HouseholdLink, ...]
    said_to_both: tuple[str, ...] = ()
    room_of_the_other: str = ""
    other: str = ""
    room_said: Sentence | None = None

    @property
    def linked(self) -> tuple[str, ...]:
        """The facts nobody is asked, as the other saver's answers tell them."""
        return tuple(dict.fromkeys(link.fact for link in (*self.links, *self.first, *self.second)))


class Question(NamedTuple):
    """The wording of the question that asks for a fact; `effort` runs from 1 (known) to 5 (ask someone).

    `synonyms` pairs a value of the fact, as a facts file writes it, with other words people type for it. `listed` says
    what a yes means, for one list of all such questions that are open: rare cases, of which most savers have none.
    `if_yes` and `if_no` say what either means in full, as the saver would go on: "Yes, my plan takes after-tax money".
    """

    fact: str
    span: Span
    topic: str
    section: str
    question: str
    help: str
    why: str
    who: str
    where: str
    example: str
    not_the_same: str
    effort: int
    synonyms: tuple[tuple[str, str], ...] = ()
    listed: str = ""
    if_yes: str = ""
    if_no: str = ""


class Rejected(NamedTuple):
    """A tempting wrong reading of a case: an answer, the value it must not have, and why that is wrong."""

    answer: str
    value: str
    why: str
    span: Span


class Case(NamedTuple):
    """A worked example: given facts as text, expected answers as text, what must stay unknown, what is rejected."""

    name: str
    span: Span
    given: tuple[tuple[str, str, Span], ...]
    expect: tuple[tuple[str, str, Span], ...]
    unknown: tuple[tuple[str, Span], ...]
    source: str
    rejected: tuple[Rejected, ...] = ()


class Property(NamedTuple):
    """What must be so for every saver for whom `given` holds; proved by the audit.

    Either a condition that `holds`; or a `figure` that never rises (or never falls) with a fact; or a yes/no
    `feature` that never makes any of `helps` (figures, routes) worse.
    """

    name: str
    span: Span
    topic: str
    meaning: str
    given: Formula | None = None
    holds: Formula | None = None
    figure: str = ""
    never_rises_with: str = ""
    never_falls_with: str = ""
    feature: str = ""
    helps: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
