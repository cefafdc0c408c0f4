"""Both sides of every published amount, age and date, in every year; the figures are written out again on purpose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

YEARS = (2023, 2024, 2025, 2026)

# Dollar parameters, 2023 to 2026.
AMOUNTS = {
    "elective_deferral_dollar_limit": (22_500, 23_000, 23_500, 24_500),
    "catch_up_dollar_limit": (7_500, 7_500, 7_500, 8_000),
    "catch_up_60_63_dollar_limit": (None, None, 11_250, 11_250),
    "annual_additions_dollar_limit": (66_000, 69_000, 70_000, 72_000),
    "simple_deferral_dollar_limit": (15_500, 16_000, 16_500, 17_000),
    "simple_catch_up_dollar_limit": (3_500, 3_500, 3_500, 4_000),
    "simple_catch_up_60_63_dollar_limit": (None, None, 5_250, 5_250),
    "simple_higher_deferral_dollar_limit": (None, 17_600, 17_600, 18_100),
    "simple_higher_catch_up_dollar_limit": (None, 3_850, 3_850, 3_850),
    "additional_medicare_withholding_line": (200_000, 200_000, 200_000, 200_000),
    "compensation_cap": (330_000, 345_000, 350_000, 360_000),
    "ira_dollar_limit": (6_500, 7_000, 7_000, 7_500),
    "ira_catch_up_dollar_limit": (1_000, 1_000, 1_000, 1_100),
    "highly_compensated_pay": (135_000, 150_000, 155_000, 160_000),
    "roth_catch_up_wage_line": (None, None, None, 150_000),
    "social_security_wage_base": (160_200, 168_600, 176_100, 184_500),
    "roth_range_start_single": (138_000, 146_000, 150_000, 153_000),
    "roth_range_start_joint": (218_000, 230_000, 236_000, 242_000),
    "roth_range_start_separate": (0, 0, 0, 0),
    "roth_range_end_single": (153_000, 161_000, 165_000, 168_000),
    "roth_range_end_joint": (228_000, 240_000, 246_000, 252_000),
    "roth_range_end_separate": (10_000, 10_000, 10_000, 10_000),
    "deduction_range_start_covered_single": (73_000, 77_000, 79_000, 81_000),
    "deduction_range_start_covered_joint": (116_000, 123_000, 126_000, 129_000),
    "deduction_range_start_spouse_covered": (218_000, 230_000, 236_000, 242_000),
    "deduction_range_start_separate": (0, 0, 0, 0),
    "deduction_range_end_covered_single": (83_000, 87_000, 89_000, 91_000),
    "deduction_range_end_covered_joint": (136_000, 143_000, 146_000, 149_000),
    "deduction_range_end_spouse_covered": (228_000, 240_000, 246_000, 252_000),
    "deduction_range_end_separate": (10_000, 10_000, 10_000, 10_000),
    "phase_out_floor": (200, 200, 200, 200),
    "self_employment_minimum": (400, 400, 400, 400),
    "form_5500_ez_assets": (250_000, 250_000, 250_000, 250_000),
}
DATES = {
    "tax_year_first_day": ("2023-01-01", "2024-01-01", "2025-01-01", "2026-01-01"),
    "tax_year_last_day": ("2023-12-31", "2024-12-31", "2025-12-31", "2026-12-31"),
    "first_later_year_end": ("2024-12-31", "2025-12-31", "2026-12-31", "2027-12-31"),
    "second_later_year_end": ("2025-12-31", "2026-12-31", "2027-12-31", "2028-12-31"),
    "third_later_year_end": ("2026-12-31", "2027-12-31", "2028-12-31", "2029-12-31"),
    "after_tax_advised_date": ("2024-01-30", "2025-01-30", "2026-01-30", "2027-01-29"),
    "after_tax_paid_in_deadline": ("2024-01-30", "2025-01-30", "2026-01-30", "2027-01-30"),
    "corporate_return_due_date": ("2024-03-15", "2025-03-17", "2026-03-16", "2027-03-15"),
    "ira_contribution_deadline": ("2024-04-15", "2025-04-15", "2026-04-15", "2027-04-15"),
    "return_due_date": ("2024-04-15", "2025-04-15", "2026-04-15", "2027-04-15"),
    "excess_deferral_notice_day": ("2024-03-01", "2025-03-01", "2026-03-01", "2027-03-01"),
    "excess_deferral_deadline": ("2024-04-15", "2025-04-15", "2026-04-15", "2027-04-15"),
    "form_5500_ez_deadline": ("2024-07-31", "2025-07-31", "2026-07-31", "2027-08-02"),
    "corporate_extended_due_date": ("2024-09-16", "2025-09-15", "2026-09-15", "2027-09-15"),
    "ira_correction_deadline": ("2024-10-15", "2025-10-15", "2026-10-15", "2027-10-15"),
    "extended_return_due_date": ("2024-10-15", "2025-10-15", "2026-10-15", "2027-10-15"),
}
SAVER = {"filing_status": "single", "age": 40, "wages": 500_000, "workplace_plan": "none", "business": "none"}
PLAN = SAVER | {
    "workplace_plan": "401k",
    "plan_offers_roth": False,
    "plan_offers_age_60_63_catch_up": True,
    "employee_deferrals": 0,
    "employer_contributions": 0,
    "prior_year_fica_wages": 0,
    "prior_year_pay": 0,
}
OWNER = SAVER | {
    "wages": 0,
    "business": "sole_proprietor",
    "business_has_eligible_employees": False,
    "has_solo_plan": False,
}
STATUSES = {
    "single": ("roth_range_start_single", {"filing_status": "single"}),
    "head of household": ("roth_range_start_single", {"filing_status": "head_of_household"}),
    "joint": ("roth_range_start_joint", {"filing_status": "married_joint", "spouse_compensation": 0}),
    "surviving spouse": ("roth_range_start_joint", {"filing_status": "surviving_spouse"}),
    "apart": ("roth_range_start_single", {"filing_status": "married_separate", "lived_apart_all_year": True}),
    "together": ("roth_range_start_separate", {"filing_status": "married_separate", "lived_apart_all_year": False}),
}
COVERED = {"covered_by_workplace_plan": True, "spouse_covered_by_workplace_plan": False}
OTHER_COVERED = {"covered_by_workplace_plan": False, "spouse_covered_by_workplace_plan": True}
DEDUCTIONS = {
    "single": ("deduction_range_start_covered_single", COVERED),
    "head of household": ("deduction_range_start_covered_single", COVERED),
    "joint": ("deduction_range_start_covered_joint", COVERED),
    "joint, spouse covered": ("deduction_range_start_spouse_covered", OTHER_COVERED),
    "surviving spouse": ("deduction_range_start_covered_joint", COVERED),
    "apart": ("deduction_range_start_covered_single", COVERED),
    "together": ("deduction_range_start_separate", COVERED),
    "together, spouse covered": ("deduction_range_start_separate", OTHER_COVERED),
}


def law(name, year):
    return AMOUNTS[name][YEARS.index(year)]


def dollars(adviser, figure, facts):
    low, high = adviser.trace(facts).published(figure)
    assert low == high
    return low / 100


def test_no_parameter_is_left_out(rulebook):
    units = {name: parameter.unit for name, parameter in rulebook.parameters.items()}

    assert {name for name, unit in units.items() if unit == "dollars"} == set(AMOUNTS)
    assert {name for name, unit in units.items() if unit == "date"} == set(DATES)


@pytest.mark.parametrize("name", AMOUNTS)
def test_amounts_are_as_published(rulebook, name):
    found = [rulebook.parameters[name].year(year).amount for year in YEARS]

    assert [None if amount is None else amount * 100 for amount in AMOUNTS[name]] == found


@pytest.mark.parametrize("name", DATES)
def test_dates_are_as_published(rulebook, name):
    found = [date.fromordinal(rulebook.parameters[name].year(year).amount).isoformat() for year in YEARS]

    assert list(DATES[name]) == found


@pytest.mark.parametrize("year", YEARS)
def test_deadlines_fall_on_business_days(year):
    """Section 7503 moves a filing day off a weekend.

    The 30-day rule for after-tax money does not move; nor do we move the day to tell a plan of an excess deferral,
    which is no filing: the earlier day is safe.
    """
    years = {"tax_year_first_day", "tax_year_last_day"}
    filing = set(DATES) - years - {"first_later_year_end", "second_later_year_end", "third_later_year_end"}
    filing -= {"after_tax_paid_in_deadline", "excess_deferral_notice_day"}
    days = {name: date.fromisoformat(DATES[name][YEARS.index(year)]) for name in filing}

    assert {} == {name: day for name, day in days.items() if day.weekday() > 4}


def phased(limit, income, start, width):
    """The limit by the worksheet, in whole dollars."""
    if income <= start:
        return limit
    if income >= start + width:
        return 0
    return max(200, -(-limit * (start + width - income) // (width * 10)) * 10)


def around(start, width, limit):
    """Incomes at and beside the ends, where the first $10 goes, and where the floor of $200 begins."""
    first, floor = width * 10 // limit, width - width * 200 // limit
    return sorted({start + step for base in (0, first, floor, width) for step in (base - 1, base, base + 1)})


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("year", YEARS)
def test_the_roth_range(adviser, year, status):
    name, facts = STATUSES[status]
    start, limit = law(name, year), law("ira_dollar_limit", year)
    width = 15_000 if name.endswith("single") else 10_000
    incomes = around(start, width, limit)

    found = [
        dollars(adviser, "roth_ira_limit", SAVER | facts | {"tax_year": year, "modified_agi": income})
        for income in incomes
    ]

    assert [phased(limit, income, start, width) for income in incomes] == found


@pytest.mark.parametrize("status", DEDUCTIONS)
@pytest.mark.parametrize("year", YEARS)
def test_the_deduction_range(adviser, year, status):
    name, covered = DEDUCTIONS[status]
    _, facts = STATUSES[status.partition(",")[0]]
    start, limit = law(name, year), law("ira_dollar_limit", year)
    width = 20_000 if name.endswith("covered_joint") else 10_000
    incomes = around(start, width, limit)

    found = [
        dollars(
            adviser,
            "traditional_ira_deduction_limit",
            SAVER | facts | covered | {"tax_year": year, "modified_agi": income},
        )
        for income in incomes
    ]

    assert [phased(limit, income, start, width) for income in incomes] == found


@pytest.mark.parametrize("year", YEARS)
def test_ages(adviser, year):
    base, more = law("elective_deferral_dollar_limit", year), law("catch_up_dollar_limit", year)
    sixties = law("catch_up_60_63_dollar_limit", year) or more
    ira, ira_more = law("ira_dollar_limit", year), law("ira_catch_up_dollar_limit", year)
    for age, extra, older in (
        (49, 0, 0),
        (50, more, ira_more),
        (59, more, ira_more),
        (60, sixties, ira_more),
        (63, sixties, ira_more),
        (64, more, ira_more),
    ):
        facts = PLAN | {"tax_year": year, "age": age}
        assert base + extra == dollars(adviser, "elective_deferral_limit", facts)
        assert base + extra == dollars(adviser, "personal_deferral_limit", facts)
        assert ira + older == dollars(adviser, "ira_limit", facts)


@pytest.mark.parametrize("year", YEARS)
def test_pay_around_the_limits(adviser, year):
    additions, ira, cap = (
        law(name, year) for name in ("annual_additions_dollar_limit", "ira_dollar_limit", "compensation_cap")
    )
    for step in (-0.01, 0, 0.01):
        paid = PLAN | {"tax_year": year}
        assert min(additions, additions + step) == dollars(
            adviser, "annual_additions_limit", paid | {"wages": f"{additions + step:.2f}"}
        )
        assert min(ira, ira + step) == dollars(adviser, "ira_limit", paid | {"wages": f"{ira + step:.2f}"})
        tenth = dollars(
            adviser, "after_tax_room", paid | {"wages": f"{cap + 10 * step:.2f}", "plan_after_tax_cap_percent": 10}
        )
        assert pytest.approx(cap / 10 + min(step, 0)) == tenth


@pytest.mark.parametrize("year", YEARS)
def test_lines_that_must_be_passed(adviser, year):
    line = law("highly_compensated_pay", year)
    paid = [adviser.trace(PLAN | {"tax_year": year, "prior_year_pay": f"{line + step:.2f}"}) for step in (0, 0.01)]
    assert [False, True] == [trace.holds("highly_compensated") for trace in paid]

    wages = law("roth_catch_up_wage_line", year) or 150_000
    taxed = [
        adviser.trace(PLAN | {"tax_year": year, "age": 55, "prior_year_fica_wages": f"{wages + step:.2f}"})
        for step in (0, 0.01)
    ]
    assert [False, year == 2026] == [trace.holds("roth_catch_up_mandate_applies") for trace in taxed]


@pytest.mark.parametrize("year", YEARS)
def test_the_wage_base_and_the_minimum_of_self_employment_tax(adviser, year):
    base = law("social_security_wage_base", year)
    owner = OWNER | {"tax_year": year, "wages": 1, "business_profit": 50_000}
    medicare = round(0.029 * 46_175, 2)  # 92.35% of 50,000 at 2.9%
    for left, more in ((0, 0), (1, 0.12), (-1, 0), (100, 12.40)):
        found = dollars(adviser, "self_employment_tax", owner | {"social_security_wages": base - left})
        assert pytest.approx(medicare + more, abs=0.011) == found
    # 92.35% of 433.13 is 399.996, of 433.14 it is 400.005
    owing = [
        dollars(adviser, "self_employment_tax", OWNER | {"tax_year": year, "business_profit": p})
        for p in ("433.13", "433.14")
    ]
    assert [0, 61.20] == owing


WINDOWS = (
    ("tax_year_last_day", "year_over", SAVER),
    ("ira_contribution_deadline", "ira_window_shut", SAVER),
    ("ira_correction_deadline", "ira_correction_window_shut", SAVER),
    ("after_tax_paid_in_deadline", "solo_after_tax_day_past", OWNER | {"has_solo_plan": True}),
    ("return_due_date", "sole_owner_adoption_day_past", OWNER),
)


@pytest.mark.parametrize(("name", "conclusion", "facts"), WINDOWS, ids=[name for name, *_ in WINDOWS])
@pytest.mark.parametrize("year", YEARS)
def test_windows_shut_the_day_after(adviser, year, name, conclusion, facts):
    last = date.fromisoformat(DATES[name][YEARS.index(year)])
    days = [(last + timedelta(days=step)).isoformat() for step in (-1, 0, 1)]

    found = [adviser.trace(facts | {"tax_year": year, "as_of": day}).holds(conclusion) for day in days]

    assert [False, False, True] == found


@pytest.mark.parametrize("year", YEARS)
def test_the_required_distribution_begins_at_73(adviser, year):
    held = SAVER | {"tax_year": year, "traditional_ira_balance": 1, "required_distribution_left": 1}
    ages = [held | {"age": age} for age in (72, 73)]

    assert [False, True] == [adviser.trace(facts).holds("required_distribution_first") for facts in ages]
