"""Realistic mistakes in copies of our own rules are caught, and by the lines of defence the table names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rothroute.engine.audit.pages import pages
from rothroute.engine.resources import RULES, read_rules

pytest.importorskip("z3")

from .defence import LINES, MISTAKES, PAGE, Planted, Rules, page


@pytest.fixture(scope="module")
def rules() -> Rules:
    """Our own rules."""
    return Rules.of(read_rules(RULES))


def by_lines() -> Iterator[Any]:
    """Every mistake; of those caught by the same lines the first belongs to `make check`, the others to check-long."""
    seen: set[tuple[str, ...]] = set()
    for one in MISTAKES:
        again = (lines := tuple(one["lines"])) in seen
        seen.add(lines)
        marks = [pytest.mark.thorough] if again else []
        yield pytest.param(one, id=f"{one['name']}: {one['caught_by']}", marks=marks)


@pytest.mark.parametrize("mistake", list(by_lines()))
def test_a_mistake_is_caught_by_the_lines_named_and_by_no_other(rules: Rules, mistake: dict[str, Any]) -> None:
    lines, found = mistake["lines"], Planted(rules, mistake)

    if "check" in lines:
        assert lines["check"] in found.checks
    else:
        assert found.checks == set()
    if "proof" in lines or mistake["caught_by"] != "check":
        assert bool(found.refuted(lines.get("proof", ""))) == ("proof" in lines)
    assert found.case == ("case" in lines)
    assert found.noticed() == ("mutation" in lines)


def test_the_table_names_lines_and_checks_that_exist() -> None:
    for mistake in MISTAKES:
        lines = mistake["lines"]
        assert set(lines) <= set(LINES) and mistake["caught_by"] == next(line for line in LINES if line in lines)
        assert lines.get("check", "off-step") in pages()


def test_there_are_at_least_twenty_and_each_line_is_the_first_for_some() -> None:
    assert len({mistake["name"] for mistake in MISTAKES}) == len(MISTAKES) >= 20
    assert {mistake["caught_by"] for mistake in MISTAKES} == set(LINES)


def test_some_mistakes_only_a_proof_or_only_a_comparison_of_the_two_reveals() -> None:
    alone = [tuple(mistake["lines"]) for mistake in MISTAKES]
    by_proof = [lines for lines in alone if lines in (("proof",), ("proof", "mutation"))]
    assert len(by_proof) >= 2 and alone.count(("mutation",)) >= 2


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python tests/engine/audit/defence.py`"
