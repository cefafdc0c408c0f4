"""Open facts: walk back from what is not decided through what is not known, down to the facts nobody gave.

Sound (every fact that can still change the answer is found) and slightly larger than what truly matters. The way back
from each name is made ready once for a program: the questionnaire walks it thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import lcm
from typing import Any

from ..reasoning.compile.closures import Numeric
from ..reasoning.compile.compiled import Program
from ..reasoning.range import Range, scaled
from ..reasoning.standing import Standing
from ..reasoning.trace import Trace
from ..rulebook.model import Comparison, Conditional, Expression, Extreme, Formula, Membership, Name, Number, Truth
from ..rulebook.walk import children, names_in

Step = Callable[["_Walk"], None]


def open_facts(trace: Trace, undecided: Iterable[str]) -> list[str]:
    """The unknown facts behind the named figures and conclusions, in the order they are met."""
    walk = _Walk(trace)
    for name in undecided:
        walk.name(name)
    return list(walk.found)


def surely_applies(trace: Trace, fact: str) -> bool:
    """Whether a fact applies whatever the answers still to come are."""
    applies = trace.program.facts[fact].applies
    return applies is None or applies(trace.values) is True


class FactsBehind:
    """The facts behind any part of a trace, for many parts of one trace: the way back from each name is walked once."""

    def __init__(self, trace: Trace) -> None:
        """Nothing walked yet."""
        self._walk = _SharedWalk(trace)

    def of(self, parts: Iterable[str]) -> set[str]:
        """The unknown facts behind the named figures and conclusions."""
        walk = self._walk
        walk.found = {}
        for name in parts:
            walk.name(name)
        return set(walk.found)


class _Walk:
    """One walk: where it has been, and the facts it found."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.values = trace, trace.values
        self.slots = trace.program.slots
        self.paths = trace.program.walks.once(_Paths, trace.program)
        self.seen: set[str] = set()
        self.found: dict[str, None] = {}

    def name(self, name: str) -> None:
        if name in self.seen or self._known(name):
            return
        self.seen.add(name)
        self.paths.of(name)(self)

    def _known(self, name: str) -> bool:
        if name not in self.slots:
            return True
        value = self.values[self.slots[name]]
        return value[0] == value[1] if isinstance(value, tuple) else value is not None


class _SharedWalk(_Walk):
    """A walk that remembers what it found behind each name; a name reads only what comes before it, never itself."""

    def __init__(self, trace: Trace) -> None:
        super().__init__(trace)
        self.behind: dict[str, dict[str, None]] = {}

    def name(self, name: str) -> None:
        if name not in self.behind:
            before, self.found = self.found, {}
            if not self._known(name):
                self.paths.of(name)(self)
            self.behind[name], self.found = self.found, before
        self.found.update(self.behind[name])


class _Paths:
    """The way back from each name of a program, made when first walked."""

    def __init__(self, program: Program) -> None:
        self.facts = {name: compiled.fact for name, compiled in program.facts.items()}
        self.figures, self.conclusions = program.figures, program.conclusions
        self.compiler = program.compiler
        self._ready: dict[str, Step] = {}

    def of(self, name: str) -> Step:
        """The step back from a name that is not known."""
        if name not in self._ready:
            self._ready[name] = self._made(name)
        return self._ready[name]

    def _made(self, name: str) -> Step:
        if name in self.facts:
            return self._fact(name)
        if name in self.figures:
            return self._amount(self.figures[name].expression)
        return self._condition(self.conclusions[name].expression)

    def _fact(self, name: str) -> Step:
        fact = self.facts[name]
        applies, when, assumed = (_names(formula) for formula in (fact.applies, fact.assume_when, fact.assume))

        def back(walk: _Walk) -> None:
            standing = walk.trace.standings[name]
            for read in applies:
                walk.name(read)
            if standing is Standing.UNKNOWN:
                for read in when:
                    walk.name(read)
                walk.found[name] = None
            elif standing is Standing.ASSUMED:
                for read in assumed:
                    walk.name(read)

        return back

    def _amount(self, node: Expression) -> Step:
        if isinstance(node, Number):
            return _nowhere
        if isinstance(node, Name):
            return _to(node.name)
        value, _ = self.compiler.number(node)
        match node:
            case Conditional():
                inner = self._branches(node, self._amount)
            case Extreme(operator=operator, items=items):
                inner = self._in_play(operator, items)
            case _:
                inner = _all(self._amount(child) for child in children(node))

        def back(walk: _Walk) -> None:
            low, high = value(walk.values)
            if low != high:
                inner(walk)

        return back

    def _branches(self, node: Conditional, made: Callable[[Expression], Step]) -> Step:
        chosen, test = self.compiler.truth(node.test), self._condition(node.test)
        then, otherwise = made(node.then), made(node.otherwise)

        def back(walk: _Walk) -> None:
            found = chosen(walk.values)
            if found is None:
                test(walk)
            if found is not False:
                then(walk)
            if found is not True:
                otherwise(walk)

        return back

    def _in_play(self, operator: str, items: tuple[Expression, ...]) -> Step:
        """To the items that can still be the smallest (or largest)."""
        numbers: list[Numeric] = [self.compiler.number(item) for item in items]
        common = lcm(*(denominator for _, denominator in numbers))
        parts = [
            (value, common // denominator, self._amount(item))
            for (value, denominator), item in zip(numbers, items, strict=True)
        ]
        smallest = operator == "min"

        def back(walk: _Walk) -> None:
            ranges: list[tuple[Range, Step]] = [(scaled(value(walk.values), by), step) for value, by, step in parts]
            if smallest:
                cut = min(high for (_, high), _ in ranges)
                kept = [step for (low, _), step in ranges if low <= cut]
            else:
                cut = max(low for (low, _), _ in ranges)
                kept = [step for (_, high), step in ranges if high >= cut]
            for step in kept:
                step(walk)

        return back

    def _condition(self, node: Expression) -> Step:
        if isinstance(node, Truth):
            return _nowhere
        if isinstance(node, Name | Membership):
            return _to(node.name if isinstance(node, Name) else node.fact)
        holds = self.compiler.truth(node)
        match node:
            case Comparison(left=left, right=right):
                inner = _all((self._amount(left), self._amount(right)))
            case Conditional():
                inner = self._branches(node, self._condition)
            case _:
                inner = _all(self._condition(child) for child in children(node))

        def back(walk: _Walk) -> None:
            if holds(walk.values) is None:
                inner(walk)

        return back


def _names(formula: Formula | None) -> tuple[str, ...]:
    """Without looking at values: formulas of facts are short and not folded."""
    return () if formula is None else tuple(dict.fromkeys(name for name, _ in names_in(formula.expression)))


def _nowhere(walk: Any) -> None:
    """A constant leads nowhere."""


def _to(name: str) -> Step:
    return lambda walk: walk.name(name)


def _all(steps: Iterable[Step]) -> Step:
    found = [step for step in steps if step is not _nowhere]
    if len(found) == 1:
        return found[0]

    def back(walk: _Walk) -> None:
        for step in found:
            step(walk)

    return back
