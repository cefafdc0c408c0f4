"""What no case can hold is held here: amounts only sentences read, and answers that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rothroute.engine import Rulebook
from rothroute.engine.advise.answers import Given
from rothroute.engine.advise.formatting import filled, shown
from rothroute.engine.audit.mutate.mutants import amounts, left_out
from rothroute.engine.audit.mutate.operators import altered
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.evaluate import contradictions, evaluate

HERE = Path(__file__).parent


def table(name: str) -> Any:
    """A table beside this file; yes, no and dates stay as they are written."""
    return yaml.load((HERE / name).read_text("utf-8"), yaml.BaseLoader)


SAID, CONTRADICTORY = table("said.yaml"), table("contradictory.yaml")


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


def test_every_contradiction_stands_in_the_table(rulebook: Rulebook) -> None:
    [names] = [one.names for one in left_out(rulebook) if one.what == "contradictions"]
    assert sorted(names) == sorted(CONTRADICTORY)


def wrong(rulebook: Rulebook, name: str) -> list[str]:
    """The savers of the table about whom the contradiction is not what the table says."""
    program = compile_year(rulebook, max(rulebook.years))
    year = {"tax_year": str(program.tax_year)}
    return [
        f"{kind}: {saver}"
        for kind in ("refused", "taken")
        for saver in CONTRADICTORY[name][kind]
        if (name in contradictions(program, answers(rulebook, {**saver, **year}))) != (kind == "refused")
    ]


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_a_contradiction_is_refused_on_one_side_of_each_edge_and_every_change_is_noticed(
    rulebook: Rulebook, name: str
) -> None:
    assert wrong(rulebook, name) == []
    [one] = [one for one in rulebook.contradictions if one.name == name]
    for part in ("when", "unless"):
        formula = getattr(one, part)
        for change in altered(formula.expression) if formula else ():
            other = one._replace(**{part: formula._replace(expression=change.whole)})
            changed = tuple(other if each is one else each for each in rulebook.contradictions)
            assert wrong(rulebook._replace(contradictions=changed), name), change.said
