"""What: a step that is said though the amount it takes is nothing.

Why: "pay in up to $0.00" tells the saver to do what cannot be done. Its condition has to ask for the amount it takes.

Bad:

    # saving/rules.yaml
    figures:
      rest: {label: rest, meaning: What wages leave., unit: dollars, formula: "max($0, saving_limit - wages)",
        cite: [USC 219(b)]}
    conclusions:
      save_soon: {when: older, amount: rest, step: "Save {rest} more."}
    # saving/cases.yaml
    cases:
      - {name: much pay, given: {tax_year: "2026", age: "55", wages: "$9,000", plan: none}, expect: {older: "yes"},
        source: USC 219(b)}

Good:

    # saving/rules.yaml
    figures:
      rest: {label: rest, meaning: What wages leave., unit: dollars, formula: "max($0, saving_limit - wages)",
        cite: [USC 219(b)]}
    conclusions:
      save_soon: {when: older and rest >= $0.01, amount: rest, step: "Save {rest} more."}
    # saving/cases.yaml
    cases:
      - {name: much pay, given: {tax_year: "2026", age: "55", wages: "$9,000", plan: none}, expect: {older: "yes"},
        source: USC 219(b)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...reasoning.trace import Trace
from ..audited import Audited, warning
from ..statements import told, written

GROUP = "documents"
READS_CASES = True


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each step with an amount, in every case that is told it."""
    for conclusion in written(audited.book):
        amount = conclusion.step.amount if conclusion.step else None
        empty = amount and next((one for one in audited.results if _empty(one.trace, conclusion.name, amount)), None)
        if empty:
            message = f"the step of `{conclusion.name}` is said though `{amount}` is nothing"
            help = f"the case `{empty.case.name}` shows it: ask in its condition for `{amount} >= $0.01`"
            yield warning(message, conclusion.span, help)


def _empty(trace: Trace | None, name: str, amount: str) -> bool:
    if trace is None or trace.holds(name) is not True or not told(trace, name):
        return False
    value = trace.value(amount)
    return isinstance(value, tuple) and value[1] <= 0
