"""A comparison as a person reads it: what widens or narrows, for whom, and what stays, like a plan before an apply."""

from __future__ import annotations

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


def as_text(found: Comparison, details: bool = False) -> str:
    """The comparison as text; with `details` each figure with its savers too, not the routes alone."""
    lines = [f"From {found.old} to {found.new}", "", "Routes", *_changes(found, found.routes, True)]
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
                yield f"      {one.doubt}"
    if same:
        yield f"  = the same: {', '.join(same)}"


def _example(found: Comparison, example: Example) -> Iterator[str]:
    width = max(len(found.old), len(found.new))
    yield f"      {example.way} for: {example.saver}"
    yield f"        {found.old.ljust(width)}  {example.before}"
    yield f"        {found.new.ljust(width)}  {example.after}"


def affected_text(found: Sequence[Affected], everyone: int) -> str:
    """How many savers of a list change, and how."""
    lines = [f"{len(found)} of {everyone} savers get another answer."]
    for one in found:
        lines += [f"  {one.who}", *(f"    {change}" for change in one.changes)]
    return "\n".join(lines)


def as_data(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON shows it."""
    return {
        "schema": 1,
        "old": found.old,
        "new": found.new,
        "routes": [_data(one) for one in found.routes],
        "figures": [_data(one) for one in found.figures],
    }


def _data(change: Change) -> dict[str, Any]:
    return {**change._asdict(), "examples": [one._asdict() for one in change.examples]}


def receipts_text(found: Sequence[Affected]) -> str:
    """Which earlier answers would now differ."""
    lines = [f"{len(found)} earlier answers would now differ." if found else "Every earlier answer still stands."]
    for one in found:
        lines += [f"  {one.who}", *(f"    {change}" for change in one.changes)]
    return "\n".join(lines)


def changes(found: Comparison) -> bool:
    """Whether anything changes, or may."""
    return any(one.direction != "same" for one in (*found.routes, *found.figures))
