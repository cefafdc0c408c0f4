"""Reads the cells of a column as values of a fact: cents, days, millionths, yes or no, or a choice.

Columns of numbers are read all at once, exactly; of text each different cell is read once, as a facts file would be.
A cell that cannot be read keeps its row out and says why; a column of the wrong kind is refused as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

import polars as pl

from ..advise.answers import Given
from ..diagnostic import Diagnostic, Refusal, clipped
from ..rulebook.model import Fact, Rulebook
from ..value import MILLION, Value, is_unknown
from .mapping import BIRTH_DATE, DATES, ColumnRead

EPOCH: Final = date(1970, 1, 1).toordinal()  # where Polars begins to count days
_PLAIN_DOLLARS: Final = r"^-?[0-9]{1,11}(\.[0-9]{1,2})?$"
_WHOLE: Final = r"^-?[0-9]{1,9}$"
_BARE: Final = r"^[-+]?[0-9]*\.?[0-9]+$"
_FACTORS: Final = {"": 100, "dollars": 100, "cents": 1, "thousands of dollars": 100_000}
_NUMBER: Final = re.compile(r"[-+]?\$?(?=[.\d])(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?", re.ASCII)
_TIME: Final = re.compile(r"[ T]\d{1,2}:\d{2}.*", re.ASCII)
_DECIMALS_END: Final = 1e20
_MOST_CHARACTERS: Final = 40  # of a number that is moved to another unit
_WHICH_PERCENT: Final = "say in the mapping `unit: percent` (10 is 10%) or `unit: fraction` (0.1 is 10%)"
_CLOSE: Final = 0.001  # of a cent: what a binary fraction may be away from the cents it stands for
_TEXT: Final = "text"
_VALUE: Final = "value"
_REASON: Final = "reason"
_REMEDY: Final = "remedy"


class CellsRead(NamedTuple):
    """The values of a column, null where not known or not readable; `problems` holds row, reason and remedy."""

    values: pl.Series
    problems: pl.DataFrame


def dtype_of(fact: Fact) -> type[pl.DataType]:
    """How values of a fact are held in columns."""
    return {"yes_no": pl.Boolean, "choice": pl.String}.get(fact.unit, pl.Int64)


def no_problems() -> pl.DataFrame:
    """A table of problems with nothing in it."""
    return pl.DataFrame(schema={"row": pl.Int64, _REASON: pl.String, _REMEDY: pl.String})


def read_cells(rulebook: Rulebook, one: ColumnRead, cells: pl.Series, tax_year: pl.Series | None) -> CellsRead:
    """The values of a column. Raises Refusal where the column as a whole is of another kind than its fact."""
    fact = rulebook.facts[one.fact]
    if isinstance(cells.dtype, pl.Categorical | pl.Enum):
        cells = cells.cast(pl.String)
    if cells.dtype == pl.Null:
        return CellsRead(pl.Series(fact.name, [None] * len(cells), dtype_of(fact)), no_problems())
    if cells.dtype.is_float():
        cells = cells.fill_nan(None)
    if one.unit == BIRTH_DATE:
        return _ages(rulebook, fact, one, cells, tax_year)
    if one.words or cells.dtype == pl.String:
        return _by_text(rulebook, fact, one, cells)
    if cells.dtype == pl.Boolean:
        return _flags(fact, one, cells)
    if cells.dtype in (pl.Date, pl.Datetime):
        return _days(rulebook, fact, one, cells)
    if cells.dtype.is_numeric():
        return _numbers(rulebook, fact, one, cells)
    raise _wrong_kind(one, f"holds {cells.dtype} values, which are not read", "write it as text, numbers or dates")


def _wrong_kind(one: ColumnRead, what: str, help: str) -> Refusal:
    message = f"column `{clipped(one.column)}`, which is to be `{one.fact}`, {what}"
    return Refusal((Diagnostic("wrong-column", "error", message, None, (), help),))


def _flags(fact: Fact, one: ColumnRead, cells: pl.Series) -> CellsRead:
    if fact.unit != "yes_no":
        raise _wrong_kind(one, "holds true and false", f"map `{fact.name}` to another column")
    return CellsRead(cells.alias(fact.name), no_problems())


def _days(rulebook: Rulebook, fact: Fact, one: ColumnRead, cells: pl.Series) -> CellsRead:
    if fact.unit != "date":
        help = f"for an age, say `unit: {BIRTH_DATE}`" if fact.unit == "years" else "map another column"
        raise _wrong_kind(one, "holds dates", help)
    days = cells.cast(pl.Date).cast(pl.Int32).cast(pl.Int64) + EPOCH
    return _bounded(rulebook, fact, days, cells)


def _numbers(rulebook: Rulebook, fact: Fact, one: ColumnRead, cells: pl.Series) -> CellsRead:
    match fact.unit:
        case "dollars":
            factor = _FACTORS[one.unit]
        case "percent":
            if not one.unit:
                raise _wrong_kind(one, "holds numbers", _WHICH_PERCENT)
            factor = MILLION // 100 if one.unit == "percent" else MILLION
        case "years" | "days" | "number" | "tax_year":
            factor = 1
        case "yes_no":
            raise _wrong_kind(one, "holds numbers", "say in the mapping which is yes: `values: {1: yes, 0: no}`")
        case "choice":
            raise _wrong_kind(one, "holds numbers", "say in the mapping what each means, under `values:`")
        case _:
            raise _wrong_kind(one, "holds numbers", "give dates as dates, or as text like 2026-06-30")
    if cells.dtype.is_integer():
        whole = _times(cells, factor)
        exact = whole.is_not_null() | cells.is_null()
    elif cells.dtype.is_float():
        scaled = cells.cast(pl.Float64) * factor
        near = scaled.round(0)
        exact = (((scaled - near).abs() <= _CLOSE) & (near.abs() < 2.0**53)) | cells.is_null()
        whole = near.set(~exact.fill_null(False), None).cast(pl.Int64, strict=False)
    else:
        small = cells.cast(pl.Float64).abs() < _DECIMALS_END  # more would not fit, and is beyond all bounds
        scaled = cells.set(~small.fill_null(True), None).cast(pl.Decimal(38, 8)) * factor
        whole = scaled.cast(pl.Int64, strict=False)
        exact = (whole.cast(pl.Decimal(38, 8)) == scaled).fill_null(False) | cells.is_null()
        whole = whole.set(~exact, None)
    return _bounded(rulebook, fact, whole, cells, exact)


def _times(whole: pl.Series, factor: int) -> pl.Series:
    """Whole numbers times a factor; null where that is beyond 64 bits, so far out of all bounds."""
    product = pl.col(_VALUE).cast(pl.Int128) * pl.lit(factor, dtype=pl.Int128)
    return whole.to_frame(_VALUE).select(product.cast(pl.Int64, strict=False)).to_series()


def _bounded(
    rulebook: Rulebook, fact: Fact, values: pl.Series, cells: pl.Series, exact: pl.Series | None = None
) -> CellsRead:
    """The values within the bounds of the fact; of every other cell, why it is not one."""
    good = pl.Series([True]).new_from_index(0, len(values)) if exact is None else exact.fill_null(False)
    if fact.unit != "tax_year":
        good &= values.is_between(fact.lowest, fact.highest).fill_null(values.is_null())
    return _result(rulebook, fact, values, cells, ~good & cells.is_not_null())


def _result(rulebook: Rulebook, fact: Fact, values: pl.Series, cells: pl.Series, bad: pl.Series) -> CellsRead:
    values = values.alias(fact.name)
    if not bad.any():
        return CellsRead(values, no_problems())
    rows = bad.arg_true().cast(pl.Int64)
    said = [_said(cell) for cell in cells.filter(bad)]
    told = {text: _problem(rulebook, fact, text) for text in dict.fromkeys(said)}
    problems = pl.DataFrame(
        {"row": rows, _REASON: [told[text][0] for text in said], _REMEDY: [told[text][1] for text in said]}
    )
    return CellsRead(values.set(bad, None), problems)


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell == cell // 1 and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def _problem(rulebook: Rulebook, fact: Fact, text: str) -> tuple[str, str]:
    """Why a facts file would not take the text, and the remedy."""
    given = Given()
    given.set(rulebook, fact.name, text)
    for one in given.problems:
        return one.message, one.help or ""
    return f"`{fact.name}` cannot be `{clipped(text)}`", f"`{fact.name}` means: {fact.meaning}"


def _by_text(rulebook: Rulebook, fact: Fact, one: ColumnRead, cells: pl.Series) -> CellsRead:
    """Each different cell read once. Plain dollars and whole numbers are read all at once."""
    text = as_words(cells)
    if not one.words and fact.unit == "dollars":
        plain = text.str.contains(_PLAIN_DOLLARS).fill_null(False)
        fast = text.set(~plain, None).cast(pl.Decimal(20, 2))
        hundredths = _times(fast.to_physical(), _FACTORS[one.unit])
        exact = (hundredths % 100 == 0).fill_null(False)
        return _mixed(rulebook, fact, one, text, hundredths // 100, plain & exact)
    if not one.words and fact.unit in ("years", "days", "number"):
        plain = text.str.contains(_WHOLE).fill_null(False)
        return _mixed(rulebook, fact, one, text, text.set(~plain, None).cast(pl.Int64), plain)
    if fact.unit == "percent" and not one.unit and text.filter(~text.is_in(list(one.words))).str.contains(_BARE).any():
        raise _wrong_kind(one, "holds numbers without a percent sign", _WHICH_PERCENT)
    nothing = pl.Series([None]).new_from_index(0, len(text)).cast(dtype_of(fact))
    return _mixed(rulebook, fact, one, text, nothing, pl.Series([False]).new_from_index(0, len(text)))


def as_words(cells: pl.Series) -> pl.Series:
    """Cells as the mapping writes them: without blanks around, and 1, not 1.0."""
    if cells.dtype.is_float() and ((cells == cells.round(0)) | cells.is_null()).all():
        cells = cells.cast(pl.Int64, strict=False)
    return cells.cast(pl.String).str.strip_chars()


def _mixed(
    rulebook: Rulebook, fact: Fact, one: ColumnRead, text: pl.Series, values: pl.Series, done: pl.Series
) -> CellsRead:
    """What was read all at once, and the rest by its different cells."""
    values = values.set(~done, None)
    bounded = _bounded(rulebook, fact, values, text.set(~done, None)) if done.any() else None
    if bounded is not None and done.all():
        return bounded
    values = bounded.values if bounded is not None else values
    rest = text.set(done, None)
    every = rest.unique().drop_nulls()
    read = [_one(rulebook, fact, one, cell) for cell in every]
    table = pl.DataFrame(
        {
            _TEXT: every.alias(_TEXT),
            _VALUE: pl.Series([value for value, _, _ in read], dtype=dtype_of(fact)),
            _REASON: pl.Series([reason for _, reason, _ in read], dtype=pl.String),
            _REMEDY: pl.Series([remedy for _, _, remedy in read], dtype=pl.String),
        }
    )
    joined = rest.alias(_TEXT).to_frame().join(table, on=_TEXT, how="left", maintain_order="left")
    values = values.to_frame(fact.name).select(pl.coalesce(pl.col(fact.name), joined[_VALUE])).to_series()
    wrong = joined.with_row_index("row").filter(pl.col(_REASON).is_not_null())
    problems = wrong.select(pl.col("row").cast(pl.Int64), _REASON, _REMEDY)
    return CellsRead(values.alias(fact.name), pl.concat([problems, bounded.problems]) if bounded else problems)


def _one(rulebook: Rulebook, fact: Fact, one: ColumnRead, cell: str) -> tuple[Value | None, str | None, str | None]:
    try:
        text = one.words[cell] if cell in one.words else _in_our_unit(fact, one, cell)
    except ValueError as problem:
        return None, f"`{fact.name}` {problem}, not `{clipped(cell)}`", "correct the cell, or its unit in the mapping"
    given = Given()
    given.set(rulebook, fact.name, text)
    for found in given.problems:
        if one.words and fact.unit in ("choice", "yes_no"):
            reason = f"`{fact.name}` has a value the mapping does not name: `{clipped(cell)}`"
            return None, reason, f"name it under `values:` of column `{clipped(one.column)}`"
        return None, found.message, found.help or ""
    return given.values.get(fact.name), None, None


def _in_our_unit(fact: Fact, one: ColumnRead, text: str) -> str:
    """The text as a facts file would write it. Raises ValueError, which completes the sentence "`fact` ..."."""
    if is_unknown(text):
        return text
    if fact.unit == "date" and one.dates:
        return _day(text, one.dates).isoformat()
    if one.unit in ("cents", "thousands of dollars", "fraction"):
        return _moved(text, {"cents": -2, "thousands of dollars": 3, "fraction": 2}[one.unit])
    return text


def _moved(text: str, places: int) -> str:
    """A decimal number with its point moved, exactly."""
    if not _NUMBER.fullmatch(text) or len(text) > _MOST_CHARACTERS:
        raise ValueError("must be a number")
    return format(Decimal(text.replace(",", "").replace("$", "")).scaleb(places).normalize(), "f")


def _day(text: str, dates: str) -> date:
    try:
        return datetime.strptime(text, DATES[dates]).date()
    except ValueError:
        raise ValueError(f"must be a date written {dates}") from None


def _ages(rulebook: Rulebook, fact: Fact, one: ColumnRead, cells: pl.Series, tax_year: pl.Series | None) -> CellsRead:
    """Ages attained by the last day of the tax year, from days or years of birth."""
    if tax_year is None:
        help = "add `tax_year:` under `constants:`, or a column of it"
        raise _wrong_kind(one, "holds birth dates, and the tax year is not known", help)
    if cells.dtype == pl.String:
        read: Callable[[str], int | None] = lambda text: _year(text, one.dates or "year-month-day")  # noqa: E731
        text = cells.str.strip_chars()
        every = [cell for cell in text.unique().drop_nulls() if not is_unknown(cell)]
        years = text.replace_strict(every, [read(cell) for cell in every], default=None, return_dtype=pl.Int64)
        known = text.is_in(every)
    elif cells.dtype in (pl.Date, pl.Datetime):
        years, known = cells.dt.year().cast(pl.Int64), cells.is_not_null()
    elif cells.dtype.is_integer():
        years, known = cells.cast(pl.Int64, strict=False), cells.is_not_null()
    else:
        raise _wrong_kind(one, "holds no dates", "give days or years of birth")
    ages = tax_year.cast(pl.Int64) - years
    good = ages.is_between(fact.lowest, fact.highest).fill_null(tax_year.is_null() & years.is_not_null())
    bad = known & ~good
    rows = bad.arg_true().cast(pl.Int64)
    reason, remedy = f"`{fact.name}` cannot be worked out from this date of birth", "correct the cell"
    problems = pl.DataFrame(
        {"row": rows, _REASON: [reason] * len(rows), _REMEDY: [remedy] * len(rows)}, schema=no_problems().schema
    )
    return CellsRead(ages.set(bad, None).alias(fact.name), problems)


def _year(text: str, dates: str) -> int | None:
    try:
        return int(text) if text.isdigit() and len(text) == 4 else _day(_TIME.sub("", text), dates).year
    except ValueError:
        return None
