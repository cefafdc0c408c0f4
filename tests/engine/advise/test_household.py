"""Two savers who belong together: the joint pay supports the IRA money of both, and each answer is their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rothroute.engine import Adviser, Refusal
from rothroute.engine.advise.as_json import household_json
from rothroute.engine.advise.household import HouseholdDecision
from rothroute.engine.advise.household_answers import read_household, set_fact
from rothroute.engine.advise.json_schema import household_schema
from rothroute.engine.rulebook.source import parse

DAY = date(2026, 6, 30)
JOINT = {"tax_year": 2026, "filing_status": "married_joint"}
APART = {"tax_year": 2026, "filing_status": "married_separate", "lived_apart_all_year": "no"}
PLAIN = {"age": 40, "workplace_plan": "none", "business": "none", "covered_by_workplace_plan": "no",
         "traditional_ira_balance": 0}  # fmt: skip
Facts = dict[str, Any]


def file(shared: Facts, *savers: tuple[str, Facts]) -> str:
    lines = ["household:", *(f"  {fact}: {value}" for fact, value in shared.items()), "savers:"]
    for name, facts in savers:
        lines += [f"  - name: {name}", "    facts:", *(f"      {fact}: {value}" for fact, value in facts.items())]
    return "\n".join(lines) + "\n"


def advised(adviser: Adviser, shared: Facts, mine: Facts, others: Facts, day: date = DAY) -> HouseholdDecision:
    text = file(shared, ("Anna", {**PLAIN, **mine}), ("Ben", {**PLAIN, **others}))
    return adviser.advise_household(parse(text, "us.yaml"), day)


def dollars(found: HouseholdDecision) -> list[tuple[float, float]]:
    """Of each saver: the direct Roth IRA and the backdoor, in dollars."""
    routes = [one.decision.advice.routes for one in found.savers]
    return [(one["direct_roth_ira"].range[1] / 100, one["backdoor_roth_ira"].range[1] / 100) for one in routes]


@pytest.mark.parametrize(
    ("shared", "mine", "others", "expected"),
    [
        ({**JOINT, "modified_agi": 10_000}, {"wages": 10_000}, {"wages": 0}, [(7_500, 0), (2_500, 0)]),
        ({**JOINT, "modified_agi": 10_000}, {"wages": 6_000}, {"wages": 4_000}, [(6_000, 0), (4_000, 0)]),
        (
            {**JOINT, "modified_agi": 10_000},
            {"wages": 10_000},
            {"wages": 0, "roth_ira_contributions": 7_500},
            [(2_500, 0), (0, 0)],
        ),
        (
            {**JOINT, "tax_year": 2025, "modified_agi": 240_000},
            {"wages": 200_000, "age": 52},
            {"wages": 0, "age": 48},
            [(4_800, 3_200), (4_200, 2_800)],
        ),
        (
            {**JOINT, "modified_agi": 247_000},
            {"wages": 9_000, "age": 60},
            {"wages": 0, "age": 60},
            [(4_300, 4_300), (200, 200)],
        ),
        (
            APART,
            {"wages": 100_000, "modified_agi": 100_000},
            {"wages": 6_000, "modified_agi": 4_000},
            [(0, 7_500), (3_600, 2_400)],
        ),
    ],
    ids=["pay of one", "pay of both", "paid in before", "in the range", "a limit of 400", "separate"],
)
def test_couples_of_the_design(
    adviser: Adviser, shared: Facts, mine: Facts, others: Facts, expected: list[tuple[float, float]]
) -> None:
    found = advised(adviser, shared, mine, others, date(shared["tax_year"], 6, 30))
    swapped = advised(adviser, shared, others, mine, date(shared["tax_year"], 6, 30))

    assert dollars(found) == expected
    assert dollars(swapped) == expected[::-1]
    assert found.decided and found.total[0] == found.total[1] == 100 * sum(map(sum, expected))
    assert not any(one.decision.advice.corrections for one in (*found.savers, *swapped.savers))


def test_two_after_tax_plans_each_have_their_own_limits(adviser: Adviser) -> None:
    mega = {
        "wages": 250_000, "workplace_plan": "401k", "plan_allows_after_tax": "yes", "plan_offers_roth": "yes",
        "plan_allows_in_plan_roth_conversion": "yes", "employee_deferrals": 24_500, "employer_contributions": 12_500,
        "covered_by_workplace_plan": "yes",
    }  # fmt: skip
    found = advised(adviser, {**JOINT, "modified_agi": 500_000}, mega, mega)

    assert [one.decision.advice.routes["mega_backdoor_roth"].amount for one in found.savers] == [35_000_00, 35_000_00]


def test_a_plan_at_work_of_one_limits_the_deduction_of_the_other(adviser: Adviser) -> None:
    covered = {
        "wages": 150_000,
        "workplace_plan": "401k",
        "employee_deferrals": 10_000,
        "covered_by_workplace_plan": "yes",
    }
    shared = {**JOINT, "modified_agi": 300_000}
    alone, beside = (
        advised(adviser, shared, {"wages": 0}, {"wages": 150_000}),
        advised(adviser, shared, {"wages": 0}, covered),
    )

    assert alone.savers[0].decision.trace.value("spouse_covered_by_workplace_plan") is False
    assert beside.savers[0].decision.trace.value("spouse_covered_by_workplace_plan") is True


def test_what_the_other_leaves_open_is_a_range(adviser: Adviser) -> None:
    """Ben's pay is 3,000 and perhaps more; whoever earns more, both can pay in what 3,000 and 5,000 support."""
    text = file(
        {**JOINT, "modified_agi": 9_000},
        ("Anna", {**PLAIN, "wages": 5_000}),
        ("Ben", {"age": 40, "wages": 3_000, "workplace_plan": "401k", "business": "none"}),
    )
    anna, ben = adviser.advise_household(parse(text, "us.yaml"), DAY).savers

    assert anna.decision.advice.routes["direct_roth_ira"].range[0] == 5_000_00
    assert ben.decision.advice.routes["direct_roth_ira"].range == (3_000_00, 3_000_00)


