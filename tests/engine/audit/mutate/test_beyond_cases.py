"""What no answer of a case can hold is held here: amounts only sentences read, and what contradicts what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rothroute.engine import Rulebook
from rothroute.engine.advise.answers import Given
from rothroute.engine.advise.case_runner import REFUSED
from rothroute.engine.advise.formatting import filled, shown
from rothroute.engine.audit.mutate.mutants import amounts, left_out, mutants
from rothroute.engine.audit.mutate.run import refused_otherwise
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases

HERE = Path(__file__).parent


def table(name: str) -> Any:
    """A table beside this file; yes, no and dates stay as they are written."""
    return yaml.load((HERE / name).read_text("utf-8"), yaml.BaseLoader)


SAID = table("said.yaml")


def answers(rulebook: Rulebook, facts: Mapping[str, str]) -> dict[str, Any]:
    """Answers as a facts file gives them, whether they contradict each other or not."""
    given = Given()
    for name, text in facts.items():
        given.set(rulebook, name, text)
    given.check(rulebook)
    return given.values


def lines(rulebook: Rulebook, saver: str, year: int) -> list[str]:
    """The dated sentences and the steps a saver is shown in a tax year."""
    facts = {**SAID["savers"][saver], "tax_year": str(year), "as_of": f"{year}-{SAID['savers'][saver]['as_of']}"}
    trace = evaluate(compile_year(rulebook, year), answers(rulebook, facts))
    dated = [one for route in rulebook.routes.values() for one in route.deadlines]
    steps = [one.step.text for name, one in rulebook.conclusions.items() if one.step and trace.holds(name)]
    return [filled(trace, one) for one in steps] + [
        f"{date.fromordinal(day)} {filled(trace, one.what)}"
        for one in dated
        if (one.when is None or trace.holds(one.when)) and isinstance(day := shown(trace, one.by), int)
    ]


def says(rulebook: Rulebook, row: Mapping[str, Any], year: int) -> bool:
    return any(row[str(year)] in line for line in lines(rulebook, row["saver"], year))


def test_every_amount_only_sentences_read_stands_in_the_table(rulebook: Rulebook) -> None:
    [read] = [one.names for one in left_out(rulebook) if one.what == "parameters"]
    assert sorted(read) == sorted(name for row in SAID["said"] for name in row["parameters"])


@pytest.mark.parametrize("row", SAID["said"], ids=lambda row: " and ".join(row["parameters"]))
def test_the_sentence_says_the_law_and_changes_with_the_amount(rulebook: Rulebook, row: dict[str, Any]) -> None:
    for year in rulebook.years:
        assert says(rulebook, row, year), (year, lines(rulebook, row["saver"], year))
        for name in row["parameters"]:
            [changed] = [one for one in amounts(rulebook, [name]) if one.tax_year == year]
            assert not says(changed.applied(rulebook), row, year), changed.said


def test_every_change_of_a_contradiction_is_noticed_by_a_case_that_is_refused_or_taken(
    rulebook: Rulebook, tries: Callable[[int, int], int]
) -> None:
    """With --thorough every change, else one in four."""
    refusing = [case for case in load_cases(read_rules(RULES)) if any(name == REFUSED for name, _, _ in case.expect)]
    changes = [one for one in mutants(rulebook) if one.part in ("when", "unless")]
    assert len(changes) > 100
    assert [one.said for one in changes[:: tries(4, 1)] if not refused_otherwise(rulebook, refusing, one)] == []
