"""What to do and by when: every step in time order across routes, and the few that come next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..advise.formatting import filled
from ..advise.model import CorrectionAdvice, RouteAdvice, StepAdvice
from ..advise.schedule import served_by
from ..rulebook.model import Route
from ..value import LAST_DAY, show_dollars
from .formatting import closed, day, first_sentence, sentence
from .notes import Notes
from .shapes import DateView, Paperwork, SourcedText, StepGroup, StepView

MOST_ENTRIES: Final = 5


def step(notes: Notes, doing: StepAdvice, route: str, settled: bool, follows: bool) -> StepView:
    """A thing to do; `follows` says that it comes right after the one before it, where it has no day of its own."""
    passed = doing.by is not None and doing.by < notes.advice.as_of
    waits, begins = waits_for(notes), doing.rule == waits_for(notes)
    at_once = bool(doing.act) and not passed
    if begins:
        when = "First"
    elif passed:
        when = f"{day(doing.by)} (this day has passed)"
    elif doing.by is None or (at_once and waits):
        when = "Then" if follows or waits else "This week"
    else:
        when = doing.act or f"By {day(doing.by)}"
    return StepView(
        when,
        doing.by,
        at_once,
        passed,
        SourcedText(doing.text, doing.rule),
        first_sentence(doing.text),
        doing.say,
        payroll(doing),
        "" if doing.owner == "you" else sentence(doing.owner),
        doing.check,
        doing.undo,
        doing.convention,
        closed(doing.unverified),
        route,
        settled,
        doing.cites,
        doing.alternative,
    )


def payroll(doing: StepAdvice) -> str:
    """What a step takes as a share of pay, in a sentence; empty where it is not taken from pay."""
    found = doing.payroll
    if found is None or not found.percent:
        return ""
    expect = "we take you still to expect" if found.assumed else "you still expect"
    words = f"On the {show_dollars(found.pay)} {expect} in pay, {found.percent}% is {show_dollars(found.taken)}"
    if found.paydays:
        words += f", about {show_dollars(found.taken // found.paydays // 100 * 100)} on each of {found.paydays} paydays"
    return f"{words}. Add the last {show_dollars(found.rest)} with your last pay." if found.rest else f"{words}."


def steps_of(notes: Notes, doings: Iterable[StepAdvice], route: str, settled: bool) -> tuple[StepView, ...]:
    """The steps of a route, or of the whole plan, in the order of doing."""
    return tuple(step(notes, one, route, settled, place > 0) for place, one in enumerate(doings))


def waits_for(notes: Notes) -> str:
    """The step the plan begins with, before which nothing else can be done; empty where there is none."""
    plan = notes.book.plan
    first = plan.steps[0] if plan and plan.steps else ""
    begins = notes.advice.plan_steps[0] if notes.advice.plan_steps else None
    return first if begins is not None and begins.rule == first and begins.by is None else ""


def most_urgent_first(notes: Notes) -> list[CorrectionAdvice]:
    """The corrections: those to be made now, then by their day, then those whose day has passed."""

    def due(one: CorrectionAdvice) -> int:
        found = last_day(one)
        return found if found is not None else LAST_DAY if notes.book.corrections[one.name].by else 0

    return sorted(notes.advice.corrections, key=due)


def last_day(correction: CorrectionAdvice) -> int | None:
    """The day by which the plan makes a correction: its own, or an earlier one by which its steps move the money."""
    days = (one.by for one in correction.steps if one.amount and not one.act)
    return min((one for one in (correction.by, *days) if one is not None), default=None)


def in_time_order(notes: Notes) -> tuple[StepView, ...]:
    """Every step once, by day; of one day, corrections first. One without a day comes right after the one before it.

    What is not to wait for its last day comes first. A step of a route without a day waits until corrections are made.
    A step of the whole plan without a day comes last, unless it is the one the plan begins with.
    """
    advice = notes.advice
    groups = [steps_of(notes, one.steps, one.name, True) for one in most_urgent_first(notes)]
    first = len(groups)
    groups.append(steps_of(notes, advice.plan_steps, "", True))
    for route in sorted(advice.routes.values(), key=_size):
        if route.verdict != "closed":
            groups.append(steps_of(notes, route.steps, route.name, route.name in advice.plan))
    placed: list[tuple[int, int, int, StepView]] = []
    seen: set[str] = set()
    begins = waits_for(notes)
    corrected = max((one.day + 1 for steps in groups[:first] for one in steps if one.day and not one.passed), default=0)
    for group, steps in enumerate(groups):
        on = corrected if group > first else 0
        for place, one in enumerate(steps):
            if one.text.rule == begins:
                on = -1
            elif one.at_once:
                on = 0
            elif one.day is not None:
                on = one.day
            elif group == first:
                on = LAST_DAY
            if one.text.rule not in seen:
                seen.add(one.text.rule)
                late = group == first and one.day is not None and not one.at_once
                placed.append((on, len(groups) if late else group, place, one))
    shown = sorted(placed, key=lambda found: found[:3])
    return tuple(_after_the_rest(one) if on and shown[0][3] is not one else one for on, *_, one in shown)


def _after_the_rest(one: StepView) -> StepView:
    """A step without a day that has others with a day before it does not come this week."""
    return one._replace(when="Then") if one.when == "This week" else one


def _size(route: RouteAdvice) -> tuple[bool, int]:
    return not route.primary, -route.range[1]


def next_steps(
    notes: Notes, steps: Iterable[StepView], most: int = MOST_ENTRIES, first_screen: bool = False
) -> tuple[tuple[StepGroup, ...], int]:
    """What comes next in at most so many entries, and how many steps that leaves out.

    Steps that belong together stand in one entry. Over budget, what takes no dollars goes first, of that what has no
    day, on a `first_screen` what can wait, then what the fewest dollars hang on. What the plan begins with and
    corrections stay, longest the correction that is due first, which the headline names, and so does each step that
    one still shown needs done first.
    """
    coming = [one for one in steps if one.settled and not one.passed]
    takes = {one.rule: one.amount or 0 for one in notes.advice.steps}
    put_right = {one.rule for correction in notes.advice.corrections for one in correction.steps if not one.convention}
    needs = served_by(notes.book, [one.text.rule for one in coming])
    entries = list(_entries(coming, takes, put_right, needs))
    dollars = {name: route.range[1] for name, route in notes.advice.routes.items()}
    first = {waits_for(notes), *(one.rule for correction in notes.advice.corrections for one in correction.steps)}
    headline = {one.rule for correction in most_urgent_first(notes)[:1] for one in correction.steps}

    def kept(entry: StepGroup) -> bool:
        due = any(takes.get(one.text.rule, 0) or one.day is not None or one.at_once for one in entry.steps)
        return entry.steps[0].text.rule in first and (due or entry.steps[0].route == "")

    def worth(entry: StepGroup) -> tuple[bool, bool, bool, bool, bool, int]:
        amount = max(takes.get(one.text.rule, 0) for one in entry.steps)
        dated = any(one.day is not None for one in entry.steps)
        named = amount > 0 and entry.steps[0].text.rule in headline
        soon = first_screen and amount == 0 and any(one.at_once for one in entry.steps)
        return named, kept(entry), amount > 0, dated, soon, dollars.get(entry.steps[0].route, amount)

    def needed(entry: StepGroup) -> bool:
        others = {one.text.rule for other in entries if other is not entry for one in other.steps}
        return any(not others.isdisjoint(needs[one.text.rule]) for one in entry.steps)

    if first_screen:  # all corrections stand above it: what is to be done about them does too
        most = max(most, sum(map(kept, entries)))
    while len(entries) > most:
        entries.remove(min((one for one in entries if not needed(one)), key=worth))
    return tuple(entries), len(coming) - sum(len(entry.steps) for entry in entries)


def _entries(
    steps: Iterable[StepView], takes: Mapping[str, int], put_right: set[str], needs: Mapping[str, list[str]]
) -> Iterator[StepGroup]:
    """Steps that belong together, said together.

    `takes` says what each takes, in cents; `put_right` are those of corrections, of which a short text leaves none out;
    `needs` are the steps that need each done first.
    """

    def entry(steps: list[StepView]) -> StepGroup:
        kept = {one.text.rule for one in steps if takes.get(one.text.rule) or one.text.rule in put_right}
        shown = (one for place, one in enumerate(steps) if place == 0 or one.text.rule in kept)
        main = max(steps, key=lambda one: takes.get(one.text.rule, 0))
        return StepGroup(steps[0].when, tuple(steps), main, tuple(shown))

    def belongs(before: StepView, one: StepView) -> bool:
        """Whether a step is a choice beside the one before it, or finishes it by the same day.

        It finishes it where it needs it done first and moves on what that one moves, or nothing of its own: pay in,
        then convert; elect, then have it withheld. What is to be done at once is a call of its own each.
        """
        if one.route != before.route:
            return False
        if one.alternative:
            return True
        in_turn = one.when in (before.when, "Then") and one.text.rule in needs[before.text.rule]
        moves = takes.get(one.text.rule, 0)
        return in_turn and not one.at_once and (not moves or moves >= takes.get(before.text.rule, 0))

    together: list[StepView] = []
    for one in steps:
        if together and not belongs(together[-1], one):
            yield entry(together)
            together = []
        together.append(one)
    if together:
        yield entry(together)


def first_day(steps: Iterable[StepView]) -> SourcedText | None:
    """The first day by which something settled is to be done."""
    first = first_of(steps)
    return SourcedText(day(first.day), first.text.rule) if first else None


def first_of(steps: Iterable[StepView]) -> StepView | None:
    """The settled step to be done by the first day."""
    coming = [one for one in steps if one.settled and not one.passed and one.day is not None]
    return min(coming, key=lambda one: one.day or 0, default=None)


def dates(notes: Notes) -> tuple[DateView, ...]:
    """The dates of routes that may be used, each once, in order."""
    found: dict[tuple[int, str], DateView] = {}
    for name, advised in notes.advice.routes.items():
        if advised.verdict == "closed":
            continue
        rules = dated_by(notes, notes.book.routes[name])
        for one in advised.deadlines:
            dated = DateView(one.date, day(one.date), SourcedText(one.what, rules[one.what]), one.passed, name)
            found.setdefault((one.date, one.what), dated)
    return tuple(sorted(found.values(), key=lambda one: one.day))


def dated_by(notes: Notes, route: Route) -> dict[str, str]:
    """The statements that set a route's dates, by what the dates are for."""
    return {filled(notes.trace, dated.what): dated.by for dated in reversed(route.deadlines)}


def forms(notes: Notes) -> Iterator[Paperwork]:
    """The tax forms of corrections and of routes that may be used."""
    found: dict[str, dict[str, str]] = {}
    for one in notes.advice.corrections:
        for form in one.forms:
            found.setdefault(form.name, {}).setdefault(form.what, one.reason.rule)
    for advised in notes.advice.routes.values():
        for form in advised.forms:
            found.setdefault(form.name, {}).setdefault(form.what, advised.name)
    for name, texts in found.items():
        yield Paperwork(name, tuple(SourcedText(text, rule) for text, rule in texts.items()))
