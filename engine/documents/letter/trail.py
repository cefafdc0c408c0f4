"""What stands behind a sentence: the derivation of the decision, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from ...advise.build import Decision
from ...advise.model import Advice
from ...advise.words import label_of, said
from ...compile.dnf import Disjunct
from ...outcome import Standing
from .pruning import Plain
from .readings import readings_of
from .statements import Statement

_Facts = tuple[tuple[str, str], ...]


class Trail:
    """The derivation of one advice, asked statement by statement; what was found is remembered."""

    def __init__(self, decision: Decision) -> None:
        """Nothing is asked yet."""
        self.answers, self.trace, _, self.advice = decision
        advice, self.program = self.advice, self.trace.program
        program, self.book = self.program, self.program.rulebook
        self.numbers = {name: place for place, name in enumerate(_in_order(advice), 1)}
        self.readings = readings_of(program)
        self._facts: dict[str, dict[str, None]] = {}
        self._told: dict[str, tuple[str, str]] = {}
        self._fired: dict[str, list[Disjunct]] = {}
        self._open = 2 << len(self.numbers)
        self._places = self._placed()
        self._shown: dict[int, str] = {}
        self._truths = self.trace.truths or [atom.test(self.trace.values) for atom in program.atoms]

    def _placed(self) -> dict[str, int]:
        """A bit for each fact that applies: at its number in the letter; for what has none, beyond."""
        standings, numbers, bits = self.trace.standings, self.numbers, {}
        for name in self.program.facts:
            applies = standings.get(name) is not Standing.NOT_APPLICABLE
            bits[name] = (1 << numbers[name] if name in numbers else self._open) if applies else 0
        return bits

    def facts(self, rule: str) -> _Facts:
        """The facts behind a statement that apply to this saver: label and value in words."""
        return tuple(self._said(name) for name in self._behind(rule))

    def facts_shown(self, rule: str) -> str:
        """The facts behind a statement by their numbers in the letter; what is still open by name."""
        places = self._places_of(rule)
        if places >= self._open:
            listed = _ranges(places & (self._open - 1))
            still_open = ", ".join(self._said(name)[0] for name in self._behind(rule) if name not in self.numbers)
            return f"{listed}; {still_open}" if listed else still_open
        found = self._shown.get(places)
        if found is None:
            found = self._shown[places] = _ranges(places)
        return found

    def _places_of(self, rule: str) -> int:
        """The facts behind a statement that apply to this saver, as a set: a bit for each fact."""
        found = self._places.get(rule)
        if found is None:
            found, known = 0, self._places
            for name in self._read(rule):
                found |= known[name] if name in known else self._places_of(name)
            known[rule] = found
        return found

    def _behind(self, rule: str) -> Iterator[str]:
        standings = self.trace.standings
        return (name for name in self._names(rule) if standings.get(name) is not Standing.NOT_APPLICABLE)

    def fired(self, rule: str) -> list[Disjunct]:
        """The rules that fired for a conclusion."""
        if rule not in self._fired:
            plan, truths = self.program.conclusions.get(rule), self._truths
            holds = self.trace.holds(rule) if plan else None
            side = () if plan is None or holds is None else plan.establish if holds else plan.refute
            self._fired[rule] = list(_holding(side, truths))
        return self._fired[rule]

    def _said(self, name: str) -> tuple[str, str]:
        if name not in self._told:
            self._told[name] = (label_of(self.trace, name), said(self.trace, name))
        return self._told[name]

    def _names(self, rule: str) -> dict[str, None]:
        if rule in self.program.facts:
            return {rule: None}
        if rule not in self._facts:
            self._facts[rule] = {}
            found: dict[str, None] = {}
            for name in self._read(rule):
                found.update(self._names(name))
            self._facts[rule] = found
        return self._facts[rule]

    def _read(self, rule: str) -> Iterable[str]:
        if rule in self.program.conclusions:
            return chain.from_iterable(map(self.readings.tests.__getitem__, self.fired(rule)))
        if rule in self.program.figures or rule in self.book.limits:
            return self.readings.behind(rule, self.trace.values)
        return (f"{rule}.closed",) if rule in self.book.routes else ()

    def pruned(self, figure: str) -> Plain:
        """The formula of a figure without what does not matter to this saver."""
        return self.readings.pruning(figure).of(self.trace.values)

    def statement(self, rule: str) -> Statement:
        """What the rulebook says of a statement; that a route is closed rests on what closes it for this saver."""
        statements = self.readings.statements
        found = statements[rule]
        if found.closed_by and self.trace.holds(rule):
            return found.cited(statements.cites(name for name in found.closed_by if self.trace.holds(name)))
        return found


def _holding(disjuncts: Iterable[Disjunct], truths: list[bool | None]) -> Iterator[Disjunct]:
    for disjunct in disjuncts:
        for index, sign in disjunct:
            if truths[index] is not sign:
                break
        else:
            yield disjunct


def _in_order(advice: Advice) -> Iterator[str]:
    """The facts the letter lists: those given, the usual answers that move dollars, those that do not, the others."""
    yield from (one.fact for one in advice.told if one.standing is Standing.KNOWN)
    yield from (one.fact for one in sorted(advice.assumptions, key=lambda one: not one.worth))
    matter = {one.fact for one in advice.assumptions}
    yield from (one.fact for one in advice.told if one.standing is Standing.ASSUMED and one.fact not in matter)


def _ranges(places: int) -> str:
    """`1\u20133, 7`: the places of the bits that are set, runs of three or more joined."""
    runs = []
    while places:
        lowest = places & -places
        carried = places + lowest  # the lowest run gives way to one bit beyond it
        runs.append(_run(lowest.bit_length() - 1, (carried & -carried).bit_length() - 2))
        places &= carried
    return ", ".join(runs)


@lru_cache(maxsize=8_192)
def _run(first: int, last: int) -> str:
    return f"{first}\u2013{last}" if last - first > 1 else f"{first}, {last}" if last > first else str(first)


def rule_of(route: str, part: str) -> str:
    """The name of a part of a route."""
    return f"{route}.{part}"
