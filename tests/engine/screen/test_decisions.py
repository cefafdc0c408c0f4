"""The columns of a decision say of each row what `engine/advise/decide` says of its trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine.advise import decide
from rothroute.engine.columns.reference import ReferenceReader
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.rulebook.model import Rulebook
from rothroute.engine.screen.cells import dtype_of, no_problems
from rothroute.engine.screen.mapping import TableMapping
from rothroute.engine.screen.screening import Decided, Screening
from rothroute.engine.value import OPEN_END

DAY = 739_800


@pytest.fixture(scope="module")
def screening(rulebook: Rulebook) -> Screening:
    return Screening(rulebook, TableMapping("", (), {}), DAY, reader=ReferenceReader)


def decided(screening: Screening, saver: Mapping[str, Any]) -> Decided:
    facts = screening.rulebook.facts
    row = pl.DataFrame([pl.Series(name, [saver.get(name)], dtype=dtype_of(fact)) for name, fact in facts.items()])
    return screening.decide_facts(
        row, no_problems().with_columns(fact=pl.lit("")).select("row", "fact", "reason", "remedy")
    )


def test_a_row_says_what_the_decision_of_its_trace_is(screening: Screening, savers: st.SearchStrategy[Any]) -> None:
    kept: list[bool] = []

    @given(savers)
    def check(saver: Mapping[str, Any]) -> None:
        found = decided(screening, saver)
        kept.append(found.kept[0])
        if not found.kept[0]:
            assert found.decisions["status"][0] == "refused" and found.refused["reason"][0]
            return
        row = found.decisions.to_dicts()[0]
        trace = evaluate(screening.program(saver["tax_year"]), saver)
        known, recommended = decide.recommendation(trace)
        routes = screening.rulebook.routes

        assert row["status"] == ("decided" if decide.settled(trace) else "provisional")
        if known:
            assert row["recommendation"] == recommended
        else:
            open_ = [name for name in routes if trace.holds(f"{name}.primary") is None]
            none = all(trace.holds(f"{name}.closed") is not False for name in routes)
            assert row["recommendation"] == "|".join([*open_, *(["none"] if none else [])])
        for name, route in routes.items():
            low, high = decide.amount_range(trace, name)
            assert row[f"{name}_verdict"] == decide.verdict(trace, route)
            assert [row[f"{name}_low"], row[f"{name}_high"]] == [dollars(low), dollars(high)]
        held = [name for name in screening.rulebook.corrections if trace.holds(f"{name}.held")]
        assert row["corrections"] == "|".join(held)

    check()
    assert any(kept)


def dollars(cents: int) -> Any:
    from decimal import Decimal

    return Decimal(cents) / 100 if abs(cents) <= OPEN_END else None
