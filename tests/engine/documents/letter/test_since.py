"""What changed since the last letter: each thing with its cause, in every format, and still to be verified."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, Refusal
from rothroute.engine.documents.letter import SUFFIXES, Options, Press, draft, written
from rothroute.engine.documents.letter.extract import receipt_in
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.documents.letter.receipt import UNSEALED, seal_holds, sealed
from rothroute.engine.documents.letter.shapes import Changes, Kept
from rothroute.engine.documents.letter.since import earlier_of, since
from rothroute.engine.documents.letter.verify import verify
from rothroute.engine.source import parse

ROOT = Path(__file__).resolve().parents[4]
GOLDEN = ROOT / "tests" / "golden" / "letter-since" / "couple-in-phase-out.md"
NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
DAY = date(2026, 6, 30)
Follow = Callable[..., Draft]


@pytest.fixture(scope="session")
def follow(drafts: dict[str, Draft], adviser: Adviser, press: Press) -> Follow:
    """The letter of the couple on a day, with some facts changed, under some rules, after the one of 30 June."""
    before = receipt_in(written(drafts["couple-in-phase-out"], "markdown", press), "the last letter")

    def make(day: date = DAY, under: Adviser = adviser, earlier: dict[str, Any] | None = None, **facts: str) -> Draft:
        path = ROOT / "examples" / "couple-in-phase-out.yaml"
        given = under.given(parse(path.read_bytes(), path.name))
        for name, value in {**facts, "as_of": day.isoformat()}.items():
            given.set(under.rulebook, name, value)
        decision = under.advise(given, day)
        kept = Kept({}, since(earlier_of({**before, **(earlier or {})}), decision, under))
        return draft(decision, Options(), press, kept)

    return make


def changes(made: Draft) -> Changes:
    assert made.letter.changes is not None
    return made.letter.changes


def causes(made: Draft) -> dict[str, str]:
    return {one.what.text: one.cause for one in changes(made).answer}


def test_the_same_again_says_so(follow: Follow, press: Press) -> None:
    made = follow()
    found = changes(made)
    assert found.nothing and not found.answer and not found.passed
    for format in ("markdown", "html", "email"):
        assert "Nothing changed" in re.sub("[*<>/a-z]*strong>|[*]", "", written(made, format, press).decode())


def test_other_facts_are_the_cause(follow: Follow) -> None:
    made = follow(modified_agi="$255,000")
    found = changes(made)
    assert [(one.what.text, one.then, one.now) for one in found.facts] == [("MAGI", "$246,400", "$255,000")]
    assert causes(made)["Direct Roth IRA"] == "your facts"
    assert {(one.then, one.now) for one in found.answer if one.what.text == "Direct Roth IRA"} == {
        ("open, $4,200", "closed")
    }
    assert {one.cause for one in (*found.answer, *found.steps)} == {"your facts"}
    assert any(not one.now and "Pay up to $4,200 into a Roth IRA" in one.then for one in found.steps)


def test_other_rules_are_the_cause(follow: Follow, tomorrow: Adviser) -> None:
    made = follow(under=tomorrow)
    found = changes(made)
    assert found.rules_then and not found.facts
    assert causes(made)["Direct Roth IRA"] == "the rules"
    assert {one.cause for one in (*found.answer, *found.steps)} == {"the rules"}


def test_the_day_is_the_cause_and_days_pass(follow: Follow) -> None:
    made = follow(date(2027, 4, 20))
    found = changes(made)
    assert not found.facts and not found.rules_then
    assert {one.cause for one in (*found.answer, *found.steps)} == {"the day"}
    assert {one.date for one in found.passed} == {"31 December 2026", "15 April 2027"}


def test_more_than_one_cause_is_told(follow: Follow, tomorrow: Adviser) -> None:
    made = follow(date(2027, 4, 20), tomorrow, modified_agi="$248,000")
    assert causes(made)["Direct Roth IRA"] == "the rules and your facts and the day"


def test_facts_that_no_longer_fit_leave_the_cause_open(follow: Follow, press: Press) -> None:
    made = follow(earlier={"facts": {"tax_year": "2026", "no_such_fact": "yes"}}, modified_agi="$255,000")
    found = changes(made)
    assert not found.told_apart and any(one.then == "yes" for one in found.facts)
    text = written(made, "markdown", press).decode()
    assert "we cannot say which cause did what" in text and "Because of" not in text


def test_an_earlier_letter_that_was_changed_is_refused(follow: Follow, drafts: dict[str, Draft]) -> None:
    with pytest.raises(Refusal, match="changed after it was written"):
        follow(earlier={"facts": {**drafts["couple-in-phase-out"].receipt["facts"], "age": "30"}})
    answer = drafts["couple-in-phase-out"].receipt["answer"]
    with pytest.raises(Refusal, match="changed after it was written"):
        follow(earlier={"answer": {**answer, "total": [1, 1]}})


@pytest.mark.parametrize("format", SUFFIXES)
def test_it_stands_in_every_format_and_can_be_verified(
    format: str, follow: Follow, adviser: Adviser, press: Press
) -> None:
    if format in NEEDS:
        pytest.importorskip(NEEDS[format])
    data = written(follow(date(2026, 11, 23), modified_agi="$255,000"), format, press)
    assert verify(data, "a letter", adviser, press).finding == "same"
    if format in ("html", "markdown", "email", "calendar"):
        assert "What changed since the l" in data.decode()


def test_a_changed_earlier_answer_is_tampered(follow: Follow, adviser: Adviser, press: Press) -> None:
    """Also where whoever changed it sealed the letter again."""
    text = written(follow(modified_agi="$255,000"), "markdown", press).decode()
    text = re.sub(r'("seal": ")\w+', rf"\g<1>{UNSEALED}", text)
    start = text.index('"since": ')
    forged = sealed(text[:start] + text[start:].replace("[750000, 750000]", "[1, 1]", 1))
    assert seal_holds(forged.decode())
    assert verify(forged, "a letter", adviser, press).finding == "tampered"


@pytest.mark.parametrize("since", ['{"as_of": 1}', "[]", '"x"', "{}"])
def test_a_damaged_earlier_receipt_is_refused(since: str, follow: Follow, adviser: Adviser, press: Press) -> None:
    text = written(follow(modified_agi="$255,000"), "markdown", press).decode()
    earlier = re.search(r'"since": (.*),\n', text)
    assert earlier is not None and json.loads(earlier[1])
    with pytest.raises(Refusal, match="damaged"):
        verify(text.replace(earlier[1], since).encode(), "a letter", adviser, press)


def test_golden(follow: Follow, press: Press) -> None:
    """`ROTHROUTE_UPDATE_GOLDENS=1 pytest` writes it anew; look at the difference before you keep it."""
    text = written(follow(date(2027, 4, 20), modified_agi="$255,000"), "markdown", press).decode()
    part = re.sub(r"`[0-9a-f]{16}`", "`…`", "## What changed" + text.split("## What changed")[1].split("\n## ")[0])
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(part, "utf-8")
    assert part == GOLDEN.read_text("utf-8")
