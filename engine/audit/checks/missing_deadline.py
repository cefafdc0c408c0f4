"""What: a route with a dated step whose day is not among the route's deadlines, or a deadline for a step that is due on
another day.

Why: the list of dates is what people put into their calendar. A day that only the step names is missed.

Bad:

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
    routes:
      saving: {deadlines: [{by: bank_day, what: The bank closes.}]}
    # parameters/bank_day.yaml as it is
    label: Last day the bank is open
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}

Good:

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
    routes:
      saving: {deadlines: [{by: saving_day, what: Save.}]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "documents"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each parameter that dates a step of a route which takes money; figures of a day stand for several deadlines."""
    book = audited.book
    for route in book.routes.values():
        listed = {dated.by for dated in route.deadlines}
        for name in route.steps if listed else ():
            step = book.conclusions[name].step
            if step is not None and step.by in book.parameters and step.by not in listed:
                message = f"`{route.name}` has a step by `{step.by}` (`{name}`), which is not among its deadlines"
                yield warning(message, route.span, "add the day to `deadlines:`, with what must be done by then")
        for dated in route.deadlines:
            step = book.conclusions[dated.when].step if dated.when else None
            if step is not None and step.by is not None and step.by != dated.by:
                message = f"`{route.name}` lists `{dated.by}` for the step `{dated.when}`, which is due by `{step.by}`"
                yield warning(message, dated.what.span, "let the deadline and its step name one day")