def test_an_open_order_covers_both_orders(adviser: Adviser) -> None:
    shared = {**JOINT, "modified_agi": 12_000}
    unknown = {name: value for name, value in PLAIN.items() if name != "business"}
    text = file(shared, ("Anna", {**PLAIN, "wages": 5_000}), ("Ben", {**unknown, "wages": 1_000}))
    found = adviser.advise_household(parse(text, "us.yaml"), DAY)
    assert found.first is None and not found.decided
    lows, highs = zip(*(one.decision.advice.total for one in found.savers), strict=True)
    assert sum(lows) <= found.total[0] <= found.total[1] <= sum(highs)
    for profit in (0, 3_000, 20_000):
        told = {"business": "sole_proprietor", "business_profit": profit} if profit else {"business": "none"}
        whole = file(shared, ("Anna", {**PLAIN, "wages": 5_000}), ("Ben", {**unknown, "wages": 1_000, **told}))
        known = adviser.advise_household(parse(whole, "us.yaml"), DAY)
        for open_, one in zip(found.savers, known.savers, strict=True):
            for route in ("direct_roth_ira", "backdoor_roth_ira"):
                low, high = open_.decision.advice.routes[route].range
                assert low <= one.decision.advice.routes[route].range[0] <= high


PAY = st.sampled_from([0, 0, 1_000, 4_000, 6_000, 7_500, 9_000, 12_000, 16_000, 150_000]) | st.integers(0, 20_000)
PAID = st.sampled_from([0, 0, 0, 1_000, 2_500, 7_500, 9_000]) | st.integers(0, 9_000)
SAVER = st.fixed_dictionaries(
    {
        "age": st.sampled_from([30, 50, 61]),
        "wages": PAY,
        "roth_ira_contributions": PAID,
        "traditional_ira_contributions": PAID,
        "nondeductible_ira_contributions": st.just(0),
        "earlier_roth_ira_excess": st.sampled_from([0, 0, 0, 900]),
        "earlier_traditional_ira_excess": st.sampled_from([0, 0, 0, 900]),
    }
)
SHARED = st.fixed_dictionaries(
    {
        "tax_year": st.sampled_from([2023, 2024, 2025, 2026]),
        "filing_status": st.just("married_joint"),
        "modified_agi": st.sampled_from([0, 12_000, 240_000, 246_000, 400_000]),
    }
)


def cents(found: HouseholdDecision, place: int, name: str) -> int:
    published = found.savers[place].decision.trace.published(name)
    assert published is not None and published[0] == published[1], name
    return published[0]


