"""What: a step listed after one that needs it done, or due before the step it is listed after.

Why: the plan is read as the order of doing; a step whose day lies before the day of the step above it comes too late.

Bad:

    # parameters/telling_day.yaml as it is
    label: Last day to tell the bank
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-03-31, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-03-31, source: USC 219(f), verified: the statute}
    # parameters/saving_day.yaml as it is
    label: Last day to save
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      save_soon: {by: saving_day}
      tell_the_bank:
        when: older and wages >= $0.01
        step: "Tell the bank that {saving_room} will come."
        by: telling_day
        cite: [USC 219(b)]
    routes:
      saving: {steps: [tell_the_bank]}

Good:

    # parameters/telling_day.yaml as it is
    label: Last day to tell the bank
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-12-01, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-12-01, source: USC 219(f), verified: the statute}
    # parameters/saving_day.yaml as it is
    label: Last day to save
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      save_soon: {by: saving_day}
      tell_the_bank:
        when: older and wages >= $0.01
        step: "Tell the bank that {saving_room} has come."
        by: telling_day
        cite: [USC 219(b)]
    routes:
      saving: {steps: [tell_the_bank]}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...advise.schedule import served_by
from ...diagnostic import Diagnostic, Label
from ...rulebook.model import Name, Rulebook
from ..audited import Audited, advice

GROUP = "documents"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each pair of steps of one list, as far as both can be shown together."""
    conclusions = audited.book.conclusions
    for owner, names in _lists(audited.book):
        serves = served_by(audited.book, names)
        for first, then in combinations(names, 2):
            span, labels = conclusions[then].span, (Label(conclusions[first].span, "listed before it"),)
            if first in serves[then]:
                help = f"list `{then}` before `{first}`"
                yield advice(f"`{first}` needs `{then}` done first, but `{owner}` lists it before", span, help, labels)
            elif then not in serves[first] and _late(audited, first, then):
                message = f"`{then}` is due before `{first}`, after which `{owner}` lists it"
                help = f"list it before, or say `before: [{then}]` of `{first}` if that has to be done first"
                yield advice(message, span, help, labels)


def _lists(book: Rulebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((name, route.steps) for name, route in book.routes.items())
    yield from ((name, correction.steps) for name, correction in book.corrections.items())
    if book.plan is not None:
        yield "plan", book.plan.steps


def _late(audited: Audited, first: str, then: str) -> bool:
    """Whether the first is surely due after the other in some year, and both can be shown together."""
    days = [_days(audited, name) for name in (first, then)]
    after = any(one[0] > other[1] for one, other in zip(*days, strict=True)) if all(days) else False
    return after and not audited.impossible(Name(first), Name(then))


def _days(audited: Audited, name: str) -> list[tuple[int, int]]:
    """The earliest and the latest a step can be due in each year, the newest first; none where that is not set."""
    step = audited.book.conclusions[name].step
    by = step.by if step else None
    if by is None or not audited.programs:
        return []
    if by in audited.book.figures:
        return audited.ranges(by)
    parameter = audited.book.parameters.get(by)
    amounts = [parameter.year(year) for year in sorted(audited.programs, reverse=True)] if parameter else []
    known = [one.amount for one in amounts if one is not None and isinstance(one.amount, int)]
    return [(day, day) for day in known] if len(known) == len(audited.programs) else []
