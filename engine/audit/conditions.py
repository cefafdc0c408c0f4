"""The conditions inside formulas, down to single tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..rulebook.model import Comparison, Conditional, Connective, Expression, Membership, Not, Rulebook
from ..rulebook.walk import children, names_in
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
    """Every comparison of every formula."""
    for said in as_written(book):
        waiting = [said.formula.expression]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Comparison):
                yield said, node
            waiting.extend(children(node))
