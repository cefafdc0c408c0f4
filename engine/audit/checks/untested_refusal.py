"""What: a contradiction, or a bound of a fact, that no case shows to refuse an answer.

Why: refusals are no answers, so other cases do not see them. A contradiction turned round refuses the right answers and
takes the wrong ones; a bound set too low turns people away.

Bad:

    # facts.yaml
    contradictions:
      roth_without_pay: {when: "plan_takes_roth and wages = $0", message: "You earn {wages}.", remedy: correct the pay}

Good:

    # facts.yaml
    contradictions:
      roth_without_pay: {when: "plan_takes_roth and wages = $0", message: "You earn {wages}.", remedy: correct the pay}
    # saving/cases.yaml
    cases:
      - {name: no pay, given: {tax_year: 2026, plan: 401k, plan_takes_roth: yes, wages: $0}, source: no pay goes in,
          expect: {refused: roth_without_pay}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...advise.case_runner import REFUSED
from ...diagnostic import Diagnostic
from ...rulebook.model import Case, Fact
from ...value import read_value
from ..audited import Audited, shown, warning

GROUP = "tests"
_BOUNDED: Final = ("years", "number", "percent", "dollars")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each contradiction, and the stated bounds of each fact, against what the cases expect to be refused."""
    if not audited.results:
        return
    refused = dict(_refused(audited))
    for clash in audited.book.contradictions:
        if clash.name not in refused:
            message = f"no case is refused by the contradiction `{clash.name}`"
            yield warning(message, clash.span, f"add a case with `expect: {{refused: {clash.name}}}`")
    for name, fact in audited.book.facts.items():
        for side in _stated(audited, fact) if fact.unit in _BOUNDED else ():
            bound = fact.highest if side == "highest" else fact.lowest
            values = [value for case in refused.get(name, ()) if (value := _given(case, fact)) is not None]
            if not any(value == bound + (1 if side == "highest" else -1) for value in values):
                message = f"no case shows that `{name}` ends at {shown(bound, fact.unit)}"
                help = f"add a case one step beyond it with `expect: {{refused: {name}}}`"
                yield warning(message, fact.span, help)


def _refused(audited: Audited) -> Iterator[tuple[str, list[Case]]]:
    found: dict[str, list[Case]] = {}
    for case in audited.cases:
        for name, text, _ in case.expect:
            for part in text.split(",") if name == REFUSED else ():
                found.setdefault(part.strip(), []).append(case)
    yield from found.items()


def _stated(audited: Audited, fact: Fact) -> list[str]:
    """The bounds somebody wrote; those that cannot be exceeded in writing, such as a negative age, need no case."""
    written = [side for side in ("lowest", "highest") if audited.place("facts.yaml", "facts", fact.name, side) != (
        audited.place("facts.yaml", "facts", fact.name))]  # fmt: skip
    return [side for side in written if side == "highest" or fact.lowest > 0]


def _given(case: Case, fact: Fact) -> int | None:
    for name, text, _ in case.given:
        if name == fact.name:
            try:
                value = read_value(text, fact.unit)
            except ValueError:
                return None
            return value if isinstance(value, int) else None
    return None
