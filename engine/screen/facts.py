"""From a table as it was given to a table of facts: one column a fact, null where not known, bad rows set aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import polars as pl

from ..rulebook.model import Rulebook
from ..value import Value
from .cells import dtype_of, no_problems, read_cells
from .mapping import BIRTH_DATE, TableMapping

ROW: Final = "row"
PROBLEMS: Final = ("row", "fact", "reason", "remedy")


class FactsRead(NamedTuple):
    """The facts of every row, and what is wrong with some: row (from 0), fact, reason, remedy."""

    facts: pl.DataFrame
    problems: pl.DataFrame


def read_facts(rulebook: Rulebook, mapping: TableMapping, table: pl.DataFrame, day: int) -> FactsRead:
    """The facts of a table. `day` is that of the screening, where no fact says it. Raises Refusal for a column."""
    constants: dict[str, Value] = dict(mapping.constants)
    year, on = rulebook.framing
    if on and on not in constants and all(one.fact != on for one in mapping.columns):
        constants[on] = day
    columns = {name: _constant(rulebook, name, value, table.height) for name, value in constants.items()}
    problems = [no_problems().with_columns(fact=pl.lit(None, dtype=pl.String))]
    for one in sorted(mapping.columns, key=lambda one: one.unit == BIRTH_DATE):  # an age needs the tax year
        read = read_cells(rulebook, one, table[one.column], columns.get(year))
        columns[one.fact] = read.values
        problems.append(read.problems.with_columns(fact=pl.lit(one.fact)))
    if on in columns:
        columns[on] = columns[on].fill_null(day)
    facts = pl.DataFrame([columns[name] for name in rulebook.facts if name in columns])
    if facts.width == 0:
        facts = pl.DataFrame({year: pl.Series([None] * table.height, dtype=pl.Int64)})
    return FactsRead(facts, pl.concat(problems).select(PROBLEMS))


def _constant(rulebook: Rulebook, name: str, value: Value, height: int) -> pl.Series:
    kind = dtype_of(rulebook.facts[name])
    return pl.Series(name, [value], dtype=kind).new_from_index(0, height)


def without_year(rulebook: Rulebook, facts: pl.DataFrame) -> pl.DataFrame:
    """The problems of rows whose tax year is not said, or not published."""
    years, year = ", ".join(map(str, rulebook.years)), rulebook.year_fact
    said = pl.Series(year, [None] * facts.height, dtype=pl.Int64) if year not in facts.columns else facts[year]
    bad = ~said.is_in(list(rulebook.years)).fill_null(False)
    rows = bad.arg_true().cast(pl.Int64)
    reason = pl.when(said.filter(bad).is_null()).then(pl.lit(f"`{year}` is missing"))
    told = pl.format(f"`{year}` {{}} is not in this rulebook", said.filter(bad))
    return pl.DataFrame({ROW: rows}).select(
        pl.col(ROW),
        fact=pl.lit(year),
        reason=reason.otherwise(told),
        remedy=pl.lit(f"give `{year}` as a column or constant, one of {years}"),
    )


def distinct(rows: pl.DataFrame) -> pl.Series:
    """The rows that problems are about, each once, in order."""
    return rows[ROW].unique().sort()


def joined(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Problems together, in the order of rows."""
    return pl.concat(list(parts)).sort(ROW, maintain_order=True)
