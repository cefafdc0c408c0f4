"""What the pictures of a letter show, as numbers and words: bars of limits, the income range of a limit, a timeline.

The writers draw them. Amounts are whole cents, days are ordinals.
"""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from collections.abc import Collection, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from ..advise.build import Decision
from ..advise.formatting import inner, label_of, unit_of
from ..advise.model import LimitAdvice, LimitUse
from ..reasoning.trace import Trace
from ..rulebook.model import Comparison, Conditional, Figure, Name, Number
from ..value import show_date, show_dollars

NEAR: Final = 1_000_000  # cents: the income range is drawn for savers in it or this close to it
_MOST_BARS: Final = 4
_MOST_JOINT_BARS: Final = 3  # of each of two savers
_DOLLARS: Final = ("dollars", "exact dollars")
Filling = Literal["used", "plan", "second", "maybe", "over"]


class Part(NamedTuple):
    """A part of a bar: how many cents, how it is filled, and what it is."""

    cents: int
    filling: Filling
    words: str

    @property
    def planned(self) -> bool:
        """Whether this part is what the letter tells the saver to do, or to mend."""
        return self.filling != "used"


class Bar(NamedTuple):
    """One limit: its name, its amount in cents and in words, and what fills it."""

    label: str
    cap: int
    limit: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """What the bar shows, for who cannot see it."""
        return f"{self.label}: {self.limit}. {'; '.join(part.words for part in self.parts) or 'nothing in yet'}."


class Bars(NamedTuple):
    """What fills each limit, all bars on one scale: `scale` is the cents the whole width stands for."""

    title: str
    scale: int
    bars: tuple[Bar, ...]

    @property
    def fillings(self) -> tuple[tuple[Filling, str], ...]:
        """The fillings that occur, with what they mean."""
        found = {part.filling for bar in self.bars for part in bar.parts}
        return tuple((filling, words) for filling, words in _KEY.items() if filling in found)

    @property
    def words(self) -> str:
        """What the picture shows, for who cannot see it."""
        return " ".join(bar.words for bar in self.bars)


class Curve(NamedTuple):
    """A limit that is whole up to `start` of an income and nothing from `end` on; `you` and `limit` are the saver's."""

    title: str
    axis: str
    start: int
    end: int
    whole: int
    you: int
    limit: int

    @property
    def words(self) -> str:
        """What the picture shows, for who cannot see it."""
        whole, start, end = map(show_dollars, (self.whole, self.start, self.end))
        shape = f"{whole} up to {start} of {self.axis}; it falls in a line to $0 at {end}."
        return f"{shape} You are at {show_dollars(self.you)}: {show_dollars(self.limit)}."


class Moment(NamedTuple):
    """A day on the timeline and what it is for."""

    day: int
    date: str
    words: str


class Timeline(NamedTuple):
    """Today and the days to keep, in order."""

    title: str
    moments: tuple[Moment, ...]

    @property
    def words(self) -> str:
        """What the picture shows, for who cannot see it."""
        return " ".join(f"{one.date}: {one.words}" for one in self.moments)


Picture = Bars | Curve | Timeline

_KEY: Final[dict[Filling, str]] = {
    "used": "in already, or on its way",
    "plan": "this plan",
    "second": "this plan, second route",
    "maybe": "not settled",
    "over": "over the limit",
}


def pictures_of(decision: Decision) -> dict[str, Picture]:
    """The pictures of a decision by the name templates use; one that would show nothing is left out."""
    found = {"limits": bars(decision), "curve": curve(decision), "timeline": timeline(decision)}
    return {name: picture for name, picture in found.items() if picture is not None}


def joint_pictures_of(named: Sequence[tuple[str, Decision]]) -> dict[str, Picture]:
    """The pictures of two decisions: the limits of both on one scale, and of each their own as `curve_1`, `curve_2`."""
    found: dict[str, Picture] = {}
    filled: list[Bar] = []
    for place, (name, decision) in enumerate(named, 1):
        own = pictures_of(decision)
        limits = own.pop("limits", None)
        if isinstance(limits, Bars):
            filled += (one._replace(label=f"{name}: {one.label}") for one in _telling(limits.bars)[:_MOST_JOINT_BARS])
        found |= {f"{what}_{place}": picture for what, picture in own.items()}
    if filled:
        found["limits"] = _on_one_scale(tuple(filled))
    return found


