"""What: a step that is never shown on the day it is due, or that is shown after that day.

Why: who reads the plan on the last day must still find the step, and nobody should be told to do by May what is said
only until April. The condition of the step and its day come from the same law.

Bad:

    # facts.yaml
    facts:
      today: {type: date, label: today, meaning: The day of the advice.}
    # parameters/saving_day.yaml as it is
    label: Last day to save
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}
    # parameters/year_end.yaml as it is
    label: Last day of the year
    unit: date
    law: USC 441
    values:
      2025: {amount: 2025-12-31, source: USC 441, verified: the calendar}
      2026: {amount: 2026-12-31, source: USC 441, verified: the calendar}
    # saving/questions.yaml
    questions:
      today: {section: You, question: "What day is it?", help: Look at a calendar., effort: 1,
        why: It decides when to save., who: you, where: A calendar}
    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and wages >= $0.01 and today <= year_end, by: saving_day}
    # saving/cases.yaml
    cases:
      - {name: in time, given: {tax_year: 2026, age: 55, wages: $20, plan: none, today: 2026-06-01}, source: USC 219(b),
          expect: {save_soon: yes}}

Good:

    # facts.yaml
    facts:
      today: {type: date, label: today, meaning: The day of the advice.}
    # parameters/saving_day.yaml as it is
    label: Last day to save
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}
    # saving/questions.yaml
    questions:
      today: {section: You, question: "What day is it?", help: Look at a calendar., effort: 1,
        why: It decides when to save., who: you, where: A calendar}
    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and wages >= $0.01 and today <= saving_day, by: saving_day}
    # saving/cases.yaml
    cases:
      - {name: in time, given: {tax_year: 2026, age: 55, wages: $20, plan: none, today: 2026-06-01}, source: USC 219(b),
          expect: {save_soon: yes}}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...reasoning.trace import Trace
from ...rulebook.model import Comparison, Name
from ..audited import Audited, warning
from ..statements import told, written

GROUP = "documents"
READS_CASES = True


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each step with a parameter as its day: against what its condition says of a date, and in every case."""
    book = audited.book
    days = [name for name, fact in book.facts.items() if fact.unit == "date" and fact.applies is None]
    for conclusion in written(book):
        by = conclusion.step.by if conclusion.step else None
        if by is None or by not in book.parameters:
            continue
        when, due = conclusion.when.expression, Name(by)
        for day in days if not audited.impossible(when) else ():
            if audited.impossible(when, Comparison("=", Name(day), due)):
                message = f"the step of `{conclusion.name}` is due by `{by}`, but never said on that day (`{day}`)"
                help = "let its condition reach to its day, or give it the day its condition reaches to"
                yield warning(message, conclusion.span, help)
            late = next((one for one in audited.results if _late(one.trace, conclusion.name, by, day)), None)
            if late is not None:
                message = f"the step of `{conclusion.name}` is due by `{by}`, but still said after it"
                help = f"the case `{late.case.name}` shows it: end its condition on that day"
                yield warning(message, conclusion.span, help)


def _late(trace: Trace | None, name: str, by: str, day: str) -> bool:
    """Whether a case is told the step after its day."""
    if trace is None or trace.holds(name) is not True or not trace.known(day) or not told(trace, name):
        return False
    published = trace.program.rulebook.parameters[by].year(trace.program.tax_year)
    due = published.amount if published else None
    return isinstance(due, int) and int(trace.value(day)[0]) > due
