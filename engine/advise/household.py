"""Two savers who belong together: what one's answers say of the other, and the decision for each.

The rulebook says which facts they share and which figure of one tells a fact of the other. Where the other's answers
leave a figure open, the fact is known in part: a range. The saver with more of the figure `by` is decided first; where
it is open who that is, each answer covers both orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from ..reasoning.compile.compiled import Program
from ..reasoning.narrow import narrowed
from ..reasoning.range import Range, hull
from ..reasoning.standing import Standing
from ..reasoning.trace import Answers, Trace
from ..rulebook.model import Household, HouseholdLink
from .build import Decision, decision

LinkValue = bool | Range | None
"""What one saver's answers tell of the other: yes or no, a range (of one value where it is known), or None if open."""

Infer = Callable[[Program, Answers], Trace]
Pair = tuple[dict[str, LinkValue], dict[str, LinkValue]]


class SaverDecision(NamedTuple):
    """The decision for one saver of a household, by the name the household gave.

    `given` are the saver's own answers, without what the other saver tells.
    """

    name: str
    decision: Decision
    given: Answers


class HouseholdDecision(NamedTuple):
    """The decisions for both savers in the order they were given, and the total of both plans in cents.

    `first` is the place (0 or 1) of the saver whose money is counted first, None where the answers leave that open.
    """

    savers: tuple[SaverDecision, SaverDecision]
    total: Range
    first: int | None

    @property
    def decided(self) -> bool:
        """Whether nothing still open can change either recommendation."""
        return all(one.decision.advice.decided for one in self.savers)


class HouseholdInference:
    """Works two savers out, each with what the other's answers say of them."""

    def __init__(self, household: Household, program: Program, answers: tuple[Answers, Answers], infer: Infer) -> None:
        """The answers are checked and hold no fact that the other saver tells."""
        self.household, self.program, self.answers, self.infer = household, program, answers, infer
        alone = [infer(program, one) for one in answers]
        self.tellable = [
            {name for name in household.linked if one.standings[name] is not Standing.NOT_APPLICABLE} for one in alone
        ]
        bare = [self._trace(place, {}) for place in (0, 1)]
        self.known: Pair = (self._from(household.links, bare[1], 0), self._from(household.links, bare[0], 1))
        mine, others = (one.published(household.by) or (0, 0) for one in bare)
        self.alike = mine == others and mine[0] == mine[1]
        self.first = _who_is_first(mine, others)

    def decide(self, names: tuple[str, str], day: int) -> HouseholdDecision:
        """The decision for both on a day (an ordinal)."""
        orders = self._orders()
        mine, others = (decision(one, day) for one in self._traces(orders))
        savers = (SaverDecision(names[0], mine, self.answers[0]), SaverDecision(names[1], others, self.answers[1]))
        low, high = (sum(ends) for ends in zip(*(one.decision.advice.total for one in savers), strict=True))
        if len(orders) > 1:  # what one can have in one order and the other in the other, both together cannot
            totals = [self._total(order) for order in orders]
            low, high = max(low, min(low for low, _ in totals)), min(high, max(high for _, high in totals))
        return HouseholdDecision(savers, (low, high), self.first)

    def traces(self) -> tuple[Trace, Trace]:
        """What is worked out for each, with what the other's answers say of them."""
        return self._traces(self._orders())

    def _traces(self, orders: list[Pair]) -> tuple[Trace, Trace]:
        mine, others = (self._trace(place, _either([one[place] for one in orders])) for place in (0, 1))
        return mine, others

    def _orders(self) -> list[Pair]:
        """What each is told of the other, in each order that the answers leave open."""
        if self.alike:
            return [self._so_far()]
        return [self._in_turn(first) for first in ((0, 1) if self.first is None else (self.first,))]

    def _in_turn(self, first: int) -> Pair:
        """What each is told of the other if one of them is decided first."""
        household, second = self.household, 1 - first
        start = self._trace(first, self.known[first])
        other = self._trace(second, {**self.known[second], **self._from(household.first, start, second)})
        of_first = {**self.known[first], **self._from(household.first, other, first)}
        decided = self._trace(first, of_first)
        of_second = {**self.known[second], **self._from(household.second, decided, second)}
        return (of_first, of_second) if first == 0 else (of_second, of_first)

    def _so_far(self) -> Pair:
        """What each is told of the other where neither comes first: what the other has done so far."""
        first = self.household.first
        one, other = (self._trace(place, self.known[place]) for place in (0, 1))
        return (
            {**self.known[0], **self._from(first, other, 0)},
            {**self.known[1], **self._from(first, one, 1)},
        )

    def _trace(self, place: int, told: Mapping[str, LinkValue]) -> Trace:
        """A saver's trace with what is told of them; what the other has not told yet is open."""
        exact: dict[str, int | bool] = {}
        bounds: dict[str, Range | None] = {}
        for name in self.household.linked:
            found = told.get(name)
            if isinstance(found, bool):
                exact[name] = found
            elif found is not None and found[0] == found[1]:
                exact[name] = found[0]
            else:
                bounds[name] = found
        return self.infer(narrowed(self.program, bounds), {**self.answers[place], **exact})

    def _from(self, links: Iterable[HouseholdLink], other: Trace, place: int) -> dict[str, LinkValue]:
        """What the other's trace tells of a saver, but for facts that make no sense for that saver."""
        return {link.fact: _told(other, link.source) for link in links if link.fact in self.tellable[place]}

    def _total(self, told: Pair) -> Range:
        plan = self.program.rulebook.plan
        each = [self._trace(place, told[place]).published(plan.total) if plan else None for place in (0, 1)]
        return sum(one[0] for one in each if one), sum(one[1] for one in each if one)


def _who_is_first(mine: Range, others: Range) -> int | None:
    """Whoever surely has no less."""
    if mine[0] >= others[1]:
        return 0
    return 1 if others[0] >= mine[1] else None


def _told(trace: Trace, name: str) -> LinkValue:
    return trace.holds(name) if name in trace.program.conclusions else trace.published(name) or (0, 0)


def _either(found: list[dict[str, LinkValue]]) -> dict[str, LinkValue]:
    """What is told whichever of several orders it is: the same value, the range of both, or nothing."""
    first, *others = found
    told = dict(first)
    for other in others:
        for name, value in other.items():
            told[name] = _common(told[name], value)
    return told


def _common(one: LinkValue, other: LinkValue) -> LinkValue:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return hull(one, other)
    return one if one is other else None
