"""The head of a letter: heading, first sentences, what takes the dollars, corrections and strip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from ..advise.formatting import filled, is_open_ended, joined
from ..advise.model import CorrectionAdvice
from ..reasoning.range import Range
from ..value import show_dollars
from .formatting import at_most, count, day, first_sentence, said_range, sentence, within
from .notes import Notes
from .shapes import (
    CellView,
    CorrectionView,
    Line,
    RouteView,
    SourcedText,
    StepView,
)
from .steps import first_day, last_day, most_urgent_first, steps_of, waits_for

OutcomeKind = Literal["decided", "provisional", "nothing"]
_LEAD: Final = 45
_NONE: Final = "none"
_COUNTED: Final = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def outcome(notes: Notes) -> OutcomeKind:
    """Whether the answer is decided, and whether it is that nothing can go in."""
    if not notes.advice.decided:
        return "provisional"
    idle = notes.advice.total[1] == 0 and notes.advice.recommendation == _NONE
    return "nothing" if idle and not notes.advice.corrections else "decided"


def total_rule(notes: Notes) -> str:
    """The figure that adds the plan up."""
    plan = notes.book.plan
    return plan.total if plan else next(iter(notes.book.figures), "")


def lines(notes: Notes) -> tuple[Line, ...]:
    """What takes the dollars, the main route first and then by size: routes, and what the plan adds up besides them."""
    return tuple(line for _, line in ranged_lines(notes))


def ranged_lines(notes: Notes) -> tuple[tuple[Range, Line], ...]:
    """The lines, each with its cents."""
    found: list[tuple[Range, Line]] = []
    for route in notes.advice.routes.values():
        if route.range[1] and route.verdict != "closed":
            amount = SourcedText(said_range(route.range), f"{route.name}.amount")
            unsettled = route.verdict == "unknown" or route.range[0] != route.range[1]
            found.append((route.range, Line(sentence(route.label), amount, bool(route.primary), unsettled)))
    for one in notes.advice.lines:
        said = SourcedText(said_range(one.range), one.figure)
        found.append((one.range, Line(sentence(one.label), said, False, one.range[0] != one.range[1])))
    shown = sorted(found, key=lambda pair: (not pair[1].main, -pair[0][1]))
    low, high = notes.advice.total
    denominator = sum(amount for (_, amount), _ in found) - high
    if low == high and denominator > 0 and not any(line.open for _, line in shown):
        text = SourcedText(f"\u2212{show_dollars(denominator)}", total_rule(notes))
        less = notes.book.wording.total.less.text
        shown.append(((-denominator, -denominator), Line(less, text, False, False)))
    return tuple(shown)


def main_share(notes: Notes) -> Literal["all", "most", "part"]:
    """How much of the total the main route brings for certain: all of it, more than half, or less."""
    found = ranged_lines(notes)
    if len(found) == 1:
        return "all"
    sure = sum(low for (low, _), line in found if line.main)
    return "most" if 2 * sure > notes.advice.total[1] else "part"


def corrections(notes: Notes) -> Iterator[CorrectionView]:
    """What has to be put right first."""
    for one in most_urgent_first(notes):
        by = last_day(one)
        yield CorrectionView(
            sentence(one.label),
            SourcedText(said_range(one.range), f"{one.name}.amount"),
            SourcedText(one.text, one.reason.rule),
            day(by),
            by is not None and by < notes.advice.as_of,
            one.cost.text if one.cost else left_alone(notes, one),
            said_range(one.cost.range) if one.cost else "",
            steps_of(notes, one.steps, one.name, True),
            one.cites,
            day(one.by) if by is not None and one.by is not None and by < one.by else "",
        )


def left_alone(notes: Notes, one: CorrectionAdvice) -> str:
    """What comes of a correction that is left undone, where it has no price; empty where the rulebook does not say."""
    return filled(notes.trace, notes.book.conclusions[one.reason.rule].caution)


def heading(notes: Notes, corrections: tuple[CorrectionView, ...]) -> SourcedText:
    """The answer in one line, with the dollars."""
    advice, year, rule = notes.advice, notes.advice.tax_year, total_rule(notes)
    low, high = advice.total
    said = notes.book.wording.total
    if corrections:
        first = corrections[0]
        by = f" by {first.by}" if first.by and not first.passed else ""
        rest = len(corrections) - 1
        more = f", then {_COUNTED.get(rest, rest)} more {'thing' if rest == 1 else 'things'}" if rest else ""
        return SourcedText(f"First put {first.amount.text} right{by}{more}", first.amount.rule)
    match outcome(notes):
        case "nothing":
            return SourcedText(f"For {year}, nothing more can {said.dollars.text}", rule)
        case "decided" if waits_for(notes):
            return SourcedText(f"For {year}, {said_range(advice.total)} will be able to {said.dollars.text}", rule)
        case "decided" if low == high:
            return SourcedText(f"For {year}, you can still {said.saver.holding(said_range(advice.total))}", rule)
        case "decided":
            return SourcedText(f"For {year}, {said_range(advice.total)} can {said.dollars.text}", rule)
    if low == high == 0:
        return SourcedText(f"For {year}, nothing more can {said.dollars.text}", rule)
    if low == high:
        briefly = said.dollars_briefly.text
        return SourcedText(f"{said_range(advice.total)} can {briefly} for {year}; which way is still open", rule)
    if is_open_ended(advice.total) and low > 0:
        certain, briefly = said_range((low, low)), said.dollars_briefly.text
        return SourcedText(f"{certain} is certain for {year}; how much more can {briefly} is not settled yet", rule)
    if is_open_ended(advice.total):
        return SourcedText(f"{notes.book.wording.title.text} for {year} is not settled yet", rule)
    if low > 0:
        return SourcedText(
            f"{said_range((low, low))} is certain for {year}; {at_most(high - low, advice.total)} more is open", rule
        )
    return SourcedText(
        f"{sentence(at_most(high, advice.total))} is possible for {year}; none of it is certain yet", rule
    )


def lead(
    notes: Notes, shown: tuple[Line, ...], routes: tuple[RouteView, ...], steps: tuple[StepView, ...]
) -> Iterator[SourcedText]:
    """The first sentences: where most of it goes, and the first deadline; or what is open; or why nothing."""
    advice = notes.advice
    kind = outcome(notes)
    if notes.advice.corrections:
        yield from _to_put_right(notes)
        return
    if kind == "nothing":
        yield from why_nothing(routes)
        return
    if kind == "provisional":
        many = len(advice.open_facts)
        depends = "one answer" if many == 1 else f"{many} answers"
        if many and advice.total == (0, 0):
            still = f"{sentence(depends)} {'is' if many == 1 else 'are'} still open, but no dollars depend on"
            yield SourcedText(f"{still} {'it' if many == 1 else 'them'}, as far as you told us.", total_rule(notes))
        elif many:
            yield SourcedText("What you told us does not settle it yet.", total_rule(notes))
            yield SourcedText(
                f"It depends on {depends}; see below what to ask, and what it is worth.", total_rule(notes)
            )
        yield from _meanwhile(notes)
        return
    main = next((one for one in routes if one.main), None)
    if main is not None:
        share = {"all": "All of it is", "most": "Most of it is", "part": "Your main route is"}[main_share(notes)]
        meaning = first_sentence(main.meaning.text).rstrip(".")
        yield SourcedText(f"{share} {_named(notes, main)}: {notes.inner(meaning)}.", f"{main.name}.primary")
    if waits := waits_for(notes):
        yield SourcedText(filled(notes.trace, notes.book.conclusions[waits].because), waits)
        return
    if by := first_day(steps):
        soon = next((one for one in steps if one.at_once and one.settled), None)
        if soon is not None:
            yield SourcedText(f"Start {notes.inner(soon.when)}; your first deadline is {by.text}.", by.rule)
        else:
            yield SourcedText(f"Your first deadline is {by.text}.", by.rule)


def _meanwhile(notes: Notes) -> Iterator[SourcedText]:
    """That a step need not wait for the answer it is said in place of."""
    for one in notes.advice.plan_steps:
        step = notes.book.conclusions[one.rule].step
        if step is not None and step.while_open is not None:
            label = notes.book.facts[step.while_open].label
            yield SourcedText(f"One step below need not wait: it works whatever your {label} is.", one.rule)
            return


def _to_put_right(notes: Notes) -> Iterator[SourcedText]:
    """Why the first correction is needed, and what can go in besides."""
    first = most_urgent_first(notes)[0]
    yield SourcedText(within(first.text, _LEAD - 15), first.reason.rule)
    low, high = notes.advice.total
    can = notes.book.wording.total.dollars.text
    if is_open_ended(notes.advice.total):
        yield SourcedText(f"How much can still {can} after that is not known yet.", total_rule(notes))
    elif high:
        new = said_range((low, high)) if low == high else at_most(high, notes.advice.total)
        yield SourcedText(f"After that, {new} can still {can} for {notes.advice.tax_year}.", total_rule(notes))
    else:
        yield SourcedText(f"Nothing new can {can} for {notes.advice.tax_year}.", total_rule(notes))


def _named(notes: Notes, route: RouteView) -> str:
    return f"the {notes.inner(route.label)}"


def why_nothing(routes: tuple[RouteView, ...]) -> Iterator[SourcedText]:
    """The first sentence of each closed route that concerns the saver, without what another one says already."""
    firsts: dict[str, SourcedText] = {}
    for route in routes:
        for reason in route.reasons[:1] if route.concerns else ():
            text = first_sentence(reason.text)
            firsts.setdefault(text.rstrip("."), SourcedText(text, reason.rule))
    words = 0
    for stem, said in firsts.items():
        if not any(stem in other and stem != other for other in firsts):
            words += count(said.text)
            if words > _LEAD and words != count(said.text):
                return
            yield said


def strip(
    notes: Notes, shown: tuple[Line, ...], steps: tuple[StepView, ...], put_right: tuple[CorrectionView, ...]
) -> Iterator[CellView]:
    """Two or three cells: the largest lines, then the first day; for a correction its amount, day and cost."""
    if put_right:
        first = put_right[0]
        yield CellView(first.amount, notes.inner(first.label))
        if first.by:
            yield CellView(
                SourcedText(first.by, first.text.rule),
                "this day has passed" if first.passed else _by_then(first),
            )
        if first.cost_amount:
            yield CellView(SourcedText(first.cost_amount, first.text.rule), "what leaving it costs")
        return
    low, high = notes.advice.total
    if low == high and all(line.open for line in shown) and shown:
        yield CellView(SourcedText(said_range((low, high)), total_rule(notes)), "in all, whichever way it goes")
        shown = ()
    provisional = not notes.advice.decided
    ordered = sorted(shown, key=lambda one: one.open)
    cells = 3 if len(shown) == 3 else 2
    for line in ordered[:cells]:
        label = notes.inner(line.label)
        if provisional:
            label = f"{'not settled' if line.open else 'certain'}: {label}"
        elif line.main and len(shown) > 1:
            label = f"{label}, your main route"
        yield CellView(line.amount, label)
    if len(shown) > cells:
        yield CellView(
            SourcedText(f"{len(shown) - cells} more", total_rule(notes)),
            joined(notes.inner(one.label) for one in ordered[cells:]),
        )
    elif len(shown) < 3 and (by := first_day(steps)):
        yield CellView(by, "your first deadline")


def _by_then(correction: CorrectionView) -> str:
    """What the day of a correction is, and why it comes before the day the law gives."""
    if not correction.lawful:
        return "put it right by then"
    return f"put it right by then for the steps that follow; the law gives until {correction.lawful}"


def date_of(notes: Notes) -> str:
    """The day of the advice in words."""
    return day(notes.advice.as_of)
