"""The explanation of two decisions that belong together: what both come to, what they share, and each saver's own.

What holds for both is said once. Two sentences that differ in dollars alone become one: "$3,440 (Peter) or $3,000
(Ruth)".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from ..advise.formatting import filled
from ..advise.household import HouseholdDecision
from ..reasoning.range import Range
from ..value import LAST_DAY
from . import explanation_of
from .explanation import Explanation
from .formatting import day, inner, said_range, sentence
from .notes import JointNotes, Notes
from .shapes import (
    CorrectionView,
    Labeled,
    Message,
    NumberView,
    OpenFactView,
    Origin,
    SourcedText,
    StepGroup,
    StepView,
)
from .steps import MOST_ENTRIES, first_of, next_steps, waits_for
from .summary import OutcomeKind, ranged_lines, total_rule

EACH: Final = "Each of you"
_MOST_JOINT: Final = 7
_MOST_DIFFERENT: Final = 3  # amounts that may differ in a sentence said of both
_AMOUNT: Final = re.compile(r"\$\d{1,3}(?:,\d{3})*(?:\.\d\d)?|\b\d+%")
_NOTHING: Final = "\u2013"
_Item = TypeVar("_Item")
_NONE_NOTED: Final[tuple[Mapping[str, Origin], ...]] = ({}, {})


class SaverExplanation(NamedTuple):
    """One saver's explanation, by the name the household gave."""

    name: str
    own: Explanation

    @property
    def total(self) -> str:
        """This saver's total in words."""
        return self.own.total.text


class JointText(NamedTuple):
    """A sentence about one of the two (`who`), or about both (`who` is empty); `place` says whose rules it rests on."""

    who: str
    place: int
    label: str
    said: SourcedText


class JointLine(NamedTuple):
    """A line of the answer or of its numbers: what it is, each one's amount in words, and both together."""

    label: str
    amounts: tuple[str, str]
    both: str
    total: bool


class JointStep(NamedTuple):
    """A thing to do, with the words to say; `instead` says where the second of the two says another amount."""

    place: int
    text: SourcedText
    pay: str
    say: str
    instead: str
    convention: bool


class JointEntry(NamedTuple):
    """An entry of the next steps: when, who, and what."""

    when: str
    who: str
    steps: tuple[JointStep, ...]


class JointCorrection(NamedTuple):
    """Something one of the two has to put right first."""

    who: str
    place: int
    own: CorrectionView


class JointOpenFact(NamedTuple):
    """A fact nobody gave of one of the two, or of both (`who` is empty), with what hangs on it."""

    who: str
    place: int
    own: OpenFactView
    worth: str


class JointMessage(NamedTuple):
    """A message one of the two sends, or each of them (`who` is empty)."""

    who: str
    own: Message


class HouseholdExplanation(NamedTuple):
    """What is said of both: the first part is a letter of two pages, `savers` have each one's own working papers.

    `order` says whose money is counted first where that is open. `most` entries of the lists are meant to be shown.
    """

    outcome: OutcomeKind
    tax_year: int
    date: str
    day: int
    title: str
    heading: str
    names: str
    lead: tuple[JointText, ...]
    total: str
    total_known: bool
    order: str
    lines: tuple[JointLine, ...]
    corrections: tuple[JointCorrection, ...]
    risk: tuple[JointText, ...]
    granted: tuple[JointText, ...]
    next_steps: tuple[JointEntry, ...]
    shared: tuple[JointText, ...]
    why: tuple[JointText, ...]
    why_not: tuple[JointText, ...]
    numbers: tuple[JointLine, ...]
    wrong: tuple[JointText, ...]
    change: tuple[JointText, ...]
    unchecked: tuple[JointText, ...]
    open: tuple[JointOpenFact, ...]
    messages: tuple[JointMessage, ...]
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
    both = _Both((first.name, second.name), (mine, others))
    steps, more = _steps(both)
    return HouseholdExplanation(
        outcome=_outcome(both),
        tax_year=mine.tax_year,
        date=mine.date,
        day=mine.decision.advice.as_of,
        title=f"Your Roth plan for {mine.tax_year}, for the two of you",
        heading=_heading(both, found),
        names=both.names,
        lead=tuple(_lead(both, steps)),
        total=said_range(found.total),
        total_known=found.total[0] == found.total[1],
        order=_order(found),
        lines=tuple(_lines(both, found.total)),
        corrections=tuple(_corrections(both)),
        risk=both.merged(lambda own: [Labeled("", own.risk)] if own.risk else []),
        granted=both.merged(_granted),
        next_steps=more,
        shared=tuple(_shared(both)),
        why=both.merged(lambda own: [Labeled("", one) for one in own.why]),
        why_not=both.merged(lambda own: own.why_not),
        numbers=tuple(_numbers(both)),
        wrong=both.merged(lambda own: own.wrong),
        change=both.merged(lambda own: own.change),
        unchecked=both.merged(lambda own: own.unchecked),
        open=tuple(_open(both)),
        messages=tuple(_messages(both)),
        engine=mine.engine,
        savers=(SaverExplanation(first.name, mine), SaverExplanation(second.name, others)),
        found=found,
    )


