"""Inference by durable-rules: figures in Python level by level, every conclusion by positive durable rules.

Each conclusion is compiled to rules that establish it and rules that refute it; neither fired means not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Union

from ...diagnostic import Diagnostic, Refusal
from ...rulebook.model import Comparison, Fact, Name, Number
from ...rulebook.walk import everything_behind
from ..compile.compiled import Atom, CompiledConclusion, Level, Program
from ..compile.dnf import Disjunct, Literal
from ..compile.generated_code import Generated
from ..evaluate import evaluate, given_list, set_standings, work_out
from ..trace import Answers, Fired, Trace
from .machine import FactTest, Machine, MachineLimit, Rule, is_installed

Source = tuple[str, int | None, int]
_Work = Union["_ByGeneratedCode", "_ByRanges"]


class Inference:
    """A program made ready for durable-rules; build it once and use it for every saver, from any thread.

    Its conclusions run in two machines: what the decision rests on (verdicts, amounts, exported figures), and the
    rest, which only adds words to it. A machine costs by its rules, so who needs no words need not pay for them.
    """

    def __init__(self, program: Program) -> None:
        """Compile the program's conclusions to durable rules. Raises Refusal outside the safe subset.

        Where durable-rules is not installed the reference evaluator stands in; the two agree on every value.
        """
        self.program = program
        if not is_installed():
            return
        deciding = _deciding(program)
        statements = list(enumerate(program.conclusions.values()))
        self.decision = _Part(
            program, "decision", [(n, compiled) for n, compiled in statements if compiled.name in deciding]
        )
        self.words = _Part(
            program, "words", [(n, compiled) for n, compiled in statements if compiled.name not in deciding]
        )

    def infer(self, answers: Answers, words: bool = True, program: Program | None = None) -> Trace:
        """The trace of a saver's answers (checked values by fact; absent means unknown).

        Without `words`, conclusions on which no decision rests are left not known. `program` is the same program
        `narrowed` for one saver.
        """
        program = program or self.program
        if not is_installed():
            return evaluate(program, answers)
        parts = [self.decision, self.words] if words else [self.decision]
        code = program.generated.ready(program)
        if code is not None:
            trace = self._run(program, answers, partial(_ByGeneratedCode, code=code), parts)
            if trace is not None:
                return trace
        trace = self._run(program, answers, _ByRanges, parts)
        assert trace is not None
        return trace

    def _run(
        self,
        program: Program,
        answers: Answers,
        kind: Callable[[Trace], _Work],
        parts: list[_Part],
    ) -> Trace | None:
        """One evaluation, part by part; None where points met a fact that is not known."""
        trace = Trace(program, answers)
        work = kind(trace)
        fired: list[Fired] = []
        for part in parts:
            if not part.run(trace, work, fired):
                return None
        work.finish()
        trace.fire(fired)
        return trace


class _Part:
    """Some of a program's conclusions as one durable ruleset."""

    def __init__(self, program: Program, name: str, statements: list[tuple[int, CompiledConclusion]]) -> None:
        self.program, self.statements = program, statements
        self.fires: dict[str, tuple[int, Fired]] = {}
        self.tests: dict[Literal, FactTest] = {}
        self.bodies: dict[tuple[str, bool], list[Disjunct]] = {}
        self.constant = [
            Fired(compiled.name, bool(compiled.establish), 0)
            for _, compiled in statements
            if () in (*compiled.establish, *compiled.refute)
        ]
        self.rules = list(self._rules())
        self.by_place = [self.fires[rule.name] for rule in self.rules]
        self.machine = self._machine(f"{name}{program.tax_year}") if self.rules else None
        own = {compiled.name for _, compiled in statements}
        used = {_behind(program, literal)[0] for bodies in self.bodies.values() for body in bodies for literal in body}
        self.sources = [self._sources(level, used, own) for level in program.levels]

    def run(self, trace: Trace, work: _Work, fired: list[Fired]) -> bool:
        """Work the part out level by level; False where points met a fact that is not known."""
        values, fires = trace.values, self.by_place
        for one in self.constant:
            values[self.program.slots[one.conclusion]] = one.positive
        fired += self.constant
        if not work.level(0):
            return False
        if self.machine is None:
            return all(map(work.level, range(1, len(self.sources))))
        with self.machine.session() as session:
            for number, sources in enumerate(self.sources):
                if number and not work.level(number):
                    return False
                for place in session.fire(work.known(sources)):
                    slot, one = fires[place]
                    values[slot] = one.positive
                    fired.append(one)
            trace.asserts += session.asserts
        return True

    def _machine(self, name: str) -> Machine:
        try:
            return Machine(name, self.rules)
        except MachineLimit as limit:
            raise self._refusal(limit) from None

    def _refusal(self, limit: MachineLimit) -> Refusal:
        """The limit as a finding, at the conclusion whose rule goes beyond it."""
        _, _, rule = str(limit).partition("rule ")
        _, one = self.fires.get(rule.partition(":")[0], (0, None))
        if one is None:
            return Refusal(
                [Diagnostic("too-large", "error", f"the rules exceed what the inference engine takes: {limit}")]
            )
        span = self.program.rulebook.conclusions[one.conclusion].when.span
        message = f"`{one.conclusion}` is more than the inference engine takes together with the other conclusions"
        help = "name conditions that several conclusions share, and read the names"
        return Refusal([Diagnostic("too-large", "error", message, span, (), help, (str(limit),))])

    def _rules(self) -> Iterator[Rule]:
        for number, compiled in self.statements:
            for positive, side in ((True, compiled.establish), (False, compiled.refute)):
                yield from self._side(number, compiled, positive, side)

    def _side(
        self, number: int, compiled: CompiledConclusion, positive: bool, side: tuple[Disjunct, ...]
    ) -> Iterator[Rule]:
        concludes = _conclusion_predicate(self.program, compiled.name), positive
        all_bodies = self.bodies.setdefault((compiled.name, positive), [])
        for index, disjunct in enumerate(side):
            if disjunct:
                fires = compiled.slot, Fired(compiled.name, positive, index)
                bodies = self._bodies(disjunct)
                all_bodies += bodies
                for count, body in enumerate(bodies):
                    name = f"r{number}{'y' if positive else 'n'}{index}_{count}"
                    self.fires[name] = fires
                    yield Rule(name, tuple(map(self._test, body)), concludes)

    def _bodies(self, disjunct: Disjunct) -> list[Disjunct]:
        """What the rules for a disjunct test: for another conclusion alone, what the rules for that one test.

        The engine takes rules with the same tests as one, so the other need not be asserted for this one. Conclusions
        come after what they read, so the bodies of the other are there.
        """
        (place, sign), *more = disjunct
        node = self.program.atoms[place].node
        bodies = self.bodies.get((node.name, sign)) if isinstance(node, Name) and not more else None
        return [disjunct] if bodies is None else list(dict.fromkeys(bodies))

    def _test(self, literal: Literal) -> FactTest:
        if literal not in self.tests:
            self.tests[literal] = _test(self.program, *_behind(self.program, literal))
        return self.tests[literal]

    def _sources(self, level: Level, used: set[int], own: set[str]) -> list[Source]:
        """What to assert on the level: each predicate once, with the slot or the atom that holds its value."""
        found: dict[str, Source] = {}
        for place in level.atoms:
            atom = self.program.atoms[place]
            if place in used and not (isinstance(atom.node, Name) and atom.node.name in own):
                predicate = _predicate(self.program, place)
                found[predicate] = (predicate, _slot(self.program, atom), place)
        return list(found.values())


