"""Inference by durable-rules: figures in Python level by level, every conclusion by positive durable rules.

Each conclusion is compiled to rules that establish it and rules that refute it; neither fired means not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..compile.dnf import Disjunct
from ..compile.program import Atom, ConclusionPlan, Level, Program
from ..evaluate import sorted_fired, work_out
from ..model import Comparison, Fact, Name, Number
from ..trace import Answers, Fired, Trace
from .machine import Machine, Rule, Test


class Inference:
    """A program made ready for durable-rules; build it once and use it for every saver, from any thread."""

    def __init__(self, program: Program) -> None:
        """Compile the program's conclusions to durable rules. Raises MachineLimit outside the safe subset."""
        self.program = program
        self.predicates = [_predicate(program, atom, place) for place, atom in enumerate(program.atoms)]
        self.fires: dict[str, Fired] = {}
        self.constant = [
            Fired(plan.name, bool(plan.establish), 0)
            for plan in program.conclusions.values()
            if () in (*plan.establish, *plan.refute)
        ]
        rules = list(self._rules())
        self.machine = Machine(f"year{program.tax_year}", rules)
        self.rule_count = len(rules)
        self.sources = [self._sources(level) for level in program.levels]

    def infer(self, answers: Answers) -> Trace:
        """The trace of a saver's answers (checked values by fact; absent means unknown)."""
        trace = Trace(self.program, answers)
        fired = list(self.constant)
        for one in self.constant:
            trace.values[self.program.slots[one.conclusion]] = one.positive
        with self.machine.session() as session:
            for level, sources in zip(self.program.levels, self.sources, strict=True):
                work_out(trace, level)
                for name in session.assert_values(_known(trace.values, sources)):
                    one = self.fires[name]
                    trace.values[self.program.slots[one.conclusion]] = one.positive
                    fired.append(one)
            trace.asserts = session.asserts
        trace.fired = sorted_fired(self.program, iter(fired))
        return trace

    def _rules(self) -> Iterator[Rule]:
        for number, plan in enumerate(self.program.conclusions.values()):
            for positive, side in ((True, plan.establish), (False, plan.refute)):
                yield from self._side(number, plan, positive, side)

    def _side(self, number: int, plan: ConclusionPlan, positive: bool, side: tuple[Disjunct, ...]) -> Iterator[Rule]:
        for index, disjunct in enumerate(side):
            if disjunct:
                name = f"r{number}{'y' if positive else 'n'}{index}"
                self.fires[name] = Fired(plan.name, positive, index)
                tests = tuple(self._test(*literal) for literal in disjunct)
                yield Rule(name, tests, (_conclusion_predicate(self.program, plan.name), positive))

    def _test(self, place: int, sign: bool) -> Test:
        bound = _numeric(self.program, self.program.atoms[place])
        if bound is None:
            return Test(self.predicates[place], "=", sign)
        operator, amount = bound
        flipped = {">=": "<", ">": "<="}
        return Test(self.predicates[place], operator if sign else flipped[operator], amount)

    def _sources(self, level: Level) -> list[tuple[str, Any]]:
        """What to assert on the level: each predicate once, with how to read its value."""
        found: dict[str, Any] = {}
        for place in level.atoms:
            atom = self.program.atoms[place]
            if not (isinstance(atom.node, Name) and atom.node.name in self.program.conclusions):
                slot = _slot(self.program, atom)
                found[self.predicates[place]] = slot if slot is not None else atom.test
        return list(found.items())


def _known(values: list[Any], sources: list[tuple[str, Any]]) -> Iterator[tuple[str, bool | int | str]]:
    for predicate, source in sources:
        if isinstance(source, int):
            value = values[source]
            if isinstance(value, tuple):
                value = value[0] if value[0] == value[1] else None
        else:
            value = source(values)
        if value is not None:
            yield predicate, value


def _predicate(program: Program, atom: Atom, place: int) -> str:
    if isinstance(atom.node, Name):
        return _conclusion_predicate(program, atom.node.name)
    if _numeric(program, atom) is not None and isinstance(atom.node, Comparison):
        return f"n{program.slots[atom.node.left.name]}"  # type: ignore[union-attr]
    return f"t{place}"


def _conclusion_predicate(program: Program, name: str) -> str:
    return f"s{program.slots[name]}"


def _slot(program: Program, atom: Atom) -> int | None:
    if isinstance(atom.node, Name):
        return program.slots[atom.node.name]
    if _numeric(program, atom) is not None and isinstance(atom.node, Comparison):
        return program.slots[atom.node.left.name]  # type: ignore[union-attr]
    return None


def _numeric(program: Program, atom: Atom) -> tuple[str, int] | None:
    """The operator and constant of a test that may reach durable-rules as a number.

    Only a fact that is always asked for itself (no default, no condition) against a constant strictly inside its
    bounds: unknown, it spans its bounds, so that no range can decide what the missing number leaves open.
    """
    node = atom.node
    if not (isinstance(node, Comparison) and isinstance(node.left, Name) and isinstance(node.right, Number)):
        return None
    fact = program.rulebook.facts.get(node.left.name)
    if fact is None or not _plain(program, fact) or node.right.over != 1 or node.operator not in (">=", ">"):
        return None
    inside = fact.lowest < node.right.amount < fact.highest
    return (node.operator, node.right.amount) if inside else None


def _plain(program: Program, fact: Fact) -> bool:
    return fact.applies is None and fact.assume is None and program.overs[fact.name] == 1