@settings(settings.get_profile("few"))
@given(SHARED, SAVER, SAVER)
def test_new_money_stays_within_joint_pay_and_makes_no_excess(
    adviser: Adviser, shared: Facts, mine: Facts, others: Facts
) -> None:
    """USC 219(c): what both may still pay in is at most the pay of both less what is in; done, nobody has too much."""
    day = date(shared["tax_year"], 6, 30)
    found = advised(adviser, shared, mine, others, day)
    new = [cents(found, place, "direct_roth_room") + cents(found, place, "backdoor_room") for place in (0, 1)]
    paid_in = [100 * (one["roth_ira_contributions"] + one["traditional_ira_contributions"]) for one in (mine, others)]
    pay = 100 * (mine["wages"] + others["wages"])

    assert sum(new) <= max(0, pay - sum(min(cents(found, p, "ira_limit"), paid_in[p]) for p in (0, 1)))

    after = [dict(mine), dict(others)]
    for place, one in enumerate(after):
        one["roth_ira_contributions"] += cents(found, place, "direct_roth_room") / 100
        room = cents(found, place, "backdoor_room") / 100
        one["traditional_ira_contributions"] += room
        one["nondeductible_ira_contributions"] += room
    done = advised(
        adviser, shared, *({k: f"{v:.2f}" if isinstance(v, float) else v for k, v in one.items()} for one in after), day
    )
    for place in (0, 1):
        assert cents(done, place, "ira_excess_above_limit") <= cents(found, place, "ira_excess_above_limit"), place
        assert cents(done, place, "roth_ira_excess") <= cents(found, place, "roth_ira_excess"), place


@settings(settings.get_profile("few"))
@given(SHARED, SAVER, SAVER)
def test_swapping_the_two_changes_nothing_but_the_names(
    adviser: Adviser, shared: Facts, mine: Facts, others: Facts
) -> None:
    day = date(shared["tax_year"], 6, 30)
    found, swapped = advised(adviser, shared, mine, others, day), advised(adviser, shared, others, mine, day)
    one, other = household_json(found), household_json(swapped)

    assert one["total"] == other["total"] and one["status"] == other["status"]
    for mine_, others_ in zip(one["savers"], reversed(other["savers"]), strict=True):
        assert {**mine_, "name": ""} == {**others_, "name": ""}


def test_the_json_fits_its_schema(adviser: Adviser) -> None:
    found = advised(adviser, {**JOINT, "modified_agi": 10_000}, {"wages": 10_000}, {"wages": 0})
    data = household_json(found)

    Draft202012Validator(household_schema()).validate(data)
    assert [one["name"] for one in data["savers"]] == ["Anna", "Ben"] and data["total"] == [10_000, 10_000]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (file({"tax_year": 2026, "filing_status": "single"}, ("A", PLAIN), ("B", PLAIN)), "these two savers are no", 3),
        (file({**JOINT, "wages": 5}, ("A", PLAIN), ("B", PLAIN)), "`wages` is not shared: each saver has their own", 4),
        (
            file(JOINT, ("A", {**PLAIN, "spouse_compensation": 1}), ("B", PLAIN)),
            "`spouse_compensation` of A follows",
            12,
        ),
        (
            file(JOINT, ("A", {**PLAIN, "modified_agi": 1}), ("B", PLAIN)),
            "`modified_agi` must be the same for both",
            12,
        ),
        (
            file({**APART, "modified_agi": 1}, ("A", PLAIN), ("B", PLAIN)),
            "`modified_agi` is each saver's own here: it is shared only where the filing status is married filing",
            5,
        ),
        (
            file(
                {"tax_year": 2026, "filing_status": "married_separate"},
                ("A", {**PLAIN, "lived_apart_all_year": "yes"}),
                ("B", {**PLAIN, "lived_apart_all_year": "no"}),
            ),
            "`lived_apart_all_year` must be the same for both",
            20,
        ),
        (
            file(
                {"tax_year": 2026, "filing_status": "married_separate"},
                ("A", {**PLAIN, "lived_apart_all_year": "yes"}),
                ("B", PLAIN),
            ),
            "`lived_apart_all_year` must be the same for both",
            12,
        ),
        (file(JOINT, ("A", {**PLAIN, "filing_status": "single"}), ("B", PLAIN)), "A is in no household", 12),
        (file(JOINT, ("A", PLAIN)), "a household has two savers, and here are 1", 5),
        (file(JOINT, ("A", PLAIN), ("A", PLAIN)), "both savers are called A", 12),
        (file(JOINT, ("Ann", PLAIN), ("ann", PLAIN)), "the names Ann and ann differ only in capitals", 12),
        (file(JOINT, ("''", PLAIN), ("B", PLAIN)), "a saver needs a name", 5),
        (file(JOINT, ("A" * 61, PLAIN), ("B", PLAIN)), "this name has 61 characters; a name has at most 60", 5),
        (file(JOINT, ('"A\\nB"', PLAIN), ("B", PLAIN)), "a name stands on one line", 5),
        (file(JOINT, ("1", PLAIN), ("B", PLAIN)), "1 is no name: a name has a letter in it", 5),
        (file(JOINT, ("A=B", PLAIN), ("B", PLAIN)), "a name has no `=` in it", 5),
        (
            file(
                {"tax_year": 2026, "filing_status": "married_separate"},
                ("A", {**PLAIN, "lived_apart_all_year": "yes"}),
                ("B", {**PLAIN, "lived_apart_all_year": "no"}),
            ),
            "`lived_apart_all_year` must be the same for both",
            20,
        ),
        (file(JOINT, ("A", {**PLAIN, "wagse": 1}), ("B", PLAIN)), "`wagse` is not a fact", 12),
        ("household: {}\nsaver: []\n", "`saver` is not a key of a household file", 2),
        ("savers: 5\nwages: 5\n", "`wages` is not a key of a household file", 2),
        ("household: 5\nsavers: [1, 2]\n", "`household` holds one", 1),
    ],
)
def test_what_is_no_household_is_refused_where_it_stands(adviser: Adviser, text: str, message: str, line: int) -> None:
    with pytest.raises(Refusal) as refused:
        adviser.advise_household(parse(text, "us.yaml"), DAY)
    found = [one for one in refused.value.diagnostics if one.message.startswith(message)]

    assert found, [one.message for one in refused.value.diagnostics]
    assert found[0].span is not None and found[0].span.line == line


