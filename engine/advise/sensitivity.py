"""What a fact is worth: the largest difference in total plan dollars between two of its values, others equal.

Searched over the constants a fact is compared with (one step either side) and its bounds, first with the other open
facts where they make the plan largest, then where they stand now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from ..reasoning.compile.closures import Numeric
from ..reasoning.evaluate import IncrementalContradictions, IncrementalEvaluation
from ..reasoning.range import half_up
from ..reasoning.trace import Answers, Trace
from ..value import SCALE, Value
from .formatting import is_open_ended

MOST_VALUES = 14
MOST_EVALUATIONS = 1_500
PLAUSIBLE = 100_000_000  # cents: bounds of dollars are far beyond any saver, so a million stands for "much"


class PlanOutcome(NamedTuple):
    """What a set of answers leads to: total plan cents, the verdicts, and what has to be put right.

    The total is the most it may come to; where nothing but a bound of a type ends it, the least.
    """

    total: int
    verdicts: tuple[Any, ...]


class Sensitivity:
    """Looks for what facts are worth around one saver's answers."""

    def __init__(self, trace: Trace, inferred: Trace | None = None) -> None:
        """Start from the saver's trace; `inferred` is the same as it was before cases narrowed it, where they did."""
        self.trace, self.program = trace, trace.program
        self.thresholds = thresholds(trace)
        routes = self.program.rulebook.routes
        parts = ("closed", "caution", "primary")
        watched = [f"{route}.{part}" for route in routes for part in parts]
        watched += [f"{name}.{part}" for name in self.program.rulebook.corrections for part in ("held", "amount")]
        self.watched = [self.program.slots[name] for name in watched]
        plan = self.program.rulebook.plan
        self.incremental = IncrementalEvaluation(inferred or trace, [*watched, plan.total] if plan else watched)
        self.contradictions = IncrementalContradictions(self.program, trace.answers)
        self.seen: dict[tuple[tuple[str, Value], ...], PlanOutcome | None] = {}
        self.left = MOST_EVALUATIONS

    def outcome(self, answers: Answers) -> PlanOutcome | None:
        """Total and verdicts for the answers, remembered; None where the answers contradict each other."""
        key = tuple(sorted(answers.items()))
        if key not in self.seen:
            self.left -= 1
            self.seen[key] = self._worked_out(answers)
        return self.seen[key]

    def _worked_out(self, answers: Answers) -> PlanOutcome | None:
        if self.contradictions.any(answers):
            return None
        trace = self.incremental.evaluate(self.program, answers)
        plan = self.program.rulebook.plan
        total = (trace.published(plan.total) if plan else None) or (0, 0)
        return PlanOutcome(
            total[0] if is_open_ended(total) else total[1], tuple(trace.values[slot] for slot in self.watched)
        )

    def best_case(self, facts: Iterable[str]) -> dict[str, Value]:
        """Values of the open facts that make the plan large, found by changing one at a time, twice over."""
        open_ = list(facts)
        answers: dict[str, Value] = dict(self.trace.answers)
        for name in open_:
            answers[name] = self.values(name)[-1]
        for _ in range(2):
            for name in open_:
                answers[name] = max(self.values(name), key=partial(self._total, answers, name))
        return answers

    def _total(self, answers: Answers, name: str, value: Value) -> int:
        found = self.outcome({**answers, name: value})
        return found.total if found else -1

    def _spread(self, name: str, setting: Answers) -> int:
        """The largest difference between two values of the fact, the others as in the setting."""
        outcomes = [self.outcome({**setting, name: value}) for value in self.values(name)]
        totals = [found.total for found in outcomes if found is not None]
        return max(totals, default=0) - min(totals, default=0)

    def of(self, name: str, best: Answers, others: Iterable[str] = ()) -> int:
        """The largest difference in total plan cents found between two values of the fact, others equal.

        The others start where the plan is largest; then each open one is moved where the difference grows. A yes that
        leads to other facts is worth what these are.
        """
        if led := self._led_to(name):
            return max((self.of(one, {**best, name: True}, ()) for one in led if self.left > 0), default=0)
        setting = dict(best)
        found = max(self._spread(name, setting), self._spread(name, self.trace.answers))
        for other in others:
            if other == name or self.left <= 0:
                continue
            for value in self.values(other):
                moved = {**setting, other: value}
                spread = self._spread(name, moved)
                if spread > found:
                    found, setting = spread, moved
        return found

    def matters(self, name: str, setting: Answers) -> bool:
        """Whether some value of the fact would change the total or a verdict."""
        outcomes = {self.outcome({**setting, name: value}) for value in self.values(name)} - {None}
        return len(outcomes) > 1 or any(self.matters(one, {**setting, name: True}) for one in self._led_to(name))

    def _led_to(self, name: str) -> list[str]:
        """The facts nobody is asked unless this one is yes, where it is no."""
        if self.trace.value(name) is not False:
            return []
        given = self.trace.answers
        return [one for one in self.program.walks.led_to.get(name, ()) if one not in given]

    def values(self, name: str) -> list[Value]:
        """The values worth trying for a fact."""
        fact = self.program.rulebook.facts[name]
        if fact.unit == "yes_no":
            return [False, True]
        if fact.unit == "choice":
            return [value for value, _ in fact.values]
        step = 100 if fact.unit == "dollars" else 1
        bounds = sorted(self.thresholds.get(name, ()))[:MOST_VALUES]
        tried = {fact.lowest, min(fact.highest, PLAUSIBLE) if fact.unit == "dollars" else fact.highest}
        if isinstance(now := self.trace.fact_value(name), int):
            tried.add(now)
        for bound in bounds:
            tried |= {bound - step, bound, bound + step}
        return sorted(value for value in tried if fact.lowest <= value <= fact.highest)


def thresholds(trace: Trace) -> dict[str, set[int]]:
    """For each fact, the amounts it is held against anywhere, in its own unit."""
    facts = trace.program.rulebook.facts
    return {
        fact: set(_amounts(trace, bounds, SCALE.get(facts[fact].unit, 1)))
        for fact, bounds in trace.program.walks.bounds.items()
    }


def _amounts(trace: Trace, bounds: Iterable[tuple[Numeric, bool]], scale: int) -> Iterator[int]:
    for (number, denominator), plain in bounds:
        low, high = number(trace.values)
        if low == high or plain:
            yield half_up(low * scale, denominator)
