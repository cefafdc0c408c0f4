"""Coverage says which conclusions, condition sides and boundaries no trace shows."""

from __future__ import annotations

from rothroute.engine import Adviser, Rulebook
from rothroute.engine.audit.coverage.leaves import leaves
from rothroute.engine.audit.coverage.measure import as_text, findings, measure
from rothroute.engine.reasoning.evaluate import evaluate


def trace_of(adviser: Adviser, agi: int, **more: object) -> object:
    saver = {"tax_year": 2026, "filing_status": "single", "modified_agi": agi, **more}
    return evaluate(adviser.program(2026), saver)  # type: ignore[arg-type]


def seen(adviser: Adviser, *agis: int) -> dict[tuple[str, str], tuple[str, ...]]:
    traces = [trace_of(adviser, agi) for agi in agis]
    return {(one.kind, one.what): one.seen for one in measure(adviser.rulebook, traces)}  # type: ignore[arg-type]


ABOVE = "income_above_roth_range"
TEST = f"{ABOVE}: modified_agi >= roth_range_end"


def test_nothing_is_seen_without_cases(rulebook: Rulebook) -> None:
    found = measure(rulebook, [])
    assert all(one.seen == () and one.missing == one.wanted for one in found)
    assert "conclusion: 0 of" in as_text(found)


def test_a_side_and_a_conclusion_are_seen_where_decided(adviser: Adviser) -> None:
    found = seen(adviser, 500_000_00)
    assert found["conclusion", ABOVE] == ("holds",)
    assert found["condition side", TEST] == ("yes",)
    assert found["boundary", TEST] == ()
    assert found["conclusion", "year_over"] == ()


def test_a_boundary_wants_both_of_its_edges(adviser: Adviser) -> None:
    assert seen(adviser, 168_000_00)["boundary", TEST] == ("on it",)
    assert seen(adviser, 168_000_00, 167_999_50)["boundary", TEST] == ("just off it", "on it")
    assert seen(adviser, 168_000_01)["boundary", TEST] == ()


def test_leaves_stand_where_they_are_written(rulebook: Rulebook) -> None:
    leaf = next(one for one in leaves(rulebook) if one.statement == ABOVE)
    assert leaf.span.file == "roth_ira/rules.yaml"
    assert leaf.span.end_column - leaf.span.column == len("modified_agi >= roth_range_end")
    assert not [one for one in leaves(rulebook) if one.text in rulebook.parameters]


def test_what_is_missing_is_a_finding_with_a_place(rulebook: Rulebook) -> None:
    found = list(findings(measure(rulebook, [])))
    assert {one.check for one in found} == {"uncovered"} and all(one.span for one in found)