class _Both(NamedTuple):
    """The names and explanations of the two."""

    called: tuple[str, str]
    own: tuple[Explanation, Explanation]

    @property
    def names(self) -> str:
        return f"{self.called[0]} and {self.called[1]}"

    def alike(self, one: str, other: str) -> str | None:
        """A text of the first and one of the second as one text; None where they differ in more than dollars."""
        if one == other:
            return one
        if _AMOUNT.sub("$", one) != _AMOUNT.sub("$", other):
            return None
        pairs = list(zip(_AMOUNT.findall(one), _AMOUNT.findall(other), strict=True))
        if sum(mine != others for mine, others in pairs) > _MOST_DIFFERENT:
            return None
        mine_, others_ = self.called
        told = iter(mine if mine == others else f"{mine} ({mine_}) or {others} ({others_})" for mine, others in pairs)
        return _AMOUNT.sub(lambda _: next(told), one)

    def merged(self, of: Callable[[Explanation], Iterable[Labeled]]) -> tuple[JointText, ...]:
        """What a list of each comes to: first what holds for both, then each one's own in turn."""
        mine, others = list(of(self.own[0])), list(of(self.own[1]))
        shared: list[JointText] = []
        for one in tuple(mine):
            for other in others:
                text = self._as_one(one, other)
                if text is not None:
                    shared.append(JointText("", 0, one.label, SourcedText(text, one.said.rule)))
                    mine.remove(one)
                    others.remove(other)
                    break
        left = [[JointText(self.called[place], place, *one) for one in own] for place, own in enumerate((mine, others))]
        return (*shared, *_in_turn(*left))

    def _as_one(self, one: Labeled, other: Labeled) -> str | None:
        same = one.label == other.label and one.said.rule == other.said.rule
        return self.alike(one.said.text, other.said.text) if same else None


def _in_turn(mine: Sequence[_Item], others: Sequence[_Item]) -> Iterator[_Item]:
    for place in range(max(len(mine), len(others))):
        yield from (*mine[place : place + 1], *others[place : place + 1])


def _outcome(both: _Both) -> OutcomeKind:
    kinds = [own.outcome for own in both.own]
    return "provisional" if "provisional" in kinds else "nothing" if kinds == ["nothing"] * 2 else "decided"


def _heading(both: _Both, found: HouseholdDecision) -> str:
    low, high = found.total
    total, year = said_range(found.total), both.own[0].tax_year
    if any(own.corrections for own in both.own):
        return f"For {year}, {both.names} have something to put right first"
    if high == 0 and found.decided:
        return f"For {year}, {both.names} can put nothing more into Roth accounts"
    if low == high and found.decided:
        return f"For {year}, {both.names} can still put {total} into Roth accounts"
    if low == high:
        return f"For {year}, {both.names} can put in {total}; which way is still open"
    return f"For {year}, the plan of {both.names} is not settled yet"


