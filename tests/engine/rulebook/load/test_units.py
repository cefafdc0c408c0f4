"""Units: what goes together, and clashes told with their place."""

from __future__ import annotations

import pytest

from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.load.units import UnitChecker

UNITS = {
    "pay": "dollars",
    "limit": "dollars",
    "age": "years",
    "first_age": "years",
    "share": "percent",
    "cap": "percent",
    "today": "date",
    "due": "date",
    "days_left": "days",
    "factor": "number",
    "has_plan": "yes_no",
    "status": "choice",
    "tax_year": "tax_year",
}
CHOICES = {"status": ("single", "married_joint")}
CONSTANTS = ("limit", "cap", "first_age")


def checked(text):
    """The unit of a formula, and each problem as (check, message, text pointed at, help)."""
    problems = []

    def report(check, message, place, help):
        problems.append((check, message, text[slice(*place)], help))

    return UnitChecker(UNITS, CHOICES, dict.fromkeys(CONSTANTS), report).unit(parse(text)), problems


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("pay + $5", "dollars"),
        ("pay - 0", "dollars"),
        ("20% * pay", "dollars"),
        ("pay * share", "dollars"),
        ("pay * 2", "dollars"),
        ("pay / 2", "dollars"),
        ("pay / cap", "dollars"),
        ("pay / limit", "number"),
        ("pay / (limit + limit)", "number"),
        ("pay * days_left", "dollars"),
        ("share * cap", "percent"),
        ("share + cap", "percent"),
        ("factor * 2", "number"),
        ("age + 1", "years"),
        ("age - first_age", "years"),
        ("today - due", "days"),
        ("today + 30", "date"),
        ("today - days_left", "date"),
        ("min(pay, limit, $5)", "dollars"),
        ("max(0, pay)", "dollars"),
        ("max(0, age)", "years"),
        ("0", "zero"),
        ("5 + 6", "count"),
        ("if has_plan then pay else 0", "dollars"),
        ("if has_plan then age >= 50 else no", "yes_no"),
        ("pay > $5", "yes_no"),
        ("pay >= 0", "yes_no"),
        ("age >= 50", "yes_no"),
        ("today > due", "yes_no"),
        ("status is single and not has_plan", "yes_no"),
        ("prorate_to_cent(pay, days_left, 365)", "dollars"),
        ("prorate_up_to_ten_dollars(pay, limit - pay, limit)", "dollars"),
        ("round_to_cent(pay * 7.65%)", "dollars"),
    ],
)
def test_what_goes_together(text, unit):
    assert (unit, []) == checked(text)


@pytest.mark.parametrize(
    ("text", "message", "pointed", "help"),
    [
        ("pay + age", "dollars and years do not go together", "pay + age", None),
        ("pay + share", "dollars and percent do not go together", "pay + share", None),
        ("pay > 50", "a plain number does not go with dollars", "pay > 50", "write dollars as `$1,500`"),
        ("share > 20", "a plain number does not go with percent", "share > 20", "write a percent as `20%`"),
        ("age > $50", "dollars and years do not go together", "age > $50", None),
        ("today + due", "a date and a date do not go together", "today + due", None),
        ("today - pay", "a date and dollars do not go together", "today - pay", None),
        ("pay * limit", "dollars times dollars has no meaning", "pay * limit", None),
        ("today * 2", "a date times a plain number has no meaning", "today * 2", None),
        ("age / limit", "years divided by dollars has no meaning", "age / limit", None),
        ("has_plan + pay", "a condition cannot be computed with", "has_plan + pay", "use `if A then B else C`"),
        ("has_plan > pay", "a condition cannot be compared", "has_plan > pay", "write it alone, or with `not`"),
        ("pay and has_plan", "a condition belongs here, not dollars", "pay", "compare it with something"),
        ("not age", "a condition belongs here, not years", "age", "compare it with something"),
        ("if pay then age else age", "a condition belongs here, not dollars", "pay", "compare it with something"),
        ("min(pay, has_plan)", "an amount belongs here, not a condition", "has_plan", None),
        ("if has_plan then pay else age", "dollars and years do not go together", None, None),
        ("status + 1", "`status` is a choice", "status", "test it with `is`; its values are single, married_joint"),
        ("pay is single", "`pay` is not a choice", "pay is single", None),
        ("tax_year > 2025", "the tax year cannot be used in a formula", "tax_year", "make the difference a parameter"),
        ("prorate_to_cent(pay, age, limit)", "dollars and years do not go together", None, None),
    ],
)
def test_what_clashes_is_told_once_with_its_place(text, message, pointed, help):
    _, problems = checked(text)

    assert [("unit-clash", message)] == [problem[:2] for problem in problems]
    assert (text if pointed is None else pointed) == problems[0][2]
    assert help is None or help == problems[0][3]


@pytest.mark.parametrize("text", ["pay / age", "pay / (limit + pay)", "pay / 0", "pay / days_left"])
def test_division_by_what_is_not_constant_is_refused(text):
    _, problems = checked(text)

    assert ["open-division"] == [problem[0] for problem in problems]
    assert "prorate_to_cent" in problems[0][3]


def test_a_value_the_choice_does_not_have():
    _, problems = checked("status is one of (single, merried)")

    message = "`merried` is not a value of `status`"
    assert [("unknown-choice", message)] == [problem[:2] for problem in problems]


def test_one_mistake_is_told_once_however_deep_it_stands():
    _, problems = checked("if (pay + age) * 2 > $5 then min(pay, limit) else $0")

    assert ["unit-clash"] == [problem[0] for problem in problems]
