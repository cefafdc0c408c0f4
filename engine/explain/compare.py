"""Several answers side by side: what moves between them, in dollars, verdicts and steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..advise.build import Decision
from ..advise.formatting import answer_said, label_of
from ..advise.model import Advice
from ..rulebook.model import Rulebook
from .formatting import day, said_range, sentence
from .notes import Notes
from .routes import VERDICTS
from .shapes import StepView
from .steps import in_time_order

_NONE = "\u2013"
_DECIDED, _PROVISIONAL, _NOTHING = "decided", "provisional", "none"


class ComparedRow(NamedTuple):
    """One line of a comparison: what it is about, and what each answer says of it."""

    label: str
    cells: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether the answers differ in it."""
        return len(set(self.cells)) > 1


class AdviceComparison(NamedTuple):
    """Answers side by side: the facts, the lines and, for each answer, the steps that others lack or have otherwise.

    `total` is always there; the other lines are those that move.
    """

    names: tuple[str, ...]
    total: ComparedRow
    facts: tuple[ComparedRow, ...]
    rows: tuple[ComparedRow, ...]
    steps: tuple[tuple[StepView, ...], ...]

    @property
    def same(self) -> bool:
        """Whether the answers are the same."""
        return not self.rows and not any(self.steps) and not self.total.moves


class NamedComparison(NamedTuple):
    """A comparison, with the name of the saver it is about where there are two."""

    name: str
    found: AdviceComparison


def heading_of(found: AdviceComparison) -> str:
    """What moves, in one line."""
    if found.same:
        return "The answer is the same"
    if not found.total.moves:
        return f"{found.total.cells[0]} in all each time, but not in the same way"
    return ", ".join(f"{cell} {name}" for name, cell in zip(found.names, found.total.cells, strict=True))


def comparison_json(found: AdviceComparison) -> dict[str, Any]:
    """The comparison as plain data: names of the columns, and each line with one text for each."""
    return {
        "names": list(found.names),
        "same": found.same,
        "facts": [_line_json(row) for row in found.facts],
        "lines": [_line_json(row) for row in (found.total, *found.rows)],
        "steps": [[{"by": day(step.day) or None, "text": step.text.text} for step in steps] for steps in found.steps],
    }


def _line_json(row: ComparedRow) -> dict[str, Any]:
    return {"label": row.label, "cells": list(row.cells)}


def comparison_of(names: Sequence[str], decisions: Sequence[Decision]) -> AdviceComparison:
    """The answers of several decisions under one rulebook side by side; one name for each."""
    book, advices = decisions[0].trace.program.rulebook, [one.advice for one in decisions]
    rows = [
        _row("Answer", [_DECIDED if one.decided else _PROVISIONAL for one in advices]),
        _row("Main route", [_main(book, one) for one in advices]),
        *_corrections(book, advices),
        *_routes(book, advices),
        *_lines(advices),
    ]
    return AdviceComparison(
        tuple(names),
        _row(sentence(book.wording.total.in_all), [said_range(one.total) for one in advices]),
        tuple(_facts(decisions)),
        tuple(row for row in rows if row.moves),
        tuple(_steps(decisions)),
    )


def _row(label: str, cells: Sequence[str]) -> ComparedRow:
    return ComparedRow(label, tuple(cell or _NONE for cell in cells))


def _main(book: Rulebook, advice: Advice) -> str:
    if advice.recommendation is None:
        return "not settled"
    return "none" if advice.recommendation == _NOTHING else book.routes[advice.recommendation].label


def _corrections(book: Rulebook, advices: Sequence[Advice]) -> Iterator[ComparedRow]:
    for name, one in book.corrections.items():
        cells = [
            next((said_range(held.range) for held in advice.corrections if held.name == name), "") for advice in advices
        ]
        yield _row(f"To put right first: {one.label}", cells)


def _routes(book: Rulebook, advices: Sequence[Advice]) -> Iterator[ComparedRow]:
    for name, route in book.routes.items():
        cells = []
        for advice in advices:
            found = advice.routes[name]
            amount = "" if found.verdict == "closed" else f", {said_range(found.range)}"
            cells.append(f"{VERDICTS[found.verdict]}{amount}")
        yield _row(sentence(route.label), cells)


def _lines(advices: Sequence[Advice]) -> Iterator[ComparedRow]:
    labels = {line.figure: line.label for advice in advices for line in advice.lines}
    for figure, label in labels.items():
        found = [{line.figure: said_range(line.range) for line in advice.lines} for advice in advices]
        yield _row(sentence(label), [one.get(figure, "") for one in found])


def _facts(decisions: Sequence[Decision]) -> Iterator[ComparedRow]:
    """What was told otherwise, in the order of the rulebook."""
    told = {name for one in decisions for name in one.answers}
    for name in decisions[0].trace.program.facts:
        if name in told and len({one.answers.get(name) for one in decisions}) > 1:
            cells = [answer_said(one.trace, name) or "not told" for one in decisions]
            yield _row(sentence(label_of(decisions[0].trace, name)), cells)


def _steps(decisions: Sequence[Decision]) -> Iterator[tuple[StepView, ...]]:
    """Of each answer the steps, in the order of doing, that not every other has in the same words by the same day."""
    every = [{(step.by, step.text) for step in one.advice.steps} for one in decisions]
    for one in decisions:
        steps = in_time_order(Notes(one))
        yield tuple(step for step in steps if not all((step.day, step.text.text) in other for other in every))
