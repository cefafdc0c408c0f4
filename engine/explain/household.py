"""The explanation of two decisions that belong together: what both come to, what they share, and each saver's own.

What holds for both is said once. Two sentences that differ in dollars alone become one: "$3,440 (Peter) or $3,000
(Ruth)".
"""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ..advise.formatting import filled
from ..advise.household import HouseholdDecision
from ..reasoning.range import Range
from . import explanation_of
from .both import EACH, Both, in_turn, placed
from .explanation import Explanation
from .formatting import day, said_range, sentence
from .household_steps import first_steps, household_steps, later_steps
from .notes import JointNotes
from .shapes import (
    CorrectionView,
    Labeled,
    LimitView,
    Message,
    NumberView,
    OpenFactView,
    Origin,
    SourcedText,
    StepGroup,
)
from .steps import first_of, waits_for
from .summary import OutcomeKind, main_share, ranged_lines, total_rule

_NOTHING: Final = "\u2013"
_NONE_NOTED: Final[tuple[Mapping[str, Origin], ...]] = ({}, {})


class SaverExplanation(NamedTuple):
    """One saver's explanation, by the name the household gave."""

    name: str
    own: Explanation

    @property
    def total(self) -> str:
        """This saver's total in words."""
        return self.own.total.text


class JointLine(NamedTuple):
    """A line of the answer or of its numbers: what it is, each one's amount in words, and both together."""

    label: str
    amounts: tuple[str, str]
    both: str
    total: bool


class HouseholdExplanation(NamedTuple):
    """What is said of both: the first part is a letter of two pages, `savers` have each one's own working papers.

    `order` says whose money is counted first where that is open.
    """

    outcome: OutcomeKind
    tax_year: int
    date: str
    day: int
    title: str
    heading: str
    names: str
    lead: tuple[SourcedText, ...]
    total: str
    total_known: bool
    order: str
    lines: tuple[JointLine, ...]
    corrections: tuple[CorrectionView, ...]
    risk: tuple[Labeled, ...]
    granted: tuple[Labeled, ...]
    next_steps: tuple[StepGroup, ...]
    first_steps: tuple[StepGroup, ...]
    later_steps: tuple[StepGroup, ...]
    shared: tuple[SourcedText, ...]
    why: tuple[Labeled, ...]
    why_not: tuple[Labeled, ...]
    limits: tuple[LimitView, ...]
    numbers: tuple[JointLine, ...]
    wrong: tuple[Labeled, ...]
    change: tuple[Labeled, ...]
    unchecked: tuple[Labeled, ...]
    open: tuple[OpenFactView, ...]
    messages: tuple[Message, ...]
    forms: tuple[str, ...]
    rulebook: str
    engine: str
    savers: tuple[SaverExplanation, SaverExplanation]
    found: HouseholdDecision

    def fresh_notes(self) -> JointNotes:
        """The notes of another document about both: nothing is said there yet."""
        return JointNotes.of(*(saver.own.notes for saver in self.savers))


def household_explanation_of(
    found: HouseholdDecision, origins: Sequence[Mapping[str, Origin]] = _NONE_NOTED
) -> HouseholdExplanation:
    """The explanation of a household's decisions; `origins` says where each one's answers are from."""
    first, second = found.savers
    mine = explanation_of(first.decision, origins[0], alone=False)
    others = explanation_of(second.decision, origins[1], alone=False, after=len(mine.notes.places))
    both = Both((first.name, second.name), (mine, others))
    begin, still_open = first_steps(both), tuple(sorted(_open(both), key=lambda one: not one.worth))
    return HouseholdExplanation(
        outcome=_outcome(both),
        tax_year=mine.tax_year,
        date=mine.date,
        day=mine.decision.advice.as_of,
        title=f"{mine.title}, for the two of you",
        heading=_heading(both, found),
        names=both.names,
        lead=tuple(_lead(both, len(still_open))),
        total=said_range(found.total),
        total_known=found.total[0] == found.total[1],
        order=_order(found),
        lines=tuple(_lines(both, found.total)),
        corrections=tuple(_corrections(both)),
        risk=both.merged(lambda own: [Labeled("", own.risk)] if own.risk else []),
        granted=both.merged(_granted),
        next_steps=household_steps(both),
        first_steps=begin,
        later_steps=later_steps(both, begin),
        shared=tuple(_shared(both)),
        why=both.merged(lambda own: [Labeled("", one) for one in own.why]),
        why_not=both.merged(lambda own: own.why_not),
        limits=tuple(one for own in both.own for one in own.limits),
        numbers=tuple(_numbers(both)),
        wrong=both.merged(lambda own: own.wrong),
        change=both.merged(lambda own: own.change),
        unchecked=both.merged(lambda own: own.unchecked),
        open=still_open,
        messages=tuple(_messages(both)),
        forms=tuple(dict.fromkeys(form.name for own in both.own for form in own.forms)),
        rulebook=mine.rulebook,
        engine=mine.engine,
        savers=(SaverExplanation(first.name, mine), SaverExplanation(second.name, others)),
        found=found,
    )


