"""Proofs that need no amounts: conditions whose leaves are taken as free yes/no."""

from __future__ import annotations

from typing import Any

from ...rulebook.model import Comparison, Conditional, Connective, Expression, Not, Truth
from ...rulebook.walk import show
from .solver import begin, load_z3

_OPPOSITES = {"<": ">=", "<=": ">", "!=": "="}


def follows(condition: Expression) -> bool:
    """Whether the condition holds whatever its leaves are."""
    begin()
    z3 = load_z3()
    solver = z3.Solver()
    solver.add(z3.Not(_term(z3, condition)))
    return bool(solver.check() == z3.unsat)


def _term(z3: Any, node: Expression) -> Any:
    match node:
        case Truth(value=value):
            return z3.BoolVal(value)
        case Not(item=item):
            return z3.Not(_term(z3, item))
        case Connective(operator=operator, items=items):
            join = z3.And if operator == "and" else z3.Or
            return join(*(_term(z3, item) for item in items))
        case Conditional(test=test, then=then, otherwise=otherwise):
            return z3.If(_term(z3, test), _term(z3, then), _term(z3, otherwise))
        case Comparison(operator=operator, left=left, right=right) if operator in _OPPOSITES:
            return z3.Not(z3.Bool(show(Comparison(_OPPOSITES[operator], left, right))))
    return z3.Bool(show(node))
