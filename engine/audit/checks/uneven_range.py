"""What: a phase-out range whose width is not the same as in the year before.

Why: the law indexes the start of each range and fixes its width, so both ends move by the same amount.

Bad:

    # parameters/range_start.yaml
    label: Start of the range
    unit: dollars
    law: USC 408A(c)
    step: $500
    values:
      2025: {amount: "$10,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$11,000", source: Notice 2025-67, verified: the notice}
    # parameters/range_end.yaml
    label: End of the range
    unit: dollars
    law: USC 408A(d)
    step: $500
    values:
      2025: {amount: "$12,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$12,500", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, range_end - range_start)"}

Good:

    # parameters/older_age.yaml
    label: Age that counts as older
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Parameter
from ..audited import Audited, shown, warning

GROUP = "parameters"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The distance of each start and end, year by year."""
    parameters = audited.book.parameters
    for name, start in parameters.items():
        end = parameters.get(name.replace("_start", "_end"))
        widths = _widths(start, end) if end is not None and end is not start else {}
        for year, width in widths.items():
            if end and year - 1 in widths and width >= 0 and width != widths[year - 1]:
                was, now = (shown(one, start.unit) for one in (widths[year - 1], width))
                published, other = start.year(year), end.year(year)
                if published and other:
                    labels = (Label(other.span, "its end is here"),)
                    message = f"the range from `{name}` to `{end.name}` is {now} wide in {year}, {was} before"
                    yield warning(message, published.span, "one of the two ends is likely wrong", labels)


def _widths(start: Parameter, end: Parameter) -> dict[int, int]:
    found = {}
    for year, published in start.values:
        other = end.year(year)
        if other and isinstance(other.amount, int) and isinstance(published.amount, int):
            found[year] = other.amount - published.amount
    return found
