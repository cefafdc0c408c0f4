"""What: a worked example that names a fact or answer that does not exist, or repeats another.

Why: an example that cannot fail is worse than none, because it looks like a test.

Bad:

    # saving/cases.yaml
    cases:
      - {name: little pay, given: {tax_year: 2026, age: 25, wages: $3, plan: none}, expect: {saving_rom: $3},
          source: USC 219(b)}

Good:

    # saving/cases.yaml
    cases:
      - {name: little pay, given: {tax_year: 2026, age: 25, wages: $3, plan: none}, expect: {saving_room: $3},
          source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...advise.answers import Given
from ...advise.case_runner import DECISION, REFUSED
from ...diagnostic import Diagnostic, Label, did_you_mean
from ...rulebook.model import Case, Rulebook
from ...rulebook.unroll import for_items
from ..audited import Audited, error

GROUP = "tests"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The names in each case, and cases with the same facts and answers."""
    seen: dict[object, Case] = {}
    for case in audited.cases:
        given = _told(audited.book, case)
        for problem in given.problems:
            if problem.check == "unknown-fact" and problem.span is not None:
                yield error(problem.message, problem.span, problem.help)
        answers = _answers(for_items(audited.book, given.shape(audited.book)))
        rejected = [(one.answer, one.span) for one in case.rejected]
        for name, span in [*((name, span) for name, _, span in case.expect), *case.unknown, *rejected]:
            if name not in answers:
                yield error(f"`{name}` is not an answer", span, did_you_mean(name, answers))
        first = seen.setdefault(_content(case), case)
        if first is not case:
            yield error(f"the case `{case.name}` repeats another", case.span, "remove one",
                        (Label(first.span, "the same here"),))  # fmt: skip


def _told(book: Rulebook, case: Case) -> Given:
    """What a case tells, for the items it is about."""
    given = Given()
    for name, text, span in case.given:
        given.set(book, name, text, span, span)
    return given


def _answers(book: Rulebook) -> set[str]:
    due = (f"{name}.by" for name, conclusion in book.conclusions.items() if conclusion.step)
    routes = [one.name for route in book.routes.values() for one in (route, *route.items)]
    parts = (*(f"{name}.verdict" for name in routes), *(f"{name}.left" for name in book.limits))
    return {*book.figures, *book.conclusions, *DECISION, REFUSED, *due, *parts}


def _content(case: Case) -> object:
    given = frozenset((name, value) for name, value, _ in case.given)
    return (
        given,
        frozenset((name, value) for name, value, _ in case.expect),
        frozenset(name for name, _ in case.unknown),
    )
