"""What: a property about published amounts alone that does not hold in some tax year.

Why: the law fixes the order of some amounts: deferrals stay under annual additions, those under the pay cap. A rulebook
declares it once, as a property, and an amount typed wrong in any year is seen without a proof.

Bad:

    # parameters/higher_limit.yaml as it is
    label: Most that may be saved at a higher age
    unit: dollars
    law: USC 219(b)
    step: $500
    values:
      2025: {amount: "$6,500", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$7,000", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    properties:
      higher_is_not_lower: {meaning: More may be saved later., holds: saving_limit <= higher_limit, cite: [USC 219(b)]}

Good:

    # parameters/higher_limit.yaml as it is
    label: Most that may be saved at a higher age
    unit: dollars
    law: USC 219(b)
    step: $500
    values:
      2025: {amount: "$8,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$8,500", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    properties:
      higher_is_not_lower: {meaning: More may be saved later., holds: saving_limit <= higher_limit, cite: [USC 219(b)]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...diagnostic import Diagnostic, Label
from ...reasoning.compile.fold import Absent, Folder, constants_of
from ...rulebook.model import Connective, Expression, Truth
from ...rulebook.walk import names_in, show
from ..audited import Audited, error, shown

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each such property, part by part, in each year in which its premise holds."""
    parameters = audited.book.parameters
    for one in audited.book.properties:
        if one.holds is None or not {name for name, _ in names_in(one.holds.expression)} <= parameters.keys():
            continue
        for year in sorted({year for parameter in parameters.values() for year, _ in parameter.values}):
            folded = _folder(audited, year)
            if one.given is not None and folded(one.given.expression) != Truth(True):
                continue
            for part in _parts(one.holds.expression):
                if folded(part) == Truth(False):
                    read = dict.fromkeys(name for name, _ in names_in(part))
                    found = {name: parameters[name].year(year) for name in read}
                    said = ", ".join(
                        f"{name} {shown(published.amount, parameters[name].unit)}"
                        for name, published in found.items()
                        if published and published.amount is not None
                    )
                    labels = tuple(Label(published.span, name) for name, published in found.items() if published)
                    message = f"`{one.name}` says `{show(part)}`, which does not hold in {year}: {said}"
                    yield error(message, one.span, "check the amounts against their source", labels)


def _folder(audited: Audited, year: int) -> Callable[[Expression], Expression | None]:
    """Puts in the amounts of a year, which need not be whole yet; None where one is absent."""
    folder = Folder(*constants_of(audited.book.parameters, year), {})

    def fold(node: Expression) -> Expression | None:
        try:
            return folder.fold(node)
        except Absent:
            return None

    return fold


def _parts(node: Expression) -> Iterator[Expression]:
    if isinstance(node, Connective) and node.operator == "and":
        for item in node.items:
            yield from _parts(item)
    else:
        yield node