def _lead(both: _Both, steps: tuple[tuple[StepView, ...], tuple[StepView, ...]]) -> Iterator[JointText]:
    """The first sentences: what each one comes to, what most of it is, and the first deadline of either."""
    for place, own in enumerate(both.own):
        yield JointText("", place, "", SourcedText(_comes_to(both.called[place], own), own.heading.rule))
    if any(own.corrections for own in both.own):
        return
    if many := sum(len(own.open) for own in both.own):
        depends = "one answer" if many == 1 else f"{many} answers"
        words = f"It depends on {depends}; see below what to ask, and what it is worth."
        yield JointText("", 0, "", SourcedText(words, total_rule(both.own[0].notes)))
        return
    found = [(one.day or 0, place, one) for place, todo in enumerate(steps) if (one := first_of(todo)) is not None]
    if found:
        on, place, one = min(found, key=lambda entry: entry[:2])
        soon = next((step for todo in steps for step in todo if step.at_once and step.settled), None)
        words = f"your first deadline is {day(on)}."
        words = f"Start {inner(soon.when)}; {words}" if soon else sentence(words)
        yield JointText("", place, "", SourcedText(words, one.text.rule))


def _comes_to(name: str, own: Explanation) -> str:
    """What one of the two comes to, in a sentence."""
    if own.corrections or own.outcome == "provisional" or not own.total_known or waits_for(own.notes):
        return f"{name}: {inner(own.heading.text)}."
    if own.outcome == "nothing":
        return f"{name} can put in nothing more."
    main = next((one for one in own.routes if one.main), None)
    share = "all of it" if len(own.lines) == 1 else "most of it"
    return f"{name} can put in {own.total.text}" + (f", {share} by the {inner(main.label)}." if main else ".")


def _order(found: HouseholdDecision) -> str:
    """Who is counted first: one's money lowers what the pay of both leaves for the other."""
    if found.first is None:
        return "Which of you earns more is open, so each answer covers both orders."
    return ""


def _lines(both: _Both, total: Range) -> Iterator[JointLine]:
    """What takes the dollars of each and of both, and the totals, where there is anything."""
    amounts = [{line.label: found for found, line in ranged_lines(own.notes)} for own in both.own]
    for label in dict.fromkeys((*amounts[0], *amounts[1])):
        found = [one.get(label) for one in amounts]
        ends = [one or (0, 0) for one in found]
        together = (sum(low for low, _ in ends), sum(high for _, high in ends))
        shown = [said_range(one) if one else _NOTHING for one in found]
        yield JointLine(label, (shown[0], shown[1]), said_range(together), False)
    totals = (both.own[0].total.text, both.own[1].total.text)
    yield JointLine("In all", totals, said_range(total), True)


def _corrections(both: _Both) -> Iterator[JointCorrection]:
    for place, own in enumerate(both.own):
        yield from (JointCorrection(both.called[place], place, one) for one in own.corrections)


def _granted(own: Explanation) -> Iterator[Labeled]:
    one = own.granted
    if one is not None:
        words = f"{inner(one.label.text)}: {one.value}. Check this first: {one.worth} depends on it."
        yield Labeled("", SourcedText(words, one.label.rule))


def _shared(both: _Both) -> Iterator[JointText]:
    """What the two share by law, where it holds for either of them."""
    household = both.own[0].notes.book.household
    for name in household.said_to_both if household else ():
        for place, own in enumerate(both.own):
            because = own.notes.book.conclusions[name].because
            if own.notes.trace.holds(name) and because is not None:
                yield JointText("", place, "", SourcedText(filled(own.notes.trace, because), name))
                break


def _numbers(both: _Both) -> Iterator[JointLine]:
    """The numbers that matter to each, side by side."""
    mine, others = ({_row(one): one for one in own.numbers} for own in both.own)
    for key in dict.fromkeys((*mine, *others)):
        found = (mine.get(key), others.get(key))
        one = found[0] or found[1]
        assert one is not None
        amounts = [number.amount if number else _NOTHING for number in found]
        yield JointLine(one.label.text, (amounts[0], amounts[1]), "", one.total)


def _row(one: NumberView) -> tuple[str, str]:
    return one.label.rule, one.label.text


def _open(both: _Both) -> Iterator[JointOpenFact]:
    """What is open: first what is open of both, then each one's own questions."""
    mine, others = (list(own.open) for own in both.own)
    rest = []
    for one in mine:
        other = next((other for other in others if (other.label, other.question) == (one.label, one.question)), None)
        worth = both.alike(one.worth, other.worth) if other else None
        if other is None or worth is None:
            rest.append((0, one))
            continue
        others.remove(other)
        yield JointOpenFact("", 0, one, worth)
    for place, one in (*rest, *((1, other) for other in others)):
        yield JointOpenFact(both.called[place], place, one, one.worth)


