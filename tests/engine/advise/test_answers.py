"""Facts files and facts as values: what is read, and what is said of what cannot be."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser, Diagnostic, Refusal
from rothroute.engine.diagnostic import render
from rothroute.engine.rulebook.source import parse

EXAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))]
DAY = date(2026, 6, 30)
MONEY = "must be dollars, like 70500, $70,500 or 70.5k"
WHOLE = "must be a whole number, like 52"


def read(adviser: Adviser, text: str | bytes) -> dict[str, Any]:
    _, answers = adviser.answers(adviser.given(parse(text, "me.yaml")))
    return dict(answers)


def problems(adviser: Adviser, text: str | bytes) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refusal) as refused:
        read(adviser, text)
    return refused.value.diagnostics


def problem(adviser: Adviser, text: str | bytes) -> Diagnostic:
    (found,) = problems(adviser, text)
    return found


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("wages: 70500", 70_500_00),
        ("wages: 70_500", 70_500_00),
        ("wages: $70,500", 70_500_00),
        ('wages: "$70,500"', 70_500_00),
        ("wages: 70.5k", 70_500_00),
        ("wages: 70 500", 70_500_00),
        ("wages: 0", 0),
        ("modified_agi: 165000.55", 165_000_55),
        ("modified_agi: -5000", -5_000_00),
        ("modified_agi: $1.2m", 1_200_000_00),
        ("age: 14", 14),
        ("age: 120", 120),
        ('age: "52"', 52),
        ("has_solo_plan: yes", True),
        ("has_solo_plan: true", True),
        ("has_solo_plan: True", True),
        ("has_solo_plan: NO", False),
        ('has_solo_plan: "no"', False),
        ("filing_status: single", "single"),
        ('workplace_plan: "401k"', "401k"),
        ("business: none", "none"),
        ("plan_after_tax_cap_percent: 10", 100_000),
        ("plan_after_tax_cap_percent: 10%", 100_000),
        ("plan_after_tax_cap_percent: 7.65 %", 76_500),
        ("as_of: 2026-06-30", DAY.toordinal()),
    ],
)
def test_an_answer_is_read(adviser: Adviser, line: str, value: Any) -> None:
    assert {"tax_year": 2026, line.partition(":")[0]: value} == read(adviser, f"tax_year: 2026\n{line}\n")


@pytest.mark.parametrize("nothing", ["", "null", "~", "Null", "unknown", "  # nothing"])
def test_nothing_is_not_known(adviser: Adviser, nothing: str) -> None:
    assert read(adviser, f"tax_year: 2026\nage: {nothing}\nfiling_status: {nothing}\n") == {"tax_year": 2026}


def test_a_facts_file_may_be_json(adviser: Adviser) -> None:
    facts = {"tax_year": 2026, "age": 30, "has_solo_plan": True, "wages": None, "modified_agi": 165000.5}
    facts["filing_status"] = "unknown"  # as the published schema says; JSON writes all text in quotes

    found = read(adviser, json.dumps(facts))

    assert found == {"tax_year": 2026, "age": 30, "has_solo_plan": True, "modified_agi": 165_000_50}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("wages: lots", f"`wages` {MONEY}, not `lots`"),
        ("wages: 12:30", f"`wages` {MONEY}, not `12:30`"),
        ("wages: NaN", f"`wages` {MONEY}, not `NaN`"),
        ("wages: .inf", f"`wages` {MONEY}, not `.inf`"),
        ("wages: 1e400", f"`wages` {MONEY}, not `1e400`"),
        ("wages: 1e5", f"`wages` {MONEY}, not `1e5`"),
        ("wages: 0x10", f"`wages` {MONEY}, not `0x10`"),
        ("wages: 1_0", f"`wages` {MONEY}, not `1_0`"),
        ("wages: ٣٠٠", f"`wages` {MONEY}, not `٣٠٠`"),
        ("wages: yes", f"`wages` {MONEY}, not `yes`"),
        ("wages: 5 dollars", f"`wages` {MONEY}, not `5 dollars`"),
        ('wages: "null"', f"`wages` {MONEY}, not `null`"),
        ('wages: ""', f"`wages` {MONEY}"),
        ("wages: 70.555", "`wages` must be dollars in whole cents, not `70.555`"),
        ("wages: " + "9" * 30, f"`wages` is too large a number for dollars, not `{'9' * 30}`"),
        ("wages: " + "9" * 90, f"`wages` is too large a number for dollars, not `{'9' * 60}…`"),
        ("wages: -5", "`wages` must be $0 or more"),
        ("wages: 1000000000", "`wages` must be at most $999,999,999.99"),
        ("age: -1", "`age` must be from 0 to 120"),
        ("age: 121", "`age` must be from 0 to 120"),
        ("age: 140", "`age` must be from 0 to 120"),
        ("age: 30.5", f"`age` {WHOLE}, not `30.5`"),
        ("age: thirty", f"`age` {WHOLE}, not `thirty`"),
        ("has_solo_plan: maybe", "`has_solo_plan` must be yes or no, not `maybe`"),
        ("has_solo_plan: 1", "`has_solo_plan` must be yes or no, not `1`"),
        ("plan_after_tax_cap_percent: 150%", "`plan_after_tax_cap_percent` must be from 0% to 100%"),
        (
            "plan_after_tax_cap_percent: ten",
            "`plan_after_tax_cap_percent` must be a percent, like 10% or 7.5%, not `ten`",
        ),
        ("as_of: 2026-02-30", "`as_of` must be a date, like 2026-06-30, not `2026-02-30`"),
        ("as_of: 30 June 2026", "`as_of` must be a date, like 2026-06-30, not `30 June 2026`"),
        ("as_of: 0001-01-01", "`as_of` must be from January 1, 1900 to January 1, 2101"),
        ("age: [30]", "`age` must be a single value"),
        ("age: {years: 30}", "`age` must be a single value"),
    ],
)
def test_a_wrong_answer_is_pointed_at(adviser: Adviser, line: str, message: str) -> None:
    name, _, value = line.partition(": ")

    found = problem(adviser, f"tax_year: 2026\n{line}\n")

    assert message == found.message
    assert found.span is not None and str(found.span) == f"me.yaml:2:{len(name) + 3}"
    assert found.span.end_column - found.span.column == len(value)
    assert found.help and (found.help.startswith(f"`{name}` means: ") or "one value" in found.help)


def test_a_child_with_pay_may_contribute(adviser: Adviser) -> None:
    """219(b) knows no lowest age: pay is what counts."""
    facts = {"tax_year": 2026, "age": 7, "wages": 3_000, "filing_status": "single", "modified_agi": 3_000}
    facts |= {"business": "none", "workplace_plan": "none"}
    advice = adviser.advise(facts, date(2026, 6, 30)).advice

    assert advice.figures["ira_limit"].range == (3_000_00, 3_000_00)


def test_a_choice_offers_its_nearest_value(adviser: Adviser) -> None:
    found = problem(adviser, "tax_year: 2026\nfiling_status: maried_joint\n")

    assert found.message.startswith("`filing_status` must be one of single, ")
    assert found.message.endswith(", not `maried_joint`")
    assert found.help == "did you mean `married_joint`?"


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("wage", "did you mean `wages`, `age`?"),
        ("Wages", "did you mean `wages`?"),
        ("pretax_ira_balance", "did you mean `traditional_ira_balance`?"),
        ("zzz", "`rothroute explain facts` lists the facts"),
        ("ira_limit", "`rothroute explain facts` lists the facts"),
    ],
)
def test_an_unknown_fact_offers_the_nearest(adviser: Adviser, name: str, help: str) -> None:
    found = problem(adviser, f"tax_year: 2026\n{name}: 5\n")

    assert found.check == "unknown-fact"
    assert found.message == f"`{name}` is not a fact"
    assert str(found.span) == "me.yaml:2:1"
    assert (found.help or "").startswith(help.split("`", maxsplit=1)[0])
    if name in ("wage", "Wages", "zzz"):
        assert found.help == help


def test_an_amount_cut_by_its_comma_is_put_together(adviser: Adviser) -> None:
    found = problem(adviser, "{tax_year: 2026, wages: $70,500}")

    assert found.help == 'a comma inside braces ends the value: put the amount in quotes, like `"$7,000"`'


def test_every_problem_is_said_in_one_run(adviser: Adviser) -> None:
    found = problems(adviser, "tax_year: 2026\nage: 170\nwagse: 5\nwages: lots\nhas_solo_plan: [yes]\n")

    assert [one.span and one.span.line for one in found] == [2, 3, 4, 5]


def test_very_many_problems_are_not(adviser: Adviser) -> None:
    found = problems(adviser, "tax_year: 2026\n" + "".join(f"fact{number}: 1\n" for number in range(50_000)))

    assert len(found) == 50


@pytest.mark.parametrize(
    ("given", "names", "help"),
    [
        (
            "traditional_ira_contributions: 1000\nnondeductible_ira_contributions: 2000\n",
            ["traditional IRA contributions ($1,000)", "nondeductible IRA contributions ($2,000)"],
            "correct one of the two",
        ),
        (
            "filing_status: single\nlived_apart_all_year: yes\n",
            ["lived apart", "filing status"],
            "filing status",
        ),
    ],
)
def test_a_contradiction_names_both_facts_and_the_remedy(
    adviser: Adviser, given: str, names: list[str], help: str
) -> None:
    found = problem(adviser, f"tax_year: 2026\n{given}")

    assert found.check == "contradiction"
    assert all(name in found.message for name in names)
    assert found.help is not None and help in found.help
    assert {found.span and found.span.line, *(label.span.line for label in found.labels)} == {2, 3}


def test_a_contradiction_says_what_was_not_told_as_such(adviser: Adviser) -> None:
    told = (
        "workplace_plan: 401k\nbusiness: none\nspecial_plan_case: no\nwages: 100000\nemployer_contributions: 200000\n"
    )
    found = problem(adviser, f"tax_year: 2026\n{told}")

    assert "deferrals (not told) and employer contributions ($200,000)" in found.message


def test_whoever_defers_is_told_that_a_plan_covers_them(adviser: Adviser) -> None:
    told = "workplace_plan: 401k\nbusiness: none\ncovered_by_workplace_plan: no\nemployee_deferrals: 20000\n"
    found = problem(adviser, f"tax_year: 2026\n{told}")

    assert "$20,000 of deferrals goes to your 401(k) plan" in found.message
    assert found.help is not None and "say yes to coverage" in found.help


def test_what_was_taken_back_contradicts_nothing(adviser: Adviser) -> None:
    facts = parse("tax_year: 2026\ntraditional_ira_contributions: 1000\nnondeductible_ira_contributions: 2000\n", "f")
    given = adviser.given(facts)
    given.set(adviser.rulebook, "traditional_ira_contributions", "")

    assert "traditional_ira_contributions" not in given.places
    assert adviser.answers(given)[1]["nondeductible_ira_contributions"] == 2_000_00


@pytest.mark.parametrize("year", [2027, 2019, 2022])
def test_a_year_without_figures_says_what_is_missing(adviser: Adviser, year: int) -> None:
    found = problem(adviser, f"tax_year: {year}\n")

    assert found.check == "missing-year"
    assert f"the figures for tax year {year} are not in this rulebook" in found.message
    assert found.help == "`tax_year` must be from 2023 to 2026"
    assert str(found.span) == "me.yaml:1:11"
    assert f"{len(adviser.rulebook.parameters)} are missing" in found.message
    assert found.notes == ("`rothroute explain parameters` lists the amounts and dates that a tax year needs",)


@pytest.mark.parametrize("year", ["now", "-1", "0", "26", "20266", "2026.0", "2026-01-01", "yes"])
def test_what_is_no_year_is_said(adviser: Adviser, year: str) -> None:
    assert problem(adviser, f"tax_year: {year}\n").message == f"`tax_year` must be a year, like 2026, not `{year}`"


@pytest.mark.parametrize("text", ["age: 30\n", "tax_year:\nage: 30\n", "tax_year: unknown\n", "{}"])
def test_the_year_must_be_given(adviser: Adviser, text: str) -> None:
    found = problem(adviser, text)

    assert found.message == "`tax_year` is missing"
    assert found.help == "add `tax_year:`, one of 2023, 2024, 2025, 2026"


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (b"", "empty-file"),
        (b"\n\n# nothing\n", "empty-file"),
        (b"null", "wrong-kind"),
        (b"- age\n- wages\n", "wrong-kind"),
        (b"hello", "wrong-kind"),
        (bytes(range(256)), "not-text"),
        (b"\xff\xfet\x00a\x00x\x00", "not-text"),
        (b"tax_year: 2026\nage: \xe9\n", "not-text"),
        (b"tax_year: 2026\n" * 4_000_000, "too-large"),
        (b"tax_year: 2026\nage: !!int 30\n", "unused-yaml"),
        (b'tax_year: 2026\nage: !!python/object/apply:os.system ["id"]\n', "unused-yaml"),
        (b"tax_year: &year 2026\n", "unused-yaml"),
        (b"tax_year: 2026\nage: *year\n", "unused-yaml"),
        (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "unused-yaml"),
        (b"tax_year: 2026\nage: 30\nage: 31\n", "duplicate-key"),
        (b'{"tax_year": 2026, "age": 30, "age": 31}', "duplicate-key"),
        (b"tax_year: 2026\n---\ntax_year: 2025\n", "second-document"),
        (b"tax_year: 2026\n<<: {age: 30}\n", "bad-key"),
        (b"{" * 10_000, "too-deep"),
        (b'tax_year: "2026\n', "yaml-syntax"),
        (b"tax_year: 2026\n\tage: 30\n", "yaml-syntax"),
    ],
)
def test_a_file_that_holds_no_facts_is_refused(adviser: Adviser, data: bytes, check: str) -> None:
    assert check in {one.check for one in problems(adviser, data)}


@pytest.mark.parametrize(
    "facts",
    [
        {"age": float("nan")},
        {"wages": float("inf")},
        {"wages": 1e400},
        {"wages": 10**30},
        {"wages": 0.1 + 0.2},
        {"age": True},
        {"age": [30]},
        {"wages": {"a": 1}},
        {"has_solo_plan": 1},
        {"as_of": "soon"},
        {"__class__": 1},
    ],
)
def test_values_that_cannot_be_used_are_refused(adviser: Adviser, facts: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        adviser.advise({"tax_year": 2026, **facts}, DAY)

    (found,) = refused.value.diagnostics
    assert f"`{next(iter(facts))}`" in found.message


def test_values_are_read_as_they_are_written(adviser: Adviser) -> None:
    given = adviser.given({"age": 30, "wages": 70500.5, "has_solo_plan": False, "as_of": DAY, "filing_status": None})

    assert given.values == {"age": 30, "wages": 70_500_50, "has_solo_plan": False, "as_of": DAY.toordinal()}


ODD = [
    *"~-$%{}[]:#&*!|>'\"\\é\x00",
    "NaN",
    "1e400",
    "- a",
    "a: b",
    "yes",
    "2027",
    "9" * 40,
    "tax_year",
    "\ufeff",
    "null",
]


@settings(
    settings.get_profile("many"), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    example=st.sampled_from(EXAMPLES),
    cuts=st.lists(
        st.tuples(
            st.integers(0, 3_000), st.integers(0, 20), st.sampled_from(ODD).map(str.encode) | st.binary(max_size=4)
        )
    ),
)
def test_a_damaged_facts_file_is_read_or_refused(
    adviser: Adviser, example: bytes, cuts: list[tuple[int, int, bytes]]
) -> None:
    for start, length, text in cuts:
        start %= len(example)
        example = example[:start] + text + example[start + length :]
    check(adviser, example)


@settings(settings.get_profile("many"))
@given(data=st.binary(max_size=100) | st.text(max_size=100).map(lambda text: text.encode(errors="replace")))
def test_any_bytes_are_read_or_refused(adviser: Adviser, data: bytes) -> None:
    check(adviser, data)


@settings(settings.get_profile("many"))
@given(
    value=st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates() | st.none(), data=st.data()
)
def test_any_value_is_read_or_refused(adviser: Adviser, value: Any, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(adviser.rulebook.facts)))
    given = adviser.given({"tax_year": 2026, name: value})
    try:
        adviser.answers(given)
    except Refusal as refusal:
        assert refusal.diagnostics


def check(adviser: Adviser, data: bytes) -> None:
    """Read the facts; what is refused must keep the law of messages and be printable."""
    try:
        read(adviser, data)
    except Refusal as refusal:
        for one in refusal.diagnostics:
            plain = re.sub(r"`[^`]*`", "", one.message)
            assert not one.message.endswith(".") and "\n" not in plain
            assert not re.search(r"\b(None|True|False|dict|tuple|str|int|bool|Scalar|Mapping)\b", plain)
        assert render(refusal.diagnostics, {"me.yaml": data.decode(errors="replace")})
