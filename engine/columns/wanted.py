"""What is read off the law for each row: which conclusions, which figures, and how their columns are called.

A truth `t` is one column, true, false or null (not known). A figure `f` is two, its least and its most as published:
cents, days, millionths; null where it does not apply. Both readers of the law fill a table of this shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ..rulebook.model import Rulebook

CONTRADICTION: Final = "!"  # the column of a contradiction is `!` and its name
INT64: Final = 2**63 - 1


class Wanted(NamedTuple):
    """Conclusions and figures by name, each once, in order, and whether the contradictions are looked for."""

    truths: tuple[str, ...]
    figures: tuple[str, ...]
    contradictions: tuple[str, ...]

    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        ends = [column for name in self.figures for column in ends_of(name)]
        return [*self.truths, *ends, *(CONTRADICTION + name for name in self.contradictions)]


def ends_of(figure: str) -> tuple[str, str]:
    """The columns of a figure's least and most."""
    return f"{figure}.low", f"{figure}.high"


def wanted_of(rulebook: Rulebook, more: Iterable[str] = ()) -> Wanted:
    """What the columns of a decision are made from, and `more` figures or conclusions."""
    truths: dict[str, None] = {}
    figures: dict[str, None] = {}
    for route in rulebook.routes.values():
        truths |= dict.fromkeys(f"{route.name}.{part}" for part in ("closed", "caution", "primary"))
        truths |= dict.fromkeys(route.closed_by)
        truths |= dict.fromkeys(one.when for one in route.deadlines if one.when is not None)
        figures |= dict.fromkeys([f"{route.name}.amount"])
        figures |= dict.fromkeys(one.by for one in route.deadlines if one.by in rulebook.figures)
    for name in rulebook.corrections:
        truths |= dict.fromkeys([f"{name}.held"])
        figures |= dict.fromkeys([f"{name}.amount"])
    if rulebook.plan is not None:
        figures |= dict.fromkeys([rulebook.plan.total])
    for name in more:
        (figures if name in rulebook.figures else truths)[name] = None
    return Wanted(tuple(truths), tuple(figures), tuple(one.name for one in rulebook.contradictions))
