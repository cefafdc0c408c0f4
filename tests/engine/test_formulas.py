"""Published examples that are no facts of one saver: formulas of the rulebook, and formulas of law beside it."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from rothroute.engine.compile.fold import Folder
from rothroute.engine.expression import parse
from rothroute.engine.model import Number, Truth
from rothroute.engine.value import read_dollars, show_dollars


def number(value):
    """A constant from a truth, dollars in cents as a fraction, or dollars as text."""
    if isinstance(value, bool):
        return Truth(value)
    cents = F(read_dollars(value)) if isinstance(value, str) else F(value)
    return Number(cents.numerator, cents.denominator, "dollars")


def worked_out(formula, **names):
    """A formula's value with every name given; dollars come rounded half up to the cent."""
    expression = parse(formula) if isinstance(formula, str) else formula
    found = Folder({name: number(value) for name, value in names.items()}, {}, {}).fold(expression)
    if isinstance(found, Truth):
        return found.value
    exact = F(found.amount, found.over)
    return show_dollars(int(exact + F(1, 2))) if found.unit == "dollars" else exact


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param("$5,000 * 9.2%", "$460", id="C01: Pub. 590-B, nontaxable at the worksheet's ratio"),
        pytest.param("$5,000 - $5,000 * 9.2%", "$4,540", id="C01: taxable"),
        pytest.param("$500 + $300 - $5,000 * 9.2%", "$340", id="C01: basis carried"),
        pytest.param("prorate_to_cent($20,000, $20,000 - ($7,000 - $7,000), $20,000)", "$20,000", id="C08: line 4"),
        pytest.param("$7,000 - ($7,000 - $7,000)", "$7,000", id="C08: basis carried"),
        pytest.param("prorate_to_cent($15,000, $60,000 - $12,000, $60,000)", "$12,000", id="C11: conversion"),
        pytest.param("prorate_to_cent($5,000, $60,000 - $12,000, $60,000)", "$4,000", id="C11: distribution"),
        pytest.param("$12,000 - prorate_to_cent($20,000, $12,000, $60,000)", "$8,000", id="C11: basis carried"),
        pytest.param("prorate_to_cent($6,900, max($0, $6,900 - $7,000), $6,900)", "$0", id="C13: taxable"),
        pytest.param("$7,000 - min($7,000, $6,900)", "$100", id="C13: basis carried"),
        pytest.param("10% * $100", "$10", id="C16: the 10% tax falls on the part that was taxable"),
        pytest.param(
            "prorate_to_cent($1,000, $23,600 - ($18,000 + $4,000), $18,000 + $4,000)",
            "$72.73",
            id="C17: Form 8606 instructions, earnings on a contribution taken back",
        ),
        pytest.param("min($19,500 - $2,500, $200,000)", "$17,000", id="D13: the IRS page's example for 2020"),
        pytest.param("prorate_to_cent($50,000, $80,000, $100,000)", "$40,000", id="E03: pre-tax part"),
        pytest.param("prorate_to_cent($50,000, $20,000, $100,000)", "$10,000", id="E03: after-tax part"),
        pytest.param("$100,000 - $80,000 - $20,000", "$0", id="E04: split at once, nothing taxable"),
        pytest.param("prorate_to_cent($1,000,000, 8.5%, 108.5%)", "$78,341.01", id="F22: plan rate 8.5%"),
        pytest.param("prorate_to_cent($1,000,000, 10%, 110%)", "$90,909.09", id="F22: plan rate 10%"),
        pytest.param("prorate_to_cent($1,000,000, 10.5%, 110.5%)", "$95,022.62", id="F22: plan rate 10.5%"),
        pytest.param("prorate_to_cent($1,000,000, 25%, 125%)", "$200,000", id="F22: plan rate 25%"),
        pytest.param("6% * $70,500", "$4,230", id="S02: the guide's match"),
        pytest.param("2% * $70,500", "$1,410", id="S02: what the guide prints"),
        pytest.param("6% * $23,500", "$1,410", id="S02: and where it comes from"),
        pytest.param("$70,000 - ($23,500 + $1,410)", "$45,090", id="S03: the guide's subtraction"),
        pytest.param("7.65% * $70,500", "$5,393.25", id="S04: payroll tax"),
        pytest.param("$23,500 + $42,270 - ($70,500 - 7.65% * $70,500)", "$663.25", id="S04: short by"),
        pytest.param("$70,000 = 10 * $7,000", True, id="S05: exactly ten times"),
        pytest.param("2.9785 * $23,500 <= $70,000 and $70,000 < 2.9795 * $23,500", True, id="S06: 2.979 times"),
    ],
)
def test_a_published_example(formula, expected):
    assert expected == worked_out(formula)


