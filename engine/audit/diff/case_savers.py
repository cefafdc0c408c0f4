"""The savers of worked cases, as the savers two programs are compared with: whom somebody thought worth a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ...advise.answers import Given
from ...diagnostic import Refusal
from ...reasoning.compile.compiled import Program
from ...rulebook.model import Case
from ...value import Value
from ..proof.person import Person, person_of


def savers_of(program: Program, cases: Iterable[Case]) -> Iterator[Person]:
    """The saver of each case, each once; of another tax year, moved into the program's with all days."""
    seen = set()
    for case in cases:
        answers = tuple(sorted(_answers(program, case).items()))
        if answers and answers not in seen:
            seen.add(answers)
            yield person_of(program, dict(answers))


def _answers(program: Program, case: Case) -> Person:
    given = Given()
    for name, text, span in case.given:
        given.set(program.rulebook, name, text, span, span)
    try:
        given.check(program.rulebook)
    except Refusal:
        return {}  # a case of what is refused
    year = given.values.get(program.rulebook.year_fact, program.tax_year)
    days = date(program.tax_year, 1, 1).toordinal() - date(int(year), 1, 1).toordinal()
    return {name: _moved(program, name, value, days) for name, value in given.values.items()}


def _moved(program: Program, name: str, value: Value, days: int) -> Value:
    unit = program.rulebook.facts[name].unit
    if unit == "tax_year":
        return program.tax_year
    return int(value) + days if unit == "date" else value