def _deciding(program: Program) -> set[str]:
    """The conclusions that verdicts, amounts and exported figures rest on."""
    book = program.rulebook
    names = [name for name, figure in book.figures.items() if figure.exported]
    names += [f"{route}.{part}" for route in book.routes for part in ("closed", "caution", "open", "primary")]
    return everything_behind(program.reads, names)


def _behind(program: Program, literal: Literal) -> Literal:
    """The literal, or where it is a conclusion that only says another again, that other: one assertion less."""
    place, sign = literal
    while isinstance(node := program.atoms[place].node, Name) and node.name in program.conclusions:
        establish = program.conclusions[node.name].establish
        if len(establish) != 1 or len(establish[0]) != 1:
            break
        place, positive = establish[0][0]
        sign = sign is positive
    return place, sign


def _test(program: Program, place: int, sign: bool) -> FactTest:
    bound = _numeric(program, program.atoms[place])
    if bound is None:
        return FactTest(_predicate(program, place), "=", sign)
    operator, amount = bound
    flipped = {">=": "<", ">": "<="}
    return FactTest(_predicate(program, place), operator if sign else flipped[operator], amount)


class _ByRanges:
    """Works levels out over ranges."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.tests = trace, trace.program.tests

    def level(self, number: int) -> bool:
        work_out(self.trace, self.trace.program.levels[number])
        return True

    def known(self, sources: list[Source]) -> Iterator[tuple[str, bool | int | str]]:
        values, tests = self.trace.values, self.tests
        for predicate, slot, place in sources:
            if slot is None:
                value = tests[place](values)
            else:
                value = values[slot]
                if isinstance(value, tuple):
                    value = value[0] if value[0] == value[1] else None
            if value is not None:
                yield predicate, value

    def finish(self) -> None:
        """Ranges note standings on the way."""


class _ByGeneratedCode:
    """Works levels out by generated code, for savers about whom everything that counts is known."""

    def __init__(self, trace: Trace, code: Generated) -> None:
        self.trace, self.code = trace, code
        self.given = given_list(trace)
        self.standings = [0] * len(self.given)
        self.truths: list[Any] = [None] * len(trace.program.atoms)

    def level(self, number: int) -> bool:
        return self.code.levels[number](self.trace.values, self.given, self.standings, self.truths)

    def known(self, sources: list[Source]) -> Iterator[tuple[str, bool | int | str]]:
        values, truths = self.trace.values, self.truths
        for predicate, slot, place in sources:
            if slot is None:
                yield predicate, truths[place]
            else:
                value = values[slot]
                yield predicate, value[0] if isinstance(value, tuple) else value

    def finish(self) -> None:
        set_standings(self.trace, self.standings)


def _predicate(program: Program, place: int) -> str:
    atom = program.atoms[place]
    if isinstance(atom.node, Name):
        return _conclusion_predicate(program, atom.node.name)
    if _numeric(program, atom) is not None and isinstance(atom.node, Comparison) and isinstance(atom.node.left, Name):
        return f"n{program.slots[atom.node.left.name]}"
    return f"t{place}"


def _conclusion_predicate(program: Program, name: str) -> str:
    return f"s{program.slots[name]}"


def _slot(program: Program, atom: Atom) -> int | None:
    if isinstance(atom.node, Name):
        return program.slots[atom.node.name]
    if _numeric(program, atom) is not None and isinstance(atom.node, Comparison) and isinstance(atom.node.left, Name):
        return program.slots[atom.node.left.name]
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
    if fact is None or not _plain(program, fact) or node.right.denominator != 1 or node.operator not in (">=", ">"):
        return None
    inside = fact.lowest < node.right.amount < fact.highest
    return (node.operator, node.right.amount) if inside else None


def _plain(program: Program, fact: Fact) -> bool:
    return fact.applies is None and fact.assume is None and program.denominators[fact.name] == 1
