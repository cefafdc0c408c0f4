"""A program for one saver of whom a fact is known in part: its bounds are closer, and no default stands in for it."""

from __future__ import annotations

from collections.abc import Mapping

from .compile.compiled import CompiledFact, CompiledFigure, Program
from .compile.generated_code import GeneratedCode
from .range import Range


def narrowed(program: Program, bounds: Mapping[str, Range | None]) -> Program:
    """The program with the facts that are known in part: a range in the fact's own unit, None for its own bounds.

    A saver's own answer still counts before all of them. The program is for this saver alone; it is not kept.
    """
    if not bounds:
        return program
    facts = dict(program.facts)
    for name, found in bounds.items():
        facts[name] = _closer(facts[name], found)

    def step(one: CompiledFact | CompiledFigure) -> CompiledFact | CompiledFigure:
        return facts[one.name] if isinstance(one, CompiledFact) else one

    book = program.rulebook
    return program._replace(
        rulebook=book._replace(facts={**book.facts, **{name: facts[name].fact for name in bounds}}),
        facts=facts,
        levels=tuple(level._replace(steps=tuple(map(step, level.steps))) for level in program.levels),
        generated=GeneratedCode(None),  # its levels have the defaults of all savers in them
    )


def _closer(compiled: CompiledFact, found: Range | None) -> CompiledFact:
    bare = compiled._replace(assume=None, assume_when=None, assumed=None, assumed_when=None, fitting=None)
    if found is None:
        return bare
    low, high = max(found[0], compiled.fact.lowest), min(found[1], compiled.fact.highest)
    return bare.between(low, high)
