"""Both directions, wholesale: whatever the letter object holds is said, and no amount or day is said without a rule."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.documents.letter import Press, written
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.documents.letter.shapes import Said
from rothroute.engine.documents.letter.tree import plain
from rothroute.engine.source import parse

from . import test_content
from .test_content import APPENDED, JINJA, pieces, said_in

ROOT = Path(__file__).resolve().parents[4]
AMOUNT = re.compile(r"\$\d|\d%|\b\d{1,2} (?:January|April|July|October|December|June|March|November)\b")
NAMED = re.compile(r"401\(k\)|403\(b\)|457\(b\)|Form [\d-]+[A-Z]*|59 1/2|\bh[123]\b")
DUTY = re.compile(
    r"\b(must|has to|have to|may not|allowed|required|owed?|entitled|forbidden|penalty|deductible|taxable|tax-free)\b"
)
# Left out where they have no place: a letter that finds nothing has no plan, and its dates and forms lie in the past.
NOTHING = {
    "total",
    "together",
    "dates",
    "forms",
    "limits",
    "drawbacks",
    "drawbacks_if",
    "act_by",
    "first_step",
    "caution",
}
OPEN = {"first_step"}
VARIANTS = {
    "two-cautions": (
        "big-tech-engineer",
        {"plan_expects_acp_refunds": "yes", "after_tax_contributions": "$5,000", "after_tax_earnings": "$900"},
    ),
    "pre-tax-ira": ("couple-in-phase-out", {"traditional_ira_balance": "$40,000", "plan_accepts_ira_roll_in": "no"}),
    "late": ("s-corp-owner", {"as_of": "2027-02-01"}),
    "over-the-limit": ("couple-in-phase-out", {"roth_ira_contributions": "$6,000"}),
    "nothing-known": ("plan-features-unknown", {"modified_agi": "", "wages": "", "business": ""}),
    "year-before": ("freelancer", {"tax_year": "2025", "as_of": "2026-03-01"}),
}


@pytest.fixture(scope="session")
def every(drafts: dict[str, Draft], drafted: Callable[..., Draft], adviser: Adviser) -> dict[str, Draft]:
    """The examples, and savers made from them for what no example has."""
    found = dict(drafts)
    for name, (example, changes) in VARIANTS.items():
        path = ROOT / "examples" / f"{example}.yaml"
        given = adviser.given(parse(path.read_bytes(), path.name))
        for fact, value in changes.items():
            given.set(adviser.rulebook, fact, value)
        found[name] = drafted(adviser.advise(given, date(2026, 6, 30)))
    return found


@pytest.fixture(params=[*sorted(path.stem for path in (ROOT / "examples").glob("*.yaml")), *VARIANTS])
def one(request: pytest.FixtureRequest, every: dict[str, Draft]) -> Draft:
    return every[request.param]


def said_by(value: Any) -> Iterator[Said]:
    """Every piece of text with a rule that a part of the letter object holds."""
    if isinstance(value, Said):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from said_by(part)


def shown_by(value: Any) -> Iterator[str]:
    """Every other text of it that tells an amount, a percentage or a day."""
    if isinstance(value, str) and AMOUNT.search(value):
        yield value
    elif isinstance(value, tuple) and not isinstance(value, Said):
        for part in value:
            yield from shown_by(part)


def test_whatever_the_letter_holds_is_said(one: Draft, press: Press) -> None:
    page = written(one, "html", press).decode()
    said, text = said_in(page), " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())
    left_out = {"decided": set(), "nothing": NOTHING, "provisional": OPEN}[one.letter.outcome]
    for field in one.letter._fields:
        if field in left_out or field == "pictures":
            continue
        value = getattr(one.letter, field)
        if field == "others":
            value = tuple((route.meaning, route.verdict, route.gates, route.unlocks) for route in value)
        for part in said_by(value):
            assert " ".join(part.text.split()) in said.get(part.rule, ""), (field, part)
        for words in shown_by(value):
            assert " ".join(words.split()) in text, (field, words)


def test_what_is_not_confirmed_is_said_among_the_limits(one: Draft) -> None:
    said = " ".join(plain(runs) for head, parts in pieces(one) if head == "Limits of this letter" for runs in parts)
    assert all(" ".join(doubt.text.split()) in said for doubt in one.letter.doubts)


def test_no_amount_or_day_is_said_without_a_rule(one: Draft) -> None:
    for head, parts in pieces(one):
        if head in (*APPENDED, ""):
            continue
        tied = any(run.note and not run.mark for runs in parts for run in runs)
        for run in (run for runs in parts for run in runs if not run.note and not run.mark):
            if AMOUNT.search(run.text):
                own_line = len(parts) == 1 and not re.fullmatch(r"By \d{1,2} \w+ \d{4}.*:", run.text)
                assert tied and not own_line, f"{head}: {run.text}"


def test_templates_state_no_amount_year_or_day_of_their_own(press: Press) -> None:
    for name, text in press.texts.items():
        own = NAMED.sub("", JINJA.sub("", text))
        if name.endswith(".md"):
            assert not re.search(r"\d", re.sub(r"^#.*$|^\{\.\w+\}$", "", own, flags=re.MULTILINE)), name


def test_templates_state_no_duty_of_their_own(press: Press) -> None:
    """What must, may or need be is a rule's to say; the part on choices we did not compute names them as such."""
    for name, text in press.texts.items():
        if name.endswith(".md") and name not in ("words.md", "parts/besides.md", "parts/phrases.md"):
            assert not DUTY.findall(JINJA.sub("", text)), name


def test_the_savers_no_example_has_are_told_as_plainly(one: Draft, press: Press) -> None:
    test_content.test_reading_grade_is_nine_or_easier(one)
    test_content.test_a_provisional_letter_claims_nothing_certain(one, written(one, "markdown", press).decode())
    test_content.test_short_is_short(one)


def test_notes_name_every_fact_by_a_number_the_letter_gives(one: Draft) -> None:
    letter = one.letter
    given = [part.number for part in (*letter.told, *letter.taken, *letter.lesser)]
    given += [number for number, _ in letter.no_matter]
    assert given == list(range(1, len(given) + 1))
    for note in one.spans.numbered():
        listed, _, still_open = note.facts_shown.partition("; ")
        if not re.match(r"\d", listed):
            listed, still_open = "", listed
        ends = [[int(end) for end in part.split("\u2013")] for part in listed.split(", ") if part]
        numbers = [number for pair in ends for number in range(pair[0], pair[-1] + 1)]
        assert set(numbers) <= set(given)
        assert len(numbers) + len([name for name in still_open.split(", ") if name]) == len(note.facts)
