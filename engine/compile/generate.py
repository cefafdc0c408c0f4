"""The same program for savers about whom everything is known: one number instead of a range, as generated Python.

Generated source holds slot numbers, whole numbers and fixed templates only; no text of a rule file reaches it
(docs/decisions/0004). A fact that is not known makes the level return False, and the caller falls back to ranges.
Compiling takes a few hundredths of a second, so it waits until a program has been used often.
Measured by benchmarks/advice.py: 1.7 times the decisions a second, and 5 times the plain evaluations, with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import gcd, lcm
from typing import Any, Final

from ..model import (
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)
from ..range import to_cent, to_ten_dollars
from ..value import SCALE
from .defaults import Fitting
from .plans import FactPlan, FigurePlan, Level, Program
from .points import ConclusionCode, LevelCode

_ROUND: Final = {"to_cent": "R0", "up_to_ten_dollars": "R1"}


def generate(program: Program) -> tuple[list[LevelCode], list[ConclusionCode]]:
    """Compile every level of the program."""
    writer = _Writer(program)
    lines: list[str] = []
    for number, level in enumerate(program.levels):
        lines += [f"def level{number}(v, g, s, t):", *writer.level(level), " return True"]
        lines += [f"def conclusions{number}(v):", *writer.conclusions(level), " return None"]
    names: dict[str, Any] = {
        "K": writer.choices,
        "N": writer.fittings,
        "R0": to_cent,
        "R1": to_ten_dollars,
        "P0": _share_cent,
    }
    names |= {"P1": _share_ten, "__builtins__": {"None": None, "True": True, "False": False}}
    exec(compile("\n".join(lines), "<rules>", "exec"), names)
    count = range(len(program.levels))
    return [names[f"level{n}"] for n in count], [names[f"conclusions{n}"] for n in count]


def _share_cent(amount: int, part: int, whole: int, over: int) -> int:
    return to_cent(amount * part, whole * over) if whole > 0 else 0


def _share_ten(amount: int, part: int, whole: int, over: int) -> int:
    return to_ten_dollars(amount * part, whole * over) if whole > 0 else 0


def _fitted(program: Program, index: Mapping[str, int], fitting: Fitting) -> Callable[..., Any]:
    """The nearest value to a known default that contradicts nothing, from what generated code has at hand."""
    facts = [(program.facts[name], index[name], name in fitting.earlier) for name in fitting.names]

    def told(plan: FactPlan, place: int, earlier: bool, values: list[Any], given: list[Any], stands: list[int]) -> Any:
        numeric = plan.fact.unit not in ("yes_no", "choice", "tax_year")
        factor = program.overs[plan.name] // SCALE[plan.fact.unit] if numeric else 1
        if given[place] is not None:
            return (given[place] * factor, given[place] * factor) if numeric else given[place]
        if earlier and stands[place] == 1:
            return values[plan.slot]
        return (plan.fact.lowest * factor, plan.fact.highest * factor) if numeric else None

    def fitted(value: Any, values: list[Any], given: list[Any], stands: list[int]) -> Any:
        view = {plan.slot: told(plan, place, earlier, values, given, stands) for plan, place, earlier in facts}
        found = fitting.fit(value if isinstance(value, bool) else (value, value), view)
        return found[0] if isinstance(found, tuple) else found

    return fitted


class _Writer:
    """Writes expressions as Python text; numeric text comes with its denominator."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.choices: list[frozenset[str]] = []
        self.fittings: list[Callable[..., Any]] = []
        self.here: set[int] = set()
        self.spare = 0
        self.index = {name: place for place, name in enumerate(program.facts)}

    def level(self, level: Level) -> Iterator[str]:
        self.here = set()
        for step in level.steps:
            if isinstance(step, FactPlan):
                yield from self._fact(step)
            else:
                yield from self._figure(step)
            self.here.add(step.slot)
        for place in level.atoms:
            node = self.program.atoms[place].node
            if not (isinstance(node, Name) and node.name in self.program.conclusions):
                yield f" t[{place}] = {self.truth(node)}"

    def conclusions(self, level: Level) -> Iterator[str]:
        self.here = set()
        for plan in level.conclusions:
            yield f" v[{plan.slot}] = {self.truth(plan.expression)}"

    def _figure(self, plan: FigurePlan) -> Iterator[str]:
        text, over = self.number(plan.expression)
        yield f" x{plan.slot} = {_times(text, self.program.overs[plan.name] // over)}"
        yield f" v[{plan.slot}] = (x{plan.slot}, x{plan.slot})"

    def _fact(self, plan: FactPlan) -> Iterator[str]:
        slot, place = plan.slot, self.index[plan.name]
        numeric = plan.fact.unit not in ("yes_no", "choice", "tax_year")
        factor = self.program.overs[plan.name] // SCALE[plan.fact.unit] if numeric else 1
        applies = "True" if plan.applies_when is None else self.truth(plan.applies_when)
        yield f" if {applies}:"
        yield f"  x{slot} = g[{place}]"
        yield f"  if x{slot} is not None:"
        yield f"   x{slot} = {_times(f'x{slot}', factor)}"
        yield "  else:"
        yield from self._assumed(plan, numeric, factor)
        if plan.assumed is not None and plan.fitting is not None:
            self.fittings.append(_fitted(self.program, self.index, plan.fitting))
            yield f"   x{slot} = N[{len(self.fittings) - 1}](x{slot}, v, g, s)"
        yield f"   s[{place}] = 1"
        if plan.applies_when is not None:
            yield " else:"
            yield f"  x{slot} = {self._otherwise(plan, factor)}"
            yield f"  s[{place}] = 2"
        yield f" v[{slot}] = (x{slot}, x{slot})" if numeric else f" v[{slot}] = x{slot}"

    def _assumed(self, plan: FactPlan, numeric: bool, factor: int) -> Iterator[str]:
        if plan.assumed is None:
            yield "   return False"
            return
        if plan.assumed_when is not None:
            yield f"   if not {self.truth(plan.assumed_when)}: return False"
        if not numeric:
            yield f"   x{plan.slot} = {self.truth(plan.assumed)}"
            return
        text, over = self.number(plan.assumed)
        own = self.program.overs[plan.name]
        scaled = _times(text, own // over) if own % over == 0 else f"{text} * {own} // {over}"
        low, high = plan.fact.lowest * factor, plan.fact.highest * factor
        yield f"   x{plan.slot} = {scaled}"
        yield f"   if x{plan.slot} < {low}: x{plan.slot} = {low}"
        yield f"   elif x{plan.slot} > {high}: x{plan.slot} = {high}"

    def _otherwise(self, plan: FactPlan, factor: int) -> str:
        value = plan.fact.otherwise
        if isinstance(value, str):
            self.choices.append(frozenset((value,)))
            return f"[k for k in K[{len(self.choices) - 1}]][0]"
        return str(value) if isinstance(value, bool) or value is None else str(value * factor)

    def _slot(self, name: str, numeric: bool) -> str:
        slot = self.program.slots[name]
        if slot in self.here:
            return f"x{slot}"
        return f"v[{slot}][0]" if numeric else f"v[{slot}]"

    def number(self, node: Expression) -> tuple[str, int]:
        match node:
            case Number(amount=amount, over=over):
                return str(amount), over
            case Name(name=name):
                return self._slot(name, True), self.program.overs[name]
            case Arithmetic():
                return self._arithmetic(node)
            case Extreme(operator=operator, items=items):
                return self._extreme(operator, items)
            case Conditional():
                then, otherwise, over = self._pair(node.then, node.otherwise)
                return f"({then} if {self.truth(node.test)} else {otherwise})", over
            case Proration():
                return self._proration(node)
            case Rounded(rounding=rounding, item=item):
                text, over = self.number(item)
                return f"{_ROUND[rounding]}({text}, {over})", 1
        raise TypeError(f"not an amount: {node!r}")

    def _pair(self, left: Expression, right: Expression) -> tuple[str, str, int]:
        (one, own), (other, their) = self.number(left), self.number(right)
        over = lcm(own, their)
        return _times(one, over // own), _times(other, over // their), over

    def _arithmetic(self, node: Arithmetic) -> tuple[str, int]:
        if node.operator in "+-":
            one, other, over = self._pair(node.left, node.right)
            return f"({one} {node.operator} {other})", over
        if isinstance(node.right, Number):
            return self._scaled(node.left, node.right, node.operator)
        if isinstance(node.left, Number):
            return self._scaled(node.right, node.left, node.operator)
        (one, over), (other, under) = self.number(node.left), self.number(node.right)
        return f"({one} * {other})", over * under

    def _scaled(self, node: Expression, constant: Number, operator: str) -> tuple[str, int]:
        text, over = self.number(node)
        times, per = (constant.amount, constant.over) if operator == "*" else (constant.over, constant.amount)
        if per < 0:
            times, per = -times, -per
        shared = gcd(times, over * per)
        return _times(text, times // shared), over * per // shared

    def _extreme(self, operator: str, items: tuple[Expression, ...]) -> tuple[str, int]:
        found = [self.number(item) for item in items]
        over = lcm(*(each[1] for each in found))
        texts = [_times(text, over // own) for text, own in found]
        best = texts[0]
        sign = "<" if operator == "min" else ">"
        for text in texts[1:]:
            self.spare += 2
            one, other = f"y{self.spare}", f"y{self.spare + 1}"
            best = f"({one} if ({one} := {best}) {sign} ({other} := {text}) else {other})"
        return best, over

    def _proration(self, node: Proration) -> tuple[str, int]:
        (amount, a), (part, p), (whole, w) = (self.number(n) for n in (node.amount, node.part, node.whole))
        shared = gcd(a * p, w)
        call = "P0" if node.rounding == "to_cent" else "P1"
        return f"{call}({amount}, {_times(part, w // shared)}, {whole}, {a * p // shared})", 1

    def truth(self, node: Expression) -> str:
        match node:
            case Truth(value=value):
                return str(value)
            case Name(name=name):
                return self._slot(name, False)
            case Membership(fact=fact, values=values):
                self.choices.append(frozenset(values))
                return f"({self._slot(fact, False)} in K[{len(self.choices) - 1}])"
            case Not(item=item):
                return f"(not {self.truth(item)})"
            case Connective(operator=operator, items=items):
                return "(" + f" {operator} ".join(self.truth(item) for item in items) + ")"
            case Conditional():
                return f"({self.truth(node.then)} if {self.truth(node.test)} else {self.truth(node.otherwise)})"
            case Comparison(operator=operator):
                one, other, _ = self._pair(node.left, node.right)
                return f"({one} {'==' if operator == '=' else operator} {other})"
        raise TypeError(f"not a condition: {node!r}")


def _times(text: str, factor: int) -> str:
    return text if factor == 1 else f"({text} * {factor})"
