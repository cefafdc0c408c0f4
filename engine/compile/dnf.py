"""Conditions as disjunctions of literals: what establishes a conclusion, and what refutes it.

Absorption is kept and contradictions are dropped, but `a or not a` is never simplified: with a unknown it is not known.
An `if` condition adds the disjunct in which both branches agree, as ranges do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..model import Conditional, Connective, Expression, Not, Truth

Literal = tuple[int, bool]
Disjunct = tuple[Literal, ...]

MOST_DISJUNCTS: Final = 32
MOST_LITERALS: Final = 15
_HOPELESS: Final = 512


class TooWide(ValueError):
    """A condition falls apart into more disjuncts or literals than inference takes."""


def disjuncts(node: Expression, positive: bool, atom: Callable[[Expression], Literal]) -> tuple[Disjunct, ...]:
    """The disjuncts of the condition (or of its opposite), in file order.

    `atom` numbers a leaf and says which sign makes it true. Raises TooWide past 32 disjuncts or 15 literals.
    """
    found = _Spread(atom).spread(node, positive)
    if len(found) > MOST_DISJUNCTS:
        raise TooWide(f"falls apart into {len(found)} disjuncts, more than {MOST_DISJUNCTS}")
    if any(len(disjunct) > MOST_LITERALS for disjunct in found):
        raise TooWide(f"needs more than {MOST_LITERALS} conditions at once")
    return tuple(found)


class _Spread:
    def __init__(self, atom: Callable[[Expression], Literal]) -> None:
        self.atom = atom

    def spread(self, node: Expression, positive: bool) -> list[Disjunct]:
        match node:
            case Truth(value=value):
                return [()] if value is positive else []
            case Not(item=item):
                return self.spread(item, not positive)
            case Connective(operator=operator, items=items):
                parts = [self.spread(item, positive) for item in items]
                return _absorbed(_joined(parts) if (operator == "and") is positive else _listed(parts))
            case Conditional(test=test, then=then, otherwise=otherwise):
                yes, no = self.spread(then, positive), self.spread(otherwise, positive)
                ways = [(self.spread(test, True), yes), (self.spread(test, False), no), (yes, no)]
                return _absorbed(_listed([_joined(list(way)) for way in ways]))
        index, sign = self.atom(node)
        return [((index, sign is positive),)]


def _listed(parts: list[list[Disjunct]]) -> list[Disjunct]:
    return [disjunct for part in parts for disjunct in part]


def _joined(parts: list[list[Disjunct]]) -> list[Disjunct]:
    found: list[Disjunct] = [()]
    for part in parts:
        found = [_merged(left, right) for left in found for right in part if not _clash(left, right)]
        if len(found) > _HOPELESS:
            raise TooWide(f"falls apart into more than {_HOPELESS:,} disjuncts")
    return found


def _merged(left: Disjunct, right: Disjunct) -> Disjunct:
    return left + tuple(literal for literal in right if literal not in left)


def _clash(left: Disjunct, right: Disjunct) -> bool:
    return any((index, not sign) in left for index, sign in right)


def _absorbed(found: list[Disjunct]) -> list[Disjunct]:
    sets = [frozenset(disjunct) for disjunct in found]
    kept = []
    for place, mine in enumerate(sets):
        smaller = any(other < mine for other in sets)
        repeated = any(other == mine for other in sets[:place])
        if not smaller and not repeated:
            kept.append(found[place])
    return kept
