"""Decides a table, some rows at a time: facts in, one decision a row out, in the same order; bad rows set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, Protocol

import polars as pl

from ..advise.answers import Given
from ..advise.build import decision
from ..advise.model import OpenFact
from ..columns.columns import ColumnReader
from ..columns.reference import answers_of, contradicting, schema_of
from ..columns.wanted import Wanted, ends_of, wanted_of
from ..diagnostic import Diagnostic, Refusal, clipped, did_you_mean
from ..reasoning.compile.compiled import Program
from ..reasoning.compile.program import compile_year
from ..reasoning.evaluate import evaluate
from ..rulebook.model import Rulebook
from .decisions import as_day, decided, decision_columns, dollars, refused_row
from .facts import ROW, FactsRead, distinct, joined, read_facts, without_year
from .mapping import TableMapping
from .since import digest_of_facts

ASK_FIRST: Final = "ask_first"  # only where it is asked for: it is worked out row by row, some dozens a second
_NO_FACT: Final = ""  # several facts together
_DAY: Final = "@day"
_DIGEST: Final = "@facts"


class RowReader(Protocol):
    """Reads the law for rows of facts: a table of facts in, a table of what is wanted out, in the same order."""

    def read(self, facts: pl.DataFrame) -> pl.DataFrame:
        """What is wanted of each row."""


class Decided(NamedTuple):
    """Rows decided: what was read off the law, the columns of decisions, the facts, and what was set aside.

    All tables but `refused` have the rows as they came; `read` is null where a row was set aside, `kept` false.
    """

    facts: pl.DataFrame
    read: pl.DataFrame
    decisions: pl.DataFrame
    kept: pl.Series
    refused: pl.DataFrame


class Screening:
    """A rulebook and a mapping ready to decide tables; programs are compiled once a tax year."""

    def __init__(
        self,
        rulebook: Rulebook,
        mapping: TableMapping,
        day: int,
        columns: Sequence[str] = (),
        reader: Callable[[Program, Wanted], RowReader] = ColumnReader,
        counted: Sequence[str] = (),
    ) -> None:
        """`columns` are those to be written besides the id, all of a decision by default. Raises Refusal for others.

        `counted` are conclusions that are read beside them.
        """
        self.rulebook, self.mapping, self.day, self.counted = rulebook, mapping, day, tuple(counted)
        known = [*decision_columns(rulebook), ASK_FIRST]
        self.asked = tuple(dict.fromkeys(columns))
        self.more = [name for name in self.asked if name not in known]
        for name in self.more:
            if name not in rulebook.figures and name not in rulebook.conclusions:
                help = did_you_mean(name, (*known, *rulebook.figures, *rulebook.conclusions))
                message = f"there is no column, figure or conclusion `{clipped(name)}`"
                said = help or f"columns are {', '.join(known)}"
                raise Refusal((Diagnostic("unknown-column", "error", message, None, (), said),))
        asked = self.asked or decision_columns(rulebook)
        self.columns = [
            column for name in asked for column in (_columns(rulebook, name) if name in self.more else [name])
        ]
        self.wanted = wanted_of(rulebook, (*self.more, *counted))
        self._reader = reader
        self._programs: dict[int, Program] = {}
        self._readers: dict[int, RowReader] = {}

    def program(self, tax_year: int) -> Program:
        """The compiled rules of a tax year. Raises Refusal."""
        if tax_year not in self._programs:
            self._programs[tax_year] = compile_year(self.rulebook, tax_year)
        return self._programs[tax_year]

    def reader(self, tax_year: int) -> RowReader:
        """What reads the law of a tax year."""
        if tax_year not in self._readers:
            self._readers[tax_year] = self._reader(self.program(tax_year), self.wanted)
        return self._readers[tax_year]

    def mapped(self, mapping: TableMapping) -> Screening:
        """The same for another mapping."""
        other = Screening(self.rulebook, mapping, self.day, self.asked, self._reader, self.counted)
        other._readers, other._programs = self._readers, self._programs
        return other

    def facts(self, table: pl.DataFrame) -> FactsRead:
        """The facts of a table. Raises Refusal for a column of the wrong kind."""
        return read_facts(self.rulebook, self.mapping, table, self.day)

    def decide(self, table: pl.DataFrame) -> Decided:
        """The decisions for a table. Raises Refusal for a column of the wrong kind."""
        found = self.facts(table)
        return self.decide_facts(found.facts, found.problems)

    def decide_facts(self, facts: pl.DataFrame, problems: pl.DataFrame) -> Decided:
        """The decisions for a table of facts, of which some rows are known to be bad."""
        problems = joined([problems, without_year(self.rulebook, facts)])
        good = _all_but(facts.height, distinct(problems))
        read = self._read(facts, good)
        clashing = read.select(contradicting(self.wanted).fill_null(False)).to_series()
        if clashing.any():
            problems = joined([problems, self._contradictions(facts, clashing)])
            good &= ~clashing
        decisions = self._decisions(facts, read, good)
        if ASK_FIRST in self.columns:
            decisions = decisions.with_columns(self._ask_first(facts, good))
        return Decided(facts, read, decisions, good, problems)

    def _ask_first(self, facts: pl.DataFrame, good: pl.Series) -> pl.Series:
        """For each row the open fact that an advice names first, by what it is worth; null where nothing is open."""
        found: list[str | None] = []
        for answers, kept in zip(answers_of(facts), good, strict=True):
            open_: tuple[OpenFact, ...] = ()
            if kept:
                trace = evaluate(self.program(int(answers[self.rulebook.year_fact])), answers)
                day = int(answers.get(self.rulebook.day_fact, self.day))
                open_ = decision(trace, day).advice.open_facts
            found.append(open_[0].fact if open_ else None)
        return pl.Series(ASK_FIRST, found, dtype=pl.String)

    def _read(self, facts: pl.DataFrame, good: pl.Series) -> pl.DataFrame:
        """What is wanted of the good rows, each by the law of its tax year; the other rows are null."""
        nothing = pl.DataFrame(schema=schema_of(self.wanted)).clear(int((~good).sum()))  # so many rows of nulls
        return self._by_year(facts, facts, good, lambda year, rows: self.reader(year).read(rows), nothing)

    def _decisions(self, facts: pl.DataFrame, read: pl.DataFrame, good: pl.Series) -> pl.DataFrame:
        on = self.rulebook.day_fact
        day = pl.col(on) if on in facts.columns else pl.lit(self.day, dtype=pl.Int64)
        told = facts.with_columns(day.alias(_DAY), digest_of_facts(self.rulebook.facts, facts).alias(_DIGEST))
        together = pl.concat([read, told.select(_DAY, _DIGEST)], how="horizontal")

        def of_year(year: int, rows: pl.DataFrame) -> pl.DataFrame:
            columns = decided(self.rulebook, year, pl.col(_DAY), pl.col(_DIGEST))
            return _in_each_row(rows, [*columns, *self._more()])

        refused = [*refused_row(self.rulebook), *map(_nothing, self._more())]
        return self._by_year(facts, together, good, of_year, _in_each_row(together.filter(~good), refused))

    def _by_year(
        self,
        facts: pl.DataFrame,
        table: pl.DataFrame,
        good: pl.Series,
        of_year: Callable[[int, pl.DataFrame], pl.DataFrame],
        others: pl.DataFrame,
    ) -> pl.DataFrame:
        """What is made of the good rows of a table, those of each tax year together, and the others: as they came."""
        told = self.rulebook.year_fact
        years = facts[told].filter(good).unique().sort() if told in facts.columns else pl.Series([])
        if len(years) == 1 and good.all():
            return of_year(int(years[0]), table)
        parts, order = [others], [(~good).arg_true()]
        for year in years:
            mine = (good & (facts[told] == year)).fill_null(False)
            parts.append(of_year(int(year), table.filter(mine)))
            order.append(mine.arg_true())
        return pl.concat(parts).with_columns(pl.concat(order).alias(ROW)).sort(ROW).drop(ROW)

    def written(self, found: Decided) -> pl.DataFrame:
        """The columns that are to be written."""
        return found.decisions.select(self.columns)

    def _more(self) -> Iterable[pl.Expr]:
        """The columns of figures and conclusions that were asked for by name, in their own units."""
        for name in self.more:
            if name in self.rulebook.conclusions:
                yield pl.col(name)
            elif self.rulebook.figures[name].unit == "dollars":
                yield from dollars(name, *_columns(self.rulebook, name))
            else:
                for end, column in zip(ends_of(name), _columns(self.rulebook, name), strict=True):
                    day = self.rulebook.figures[name].unit == "date"
                    yield (as_day(pl.col(end)) if day else pl.col(end)).alias(column)

    def _contradictions(self, facts: pl.DataFrame, clashing: pl.Series) -> pl.DataFrame:
        """Why rows contradict themselves, in the words of the rulebook."""
        found: dict[str, list[object]] = {ROW: [], "fact": [], "reason": [], "remedy": []}
        rows = facts.filter(clashing)
        for row, answers in zip(clashing.arg_true(), answers_of(rows), strict=True):
            given = Given()
            given.values = dict(answers)
            program = self.program(int(answers[self.rulebook.year_fact]))
            try:
                given.checked(program)
            except Refusal as refusal:
                first = refusal.diagnostics[0]
                found[ROW].append(row)
                found["fact"].append(_NO_FACT)
                found["reason"].append(first.message)
                found["remedy"].append(first.help or "")
        return pl.DataFrame(found, schema={ROW: pl.Int64, "fact": pl.String, "reason": pl.String, "remedy": pl.String})


def _in_each_row(table: pl.DataFrame, columns: Iterable[pl.Expr]) -> pl.DataFrame:
    """The columns alone; with one of the table beside them, or what is the same in every row would be one row."""
    return table.select(pl.col(_DAY), *columns).drop(_DAY)


def _nothing(column: pl.Expr) -> pl.Expr:
    """A column of the same name and kind with nothing in it."""
    return pl.when(pl.lit(False)).then(column).alias(column.meta.output_name())


def _all_but(height: int, rows: pl.Series) -> pl.Series:
    good = pl.Series([True]).new_from_index(0, height)
    return good.scatter(rows, False) if len(rows) else good


def _columns(rulebook: Rulebook, name: str) -> list[str]:
    """The columns of a figure or conclusion that is asked for by name."""
    return [f"{name}_low", f"{name}_high"] if name in rulebook.figures else [name]
