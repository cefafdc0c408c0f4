"""The mutants of a rulebook: each is the rulebook with one statement or one published amount changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ...diagnostic import Span
from ...model import Expression, Formula, Parameter, Published, Rulebook
from ...value import Value, show_value
from ..coverage.leaves import place_of
from .operators import Altered, altered

_STEPS: Final = {"dollars": 100, "percent": 10_000, "date": 1, "years": 1, "days": 1, "number": 1}


class Mutant(NamedTuple):
    """One change: its kind, the statement, what became what, where, and the new expression or amount."""

    kind: str
    statement: str
    said: str
    span: Span
    expression: Expression | None = None
    tax_year: int | None = None
    amount: Value | None = None

    def applied(self, book: Rulebook) -> Rulebook:
        """The rulebook with this one change."""
        if self.expression is None:
            return book._replace(parameters={**book.parameters, self.statement: self._parameter(book)})
        figures, conclusions = dict(book.figures), dict(book.conclusions)
        if self.statement in figures:
            figure = figures[self.statement]
            figures[self.statement] = figure._replace(formula=self._formula(figure.formula))
        else:
            conclusion = conclusions[self.statement]
            conclusions[self.statement] = conclusion._replace(when=self._formula(conclusion.when))
        return book._replace(figures=figures, conclusions=conclusions)

    def _formula(self, formula: Formula) -> Formula:
        assert self.expression is not None
        return formula._replace(expression=self.expression)

    def _parameter(self, book: Rulebook) -> Parameter:
        parameter = book.parameters[self.statement]
        values = tuple((year, self._published(year, one)) for year, one in parameter.values)
        return parameter._replace(values=values)

    def _published(self, year: int, one: Published) -> Published:
        return one._replace(amount=self.amount) if year == self.tax_year else one


def mutants(book: Rulebook) -> list[Mutant]:
    """Every mutant of the rulebook's own statements; what routes are rewritten to is not changed."""
    return [*_statements(book), *_amounts(book)]


def _statements(book: Rulebook) -> Iterator[Mutant]:
    for name, figure in book.figures.items():
        if "." not in name:
            yield from (_mutant(name, figure.formula, one) for one in altered(figure.formula.expression))
    for name, conclusion in book.conclusions.items():
        if "." not in name:
            yield from (_mutant(name, conclusion.when, one) for one in altered(conclusion.when.expression))


def _mutant(name: str, formula: Formula, one: Altered) -> Mutant:
    return Mutant(one.kind, name, one.said, place_of(formula, one.part), one.whole)


def _amounts(book: Rulebook) -> Iterator[Mutant]:
    for name, parameter in book.parameters.items():
        for year, published in parameter.values:
            if published.amount is not None and year in book.years:
                yield _amount(name, parameter, year, published)


def _amount(name: str, parameter: Parameter, year: int, published: Published) -> Mutant:
    old = published.amount
    assert old is not None
    new: Value = not old if isinstance(old, bool) else int(old) + (parameter.step or _STEPS[parameter.unit])
    said = f"{show_value(old, parameter.unit)} becomes {show_value(new, parameter.unit)} in {year}"
    return Mutant("parameter", name, said, published.span, None, year, new)
