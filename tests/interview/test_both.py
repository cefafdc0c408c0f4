"""`rothroute ask --both`: two who are married, asked one after the other, and the household file of both."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, Refusal
from rothroute.engine.ask.both import Couple, resume_both
from rothroute.engine.ask.session import Session
from rothroute.engine.explain.household import household_explanation_of
from rothroute.engine.interview.autosave import CoupleAutosave
from rothroute.engine.interview.both import Interviews
from rothroute.engine.interview.screen import Look, Screen
from rothroute.engine.interview.start import DECIDED, INTERRUPTED, PROVISIONAL, InterviewOptions, dated
from rothroute.engine.letters import LetterOptions, LetterWriter, household_draft, verify
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import templates_of

DAY = date(2026, 6, 30)
OPTIONS = InterviewOptions(None, DAY.toordinal(), True, False, False, None)
ANNA = {
    "age": "44", "filing_status": "married filing jointly", "wages": "98000", "workplace_plan": "none",
    "business": "none", "covered_by_workplace_plan": "no", "modified_agi": "96000", "traditional_ira_balance": "0",
}  # fmt: skip
BEN = {**ANNA, "age": "52", "wages": "0"}
Typed = Callable[[str, str | None, bool], str | None]
MOST = 200  # lines


class AtScreen:
    """A couple before a screen: `asked` are the facts each was asked, by their name."""

    def __init__(self, adviser: Adviser, path: Path, types: Typed) -> None:
        """`types` gives the line for a name, a fact (None at another prompt) and whether Enter is an answer there.

        None ends the input.
        """
        self.adviser, self.path, self.types = adviser, path, types
        self.seen = ""
        self.asked: dict[str, list[str]] = {"Anna": [], "Ben": []}
        self.who = ""
        self._questions = {" ".join(one.question.split()): name for name, one in adviser.rulebook.questions.items()}
        self._since = self._lines = 0

    def run(self) -> int:
        one, other = (Session(self.adviser.rulebook, self.adviser.program, DAY.toordinal()) for _ in range(2))
        data = self.path.read_bytes() if self.path.exists() else None
        names = resume_both(parse(data, "us.yaml"), (one, other)) if data else ("Anna", "Ben")
        for session in (one, other):
            dated(session, OPTIONS)
        pair = Couple(names, (one, other))
        screen = Screen(Look(80, False, True, False), self._show, self._read)
        interviews = Interviews(self.adviser, OPTIONS, pair, CoupleAutosave(self.path, pair, data), screen)
        return interviews.run(lambda found: household_explanation_of(found).heading)

    def _show(self, text: str) -> None:
        self.seen += text

    def _read(self, prompt: str) -> str:
        shown, self._since = " ".join(self.seen[self._since :].split()), len(self.seen)
        for name in re.findall(r"\b(Anna|Ben) \u2500", shown):
            self.who = name
        fact = next((fact for text, fact in self._questions.items() if f". {text}" in shown), None)
        if fact is not None:
            self.asked[self.who].append(fact)
        self._lines += 1
        assert self._lines < MOST, shown
        if "is that right?" in shown:
            return "yes"
        line = self.types(self.who, fact, "Press Enter for" in shown)
        if line is None:
            raise EOFError
        return line


def from_facts(**facts: dict[str, str]) -> Typed:
    """Each one's answers; at other prompts Enter where that is an answer, else that it is not known."""

    def types(who: str, fact: str | None, usual: bool) -> str:
        return "" if fact is None else facts[who].get(fact, "" if usual else ":unknown")

    return types


BOTH = from_facts(Anna=ANNA, Ben=BEN)


