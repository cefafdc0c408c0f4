"""Answers as people type them, what is said where one cannot be read, and where one is asked back."""

from __future__ import annotations

import pytest
import textstat  # type: ignore[import-untyped]

from rothroute.engine import Rulebook
from rothroute.engine.ask.typed import ask_back, read_typed, shown

TODAY = 739_797
MONEY = "Type an amount in dollars, like $70,500 or 70.5k."


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("$70,500", 7_050_000),
        ("70.5k", 7_050_000),
        ("70 500", 7_050_000),
        ("70\u00a0500", 7_050_000),
        ("  70500 ", 7_050_000),
        ("70_500", 7_050_000),
        ("70,500 dollars", 7_050_000),
        ("70,500.25 USD", 7_050_025),
        ("0", 0),
        ("none", 0),
        ("nothing", 0),
        ("1.2M", 120_000_000),
    ],
)
def test_money_as_people_write_it(typed: str, cents: int, rulebook: Rulebook) -> None:
    assert read_typed(rulebook.facts["wages"], typed) == cents


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("plan_offers_roth", "y", True),
        ("plan_offers_roth", "N", False),
        ("plan_offers_roth", "2", False),
        ("filing_status", "3", "married_joint"),
        ("filing_status", "Married filing jointly", "married_joint"),
        ("filing_status", "qualifying", "surviving_spouse"),
        ("workplace_plan", "401k", "401k"),
        ("workplace_plan", "thrift", "tsp"),
        ("age", "52", 52),
        ("plan_after_tax_cap_percent", "10 percent", 100_000),
        ("plan_after_tax_cap_percent", "7.5%", 75_000),
        ("as_of", "today", TODAY),
        ("modified_agi", "-$1,200", -120_000),
    ],
)
def test_other_answers_as_people_write_them(fact: str, typed: str, value: object, rulebook: Rulebook) -> None:
    assert read_typed(rulebook.facts[fact], typed, TODAY) == value


@pytest.mark.parametrize(
    ("fact", "typed", "message"),
    [
        ("wages", "", "Type an amount in dollars, like $70,500 or 70.5k, or :unknown if you do not know."),
        ("wages", "a lot", MONEY),
        ("wages", "$1,2", MONEY),
        ("wages", "1e9", MONEY),
        ("wages", "70.505", MONEY),
        ("wages", "-5", "The amount must be $0 or more."),
        ("wages", "9,999,999,999", "The amount must be at most {highest}."),
        ("age", "old", "Type an age in whole years, like 52."),
        ("age", "52.5", "Type an age in whole years, like 52."),
        ("age", "130", "The age must be from {lowest} to {highest}."),
        ("age", "-1", "The age must be from {lowest} to {highest}."),
        ("plan_after_tax_cap_percent", "some", "Type a percent, like 10%."),
        ("plan_after_tax_cap_percent", "150", "The percent must be from 0% to 100%."),
        ("plan_offers_roth", "maybe", "Type yes or no."),
        ("filing_status", "married", "Type a number from 1 to 5, or the words beside it."),
        ("filing_status", "6", "Type a number from 1 to 5, or the words beside it."),
        ("as_of", "tomorrow", "Type a date as year-month-day, like 2026-06-30."),
        ("as_of", "2026-02-30", "Type a date as year-month-day, like 2026-06-30."),
    ],
)
def test_errors_say_what_to_type(fact: str, typed: str, message: str, rulebook: Rulebook) -> None:
    with pytest.raises(ValueError) as error:
        read_typed(rulebook.facts[fact], typed, TODAY)
    bounds = rulebook.facts[fact]
    low, high = shown(bounds, bounds.lowest), shown(bounds, bounds.highest)
    assert str(error.value) == message.format(lowest=low, highest=high)
    assert not any(word in message.lower() for word in ("invalid", "please", "sorry"))


@pytest.mark.parametrize(
    ("fact", "value", "asked"),
    [
        ("wages", 120_000_000, "$1,200,000: is that right?"),
        ("wages", 7_050, "$70.50: is that right?"),
        ("modified_agi", -120_000, "-$1,200, below zero: is that right?"),
        ("age", 8, "8 years: is that right?"),
        ("plan_after_tax_cap_percent", 1_000, "0.1%, less than one percent: is that right?"),
        ("wages", 7_050_000, ""),
        ("wages", 0, ""),
        ("age", 52, ""),
        ("plan_offers_roth", True, ""),
        ("filing_status", "single", ""),
    ],
)
def test_unusual_values_are_asked_back_and_not_refused(fact: str, value: int, asked: str, rulebook: Rulebook) -> None:
    assert ask_back(rulebook.facts[fact], value, shown(rulebook.facts[fact], value)) == asked


def test_every_fact_has_a_whole_question(rulebook: Rulebook) -> None:
    assert set(rulebook.questions) == set(rulebook.facts)
    for fact, question in rulebook.questions.items():
        assert question.question.endswith("?") and question.question.count("?") == 1, fact
        assert " and also " not in question.question, fact
        for part in (question.help, question.why, question.who, question.where, question.example):
            assert part, fact


def test_questions_read_at_grade_eight_or_easier(rulebook: Rulebook) -> None:
    for fact, question in rulebook.questions.items():
        example = f"{question.example}." if rulebook.facts[fact].unit == "yes_no" else ""
        text = f"{question.question} {question.help} {question.why} {example}"
        assert textstat.flesch_kincaid_grade(text) <= 8, (fact, textstat.flesch_kincaid_grade(text))
