"""Several jobs and plans at the command line, with the example rulebook of docs/lists.md."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rothroute.cli import run
from rothroute.commands.common import BAD_INPUT, DECIDED

RULES = Path(__file__).resolve().parents[2] / "examples" / "rulebooks" / "jobs-and-plans"
WITH = ["--rules", str(RULES)]
SAVER = """\
tax_year: 2026
age: 40
jobs:
  - wages: 200_000
    plans:
      - {workplace_plan: 401k, takes_after_tax: yes, employee_deferrals: 24_500, employer_contributions: 10_000}
  - wages: 200_000
    one_employer_with: none
    plans:
      - {workplace_plan: 401k, takes_after_tax: yes, employee_deferrals: 0, employer_contributions: 12_000}
"""


@pytest.fixture
def saver(tmp_path: Path) -> str:
    path = tmp_path / "me.yaml"
    path.write_text(SAVER, "utf-8")
    return str(path)


def test_advise_says_what_to_do_for_each_plan(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", saver, *WITH]) == DECIDED

    found = " ".join(capsys.readouterr().out.split())
    assert "For 2026, you can still put in $97,500" in found
    assert "Have $37,500 of your pay from employer 1 put into plan 1 of employer 1 after tax." in found
    assert "Have $60,000 of your pay from employer 2 put into plan 1 of employer 2 after tax." in found


def test_set_takes_paths(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    sets = ["--set", "job2.one_employer_with=job1", "--set", "job1.plan1.employee_deferrals=20k"]

    assert run(["advise", saver, *WITH, *sets, "--format", "json"]) == DECIDED

    answer = json.loads(capsys.readouterr().out)
    assert answer["routes"]["after_tax"]["amount"] == 30_000
    assert [one["amount"] for one in answer["routes"]["after_tax"]["items"]] == [30_000, 0]


def test_an_open_item_fact_is_named_by_its_path(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", saver, *WITH, "--set", "job2.one_employer_with=unknown", "--format", "json"]) == DECIDED

    answer = json.loads(capsys.readouterr().out)
    [open_fact] = answer["open_facts"]  # the total rests on it, the recommendation does not
    assert answer["plan_total"] == [25_500, 97_500]
    assert (open_fact["fact"], open_fact["item"]) == ("job2.one_employer_with", "job2")


def test_compare_takes_paths(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", saver, *WITH, "--set", "job2.one_employer_with=job1", "--format", "json"]) == DECIDED

    before, after = json.loads(capsys.readouterr().out)["comparisons"][0]["answers"]
    assert (before["plan_total"], after["plan_total"]) == ([97_500, 97_500], [25_500, 25_500])


def test_a_letter_is_verified(saver: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = str(tmp_path / "me.html")

    assert run(["letter", saver, *WITH, "-o", letter]) == DECIDED
    assert run(["verify", letter, *WITH]) == DECIDED

    assert "word for word" in capsys.readouterr().out


def test_the_cases_of_the_example_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["test", *WITH]) == DECIDED

    assert "0 failed" in capsys.readouterr().out


def test_the_questionnaire_says_that_it_takes_no_lists(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--answers", saver, "--no-input", *WITH]) == BAD_INPUT

    assert "the questionnaire takes no lists (`jobs:`, `plans:`)" in capsys.readouterr().err


def test_the_audit_of_the_example_finds_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    run(["audit", *WITH])

    assert "error[" not in capsys.readouterr().out
