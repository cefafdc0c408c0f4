"""Folding a tax year's parameters into formulas: exact constants, branches that shut, amounts that are absent."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine.reasoning.compile.fold import Absent, Folder, ZeroDivisor, constants_of
from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.model import Number, Truth
from rothroute.engine.rulebook.walk import show

CONSTANTS = {"limit": Number(7_500_00, 1, "dollars"), "in_force": Truth(False), "open": Truth(True)}
ABSENT = {"higher": "it begins with 2025"}


def folded(text, **known):
    return Folder(CONSTANTS, ABSENT, known).fold(parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("limit + $1", "$7,501"),
        ("limit * 20%", "$1,500"),
        ("20% * limit", "$1,500"),
        ("limit / 200%", "$3,750"),
        ("limit / 3 * 3", "$7,500"),
        ("min(limit, $5, $6)", "$5"),
        ("max(limit, $5)", "$7,500"),
        ("prorate_to_cent(limit, 1, 7)", "$1,071.43"),
        ("prorate_up_to_ten_dollars(limit, 1, 7)", "$1,080"),
        ("prorate_to_cent(limit, 1, 0)", "$0"),
        ("round_up_to_ten_dollars($490.30)", "$500"),
        ("round_to_cent(limit / 7)", "$1,071.43"),
        ("if in_force then $1 else limit", "$7,500"),
        ("if limit > $7,499 then pay else $1", "pay"),
        ("not in_force", "yes"),
        ("a or open", "yes"),
        ("a and in_force", "no"),
        ("a and open", "a"),
        ("a or in_force", "a"),
        ("a and open and b", "a and b"),
        ("in_force or in_force", "no"),
        ("not (a and open)", "not a"),
        ("pay + limit", "pay + $7,500"),
    ],
)
def test_constants_are_put_in(text, expected):
    assert show(parse(expected)) == show(folded(text))


def test_a_conclusion_that_came_out_constant_counts_as_one():
    assert Truth(True) == folded("settled or a", settled=True)
    assert "a" == show(folded("settled and a", settled=True))


def test_an_absent_amount_behind_a_shut_condition_is_not_read():
    assert "pay" == show(folded("if in_force then higher else pay"))
    assert Truth(False) == folded("in_force and pay > higher")
    assert Truth(False) == folded("pay > higher and in_force")
    assert Truth(True) == folded("pay > higher or open")


@pytest.mark.parametrize(
    "text",
    ["higher", "min(pay, higher)", "if a then higher else pay", "a and pay > higher", "if pay > higher then a else a"],
)
def test_an_absent_amount_that_is_read_is_told_with_its_place(text):
    with pytest.raises(Absent) as caught:
        folded(text)

    first, last = caught.value.place
    assert ("higher", "it begins with 2025") == (caught.value.parameter, caught.value.reason)
    assert "higher" == text[first:last]


@pytest.mark.parametrize("text", ["pay / (limit - $7,500)", "$1 / 0", "limit / ($5 - $5)"])
def test_a_divisor_that_folds_to_zero_is_refused(text):
    with pytest.raises(ZeroDivisor):
        folded(text)


@given(
    st.integers(-(10**9), 10**9),
    st.integers(1, 10**4),
    st.integers(-(10**9), 10**9),
    st.integers(1, 10**4),
    st.sampled_from("+-*"),
)
def test_folding_is_exact(one, denominator, other, under, operator):
    names = {"a": Number(one, denominator, "number"), "b": Number(other, under, "number")}
    found = Folder(names, {}, {}).fold(parse(f"a {operator} b"))
    left, right = Fraction(one, denominator), Fraction(other, under)
    expected = {"+": left + right, "-": left - right, "*": left * right}[operator]

    assert (expected.numerator, expected.denominator) == (found.amount, found.denominator)


def test_the_rulebook_folds_its_years(rulebook):
    constants, absent = constants_of(rulebook.parameters, 2024)

    assert Number(69_000_00, 1, "dollars") == constants["annual_additions_dollar_limit"]
    assert Number(1, 5, "percent") == constants["self_employed_employer_share"]
    assert Truth(False) == constants["catch_up_60_63_in_force"]
    beginning_later = {"catch_up_60_63_dollar_limit", "simple_catch_up_60_63_dollar_limit", "roth_catch_up_wage_line"}
    assert beginning_later == set(absent)
    assert "the higher catch-up begins with 2025" == absent["catch_up_60_63_dollar_limit"]


def test_a_year_without_figures_has_none(rulebook):
    constants, absent = constants_of(rulebook.parameters, 2027)

    assert {} == {name: constants[name] for name in constants if "limit" in name}
    assert "not published for 2027" == absent["ira_dollar_limit"]
