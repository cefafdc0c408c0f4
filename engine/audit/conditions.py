"""The conditions inside formulas, down to single tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..rulebook.model import (
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Membership,
    Not,
    Number,
    Rulebook,
)
from ..rulebook.walk import children, names_in, show
from .statements import StatedFormula, as_written


class StatedCondition(NamedTuple):
    """A condition and the formula it is part of."""

    said: StatedFormula
    node: Expression
    given: bool
    """Whether it reads facts as they were given, as contradictions do."""


def parts(book: Rulebook) -> Iterator[StatedCondition]:
    """Every `and`, `or` and single test over what may vary; a name alone is judged where it is defined."""
    told = {clash.name for clash in book.contradictions}
    for said in as_written(book):
        if said.part == "holds":
            continue  # a property is meant to hold for everyone; the proofs see to it
        for node in _conditions(said.formula.expression):
            if any(name not in book.parameters for name, _ in names_in(node)):
                yield StatedCondition(said, node, said.owner in told)


def _conditions(node: Expression) -> Iterator[Expression]:
    if isinstance(node, Comparison | Membership) or (isinstance(node, Not) and _tests(node.item)):
        yield node
    else:
        if isinstance(node, Connective):
            yield node
        for child in children(node):
            yield from _conditions(child)


def _tests(node: Expression) -> bool:
    return isinstance(node, Comparison | Membership | Connective | Conditional)


def comparisons(book: Rulebook) -> Iterator[tuple[StatedFormula, Comparison]]:
    """Every comparison of every formula at whose boundary something changes."""
    for said in as_written(book):
        waiting = [said.formula.expression]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Comparison):
                yield said, node
            waiting.extend(children(node)[1:] if _is_even(node) else children(node))


def _is_even(node: Expression) -> bool:
    """Whether both branches are the same amount where both sides of the test are: `if a > b then a - b else $0`."""
    if not isinstance(node, Conditional) or not isinstance(node.test, Comparison):
        return False
    left, right = show(node.test.left), show(node.test.right)
    return _at_boundary(node.then, left, right) == _at_boundary(node.otherwise, left, right) != ""


def _at_boundary(node: Expression, left: str, right: str) -> str:
    """What an amount is where the two sides are equal, as far as that is plain from how it is written."""
    said = show(node)
    if isinstance(node, Arithmetic) and node.operator == "-" and {show(node.left), show(node.right)} == {left, right}:
        return "nothing"
    if isinstance(node, Number):
        return "nothing" if node.amount == 0 else ""
    return "either side" if said in (left, right) else ""
