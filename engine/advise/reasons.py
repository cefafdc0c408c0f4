"""Reasons read off the trace: the sentence of a conclusion, the comparisons that decided it, the facts it read."""

from __future__ import annotations

from collections.abc import Iterator

from ..compile.dnf import Disjunct
from ..model import Comparison, Expression, Membership, Name, Step, Words
from ..outcome import Standing
from ..trace import Trace
from ..walk import names_in, show
from .model import Doing, Payroll, Reason, Seen, Shown, Test
from .words import choices_of, filled, label_of, said, said_amount, shown, unit_of

_FLIPS = {(">=", True): "below", (">", True): "at most", (">=", False): "at least", (">", False): "above"}


def reason(trace: Trace, name: str, words: Words | None) -> Reason:
    """Why the conclusion holds or not, told by `words`."""
    conclusion = trace.program.rulebook.conclusions[name]
    return Reason(
        name,
        filled(trace, words),
        conclusion.cites,
        facts_read(trace, name),
        tuple(dict.fromkeys(_tests(trace, name, set()))),
        conclusion.unverified,
        conclusion.convention,
    )


def doing(trace: Trace, name: str) -> Doing:
    """The step of a conclusion that holds."""
    conclusion = trace.program.rulebook.conclusions[name]
    step = conclusion.step
    if step is None:
        raise ValueError(f"{name} has no step")
    by = shown(trace, step.by) if step.by else None
    amount = shown(trace, step.amount) if step.amount else None
    return Doing(
        name,
        filled(trace, step.text),
        by if isinstance(by, int) else None,
        amount if isinstance(amount, int) else None,
        step.owner,
        filled(trace, step.check),
        filled(trace, step.undo),
        conclusion.cites,
        conclusion.unverified,
        conclusion.convention,
        filled(trace, step.say),
        _payroll(trace, step, amount),
    )


def _payroll(trace: Trace, step: Step, amount: Shown) -> Payroll | None:
    """The share of pay still to come that a step takes; None where it is not known or more than that pay."""
    pay = shown(trace, step.pay) if step.pay else None
    if not isinstance(amount, int) or not isinstance(pay, int) or not 0 < amount <= pay:
        return None
    paydays = shown(trace, step.paydays) if step.paydays else None
    percent = 100 * amount // pay
    taken = pay * percent // 100
    assumed = step.pay in trace.standings and trace.standings[step.pay] is Standing.ASSUMED
    return Payroll(pay, percent, taken, amount - taken, paydays if isinstance(paydays, int) else None, assumed)


def facts_read(trace: Trace, name: str) -> dict[str, Seen]:
    """The facts behind a conclusion, through the figures and conclusions its fired rules read."""
    facts: dict[str, Seen] = {}
    waiting, seen = [name], {name}
    while waiting:
        for read in _read_by(trace, waiting.pop(0)):
            if read in facts:
                continue
            if read in trace.program.facts:
                facts[read] = Seen(shown(trace, read), unit_of(trace, read), said(trace, read))
            elif read in trace.program.slots and read not in seen:
                seen.add(read)
                waiting.append(read)
    return facts


def _read_by(trace: Trace, name: str) -> Iterator[str]:
    program = trace.program
    if name in program.figures:
        yield from program.walks.of_figures[name]
        return
    for disjunct in trace.reasons(name):
        for index, _ in disjunct:
            yield from program.walks.of_atoms[index]


def _tests(trace: Trace, name: str, seen: set[str]) -> Iterator[Test]:
    seen.add(name)
    for disjunct in trace.reasons(name):
        yield from _of_disjunct(trace, disjunct, seen)


def _of_disjunct(trace: Trace, disjunct: Disjunct, seen: set[str]) -> Iterator[Test]:
    for index, sign in disjunct:
        node = trace.program.atoms[index].node
        if isinstance(node, Name) and node.name in trace.program.conclusions:
            if node.name not in seen:
                yield from _tests(trace, node.name, seen)
        elif isinstance(node, Comparison):
            yield _compared(trace, node, sign)
        elif isinstance(node, Membership):
            yield _member(trace, node, sign)
        elif isinstance(node, Name):
            answer = "no" if sign else "yes"
            label = label_of(trace, node.name)
            yield Test(node.name, label, "is", said(trace, node.name), answer, "", "", sign)


def _member(trace: Trace, node: Membership, sign: bool) -> Test:
    words = choices_of(trace, node.fact)
    listed = " or ".join(words.get(value, value) for value in node.values)
    needed = f"not {listed}" if sign else listed
    label = label_of(trace, node.fact)
    return Test(node.fact, label, "is", said(trace, node.fact), needed, "", "", sign)


def _side(trace: Trace, node: Expression) -> tuple[str, str, tuple[int, int], int, str]:
    value, over = trace.program.compiler.number(node)
    found = value(trace.values)
    name = node.name if isinstance(node, Name) else ""
    unit = unit_of(trace, name) if name else _unit(trace, node)
    return name, label_of(trace, name) if name else show(node), found, over, unit


def _unit(trace: Trace, node: Expression) -> str:
    first = next((name for name, _ in names_in(node)), "")
    return unit_of(trace, first) if first else getattr(node, "unit", "number")


def _compared(trace: Trace, node: Comparison, sign: bool) -> Test:
    name, label, left, over, unit = _side(trace, node.left)
    bound_name, bound_label, right, under, bound_unit = _side(trace, node.right)
    if not name and bound_name:
        unit = bound_unit
    needed = _FLIPS.get((node.operator, sign), "other than" if sign else "exactly")
    margin = ""
    if left[0] == left[1] and right[0] == right[1]:
        distance = abs(left[0] * under - right[0] * over)
        margin = said_amount((distance, distance), over * under, "days" if unit == "date" else unit)
    bound = said_amount(right, under, unit)
    return Test(
        name,
        label,
        node.operator,
        said_amount(left, over, unit),
        f"{needed} {bound}",
        bound_label,
        margin,
        sign,
    )
