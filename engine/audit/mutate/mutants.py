"""The mutants of a rulebook: each is the rulebook with one statement or one published amount changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple

from ...diagnostic import Span
from ...rulebook.load.graph import dependencies
from ...rulebook.load.routes import NOTHING, any_named
from ...rulebook.model import (
    Connective,
    Contradiction,
    Expression,
    Formula,
    Name,
    Not,
    Parameter,
    Published,
    Route,
    Rulebook,
    Truth,
)
from ...value import Value, show_value
from ..coverage.leaves import place_of
from .operators import Altered, altered

Part = Literal["formula", "applies", "assume", "assume_when", "when", "unless",
               "lowest", "highest", "tie_order", "doing_order", "order", "by", "uses", "preview"]  # fmt: skip
_STEPS: Final = {"dollars": 100, "percent": 10_000, "date": 1, "years": 1, "days": 1, "number": 1}


class Mutant(NamedTuple):
    """One change: its kind, the statement, what became what, where, and the new expression or amount.

    `part` says which expression of the statement is changed: a figure's formula or a conclusion's condition, where a
    figure or fact applies, the default of a fact, or where that default may stand in. The others are changed outside
    formulas (see `restated`), and `amount` is then the bound, the name or the place that comes in.
    """

    kind: str
    statement: str
    said: str
    span: Span
    expression: Expression | None = None
    tax_year: int | None = None
    amount: Value | None = None
    part: Part = "formula"

    def applied(self, book: Rulebook) -> Rulebook:
        """The rulebook with this one change."""
        if self.expression is None:
            return book._replace(parameters={**book.parameters, self.statement: self._parameter(book)})
        if self.part in ("when", "unless"):
            return book._replace(contradictions=tuple(map(self._clash, book.contradictions)))
        if self.statement in book.facts:
            return book._replace(facts=self._among(book.facts, self.part))
        if self.statement in book.figures:
            return book._replace(figures=self._among(book.figures, self.part))
        return book._replace(conclusions=self._among(book.conclusions, "when"))

    def _clash(self, one: Contradiction) -> Contradiction:
        """The contradiction, changed if it is this one."""
        formula = one.unless if self.part == "unless" else one.when
        if one.name != self.statement or formula is None or self.expression is None:
            return one
        changed = formula._replace(expression=self.expression)
        return one._replace(unless=changed) if self.part == "unless" else one._replace(when=changed)

    def _among(self, statements: dict[str, Any], part: str) -> dict[str, Any]:
        """The statements with the one that is changed."""
        assert self.expression is not None
        old = statements[self.statement]
        formula = getattr(old, part)._replace(expression=self.expression)
        return {**statements, self.statement: old._replace(**{part: formula})}

    def _parameter(self, book: Rulebook) -> Parameter:
        parameter = book.parameters[self.statement]
        values = tuple((year, self._published(year, one)) for year, one in parameter.values)
        return parameter._replace(values=values)

    def _published(self, year: int, one: Published) -> Published:
        return one._replace(amount=self.amount) if year == self.tax_year else one


class LeftOut(NamedTuple):
    """What is not changed, and why no case could notice if it were."""

    what: str
    names: tuple[str, ...]
    reason: str


def mutants(book: Rulebook) -> list[Mutant]:
    """Every mutant a case could notice, in the order of the rulebook's statements."""
    said = _only_in_sentences(book)
    reckoned = (name for name in book.parameters if name not in said)
    return [
        *_statements(book),
        *_conditions(book),
        *_route_conditions(book),
        *_corrections(book),
        *_contradictions(book),
        *amounts(book, reckoned),
    ]


def _only_in_sentences(book: Rulebook) -> tuple[str, ...]:
    """The parameters that sentences alone read."""
    read = {name for _, names in dependencies(book) for name in names}
    return tuple(name for name in book.parameters if name not in read)


def left_out(book: Rulebook) -> list[LeftOut]:
    """What is not changed: no answer a case can expect depends on it."""
    found = (
        LeftOut("parameters", _only_in_sentences(book), "only sentences read them, and a case expects no sentence"),
    )
    return [one for one in found if one.names]


def _statements(book: Rulebook) -> Iterator[Mutant]:
    for name, figure in book.figures.items():
        if "." not in name:
            yield from _altered(name, figure.formula)
    for name, conclusion in book.conclusions.items():
        if "." not in name:
            yield from _altered(name, conclusion.when)


def _altered(name: str, formula: Formula | None, part: Part = "formula") -> Iterator[Mutant]:
    if formula is not None:
        yield from (_mutant(name, formula, one, part) for one in altered(formula.expression))


def _mutant(name: str, formula: Formula, one: Altered, part: Part) -> Mutant:
    said = one.said if part == "formula" else f"{part}: {one.said}"
    return Mutant(one.kind, name, said, place_of(formula, one.part), one.whole, part=part)


def _conditions(book: Rulebook) -> Iterator[Mutant]:
    """Where figures and facts apply, and the defaults of facts."""
    for name, figure in book.figures.items():
        yield from _altered(name, figure.applies, "applies")
    for name, fact in book.facts.items():
        yield from _altered(name, fact.applies, "applies")
        yield from _altered(name, fact.assume, "assume")
        yield from _altered(name, fact.assume_when, "assume_when")


def _route_conditions(book: Rulebook) -> Iterator[Mutant]:
    """Each conclusion that closes a route, or is a caution of it, left out of the route's list."""
    for route in book.routes.values():
        passable = Not(Name(f"{route.name}.closed"))
        for condition in route.closed_by:
            rest = any_named(one for one in route.closed_by if one != condition)
            yield _route_condition(route, "closed", f"`{condition}` is left out of `closed_by`", rest)
        for condition in route.cautions:
            rest = any_named(one for one in route.cautions if one != condition)
            yield _route_condition(
                route, "caution", f"`{condition}` is left out of `cautions`", Connective("and", (passable, rest))
            )


def _corrections(book: Rulebook) -> Iterator[Mutant]:
    """Each correction that is never needed, and each cost that is never due."""
    for name, one in book.corrections.items():
        yield Mutant("correction", f"{name}.held", "is never needed", one.span, Truth(False))
        if one.cost is not None:
            yield Mutant("correction", f"{name}.cost", "costs nothing", one.cost.span, NOTHING)


def _contradictions(book: Rulebook) -> Iterator[Mutant]:
    """What contradicts, and where it does not after all."""
    for one in book.contradictions:
        yield from _altered(one.name, one.when, "when")
        yield from _altered(one.name, one.unless, "unless")


def _route_condition(route: Route, part: str, said: str, expression: Expression) -> Mutant:
    return Mutant("condition", f"{route.name}.{part}", said, route.span, expression)


def amounts(book: Rulebook, names: Iterable[str]) -> Iterator[Mutant]:
    """Each published amount of the parameters, one step larger."""
    for name in names:
        parameter = book.parameters[name]
        for year, published in parameter.values:
            if published.amount is not None and year in book.years:
                yield _amount(name, parameter, year, published)


def _amount(name: str, parameter: Parameter, year: int, published: Published) -> Mutant:
    old = published.amount
    assert old is not None
    new: Value = not old if isinstance(old, bool) else int(old) + (parameter.step or _STEPS[parameter.unit])
    said = f"{show_value(old, parameter.unit)} becomes {show_value(new, parameter.unit)} in {year}"
    return Mutant("parameter", name, said, published.span, None, year, new)
