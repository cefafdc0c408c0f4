"""Two who belong together, answered in one browser."""

from __future__ import annotations

import json
import re

import pytest

from rothroute.engine import Adviser
from rothroute.engine.rulebook.source import parse

from .conftest import DAY, ROOT, Client, words_of

HOUSEHOLDS = sorted((ROOT / "examples" / "households").glob("*.yaml"))


def dollars(cents: int) -> str:
    return f"${cents // 100:,}"


@pytest.mark.parametrize("path", HOUSEHOLDS, ids=lambda path: path.stem)
def test_a_household_file_opens_to_the_answer_for_both(client: Client, adviser: Adviser, path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    page = client.upload("/open", "answers", "us.yaml", data)
    found = adviser.advise_household(parse(data, "us.yaml"), DAY)

    assert page.status == 200 and page.headers["at"].endswith("/both")
    for one in found.savers:
        assert one.name in words_of(page.text)
        assert dollars(one.decision.advice.total[0]) in words_of(page.text)
    kept = client.get(page.headers["at"].replace("/both", "/household.json")).data
    again = adviser.advise_household(parse(kept, "kept.json"), DAY)
    assert again.total == found.total
    assert client.upload("/open", "answers", "us.json", kept).status == 200


def test_the_spouse_is_asked_only_what_is_their_own(client: Client, adviser: Adviser) -> None:
    """A couple in the range: what they share is taken over, and the answer is that of the household file."""
    run = client.opened("couple-in-phase-out")
    page = client.post(f"{run}/second", {"mine": "Ana", "other": "Ben"})
    facts = {"age": "41", "wages": "$0", "workplace_plan": "none", "business": "none", "traditional_ira_balance": "$0"}
    asked = []
    while "/q/" in page.headers["at"] and len(asked) < 60:
        fact = page.headers["at"].rpartition("/q/")[2]
        asked.append(fact)
        value = facts.get(fact) or ("no" if 'value="no"' in page.text else "$0")
        listed = re.search(r'name="cases" value="([^"]+)"', page.text)
        fields = {"cases": listed[1]} if listed else {"answer": value, "offered": value}
        page = client.post(page.headers["at"], fields)
        assert page.status == 200, words_of(page.text)
    second = page.headers["at"].rpartition("/")[0]
    page = client.get(f"{second}/both")
    kept = client.get(f"{second}/household.json").text
    found = adviser.advise_household(parse(kept, "kept.json"), DAY)

    assert not {"tax_year", "filing_status", "modified_agi", "spouse_compensation"} & set(asked)
    assert page.status == 200, words_of(page.text)
    assert re.search(r"Ana.*Ben", words_of(page.text))
    assert [one["name"] for one in json.loads(kept)["savers"]] == ["Ana", "Ben"]
    if found.total[0] == found.total[1]:
        assert dollars(found.total[0]) in words_of(page.text)


@pytest.mark.parametrize(
    "names", [("", ""), ("Ana", ""), ("Ana", "Ana"), ("x" * 80, "Ben"), ("A\x07", "B")], ids=range(5)
)
def test_names_that_do_not_tell_them_apart_are_refused(client: Client, names: tuple[str, str]) -> None:
    run = client.opened("couple-in-phase-out")
    page = client.post(f"{run}/second", {"mine": names[0], "other": names[1]})

    assert page.status == 422
    assert 'role="alert"' in page.text


def test_names_are_text(client: Client) -> None:
    run = client.opened("couple-in-phase-out")
    page = client.post(f"{run}/second", {"mine": "<b>Ana</b>", "other": "{{ 7 * 7 }}"})

    assert "<b>Ana" not in page.text and "49 ·" not in page.text


def test_two_who_are_no_household_are_told_so_before_the_second_is_asked(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    page = client.post(f"{run}/second", {"mine": "Ana", "other": "Ben"})

    assert page.status == 422
    assert "A household is two people who are married" in words_of(page.text)


def test_separate_filers_share_no_income_and_each_says_how_they_file(client: Client) -> None:
    facts = "tax_year: 2026\nage: 40\nfiling_status: married_separate\nwages: $90,000\nmodified_agi: $80,000\n"
    run = client.upload("/open", "answers", "me.yaml", facts.encode()).headers["at"].removesuffix("/review")
    page = client.post(f"{run}/second", {"mine": "Ana", "other": "Ben"})
    second = page.headers["at"].partition("/q/")[0]
    shown = words_of(client.get(f"{second}/review").text)

    assert page.status == 200
    assert "Tax year 2026" in shown
    assert "MAGI" not in shown and "Filing status" not in shown


@pytest.mark.parametrize("ending", ["html", "pdf", "docx", "ics"])
def test_the_letter_to_both_is_taken_along_and_holds(client: Client, ending: str) -> None:
    page = client.upload("/open", "answers", "us.yaml", HOUSEHOLDS[0].read_bytes())
    stem = page.headers["at"].replace("/both", "/both-letter")
    letter = client.get(f"{stem}.{ending}")
    if letter.status == 501:
        pytest.skip("the library for this kind of file is not here")
    name = "us.html" if ending == "html" else letter.headers["content-disposition"].split('"')[1]

    assert letter.status == 200
    assert ending == "ics" or f"{stem}.{ending}" in page.text
    assert "as it was made" in words_of(client.upload("/verify", "letter", name, letter.data).text)


def test_one_alone_has_no_answer_for_both(client: Client) -> None:
    run = client.opened("big-tech-engineer")

    assert client.get(f"{run}/both").status == 404
    assert client.get(f"{run}/household.json").status == 404
    assert client.get(f"{run}/both-letter.html").status == 404
