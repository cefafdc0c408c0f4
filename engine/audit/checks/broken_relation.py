"""What: two amounts of law whose order, or ratio, cannot be right.

Why: the sections fix some orders: deferrals (402(g)) stay under annual additions (415(c)), those under the pay cap
(401(a)(17)), catch-up (414(v)) under deferrals, and the one for ages 60 to 63 is never below the ordinary one.

Bad:

    # parameters/additions_limit.yaml
    label: Most that may be added
    unit: dollars
    law: USC 415(c)(1)(A)
    step: $500
    values:
      2025: {amount: "$9,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$9,500", source: Notice 2025-67, verified: the notice}
    # parameters/deferral_limit.yaml
    label: Most that may be deferred
    unit: dollars
    law: USC 402(g)(1)
    step: $500
    values:
      2025: {amount: "$8,500", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$10,000", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, additions_limit, deferral_limit)"}

Good:

    # parameters/saving_limit.yaml
    law: USC 219(b)(5)(A)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Parameter
from ..audited import Audited, error

GROUP = "parameters"
_LOWER_FIRST = (
    ("USC 402(g)(1)", "USC 415(c)(1)"),
    ("USC 415(c)(1)", "USC 401(a)(17)"),
    ("USC 414(v)(2)(B)", "USC 402(g)(1)"),
    ("USC 414(v)(2)(B)", "USC 414(v)(2)(E)"),
    ("USC 219(b)(5)(B)", "USC 219(b)(5)(A)"),
    ("USC 219(b)(5)(A)", "USC 402(g)(1)"),
)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each pair of sections, in each year."""
    parameters = [one for one in audited.book.parameters.values() if one.unit == "dollars"]
    for lower, higher in _LOWER_FIRST:
        for low, high in product(_under(parameters, lower), _under(parameters, higher)):
            for year, published in low.values:
                other = high.year(year)
                if other and _amount(published.amount) > (_amount(other.amount) or 10**15):
                    labels = (Label(other.span, "the smaller one is here"),)
                    message = f"`{low.name}` ({lower}) is above `{high.name}` ({higher}) in {year}"
                    yield error(message, published.span, "check both amounts against their source", labels)


def _under(parameters: list[Parameter], law: str) -> list[Parameter]:
    return [one for one in parameters if one.law.text.startswith(law)]


def _amount(amount: object) -> int:
    return amount if isinstance(amount, int) else 0
