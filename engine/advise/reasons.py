"""Reasons read off the trace: the sentence of a conclusion, the comparisons that decided it, the facts it read."""

from __future__ import annotations

from collections.abc import Iterator

from ..reasoning.compile.dnf import Disjunct
from ..reasoning.standing import Standing
from ..reasoning.trace import Trace
from ..rulebook.model import Comparison, Conditional, Expression, Membership, Name, Sentence, Step
from ..rulebook.walk import names_in
from .formatting import choices_of, filled, format_amount, formatted, label_of, shown, unit_of
from .model import FactRead, Payroll, Reason, Shown, StepAdvice, TestedComparison
from .spoken import spoken

_FLIPS = {(">=", True): "below", (">", True): "at most", (">=", False): "at least", (">", False): "above"}
_DAY_FLIPS = {(">=", True): "before", (">", True): "by", (">=", False): "from", (">", False): "after"}


def reason(trace: Trace, name: str, words: Sentence | None) -> Reason:
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


def step_advice(trace: Trace, name: str) -> StepAdvice:
    """The step of a conclusion that holds."""
    conclusion = trace.program.rulebook.conclusions[name]
    step = conclusion.step
    if step is None:
        raise ValueError(f"{name} has no step")
    by = shown(trace, step.by) if step.by else None
    amount = shown(trace, step.amount) if step.amount else None
    return StepAdvice(
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
        step.act,
        step.alternative,
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


def facts_read(trace: Trace, name: str) -> dict[str, FactRead]:
    """The facts behind a conclusion, through the figures and conclusions its fired rules read."""
    facts: dict[str, FactRead] = {}
    waiting, seen = [name], {name}
    while waiting:
        for read in _read_by(trace, waiting.pop(0)):
            if read in facts:
                continue
            if read in trace.program.facts:
                facts[read] = _fact_read(trace, read)
            elif read in trace.program.slots and read not in seen:
                seen.add(read)
                waiting.append(read)
    return facts


def _fact_read(trace: Trace, name: str) -> FactRead:
    if name not in trace.fact_reads:
        trace.fact_reads[name] = FactRead(shown(trace, name), unit_of(trace, name), formatted(trace, name))
    found: FactRead = trace.fact_reads[name]
    return found


def _read_by(trace: Trace, name: str) -> Iterator[str]:
    program = trace.program
    if name in program.figures:
        yield from program.walks.of_figures[name]
        return
    for disjunct in trace.reasons(name):
        for index, _ in disjunct:
            yield from program.walks.of_atoms[index]


def _tests(trace: Trace, name: str, seen: set[str]) -> Iterator[TestedComparison]:
    seen.add(name)
    for disjunct in trace.reasons(name):
        yield from _of_disjunct(trace, disjunct, seen)


def _of_disjunct(trace: Trace, disjunct: Disjunct, seen: set[str]) -> Iterator[TestedComparison]:
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
            yield TestedComparison(node.name, label, "is", formatted(trace, node.name), answer, "", "", sign)


def _member(trace: Trace, node: Membership, sign: bool) -> TestedComparison:
    words = choices_of(trace, node.fact)
    listed = " or ".join(words.get(value, value) for value in node.values)
    needed = f"not {listed}" if sign else listed
    label = label_of(trace, node.fact)
    return TestedComparison(node.fact, label, "is", formatted(trace, node.fact), needed, "", "", sign)


def _side(trace: Trace, node: Expression) -> tuple[str, str, tuple[int, int], int, str]:
    value, denominator = trace.program.compiler.number(node)
    found = value(trace.values)
    name = node.name if isinstance(node, Name) else ""
    unit = unit_of(trace, name) if name else _unit(trace, node)
    return name, label_of(trace, name) if name else _in_words(trace, node), found, denominator, unit


def _in_words(trace: Trace, node: Expression) -> str:
    """A formula in words: of an `if` the branch that is taken, where that is known."""
    while (
        isinstance(node, Conditional) and (holds := trace.program.compiler.truth(node.test)(trace.values)) is not None
    ):
        node = node.then if holds else node.otherwise
    return spoken(node, lambda name: label_of(trace, name))


def _unit(trace: Trace, node: Expression) -> str:
    first = next((name for name, _ in names_in(node)), "")
    return unit_of(trace, first) if first else getattr(node, "unit", "number")


def _compared(trace: Trace, node: Comparison, sign: bool) -> TestedComparison:
    name, label, left, denominator, unit = _side(trace, node.left)
    bound_name, bound_label, right, under, bound_unit = _side(trace, node.right)
    if not name and bound_name:
        unit = bound_unit
    flips = _DAY_FLIPS if unit == "date" else _FLIPS
    needed = flips.get((node.operator, sign), "other than" if sign else "exactly")
    margin = ""
    if left[0] == left[1] and right[0] == right[1]:
        distance = abs(left[0] * under - right[0] * denominator)
        margin = format_amount((distance, distance), denominator * under, "days" if unit == "date" else unit)
    bound = format_amount(right, under, unit)
    return TestedComparison(
        name,
        label,
        node.operator,
        format_amount(left, denominator, unit),
        f"{needed} {bound}",
        bound_label,
        margin,
        sign,
    )
