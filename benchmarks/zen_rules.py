"""The decision expressed for zen-engine: one JDM expression node generated from the same folded program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rothroute.engine.reasoning.compile.compiled import CompiledFact, Level, Program
from rothroute.engine.rulebook.model import (
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
from rothroute.engine.value import SCALE


def graph(program: Program) -> str:
    """The program as JDM: every fact, figure and conclusion is one key, in order."""
    writer = _Writer(program)
    keys = [
        {"id": str(number), "key": f"x{slot}", "value": text}
        for number, (slot, text) in enumerate(line for level in program.levels for line in writer.level(level))
    ]
    at = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": at},
        {"id": "do", "type": "expressionNode", "name": "do", "position": at, "content": {"expressions": keys}},
        {"id": "out", "type": "outputNode", "name": "out", "position": at},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "do", "type": "edge"},
        {"id": "2", "sourceId": "do", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def context(program: Program, answers: dict[str, Any]) -> dict[str, Any]:
    """A saver's answers as zen-engine's input; what is not given is null."""
    return {f"g{slot}": answers.get(name) for name, slot in program.slots.items() if name in program.facts}


class _Writer:
    """Amounts are decimal cents here: zen-engine's numbers have 28 digits, too few for our common denominators."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def level(self, level: Level) -> Iterator[tuple[int, str]]:
        for step in level.steps:
            yield step.slot, self._fact(step) if isinstance(step, CompiledFact) else self.number(step.expression)
        for plan in level.conclusions:
            yield plan.slot, self.truth(plan.expression)

    def _fact(self, plan: CompiledFact) -> str:
        unit = plan.fact.unit
        numeric = unit not in ("yes_no", "choice", "tax_year")
        given = f"(g{plan.slot} / {SCALE[unit]})" if unit == "percent" else f"g{plan.slot}"
        if plan.assumed is not None:
            stand_in = self.number(plan.assumed) if numeric else self.truth(plan.assumed)
            if numeric and unit != "percent":
                stand_in = f"max([{plan.fact.lowest}, min([{plan.fact.highest}, {stand_in}])])"
            given = f"(g{plan.slot} == null ? {stand_in} : {given})"
        if plan.applies_when is None:
            return given
        value = plan.fact.otherwise
        otherwise = str(value).lower() if isinstance(value, bool) else str(int(value or 0))
        return f"({self.truth(plan.applies_when)} ? {given} : {otherwise})"

    def number(self, node: Expression) -> str:
        match node:
            case Number(amount=amount, denominator=denominator):
                return f"({amount} / {denominator})" if denominator > 1 else f"({amount})"
            case Name(name=name):
                return f"$.x{self.program.slots[name]}"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({self.number(left)} {operator} {self.number(right)})"
            case Extreme(operator=operator, items=items):
                return f"{operator}([{', '.join(self.number(item) for item in items)}])"
            case Conditional(test=test, then=then, otherwise=otherwise):
                return f"({self.truth(test)} ? {self.number(then)} : {self.number(otherwise)})"
            case Proration(rounding=rounding, amount=amount, part=part, whole=whole):
                whole_text = self.number(whole)
                share = f"{self.number(amount)} * {self.number(part)} / {whole_text}"
                return f"({whole_text} > 0 ? {_rounded(rounding, share)} : 0)"
            case Rounded(rounding=rounding, item=item):
                return _rounded(rounding, self.number(item))
        raise TypeError(node)

    def truth(self, node: Expression) -> str:
        match node:
            case Truth(value=value):
                return str(value).lower()
            case Name(name=name):
                return f"$.x{self.program.slots[name]}"
            case Membership(fact=fact, values=values):
                return f"($.x{self.program.slots[fact]} in [{', '.join(repr(value) for value in values)}])"
            case Not(item=item):
                return f"(not {self.truth(item)})"
            case Connective(operator=operator, items=items):
                return "(" + f" {operator} ".join(self.truth(item) for item in items) + ")"
            case Conditional(test=test, then=then, otherwise=otherwise):
                return f"({self.truth(test)} ? {self.truth(then)} : {self.truth(otherwise)})"
            case Comparison(operator=operator, left=left, right=right):
                return f"({self.number(left)} {'==' if operator == '=' else operator} {self.number(right)})"
        raise TypeError(node)


def _rounded(rounding: str, text: str) -> str:
    return f"floor({text} + 0.5)" if rounding == "to_cent" else f"(ceil(({text}) / 1000) * 1000)"
