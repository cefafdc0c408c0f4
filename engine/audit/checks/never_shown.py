"""What: a caution, step, deadline or form that can only hold where its route is closed.

Why: a closed route shows no cautions and no steps, so nobody ever reads these sentences.

Bad:

    # saving/rules.yaml
    conclusions:
      tiny_wages:
        when: wages < $0.01 and age < older_age
        because: You are young.
        because_not: You are not young.
        caution: You are young.
        cite: [USC 219(b)]
    routes:
      saving: {cautions: [tiny_wages]}

Good:

    # saving/rules.yaml
    conclusions:
      tiny_wages:
        when: wages < $5 and age < older_age
        because: You are young.
        because_not: You are not young.
        caution: You are young.
        cite: [USC 219(b)]
    routes:
      saving: {cautions: [tiny_wages]}
    # saving/cases.yaml
    cases:
      - name: little pay
        given: {tax_year: 2026, age: 25, wages: $3, plan: none}
        expect: {tiny_wages: yes, saving.verdict: caution}
        source: USC 219(b)
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Name, Not, Route
from ..audited import Audited, warning
from ..statements import entries_of

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """What a route lists but can never show."""
    for route in audited.book.routes.values():
        if audited.always(Name(f"{route.name}.closed")):
            continue
        for name in dict.fromkeys(_listed(route)):
            when = audited.book.conclusions[name].when.expression
            passable = Not(Name(f"{route.name}.closed"))
            if not audited.impossible(when) and audited.impossible(when, passable):
                message = f"`{name}` can hold only where `{route.name}` is shut, so it is never shown there"
                yield warning(message, audited.book.conclusions[name].span, f"take it out of `{route.name}`")


def _listed(route: Route) -> list[str]:
    entries = [entry.when for entry in entries_of(route) if entry.when]
    return [*route.grounds, *route.cautions, *route.steps, *entries]
