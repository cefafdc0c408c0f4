"""What: a condition of a route that can only hold where another condition of the same route holds too.

Why: it never closes the route by itself. Either it is too narrow, or the other one is too wide. Two conditions
that say different things about one saver may both be wanted; then say so with a comment.

Bad:

    # saving/rules.yaml
    conclusions:
      tiny_wages: {when: "wages < $0.01 and age < older_age", because: "You have {wages} of wages and are {age}.",
          because_not: "You are {age}, or have wages.", unlock: Earn wages., cite: [USC 219(b)]}
    routes:
      saving: {closed_by: [tiny_wages]}

Good:

    # saving/rules.yaml
    conclusions:
      no_wages: {unlock: Earn wages.}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from ...diagnostic import Diagnostic, Label
from ...model import Name, Not
from ..audited import Audited, advice

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Pairs of gates of which one implies the other."""
    conclusions = audited.book.conclusions
    for route in audited.book.routes.values():
        for narrow, wide in permutations(route.closed_by, 2):
            whole = conclusions[narrow].when.expression
            if audited.impossible(whole):
                continue
            if audited.impossible(whole, Not(Name(wide))) and not _twins(audited, narrow, wide):
                labels = (Label(conclusions[wide].span, "wherever it holds, this holds too"),)
                message = f"`{narrow}` never shuts `{route.name}` by itself: `{wide}` always does as well"
                yield advice(message, conclusions[narrow].span, "widen the one or narrow the other", labels)


def _twins(audited: Audited, one: str, other: str) -> bool:
    """Gates that hold for the same savers are reported once, from the first in order."""
    return one > other and audited.impossible(Name(other), Not(Name(one)))