def _telling(found: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """The bars that show what is to be done, or all where none does."""
    return tuple(bar for bar in found if any(part.planned for part in bar.parts)) or found


def _on_one_scale(found: tuple[Bar, ...]) -> Bars:
    scale = max((max(bar.cap, sum(part.cents for part in bar.parts)) for bar in found), default=0)
    return Bars("What fills each limit", scale, found)


def bars(decision: Decision) -> Bars | None:
    """The limits that matter to this saver: those the plan uses, those that are full, those that are exceeded."""
    shown: list[LimitAdvice] = []
    for line in decision.advice.ledger:
        if _matters(line) and not any(_repeats(line, other) for other in shown):
            shown.append(line)
    names = decision.trace.program.rulebook.wording.names
    found = _on_one_scale(tuple(_bar(line, names) for line in shown[:_MOST_BARS]))
    return found if found.scale else None


def _matters(line: LimitAdvice) -> bool:
    known = line.cap[0] == line.cap[1]
    planned = any(use.amount[1] for use in line.uses if use.planned)
    used = sum(use.amount[0] for use in line.uses)
    return known and (used > line.cap[0] or (line.cap[0] > 0 and (planned or line.left[1] <= 0)))


def _repeats(line: LimitAdvice, other: LimitAdvice) -> bool:
    """Whether another limit shows every dollar this one would, and nothing of this one is exceeded."""
    shown = [(use.amount, use.planned) for use in other.uses if use.amount[1]]
    return line.left[1] >= 0 and all((use.amount, use.planned) in shown for use in line.uses if use.amount[1])


def _bar(line: LimitAdvice, names: Collection[str]) -> Bar:
    used = sorted((use for use in line.uses if use.amount[1] > 0), key=lambda use: use.planned)
    parts: list[Part] = []
    room, planned = line.cap[0], 0
    for use in used:
        certain = use.amount[0]
        filling: Filling = "used" if not use.planned else "second" if planned else "plan"
        planned += use.planned and certain > 0
        for cents, kind in ((min(certain, max(room, 0)), filling), (max(0, certain - max(room, 0)), "over")):
            if cents:
                parts.append(Part(cents, kind, _words(use, cents, kind)))
        room -= certain
    parts += _open(used, room, names)
    return Bar(line.label, line.cap[0], f"limit {show_dollars(line.cap[0])}", tuple(parts))


def _open(used: list[LimitUse], room: int, names: Collection[str]) -> Iterator[Part]:
    """What may still be filled, no more than there is room for: routes that are open share the same dollars."""
    more = [(use, use.amount[1] - use.amount[0]) for use in used if use.amount[1] > use.amount[0]]
    cents = min(sum(amount for _, amount in more), max(room, 0))
    if cents:
        first, *others = (use.label for use, _ in more)
        labels = " or ".join([first, *(inner(one, names) for one in others)])
        yield Part(cents, "maybe", f"up to {show_dollars(cents)}: {labels}, not settled")


def _words(use: LimitUse, cents: int, filling: Filling) -> str:
    amount = show_dollars(cents)
    if filling == "over":
        return f"{amount} over the limit"
    return f"{amount}: {use.label}"


class _Slope(NamedTuple):
    figure: str
    fact: str
    start: int
    end: int
    whole: int


def curve(decision: Decision) -> Curve | None:
    """The income range of a limit, for a saver in it or near it. Found by its shape in the rules, not by its name."""
    trace = decision.trace
    for figure in trace.program.rulebook.figures.values():
        slope = _slope(trace, figure) if figure.exported else None
        if slope is None:
            continue
        you, limit = trace.fact_value(slope.fact), trace.published(slope.figure)
        if not isinstance(you, int) or limit is None or limit[0] != limit[1]:
            return None
        if not slope.start - NEAR <= you <= slope.end + NEAR:
            return None
        label = label_of(trace, slope.figure)
        title = f"{label[:1].upper()}{label[1:]} by income"
        return Curve(title, label_of(trace, slope.fact), slope.start, slope.end, slope.whole, you, limit[0])
    return None


def _slope(trace: Trace, figure: Figure) -> _Slope | None:
    """`if fact <= start then whole else if fact >= end then $0 else ...`, with known ends."""
    first = figure.formula.expression
    if not (isinstance(first, Conditional) and isinstance(first.otherwise, Conditional)):
        return None
    up, down = first.test, first.otherwise.test
    if not (isinstance(up, Comparison) and isinstance(down, Comparison)):
        return None
    if not (isinstance(up.left, Name) and isinstance(down.left, Name) and up.left.name == down.left.name):
        return None
    nothing = isinstance(first.otherwise.then, Number) and first.otherwise.then.amount == 0
    start, end, whole = (_known(trace, node) for node in (up.right, down.right, first.then))
    if up.left.name not in trace.program.rulebook.facts or not nothing or not start or not end or not whole:
        return None
    return _Slope(figure.name, up.left.name, start, end, whole)


def _known(trace: Trace, node: object) -> int | None:
    if not isinstance(node, Name) or node.name not in trace.program.rulebook.figures:
        return None
    if unit_of(trace, node.name) not in _DOLLARS:
        return None
    found = trace.published(node.name)
    return found[0] if found and found[0] == found[1] else None


def timeline(decision: Decision) -> Timeline | None:
    """Today, and the days still to come of routes that may be used."""
    advice = decision.advice
    days: dict[int, dict[str, None]] = {}
    for route in advice.routes.values():
        for one in route.deadlines if route.verdict != "closed" else ():
            if one.date >= advice.as_of:
                days.setdefault(one.date, {})[one.what] = None
    if not days:
        return None
    coming = (Moment(day, show_date(day), " ".join(days[day])) for day in sorted(days))
    return Timeline("When things are due", (Moment(advice.as_of, show_date(advice.as_of), "Today."), *coming))
