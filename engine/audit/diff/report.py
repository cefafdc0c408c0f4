"""A comparison as a person reads it: what widens or narrows, for whom, and what stays, like a plan before an apply."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

from .compare import Affected, Change, Comparison, Example

_SIGNS: Final = {"wider": "+", "narrower": "-", "incomparable": "±", "unknown": "?", "added": "+", "removed": "-"}
_MEANS: Final = {
    "wider": "wider: nobody gets less, some get more",
    "narrower": "narrower: nobody gets more, some get less",
    "incomparable": "wider for some, narrower for others",
    "unknown": "not settled",
    "added": "only in the new rules",
    "removed": "only in the old rules",
}


_WIDTH: Final = 110


def as_text(found: Comparison, details: bool = False) -> str:
    """The comparison as text; `details` adds savers for each figure, not only for routes."""
    lines = [f"From {found.old} to {found.new}", *textwrap.wrap(found.savers, _WIDTH), ""]
    lines += ["Routes", *_changes(found, found.routes, True)]
    lines += ["", "Figures", *_changes(found, found.figures, details)]
    return "\n".join([*lines, "", total(found)])


def total(found: Comparison) -> str:
    """What changes, in one line."""
    routes, figures = (sum(one.direction != "same" for one in part) for part in (found.routes, found.figures))
    unknown = sum(one.direction == "unknown" for one in (*found.routes, *found.figures))
    settled = f"{unknown} are not settled. " * bool(unknown) + "Everything else is proved to be the same."
    if not routes + figures:
        return "Nothing changes: every route and figure is proved to be the same."
    return f"{routes} of {len(found.routes)} routes and {figures} of {len(found.figures)} figures change. {settled}"


def _changes(found: Comparison, changes: Sequence[Change], details: bool) -> Iterator[str]:
    same = [one.name for one in changes if one.direction == "same"]
    for one in changes:
        if one.direction != "same":
            yield f"  {_SIGNS[one.direction]} {one.label} ({one.name}): {_MEANS[one.direction]}"
            for example in one.examples if details else ():
                yield from _example(found, example)
            if one.doubt:
                yield _wrapped("      ", one.doubt, 6)
    if same:
        yield _wrapped("  = the same: ", ", ".join(same), 4)


def _example(found: Comparison, example: Example) -> Iterator[str]:
    width = max(len(found.old), len(found.new))
    yield _wrapped(f"      {example.way} for: ", example.saver or "anyone", 10)
    yield _wrapped(f"        {found.old.ljust(width)}  ", example.before, 10 + width)
    yield _wrapped(f"        {found.new.ljust(width)}  ", example.after, 10 + width)


def _wrapped(head: str, text: str, indent: int) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=head, subsequent_indent=" " * indent, break_long_words=False)


def affected_text(found: Sequence[Affected], everyone: int) -> str:
    """How many savers of a list change, and how."""
    lines = [f"{len(found)} of {everyone} savers get a different answer."]
    for one in found:
        lines += [f"  {one.who}", *(f"    {change}" for change in one.changes)]
    return "\n".join(lines)


def as_data(
    found: Comparison,
    people: tuple[Sequence[Affected], int] | None = None,
    receipts: tuple[Sequence[Affected], int] | None = None,
) -> dict[str, Any]:
    """The comparison as JSON shows it, with the savers of a list and the earlier answers where they were asked for."""
    return {
        "schema": 1,
        "old": found.old,
        "new": found.new,
        "savers": found.savers,
        "routes": [_data(one) for one in found.routes],
        "figures": [_data(one) for one in found.figures],
        **({} if people is None else {"people": {"savers": people[1], "affected": _affected(people[0])}}),
        **({} if receipts is None else {"receipts": {"answers": receipts[1], "differing": _affected(receipts[0])}}),
    }


def _affected(found: Sequence[Affected]) -> list[dict[str, Any]]:
    return [one._asdict() for one in found]


def _data(change: Change) -> dict[str, Any]:
    return {**change._asdict(), "examples": [one._asdict() for one in change.examples]}


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


def changes(found: Comparison) -> bool:
    """Whether anything changes, or may."""
    return any(one.direction != "same" for one in (*found.routes, *found.figures))
