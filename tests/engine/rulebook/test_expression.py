"""Formulas: what they mean, and what is said of those that cannot be read, with the place."""

from __future__ import annotations

import pytest

from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.model import Arithmetic, Conditional, Connective, Membership, Name, Not, Number, Truth
from rothroute.engine.rulebook.tokens import Misread
from rothroute.engine.rulebook.walk import show

# A formula, what the message says, the text the place points at ("" for the end), and words of the remedy.
MISREAD = (
    ("min(72,000, wages)", "`72,000` could be one amount or several", "72,000", "write `$72,000` for dollars"),
    ("wages > 401k", "`401k` is not an amount", "401k", "a choice value stands after `is`"),
    ("wages == $5", "`==` has no meaning here", "==", "write `=`"),
    ("wages × 2", "`×` has no meaning here", "×", "write `*`"),
    ("wages ÷ 2", "`÷` has no meaning here", "÷", "write `/`"),
    ("wages − $5", "`−` has no meaning here", "−", "write `-`"),
    ("a & b", "`&` has no meaning here", "&", "write `and`"),
    ("a | b", "`|` has no meaning here", "|", "write `or`"),
    ("!a", "`!` has no meaning here", "!", "write `not`"),
    ("wages ≤ $5", "`≤` has no meaning here", "≤", "write `<=`"),
    ("wages # pay", "`#` has no meaning here", "#", "a line of their own"),
    ("wаges > $5", "`а` has no meaning here", "а", None),  # a Cyrillic letter
    ("wages > ＄5", "`＄` has no meaning here", "＄", None),
    ("wages > $５", "`$` has no meaning here", "$", None),
    ("day > 2026-12-31", "a date cannot be used in a formula", "2026-12-31", "make it a date parameter"),
    ("(wages + $5", "`)` is missing: a bracket is not closed, but the formula ends here", "", None),
    ("wages + $5)", "the formula should end, but found `)`", ")", "join the parts with an operator"),
    ("wages $5", "the formula should end, but found `$5`", "$5", "join the parts with an operator"),
    ("wages + ", "a name, an amount or a bracket is expected here, but the formula ends here", "", None),
    ("", "a name, an amount or a bracket is expected here, but the formula ends here", "", None),
    ("* 2", "a name, an amount or a bracket is expected here, but found `*`", "*", None),
    ("if a then $1", "`else` is missing: `if A then B else C` needs all three parts", "", None),
    ("if a $1 else $2", "`then` is missing: `if A then B else C`, but found `$1`", "$1", None),
    ("$1 < wages < $5", "a comparison has two sides, but found `<`", "<", "write `a <= b and b <= c`"),
    ("$5 is single", "`is` asks what a fact is, but found `is`", "is", "put the fact's name before `is`"),
    ("status is $5", "`is` wants a value of the fact, but found `$5`", "$5", None),
    ("status is one (a, b)", "`of` is missing: `is one of (a, b)`, but found `(`", "(", None),
    ("status is one of a, b", "`(` is missing: `is one of (a, b)`, but found `a`", "a", None),
    ("status is one of (a, b", "`)` is missing: the list of values is not closed", "", None),
    ("sqrt(wages)", "`sqrt` is not a form of the language", "sqrt", "the forms are `min`, `max`"),
    ("min(wages)", "`min` takes two or more, not 1", "min(wages)", None),
    ("prorate_to_cent(a, b)", "`prorate_to_cent` takes amount, part, whole, not 2", "prorate_to_cent(a, b)", None),
    ("round_to_cent(a, b)", "`round_to_cent` takes one amount, not 2", "round_to_cent(a, b)", None),
    ("$1234567890123", "`$1234567890123` has too many digits", "$1234567890123", None),
    ("$0.1234567", "`$0.1234567` has too many digits", "$0.1234567", None),
    ("7.12345% * wages", "`7.12345%` must be a percent", "7.12345%", None),
    ("if", "a name, an amount or a bracket is expected here, but the formula ends here", "", None),
    ("then", "a name, an amount or a bracket is expected here, but found `then`", "then", None),
    ("min", "`(` is missing: `min(...)`, but the formula ends here", "", None),
    ("wages = = $5", "a name, an amount or a bracket is expected here, but found `=`", "=", None),
    ("__import__(os)", "`__import__` is not a form of the language", "__import__", None),
    ("wages > 'five'", "`'` has no meaning here", "'", None),
)


