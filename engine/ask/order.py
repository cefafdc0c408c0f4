"""Which question comes next: section by section, in the order of the rulebook's facts; within one what decides most.

What has a usual answer comes after all sections, and of it what decides most first, whatever its section.
No fact is known by name here. To measure how decisive a question is, it is given a few answers, counting
what would then still be open; its cost is the effort stated with its wording.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

from ..advise.sensitivity import PLAUSIBLE
from ..reasoning.trace import Answers
from ..rulebook.model import Fact, Number
from ..rulebook.walk import names_in
from ..value import Value
from .doubt import Doubts

MOST_TRIED: Final = 3
MOST_COMPARED: Final = 3
_USUAL: Final = 9  # a default holds for nine in ten savers
_EFFORT_CENTS: Final = 20_000  # the range an easier question may leave over, for each step of effort
_FETCH: Final = 2  # the effort of another paper
_LITTLE: Final = 1  # within this, the cheaper question goes first


class Order:
    """Ranks open facts for one program."""

    def __init__(self, doubts: Doubts) -> None:
        """Nothing is measured until it is asked for."""
        self.doubts = doubts
        self.book = doubts.program.rulebook

    def next(
        self, answers: Answers, open_: Sequence[str], assuming: bool = False, last: str | None = None
    ) -> tuple[str, bool]:
        """The open fact to ask for next, and whether another question certainly follows, whatever the answer is.

        To fetch another paper than the one that the answer before, of `last`, was looked up in is an effort too. While
        facts without a default are open (`assuming`), defaults are taken
        to hold: else a rare exception would hide what an answer settles for most.
        """
        if len(open_) == 1:
            return open_[0], False
        ready = self._in_turn(open_) if assuming else open_
        paper = self.paper(last) if last is not None else ""
        short = sorted(ready, key=lambda name: self._at_a_glance(name, open_))[:MOST_COMPARED]
        short += [name for name in ready if name not in short and self.paper(name) == paper][:1] if paper else []
        open_after = self.doubts.needed if assuming else self.doubts.open
        left = {name: self._left(answers, name, open_after) for name in short}
        costs = {name: self._cost(name, left[name]) + _FETCH * (self.paper(name) not in ("", paper)) for name in short}
        best = min(costs.values())
        name = min(short, key=lambda name: (costs[name] > best + _LITTLE, self.effort(name), costs[name]))
        return name, all(effort for _, effort in left[name]) and self._every(answers, name, open_after)

    def surest(self, answers: Answers, open_: Sequence[str]) -> str:
        """The open fact whose answer is expected to leave the plan's total in the smallest range, for its effort."""
        ready = self._ready(open_)
        return min(ready, key=lambda name: self._expected_range(answers, name) + _EFFORT_CENTS * self.effort(name))

    def _expected_range(self, answers: Answers, name: str) -> Fraction:
        plan, found = self.book.plan, Fraction(0)
        if plan is None:
            return found
        for value, weight in self.likely(name):
            low, high = self.doubts.assuming({**answers, name: value}).published(plan.total) or (0, 0)
            found += weight * min(high - low, PLAUSIBLE // 10)  # no bound of a type, which no saver reaches
        return found

    def _every(self, answers: Answers, name: str, after: Callable[[Answers], list[str]]) -> bool:
        """Whether something stays open after every answer, those included that were not tried; amounts are too many."""
        fact = self.book.facts[name]
        rest = [value for value, _ in fact.values if value not in self.values(name)]
        return fact.unit in ("yes_no", "choice") and all(after({**answers, name: value}) for value in rest)

    def paper(self, name: str) -> str:
        """The paper in which a fact is looked up, like `Summary plan description`; empty for what is known by heart."""
        question = self.book.questions.get(name)
        return question.where.partition(",")[0] if question is not None and question.effort > 1 else ""

    def effort(self, name: str) -> int:
        """How hard a fact is to answer, from 1 to 5."""
        question = self.book.questions.get(name)
        return question.effort if question else 3

    def _in_turn(self, open_: Sequence[str]) -> list[str]:
        """The open facts of the first section, but for those that apply only by the answer to an open one."""
        ready = self._ready(open_)
        first = min(map(self.section, ready))
        return [name for name in ready if self.section(name) == first]

    def _ready(self, open_: Sequence[str]) -> Sequence[str]:
        """The open facts but for those that apply only by the answer to an open one."""
        waiting = {name for one in open_ for name in self.conditioned.get(one, ())}
        return [name for name in open_ if name not in waiting] or open_

    def section(self, name: str) -> int:
        """The place of a fact's section; sections are in the order in which the rulebook's facts begin them."""
        question = self.book.questions.get(name)
        return self._sections[question.section] if question else len(self._sections)

    @cached_property
    def _sections(self) -> dict[str, int]:
        asked = [self.book.questions[name].section for name in self.book.facts if name in self.book.questions]
        return {section: place for place, section in enumerate(dict.fromkeys(asked))}

    def _at_a_glance(self, name: str, open_: Sequence[str]) -> tuple[int, int]:
        conditions = sum(1 for other in self.conditioned.get(name, ()) if other in open_)
        return self.effort(name) - conditions, open_.index(name)

    def _cost(self, name: str, left: list[tuple[Fraction, int]]) -> Fraction:
        """The effort of this question and of those expected to be open after it."""
        return sum((weight * effort for weight, effort in left), Fraction(1 + self.effort(name)))

    def _left(self, answers: Answers, name: str, after: Callable[[Answers], list[str]]) -> list[tuple[Fraction, int]]:
        """For a few answers: how likely each is, and the effort of what would still be open."""
        found = []
        for value, weight in self.likely(name):
            open_ = after({**answers, name: value})
            found.append((weight, sum(1 + self.effort(other) for other in open_)))
        return found

    def likely(self, name: str) -> list[tuple[Value, Fraction]]:
        """A few answers to try and how likely each is taken to be; exact, so that every Python asks in one order."""
        values = self.values(name)
        usual = self.usual(self.book.facts[name])
        if usual is None or usual not in values:
            return [(value, Fraction(1, len(values))) for value in values]
        others = (len(values) - 1) or 1
        return [
            (value, (_USUAL if value == usual else Fraction(1, others)) * Fraction(1, _USUAL + 1)) for value in values
        ]

    def values(self, name: str) -> list[Value]:
        """Answers that represent all: each choice; or nothing, a usual amount and a large one."""
        fact = self.book.facts[name]
        if fact.unit == "yes_no":
            return [False, True]
        if fact.unit == "choice":
            choices: list[Value] = [value for value, _ in fact.values]
            return choices[:MOST_TRIED]
        highest = min(fact.highest, PLAUSIBLE) if fact.unit == "dollars" else fact.highest
        lowest = max(fact.lowest, 0)
        quarter = (highest - lowest) // 4
        return [lowest + quarter, lowest + 2 * quarter] if fact.unit == "years" else [lowest, lowest + quarter, highest]

    def usual(self, fact: Fact) -> Value | None:
        """The fixed default of a fact, if it has one."""
        expression = fact.assume.expression if fact.assume else None
        if isinstance(expression, Number):
            return expression.amount // expression.denominator
        return getattr(expression, "value", None)

    @cached_property
    def conditioned(self) -> dict[str, tuple[str, ...]]:
        """For each fact, the facts that apply only for some of its values."""
        found: dict[str, list[str]] = {}
        for name, fact in self.book.facts.items():
            if fact.applies is not None:
                for condition in dict.fromkeys(read for read, _ in names_in(fact.applies.expression)):
                    found.setdefault(condition, []).append(name)
        return {name: tuple(others) for name, others in found.items()}