def _outcome(both: Both) -> OutcomeKind:
    kinds = [own.outcome for own in both.own]
    return "provisional" if "provisional" in kinds else "nothing" if kinds == ["nothing"] * 2 else "decided"


def _heading(both: Both, found: HouseholdDecision) -> str:
    low, high = found.total
    total, year = said_range(found.total), both.own[0].tax_year
    said = both.own[0].notes.book.wording.total
    if any(own.corrections for own in both.own):
        return f"For {year}, {both.names} have something to put right first"
    if high == 0 and found.decided:
        return f"For {year}, {both.names} can {said.saver.holding('nothing more')}"
    if low == high and found.decided:
        return f"For {year}, {both.names} can still {said.saver.holding(total)}"
    if low == high:
        return f"For {year}, {both.names} can {said.saver_briefly.holding(total)}; which way is still open"
    return f"For {year}, the plan of {both.names} is not settled yet"


def _lead(both: Both, many: int) -> Iterator[SourcedText]:
    """The first sentences: what each one comes to, and on how `many` answers that depends, or the first deadline."""
    together = _comes_to_together(both)
    if together:
        yield SourcedText(together, both.own[0].heading.rule)
    for place, own in enumerate(() if together else both.own):
        yield SourcedText(_comes_to(both.called[place], own), own.heading.rule, place)
    if any(own.corrections for own in both.own):
        return
    if many:
        depends = "one answer" if many == 1 else f"{many} answers"
        words = f"It depends on {depends}; see below what to ask, and what it is worth."
        yield SourcedText(words, total_rule(both.own[0].notes))
        return
    dated = ((place, first_of(own.steps)) for place, own in enumerate(both.own))
    found = [(one.day or 0, place, one) for place, one in dated if one is not None]
    if found:
        on, place, one = min(found, key=lambda entry: entry[:2])
        soon = next((step for own in both.own for step in own.steps if step.at_once and step.settled), None)
        words = f"your first deadline is {day(on)}."
        words = f"Start {both.inner(soon.when)}; {words}" if soon else sentence(words)
        yield SourcedText(words, one.text.rule, place)


def _comes_to(name: str, own: Explanation) -> str:
    """What one of the two comes to, in a sentence."""
    ways = _ways(own)
    if ways is None:
        return f"{name}: {own.notes.inner(own.heading.text)}."
    return f"{name} can {_put_in(own)}{ways}."


def _put_in(own: Explanation) -> str:
    amount = "nothing more" if own.outcome == "nothing" else own.total.text
    return own.notes.book.wording.total.saver_briefly.holding(amount)


def _comes_to_together(both: Both) -> str:
    """What the two come to in one sentence, where the same can be said of both; else empty."""
    (mine, others), (first, second) = both.own, both.called
    ways = _ways(mine)
    if ways is None or ways != _ways(others) or "nothing" in (mine.outcome, others.outcome):
        return ""
    if mine.total.text == others.total.text:
        return f"Each of you can {_put_in(mine)}{ways}."
    return f"{first} can {_put_in(mine)} and {second} {others.total.text}{ways}."


def _ways(own: Explanation) -> str | None:
    """By which way what one can put in goes, as the end of a sentence; None where the answer itself has to be said."""
    if own.corrections or own.outcome == "provisional" or not own.total_known or waits_for(own.notes):
        return None
    main = next((one for one in own.routes if one.main), None)
    if own.outcome == "nothing" or main is None:
        return ""
    share = {"all": ", all of it by", "most": ", most of it by", "part": "; the main route is"}[main_share(own.notes)]
    return f"{share} the {own.notes.inner(main.label)}"


