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
MOST_STEPS: Final = 100_000  # for all conditions of a program; those of the shipped rulebook take 1,514
_HOPELESS: Final = 512


class TooWide(ValueError):
    """A condition falls apart into more disjuncts or literals than inference takes."""


class TooMuch(TooWide):
    """To take all conditions of a program apart takes more steps than inference gives."""


class Work:
    """What is left of the steps that taking conditions apart may cost: a short text can ask for very many."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        """Nothing spent yet."""
        self.most = self.left = most

    def spend(self, steps: int) -> None:
        """Count steps that are about to be taken. Raises TooMuch where no more are left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch(f"takes all conditions together past {self.most:,} steps")


def disjuncts(
    node: Expression, positive: bool, atom: Callable[[Expression], Literal], work: Work | None = None
) -> tuple[Disjunct, ...]:
    """The disjuncts of the condition (or of its opposite), in file order.

    `atom` numbers a leaf and says which sign makes it true. Raises TooWide past 32 disjuncts or 15 literals, and where
    more than `work` would be needed.
    """
    found = _Spread(atom, work or Work()).spread(node, positive)
    if len(found) > MOST_DISJUNCTS:
        raise TooWide(f"falls apart into {len(found)} disjuncts, more than {MOST_DISJUNCTS}")
    if any(len(disjunct) > MOST_LITERALS for disjunct in found):
        raise TooWide(f"needs more than {MOST_LITERALS} conditions at once")
    return tuple(found)


class _Spread:
    def __init__(self, atom: Callable[[Expression], Literal], work: Work) -> None:
        self.atom, self.work = atom, work
        self._done: dict[tuple[int, bool], list[Disjunct]] = {}

    def spread(self, node: Expression, positive: bool) -> list[Disjunct]:
        """Each part is taken apart once for each sign, however often it is needed."""
        key = (id(node), positive)
        if key not in self._done:
            self.work.spend(1)
            self._done[key] = self._taken_apart(node, positive)
        return self._done[key]

    def _taken_apart(self, node: Expression, positive: bool) -> list[Disjunct]:
        match node:
            case Truth(value=value):
                return [()] if value is positive else []
            case Not(item=item):
                return self.spread(item, not positive)
            case Connective(operator=operator, items=items):
                parts = [self.spread(item, positive) for item in items]
                every = (operator == "and") is positive
                return self._absorbed(self._joined(parts) if every else self._listed(parts))
            case Conditional(test=test, then=then, otherwise=otherwise):
                yes, no = self.spread(then, positive), self.spread(otherwise, positive)
                ways = [(self.spread(test, True), yes), (self.spread(test, False), no), (yes, no)]
                return self._absorbed(self._listed([self._joined(list(way)) for way in ways]))
        index, sign = self.atom(node)
        return [((index, sign is positive),)]

    def _listed(self, parts: list[list[Disjunct]]) -> list[Disjunct]:
        return _few([disjunct for part in parts for disjunct in part])

    def _joined(self, parts: list[list[Disjunct]]) -> list[Disjunct]:
        found: list[Disjunct] = [()]
        for part in parts:
            self.work.spend(len(found) * len(part))
            found = _few([_merged(left, right) for left in found for right in part if not _clash(left, right)])
        return found

    def _absorbed(self, found: list[Disjunct]) -> list[Disjunct]:
        self.work.spend(len(found) * len(found) // 8)  # to compare is that much quicker than to merge
        sets = [frozenset(disjunct) for disjunct in found]
        kept = []
        for place, mine in enumerate(sets):
            smaller = any(other < mine for other in sets)
            repeated = any(other == mine for other in sets[:place])
            if not smaller and not repeated:
                kept.append(found[place])
        return kept


def _few(found: list[Disjunct]) -> list[Disjunct]:
    if len(found) > _HOPELESS:
        raise TooWide(f"falls apart into more than {_HOPELESS:,} disjuncts")
    return found


def _merged(left: Disjunct, right: Disjunct) -> Disjunct:
    return left + tuple(literal for literal in right if literal not in left)


def _clash(left: Disjunct, right: Disjunct) -> bool:
    return any((index, not sign) in left for index, sign in right)
