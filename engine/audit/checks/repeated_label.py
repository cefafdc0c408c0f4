"""What: two things of one kind that are called the same, or one list of forms that names a form twice.

Why: a saver sees the label and nothing else. Two routes, limits or lines under one name cannot be told apart, and most
often one of the two labels was copied and not changed.

Bad:

    # facts.yaml
    facts:
      plan_takes_roth: {label: plan at work}

Good:

    # facts.yaml
    facts:
      plan_takes_roth: {label: Roth money in the plan}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ...diagnostic import Diagnostic, Label, Span
from ...rulebook.model import Correction, Route
from ..audited import Audited, warning

GROUP = "documents"


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def span(self) -> Span: ...


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each kind of statement by itself, the values of each choice, and the forms of each route and correction."""
    for what, labelled in _groups(audited):
        first: dict[str, tuple[str, str, Span]] = {}
        for name, label, span in labelled:
            before = first.setdefault(label.casefold(), (name, label, span))
            if before[0] != name:
                message = f"{what} `{before[0]}` and `{name}` are both called `{label}`"
                yield warning(message, span, "give each a label of its own", (Label(before[2], "the other is here"),))
    listed: list[Route | Correction] = [*audited.book.routes.values(), *audited.book.corrections.values()]
    for one in listed:
        names = [form.name for form in one.forms]
        for form in sorted({name for name in names if names.count(name) > 1}):
            message = f"`{one.name}` lists {form} twice"
            yield warning(message, one.span, "name each form once, with all that it is for")


def _groups(audited: Audited) -> Iterator[tuple[str, list[tuple[str, str, Span]]]]:
    book = audited.book
    tables: dict[str, Mapping[str, _Labelled]] = {
        "the facts": book.facts,
        "the parameters": book.parameters,
        "the figures": {name: one for name, one in book.figures.items() if "." not in name},
        "the routes": book.routes,
        "the limits": book.limits,
        "the corrections": book.corrections,
    }
    for what, table in tables.items():
        yield what, [(name, one.label, one.span) for name, one in table.items()]
    for fact in book.facts.values():
        yield f"the values of `{fact.name}`", [(value, label, fact.span) for value, label in fact.values]
