"""Savers on the boundaries: for each fact the amounts it is compared with, one step either side."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Final

from ...advise.sensitivity import Sensitivity
from ...reasoning.compile.compiled import Program
from ...reasoning.evaluate import contradictions, evaluate
from ...rulebook.walk import names_in
from ...value import Value
from .person import Person, person_of

MOST: Final = 400


def boundary_savers(
    program: Program, most: int = MOST, known: Mapping[str, Container[Value]] = MappingProxyType({})
) -> Iterator[Person]:
    """A saver in the middle, then each fact on each boundary, then two facts at a time; free of contradictions.

    Boundaries that are all `known` are left out.
    """
    values = boundary_values(program)
    middle = _agreeing(program, {name: found[len(found) // 2] for name, found in values.items()}, ())
    seen = 0
    for change in _changes(values):
        if known and all(value in known.get(name, ()) for name, value in change.items()):
            continue
        person = person_of(program, _agreeing(program, {**middle, **change}, change))
        if not contradictions(program, person):
            yield person
            seen += 1
        if seen >= most:
            return


def _agreeing(program: Program, person: Person, kept: Container[str]) -> Person:
    """The answers without those that contradict the ones to be kept: their defaults never do."""
    found = contradictions(program, person)
    for one in program.rulebook.contradictions:
        if one.name in found:
            read = {name for name, _ in names_in(one.when.expression)} & person.keys()
            person = {name: value for name, value in person.items() if name not in read or name in kept}
            found = contradictions(program, person)
    return person


def _changes(values: dict[str, list[Value]]) -> Iterator[Person]:
    yield {}
    for name, found in values.items():
        yield from ({name: value} for value in found)
    for one, other in combinations(values, 2):
        for value in values[one][:: max(1, len(values[one]) // 4)]:
            yield from ({one: value, other: second} for second in values[other][:: max(1, len(values[other]) // 4)])


def boundary_values(program: Program) -> dict[str, list[Value]]:
    """For each fact the values worth trying: its bounds, and what it is held against, one step either side."""
    search = Sensitivity(evaluate(program, {}))
    values = {name: search.values(name) for name, fact in program.rulebook.facts.items() if fact.unit != "tax_year"}
    return {name: found for name, found in values.items() if found}
