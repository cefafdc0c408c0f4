"""The numbers: worksheets line by line, the shared ledger, tax forms filled ahead of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from ..advise.formatting import choices_of, format_value, formatted, label_of, shown, unit_of
from ..advise.model import LimitAdvice, RouteAdvice, TestedComparison
from ..advise.spoken import spoken
from ..reasoning.range import Range
from ..reasoning.standing import Standing
from ..reasoning.trace import Trace
from ..rulebook.model import Arithmetic, Expression, Name
from ..rulebook.walk import names_in
from .formatting import NO_BREAK, first_sentence, said_left, said_range, sentence
from .formulas import Formulas, names_of
from .notes import Notes
from .shapes import FormLine, FormPreview, LimitView, NumberView, Row, SourcedText, UseView

_FORM_LINE: Final = re.compile(r"(?P<form>.+) line (?P<line>\w+): (?P<label>.+)")
_ORIGINS: Final = {
    Standing.KNOWN: "you told us",
    Standing.ASSUMED: "usual answer",
    Standing.NOT_APPLICABLE: "does not apply to you",
    Standing.UNKNOWN: "still open",
}
_MOST_NUMBERS: Final = 8


def said_or_open(trace: Trace, name: str) -> str:
    """A value in words; a range that reaches beyond all sense says no more than that nobody knows."""
    if unit_of(trace, name) == "tax_year":
        return formatted(trace, name)
    return format_value(shown(trace, name), unit_of(trace, name), choices_of(trace, name))


class Worksheet:
    """One worksheet for the whole document: each name has one line, before the lines that read it."""

    def __init__(self, trace: Trace) -> None:
        """No line is written yet."""
        self._trace, self._formulas = trace, Formulas(trace)
        self._lines: dict[str, int] = {}
        self._rows: list[Row] = []

    def part(self, name: str) -> tuple[Row, ...]:
        """The lines a figure adds to those that are there already."""
        start = len(self._rows)
        self._line(name)
        return tuple(self._rows[start:])

    def _line(self, name: str) -> int:
        """The number of the line of a figure, fact or parameter; written with all it needs if it is not there yet."""
        if name not in self._lines:
            self._lines[name] = self._written(name)
        return self._lines[name]

    def _written(self, name: str) -> int:
        trace = self._trace
        if name not in trace.program.figures:
            standing = trace.standings.get(name)
            return self._row(name, "published amount" if standing is None else _ORIGINS[standing])
        formula = self._formulas.of(name)
        if isinstance(formula, Name) and unit_of(trace, formula.name) == unit_of(trace, name):
            return self._line(formula.name)
        lines = {read: f"line{NO_BREAK}{self._line(read)}" for read in dict.fromkeys(names_of(formula))}
        return self._row(name, spoken(formula, lines.__getitem__))

    def _row(self, name: str, how: str) -> int:
        number = len(self._rows) + 1
        label = SourcedText(sentence(label_of(self._trace, name)), name)
        self._rows.append(Row(number, label, how, said_or_open(self._trace, name)))
        return number


def matters(line: LimitAdvice) -> bool:
    """Whether the plan uses the limit or nothing of it is left."""
    planned = any(use.amount[1] for use in line.uses if use.planned)
    return planned or (line.cap[1] > 0 and line.left[1] <= 0)


def ledger(notes: Notes) -> tuple[LimitAdvice, ...]:
    """The limits the plan uses and those that are full; left out is what repeats another or may not exist at all."""
    found: dict[object, LimitAdvice] = {}
    values, limits = notes.trace.values, notes.program.limits
    there = {one.limit.name for one in limits if one.applies is None or one.applies(values)}
    for line in notes.advice.ledger:
        if line.name in there and matters(line):
            uses = tuple((use.label, use.amount) for use in line.uses if use.amount[1])
            found.setdefault((line.cap, uses), line)
    return tuple(found.values())


def limit(line: LimitAdvice) -> LimitView:
    """A limit in shown strings; what is $0 is left out."""
    made, planned = _sum(line, False), _sum(line, True)
    room = max(0, line.cap[1] - made[0])
    uses = tuple(
        UseView(use.label, said_range(_within(use.amount, room) if use.planned else use.amount), use.planned)
        for use in line.uses
        if use.amount[1]
    )
    shown = (said_range(made), said_range(_within(planned, room)), said_left(line.left))
    return LimitView(line.label, SourcedText(said_range(line.cap), line.name), uses, *shown, line.cites)


def _sum(line: LimitAdvice, planned: bool) -> Range:
    amounts = [use.amount for use in line.uses if use.planned is planned]
    return sum(low for low, _ in amounts), sum(high for _, high in amounts)


def _within(planned: Range, room: int) -> Range:
    """What the plan adds to a limit while it is open: no less than nothing and no more than the limit has room for.

    What is open counts in every use it may go to, so the ends of the uses may add up to more than all of them can be.
    """
    low, high = planned
    return (low, high) if low == high else (max(0, low), max(0, low, min(high, room)))


def previews(notes: Notes) -> Iterator[FormPreview]:
    """The tax forms the rulebook fills ahead of time, where their lines apply: also beside steps of the plan alone."""
    plan, trace, book = notes.book.plan, notes.trace, notes.book
    names = plan.preview if plan and (notes.advice.plan or notes.advice.plan_steps) else ()
    lines = {name: found for name in names if (found := _FORM_LINE.fullmatch(book.figures[name].label))}
    forms: dict[str, list[FormLine]] = {}
    for name, found in lines.items():
        if trace.published(name) is not None:
            words = SourcedText(sentence(found["label"]), name)
            how = first_sentence(book.figures[name].meaning)
            line = FormLine(found["line"], words, how, said_or_open(trace, name))
            forms.setdefault(found["form"], []).append(line)
    return (FormPreview(form, tuple(filled)) for form, filled in forms.items())


def numbers_that_matter(notes: Notes) -> Iterator[NumberView]:
    """At most eight rows: the amounts that shut or shape a route, then what fills the limit of the main route."""
    rows = [*_compared(notes)][: _MOST_NUMBERS // 2]
    yield from rows
    yield from _of_main(notes, _MOST_NUMBERS - len(rows))


def _compared(notes: Notes) -> Iterator[NumberView]:
    """The saver's amounts beside the lines of law they are held against, each once."""
    seen: set[str] = set()
    routes = sorted(notes.advice.routes.values(), key=lambda one: one.verdict != "closed")
    for reason in (reason for route in routes for reason in (*route.reasons, *route.cautions)):
        for test in reason.tests:
            line = named(notes, test.needed_label)
            if not test.margin.startswith("$") or test.name not in notes.book.facts or not line:
                continue
            if test.name not in seen:
                seen.add(test.name)
                label = SourcedText(_in_full(notes, test), test.name)
                yield NumberView(label, origin(notes, test.name), test.yours, False)
            if line not in seen:
                seen.add(line)
                words = said_or_open(notes.trace, line)
                yield NumberView(SourcedText(sentence(test.needed_label), line), "law", words, False)


