"""The tax year is found by its type and the day of the advice by its role: their names are the rulebook's own."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, load_rulebook
from rothroute.engine.advise.as_json import advice_json
from rothroute.engine.ask.pending import pending_json
from rothroute.engine.ask.session import Session
from rothroute.engine.diagnostic import Diagnostic, Refusal
from rothroute.engine.explain import LetterOptions, explanation_of
from rothroute.engine.letters import Kept, LetterWriter, draft, verify
from rothroute.engine.rulebook.load import load_rulebook as loaded
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import templates_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {path.stem: path for path in (ROOT / "examples").glob("*.yaml")}
DAY = date(2026, 6, 30)
HASH = re.compile(r"\b[0-9a-f]{16,64}\b")


def renamed(text: str) -> str:
    """The text with other names for the tax year and the day; types and roles are words of the format."""
    text = re.sub(r"\btax_year\b", "benefit_year", re.sub(r"\bas_of\b", "asked_on", text))
    return text.replace("type: benefit_year", "type: tax_year").replace("role: asked_on", "role: as_of")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Adviser:
    """The shipped rulebook with other names for the tax year and the day."""
    folder = tmp_path_factory.mktemp("renamed")
    for path in (ROOT / "rules").rglob("*.yaml"):
        there = folder / path.relative_to(ROOT / "rules")
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(renamed(path.read_text("utf-8")), "utf-8")
    return Adviser(load_rulebook(folder))


@pytest.fixture(scope="module")
def shipped() -> Adviser:
    return Adviser(load_rulebook())


def same(found: Any) -> str:
    """What was found, as text, without digests and with the shipped rulebook's names."""
    return HASH.sub("<hash>", str(found).replace("benefit_year", "tax_year").replace("asked_on", "as_of"))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_other_names_advise_the_same(name: str, foreign: Adviser, shipped: Adviser) -> None:
    text = EXAMPLES[name].read_text("utf-8")

    ours = shipped.advise(parse(text.encode(), name), DAY)
    theirs = foreign.advise(parse(renamed(text).encode(), name), DAY)

    assert same(advice_json(theirs.advice)) == same(advice_json(ours.advice))
    filled = [templates_of().advice(explanation_of(one)).markdown for one in (ours, theirs)]
    assert same(filled[1]) == same(filled[0])


def test_other_names_write_letters(foreign: Adviser) -> None:
    text = renamed(EXAMPLES["couple-in-phase-out"].read_text("utf-8"))
    decision = foreign.advise(parse(text.encode(), "me"), DAY)
    writer = LetterWriter(templates_of())
    letter = writer.written(draft(decision, LetterOptions(annex=True), writer.templates, Kept()), "markdown")

    assert verify(letter, "letter.md", foreign, writer).holds


def test_other_names_ask(foreign: Adviser, shipped: Adviser) -> None:
    sessions = [Session(one.rulebook, one.program, DAY.toordinal()) for one in (shipped, foreign)]

    first = [session.next() for session in sessions]
    assert [step.fact for step in first if step] == ["tax_year", "benefit_year"]
    assert pending_json(sessions[1])["needed"][0]["fact"] == "benefit_year"

    for session in sessions:
        session.presume_year()
    assert [session.year for session in sessions] == [2026, 2026]
    assert same(pending_json(sessions[1])) == same(pending_json(sessions[0]))


def refused(facts: str) -> tuple[Diagnostic, ...]:
    files = {
        "facts.yaml": facts.encode(),
        "sources.yaml": b"sources: {Law: {title: The Law, kind: statute, checked: read}}",
        "parameters/rate.yaml": b"{label: rate, unit: percent, law: Law 1, "
        b"values: {2026: {amount: 5%, source: Law 1, verified: read}}}",
    }
    with pytest.raises(Refusal) as found:
        loaded(files)
    return found.value.diagnostics


YEAR = "  {name}: {{type: tax_year, label: year, meaning: The year.}}\n"
ON = "  {name}: {{type: date, role: as_of, label: day, meaning: The day.}}\n"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (YEAR.format(name="a") + YEAR.format(name="b"), "`a` and `b` both say the tax year"),
        (
            YEAR.format(name="a") + ON.format(name="c") + ON.format(name="d"),
            "`c` and `d` both say the day of the advice",
        ),
        (ON.format(name="c"), "no fact says the tax year"),
        (
            YEAR.format(name="a") + "  n: {type: number, role: as_of, label: n, meaning: N.}\n",
            "`role` does not go with type `number`",
        ),
    ],
)
def test_a_rulebook_says_year_and_day_once(facts: str, message: str) -> None:
    assert message in [one.message for one in refused(f"facts:\n{facts}")]
