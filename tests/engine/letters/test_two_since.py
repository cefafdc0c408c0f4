"""A letter to two that follows an earlier one: what changed is told once or by name, with its cause; it verifies."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from rothroute.engine import Adviser, Refusal
from rothroute.engine.advise.household_answers import SaverGiven
from rothroute.engine.letters import LetterOptions, LetterWriter, household_draft, opened, verify
from rothroute.engine.letters.make import HouseholdDraft
from rothroute.engine.letters.receipt import Receipt, earlier_of, earlier_of_two
from rothroute.engine.letters.since import since_of_two

SHARED = {"tax_year": "2026", "filing_status": "married_joint", "modified_agi": "246000"}
PLAIN = {
    "workplace_plan": "none",
    "business": "none",
    "covered_by_workplace_plan": "no",
    "traditional_ira_balance": "0",
}
MINE = {**SHARED, **PLAIN, "age": "52", "wages": "110000"}
OTHERS = {**SHARED, **PLAIN, "age": "48", "wages": "90000"}
THEN, NOW = date(2026, 3, 1), date(2026, 11, 27)
PAPERS = LetterOptions(annex=True)


def made(
    adviser: Adviser,
    writer: LetterWriter,
    mine: dict[str, str],
    others: dict[str, str],
    day: date,
    before: Receipt | None = None,
    names: tuple[str, str] = ("Peter", "Ruth"),
) -> HouseholdDraft:
    one, other = (
        SaverGiven(name, adviser.given(dict(facts))) for name, facts in zip(names, (mine, others), strict=True)
    )
    found = adviser.advise_household((one, other), day)
    followed = since_of_two(earlier_of_two(before, names), found, adviser) if before else None
    return household_draft(found, PAPERS, writer.templates, since=followed)


def receipt(draft: HouseholdDraft) -> Receipt:
    return draft.receipt("markdown")


def told(draft: HouseholdDraft) -> str:
    """The section that says what changed, as a reader has it."""
    part = draft.filled.markdown.split("\n## What changed since the last letter\n")[1].split("\n## ")[0]
    return re.sub(r"\[\^\d+\]|\[([^\[\]]*)\]\{r=\d+\}", r"\1", part)


def test_what_to_do_comes_before_what_changed(adviser: Adviser, writer: LetterWriter, before: Receipt) -> None:
    made_again = made(adviser, writer, MINE, OTHERS, THEN, before)
    for text in (made_again.filled.markdown, made_again.email().markdown):
        assert text.index("## Next steps") < text.index("## What changed since the last letter")


@pytest.fixture
def before(adviser: Adviser, writer: LetterWriter) -> Receipt:
    return receipt(made(adviser, writer, MINE, OTHERS, THEN))


@pytest.mark.parametrize("format", ["html", "markdown", "email", "docx"])
def test_a_letter_that_follows_another_verifies(
    format: str, adviser: Adviser, writer: LetterWriter, before: Receipt
) -> None:
    if format == "docx":
        pytest.importorskip("docx")
    draft = made(adviser, writer, {**MINE, "modified_agi": "244000"}, {**OTHERS, "modified_agi": "244000"}, NOW, before)
    data = writer.written(draft, format)
    suffix = {"markdown": "md", "email": "eml"}.get(format, format)
    assert verify(data, f"us.{suffix}", adviser, writer).holds


def test_what_both_share_is_told_once_and_the_rest_by_name(
    adviser: Adviser, writer: LetterWriter, before: Receipt
) -> None:
    both = {"modified_agi": "244000"}
    text = told(made(adviser, writer, {**MINE, **both}, {**OTHERS, **both, "age": "51"}, NOW, before))
    assert "The last letter is of March\u00a01, 2026." in text.replace("March 1", "March\u00a01")
    assert "| MAGI | Each of you | $246,000 | $244,000 |" in text
    assert "| Age at the end of the year | Ruth | 48 | 51 |" in text
    assert "| Roth dollars in all | Together | $16,100 | $17,200 | your facts |" in text
    assert "| Roth dollars in all | Ruth | $7,500 | $8,600 | your facts |" in text
    assert "| Direct Roth IRA | Peter | open, $5,160 | open, $6,880 | your facts |" in text
    assert "Pay up to $5,160 (Peter) or $4,500 (Ruth) into a Roth IRA" in text


def test_pay_of_one_that_changes_the_room_of_the_other_is_told(adviser: Adviser, writer: LetterWriter) -> None:
    """The other's facts are the same; what one's pay leaves for them is not."""
    low = {"modified_agi": "20000"}
    mine, others = {**MINE, **low, "age": "40", "wages": "20000"}, {**OTHERS, **low, "wages": "0"}
    earlier = receipt(made(adviser, writer, mine, others, THEN))
    text = told(made(adviser, writer, {**mine, "wages": "9000"}, others, THEN, earlier))
    assert "| Pay from this employer | Peter | $20,000 | $9,000 |" in text
    assert "| Roth dollars in all | Ruth | $7,500 | $1,500 | your facts |" in text
    assert "| Roth dollars in all | Together | $15,000 | $9,000 | your facts |" in text


def test_nothing_changed_says_so(adviser: Adviser, writer: LetterWriter, before: Receipt) -> None:
    assert "**Nothing changed.**" in told(made(adviser, writer, MINE, OTHERS, THEN, before))


def test_the_order_of_the_two_is_no_change(adviser: Adviser, writer: LetterWriter, before: Receipt) -> None:
    text = told(made(adviser, writer, OTHERS, MINE, THEN, before, ("Ruth", "Peter")))
    assert "**Nothing changed.**" in text


def test_other_rules_are_the_cause(adviser: Adviser, tomorrow: Adviser, writer: LetterWriter, before: Receipt) -> None:
    """The same facts on the same day: the rules alone moved it, for each by name."""
    text = told(made(tomorrow, writer, MINE, OTHERS, THEN, before))
    assert "**The rules changed:**" in text and "| the rules |" in text
    assert "your facts |" not in text and "| the day |" not in text


def test_another_day_is_the_cause(adviser: Adviser, writer: LetterWriter, before: Receipt) -> None:
    late = date(2027, 1, 15)
    text = told(made(adviser, writer, MINE, OTHERS, late, before))
    assert "| the day |" in text and "your facts |" not in text
    assert "**December 31, 2026, Each of you:**" in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"savers": [{"name": "Peter", "facts": MINE}, {"name": "Rita", "facts": OTHERS}]}, "`Peter` and `Rita`"),
        ({"rothroute_letter": 2}, "to one saver"),
        ({"answer_digest": "00"}, "--no-facts"),
    ],
)
def test_a_letter_it_cannot_follow_is_refused(
    change: dict[str, Any], message: str, adviser: Adviser, writer: LetterWriter, before: Receipt
) -> None:
    with pytest.raises(Refusal, match=message):
        made(adviser, writer, MINE, OTHERS, NOW, {**before, **change})


def test_a_letter_to_one_cannot_follow_one_to_two(before: Receipt) -> None:
    with pytest.raises(Refusal, match="to two savers"):
        earlier_of(before)


@pytest.mark.parametrize("part", ["total", "facts", "of one"])
def test_an_earlier_letter_that_was_changed_is_refused(
    part: str, adviser: Adviser, writer: LetterWriter, before: Receipt
) -> None:
    match part:
        case "total":
            before["answer"]["total"] = [1, 1]
        case "facts":
            before["savers"][0]["facts"]["age"] = "55"
        case _:
            before["answer"]["savers"][1]["answer"]["recommendation"] = "none"
    with pytest.raises(Refusal, match="was changed after it was written"):
        made(adviser, writer, MINE, OTHERS, NOW, before)


@pytest.mark.parametrize("damage", ['"since": []', '"since": {"as_of": "2026-03-01"}'])
def test_a_damaged_earlier_letter_in_a_receipt_is_refused(
    damage: str, adviser: Adviser, writer: LetterWriter, before: Receipt
) -> None:
    text = writer.written(made(adviser, writer, MINE, OTHERS, NOW, before), "markdown").decode()
    broken = re.sub(r'"since": \{.*\}(?=,\n)', lambda _: damage, text, count=1)
    assert broken != text
    with pytest.raises(Refusal, match="damaged"):
        opened(broken.encode(), "us.md")
