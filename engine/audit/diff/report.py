"""A comparison as a person reads it, like a plan before an apply.

First the published amounts that changed, then for whom an answer changes, then what a person must sign off, then what
is proved to be the same.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ...diagnostic import Diagnostic
from ...rulebook.model import Rulebook
from ...value import to_json
from .compare import Affected, Change, Example, RulebookDiff, anything_changes
from .statements import Amount, Rewritten, by_statement, statements_of

_SIGNS: Final = {
    "wider": "+",
    "narrower": "-",
    "incomparable": "±",
    "order": "~",
    "unknown": "?",
    "added": "+",
    "removed": "-",
}
_MEANS: Final = {
    "wider": "wider: nobody gets less, some get more",
    "narrower": "narrower: nobody gets more, some get less",
    "incomparable": "wider for some, narrower for others",
    "order": "the same amounts, but for some savers another route comes first",
    "unknown": "not settled",
    "added": "only in the new rules",
    "removed": "only in the old rules",
}
_HOLDS: Final = {
    "wider": "holds for more savers",
    "narrower": "holds for fewer savers",
    "incomparable": "holds for others than before",
}
_WIDTH: Final = 110
UNTESTED: Final = "changed-without-case"
"""What a program that reads SARIF is told of a statement that changed while no case did."""
_LONGEST: Final = 300


def as_text(found: RulebookDiff, details: bool = False) -> str:
    """The comparison as text; `details` adds savers for each figure, not only for routes."""
    lines = [f"From {found.old} to {found.new}", ""]
    lines += [*_section("Amounts that change", _amounts(found)), *_people(found, details)]
    for other in found.others:
        years = "" if other.years[0] == other.years[1] else f"{other.years[0]} to "
        lines += _section(f"In tax year {years}{other.years[1]}", [*_amounts(other), *_short(other)])
    law = [one for one in _rewritten(found) if not one.guards]
    guards = [one for one in found.statements if one.guards]
    lines += _section("Rewritten, for a person to sign off", _statements(law))
    lines += _section("Cases and properties that were rewritten", _statements(guards))
    lines += _section("Proved to be the same", _same(found))
    return "\n".join([*lines, total(found)])


def _section(title: str, lines: Sequence[str] | Iterator[str]) -> list[str]:
    each = list(lines)
    return [title, *each, ""] if each else []


def _amounts(found: RulebookDiff) -> Iterator[str]:
    for one in found.amounts:
        yield f"  ~ {one.label} ({one.name}): {one.before} -> {one.after}"


def _people(found: RulebookDiff, details: bool) -> list[str]:
    routes = [line for one in found.routes for line in _change(found, one, True)]
    figures = [line for one in found.figures for line in _change(found, one, details)]
    told = [line for one in found.conclusions for line in _change(found, one, details, _HOLDS)]
    if not routes + figures + told:
        return []
    lines = ["For whom the answer changes", *textwrap.wrap(found.savers, _WIDTH, initial_indent="  ")]
    for title, part in (("Routes", routes), ("Figures", figures), ("What a saver is told", told)):
        lines += ["", f"  {title}", *part] if part else []
    return [*lines, ""]


def _short(found: RulebookDiff) -> Iterator[str]:
    for one in (*found.routes, *found.figures, *found.conclusions):
        if one.direction != "same":
            yield f"  {_SIGNS[one.direction]} {one.label} ({one.name}): {_MEANS[one.direction]}"


def _change(found: RulebookDiff, one: Change, details: bool, means: Mapping[str, str] = _MEANS) -> Iterator[str]:
    if one.direction == "same":
        return
    yield f"  {_SIGNS[one.direction]} {one.label} ({one.name}): {means.get(one.direction) or _MEANS[one.direction]}"
    for example in one.examples if details else ():
        yield from _example(found, example)
    if one.doubt:
        yield _wrapped("      ", one.doubt, 6)


def _example(found: RulebookDiff, example: Example) -> Iterator[str]:
    width = max(len(found.old), len(found.new))
    yield _wrapped(f"      {example.way} for: ", example.saver or "anyone", 10)
    yield _wrapped(f"        {found.old.ljust(width)}  ", example.before, 10 + width)
    yield _wrapped(f"        {found.new.ljust(width)}  ", example.after, 10 + width)


def _rewritten(found: RulebookDiff) -> list[Rewritten]:
    """What was rewritten, without the amounts that are listed for the years compared."""
    listed = {f"values.{year}.amount" for one in (found, *found.others) for year in one.years}
    return [one for one in found.statements if one.kind != "parameter" or one.part not in listed]


def _statements(found: Sequence[Rewritten]) -> Iterator[str]:
    for (kind, name), parts in by_statement(found).items():
        if not parts[0].part:
            sign, text = ("-", parts[0].old) if parts[0].old else ("+", parts[0].new)
            yield _wrapped(f"  {sign} {kind} ", f"{name}: {_cut(text)}", 6)
            continue
        yield f"  ~ {kind} {name}"
        for one in parts:
            yield _wrapped(f"      {one.part}: ", f"{_cut(one.old) or 'nothing'} -> {_cut(one.new) or 'nothing'}", 10)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}..."


def _same(found: RulebookDiff) -> Iterator[str]:
    for title, changes in (("routes", found.routes), ("figures", found.figures)):
        same = [one.name for one in changes if one.direction == "same"]
        if same and len(same) == len(changes):
            yield f"  = all {len(same)} {title}"
        elif same:
            yield _wrapped(f"  = {title}: ", ", ".join(same), 4)


def total(found: RulebookDiff) -> str:
    """What changes, in one line."""
    if not anything_changes(found):
        return "Nothing changes: every statement reads the same or is proved to mean the same, in every year compared."
    counts = [
        (len(found.amounts), "published amounts"),
        (sum(one.direction != "same" for one in found.routes), f"of {len(found.routes)} routes"),
        (sum(one.direction != "same" for one in found.figures), f"of {len(found.figures)} figures"),
        (len(by_statement(_rewritten(found))), "statements"),
        (len(found.others), "earlier years"),
    ]
    said = ", ".join(f"{count} {what}" for count, what in counts if count)
    every = (*found.routes, *found.figures, *found.conclusions)
    unknown = sum(one.direction == "unknown" for one in every)
    settled = f" {unknown} not settled." if unknown else ""
    return f"Changes: {said}.{settled} Every other route and figure is proved to be the same."


def _wrapped(head: str, text: str, indent: int) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=head, subsequent_indent=" " * indent, break_long_words=False)


def affected_text(found: Sequence[Affected], everyone: int) -> str:
    """How many savers of a list change, and how."""
    lines = [f"{len(found)} of {everyone} savers get a different answer."]
    for one in found:
        lines += [f"  {one.who}", *(f"    {change}" for change in one.changes)]
    return "\n".join(lines)


def as_markdown(found: RulebookDiff) -> str:
    """The comparison for a pull request: the text under one heading, the whole of it folded away."""
    head = f"### Rules: {total(found)}"
    amounts = [f"- {one.label} (`{one.name}`): {one.before} → {one.after}" for one in found.amounts]
    body = as_text(found, details=True).replace("```", "'''")
    whole = f"<details><summary>For whom, and every rewritten statement</summary>\n\n```\n{body}\n```\n\n</details>"
    return "\n".join([head, "", *amounts, *([""] if amounts else []), whole])


def as_data(
    found: RulebookDiff,
    people: tuple[Sequence[Affected], int] | None = None,
    receipts: tuple[Sequence[Affected], int] | None = None,
) -> dict[str, Any]:
    """The comparison as JSON shows it: dollars as decimals, dates as 2026-06-30.

    The savers of a list and the earlier answers are there where they were asked for.
    """
    return {
        "schema": 2,
        "old": found.old,
        "new": found.new,
        "changes": anything_changes(found),
        **_year_data(found),
        "statements": [one._asdict() for one in found.statements],
        "other_years": [_year_data(one) for one in found.others],
        **({} if people is None else {"people": {"savers": people[1], "affected": _affected(people[0])}}),
        **({} if receipts is None else {"receipts": {"answers": receipts[1], "differing": _affected(receipts[0])}}),
    }


def _year_data(found: RulebookDiff) -> dict[str, Any]:
    return {
        "tax_years": list(found.years),
        "savers": found.savers,
        "amounts": [_amount_data(one) for one in found.amounts],
        "routes": [_data(one, found.units) for one in found.routes],
        "figures": [_data(one, found.units) for one in found.figures],
        "conclusions": [_data(one, found.units) for one in found.conclusions],
    }


def _amount_data(one: Amount) -> dict[str, Any]:
    """A change of an amount; null where that side publishes none."""
    before, after = (
        None if side is None or side.amount is None else to_json(side.amount, one.unit) for side in (one.old, one.new)
    )
    return {"name": one.name, "label": one.label, "unit": one.unit, "before": before, "after": after}


def _affected(found: Sequence[Affected]) -> list[dict[str, Any]]:
    return [one._asdict() for one in found]


def _data(change: Change, units: Mapping[str, str]) -> dict[str, Any]:
    return {**change._asdict(), "examples": [_example_data(one, units) for one in change.examples]}


def _example_data(example: Example, units: Mapping[str, str]) -> dict[str, Any]:
    person = {name: to_json(value, units.get(name, "")) for name, value in example.person.items()}
    return {**example._asdict(), "person": person}


def receipts_text(found: Sequence[Affected], everyone: int) -> str:
    """Which earlier answers would now differ, of how many."""
    if not everyone:
        return "No earlier answers were found there: no letters, and no advice as JSON."
    if not found:
        return f"Every earlier answer still stands, {everyone} of {everyone}."
    lines = [f"{len(found)} of {everyone} earlier answers would now differ."]
    for one in found:
        lines += [f"  {one.who}", *(f"    {change}" for change in one.changes)]
    return "\n".join(lines)


def untested(found: RulebookDiff, new: Rulebook) -> Iterator[Diagnostic]:
    """The law's statements that read otherwise, where no case was added or rewritten with them."""
    if any(one.kind == "case" for one in found.statements):
        return
    statements = statements_of(new)
    for (kind, name), parts in by_statement(one for one in found.statements if not one.guards).items():
        place = getattr(statements[kind].get(name), "span", None)
        changed = ", ".join(one.part for one in parts if one.part) or "all of it"
        message = f"the {kind} `{name}` has changed ({changed}), and no case has"
        yield Diagnostic(UNTESTED, "warning", message, place, help="add a case that shows the change")
