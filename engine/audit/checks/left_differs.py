"""What: a limit whose `left:` figure is not its cap less what uses it up already.

Why: the letter lists what uses a limit. A use that was forgotten, or counted twice, shows room the saver does not have.

Bad:

    # saving/rules.yaml
    figures:
      saving_left: {label: left, meaning: Left of the limit., unit: exact dollars, cite: [USC 219(b)],
        formula: "max($0, saving_limit - wages)"}
    limits:
      all_saving: {left: saving_left}

Good:

    # saving/rules.yaml
    figures:
      saving_left: {label: left, meaning: Left of the limit., unit: exact dollars, cite: [USC 219(b)],
        formula: "saving_limit"}
    limits:
      all_saving: {left: saving_left}
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ...diagnostic import Diagnostic
from ...reasoning.compile.compiled import CompiledLimit
from ...reasoning.trace import Trace
from ..audited import Audited, shown, warning

GROUP = "logic"
READS_CASES = True


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each limit that names what is left of it, for the saver of every case; below zero nothing is left."""
    said: set[str] = set()
    for result in audited.results:
        trace = result.trace
        for compiled in trace.program.limits if trace is not None else ():
            limit = compiled.limit
            found = apart(compiled, trace) if trace is not None and limit.left and limit.name not in said else None
            if found is not None:
                said.add(limit.name)
                left, computed = (shown(round(one), "dollars") for one in found)
                case = f"in the case `{result.case.name}`"
                message = f"`{limit.left}` is {left}, but `{limit.name}` leaves {computed}, {case}"
                yield warning(message, limit.span, "list every use of the limit once, or correct what is left of it")


def apart(compiled: CompiledLimit, trace: Trace) -> tuple[Fraction, Fraction] | None:
    """What is left by the figure and by the uses, in cents, where both are known and differ."""
    name, computed = compiled.limit.left or "", _range(compiled, trace)
    if computed is None or not trace.known(name):
        return None
    left = max(Fraction(trace.value(name)[0], trace.program.denominators[name]), Fraction(0))
    return None if left == max(computed, Fraction(0)) else (left, max(computed, Fraction(0)))


def _range(compiled: CompiledLimit, trace: Trace) -> Fraction | None:
    """The cap less what is in already; None where the limit does not exist or a part is not known."""
    if compiled.applies is not None and compiled.applies(trace.values) is not True:
        return None
    amounts = [(1, compiled.cap)]
    uses = zip(compiled.limit.uses, compiled.uses, strict=True)
    amounts += [(-1, amount) for use, amount in uses if not use.planned]
    total = Fraction(0)
    for sign, (number, denominator) in amounts:
        low, high = number(trace.values)
        if low != high:
            return None
        total += sign * Fraction(low, denominator)
    return total
