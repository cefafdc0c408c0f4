"""Cells are read exactly or not at all: kinds of columns, units, and what is no value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from rothroute.engine.diagnostic import Refusal
from rothroute.engine.rulebook.model import Rulebook
from rothroute.engine.screen.cells import CellsRead, read_cells
from rothroute.engine.screen.mapping import ColumnRead

DAY_FIRST = {"dates": "day/month/year"}
THOUSANDS = {"unit": "thousands of dollars"}


def read(rulebook: Rulebook, fact: str, cells: pl.Series, **how: Any) -> CellsRead:
    return read_cells(rulebook, ColumnRead("their column", fact, **how), cells, None)


@pytest.mark.parametrize(
    ("fact", "cells", "how", "values", "bad"),
    (
        ("wages", pl.Series([1.1, 0.07, 1e9 - 0.01]), {}, [110, 7, 99_999_999_999], []),
        ("wages", pl.Series([1.005, float("inf"), float("nan")]), {}, [None, None, None], [0, 1]),
        ("wages", pl.Series([2**62, -1, None]), {}, [None, None, None], [0, 1]),
        ("wages", pl.Series([Decimal("0.01"), Decimal("5.001")]), {}, [1, None], [1]),
        ("wages", pl.Series(["$1,234.50", " 7 ", "unknown", "", "x"]), {}, [123_450, 700, None, None, None], [4]),
        ("wages", pl.Series(["1.234"]), {}, [None], [0]),
        ("wages", pl.Series(["٣٤", "7"]), {}, [None, 700], [0]),
        ("age", pl.Series(["٣٤", "7"]), {}, [None, 7], [0]),
        ("wages", pl.Series([Decimal(10) ** 32, Decimal(7)], dtype=pl.Decimal(38, 0)), {}, [None, 700], [0]),
        ("wages", pl.Series(["1e999999", "NaN", "1e-9999", "٣", "$", ".", "1,5"]), THOUSANDS, [None] * 7, [*range(7)]),
        ("wages", pl.Series(["1,234.5", "$1.2", ".5"]), THOUSANDS, [123_450_000, 120_000, 50_000], []),
        ("plan_after_tax_cap_percent", pl.Series(["1e999999", "0.1"]), {"unit": "fraction"}, [None, 100_000], [0]),
        ("wages", pl.Series(["1,234", "0.5"]), {"unit": "cents"}, [1_234, None], [1]),
        ("wages", pl.Series([3, 4], dtype=pl.UInt8), {"unit": "thousands of dollars"}, [300_000, 400_000], []),
        ("plan_after_tax_cap_percent", pl.Series([0.075, 1.5]), {"unit": "fraction"}, [75_000, None], [1]),
        ("plan_after_tax_cap_percent", pl.Series(["7.5%", " 10 % ", "x", ""]), {}, [75_000, 100_000, None, None], [2]),
        ("plan_after_tax_cap_percent", pl.Series(["7.5%", "10"]), {"unit": "percent"}, [75_000, 100_000], []),
        ("plan_after_tax_cap_percent", pl.Series(["5%", "all"]), {"words": {"all": "100"}}, [50_000, 1_000_000], []),
        ("age", pl.Series([40.0, 40.5, None]), {}, [40, None, None], [1]),
        ("solo_plan_adopted_on", pl.Series([date(2026, 6, 30)]), {}, [date(2026, 6, 30).toordinal()], []),
        ("solo_plan_adopted_on", pl.Series(["31/12/2025"]), DAY_FIRST, [739_616], []),
        ("has_solo_plan", pl.Series([1, 0, 2]), {"words": {"1": "yes", "0": "no"}}, [True, False, None], [2]),
        ("has_solo_plan", pl.Series(["YES", "no", None]), {}, [True, False, None], []),
        ("filing_status", pl.Series(["S", "single"]), {"words": {"S": "single"}}, ["single", "single"], []),
        ("filing_status", pl.Series(["?"]), {"words": {"?": "unknown"}}, [None], []),
        ("wages", pl.Series(["cap", "7"]), {"unit": "cents", "words": {"cap": "24500"}}, [2_450_000, 7], []),
        ("solo_plan_adopted_on", pl.Series(["-"]), DAY_FIRST | {"words": {"-": "2025-12-31"}}, [739_616], []),
        ("wages", pl.Series([None, None], dtype=pl.Null), {}, [None, None], []),
    ),
)  # fmt: skip
def test_a_cell_is_read_as_a_facts_file_would_read_it(
    rulebook: Rulebook, fact: str, cells: pl.Series, how: dict[str, Any], values: list[Any], bad: list[int]
) -> None:
    found = read(rulebook, fact, cells, **how)

    assert found.values.to_list() == values
    assert found.problems["row"].to_list() == bad
    assert all(reason.startswith(f"`{fact}`") for reason in found.problems["reason"])


@pytest.mark.parametrize(
    ("fact", "cells", "help"),
    (
        ("plan_after_tax_cap_percent", pl.Series([10, 5]), "`unit: fraction`"),
        ("plan_after_tax_cap_percent", pl.Series(["5%", "0.1"]), "`unit: fraction`"),
        ("has_solo_plan", pl.Series([1, 0]), "`values: {1: yes, 0: no}`"),
        ("filing_status", pl.Series([1, 2]), "`values:`"),
        ("wages", pl.Series([True]), "another column"),
        ("age", pl.Series([date(1980, 1, 1)]), "`unit: birth date`"),
        ("solo_plan_adopted_on", pl.Series([20_260_630]), "like 2026-06-30"),
    ),
)
def test_a_column_whose_meaning_is_not_sure_is_not_guessed(
    rulebook: Rulebook, fact: str, cells: pl.Series, help: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read(rulebook, fact, cells)

    assert help in (refused.value.diagnostics[0].help or "")


def test_a_date_of_birth_may_have_a_time_but_nothing_else_behind_it(rulebook: Rulebook) -> None:
    cells = pl.Series(["12/7/1959", "1/2/1959 00:00", "12/07/1959T00:00:00", "12/07/19591", "12/07/1959x"])
    years = pl.Series([2026] * 5)

    found = read_cells(rulebook, ColumnRead("Born", "age", "birth date", "month/day/year"), cells, years)

    assert found.values.to_list() == [67, 67, 67, None, None]
    assert found.problems["row"].to_list() == [3, 4]
