"""What: an amount, rate or age written into a formula.

Why: figures of law belong in parameters, with a year and a source. A number in a formula is not updated with them
and nobody can see where it comes from. $0, one cent, small counts and 100% are free.

Bad:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, $6,500)"}

Good:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, max(wages, $1))"}
    # saving/cases.yaml away
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Number
from ...rulebook.walk import show
from ..audited import Audited, warning
from ..statements import formulas, numbers_in

GROUP = "parameters"
_FREE_CENTS = 10_000
_FREE_COUNT = 2


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Literals too large to be arithmetic."""
    for said in formulas(audited.book):
        for number in numbers_in(said.formula.expression) if said.part != "assume" else ():
            if _of_law(number):
                help = _same(audited, number) or "make it a parameter with a year and a source"
                message = f"`{show(number)}` stands in `{said.owner}` as a bare number"
                yield warning(message, audited.at(said.formula, number.place), help)


def _of_law(number: Number) -> bool:
    if number.unit == "percent":
        return number.amount != number.denominator
    limit = _FREE_CENTS if number.unit == "dollars" else _FREE_COUNT
    return abs(number.amount) > limit * number.denominator


def _same(audited: Audited, number: Number) -> str | None:
    """The parameter that has this amount in some year."""
    program = audited.latest
    same = [name for name, value in (program.parameters.items() if program else ())
            if isinstance(value, Number) and value[:2] == number[:2]]  # fmt: skip
    return f"read the parameter `{same[0]}`" if same else None
