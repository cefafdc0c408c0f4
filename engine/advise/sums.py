"""Ranges that add up: the plan's total is the sum of its lines, so each range says something of the others."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from ..reasoning.range import Range
from ..reasoning.trace import Trace

_Span = tuple[Fraction, Fraction]


def lines_of(trace: Trace) -> tuple[str, ...]:
    """The figures the total adds up, the routes' amounts first; none where the rulebook does not say so."""
    book = trace.program.rulebook
    if book.plan is None or book.plan.parts is None:
        return ()
    return (*(f"{route}.amount" for route in book.routes), *book.plan.parts)


def add_up(trace: Trace) -> None:
    """Cut off, in the values of a trace, what no sum allows: a line is never wider than the whole."""
    lines, plan = lines_of(trace), trace.program.rulebook.plan
    if plan is None or not lines or all(trace.known(name) for name in (*lines, plan.total)):
        return
    spans = {name: _span(trace, name) for name in lines}
    total = _span(trace, plan.total)
    least, most = sum(low for low, _ in spans.values()), sum(high for _, high in spans.values())
    whole = max(total[0], Fraction(least)), min(total[1], Fraction(most))
    if whole[0] > whole[1]:
        return
    _narrow(trace, plan.total, whole)
    for name, (low, high) in spans.items():
        _narrow(trace, name, (max(low, whole[0] - (most - high)), min(high, whole[1] - (least - low))))


def _span(trace: Trace, name: str) -> _Span:
    low, high = trace.value(name)
    denominator = trace.program.denominators[name]
    return Fraction(low, denominator), Fraction(high, denominator)


def _narrow(trace: Trace, name: str, span: _Span) -> None:
    slot, denominator = trace.program.slots[name], trace.program.denominators[name]
    before: Range = trace.values[slot]
    low, high = max(before[0], floor(span[0] * denominator)), min(before[1], ceil(span[1] * denominator))
    if low <= high:
        trace.values[slot] = low, high