def _order(found: HouseholdDecision) -> str:
    """Who is counted first: one's money lowers what the pay of both leaves for the other."""
    if found.first is None:
        return "Which of you earns more is open, so each answer covers both orders."
    return ""


def _lines(both: Both, total: Range) -> Iterator[JointLine]:
    """What takes the dollars of each and of both, then the totals; what is all there is stands there as the total."""
    amounts = [{line.label: found for found, line in ranged_lines(own.notes)} for own in both.own]
    labels = dict.fromkeys((*amounts[0], *amounts[1]))
    if len(labels) == 1:
        shown = [own.total.text if own.lines else _NOTHING for own in both.own]
        yield JointLine(next(iter(labels)), (shown[0], shown[1]), said_range(total), True)
        return
    for label in labels:
        found = [one.get(label) for one in amounts]
        ends = [one or (0, 0) for one in found]
        together = (sum(low for low, _ in ends), sum(high for _, high in ends))
        shown = [said_range(one) if one else _NOTHING for one in found]
        yield JointLine(label, (shown[0], shown[1]), said_range(together), False)
    totals = (both.own[0].total.text, both.own[1].total.text)
    yield JointLine("In all", totals, said_range(total), True)


def _corrections(both: Both) -> Iterator[CorrectionView]:
    for place, own in enumerate(both.own):
        yield from (placed(one, place)._replace(who=both.called[place]) for one in own.corrections)


def _granted(own: Explanation) -> Iterator[Labeled]:
    one = own.granted
    if one is not None:
        words = f"{own.notes.inner(one.said)}. Check this first: {one.worth} depends on it."
        yield Labeled("", SourcedText(words, one.label.rule))


def _shared(both: Both) -> Iterator[SourcedText]:
    """What the two share by law, where it holds for either of them."""
    household = both.own[0].notes.book.household
    for name in household.said_to_both if household else ():
        for place, own in enumerate(both.own):
            because = own.notes.book.conclusions[name].because
            if own.notes.trace.holds(name) and because is not None:
                yield SourcedText(filled(own.notes.trace, because), name, place)
                break


def _numbers(both: Both) -> Iterator[JointLine]:
    """The numbers that matter to each, side by side."""
    mine, others = ({(one.label.rule, one.label.text): one for one in own.numbers} for own in both.own)
    for key, one in {**mine, **others}.items():
        found = zip(both.own, (mine.get(key), others.get(key)), strict=True)
        first, second = (number.amount if number else _elsewhere(own, one) for own, number in found)
        yield JointLine(one.label.text, (first, second), "", one.total)


def _elsewhere(own: Explanation, one: NumberView) -> str:
    """What a number of the other saver is here: of a route that is not the main one, what goes in by it."""
    amounts = (line.amount.text for line in own.lines if one.total and line.amount.rule == one.label.rule)
    return next(amounts, _NOTHING)


def _open(both: Both) -> Iterator[OpenFactView]:
    """What is open: first what is open of both, then each one's own questions; dollars come before the rest."""
    mine, others = (list(own.open) for own in both.own)
    rest = []
    for one in mine:
        other = next((other for other in others if (other.label, other.question) == (one.label, one.question)), None)
        worth = both.alike(one.worth, other.worth) if other else None
        if other is None or worth is None:
            rest.append((0, one))
            continue
        others.remove(other)
        yield one._replace(worth=worth, about=EACH)
    for place, one in (*rest, *((1, other) for other in others)):
        yield placed(one, place)._replace(about=both.called[place])


def _messages(both: Both) -> Iterator[Message]:
    """The messages of those of whom something is open, in turn, by what they are worth; what both send stands once."""
    unsettled = [list(own.messages) if own.outcome == "provisional" and own.open else [] for own in both.own]
    shared = [one for one in unsettled[0] if one in unsettled[1]]
    named = [
        [one._replace(sender=EACH if one in shared else name) for one in own]
        for name, own in zip(both.called, unsettled, strict=True)
    ]
    yield from dict.fromkeys(in_turn(*named))


__all__ = ["HouseholdExplanation", "SaverExplanation", "household_explanation_of"]
