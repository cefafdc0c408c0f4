"""The plain evaluator: facts, figures and conclusions level by level, without an inference engine.

It is the reference: inference by durable-rules must agree with it on every value and every reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from ..value import Value
from .compile.closures import Condition
from .compile.compiled import CompiledConclusion, CompiledFact, CompiledFigure, Level, Program
from .compile.defaults import Fitting
from .compile.generated_code import Generated
from .range import hull
from .standing import Standing
from .trace import Answers, Trace

_STANDINGS = tuple(Standing)
CompiledStatement = CompiledFact | CompiledFigure | CompiledConclusion
Closer = Mapping[str, CompiledFact]  # facts whose bounds are closer than the program's, because answers narrow them


def evaluate(program: Program, answers: Answers) -> Trace:
    """Work out everything the answers decide. Answers are checked values by fact; absent means unknown."""
    trace = Trace(program, answers)
    code = program.generated.ready(program)
    if code is None or not _by_generated_code(trace, code):
        _ranged(trace, program.levels)
    return trace


class IncrementalEvaluation:
    """Evaluates what differs in a few facts from the answers of a trace: only what reads something that moves, anew.

    It finds what `evaluate` finds, for the many answers that are tried around one saver; it starts from the trace or
    from what it found last, whichever differs in fewer facts.
    Measured by benchmarks/advice.py: 2.4 times the advices a second, compared with `evaluate`.
    """

    def __init__(self, trace: Trace, wanted: Iterable[str] | None = None) -> None:
        """Start from everything a trace holds; `wanted` names what is read of the traces, where that is not all.

        Whatever else they hold is not to be read.
        """
        self.trace, program = trace, trace.program
        self._wanted = -1 if wanted is None else reduce(or_, (program.walks.behind[name] for name in wanted), 0)
        self._last: tuple[Trace, Closer] = trace, {}
        statements: dict[str, CompiledStatement] = {**program.facts, **program.figures, **program.conclusions}
        self._statements = {compiled.slot: compiled for compiled in statements.values()}

    def evaluate(self, program: Program, answers: Answers, closer: Closer | None = None) -> Trace:
        """What the answers come to; the program is the trace's own, but for facts with `closer` bounds."""
        closer = closer or {}
        start, changed = self.trace, _changed(self.trace.answers, answers) | closer.keys()
        if len(changed) > 1 and len(others := _changed_since(*self._last, answers, closer)) < len(changed):
            start, changed = self._last[0], others
        trace = Trace(program, dict(answers))  # the caller may go on to change its own
        self._last = trace, closer
        values, standings = start.values.copy(), start.standings.copy()
        trace.values, trace.standings = values, standings
        reading, statements = program.walks.reading, self._statements
        waiting = 0  # slots as bits; each comes after what it reads
        for name in changed:  # a default that must fit reads the answer, whatever its value
            waiting |= reading[name] | 1 << program.slots[name]
        while waiting := waiting & self._wanted:
            compiled = statements[(waiting & -waiting).bit_length() - 1]
            waiting &= waiting - 1
            slot, name = compiled.slot, compiled.name
            was = values[slot], standings.get(name)
            values[slot] = _worked_out(trace, closer.get(name, compiled))
            if (values[slot], standings.get(name)) != was:
                waiting |= reading[name]
        return trace

    def values(self, fact: str, answer: Value) -> list[Any]:
        """The values, by slot, if one fact had another answer."""
        return self.evaluate(self.trace.program, {**self.trace.answers, fact: answer}).values


def _changed_since(start: Trace, before: Closer, answers: Answers, closer: Closer) -> set[str]:
    bounds = {name for name in before.keys() | closer.keys() if before.get(name) is not closer.get(name)}
    return _changed(start.answers, answers) | bounds


def _changed(before: Answers, now: Answers) -> set[str]:
    return {name for name, _ in before.items() ^ now.items()}


def _ranged(trace: Trace, levels: Iterable[Level]) -> None:
    for level in levels:
        work_out(trace, level)
        for compiled in level.conclusions:
            trace.values[compiled.slot] = _worked_out(trace, compiled)


def _by_generated_code(trace: Trace, code: Generated) -> bool:
    """Everything by generated code; False where a fact that is not known came up."""
    given = given_list(trace)
    standings = [0] * len(given)
    truths: list[bool | None] = [None] * len(trace.program.atoms)
    for level, conclude in zip(code.levels, code.conclusions, strict=True):
        if not level(trace.values, given, standings, truths):
            return False
        conclude(trace.values)
    for place, slot in trace.program.conclusion_atoms:
        truths[place] = trace.values[slot]
    set_standings(trace, standings)
    trace.truths = truths
    return True


def given_list(trace: Trace) -> list[Any]:
    """The answers in the order of the program's facts; None where not given."""
    return list(map(trace.answers.get, trace.program.facts))


