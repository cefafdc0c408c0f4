"""How values are read and written, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine import value as values

CENTS = "must be dollars in whole cents"
FORM = "must be dollars, like 70500, $70,500 or 70.5k"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("70500", 7_050_000),
        ("$70,500", 7_050_000),
        ("70_500", 7_050_000),
        ("70 500", 7_050_000),
        ("$70 500.25", 7_050_025),
        ("70.5k", 7_050_000),
        ("70.5K", 7_050_000),
        ("1.25m", 125_000_000),
        ("$1,234,567.89", 123_456_789),
        (" 5 ", 500),
        ("0", 0),
        ("-0", 0),
        ("-$5", -500),
        ("$-5", -500),
        ("+5", 500),
        ("0.5", 50),
        ("5.10", 510),
        ("5.000", 500),
        ("0.00001k", 1),
        ("007", 700),
        ("9" * 13, int("9" * 13) * 100),
    ],
)
def test_dollars_are_read_in_every_spelling(text, cents):
    assert cents == values.read_dollars(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5.001", CENTS),
        ("0.000001k", CENTS),
        ("9" * 14, "is too large a number for dollars"),
        ("9" * 30, "is too large a number for dollars"),
        ("1e400", FORM),
        ("1e5", FORM),
        ("NaN", FORM),
        ("inf", FORM),
        ("-Infinity", FORM),
        ("", FORM),
        ("$", FORM),
        ("five", FORM),
        ("1,23", FORM),
        ("12,34,567", FORM),
        ("1,2345", FORM),
        ("--5", FORM),
        ("-$-5", FORM),
        ("5.", FORM),
        (".5", FORM),
        ("5%", FORM),
        ("5 k", FORM),
        ("5kk", FORM),
        ("0x10", FORM),
        ("1_000_", FORM),
        ("€5", FORM),
        ("٥", FORM),
        ("５", FORM),
        ("5\n6", FORM),
        ("True", FORM),
    ],
)
def test_other_dollars_are_refused_with_words(text, message):
    with pytest.raises(ValueError, match=r"^(must|is) ") as caught:
        values.read_dollars(text)

    assert message == str(caught.value)


@given(st.integers(-(10**15), 10**15))
def test_dollars_written_are_read_back(cents):
    assert cents == values.read_dollars(values.show_dollars(cents))


@given(st.integers(-(10**12), 10**12))
def test_percents_written_are_read_back(millionths):
    assert millionths == values.read_percent(values.show_percent(millionths))


@given(st.dates())
def test_dates_written_are_read_back(day):
    assert day.toordinal() == values.read_date(day.isoformat())
    assert day.isoformat() == values.to_json(day.toordinal(), "date")


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for unit in values.READERS:
        try:
            found = values.read_value(text, unit)
        except ValueError as refused:
            assert str(refused).startswith(("must be", "is too large"))
        else:
            assert isinstance(found, int)


@pytest.mark.parametrize(
    ("text", "millionths"),
    [("10", 100_000), ("10%", 100_000), ("10 %", 100_000), ("7.65%", 76_500), ("0", 0), ("-5%", -50_000)],
)
def test_percents_are_read(text, millionths):
    assert millionths == values.read_percent(text)


@pytest.mark.parametrize("text", ["", "%", "ten", "10%%", "0.00001", "1e2", "nan", "10/100", "9" * 10])
def test_other_percents_are_refused(text):
    with pytest.raises(ValueError, match=r"must be a percent, like 10% or 7\.5%"):
        values.read_percent(text)


@pytest.mark.parametrize("text", ["", "5.0", "fifty", "1,000", "9" * 10, "-", "+5", "５"])
def test_other_ages_are_refused(text):
    with pytest.raises(ValueError, match="must be a whole number, like 52"):
        values.read_whole(text)


@pytest.mark.parametrize("text", ["", "2026-02-29", "2026-13-01", "0000-01-01", "30/06/2026", "2026-6-30", "today"])
def test_other_dates_are_refused(text):
    with pytest.raises(ValueError, match="must be a date, like 2026-06-30"):
        values.read_date(text)


def test_yes_and_no():
    assert [True, True, True] == [values.read_yes_no(text) for text in ("yes", "YES", " true ")]
    assert [False, False] == [values.read_yes_no(text) for text in ("no", "False")]
    with pytest.raises(ValueError, match="must be yes or no"):
        values.read_yes_no("1")


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        (750_000, "dollars", "$7,500"),
        (50, "dollars", "$0.50"),
        (5, "dollars", "$0.05"),
        (-123_405, "dollars", "-$1,234.05"),
        (76_500, "percent", "7.65%"),
        (200_000, "percent", "20%"),
        (1, "percent", "0.0001%"),
        (52, "years", "52"),
        (1_234, "days", "1,234"),
        (True, "yes_no", "yes"),
        ("single", "choice", "single"),
        (date(2026, 12, 31).toordinal(), "date", "December 31, 2026"),
        (-5, "date", "January 1, 1"),
        (10**12, "date", "December 31, 9999"),
    ],
)
def test_values_are_written_for_sentences(amount, unit, shown):
    assert shown == values.show_value(amount, unit)


def test_values_are_written_for_json():
    written = ((7_550, "dollars"), (76_500, "percent"), (52, "years"), (True, "yes_no"), ("single", "choice"))

    assert [75.5, 7.65, 52, True, "single"] == [values.to_json(amount, unit) for amount, unit in written]
