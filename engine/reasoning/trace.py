"""The derivation of one answer: every value, where it stands, and which rules fired with what.

Explanation, next question, letter and audit all read this one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..value import MILLION, Value
from .compile.compiled import Program
from .compile.dnf import Disjunct
from .range import Range, half_up
from .standing import Standing

Answers = Mapping[str, Value]


class Fired(NamedTuple):
    """One rule that fired: it established (`positive`) or refuted its conclusion by its `disjunct`-th one."""

    conclusion: str
    positive: bool
    disjunct: int


class Trace:
    """What is known about one saver in one tax year.

    `values` holds, by slot, a range of whole numbers, True/False/None, or a choice (None when unknown); `truths` the
    truth of each atom where generated code noted it; `standings` how well each fact is known. `fact_reads` keeps what
    `advise/reasons` reads of a fact, for the many reasons that rest on the same one.
    """

    __slots__ = (
        "_fired",
        "_in_any_order",
        "_reasons",
        "answers",
        "asserts",
        "fact_reads",
        "program",
        "standings",
        "truths",
        "values",
    )

    def __init__(self, program: Program, answers: Answers) -> None:
        """Nothing is known yet."""
        self.program, self.answers = program, answers
        self.values: list[Any] = [None] * len(program.slots)
        self.standings: dict[str, Standing] = {}
        self.truths: list[bool | None] = []
        self._fired: list[Fired] | None = None
        self._in_any_order: list[Fired] | None = None
        self._reasons: dict[str, list[Disjunct]] | None = None
        self.asserts = 0
        self.fact_reads: dict[str, Any] = {}

    @property
    def fired(self) -> list[Fired]:
        """The rules that fired, in the order of conclusions and disjuncts; read off the truths unless inferred."""
        if self._fired is None:
            order, found = self.program.slots, self._in_any_order
            self._fired = (
                list(self._matching())
                if found is None
                else sorted(dict.fromkeys(found), key=lambda one: (order[one.conclusion], one.disjunct))
            )
        return self._fired

    def fire(self, fired: Iterable[Fired]) -> None:
        """Note the rules an inference fired, whatever order they fired in."""
        self._in_any_order = list(fired)

    def _matching(self) -> Iterator[Fired]:
        values = self.values
        truths = self.truths or [test(values) for test in self.program.tests]
        for compiled in self.program.conclusions.values():
            holds = values[compiled.slot]
            if holds is not None:
                for place, disjunct in enumerate(compiled.establish if holds else compiled.refute):
                    if all(truths[index] is sign for index, sign in disjunct):
                        yield Fired(compiled.name, holds, place)

    def value(self, name: str) -> Any:
        """The value at the name's slot."""
        return self.values[self.program.slots[name]]

    def holds(self, conclusion: str) -> bool | None:
        """Whether a conclusion holds, does not hold, or is not known (None)."""
        found: bool | None = self.value(conclusion)
        return found

    def reasons(self, conclusion: str) -> list[Disjunct]:
        """The literals of each rule that fired for the conclusion, in file order."""
        if self._reasons is None:
            self._reasons = {}
            for one in self.fired:
                compiled = self.program.conclusions[one.conclusion]
                side = compiled.establish if one.positive else compiled.refute
                self._reasons.setdefault(one.conclusion, []).append(side[one.disjunct])
        return self._reasons.get(conclusion, [])

    def known(self, name: str) -> bool:
        """Whether the name has exactly one value."""
        value = self.value(name)
        return value[0] == value[1] if isinstance(value, tuple) else value is not None

    def published(self, name: str) -> Range | None:
        """The range of a figure as published: cents half up, millionths, days; None where it does not apply."""
        compiled = self.program.figures[name]
        if compiled.applies is not None and compiled.applies(self.values) is False:
            return None
        low, high = self.value(name)
        return self._closed(name, low), self._closed(name, high)

    def _closed(self, name: str, amount: int) -> int:
        denominator = self.program.denominators[name]
        unit = self.program.rulebook.figures[name].unit
        return half_up(amount * (MILLION if unit == "percent" else 1), denominator)

    def fact_value(self, name: str) -> Value | Range | None:
        """A fact's value in its own unit, its range where it is not known, None for an unknown yes/no or choice."""
        value = self.value(name)
        if not isinstance(value, tuple):
            found: Value | None = value
            return found
        fact = self.program.rulebook.facts[name]
        own = MILLION if fact.unit == "percent" else 1
        low, high = (half_up(end * own, self.program.denominators[name]) for end in value)
        return low if low == high else (low, high)

    def assumed(self) -> Iterator[str]:
        """The facts a stated default stands in for."""
        return (name for name in self.program.facts if self.standings.get(name) is Standing.ASSUMED)
