"""The translation computed for one saver, so that the solver's reading can be compared with the evaluator's."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ...compile.plans import Program
from ...evaluate import evaluate
from ...model import Fact
from ...range import half_up
from ...trace import Answers
from ...value import SCALE
from .rounding import Rendering
from .savers import Asked, Savers
from .translate import Translation


def by_solver(program: Program, answers: Answers) -> dict[str, Fraction | bool]:
    """Every figure and conclusion as the solver reads the rules; each fact must be told, assumed or not applicable."""
    translation = _Worked(program, _Pinned(program, answers), Rendering("exact", True))
    names = (*program.figures, *program.conclusions)
    return {name: _plain(translation, translation.named(name)) for name in names}


def by_evaluator(program: Program, values: list[Any]) -> dict[str, Fraction | bool]:
    """The same from a trace's values."""
    found: dict[str, Fraction | bool] = {}
    for name, plan in program.figures.items():
        found[name] = Fraction(values[plan.slot][0], program.overs[name])
    for name in program.conclusions:
        found[name] = values[program.slots[name]]
    return found


def _plain(translation: Translation, term: Any) -> Fraction | bool:
    found = translation.z3.simplify(term)
    if translation.z3.is_bool(found):
        return bool(translation.z3.is_true(found))
    return Fraction(found.as_fraction())


class _Worked(Translation):
    """Every name worked out at once."""

    def _held(self, name: str, term: Any) -> Any:
        return self.z3.simplify(term)


class _Pinned(Savers):
    """One saver's answers as constants."""

    def __init__(self, program: Program, answers: Answers) -> None:
        super().__init__(program.rulebook.facts, True)
        trace = evaluate(program, answers)
        self.given: Mapping[str, Any] = answers
        self.stands = {name: trace.values[plan.slot] for name, plan in program.facts.items()}
        self.overs = program.overs

    def _ask(self, fact: Fact) -> Asked:
        z3 = self.z3
        told = fact.name in self.given
        value = self.given[fact.name] if told else self.stands[fact.name]
        flag = z3.BoolVal(told)
        if fact.unit == "yes_no":
            return Asked(z3.BoolVal(value), {}, flag)
        if fact.unit in ("choice", "tax_year"):
            return Asked(None, {one: z3.BoolVal(one == value) for one, _ in fact.values}, flag)
        number = value if told else half_up(value[0] * SCALE[fact.unit], self.overs[fact.name])
        return Asked(z3.RealVal(number), {}, flag)
