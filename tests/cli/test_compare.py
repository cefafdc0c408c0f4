"""`rothroute compare`: what moves between answers, side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rothroute.cli import run

EXAMPLES = Path(__file__).parents[2] / "examples"
COUPLE = str(EXAMPLES / "couple-in-phase-out.yaml")
DAY = ("--as-of", "2026-06-30")
HOUSEHOLD = """
household: {tax_year: 2026, filing_status: married_joint, modified_agi: 9000}
savers:
  - name: Anna
    facts: {age: 60, wages: 9000, workplace_plan: none, business: none, traditional_ira_balance: 0}
  - name: Ben
    facts: {age: 60, wages: 0, workplace_plan: none, business: none, traditional_ira_balance: 0}
"""


def compared(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["compare", *arguments, *DAY])
    out, err = capsys.readouterr()
    return code, out, err


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_what_one_fact_moves_stands_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = compared(capsys, COUPLE, "--set", "modified_agi=300k")

    assert code == 0
    assert "What as it is with modified_agi=300k" in lines(out)
    assert "Direct Roth IRA open, $4,200 closed" in lines(out)
    assert "Backdoor Roth IRA open, $3,300 open, $7,500" in lines(out)
    assert "Mega" not in out, "what does not move is left out"
    first, second = out.split("Steps: with")
    assert "Pay up to $4,200 into a Roth IRA" in first and "Pay up to $4,200" not in second


def test_when_to_act_is_said_as_in_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    engineer = str(EXAMPLES / "big-tech-engineer.yaml")
    _, out, _ = compared(capsys, engineer, COUPLE)
    text = " ".join(lines(out))

    assert "Before your next payday: Set an after-tax (not Roth) share of pay" in text
    assert "By December 31, 2026: Pay up to $7,500 into a traditional IRA" in text


def test_what_was_told_in_vain_is_said_to_not_apply(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = compared(capsys, COUPLE, "--set", "business_profit=5000")

    assert "Net profit of the business not told $5,000 (does not apply)" in lines(out)


@pytest.mark.parametrize("whose", ["Ben.", "Anna.", ""])
def test_a_fact_that_follows_from_the_other_saver_cannot_be_set(
    whose: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    us = tmp_path / "us.yaml"
    us.write_text(HOUSEHOLD)
    code, out, err = compared(capsys, str(us), "--set", f"{whose}spouse_compensation=100000")

    assert (code, out) == (2, "") and "follows from the other saver's facts" in err


def test_the_same_answer_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = compared(capsys, COUPLE, "--set", "modified_agi=246401")

    assert lines(out)[0] == "The answer is the same" and "Steps" not in out


def test_several_files_each_have_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(EXAMPLES / f"{name}.yaml") for name in ("freelancer", "s-corp-owner", "income-unknown")]
    code, out, _ = compared(capsys, *names, "--format", "json")
    (found,) = json.loads(out)["comparisons"]

    assert code == 4, "one of them is provisional"
    assert found["names"] == names and len(found["answers"]) == len(found["steps"]) == 3
    assert next(row for row in found["lines"] if row["label"] == "Answer")["cells"][2] == "provisional"
    totals = [answer["plan_total"] for answer in found["answers"]]
    assert [row["cells"] for row in found["lines"] if row["label"] == "Roth dollars in all"] == [
        [f"${low:,.0f}" if low == high else f"${low:,.0f} to ${high:,.0f}" for low, high in totals]
    ]


def test_a_household_is_compared_saver_by_saver(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    us = tmp_path / "us.yaml"
    us.write_text(HOUSEHOLD)
    code, out, _ = compared(capsys, str(us), "--set", "Ben.wages=100000")

    assert code == 0
    assert "Anna: The answer is the same" in out and "Ben: $400 as it is, $8,600 with Ben.wages=100000" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((COUPLE,), "give --set FACT=VALUE, or a second file"),
        ((COUPLE,) * 5, "at most 4 files"),
        ((COUPLE, "--set", "modified_agi=lots"), "must be dollars"),
        ((COUPLE, "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_cannot_be_compared_is_said(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = compared(capsys, *arguments)

    assert (code, out) == (2, "") and said in err


def test_names_of_columns_cannot_break_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = compared(
        capsys, COUPLE, "--set", "filing_status=single", "--set", "spouse_compensation= 5", "--format", "markdown"
    )

    head = next(line for line in out.splitlines() if line.startswith("| What"))
    assert head.count("|") == 4
