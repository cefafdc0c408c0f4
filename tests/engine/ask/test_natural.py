"""Answers in everyday words: understood, asked back, or refused; never taken for something else."""

from __future__ import annotations

from datetime import date

import pytest

from rothroute.engine import Rulebook
from rothroute.engine.ask.natural import clashing, confirmed, read_natural
from rothroute.engine.ask.reading import Reading

TODAY = date(2026, 6, 30).toordinal()
YEAR = 2026


def read(rulebook: Rulebook, fact: str, typed: str) -> Reading:
    return read_natural(rulebook.facts[fact], rulebook.questions.get(fact), typed, TODAY, YEAR)


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("wages", "about 180k", 180_000_00),
        ("wages", "~180k", 180_000_00),
        ("wages", "180k/yr", 180_000_00),
        ("wages", "$180,000 a year", 180_000_00),
        ("wages", "180k per year", 180_000_00),
        ("wages", "180 grand", 180_000_00),
        ("wages", "i make about 180,000 a year before tax", 180_000_00),
        ("wages", "$70,500.25", 70_500_25),
        ("wages", "1.2 million", 1_200_000_00),
        ("wages", "approximately $95,000 gross", 95_000_00),
        ("employee_deferrals", "24.5k or so", 24_500_00),
        ("traditional_ira_balance", "zero", 0),
        ("traditional_ira_balance", "nothing", 0),
        ("traditional_ira_balance", "nada", 0),
        ("modified_agi", "roughly 288k", 288_000_00),
        ("age", "thirty four", 34),
        ("age", "I'm sixty-one", 61),
        ("age", "nineteen", 19),
        ("plan_offers_roth", "yes i think so", True),
        ("plan_offers_roth", "I think so", True),
        ("plan_offers_roth", "probably", True),
        ("plan_offers_roth", "Yeah", True),
        ("plan_offers_roth", "yes, it does", True),
        ("plan_offers_roth", "it does", True),
        ("plan_offers_roth", "pretty sure yes", True),
        ("plan_offers_roth", "nope", False),
        ("plan_offers_roth", "no, I think", False),
        ("filing_status", "married joint", "married_joint"),
        ("filing_status", "MFJ", "married_joint"),
        ("filing_status", "filing jointly", "married_joint"),
        ("filing_status", "married filing seperately", "married_separate"),
        ("filing_status", "mfs", "married_separate"),
        ("filing_status", "HoH", "head_of_household"),
        ("filing_status", "I'm single", "single"),
        ("workplace_plan", "401k through work", "401k"),
        ("workplace_plan", "a 401(k) plan", "401k"),
        ("workplace_plan", "my employer has a 403(b)", "403b"),
        ("workplace_plan", "457", "457b"),
        ("workplace_plan", "no plan", "none"),
        ("workplace_plan", "simple", "simple_ira"),
        ("business", "freelancer", "sole_proprietor"),
        ("business", "S-Corp", "s_corporation"),
        ("business", "no", "none"),
        ("business", "I have none", "none"),
        ("business", "I don't have one", "none"),
        ("workplace_plan", "I don't have a plan", "none"),
        ("business", "1099", "sole_proprietor"),
        ("age", "34 years old", 34),
        ("age", "I'm 34", 34),
        ("age", "34 yo", 34),
        ("plan_after_tax_cap_percent", "no cap", 1_000_000),
        ("plan_after_tax_cap_percent", "10 pct of pay", 100_000),
        ("as_of", "June 30, 2026", TODAY),
        ("as_of", "30 june 2026", TODAY),
        ("as_of", "yesterday", TODAY - 1),
    ],
)
def test_understood(fact: str, typed: str, value: object, rulebook: Rulebook) -> None:
    reading = read(rulebook, fact, typed)
    assert reading.value == value
    if fact != "filing_status" or "seperately" not in typed:
        assert reading.confirm == ""


@pytest.mark.parametrize(
    "typed",
    [
        *["dunno", "idk", "not sure", "no idea", "skip", "I don't know", "i dont know yet", "No clue!"],
        *["I'd have to check", "unknown", "I'm not sure"],
    ],
)
@pytest.mark.parametrize("fact", ["wages", "plan_offers_roth", "filing_status", "age", "plan_after_tax_cap_percent"])
def test_not_known_is_not_no(fact: str, typed: str, rulebook: Rulebook) -> None:
    assert read(rulebook, fact, typed) == Reading(None)


