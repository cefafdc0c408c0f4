"""The decision by CLIPS: the same disjuncts as defrules, figures by our own generated code level by level."""

from __future__ import annotations

from typing import Any

import clips

from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.evaluate import given_list
from rothroute.engine.reasoning.trace import Trace
from rothroute.engine.rulebook.model import Name


class Clips:
    """A program's conclusions in one CLIPS environment."""

    def __init__(self, program: Program) -> None:
        """Define one rule for each disjunct."""
        self.program = program
        self.environment = clips.Environment()
        self.conclusion_of = dict(program.conclusion_atoms)
        for plan in program.conclusions.values():
            for holds, side in (("yes", plan.establish), ("no", plan.refute)):
                for number, disjunct in enumerate(side):
                    tests = " ".join(f"({self._name(place)} {'yes' if sign else 'no'})" for place, sign in disjunct)
                    text = f"(defrule r{plan.slot}{holds}{number} {tests} => (assert (s{plan.slot} {holds})))"
                    self.environment.build(text)
        self.leaves = [
            [place for place in level.atoms if not isinstance(program.atoms[place].node, Name) or self._is_fact(place)]
            for level in program.levels
        ]

    def _is_fact(self, place: int) -> bool:
        return place not in self.conclusion_of

    def _name(self, place: int) -> str:
        return f"s{self.conclusion_of[place]}" if place in self.conclusion_of else f"a{place}"

    def evaluate(self, answers: dict[str, Any]) -> list[Any]:
        """Every value by slot, for a saver about whom everything is known."""
        environment, points = self.environment, self.program.generated
        environment.reset()
        trace = Trace(self.program, answers)
        given, truths = given_list(trace), [None] * len(self.program.atoms)
        standings = [0] * len(given)
        for code, leaves in zip(points.levels, self.leaves, strict=True):
            assert code(trace.values, given, standings, truths)
            for place in leaves:
                environment.assert_string(f"(a{place} {'yes' if truths[place] else 'no'})")
            environment.run()
            for fact in environment.facts():
                name = fact.template.name
                if name[0] == "s" and name[1:].isdigit():
                    trace.values[int(name[1:])] = fact[0] == "yes"
        return trace.values
