"""Every check has a page, its examples do what they say, and docs/checks/ shows it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from audit_fragments import built

from rothroute.engine.audit.pages import Page, documents, explained, pages
from rothroute.engine.audit.run import audit
from rothroute.engine.diagnostic import Refusal, render

ROOT = Path(__file__).resolve().parents[3]
WITH_EXAMPLES = [page for page in pages().values() if page.bad]
ROOMS = ("source", "load", "compile")
OF_FACTS_FILES = {"contradiction", "missing-fact", "unknown-fact"}


def found_in(fragment: str) -> tuple[set[str], str]:
    """The names of the checks that fire on the small rulebook changed by a fragment, and the findings as text."""
    report = audit(*built(fragment))
    return {finding.check for finding in report.findings}, render(report.findings, report.texts)


def test_the_small_rulebook_is_clean() -> None:
    found, text = found_in("")

    assert set() == found, text


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_the_bad_example_fires_this_check_alone(page: Page) -> None:
    found, text = found_in(page.bad)

    assert {page.name} == found, text


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_the_good_example_is_silent(page: Page) -> None:
    found, text = found_in(page.good)

    assert set() == found, text


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.name)
def test_a_page_says_what_and_why(page: Page) -> None:
    """A check of ours has examples; what other rooms find may be impossible to write down (a file of bytes)."""
    assert page.what.endswith(".") and page.why.endswith(".")
    assert bool(page.bad) == bool(page.good)
    assert page.bad or page.run is None


def reported_by_other_rooms() -> set[str]:
    """Every text in the reading rooms that is passed as the name of a problem."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / "engine" / room).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    if name in ("Diagnostic", "problem", "report", "_problem", "_note", "_refuse", "_stop"):
                        found.add(str(node.args[0].value))
    found = {name for name in found if " " not in name}
    return found


def test_what_loading_reports_has_a_page() -> None:
    assert sorted(reported_by_other_rooms() - OF_FACTS_FILES - set(pages())) == []


def test_the_generated_pages_are_up_to_date() -> None:
    """`rothroute audit --pages` writes them."""
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "checks").glob("*.md")}

    assert documents() == there


def test_a_page_is_explained_and_a_misspelt_one_is_guessed() -> None:
    assert explained("always-true").startswith("always-true\n\nA condition")
    with pytest.raises(Refusal) as refusal:
        explained("allways-true")

    assert refusal.value.diagnostics[0].help == "did you mean `always-true`, `always-false`?"
