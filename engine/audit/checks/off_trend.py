"""What: an indexed amount that falls, or moves by more than the other amounts of its year allow.

Why: an index moves all its amounts alike, and a fall of the index leaves them as they are. An amount two steps away
from where the others went was typed wrong or belongs to another year.

Bad:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$6,500"}

Good:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$7,000", verified: the notice; unchanged from 2025}
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median
from typing import Final, NamedTuple

from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Parameter, Published
from ..audited import Audited, shown, warning

GROUP = "parameters"
_FEWEST: Final = 4
_STEPS: Final = 2
_SHARE: Final = Fraction(3, 100)


class _Move(NamedTuple):
    parameter: Parameter
    year: int
    before: Published
    now: Published
    was: int
    becomes: int


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each amount with a step against the year before, and against how far the others of its source and year went."""
    groups: dict[tuple[str, int], list[_Move]] = {}
    for move in _moves(audited):
        groups.setdefault((move.now.source.source, move.year), []).append(move)
    for moves in groups.values():
        usual = median(Fraction(one.becomes, one.was) for one in moves)
        for one in moves:
            unit, year = one.parameter.unit, one.year
            labels = (Label(one.before.span, "before"),)
            slack = max(Fraction(_STEPS * one.parameter.step), _SHARE * one.was)
            if one.becomes < one.was:
                message = (
                    f"`{one.parameter.name}` falls from {shown(one.was, unit)} to {shown(one.becomes, unit)} in {year}"
                )
                yield warning(message, one.now.span, "indexed amounts do not fall: check it against its source", labels)
            elif len(moves) >= _FEWEST and abs(one.becomes - usual * one.was) > slack:
                went = (
                    f"`{one.parameter.name}` goes from {shown(one.was, unit)} to {shown(one.becomes, unit)} in {year}"
                )
                percent = round((usual - 1) * 100)
                message = f"{went}, while the amounts of {one.now.source.source} rose by about {percent}%"
                yield warning(message, one.now.span, "check it against its source", labels)


def _moves(audited: Audited) -> Iterator[_Move]:
    for parameter in audited.book.parameters.values():
        for year, now in parameter.values if parameter.step else ():
            before = parameter.year(year - 1)
            if before is not None and type(before.amount) is int and type(now.amount) is int and before.amount > 0:
                yield _Move(parameter, year, before, now, before.amount, now.amount)
