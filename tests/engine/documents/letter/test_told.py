"""What the saver told us: where each answer is from, how strong that is, and which answers would turn a route."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rothroute.engine import Advice, Adviser
from rothroute.engine.documents.letter import Options, Press, draft, written
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.documents.letter.origins import origins, strength, told_source
from rothroute.engine.documents.letter.shapes import Kept, Origin
from rothroute.engine.documents.letter.verify import verify
from rothroute.engine.outcome import Standing
from rothroute.engine.source import parse

FILE = b"""
tax_year: 2026
age: 20
filing_status: single
wages: $5,200
modified_agi: $5,200
workplace_plan: none
business: none
answers:
  schema: 1
  said:
    wages: {source: payslip, day: 2026-06-12}
    modified_agi: {source: memory, day: 2026-06-12}
    business: {source: file}
    age: {source: "<b>{{ 7*7 }}</b>", day: soon}
    no_such_fact: {source: payslip}
    filing_status: nonsense
"""


@pytest.fixture
def told(adviser: Adviser, press: Press) -> Callable[..., Draft]:
    def make(file: bytes = FILE, *replaced: str) -> Draft:
        given = adviser.given(parse(file, "me.yaml"))
        decision = adviser.advise(given, date(2026, 6, 30))
        return draft(decision, Options(), press, Kept(origins(given, replaced)))

    return make


def test_each_answer_has_its_source_and_strength(told: Callable[..., Draft]) -> None:
    rows = {one.label.text: (one.source, one.strength) for one in told().letter.told}
    assert rows["Pay from this employer"] == ("Payslip, 12 June 2026", "strong")
    assert rows["MAGI"] == ("From memory, 12 June 2026", "weak")
    assert rows["Business"] == rows["Filing status"] == rows["Workplace plan"] == ("", "none")
    assert rows["Age at the end of the year"][0] == "<b>{{ 7*7 }}</b>"


def test_an_answer_given_in_another_way_loses_its_source(told: Callable[..., Draft]) -> None:
    rows = {one.label.text: one.source for one in told(FILE, "wages").letter.told}
    assert rows["Pay from this employer"] == "" and rows["MAGI"]


def test_the_letter_shows_it_and_can_be_verified(told: Callable[..., Draft], adviser: Adviser, press: Press) -> None:
    for format in ("html", "markdown", "email"):
        data = written(told(), format, press)
        assert verify(data, "a letter", adviser, press).finding == "same"
        if format != "email":
            assert "Payslip, 12 June 2026" in data.decode() and "not named" in data.decode()
            assert "<b>{{" not in data.decode().split('"rothroute_letter"')[0]


def test_no_source_at_all_is_said_plainly(told: Callable[..., Draft], press: Press) -> None:
    text = written(told(FILE.split(b"answers:")[0]), "markdown", press).decode()
    assert "You named no source for any of these" in text and "Source and strength" not in text


@pytest.mark.parametrize(
    ("source", "found"),
    [("SPD p. 14", "strong"), ("my boss", "strong"), ("a guess", "weak"), ("I think", "weak"), ("", "none")],
)
def test_strength_follows_the_source(source: str, found: str) -> None:
    assert strength(Origin(source)) == found


def test_no_day_is_no_day() -> None:
    assert told_source(Origin("payslip")) == "Payslip" and told_source(None) == ""


def test_flips_are_what_another_answer_does(a_draft: Draft, advice: Advice, adviser: Adviser) -> None:
    """Each answer that is listed turns its routes, and no yes/no answer that is not listed turns one of the plan."""
    listed = {flip.label.rule: {said.rule for said in flip.then} for flip in a_draft.letter.flips}
    book, trace = adviser.rulebook, a_draft.trail.trace
    answers = {one.fact: one.value for one in advice.told if one.standing is Standing.KNOWN}
    for name, value in answers.items():
        if book.facts[name].unit != "yes_no" or not isinstance(value, bool):
            continue
        other = adviser.inference(advice.tax_year).infer({**answers, name: not value})  # type: ignore[dict-item]
        rules = {f"{route}.closed" for route in advice.routes}
        turned = {rule for rule in rules if other.holds(rule) is not trace.holds(rule)}
        if name in listed:
            assert turned == listed[name]
        else:
            assert not turned & {f"{route}.closed" for route in advice.plan}, name
