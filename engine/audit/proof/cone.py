"""What depends on what in a compiled program: the names a change can affect, and the facts an expression reads."""

from __future__ import annotations

from collections.abc import Iterable

from ...compile.plans import Program
from ...model import Expression
from ...walk import names_in


def reads(program: Program) -> dict[str, set[str]]:
    """For each name, in the order of working out, the names it reads directly."""
    return {name: _read(program, name) & program.slots.keys() for name in program.slots}


def _read(program: Program, name: str) -> set[str]:
    expressions: tuple[Expression | None, ...]
    fitted: Iterable[str] = ()
    if name in program.facts:
        plan = program.facts[name]
        expressions = (plan.applies_when, plan.assumed, plan.assumed_when)
        fitted = plan.fitting.earlier if plan.fitting else ()
    elif name in program.figures:
        expressions = (program.figures[name].expression,)
    else:
        expressions = (program.conclusions[name].expression,)
    return {read for one in expressions if one is not None for read, _ in names_in(one)} | set(fitted)


def reached(program: Program, start: Iterable[str]) -> set[str]:
    """The names that depend on the given ones, themselves included; a default depends on given facts after it."""
    found = set(start)
    told = {name: set(plan.fitting.names) for name, plan in program.facts.items() if plan.fitting}
    for name, read in reads(program).items():
        if (read | told.get(name, set())) & found:
            found.add(name)
    return found
