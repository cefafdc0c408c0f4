"""What `rothroute explain` says of each kind of statement. ROTHROUTE_UPDATE_GOLDENS=1 writes the pages anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from rothroute.engine import Refusal, Rulebook, load_rulebook
from rothroute.engine.rulebook.reference import explain

BASE = Path(__file__).parent / "load" / "base"
GOLDENS = Path(__file__).parents[2] / "golden" / "explain"
KINDS = ("facts", "parameters", "figures", "conclusions", "routes", "limits", "sources")


@pytest.fixture(scope="module")
def small() -> Rulebook:
    return load_rulebook(BASE)


@pytest.mark.parametrize(
    "name", ["deferrals", "age", "extra_limit", "limit", "pay_is_missing", "payment", "payments", "USC", "figures"]
)
def test_the_page_of_a_name(small: Rulebook, name: str) -> None:
    golden, page = GOLDENS / f"{name}.md", explain(small, name) + "\n"
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        golden.write_text(page, "utf-8")

    assert golden.read_text("utf-8") == page


def test_a_year_shows_its_own_amounts(small: Rulebook) -> None:
    assert "- 2026: $7,500 (Notice 2025-67, IRS notices; verified: the notice)" in explain(small, "dollar_limit", 2026)
    assert "2025:" not in explain(small, "dollar_limit", 2026)
    assert "- 2031: not published here" in explain(small, "dollar_limit", 2031)
    assert "- reads: dollar_limit ($7,000), extra, wages" in explain(small, "limit", 2025)


def test_a_part_of_a_route_is_a_conclusion(small: Rulebook) -> None:
    assert "# payment.closed (conclusion)" in explain(small, "payment.closed")


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("dolar_limit", "did you mean `dollar_limit`, `extra_limit`, `limit`?"),
        ("figure", "did you mean `figures`?"),
        ("zzz", "`rothroute explain figures` lists the figures"),
        ("", "`rothroute explain figures` lists the figures"),
        ("x" * 5_000, "`rothroute explain figures` lists the figures"),
        ("../facts.yaml", None),
    ],
)
def test_an_unknown_name_is_refused(small: Rulebook, name: str, help: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        explain(small, name)

    (found,) = refused.value.diagnostics
    assert found.check == "unknown-name"
    assert found.message.endswith("is not a name in this rulebook")
    assert (found.help or "").startswith(help or "")
    assert len(found.message) < 120


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_of_our_rulebook_has_a_page(rulebook: Rulebook, kind: str) -> None:
    statements = getattr(rulebook, kind)

    listed = explain(rulebook, kind).splitlines()

    assert listed[0] == f"# {len(statements)} {kind}"
    assert [line.split(":")[0][2:] for line in listed[2:]] == list(statements)
    for name, statement in statements.items():
        page = explain(rulebook, name, 2026)
        assert f"- defined in {statement.span.file}:{statement.span.line}" in page
        assert ": None" not in page


@pytest.mark.parametrize(
    ("typed", "name"),
    [("MAGI", "modified_agi"), ("magi", "modified_agi"), ("mega", "mega_backdoor_roth"), ("MFJ", "filing_status"),
     ("401k", "workplace_plan"), ("self-employed", "business"), ("married filing jointly", "filing_status")],
)  # fmt: skip
def test_a_label_a_choice_and_what_people_call_it_are_as_good_as_the_name(
    rulebook: Rulebook, typed: str, name: str
) -> None:
    assert explain(rulebook, typed) == explain(rulebook, name)


def test_words_that_stand_in_several_labels_list_their_names(rulebook: Rulebook) -> None:
    listed = explain(rulebook, "after-tax").splitlines()
    assert re.fullmatch(r"# \d+ names for `after-tax`", listed[0])
    assert "- plan_allows_after_tax: plan's after-tax (non-Roth) option" in listed
