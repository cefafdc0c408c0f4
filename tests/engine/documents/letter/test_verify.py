"""A letter says of itself: same, tampered, or what today's rules would say instead."""

from __future__ import annotations

import pytest

from rothroute.engine import Adviser, Refusal
from rothroute.engine.documents.letter import SUFFIXES, Press, written
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.documents.letter.verify import verify

NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}


@pytest.fixture(params=SUFFIXES)
def sent(request: pytest.FixtureRequest, drafts: dict[str, Draft], press: Press) -> bytes:
    if request.param in NEEDS:
        pytest.importorskip(NEEDS[request.param])
    return written(drafts["couple-in-phase-out"], request.param, press)


def test_untouched_is_the_same(sent: bytes, adviser: Adviser, press: Press) -> None:
    assert verify(sent, "a letter", adviser, press).finding == "same"


def test_a_changed_amount_is_tampered(drafts: dict[str, Draft], adviser: Adviser, press: Press) -> None:
    for format in ("html", "markdown", "email"):
        sent = written(drafts["couple-in-phase-out"], format, press)
        found = verify(sent.replace(b"$4,200", b"$7,200", 1), "a letter", adviser, press)
        assert found.finding == "tampered" and any("$7,200" in line for line in found.details)


def test_changed_facts_in_the_receipt_are_tampered(drafts: dict[str, Draft], adviser: Adviser, press: Press) -> None:
    sent = written(drafts["couple-in-phase-out"], "html", press).replace(b'"$246400"', b'"$240000"')
    assert verify(sent, "a letter", adviser, press).finding == "tampered"


def test_other_rules_say_how_it_would_differ(sent: bytes, tomorrow: Adviser, press: Press) -> None:
    found = verify(sent, "a letter", tomorrow, press)
    assert found.finding == "differs" and "today's rules this letter would differ" in found.says
    assert any("direct roth ira: was $4,200, now" in line for line in found.details)


def test_other_rules_may_say_the_same(drafts: dict[str, Draft], tomorrow: Adviser, press: Press) -> None:
    sent = written(drafts["part-time-student"], "html", press)
    assert verify(sent, "a letter", tomorrow, press).finding == "still_right"
    assert verify(sent.replace(b"$5,200", b"$9,200", 1), "a letter", tomorrow, press).finding == "tampered"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"%PDF-1.7 stream\nx\nendstream",
        b"PK\x03\x04 broken",
        b"BEGIN:VCALENDAR\nEND:VCALENDAR",
        b'{"rothroute_letter": 1}',
        b'{"rothroute_letter": ' + b"[" * 100_000,
        b'{"rothroute_letter": 1, "format": 3}',
        bytes(range(256)) * 50,
    ],
)
def test_what_is_no_letter_is_refused(data: bytes, adviser: Adviser, press: Press) -> None:
    with pytest.raises(Refusal):
        verify(data, "a file", adviser, press)


def test_hostile_receipts_are_refused(drafts: dict[str, Draft], adviser: Adviser, press: Press) -> None:
    sent = written(drafts["part-time-student"], "markdown", press)
    for old, new in (
        (b'"2026"', b'"9999"'),
        (b'"single"', b'"{{7*7}}"'),
        (b'"wages"', b'"__class__"'),
        (b'"paper": "', b'"paper": ["'),
    ):
        with pytest.raises(Refusal):
            verify(sent.replace(old, new), "a letter", adviser, press)
