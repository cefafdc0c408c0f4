"""What: a default no case rests on, or a fact without a default that no case leaves open.

Why: a default decides for whoever does not know. Taken away, turned round or added where there was none, it changes
their answer, and only a case that leaves the fact open can see it.

Bad:

    # saving/cases.yaml as it is
    cases:
      - name: no pay and a plan without Roth
        given: {tax_year: 2026, age: 25, wages: $0, plan: 401k, plan_takes_roth: no}
        expect: {saving.verdict: closed, no_wages: yes, plan_bars_roth: yes}
        source: USC 219(b)
      - name: pay within the limit
        given: {tax_year: 2025, age: 55, wages: $20, plan: none}
        expect: {saving.verdict: open, saving.amount: $20, older: yes}
        source: USC 219(b)
      - {name: too old, given: {tax_year: 2026, age: 121}, expect: {refused: age}, source: nobody is that old}

Good:

    # saving/cases.yaml
    cases:
      - name: nothing but pay is told
        given: {tax_year: 2026, wages: $5}
        expect: {no_wages: no}
        unknown: [older, plan_bars_roth]
        source: what is not told is not known
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...reasoning.standing import Standing
from ...rulebook.load.graph import dependencies
from ...rulebook.walk import everything_behind
from ..audited import Audited, warning

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each fact but days and the year: a case that leaves it open, whose answers or unknowns rest on it."""
    if not audited.results:
        return
    reads = dict(dependencies(audited.book))
    assumed, left_open = set[str](), set[str]()
    for result in audited.results:
        standings = result.trace.standings if result.trace is not None else {}
        names = [name for name, _, _ in result.case.expect] + [name for name, _ in result.case.unknown]
        assumed |= everything_behind(reads, names) & _standing(standings, Standing.ASSUMED)
        unknown = [name for name, _ in result.case.unknown]
        left_open |= everything_behind(reads, unknown) & _standing(standings, Standing.UNKNOWN)
    read = {name for names in reads.values() for name in names}
    for name, fact in audited.book.facts.items():
        if fact.unit in ("tax_year", "date") or name not in read:
            continue
        if fact.assume is not None and name not in assumed:
            help = "add a case that leaves it out, and expect what rests on it"
            yield warning(f"no case rests on the default of `{name}`", fact.span, help)
        elif fact.assume is None and name not in left_open:
            message = f"no case leaves `{name}` open, so a default could be added unseen"
            yield warning(
                message, fact.span, "add a case that leaves it out, and list under `unknown:` what it decides"
            )


def _standing(standings: dict[str, Standing], wanted: Standing) -> set[str]:
    return {name for name, standing in standings.items() if standing is wanted}