@pytest.mark.parametrize(
    ("fact", "typed", "value", "words"),
    [
        ("wages", "15k a month", 180_000_00, "$180,000 a year"),
        ("wages", "$6,000 biweekly", 156_000_00, "$156,000 a year"),
        ("wages", "2000/week", 104_000_00, "$104,000 a year"),
        ("wages", "180k plus bonus", 180_000_00, "$180,000"),
        ("traditional_ira_balance", "I don't have one", 0, "$0"),
        ("plan_offers_roth", "no but my spouse's does", False, "no?"),
        ("plan_offers_roth", "yes but only pre-tax", True, "yes?"),
        ("plan_offers_roth", "I don't think so", False, "no?"),
        ("workplace_plan", "401k and a pension", "401k", "401(k) plan?"),
        ("age", "turning 35 in March", 35, "35"),
        ("age", "1991", 35, "1991"),
        ("as_of", "6/30/2026", TODAY, "June"),
        ("as_of", "june 30", TODAY, "2026"),
    ],
)
def test_asked_back(fact: str, typed: str, value: object, words: str, rulebook: Rulebook) -> None:
    reading = read(rulebook, fact, typed)
    assert reading.value == value
    assert words in reading.confirm.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("fact", "typed"),
    [
        ("wages", "between 170k and 190k"),
        ("wages", "180-200k"),
        ("wages", "a lot"),
        ("wages", "not 180k"),
        ("wages", "$45 an hour"),
        ("wages", "6% of pay"),
        ("wages", "1e9"),
        ("employee_deferrals", "the max"),
        ("employee_deferrals", "10%"),
        ("plan_offers_roth", "maybe"),
        ("plan_offers_roth", "my spouse's does"),
        ("filing_status", "married"),
        ("filing_status", "it's complicated"),
        ("workplace_plan", "401k or 403b"),
        ("workplace_plan", "not a 401k"),
        ("business", "LLC"),
        ("business", "no plan"),
        ("business", "I have one"),
        ("age", "old"),
        ("age", "34 or 35"),
        ("age", "200"),
        ("age", "15k a month"),
        ("plan_after_tax_cap_percent", "10% or 15%"),
        ("plan_after_tax_cap_percent", "150%"),
        ("as_of", "tomorrow"),
        ("as_of", "13/45/2026"),
    ],
)
def test_refused_rather_than_guessed(fact: str, typed: str, rulebook: Rulebook) -> None:
    with pytest.raises(ValueError, match=r"Type|must be"):
        read(rulebook, fact, typed)


def test_a_hedge_is_kept_as_the_strength_of_the_source(rulebook: Rulebook) -> None:
    assert read(rulebook, "wages", "about 180k").unsure
    assert read(rulebook, "plan_offers_roth", "yes i think so").unsure
    assert not read(rulebook, "wages", "180k").unsure


def test_no_synonym_of_the_rulebook_stands_for_two_values(rulebook: Rulebook) -> None:
    for name, question in rulebook.questions.items():
        fact = rulebook.facts[name]
        assert clashing(question.synonyms, dict(fact.values)) == [], name
        for value, word in question.synonyms:
            reading = read(rulebook, name, word)
            assert reading.confirm == "" and str(reading.value) in (value, str(reading.value)), word
            if fact.unit == "choice":
                assert reading.value == value, word


@pytest.mark.parametrize("fact", ["modified_agi", "wages", "traditional_ira_balance"])
@pytest.mark.parametrize("typed", ["no", "nope", "none"])
def test_no_is_not_taken_for_zero_where_zero_is_not_usual(rulebook: Rulebook, fact: str, typed: str) -> None:
    assert read(rulebook, fact, typed) == Reading(0, "Do you mean $0?")
    assert read(rulebook, "deferrals_elsewhere", typed) == Reading(0)


@pytest.mark.parametrize(
    "typed", ["between 200 and 260k", "200k to 260k", "200-260k", "from $200,000 to $260,000", "200k or 260k"]
)
def test_a_range_says_what_to_do_with_it(rulebook: Rulebook, typed: str) -> None:
    with pytest.raises(ValueError) as problem:
        read(rulebook, "modified_agi", typed)
    said = "That is a range. Type the likeliest amount, or :unknown to leave it open for now."
    assert str(problem.value) == said


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("yes", True),
        ("Yep, that's right", True),
        ("correct", True),
        ("1", True),
        ("no", False),
        ("nope", False),
        ("", False),
        ("$190k", None),
        ("no, 190k", False),
        ("yes but 190k", None),
    ],
)
def test_is_that_right_is_answered_by_yes_no_or_the_answer_anew(typed: str, means: bool | None) -> None:
    assert confirmed(typed) is means
