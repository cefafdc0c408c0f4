"""The letter part: heading, first sentences, strip, risk, why and why not, each within the budget of two pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from ..advise.formatting import filled, is_open_ended, joined, shown
from ..advise.model import CorrectionAdvice, Reason, RouteAdvice
from ..reasoning.range import Range
from ..value import show_dollars
from .formatting import WHOLE_PLAN, at_most, cents_of, count, day, first_sentence, is_cent, said_range, sentence, within
from .limits import MAY_APPLY
from .notes import Notes
from .routes import tells
from .shapes import (
    AssumptionView,
    CellView,
    CorrectionView,
    Flip,
    Labeled,
    Line,
    Near,
    RouteView,
    SourcedText,
    StepView,
)
from .steps import first_day, last_day, most_urgent_first, steps_of, waits_for

OutcomeKind = Literal["decided", "provisional", "nothing"]
MOST_BULLETS: Final = 4
_LEAD, _RISK, _WHY, _BULLET = 45, 35, 65, 30
_LABEL: Final = 4
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
            one.cost.text if one.cost else _left_alone(notes, one),
            said_range(one.cost.range) if one.cost else "",
            steps_of(notes, one.steps, one.name, True),
            one.cites,
            day(one.by) if by is not None and one.by is not None and by < one.by else "",
        )


def _left_alone(notes: Notes, one: CorrectionAdvice) -> str:
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


def risk(notes: Notes, drawbacks: tuple[SourcedText, ...]) -> SourcedText | None:
    """The largest risk: what waiting with a correction costs, the first caution of the plan, or the first drawback."""
    for place, one in enumerate(most_urgent_first(notes)):
        if text := one.cost.text if one.cost else _left_alone(notes, one):
            told = within(text, _RISK)
            return SourcedText(f"{sentence(one.label)}: {notes.inner(told)}" if place else told, one.reason.rule)
    if not notes.advice.decided and (time := _time(notes)):
        return time
    cautions = [SourcedText(reason.text, reason.rule) for route in _plan(notes) for reason in route.cautions]
    firm = [one for one in drawbacks if not notes.is_convention(one.rule)]
    found = next(iter((*cautions, *firm)), None)
    return SourcedText(within(_split(found.text)[1], _RISK), found.rule) if found else None


def _time(notes: Notes) -> SourcedText | None:
    """Where something is open, the first day by which it would have to be done."""
    coming: list[tuple[int, str, str]] = []
    for name, route in notes.advice.routes.items():
        for one in notes.book.routes[name].deadlines if route.verdict == "unknown" else ():
            on = shown(notes.trace, one.by)
            matters = one.when is None or notes.trace.holds(one.when) is not False
            if matters and isinstance(on, int) and on >= notes.advice.as_of:
                coming.append((on, filled(notes.trace, one.what), name))
    if not coming:
        return None
    first, what, name = min(coming)
    words = within(notes.inner(first_sentence(what)).rstrip("."), _BULLET)
    return SourcedText(f"Time. The deadline for what is still open is {day(first)}: {words}.", f"{name}.closed")


def _plan(notes: Notes) -> list[RouteAdvice]:
    """The routes of the plan, the main one first, then by dollars."""
    routes = (notes.advice.routes[name] for name in notes.advice.plan)
    return sorted(routes, key=lambda one: (not one.primary, -one.range[1]))


def why(notes: Notes) -> Iterator[SourcedText]:
    """Why the plan works: what tells most of the main route, then of the others, in some sixty words."""
    words = 0
    for route in _plan(notes):
        reasons = sorted((one for one in route.reasons if tells(one)), key=lambda one: not _is_own(notes, one))
        telling = list(route.grounds) or reasons or list(route.reasons[:1])
        for reason in telling[: 2 if route.primary else 1]:
            words += count(reason.text)
            if words > _WHY:
                return
            yield SourcedText(reason.text, reason.rule)


def _is_own(notes: Notes, reason: Reason) -> bool:
    """Whether a reason holds an amount the saver gave against a line of law."""
    return any(
        test.name in notes.book.facts and cents_of(test.margin) and not is_cent(test.needed) for test in reason.tests
    )


def why_not(routes: tuple[RouteView, ...]) -> Iterator[Labeled]:
    """One line for each closed route that concerns the saver."""
    for route in routes:
        if route.standing == "closed" and route.concerns and route.reasons:
            reason = route.reasons[0]
            yield Labeled(route.label, SourcedText(within(reason.text, _BULLET), reason.rule))


def wrong(
    notes: Notes, drawbacks: tuple[SourcedText, ...], open_drawbacks: tuple[SourcedText, ...], said: SourcedText | None
) -> Iterator[Labeled]:
    """What could go wrong, but for the risk `said` before: cautions of the plan, drawbacks by law, good practice.

    A caution without a label of its own goes by its route.
    """
    told = (one for one in open_drawbacks if MAY_APPLY not in one.text)
    rest = sorted((*drawbacks, *told), key=lambda one: notes.is_convention(one.rule))
    cautions = ((route, reason) for route in _plan(notes) for reason in route.cautions)
    every = [(sentence(route.label), SourcedText(reason.text, reason.rule)) for route, reason in cautions]
    seen = {said.rule} if said else set()
    labels: set[str] = set()
    for about, one in (*every, *(("", one) for one in rest)):
        label, text = _split(one.text)
        if one.rule not in seen and (not label or label not in labels) and len(seen) - bool(said) < MOST_BULLETS:
            seen.add(one.rule)
            labels.add(label)
            yield Labeled(label or about, SourcedText(within(text, _BULLET), one.rule))


def _split(text: str) -> tuple[str, str]:
    """A label like `No way back` in front of a text, and the text without it."""
    label, colon, rest = text.partition(": ")
    return (label, sentence(rest)) if colon and count(label) <= _LABEL and rest else ("", text)


def granted(taken: tuple[AssumptionView, ...]) -> AssumptionView | None:
    """The usual answer to check first: the one most of the plan depends on, rather than one that might add to it."""
    counting = [one for one in taken if one.worth]
    return next((one for one in counting if one.worth != WHOLE_PLAN), next(iter(counting), None))


def change(
    notes: Notes, near: tuple[Near, ...], flips: tuple[Flip, ...], taken: tuple[AssumptionView, ...]
) -> Iterator[Labeled]:
    """What would change the answer, at most four: near lines of law, turned answers, usual answers."""
    lines = [
        Labeled(
            one.label.text,
            SourcedText(f"Yours is {one.yours}. The line is {_line(one)}, {one.away} away.", one.label.rule),
        )
        for one in near
    ]
    turns = [
        Labeled(f"{one.label.text}: {one.other}", SourcedText(f"{_then(notes, one)}.", one.label.rule)) for one in flips
    ]
    usual = [
        Labeled(
            one.label.text, SourcedText(f"We took {one.answer}. Another answer can change {one.worth}.", one.label.rule)
        )
        for one in taken
        if one.worth and one is not granted(taken)
    ]
    chosen = [*lines[:2], *turns[:2], *usual[:2], *turns[2:], *lines[2:]][:MOST_BULLETS]
    yield from chosen


def _line(one: Near) -> str:
    return f"{one.line} ({one.line_label})" if one.line_label else one.line


def _then(notes: Notes, flip: Flip) -> str:
    parts = (one.text.rpartition(": ") for one in flip.then)
    return f"Then {joined(f'the {notes.inner(label)} is {words}' for label, _, words in parts)}"


def other_side(notes: Notes) -> SourcedText | None:
    """That the other's side was not looked at, for one who asks alone where the other may have room."""
    household = notes.book.household
    if household is None or not household.room_of_the_other:
        return None
    married = notes.program.compiler.truth(household.when.expression)(notes.trace.values)
    room = notes.trace.published(household.room_of_the_other)
    if not married or room is None or room[1] <= 0:
        return None
    side = sentence(f"{household.other or 'the other'}'s side was not looked at")
    said = household.room_said
    may = said.holding(at_most(room[1], room)) if said else f"{at_most(room[1], room)} may be open there too"
    words = f"{side}: {may}. A household file with the facts of both of you gives the answer for both."
    return SourcedText(words, household.room_of_the_other)


def unchecked(notes: Notes, doubts: tuple[Labeled, ...], other: SourcedText | None = None) -> Iterator[Labeled]:
    """What could not be checked: the saver's papers, the other's side, then doubts of law.

    How sources were read is in the annex.
    """
    papers = "We have not seen your papers. If they differ from what you told us, go by the papers."
    yield Labeled("", SourcedText(papers, total_rule(notes)))
    if other is not None:
        yield Labeled("", other)
    for doubt in doubts[: MOST_BULLETS - (1 if other is None else 2)]:
        yield doubt._replace(said=doubt.said._replace(text=within(doubt.said.text, _BULLET)))


def date_of(notes: Notes) -> str:
    """The day of the advice in words."""
    return day(notes.advice.as_of)
