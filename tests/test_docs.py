"""What the documents say can be done."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from pathlib import Path

import pytest

from rothroute.cli import run
from rothroute.engine import Adviser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
EXAMPLES = sorted(ROOT.glob("examples/*.yaml"))
PROVISIONAL = {"income-unknown", "plan-features-unknown"}


def said_after(program: str) -> list[str]:
    """The words that follow a program in the commands of all pages."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    return sorted(set(re.findall(rf"(?:^ {{4}}|`){program} ([a-z]+)", text, re.MULTILINE)))


@pytest.mark.parametrize("command", said_after("rothroute"))
def test_a_command_in_the_documents_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("target", said_after("make"))
def test_a_target_in_the_documents_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_example_is_in_the_tour() -> None:
    assert [path.name for path in EXAMPLES if f"(examples/{path.name})" not in README] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_decided_unless_it_shows_the_unknown(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, code = ("provisional", 4) if path.stem in PROVISIONAL else ("decided", 0)

    found = run(["advise", str(path), "--format", "json"])

    assert (code, status) == (found, json.loads(capsys.readouterr().out)["status"])


def test_the_picture_of_the_first_screen_is_what_is_said_today(adviser: Adviser) -> None:
    """`ROTHROUTE_UPDATE_GOLDENS=1 pytest` draws it anew; docs/pictures/make.py also draws the letter."""
    spec = importlib.util.spec_from_file_location("make_pictures", ROOT / "docs" / "pictures" / "make.py")
    assert spec and spec.loader
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    drawn = make.advice_picture(adviser)
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        make.SCREEN.write_text(drawn, "utf-8")
    assert make.SCREEN.read_text("utf-8") == drawn
    assert make.LETTER.stat().st_size < 100_000