def misreading(text: str) -> Misread:
    with pytest.raises(Misread) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(("text", "message", "pointed", "remedy"), MISREAD, ids=[text for text, *_ in MISREAD])
def test_a_formula_that_cannot_be_read_is_told_with_its_place(text, message, pointed, remedy):
    found = misreading(text)
    first, last = found.place

    assert message in found.message
    assert pointed == text[first:last]
    assert remedy is None or remedy in (found.help or "")


def test_the_second_of_two_like_marks_is_pointed_at():
    assert (11, 12) == misreading("$1 < wages < $5").place


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 41 + "wages" + ")" * 41, "nested more than 40 deep"),
        ("wages" + " + wages" * 51, "more than 50 steps"),
        (f"min({', '.join(['wages'] * 60)})", "more than 50 steps"),
        ("a or " * 900 + "a", "more than 4,000 characters"),
    ],
)
def test_a_formula_has_limits(text, message):
    assert message in misreading(text).message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 39 + "wages" + ")" * 39,
        "wages" + " + wages" * 45,
        f"min({', '.join(['wages'] * 45)})",
        "- " * 900 + "wages",
        "not " * 900 + "a",
    ],
)
def test_what_is_within_the_limits_is_read(text):
    assert parse(text) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / 2 / 3", "(a / 2) / 3"),
        ("-a * b", "(-a) * b"),
        ("a - -b", "a - (-b)"),
        ("a > b and c or d", "((a > b) and c) or d"),
        ("not a and b", "(not a) and b"),
        ("not a > b", "not (a > b)"),
        ("a or b and not c", "a or (b and (not c))"),
        ("if a then b else if c then d else e", "if a then b else (if c then d else e)"),
        ("if a then b else c + d", "if a then b else (c + d)"),
        ("min(a, b + c)", "min(a, (b + c))"),
    ],
)
def test_precedence_is_what_the_brackets_say(text, expected):
    assert show(parse(expected)) == show(parse(text))


@pytest.mark.parametrize(
    ("text", "amount", "denominator", "unit"),
    [
        ("$7,500", 750_000, 1, "dollars"),
        ("$0.50", 50, 1, "dollars"),
        ("$0.005", 1, 2, "dollars"),
        ("20%", 1, 5, "percent"),
        ("7.65 %", 153, 2_000, "percent"),
        ("92.35%", 1_847, 2_000, "percent"),
        ("50", 50, 1, "count"),
        ("0.5", 1, 2, "count"),
        ("$999999999999.99", 99_999_999_999_999, 1, "dollars"),
    ],
)
def test_amounts_are_exact(text, amount, denominator, unit):
    assert Number(amount, denominator, unit) == parse(text)._replace(place=(0, 0))


def test_yes_and_no_test_a_fact():
    plain, turned, apart = (parse(text) for text in ("has_plan is yes", "has_plan is no", "has_plan is not no"))

    assert "has_plan" == plain.name
    assert (Not, "has_plan") == (type(turned), turned.item.name)
    assert "has_plan" == apart.name


def test_choices_are_looked_up_in_the_fact_beside_them():
    one, several, none = (
        parse(text) for text in ("plan is 401k", "plan is one of (401k, 403b)", "plan is not one of (none, tsp)")
    )

    assert ("plan", ("401k",)) == (one.fact, one.values)
    assert ("401k", "403b") == several.values
    assert (Not, ("none", "tsp")) == (type(none), none.item.values)
    assert Membership is type(one)


def test_every_node_knows_its_place():
    text = "if wages > $5 then max(wages, $1) else -wages"
    node = parse(text)

    assert Conditional is type(node)
    assert "wages > $5" == text[slice(*node.test.place)]
    assert "max(wages, $1)" == text[slice(*node.then.place)]
    assert "-wages" == text[slice(*node.otherwise.place)]


def test_signs_and_nots_cancel_in_pairs():
    assert Name is type(parse("--wages"))
    assert (Arithmetic, "*") == (type(parse("---wages")), parse("---wages").operator)
    assert Name is type(parse("not not a"))
    assert Not is type(parse("not not not a"))


def test_truth_and_chains():
    assert (True, False) == (parse("yes").value, parse("no").value)
    assert Truth is type(parse("yes"))
    assert (Connective, 3) == (type(parse("a or b or c")), len(parse("a or b or c").items))