def _in_full(notes: Notes, test: TestedComparison) -> str:
    """The label of a fact; of one that goes by its initials, what they stand for too."""
    if not test.label.isupper():
        return sentence(test.label)
    return f"{test.label}: {notes.inner(first_sentence(notes.book.facts[test.name].meaning).rstrip('.'))}"


def named(notes: Notes, label: str) -> str:
    """The parameter or figure with a label; empty for none."""
    parameters = (one.name for one in notes.book.parameters.values() if one.label == label)
    figures = (one.name for one in notes.book.figures.values() if one.label == label)
    return next(chain(parameters, figures), "")


def _of_main(notes: Notes, most: int) -> Iterator[NumberView]:
    """What the dollars of the largest route come to: its tightest limit less what is in, or the parts they sum up."""
    advice = notes.advice
    routes = sorted(advice.routes.values(), key=lambda one: (not one.primary, -one.range[1]))
    for route in routes:
        if not route.range[1] or route.verdict == "closed":
            continue
        lines = [line for line in advice.ledger if _fills(line, route)]
        tight = min(lines, key=lambda line: (line.left[1], line.cap[1]), default=None)
        rows = (
            _of_limit(notes, tight, route.range, most)
            if tight
            else _of_parts(notes, notes.book.routes[route.name].amount)
        )
        yield from rows
        words = f"For the {route.label}"
        yield NumberView(SourcedText(words, f"{route.name}.amount"), "", said_range(route.range), True)
        return


def _fills(line: LimitAdvice, route: RouteAdvice) -> bool:
    """Whether all a route brings goes into a limit, and whatever else is in the limit leaves just that or more."""
    mine = [use.amount for use in line.uses if use.route == route.name]
    return mine == [route.range] and line.cap[1] - _sum(line, False)[0] >= route.range[1]


def _of_limit(notes: Notes, line: LimitAdvice, amount: Range, most: int) -> Iterator[NumberView]:
    """The limit, what is in, and what else holds the amount down, so that the column adds up."""
    yield NumberView(SourcedText(f"{line.label}, limit", line.name), "law", said_range(line.cap), False)
    limits = notes.book.limits[line.name].uses
    used = [(use, one) for use, one in zip(line.uses, limits, strict=True) if use.amount[1] and not use.planned]
    for use, one in used[: most - 3]:
        source = origin(notes, *(name for name, _ in names_in(one.amount.expression)))
        label = f"Less {notes.inner(use.label)}"
        yield NumberView(SourcedText(label, line.name), source, f"\u2212 {said_range(use.amount)}", False)
    held = line.cap[0] - _sum(line, False)[1] - amount[1]
    if held > 0 and line.cap[0] == line.cap[1] and amount[0] == amount[1]:
        label = "Less what your pay, the plan or another limit holds back"
        yield NumberView(SourcedText(label, line.name), "", f"\u2212 {said_range((held, held))}", False)


def _of_parts(notes: Notes, figure: str) -> Iterator[NumberView]:
    """The figures a figure is the sum of, those that are not zero; none where it is no plain sum of figures."""
    parts = list(_addends(notes.book.figures[figure].formula.expression))
    names = [one.name for one in parts if isinstance(one, Name) and one.name in notes.book.figures]
    if len(names) == len(parts) > 1:
        for name in names:
            amount = notes.trace.published(name)
            if amount is not None and amount[1]:
                label = SourcedText(sentence(label_of(notes.trace, name)), name)
                yield NumberView(label, origin(notes, name), said_range(amount), False)


def _addends(node: Expression) -> Iterator[Expression]:
    if isinstance(node, Arithmetic) and node.operator == "+":
        yield from _addends(node.left)
        yield from _addends(node.right)
    else:
        yield node


def origin(notes: Notes, *names: str) -> str:
    """Where an amount is from: the law, the saver, a usual answer, or something still open."""
    facts = [fact for name in names for fact in notes.facts(name)]
    found = {notes.trace.standings.get(fact) for fact in facts}
    if Standing.UNKNOWN in found:
        return "partly open"
    if Standing.ASSUMED in found:
        return "usual answer" if found == {Standing.ASSUMED} else "you told us, and usual answers"
    return "you told us" if found else "law"
