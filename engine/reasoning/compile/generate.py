"""A program as generated Python for savers about whom everything is known, made once it has been used often.

There is one function a level, with one number instead of a range; a fact that is not known makes it return False.
Generated source holds slot numbers, whole numbers and fixed templates only; no text of a rule file reaches it
(docs/decisions/0004). Compiling takes some hundredths of a second, so it waits until a program has been used often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...rulebook.model import Expression, Name
from ...value import SCALE
from .compiled import NO_NUMBER, CompiledFact, CompiledFigure, Level, Program
from .defaults import Fitting
from .generated_code import Generated
from .operators import YES, Op, in_units, unit_fraction, within
from .python_text import SlotPrinter, run, written


def generate(program: Program) -> Generated:
    """Compile every level of the program."""
    writer = _CodeWriter(program)
    lines: list[str] = []
    for number, level in enumerate(program.levels):
        lines += [f"def level{number}(v, g, s, t):", *writer.level(level), " return True"]
        lines += [f"def conclusions{number}(v):", *writer.conclusions(level), " return None"]
    names = run("\n".join(lines), writer.choices)
    names["N"] = writer.fittings
    count = range(len(program.levels))
    return Generated([names[f"level{n}"] for n in count], [names[f"conclusions{n}"] for n in count])


def _fitted(program: Program, index: Mapping[str, int], fitting: Fitting) -> Callable[..., Any]:
    """The nearest value to a known default that contradicts nothing, from what generated code has at hand."""

    def fitted(value: Any, values: list[Any], given: list[Any], used: list[int]) -> Any:
        told = program.held_against(
            fitting, lambda name: given[index[name]], lambda name: used[index[name]] == 1, values
        )
        found = fitting.fit(value if isinstance(value, bool) else (value, value), told)
        return found[0] if isinstance(found, tuple) else found

    return fitted


class _CodeWriter:
    """Writes levels for savers known."""

    def __init__(self, program: Program) -> None:
        self.program, self.lowering = program, program.compiler.lowering
        self.choices: dict[str, str] = {}
        self.fittings: list[Callable[..., Any]] = []
        self.known = SlotPrinter(program.slots, self.choices, True)
        self.index = {name: place for place, name in enumerate(program.facts)}

    def level(self, level: Level) -> Iterator[str]:
        self.known.here.clear()
        for step in level.steps:
            if isinstance(step, CompiledFact):
                yield from self._fact(step)
            else:
                yield from self._figure(step)
            self.known.here.add(step.slot)
        for place in level.atoms:
            node = self.program.atoms[place].node
            if not (isinstance(node, Name) and node.name in self.program.conclusions):
                yield from self._set(f"t[{place}]", self.lowering.truth(node))

    def conclusions(self, level: Level) -> Iterator[str]:
        self.known.here.clear()
        for compiled in level.conclusions:
            yield from self._set(f"v[{compiled.slot}]", self.lowering.truth(compiled.expression))

    def _number(self, node: Expression, denominator: int) -> Op:
        return in_units(self.lowering.number(node), unit_fraction(denominator))

    def _set(self, name: str, op: Op, indent: int = 1) -> Iterator[str]:
        """Lines that give a name what an operator comes to for a saver known."""
        lines, (text,) = written(self.known.pair(op)[0])
        yield from (" " * indent + line for line in (*lines, f"{name} = {text}"))

    def _figure(self, compiled: CompiledFigure) -> Iterator[str]:
        denominator = self.program.denominators[compiled.name]
        yield from self._set(f"x{compiled.slot}", self._number(compiled.expression, denominator))
        yield f" v[{compiled.slot}] = (x{compiled.slot}, x{compiled.slot})"

    def _fact(self, compiled: CompiledFact) -> Iterator[str]:
        slot, place = compiled.slot, self.index[compiled.name]
        numeric = compiled.fact.unit not in NO_NUMBER
        factor = self.program.denominators[compiled.name] // SCALE[compiled.fact.unit] if numeric else 1
        applies = YES if compiled.applies_when is None else self.lowering.truth(compiled.applies_when)
        yield from self._set("applies", applies)
        yield " if applies:"
        yield f"  x{slot} = g[{place}]"
        yield f"  if x{slot} is not None:"
        yield f"   x{slot} = x{slot} * {factor}" if factor != 1 else "   pass"
        yield "  else:"
        yield from self._assumed(compiled, numeric, factor)
        if compiled.assumed is not None and compiled.fitting is not None:
            self.fittings.append(_fitted(self.program, self.index, compiled.fitting))
            yield f"   x{slot} = N[{len(self.fittings) - 1}](x{slot}, v, g, s)"
        yield f"   s[{place}] = 1"
        yield " else:"
        yield f"  x{slot} = {self._otherwise(compiled, factor)}"
        yield f"  s[{place}] = 2"
        yield f" v[{slot}] = (x{slot}, x{slot})" if numeric else f" v[{slot}] = x{slot}"

    def _assumed(self, compiled: CompiledFact, numeric: bool, factor: int) -> Iterator[str]:
        if compiled.assumed is None:
            yield "   return False"
            return
        if compiled.assumed_when is not None:
            yield from self._set("used", self.lowering.truth(compiled.assumed_when), 3)
            yield "   if not used: return False"
        op = (
            self.lowering.truth(compiled.assumed)
            if not numeric
            else within(
                self._number(compiled.assumed, self.program.denominators[compiled.name]),
                compiled.fact.lowest * factor,
                compiled.fact.highest * factor,
            )
        )
        yield from self._set(f"x{compiled.slot}", op, 3)

    def _otherwise(self, compiled: CompiledFact, factor: int) -> str:
        value = compiled.fact.otherwise
        if isinstance(value, str):
            return self.choices.setdefault(value, f"K{len(self.choices)}")
        return str(value) if isinstance(value, bool) or value is None else str(value * factor)
