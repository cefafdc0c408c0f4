"""What: two steps of one route that move the same dollars, and nothing says which comes first.

Why: the plan shows steps in the order of days. Of two that are due the same day, the one that pays in has to say that
it comes `before:` the one that moves the money on.

Bad:

    # saving/rules.yaml
    conclusions:
      save_soon: {amount: saving_room}
      move_it_on: {when: older and wages >= $0.01, step: "Move the {saving_room} on.", amount: saving_room,
        cite: [USC 219(b)]}
    routes:
      saving: {steps: [move_it_on]}

Good:

    # saving/rules.yaml
    conclusions:
      save_soon: {amount: saving_room, before: [move_it_on]}
      move_it_on: {when: older and wages >= $0.01, step: "Move the {saving_room} on.", amount: saving_room,
        cite: [USC 219(b)]}
    routes:
      saving: {steps: [move_it_on]}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...diagnostic import Diagnostic
from ...rulebook.walk import everything_behind
from ..audited import Audited, warning

GROUP = "documents"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each two steps of a route with one amount that one saver can be told both of."""
    book = audited.book
    steps = {name: one.step for name, one in book.conclusions.items() if one.step is not None}
    then = {name: step.before for name, step in steps.items()}
    for route in book.routes.values():
        taking = [name for name in route.steps if steps[name].amount and not steps[name].alternative]
        for one, other in combinations(taking, 2):
            ordered = other in everything_behind(then, [one]) or one in everything_behind(then, [other])
            both = (book.conclusions[name].when.expression for name in (one, other))
            if steps[one].amount == steps[other].amount and not ordered and not audited.impossible(*both):
                message = f"`{one}` and `{other}` both take `{steps[one].amount}`, and neither comes before the other"
                yield warning(message, book.conclusions[one].span, "name in `before:` of one of them the other")