def set_standings(trace: Trace, standings: list[int]) -> None:
    """Note how well each fact is known, from numbers in the order of the program's facts."""
    trace.standings = dict(zip(trace.program.facts, map(_STANDINGS.__getitem__, standings), strict=True))


def work_out(trace: Trace, level: Level) -> None:
    """Fill in the level's facts and figures."""
    for step in level.steps:
        trace.values[step.slot] = _worked_out(trace, step)


def _worked_out(trace: Trace, compiled: CompiledStatement) -> Any:
    if isinstance(compiled, CompiledFact):
        return _resolved(trace, compiled)
    return compiled.number[0](trace.values) if isinstance(compiled, CompiledFigure) else compiled.tree(trace.values)


def as_given(program: Program, answers: Answers) -> Trace:
    """Only what was given: a fact not given spans its bounds, nothing is assumed, set aside or concluded."""
    trace = Trace(program, answers)
    for compiled in program.facts.values():
        given = answers.get(compiled.name)
        value = compiled.unknown if given is None else compiled.measured(given)
        trace.values[compiled.slot] = value
        trace.standings[compiled.name] = Standing.UNKNOWN if given is None else Standing.KNOWN
    return trace


def contradictions(program: Program, answers: Answers) -> list[str]:
    """The names of the contradictions among the answers as given."""
    values = as_given(program, answers).values
    return [name for name, clash in program.contradictions.items() if _contradicts(clash, values)]


def _contradicts(clash: tuple[Condition, Condition | None], values: list[Any]) -> bool:
    when, unless = clash
    return when(values) is True and (unless is None or unless(values) is not True)


class IncrementalContradictions:
    """Whether answers contradict each other that differ in a few facts from those it starts from.

    Only the contradictions that read a fact that differs are looked at again.
    Measured by benchmarks/advice.py: a tenth more advices a second, compared with `contradictions`.
    """

    def __init__(self, program: Program, answers: Answers) -> None:
        """Start from a saver's answers."""
        self.program, self.answers = program, answers
        self._values, self._found = as_given(program, answers).values, set(contradictions(program, answers))

    def any(self, answers: Answers) -> bool:
        """Whether the answers contradict each other; they answer whatever was answered at the start."""
        facts, clashes = self.program.facts, self.program.contradictions
        values = self._values.copy()
        again: set[str] = set()
        for name in _changed(self.answers, answers):
            compiled, answer = facts[name], answers.get(name)
            values[compiled.slot] = compiled.unknown if answer is None else compiled.measured(answer)
            again |= self.program.walks.clashing.get(name, frozenset())
        return not self._found <= again or any(_contradicts(clashes[name], values) for name in again)


def _resolved(trace: Trace, compiled: CompiledFact) -> Any:
    applies = True if compiled.applies is None else compiled.applies(trace.values)
    if applies is False:
        trace.standings[compiled.name] = Standing.NOT_APPLICABLE
        return compiled.elsewhere
    value, standing = _given(trace, compiled)
    trace.standings[compiled.name] = standing
    if applies is None:
        return _either(value, compiled.elsewhere)
    return value


def _given(trace: Trace, compiled: CompiledFact) -> tuple[Any, Standing]:
    given = trace.answers.get(compiled.name)
    if given is not None:
        return compiled.measured(given), Standing.KNOWN
    unknown = compiled.unknown
    if compiled.assume is None:
        return unknown, Standing.UNKNOWN
    assume = compiled.assume[0] if isinstance(compiled.assume, tuple) else compiled.assume
    fits = True if compiled.assume_when is None else compiled.assume_when(trace.values)
    if fits is True:
        value = _within(assume(trace.values), unknown)
        return value if compiled.fitting is None else _fitted(trace, compiled.fitting, value), Standing.ASSUMED
    return unknown, Standing.UNKNOWN


def stated_default(trace: Trace, fact: str) -> Any:
    """What the default of an assumed fact says, whether or not it fits what was told."""
    compiled = trace.program.facts[fact]
    assume = compiled.assume[0] if isinstance(compiled.assume, tuple) else compiled.assume
    return None if assume is None else _within(assume(trace.values), compiled.unknown)


def _fitted(trace: Trace, fitting: Fitting, value: Any) -> Any:
    def assumed(name: str) -> bool:
        return trace.standings.get(name) is Standing.ASSUMED

    return fitting.fit(value, trace.program.held_against(fitting, trace.answers.get, assumed, trace.values))


def _within(value: Any, bounds: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return min(max(value[0], bounds[0]), bounds[1]), min(max(value[1], bounds[0]), bounds[1])


def _either(value: Any, otherwise: Any) -> Any:
    if isinstance(value, tuple):
        return hull(value, otherwise)
    return value if value == otherwise else None