def test_two_are_asked_and_answered_together(adviser: Adviser, tmp_path: Path) -> None:
    """What they share is asked once; what one's answers tell of the other is asked of nobody."""
    couple = AtScreen(adviser, tmp_path / "us.yaml", from_facts(Anna=ANNA, Ben=BEN))
    assert couple.run() == DECIDED
    household = adviser.rulebook.household
    assert household is not None and household.shared_when is not None

    assert {"filing_status", "modified_agi", "wages"} <= set(couple.asked["Anna"])
    assert "wages" in couple.asked["Ben"]
    assert not set(couple.asked["Ben"]) & {*household.shared, *household.shared_when.facts}
    assert not {*couple.asked["Anna"], *couple.asked["Ben"]} & set(household.linked)
    assert "For 2026, Anna and Ben can still put $16,100 into Roth accounts" in couple.seen
    assert "rothroute letter" in couple.seen

    found = adviser.advise_household(parse(couple.path.read_bytes(), "us.yaml"), DAY)
    assert [one.name for one in found.savers] == ["Anna", "Ben"] and found.total == (16_100_00, 16_100_00)
    writer = LetterWriter(templates_of())
    data = writer.written(household_draft(found, LetterOptions(), writer.templates), "markdown")
    assert verify(data, "us.md", adviser, writer).holds


@pytest.mark.parametrize("many", [1, 7, *(pytest.param(many, marks=pytest.mark.thorough) for many in (4, 10))])
def test_it_goes_on_where_it_was_left(many: int, adviser: Adviser, tmp_path: Path) -> None:
    """After so many answers the rest is asked, nothing twice, and the answer is the same."""
    path, told = tmp_path / "us.yaml", 0

    def some(who: str, fact: str | None, usual: bool) -> str | None:
        nonlocal told
        told += fact is not None
        return None if told > many else BOTH(who, fact, usual)

    first = AtScreen(adviser, path, some)
    assert first.run() == PROVISIONAL
    assert "rothroute ask --both" in first.seen
    again = AtScreen(adviser, path, BOTH)
    assert again.run() == DECIDED

    answered = [(who, fact) for who, facts in first.asked.items() for fact in facts][:many]
    assert not set(answered) & {(who, fact) for who, facts in again.asked.items() for fact in facts}
    found = adviser.advise_household(parse(path.read_bytes(), "us.yaml"), DAY)
    assert found.total == (16_100_00, 16_100_00)


def test_an_answer_of_one_is_changed_at_the_end_and_reaches_the_other(adviser: Adviser, tmp_path: Path) -> None:
    """With 5,000 of pay in place of 98,000 the two can put in no more than that."""
    said = 0

    def types(who: str, fact: str | None, usual: bool) -> str | None:
        nonlocal said
        if "can still put" not in couple.seen:
            return BOTH(who, fact, usual)
        said += 1
        pay = re.search(r"(\d+)\. pay from this employer", couple.seen)
        steps = ["Carl", "Anna", pay[1] if pay else "", "5000"]
        return steps[said - 1] if said <= len(steps) else BOTH(who, fact, usual) if fact else ""

    couple = AtScreen(adviser, tmp_path / "us.yaml", types)
    couple.run()
    assert "Type Anna or Ben, or press Enter." in " ".join(couple.seen.split())
    found = adviser.advise_household(parse(couple.path.read_bytes(), "us.yaml"), DAY)
    assert found.savers[0].given["wages"] == found.total[1] == 5_000_00
    assert "can still put $5,000 into" in couple.seen


@pytest.mark.parametrize("status", ["single", "surviving_spouse"])
def test_one_who_is_in_no_household_is_told_so(status: str, adviser: Adviser, tmp_path: Path) -> None:
    alone = {**ANNA, "filing_status": {"single": "single", "surviving_spouse": "qualifying surviving spouse"}[status]}
    couple = AtScreen(adviser, tmp_path / "us.yaml", from_facts(Anna=alone, Ben=BEN))
    assert couple.run() == PROVISIONAL
    assert not couple.asked["Ben"]
    assert "cannot be answered together" in " ".join(couple.seen.split())


