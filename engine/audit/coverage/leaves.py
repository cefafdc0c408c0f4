"""The conditions of a rulebook as they are written: each leaf of each formula, to be tried on any year's trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...compile.fold import Absent
from ...compile.plans import Program
from ...diagnostic import Span
from ...model import (
    Comparison,
    Conditional,
    Connective,
    Expression,
    Formula,
    Membership,
    Name,
    Not,
    Number,
    Rulebook,
    Truth,
)
from ...value import SCALE
from ...walk import every, names_in, show
from ..proof.claims import YearFolder


class Leaf(NamedTuple):
    """One test in a formula: the statement it belongs to, its text, and its place."""

    statement: str
    text: str
    node: Expression
    span: Span


class Tried(NamedTuple):
    """A leaf in one year: whether it holds in a trace, and how far its sides are apart (a comparison's alone)."""

    holds: Callable[[list[Any]], bool | None]
    apart: Callable[[list[Any]], float | None] | None


def leaves(book: Rulebook) -> list[Leaf]:
    """Every leaf of every condition, a repeated one once for each statement."""
    found: dict[tuple[str, str], Leaf] = {}
    for name, formula in _formulas(book):
        for node in _tests(formula.expression, name in book.conclusions and formula is book.conclusions[name].when):
            if isinstance(node, Name) and node.name in book.parameters:
                continue
            leaf = Leaf(name, show(node), node, place_of(formula, node))
            found.setdefault((name, leaf.text), leaf)
    return list(found.values())


def _formulas(book: Rulebook) -> Iterator[tuple[str, Formula]]:
    for name, conclusion in book.conclusions.items():
        if "." not in name:
            yield name, conclusion.when
    for name, figure in book.figures.items():
        if "." not in name:
            yield name, figure.formula


def place_of(formula: Formula, node: Expression) -> Span:
    """The leaf's own place if the formula is on one line."""
    start, end = node.place
    span = formula.span
    plain = span.end_column - span.column == len(formula.text) and end
    return Span(span.file, span.line, span.column + start, span.column + end) if plain else span


def _tests(node: Expression, condition: bool) -> Iterator[Expression]:
    """The leaves in condition places: a condition's own, and those of every `if`."""
    if condition:
        yield from _split(node)
    else:
        for part in every(node):
            if isinstance(part, Conditional):
                yield from _split(part.test)


def _split(node: Expression) -> Iterator[Expression]:
    match node:
        case Connective(items=items):
            for item in items:
                yield from _split(item)
        case Not(item=item):
            yield from _split(item)
        case Conditional(test=test, then=then, otherwise=otherwise):
            for part in (test, then, otherwise):
                yield from _split(part)
        case Comparison() | Membership() | Name():
            yield node


def tried(program: Program, folder: YearFolder, leaf: Leaf) -> Tried | None:
    """The leaf in the program's year; None where that year's parameters leave nothing to test."""
    try:
        node = folder.fold(leaf.node)
    except Absent:
        return None
    if isinstance(node, Truth):
        return None
    return Tried(program.compiler.truth(node), _apart(program, node) if isinstance(node, Comparison) else None)


def _apart(program: Program, node: Comparison) -> Callable[[list[Any]], float | None]:
    """How far left is above right, in steps: $1, a year, a day, a hundredth of a percent."""
    (left, a), (right, b) = program.compiler.number(node.left), program.compiler.number(node.right)
    step = _step(program, node)

    def apart(values: list[Any]) -> float | None:
        one, other = left(values), right(values)
        known = one[0] == one[1] and other[0] == other[1]
        return (one[0] / a - other[0] / b) / step if known else None

    return apart


def _step(program: Program, node: Comparison) -> float:
    units = {program.rulebook.facts[name].unit for name, _ in names_in(node) if name in program.facts}
    units |= {program.rulebook.figures[name].unit for name, _ in names_in(node) if name in program.figures}
    units |= {side.unit for side in (node.left, node.right) if isinstance(side, Number)}
    if "percent" in units and "dollars" not in units:
        return 100 / SCALE["percent"]
    return 100.0 if "dollars" in units else 1.0
