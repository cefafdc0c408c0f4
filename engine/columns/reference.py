"""The reference reading of a table of facts: each row by the plain evaluator, on whole numbers of any size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from ..reasoning.compile.compiled import Program
from ..reasoning.evaluate import contradictions, evaluate
from ..reasoning.trace import Answers
from .wanted import CONTRADICTION, INT64, Wanted, ends_of


def schema_of(wanted: Wanted) -> dict[str, type[pl.DataType]]:
    """The types of the columns that are wanted."""
    ends = {column for name in wanted.figures for column in ends_of(name)}
    return {name: pl.Int64 if name in ends else pl.Boolean for name in wanted.columns()}


def answers_of(facts: pl.DataFrame) -> Iterator[Answers]:
    """The answers of each row of a table of facts, one column a fact, null where not known."""
    for row in facts.iter_rows(named=True):
        yield {name: value for name, value in row.items() if value is not None}


class ReferenceReader:
    """Reads the law for rows of facts, one after the other."""

    def __init__(self, program: Program, wanted: Wanted) -> None:
        """For the law of one tax year."""
        self.program, self.wanted = program, wanted
        self._schema = schema_of(wanted)

    def read(self, facts: pl.DataFrame) -> pl.DataFrame:
        """What is wanted of each row; amounts beyond 64 bits stand at their last whole number."""
        rows = [self._row(answers) for answers in answers_of(facts)]
        columns = zip(*rows, strict=True) if rows else ([] for _ in self._schema)
        return pl.DataFrame(
            [
                pl.Series(name, list(found), dtype=kind)
                for (name, kind), found in zip(self._schema.items(), columns, strict=True)
            ]
        )

    def _row(self, answers: Answers) -> list[Any]:
        trace = evaluate(self.program, answers)
        clashing = set(contradictions(self.program, answers))
        row: list[Any] = [trace.holds(name) for name in self.wanted.truths]
        for name in self.wanted.figures:
            row += (None, None) if (found := trace.published(name)) is None else map(_saturated, found)
        return [*row, *(name in clashing for name in self.wanted.contradictions)]


def _saturated(amount: int) -> int:
    return max(-INT64, min(amount, INT64))


def contradicting(wanted: Wanted) -> pl.Expr:
    """Whether the facts of a row contradict each other."""
    names = [CONTRADICTION + name for name in wanted.contradictions]
    return pl.any_horizontal(names) if names else pl.lit(False)
