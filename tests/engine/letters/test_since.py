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
from rothroute.engine.explain import explanation_of
from rothroute.engine.explain.changes import changes as changes_of
from rothroute.engine.explain.shapes import Changes
from rothroute.engine.letters import SUFFIXES, Draft, Kept, LetterOptions, LetterWriter, draft, opened, verify
from rothroute.engine.letters.receipt import answer_of, earlier_of, facts_of
from rothroute.engine.letters.seal import digest_of, seal_of
from rothroute.engine.letters.since import since
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import Templates

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "letter-since" / "couple-in-phase-out.md"
NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
DAY = date(2026, 6, 30)
Follow = Callable[..., Draft]


@pytest.fixture(scope="session")
def follow(drafts: dict[str, Draft], adviser: Adviser, templates: Templates) -> Follow:
    """The letter of the couple on a day, with some facts changed, under some rules, after the one of June 30."""
    before = drafts["couple-in-phase-out"].receipt("markdown")

    def make(day: date = DAY, under: Adviser = adviser, earlier: dict[str, Any] | None = None, **facts: str) -> Draft:
        path = ROOT / "examples" / "couple-in-phase-out.yaml"
        given = under.given(parse(path.read_bytes(), path.name))
        for name, value in {**facts, "as_of": day.isoformat()}.items():
            given.set(under.rulebook, name, value)
        decision = under.advise(given, day)
        kept = Kept({}, since(earlier_of({**before, **(earlier or {})}), decision, under))
        return draft(decision, LetterOptions(), templates, kept)

    return make


def changes(made: Draft) -> Changes:
    decision, found = made.decision, made.kept.since
    assert found is not None
    facts = facts_of(decision.answers, decision.trace.program.rulebook)
    return changes_of(explanation_of(decision), found, answer_of(decision.advice), facts)


def causes(made: Draft) -> dict[str, str]:
    return {one.what.text: one.cause for one in changes(made).answer}


def test_the_same_again_says_so(follow: Follow, writer: LetterWriter) -> None:
    made = follow()
    found = changes(made)
    assert found.nothing and not found.answer and not found.passed
    for format in ("markdown", "html", "email"):
        assert "Nothing changed" in re.sub("[*<>/a-z]*b>|[*]", "", writer.written(made, format).decode())


def test_what_to_do_comes_before_what_changed(follow: Follow, writer: LetterWriter) -> None:
    made = follow(modified_agi="$255,000")
    for text in (made.filled.markdown, made.email().markdown):
        assert text.index("## Next steps") < text.index("## What changed since the last letter")


def test_other_facts_are_the_cause(follow: Follow) -> None:
    made = follow(modified_agi="$255,000")
    found = changes(made)
    assert [(one.then, one.now) for one in found.facts] == [("$246,400", "$255,000")]
    assert causes(made)["Direct Roth IRA"] == "your facts"
    assert {one.cause for one in (*found.answer, *found.steps)} == {"your facts"}
    assert any(not one.now and "$4,200" in one.then for one in found.steps)


def test_other_rules_are_the_cause(follow: Follow, tomorrow: Adviser) -> None:
    found = changes(follow(under=tomorrow))
    assert found.rules_then and not found.facts
    assert {one.cause for one in (*found.answer, *found.steps)} == {"the rules"}


def test_the_day_is_the_cause_and_days_pass(follow: Follow) -> None:
    found = changes(follow(date(2027, 4, 20)))
    assert not found.facts and not found.rules_then
    assert {one.cause for one in (*found.answer, *found.steps)} == {"the day"}
    passed = {one.date.replace("\u00a0", " ") for one in found.passed}
    assert {"December 31, 2026", "April 15, 2027"} <= passed


def test_more_than_one_cause_is_told(follow: Follow, tomorrow: Adviser) -> None:
    made = follow(date(2027, 4, 20), tomorrow, modified_agi="$248,000")
    assert causes(made)["Direct Roth IRA"] == "the rules and your facts and the day"


def test_facts_that_no_longer_fit_leave_the_cause_open(follow: Follow) -> None:
    made = follow(earlier={"facts": {"tax_year": "2026", "no_such_fact": "yes"}}, modified_agi="$255,000")
    found = changes(made)
    assert not found.told_apart and any(one.then == "yes" for one in found.facts)


def test_an_earlier_letter_that_was_changed_is_refused(follow: Follow, drafts: dict[str, Draft]) -> None:
    receipt = drafts["couple-in-phase-out"].receipt("markdown")
    with pytest.raises(Refusal, match="changed after it was written"):
        follow(earlier={"facts": {**receipt["facts"], "age": "30"}})
    with pytest.raises(Refusal, match="changed after it was written"):
        follow(earlier={"answer": {**receipt["answer"], "total": [1, 1]}})


@pytest.mark.parametrize("format", SUFFIXES)
def test_it_can_be_verified_in_every_format(
    format: str, follow: Follow, adviser: Adviser, writer: LetterWriter
) -> None:
    if format in NEEDS:
        pytest.importorskip(NEEDS[format])
    data = writer.written(follow(date(2026, 11, 23), modified_agi="$255,000"), format)
    assert verify(data, "a letter", adviser, writer).holds
    if format in ("html", "markdown"):
        assert "$255,000" in data.decode() and "since the l" in data.decode()


def test_a_changed_earlier_answer_is_tampered(follow: Follow, adviser: Adviser, writer: LetterWriter) -> None:
    """Also where whoever changed it sealed the letter again."""
    text = writer.written(follow(modified_agi="$255,000"), "markdown")
    start = text.index(b'"since": ')
    changed = text[:start] + text[start:].replace(b"[750000, 750000]", b"[1, 1]", 1)
    assert changed != text
    found = opened(changed, "a letter")
    forged = changed.replace(str(found.seal).encode(), str(seal_of(digest_of(found.content), None)).encode())
    assert verify(forged, "a letter", adviser, writer).change == "tampered"


@pytest.mark.parametrize("since", ['{"as_of": 1}', "[]", '"x"', "{}"])
def test_a_damaged_earlier_receipt_is_refused(
    since: str, follow: Follow, adviser: Adviser, writer: LetterWriter
) -> None:
    text = writer.written(follow(modified_agi="$255,000"), "markdown").decode()
    earlier = re.search(r'"since": (.*),\n', text)
    assert earlier is not None and json.loads(earlier[1])
    with pytest.raises(Refusal, match="damaged"):
        verify(text.replace(earlier[1], since).encode(), "a letter", adviser, writer)


def test_golden(follow: Follow, writer: LetterWriter) -> None:
    """`ROTHROUTE_UPDATE_GOLDENS=1 pytest` writes it anew; look at the difference before you keep it."""
    text = writer.written(follow(date(2027, 4, 20), modified_agi="$255,000"), "markdown").decode()
    part = "## What changed" + text.split("## What changed")[1].split("\n## ")[0]
    part = re.sub(r"\[\^\d+\]", "", re.sub(r"`[0-9a-f]{16}`", "`…`", part))
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(part, "utf-8")
    assert part == GOLDEN.read_text("utf-8")
