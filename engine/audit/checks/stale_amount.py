"""What: an indexed amount equal to last year's, while most indexed amounts from the same source moved.

Why: the entry may have been copied and not changed. An amount that truly stayed should say so: put the word
`unchanged` in its `verified:` (or `unverified:`).

Bad:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$7,000"}
    # parameters/other_limit.yaml
    label: Another limit
    unit: dollars
    law: USC 219(c)
    step: $500
    values:
      2025: {amount: "$5,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$5,500", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, other_limit)"}

Good:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$7,000", verified: the notice; unchanged from 2025}
    # parameters/other_limit.yaml
    label: Another limit
    unit: dollars
    law: USC 219(c)
    step: $500
    values:
      2025: {amount: "$5,000", source: Notice 2024-80, verified: the notice}
      2026: {amount: "$5,500", source: Notice 2025-67, verified: the notice}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages, other_limit)"}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Parameter, Published
from ..audited import Audited, shown, warning

GROUP = "parameters"
_Entry = tuple[Parameter, Published, Published]


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Amounts left behind by the others of their source."""
    for (source, year), entries in _by_source(audited).items():
        still = [entry for entry in entries if entry[1].amount == entry[2].amount]
        if len(still) > len(entries) - len(still):
            continue
        for parameter, now, before in still:
            if "unchanged" not in f"{now.verified} {now.unverified}".lower() and now.amount is not None:
                said = shown(now.amount, parameter.unit)
                message = f"`{parameter.name}` is {said} in {year} as the year before, but most of {source} moved"
                labels = (Label(before.span, "the same amount here"),)
                help = "correct it, or say `unchanged` in its `verified:`"
                yield warning(message, now.span, help, labels)


def _by_source(audited: Audited) -> dict[tuple[str, int], list[_Entry]]:
    """Dollar amounts of notices, with last year's."""
    found: dict[tuple[str, int], list[_Entry]] = {}
    for parameter in audited.book.parameters.values():
        for year, now in parameter.values:
            before = parameter.year(year - 1)
            source = audited.book.sources.get(now.source.source)
            known = before is not None and before.amount is not None and now.amount is not None
            if before and known and parameter.unit == "dollars" and source and source.kind == "notice":
                found.setdefault((now.source.source, year), []).append((parameter, now, before))
    return found
