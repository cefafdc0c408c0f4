"""Case by case: what holds for every value of the open yes/no and choice facts holds, though the ranges miss it.

"No plan, or a plan that takes no after-tax money" is closed either way while each part of it is not known. So each
value of such facts is tried, what all cases share is taken as known, and a fact that no case needs is not open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, Final, NamedTuple

from ..reasoning.compile.compiled import Program
from ..reasoning.evaluate import contradictions
from ..reasoning.range import hull
from ..reasoning.standing import Standing
from ..reasoning.trace import Answers, Trace
from ..rulebook.model import Fact, Sentence
from ..rulebook.walk import everything_behind
from ..value import Value
from .formatting import filled
from .missing_inputs import FactsBehind, open_facts
from .sums import add_up, lines_of

MOST: Final = 32
Evaluate = Callable[[Program, Answers], Trace]


class CaseFound(NamedTuple):
    """One way the open choices can come out, and what follows from it."""

    chosen: Mapping[str, Value]
    trace: Trace


class HoldsInCase(NamedTuple):
    """A conclusion that holds in some cases: one of them, and the values of the open choices there."""

    name: str
    trace: Trace
    where: Mapping[str, tuple[Value, ...]]


class Cases:
    """A derivation split by its open choices; `trace` knows what all cases share."""

    def __init__(
        self,
        trace: Trace,
        undecided: Iterable[str],
        evaluate: Evaluate,
        among: Sequence[str] | None = None,
        most: int = MOST,
    ) -> None:
        """`undecided` are the parts to be decided, `evaluate` works out each case; `among` names the facts to split."""
        self.trace = trace
        self.before = list(undecided)
        self.open = open_facts(trace, self.before)
        split = self.open if among is None else [name for name in among if name in self.open]
        self.split = list(_split(trace, split, most))
        self.found = list(_found(trace, self.split, evaluate)) if self.split else []
        if self.found or not all(map(trace.known, lines_of(trace))):
            self.trace = _shared(trace, [case.trace for case in self.found])
            add_up(self.trace)

    def behind_each(self, groups: Iterable[Sequence[str]]) -> Iterator[set[str]]:
        """For each group of parts the facts that can still change it, as `open_facts` finds them, all in one walk."""
        behind = FactsBehind(self.trace)
        for parts in groups:
            yield set(self.open_facts(parts)) if self.found else behind.of(parts)

    def open_facts(self, parts: Iterable[str]) -> list[str]:
        """The facts that can still change the parts: what some case leaves open, and choices that make a difference."""
        wanted = tuple(part for part in parts if not self.trace.known(part))
        behind = open_facts(self.trace, wanted)
        return (self._needed(behind, wanted) or behind) if self.found else behind

    def _needed(self, behind: list[str], parts: tuple[str, ...]) -> list[str]:
        left = {name for name in behind if name not in self.split}
        for case in self.found:
            if not left:
                break
            left.difference_update(open_facts(case.trace, parts))
        return [name for name in behind if (self._differs(name, parts) if name in self.split else name not in left)]

    def _differs(self, name: str, parts: tuple[str, ...]) -> bool:
        """Whether two values of a choice, the others being equal, may come to different parts."""
        groups: dict[tuple[Value, ...], list[Trace]] = {}
        for case in self.found:
            others = tuple(value for other, value in case.chosen.items() if other != name)
            groups.setdefault(others, []).append(case.trace)
        return any(_apart(group, part) for group in groups.values() for part in parts)

    def holding(self, told: Mapping[str, Sentence | None]) -> Iterator[HoldsInCase]:
        """As few of the conclusions as it takes for one to hold in every case, each with where it holds.

        `told` are the words for each; where these differ from case to case, so does what is yielded.
        """
        held = {name: [case for case in self.found if case.trace.holds(name)] for name in told}
        left = [id(case) for case in self.found]
        while best := max(held, key=lambda name: sum(id(case) in left for case in held[name]), default=""):
            mine = [case for case in held.pop(best) if id(case) in left]
            if not mine:
                return
            left = [case for case in left if case not in map(id, mine)]
            behind = everything_behind(self.trace.program.reads, [best])
            facts = [name for name in self.split if name in behind]
            groups: dict[str, list[CaseFound]] = {}
            for case in mine:
                groups.setdefault(filled(case.trace, told[best]), []).append(case)
            yield from (HoldsInCase(best, *where) for group in groups.values() for where in self._where(group, facts))

    def _where(self, cases: list[CaseFound], facts: list[str]) -> Iterator[tuple[Trace, dict[str, tuple[Value, ...]]]]:
        """Where cases lie: by the values of the facts, together where any of these goes with any other."""
        values = {name: tuple(dict.fromkeys(case.chosen[name] for case in cases)) for name in facts}
        distinct = {tuple(case.chosen[name] for name in facts): case for case in cases}
        if len(distinct) == prod(map(len, values.values())):
            every = {name: len({case.chosen[name] for case in self.found}) for name in facts}
            told = {name: found for name, found in values.items() if len(found) < every[name]}
            yield cases[0].trace, told
            return
        for case in distinct.values():
            yield case.trace, {name: (case.chosen[name],) for name in facts}


def _apart(traces: list[Trace], part: str) -> bool:
    """Whether a part may come out differently."""
    first = traces[0]
    return len(traces) > 1 and not (first.known(part) and all(one.value(part) == first.value(part) for one in traces))


def _split(trace: Trace, open_: Iterable[str], most: int) -> Iterator[str]:
    """The open choices, as many as may be tried together."""
    count = 1
    for name in open_:
        fact = trace.program.rulebook.facts[name]
        if trace.standings[name] is Standing.UNKNOWN and (values := _values(fact)):
            if count * len(values) > most:
                continue
            count *= len(values)
            yield name


def _values(fact: Fact) -> list[Value]:
    if fact.unit == "yes_no":
        return [False, True]
    return [value for value, _ in fact.values] if fact.unit == "choice" else []


def _found(trace: Trace, names: list[str], evaluate: Evaluate) -> Iterator[CaseFound]:
    facts = trace.program.rulebook.facts
    for values in product(*(_values(facts[name]) for name in names)):
        chosen = dict(zip(names, values, strict=True))
        answers = {**trace.answers, **chosen}
        if not contradictions(trace.program, answers):
            yield CaseFound(chosen, evaluate(trace.program, answers))


def _shared(trace: Trace, cases: list[Trace]) -> Trace:
    """The derivation with what all cases have in common: truths they share, and ranges no wider than theirs."""
    shared = Trace(trace.program, trace.answers)
    shared.values, shared.standings = trace.values.copy(), trace.standings
    shared.fire(trace.fired)
    for names in (trace.program.figures, trace.program.conclusions):
        for name in names:
            if cases and not trace.known(name):
                slot = trace.program.slots[name]
                shared.values[slot] = _common(trace.values[slot], [case.values[slot] for case in cases])
    return shared


def _common(before: Any, found: list[Any]) -> Any:
    if not isinstance(before, tuple):
        return found[0] if all(value is found[0] for value in found) else None
    low, high = found[0]
    for value in found[1:]:
        low, high = hull((low, high), value)
    return max(low, before[0]), min(high, before[1])