def _messages(both: _Both) -> Iterator[JointMessage]:
    """The messages of those of whom something is open, in turn: each has an employer of their own."""
    unsettled = [list(own.messages) if own.outcome == "provisional" and own.open else [] for own in both.own]
    shared = [one for one in unsettled[0] if one in unsettled[1]]
    yield from (JointMessage("", one) for one in shared)
    left = [
        [JointMessage(name, one) for one in own if one not in shared]
        for name, own in zip(both.called, unsettled, strict=True)
    ]
    yield from _in_turn(*left)


def _steps(both: _Both) -> tuple[tuple[tuple[StepView, ...], tuple[StepView, ...]], tuple[JointEntry, ...]]:
    """Every step of each, and the next ones of both in few entries."""
    todo = (both.own[0].steps, both.own[1].steps)
    asks = any(own.open and own.outcome == "provisional" for own in both.own)
    entries: list[JointEntry] = []
    for most in range(MOST_ENTRIES, 0, -1):
        mine, others = (next_steps(own.notes, own.steps, most)[0] for own in both.own)
        entries = _entries(both, list(mine), list(others))
        if len(entries) <= _MOST_JOINT - asks:
            break
    return todo, tuple(entries)


def _entries(both: _Both, mine: list[StepGroup], others: list[StepGroup]) -> list[JointEntry]:
    """The entries of both in time order: what both are to do on one day stands in one."""
    found: list[tuple[int, int, JointEntry]] = []
    times = (_times(mine), _times(others))
    left = list(enumerate(others))
    for place, group in enumerate(mine):
        steps = None
        for at, other in left:
            if other.when == group.when and (steps := _together(both, group, other)) is not None:
                left.remove((at, other))
                break
        who = EACH if steps is not None else both.called[0]
        steps = steps if steps is not None else tuple(_alone(one, 0) for one in group.shown)
        found.append((times[0][place], 2 * place, JointEntry(group.when, who, steps)))
    for at, other in left:
        own = tuple(_alone(one, 1) for one in other.shown)
        found.append((times[1][at], 2 * at + 1, JointEntry(other.when, both.called[1], own)))
    return [entry for *_, entry in sorted(found, key=lambda one: one[:2])]


def _times(groups: list[StepGroup]) -> list[int]:
    """When each entry comes: its day, or that of the one before it."""
    found, on = [], 0
    for group in groups:
        first = group.steps[0]
        if first.day is not None and not first.at_once:
            on = max(on, min(first.day, LAST_DAY))
        found.append(on)
    return found


def _alone(one: StepView, place: int) -> JointStep:
    return JointStep(place, one.text, one.pay, one.say, "", one.convention)


def _together(both: _Both, mine: StepGroup, others: StepGroup) -> tuple[JointStep, ...] | None:
    """Two entries as one for each of them; None where they differ in more than dollars."""
    if len(mine.shown) != len(others.shown):
        return None
    found = []
    for one, other in zip(mine.shown, others.shown, strict=True):
        text = both.alike(one.text.text, other.text.text) if one.text.rule == other.text.rule else None
        if text is None or _AMOUNT.sub("$", one.say) != _AMOUNT.sub("$", other.say):
            return None
        pay = one.pay if one.pay == other.pay else " ".join(
            f"{name}: {inner(step.pay)}" for name, step in zip(both.called, (one, other), strict=True) if step.pay
        )  # fmt: skip
        instead = [amount for amount, theirs in _differing(one.say, other.say)]
        words = f"{both.called[1]} says {' and '.join(instead)}." if instead else ""
        found.append(JointStep(0, SourcedText(text, one.text.rule), pay, one.say, words, one.convention))
    return tuple(found)


def _differing(one: str, other: str) -> Iterator[tuple[str, str]]:
    """The amounts the second of two texts has in place of those of the first."""
    pairs = zip(_AMOUNT.findall(one), _AMOUNT.findall(other), strict=True)
    yield from ((theirs, mine) for mine, theirs in pairs if mine != theirs)


__all__ = [
    "EACH",
    "HouseholdExplanation",
    "JointText",
    "Notes",
    "SaverExplanation",
    "household_explanation_of",
]
