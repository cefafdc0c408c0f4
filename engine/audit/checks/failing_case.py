"""What: a worked example whose expected answers do not come out.

Why: either the rule or the example is wrong, and one of them is law. `rothroute test` shows what came out instead.

Bad:

    # saving/cases.yaml
    cases:
      - {name: little pay, given: {tax_year: 2026, age: 25, wages: $3, plan: none}, expect: {saving_room: $4},
          source: USC 219(b)}

Good:

    # saving/cases.yaml
    cases:
      - {name: little pay, given: {tax_year: 2026, age: 25, wages: $3, plan: none}, expect: {saving_room: $3},
          source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...advise.case_runner import DECISION, REFUSED
from ...diagnostic import Diagnostic
from ...rulebook.model import Case
from ..audited import Audited, error

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Every miss of every case; a case with names that do not exist is reported elsewhere."""
    for result in audited.every_result:
        for miss in result.misses:
            message = f"the case `{result.case.name}` expects {miss.name} {miss.expected}, not {miss.found}"
            yield error(message, miss.span, "correct the rule, or the case if its source says so")
        for refused in result.refused if _names_exist(audited, result.case) else ():
            message = f"the case `{result.case.name}` cannot run: {refused.message}"
            yield error(message, refused.span or result.case.span, refused.help)


def _names_exist(audited: Audited, case: Case) -> bool:
    book = audited.book
    answers = [name for name, _, _ in case.expect]
    answers += [*(name for name, _ in case.unknown), *(one.answer for one in case.rejected)]
    known = {*book.figures, *book.conclusions, *book.routes, *book.corrections, *book.limits, *DECISION, REFUSED}
    facts = {*book.facts, *(one.plural for one in book.lists), *(one.name for one in book.lists)}
    return all(_last(name) in facts for name, _, _ in case.given) and all(
        _last(name) in known or name.partition(".")[0] in known or _last(name.rpartition(".")[0]) in known
        for name in answers
    )


def _last(name: str) -> str:
    """A name without the path of its item, and that of an item without its number."""
    return name.rpartition(".")[2].rstrip("0123456789") if "." in name else name