def test_separate_filers_each_say_their_own(adviser: Adviser, tmp_path: Path) -> None:
    """Each has an income of their own, and may file as head of household."""
    anna = {**ANNA, "filing_status": "married filing separately", "lived_apart_all_year": "no"}
    couple = AtScreen(adviser, tmp_path / "us.yaml", from_facts(Anna=anna, Ben={**anna, "wages": "50000"}))
    assert couple.run() == DECIDED
    assert "filing_status" in couple.asked["Ben"] and "modified_agi" in couple.asked["Ben"]
    hers = {**ANNA, "filing_status": "head of household"}
    for apart in ("yes", "no"):
        them = from_facts(Anna={**anna, "lived_apart_all_year": apart}, Ben=hers)
        assert AtScreen(adviser, tmp_path / f"{apart}.yaml", them).run() == DECIDED


def test_answers_that_are_no_household_are_said_and_kept(adviser: Adviser, tmp_path: Path) -> None:
    """One files separately and the other says single: what is wrong is said, and both can be changed."""
    anna = {**ANNA, "filing_status": "married filing separately", "lived_apart_all_year": "no"}
    ben = {**ANNA, "filing_status": "single"}
    couple = AtScreen(adviser, tmp_path / "us.yaml", from_facts(Anna=anna, Ben=ben))
    assert couple.run() == PROVISIONAL
    shown = " ".join(couple.seen.split())
    assert "Error: Ben is in no household." in shown and "rothroute ask --both" in shown
    assert couple.path.exists()


def test_interrupted_it_says_how_to_go_on(adviser: Adviser, tmp_path: Path) -> None:
    def types(who: str, fact: str | None, usual: bool) -> str | None:
        if who == "Ben":
            raise KeyboardInterrupt
        return BOTH(who, fact, usual)

    couple = AtScreen(adviser, tmp_path / "us.yaml", types)
    assert couple.run() == INTERRUPTED
    found = adviser.advise_household(parse(couple.path.read_bytes(), "us.yaml"), DAY)
    assert found.savers[0].given["wages"] == 98_000_00 and "wages" not in found.savers[1].given


@pytest.mark.parametrize(
    "text",
    [
        "household: {tax_year: 2026}\nsavers: [{name: A, facts: {}}, {name: B, facts: {}}]",
        "tax_year: 2026\n",
        "savers: 5\n",
        "household: {tax_year: 2026}\nsavers: [5, 6]",
    ],
)
def test_a_file_written_by_hand_is_not_written_over(text: str, adviser: Adviser) -> None:
    one, other = (Session(adviser.rulebook, adviser.program, DAY.toordinal()) for _ in range(2))
    with pytest.raises(Refusal, match="was not written by"):
        resume_both(parse(text.encode(), "us.yaml"), (one, other))


def test_names_with_marks_of_yaml_are_kept(adviser: Adviser) -> None:
    one, other = (Session(adviser.rulebook, adviser.program, DAY.toordinal()) for _ in range(2))
    names = ("Ann: # [x]", "- B \u00e9\"'")
    for session in (one, other):
        session.presume_year()
        session.tell("filing_status", "married_joint")
    pair = Couple(names, (one, other))
    for as_json in (False, True):
        again = tuple(Session(adviser.rulebook, adviser.program, DAY.toordinal()) for _ in range(2))
        assert resume_both(parse(pair.text(as_json).encode(), "us"), (again[0], again[1])) == names


def test_at_a_terminal(terminal: Any) -> None:
    saver = terminal("--both", "us.yaml")
    saver.wait()
    assert "a name has a letter in it" in saver.type("7")
    assert "The two names must tell you apart." in saver.type("Anna", "anna")
    shown = saver.type("Ben")
    assert saver.question(shown) is not None
    saver.child.sendcontrol("c")
    assert saver.end() == INTERRUPTED


def test_without_a_terminal_it_says_what_to_do(invoke: Callable[..., tuple[int, str]]) -> None:
    for more in ((), ("--answers", "me.yaml"), ("--no-input",)):
        assert invoke("ask", "--both", "us.yaml", *more) == (2, "")