def test_a_file_without_filing_status_is_told_where_to_put_it(adviser: Adviser) -> None:
    with pytest.raises(Refusal) as refused:
        adviser.advise_household(parse(file({"tax_year": 2026}, ("A", PLAIN), ("B", PLAIN)), "us.yaml"), DAY)
    (found,) = refused.value.diagnostics

    assert found.message.startswith("`filing_status` is missing")
    assert found.help is not None and found.help.startswith("add `filing_status:` under `household:`, one of single,")


@pytest.mark.parametrize("name", ["Anna.spouse_compensation", "spouse_ira_contributions"])
def test_what_the_other_tells_is_refused_when_it_is_set_too(adviser: Adviser, name: str) -> None:
    """As it is in a file: set, it would be worked out anew and so be ignored."""
    savers = read_household(adviser.rulebook, parse(file(JOINT, ("Anna", PLAIN), ("Ben", PLAIN)), "us.yaml"))
    set_fact(adviser.rulebook, savers, name, "5000")
    with pytest.raises(Refusal, match="follows from the other saver's facts"):
        adviser.advise_household(savers, DAY)


def test_a_fact_is_set_for_one_saver_or_for_both(adviser: Adviser) -> None:
    savers = read_household(adviser.rulebook, parse(file(JOINT, ("Anna", PLAIN), ("Ben", PLAIN)), "us.yaml"))
    set_fact(adviser.rulebook, savers, "Ben.wages", "5000")
    set_fact(adviser.rulebook, savers, "modified_agi", "9000")

    assert [one.given.values.get("wages") for one in savers] == [None, 5_000_00]
    assert [one.given.values["modified_agi"] for one in savers] == [9_000_00, 9_000_00]
    with pytest.raises(Refusal, match="the savers are Anna and Ben"):
        set_fact(adviser.rulebook, savers, "ben.wages", "5000")


@pytest.mark.parametrize("apart", ["yes", "no"])
def test_a_head_of_household_need_not_say_what_a_separate_filer_says(adviser: Adviser, apart: str) -> None:
    """Whether the two lived apart is a question for separate filers alone."""
    mine = {"wages": 50_000, "modified_agi": 50_000, "filing_status": "married_separate", "lived_apart_all_year": apart}
    others = {"wages": 60_000, "modified_agi": 60_000, "filing_status": "head_of_household"}
    found = advised(adviser, {"tax_year": 2026}, mine, others)

    assert dollars(found)[0] == ((7_500, 0) if apart == "yes" else (0, 7_500))


def test_a_separate_filers_spouse_may_be_head_of_household(adviser: Adviser) -> None:
    shared = {"tax_year": 2026, "filing_status": "married_separate"}
    mine, others = {"wages": 50_000, "modified_agi": 50_000}, {"wages": 60_000, "modified_agi": 60_000}
    found = advised(adviser, shared, mine, {**others, "filing_status": "head_of_household"})

    assert dollars(found) == [(0, 7_500), (7_500, 0)]