@pytest.mark.parametrize(("others", "own"), [("3", "5"), ("1", "2"), ("10", "12.5"), ("0", "0")])
def test_g08_the_yearly_test_of_the_highly_paid(others, own):
    """401(m)(2)(A): the greater of 1.25 times, or the lesser of twice and two points more."""
    rate = f"{others}%"

    assert F(own) / 100 == worked_out(f"max(125% * {rate}, min(200% * {rate}, {rate} + 2%))")


@pytest.mark.parametrize(("assets", "due"), [("$250,000", False), ("$250,000.01", True), ("$260,000", True)])
def test_g13_one_participant_plans_are_added_together(rulebook, assets, due):
    line = rulebook.parameters["form_5500_ez_assets"].year(2026).amount

    assert due == worked_out(f"{assets} > line", line=line)


NONE = {
    "owner_is_self_employed": True,
    "shares_annual_additions": False,
    "solo_deferrals": 0,
    "solo_after_tax_contributions": 0,
    "base_deferrals": 0,
    "employer_money_in_plan": 0,
    "after_tax_contributions": 0,
    "plan_fifteen_year_catch_up": 0,
    "employee_deferrals": 0,
    "solo_catch_up_dollars": 0,
    "corporate_employer_share": F(1, 4),
    "self_employed_employer_share": F(1, 5),
}


def solo(rulebook, law, pay, employer, deferred_before="$0"):
    """The solo plan's figures from the rulebook's own formulas, at any year's limits and exact employer money."""
    deferral, additions, cap = law
    names = NONE | {
        "elective_deferral_dollar_limit": deferral,
        "annual_additions_dollar_limit": additions,
        "compensation_cap": cap,
        "solo_pay": pay,
        "deferrals_made": deferred_before,
        "solo_employer_money": employer,
    }
    wanted = (
        "solo_pay_after_employer_money",
        "solo_pay_after_money_made",
        "solo_base_made",
        "solo_pay_for_additions",
        "solo_additions_made",
        "shared_additions_left",
        "solo_annual_additions_left",
        "solo_deferral_room",
        "fifteen_year_catch_up_used",
        "solo_deferrals_above_limit",
        "solo_money_above_additions",
        "catch_up_made",
        "solo_catch_up_left",
        "solo_catch_up_room",
        "solo_base_still_to_make",
        "solo_base_added",
        "solo_after_tax_room",
        "solo_employer_share",
        "solo_employer_limit",
    )
    for name in wanted:
        folder = Folder({key: number(value) for key, value in names.items()}, {}, {})
        found = folder.fold(rulebook.figures[name].formula.expression)
        names[name] = F(found.amount, found.over)
    return {name: show_dollars(int(names[name] + F(1, 2))) for name in wanted}


LAW = {
    2015: ("$18,000", "$53,000", "$265,000"),
    2017: ("$18,000", "$54,000", "$270,000"),
    2023: ("$22,500", "$66,000", "$330,000"),
    2024: ("$23,000", "$69,000", "$345,000"),
    2025: ("$23,500", "$70,000", "$350,000"),
    2026: ("$24,500", "$72,000", "$360,000"),
}


@pytest.mark.parametrize(
    ("year", "pay", "employer"),
    [
        pytest.param(2017, "$180,000", "$36,000", id="F19: The Tax Adviser, 2017: 36,000 + 18,000 = 54,000"),
        pytest.param(2015, "$145,000", "$29,000", id="F20: PKS, 2015: 29,000 + 18,000 = 47,000, 53,000 with catch-up"),
    ],
)
def test_published_employer_money(rulebook, year, pay, employer):
    found = solo(rulebook, LAW[year], pay, "$0")

    assert (employer, "$18,000") == (found["solo_employer_limit"], found["solo_deferral_room"])


@pytest.mark.parametrize(
    ("year", "pay", "employer", "before", "after_tax"),
    [
        pytest.param(2025, F("9293522.5"), F("1858704.5"), "$0", "$27,912.96", id="F01: 70,000 - 23,500 - 18,587.045"),
        pytest.param(2025, F("4933046.25"), F("986609.25"), "$23,500", "$29,598.28", id="F05: pay less twice employer"),
        pytest.param(2025, F("4771226.25"), F("954245.25"), "$15,000", "$20,127.36", id="F07"),
        pytest.param(2026, F("11152227"), F("2230445.4"), "$0", "$25,195.55", id="F08"),
        pytest.param(2024, F("7434818"), F("1486963.6"), "$0", "$21,608.91", id="F10"),
        pytest.param(2023, F("13940283.75"), F("2788056.75"), "$0", "$15,619.43", id="F11"),
    ],
)
def test_after_tax_room_beside_the_most_employer_money(rulebook, year, pay, employer, before, after_tax):
    """From the exact employer money, not from its cents."""
    found = solo(rulebook, LAW[year], pay, employer, before)

    assert after_tax == found["solo_after_tax_room"]
