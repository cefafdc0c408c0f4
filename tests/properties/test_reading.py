"""The second reading by itself: the published cases, and the worked examples of the page it was written from."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

from .lives import THEMES, lives
from .reading import (
    Facts,
    amounts,
    contradictions,
    corrections,
    figures,
    form_8606,
    from_engine,
    from_json,
    ira,
    plan,
    primary,
    solo,
    to_cent,
)
from .reading.law import YEARS

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads((Path(__file__).parent / "handed_lives.json").read_text(encoding="utf-8"))
}
IN_FIGURES = [name for name, case in CASES.items() if {"routes", "figures", "corrections"} & set(case["expect"])]


def lived(name: str, **more: Any) -> Facts:
    """The saver of a published case, with some facts told otherwise."""
    return Facts(from_json({**CASES[name]["facts"], **more}))


def cents(amount: float | int) -> int:
    return to_cent(F(str(amount)))


@pytest.mark.parametrize("name", IN_FIGURES)
def test_the_reading_finds_what_the_case_expects(name: str) -> None:
    f, expect = lived(name), CASES[name]["expect"]
    if wanted := expect.get("figures"):
        found = figures(f)
        assert {one: cents(amount) for one, amount in wanted.items()} == {one: to_cent(found[one]) for one in wanted}
    for route, parts in expect.get("routes", {}).items():
        amount = amounts(f)[route]
        if "amount" in parts:
            assert (route, cents(parts["amount"])) == (route, to_cent(amount))
        if "verdict" in parts:
            assert (route, parts["verdict"] == "closed") == (route, amount == 0)
    if "recommendation" in expect:
        assert expect["recommendation"] == primary(amounts(f))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "corrections" in case["expect"]])
def test_the_reading_finds_the_corrections_of_the_case(name: str) -> None:
    found, wanted = corrections(lived(name)), CASES[name]["expect"]["corrections"]
    assert set(wanted) == set(found)
    for one, parts in wanted.items():
        assert cents(parts["amount"]) == to_cent(found[one].amount)
        if "by" in parts:
            assert date.fromisoformat(parts["by"]).toordinal() == found[one].by


def test_a_private_457b_has_no_roth() -> None:
    assert contradictions(lived("roth-in-a-private-457b"))
    assert not contradictions(lived("roth-in-a-private-457b", plan_offers_roth="no"))
    assert not contradictions(lived("roth-in-a-private-457b", governmental_employer="yes"))


def test_a_done_backdoor_still_files_form_8606() -> None:
    done = lived("clean-backdoor-done")
    assert form_8606.to_file(done)
    assert amounts(done)["backdoor_roth_ira"] == 0
    assert not form_8606.to_file(lived("stipend"))


def test_converting_in_the_next_year_beside_pre_tax_money() -> None:
    """7,000 × 120,000 / 127,000."""
    assert to_cent(form_8606.taxable_next_year(lived("january-for-last-year-with-rollover-ira"))) == 6_614_17


def test_an_owner_who_says_nothing_of_refunds() -> None:
    assert plan.refunds_likely(lived("owner-of-a-firm-with-staff"))
    assert not plan.refunds_likely(lived("owner-of-a-firm-with-staff", plan_expects_acp_refunds="no"))


def test_old_ira_money_alone_fills_the_form() -> None:
    """Basis 20,000, 80,000 on 31 December, 20,000 converted: 4,000 untaxed."""
    old = {"ira_basis": 20_000, "traditional_ira_balance": 80_000, "ira_conversions_this_year": 20_000}
    f = lived("no-pay-but-roth-money", roth_ira_contributions=0, **old)
    lines = form_8606.form(f)
    assert (lines[11], lines[18], lines[14]) == (4_000, 16_000, 16_000)
    assert set(amounts(f).values()) == {0}


def test_lines_without_distribution_or_conversion_are_blank() -> None:
    lines = form_8606.form(lived("roth-over-income-in-october"))
    assert (lines[1], lines[3], lines[14]) == (7_000, 7_000, 7_000)
    assert all(lines[number] is None for number in range(4, 14))


SOLO = {
    "business": "sole_proprietor",
    "workplace_plan": "none",
    "solo_plan_accepts_ira_roll_in": "no",
    "solo_plan_offers_age_60_63_catch_up": "yes",
}


def test_the_published_owners() -> None:
    """IRS one-participant "Ben", 51: 14,000. Age 40, profit 21,500, employer money 4,000: N − 2E in all."""
    ben = lived(
        "solo-after-tax-with-catch-up-in",
        **{"age": 51, "business": "c_corporation", "business_wages": 50_000, "solo_employer_contributions": 12_500},
    )
    assert figures(ben)["solo_after_tax_room"] == 14_000
    young = lived(
        "solo-after-tax-with-catch-up-in",
        **{"age": 40, "business_profit": 21_500, "solo_deferrals": 0, "solo_employer_contributions": 4_000},
    )
    assert to_cent(amounts(young)["solo_401k"]) == 11_981_07
    assert figures(young)["solo_deferral_room"] == amounts(young)["solo_401k"]


@pytest.mark.parametrize(("profit", "net"), [(100_000, 92_935_23), (433, 433_00), (250_000, 235_734_11)])
def test_net_earnings_as_published(profit: int, net: int) -> None:
    f = lived("solo-after-tax-with-catch-up-in", business_profit=profit)
    assert to_cent(figures(f)["net_self_employment_earnings"]) == net


def test_catch_up_made_or_still_to_come_gives_the_same_total() -> None:
    """A property of real_lives.md 5, for plans that take catch-up within the pay."""
    for age, profit, employer in ((55, 75_000, 13_000), (61, 300_000, 20_000), (52, 40_000, 2_000), (55, 28_000, 0)):
        totals = set()
        for made in (0, 10_000, 23_500, 24_000, 25_000):
            told = {"solo_deferrals": made, "solo_employer_contributions": employer}
            f = lived("solo-after-tax-with-catch-up-in", age=age, business_profit=profit, **told)
            totals.add(made + figures(f)["solo_roth_room"])
        assert len(totals) == 1, (age, profit, totals)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("theme", THEMES)
def test_what_must_hold_of_the_reading_itself(theme: str, year: int, savers_each: int) -> None:
    for saver in lives(theme, year, savers_each):
        _holds(Facts(from_engine(saver)))


def _holds(f: Facts) -> None:
    lines, own, door = form_8606.form(f), ira.rooms(f), ira.backdoor(f)
    assert lines[1] <= own.limit
    assert all(amount is None or amount >= 0 for amount in lines.values())
    assert (lines[18] or 0) <= (lines[8] or 0)
    assert lines[14] + (lines[13] or 0) == lines[3]
    assert all(amount >= 0 for amount in amounts(f).values())
    assert f.traditional_ira_contributions + f.roth_ira_contributions + own.direct_left + own.backdoor_left <= max(
        own.limit, f.traditional_ira_contributions + f.roth_ira_contributions
    )
    assert door.amount <= door.core + door.balance
    taxable = form_8606.taxable_without_roll_in(f)
    assert taxable is None or 0 <= taxable <= door.amount


@pytest.mark.parametrize("year", YEARS)
def test_no_solo_plan_goes_past_415c(year: int, savers_each: int) -> None:
    for saver in lives("solo", year, savers_each):
        _stays_within_415c(Facts(from_engine(saver)))


def _stays_within_415c(f: Facts) -> None:
    """Neither half: the dollars, nor all of the pay (employer money of the self-employed lowers it)."""
    own = solo.room(f, solo.additions_left(f))
    g, employer = f.law.deferral, f.solo_employer_contributions + f.business_sep_contributions
    before = min(f.solo_deferrals, F(g)) + employer + f.solo_after_tax_contributions
    pay = solo.pay(f) - (0 if f.business in ("s_corporation", "c_corporation") else employer)
    for added in (own.d + own.a, own.late):
        assert not added or before + added <= min(F(f.law.additions), pay)
