"""Reads the law on whole columns: the lowered year printed as instructions, and these as expressions of Polars.

It gives what the reference gives. Rows in which a number would go beyond 128 bits are read by the reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

import polars as pl

from ..reasoning.compile.compiled import Program
from ..reasoning.compile.lowering import Lowered, lower
from ..reasoning.compile.operators import Op
from ..reasoning.compile.printing import Pair, Printer
from ..value import MILLION
from .exactness import exactness
from .instructions import BELOW, BITS_128, Instruction, Instructions, Known, needed
from .reference import ReferenceReader
from .wanted import CONTRADICTION, INT64, Wanted, ends_of

FEW: Final = 400  # rows that the reference reads sooner than a plan is made
_MOST_INLINE: Final = 40  # instructions in one expression
_BEYOND: Final = "beyond"
_MARGIN: Final = 0.999  # of a limit: what floats may be wrong about a product


class ColumnPlan(NamedTuple):
    """Expressions for one pattern of what is told: layer by layer, each the columns that are still needed."""

    layers: tuple[tuple[pl.Expr, ...], ...]


class ColumnReader:
    """Reads the law of one tax year for rows of facts; a plan is made for each pattern of known and missing columns."""

    def __init__(self, program: Program, wanted: Wanted, few: int = FEW) -> None:
        """`few`: below so many rows the reference reads."""
        self.program, self.wanted, self.few = program, wanted, few
        self.reference = ReferenceReader(program, wanted)
        self.beyond = 0  # rows the reference had to read because of their size
        self._lowered: Lowered | None = None
        self._plans: dict[tuple[Known, ...], ColumnPlan] = {}

    def read(self, facts: pl.DataFrame) -> pl.DataFrame:
        """What is wanted of each row."""
        if facts.height < max(self.few, 1):
            return self.reference.read(facts)
        layers = self.plan(facts).layers
        found = facts.lazy()
        for layer in layers:
            found = found.select(layer)
        read = found.collect(engine="streaming", optimizations=pl.QueryOptFlags.none())
        beyond = read[_BEYOND].fill_null(True)
        read = read.drop(_BEYOND)
        if len(beyond) != facts.height:  # nothing of what is asked for differs from row to row
            beyond, read = beyond.new_from_index(0, facts.height), pl.concat([read] * facts.height)
        return self._put_right(facts, read, beyond) if beyond.any() else read

    def _put_right(self, facts: pl.DataFrame, read: pl.DataFrame, beyond: pl.Series) -> pl.DataFrame:
        """Rows beyond the widths, read by the reference."""
        self.beyond += int(beyond.sum())
        places = pl.concat([(~beyond).arg_true(), beyond.arg_true()])
        both = pl.concat([read.filter(~beyond), self.reference.read(facts.filter(beyond))])
        return both.with_columns(places.alias(_BEYOND)).sort(_BEYOND).drop(_BEYOND)

    def plan(self, facts: pl.DataFrame) -> ColumnPlan:
        """The expressions for a table, by which of its columns are known in every row, in some or in none."""
        names = [name for name, one in self.program.facts.items() if one.fact.unit != "tax_year"]
        known = tuple(_known(facts, name) for name in names)
        if known not in self._plans:
            self._lowered = self._lowered or lower(self.program)
            self._plans[known] = _Planner(
                self.program, self._lowered, self.wanted, dict(zip(names, known, strict=True))
            ).plan()
        return self._plans[known]


def _known(facts: pl.DataFrame, name: str) -> Known:
    if name not in facts.columns or (missing := facts[name].null_count()) == facts.height:
        return "none"
    return "some" if missing else "every"


class _Planner:
    """Makes one plan."""

    def __init__(self, program: Program, lowered: Lowered, wanted: Wanted, known: dict[str, Known]) -> None:
        self.make = Instructions(program.rulebook.facts, known)
        self.printer = Printer(self.make)
        self.program, self.lowered, self.wanted = program, lowered, wanted
        self.printer.run(lowered.lets)

    def plan(self) -> ColumnPlan:
        outputs = dict(self._wanted())
        ends = [end for pair, applies in outputs.values() for end in (*pair, *applies)]
        exact = exactness(self.make, ends)
        writer = _Writer(needed([*ends, exact]), [*ends, exact])
        layers = writer.layers()
        last = [
            column for name, (pair, applies) in outputs.items() for column in self._column(writer, name, pair, applies)
        ]
        last.append((~writer.expression(exact)).alias(_BEYOND))
        return ColumnPlan((*layers, tuple(last)))

    def _wanted(self) -> Iterator[tuple[str, tuple[Pair, tuple[Instruction, ...]]]]:
        """Each name with its pair, and for a figure whether it may apply."""
        for name in self.wanted.truths:
            yield name, (self.printer.values[name], ())
        for name in self.wanted.figures:
            scale = MILLION if self.program.rulebook.figures[name].unit == "percent" else 1
            ratio = self.lowered.units[name] * scale
            published = Op("round", (Op("amount", (), (name,)),), ("to_cent", ratio.numerator, ratio.denominator))
            applies = self.lowered.published.get(name)
            yield name, (self.printer.pair(published), () if applies is None else self.printer.pair(applies)[:1])
        for name in self.wanted.contradictions:
            yield CONTRADICTION + name, (self.printer.pair(self.lowered.contradictions[name]), ())

    def _column(self, writer: _Writer, name: str, pair: Pair, applies: tuple[Instruction, ...]) -> Iterator[pl.Expr]:
        if name not in self.lowered.units:
            yield _truth(writer, pair).alias(name)
            return
        for end, column in zip(pair, ends_of(name), strict=True):
            value = writer.expression(end)
            if end.wide:
                value = value.clip(-INT64, INT64).cast(pl.Int64)
            if applies and applies[0] is not self.make.yes:
                value = pl.when(writer.expression(applies[0])).then(value)
            yield value.alias(column)


def _truth(writer: _Writer, pair: Pair) -> pl.Expr:
    must, may = pair
    if must is may:
        return writer.expression(must)
    return pl.when(writer.expression(must)).then(True).when(~writer.expression(may)).then(False)


class _Writer:
    """Writes instructions as expressions; what is read more than once becomes a column of its own."""

    def __init__(self, every: Iterable[Instruction], outputs: Iterable[Instruction]) -> None:
        self.every = [one for one in every if one.name not in _CONSTANT]
        self.outputs = {one.number for one in outputs if one.name not in _CONSTANT}
        self.uses = Counter(
            arg.number for one in self.every for arg in one.args for _ in range(_READ_TWICE.get(one.name, 1))
        )
        self.kept: set[int] = set()
        self.reads: dict[int, set[int]] = {}
        self.layer: dict[int, int] = {}
        self._choose()

    def _choose(self) -> None:
        """What becomes a column, and in which layer: one after all it reads."""
        size: dict[int, int] = {}
        for one in self.every:
            reads: set[int] = set()
            weight = 1
            for arg in one.args:
                if arg.name in _CONSTANT:
                    continue
                if arg.number in self.kept:
                    reads.add(arg.number)
                else:
                    reads |= self.reads[arg.number]
                    weight += size[arg.number]
            self.reads[one.number], size[one.number] = reads, weight
            if self.uses[one.number] > 1 or one.number in self.outputs or weight > _MOST_INLINE or one.name in _READING:
                self.kept.add(one.number)
                self.layer[one.number] = 1 + max((self.layer[read] for read in reads), default=-1)

    def layers(self) -> tuple[tuple[pl.Expr, ...], ...]:
        """The columns layer by layer: those made there, and those before them that are still read."""
        last = dict.fromkeys(self.outputs, 1 << 60)
        for number in self.kept:
            for read in self.reads[number]:
                last[read] = max(last.get(read, -1), self.layer[number])
        made = [[] for _ in range(1 + max(self.layer.values(), default=-1))]  # type: list[list[Instruction]]
        for one in self.every:
            if one.number in self.kept:
                made[self.layer[one.number]].append(one)
        found = []
        for place, here in enumerate(made):
            carried = [
                pl.col(str(number))
                for number, layer in self.layer.items()
                if layer < place and last.get(number, -1) > place
            ]
            found.append((*carried, *(self._written(one).alias(str(one.number)) for one in here)))
        return tuple(found)

    def same(self, value: Any) -> pl.Expr:
        """A value that is the same for every row."""
        return pl.lit(value)

    def expression(self, one: Instruction, wide: bool | None = None) -> pl.Expr:
        """The value of an instruction; a number as 128 bits where `wide`, as 64 where not, as it is made where None."""
        if one.name in _CONSTANT:
            if one.kind == "truth":
                return self.same(one.constant)
            big = one.wide if wide is None else wide
            return pl.lit(one.low, dtype=pl.Int128 if big else pl.Int64)
        found = pl.col(str(one.number)) if one.number in self.kept else self._written(one)
        if one.kind == "number" and wide is not None and wide != one.wide:
            return found.cast(pl.Int128 if wide else pl.Int64, strict=False)
        return found

    def _written(self, one: Instruction) -> pl.Expr:
        found: pl.Expr = _WRITERS[one.name](self, one)
        return found

    def numbers(self, one: Instruction, wide: bool) -> list[pl.Expr]:
        """The numbers an instruction reads, all of one width."""
        return [self.expression(arg, wide) for arg in one.args]


def _sums(writer: _Writer, one: Instruction) -> pl.Expr:
    left, right = writer.numbers(one, one.wide)
    return left + right if one.name == "add" else left - right if one.name == "subtract" else left * right


def _floor(writer: _Writer, one: Instruction) -> pl.Expr:
    wide = any(arg.wide for arg in one.args)
    numerator, denominator = writer.numbers(one, wide)
    found = numerator // denominator
    return found.cast(pl.Int64, strict=False) if wide and not one.wide else found


def _extreme(writer: _Writer, one: Instruction) -> pl.Expr:
    left, right = writer.numbers(one, wide := any(arg.wide for arg in one.args))
    smaller = left <= right if one.name == "least" else left >= right
    found = pl.when(smaller).then(left).otherwise(right)
    return found.cast(pl.Int64, strict=False) if wide and not one.wide else found


def _compared(writer: _Writer, one: Instruction) -> pl.Expr:
    left, right = writer.numbers(one, any(arg.wide for arg in one.args))
    return left > right if one.name == "more" else left >= right


def _within(writer: _Writer, one: Instruction) -> pl.Expr:
    """Whether a sum or product stays within 128 bits, worked out in floats with a margin."""
    left, right = (writer.expression(arg).cast(pl.Float64).abs() for arg in one.args)
    size = left * right if one.data[0] == "multiply" else left + right
    return size < BITS_128 * _MARGIN


def _saturated(writer: _Writer, one: Instruction) -> pl.Expr:
    """A number where it is within 128 bits, else their end."""
    inside, raw = (writer.expression(arg) for arg in one.args)
    end = -BITS_128 if one.data[0] == BELOW else BITS_128
    return pl.when(inside).then(raw).otherwise(pl.lit(end, dtype=pl.Int128))


def _picked(writer: _Writer, one: Instruction) -> pl.Expr:
    test, then, otherwise = one.args
    wide = one.wide if one.kind == "number" else None
    return (
        pl.when(writer.expression(test))
        .then(writer.expression(then, wide))
        .otherwise(writer.expression(otherwise, wide))
    )


def _said(_: _Writer, one: Instruction) -> pl.Expr:
    fact, value = one.data
    cells = pl.col(fact)
    return (cells if value is None else cells == value).fill_null(False)


_CONSTANT: Final = ("constant", "beyond")
_READ_TWICE: Final = {"least": 2, "most": 2}
_READING: Final = ("given", "told", "said")  # the columns of facts are there in the first layer only
_WRITERS: Final[dict[str, Callable[[_Writer, Instruction], pl.Expr]]] = {
    "add": _sums,
    "subtract": _sums,
    "multiply": _sums,
    "floor": _floor,
    "least": _extreme,
    "most": _extreme,
    "more": _compared,
    "reach": _compared,
    "within": _within,
    "saturated": _saturated,
    "pick": _picked,
    "both": lambda writer, one: writer.expression(one.args[0]) & writer.expression(one.args[1]),
    "either": lambda writer, one: writer.expression(one.args[0]) | writer.expression(one.args[1]),
    "opposite": lambda writer, one: ~writer.expression(one.args[0]),
    "given": lambda _, one: pl.col(one.data[0]).fill_null(0),
    "told": lambda _, one: pl.col(one.data[0]).is_not_null(),
    "said": _said,
}
