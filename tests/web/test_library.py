"""The rules as pages, and letters sent back to be checked."""

from __future__ import annotations

import html
import re

import pytest

from rothroute.engine import Rulebook
from rothroute.web.library import KINDS

from .conftest import Client, words_of


def links(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="(/rules/[^"?]*)"', page)]


def test_every_statement_has_a_page_and_every_link_leads_to_one(client: Client) -> None:
    found = {path for kind in KINDS for path in links(client.get(f"/rules/{kind}").text)}
    led = set()
    for path in sorted(found)[::6]:
        page = client.get(path)
        assert page.status == 200, path
        led |= set(links(page.text))

    assert not {path for path in led - found if path.removeprefix("/rules/") not in KINDS}


def test_all_statements_are_listed(client: Client, rulebook: Rulebook) -> None:
    for kind in KINDS:
        assert len(set(links(client.get(f"/rules/{kind}").text))) == len(getattr(rulebook, kind))


def test_a_figure_shows_its_formula_its_law_and_the_amounts_of_a_year(client: Client) -> None:
    page = client.get("/rules/roth_range_end_joint?year=2026")

    assert "$252,000" in words_of(page.text) and "$246,000" not in words_of(page.text)
    assert "USC 408A(c)(3)" in words_of(client.get("/rules/roth_ira_limit").text)
    assert client.get("/rules/roth_ira_limit?year=1900").status == 200


@pytest.mark.parametrize(
    ("asked", "finds"),
    [("roth ira limit", "roth_ira_limit"), ("408A", "roth_ira_limit"), ("MAGI", "modified_agi")],
)
def test_the_search_finds_by_name_law_and_words(client: Client, asked: str, finds: str) -> None:
    page = client.get(f"/rules?q={asked.replace(' ', '+')}")

    assert f"/rules/{finds}" in links(page.text)


def test_what_is_searched_for_is_text(client: Client) -> None:
    page = client.get("/rules?q=%3Cscript%3Ealert(1)%3C/script%3E" + "a" * 5000)

    assert page.status == 200
    assert "<script" not in page.text and "&lt;script" in page.text


def test_a_letter_made_here_holds_and_a_changed_one_does_not(client: Client) -> None:
    letter = client.get(f"{client.opened('big-tech-engineer')}/letter.html").data
    good = client.upload("/verify", "letter", "me.html", letter)
    bad = client.upload("/verify", "letter", "me.html", letter.replace(b"$42,750", b"$92,750", 1))

    assert "as it was made, and still right" in words_of(good.text)
    assert 'class="good' in good.text
    assert "not the one that was made" in words_of(bad.text)
    assert 'class="good' not in bad.text


@pytest.mark.parametrize("data", [b"", b"nothing", b"%PDF-1.7 nothing", b"PK\x03\x04", b"\x00" * 1000], ids=range(5))
def test_what_is_no_letter_is_said(client: Client, data: bytes) -> None:
    page = client.upload("/verify", "letter", "x.pdf", data)

    assert page.status == 422
    assert 'role="alert"' in page.text
