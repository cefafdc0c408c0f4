"""What depends on what in a rulebook, and whether anything depends on itself."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Formula, Rulebook
from ..walk import names_in


def _read_by(*formulas: Formula | None) -> set[str]:
    return {name for formula in formulas if formula is not None for name, _ in names_in(formula.expression)}


def dependencies(book: Rulebook) -> Iterator[tuple[str, set[str]]]:
    """What each fact, figure and conclusion reads directly."""
    for name, fact in book.facts.items():
        yield name, _read_by(fact.applies, fact.assume, fact.assume_when)
    for name, figure in book.figures.items():
        yield name, _read_by(figure.formula, figure.applies)
    for name, conclusion in book.conclusions.items():
        yield name, _read_by(conclusion.when)


def find_cycle(reads: dict[str, set[str]]) -> list[str]:
    """A path that ends where it began, or an empty list; iterative, so that depth is no danger."""
    done: set[str] = set()
    for start in reads:
        path: dict[str, None] = {}
        stack = [(start, iter(sorted(reads.get(start, ()))))]
        while stack:
            name, children = stack[-1]
            if len(path) < len(stack):
                path[name] = None
            child = next((one for one in children if one not in done), None)
            if child is None:
                done.add(name)
                stack.pop()
                path.pop(name)
            elif child in path:
                names = list(path)
                return [*names[names.index(child) :], child]
            else:
                stack.append((child, iter(sorted(reads.get(child, ())))))
    return []
