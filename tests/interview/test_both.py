"""`rothroute ask --both`: two who are married, asked one after the other, and the household file of both."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, Refusal
from rothroute.engine.ask.both import Pair, resume_both
from rothroute.engine.ask.session import Session
from rothroute.engine.explain.household import household_explanation_of
from rothroute.engine.interview.autosave import PairAutosave
from rothroute.engine.interview.both import Interviews
from rothroute.engine.interview.screen import Look, Screen
from rothroute.engine.interview.start import DECIDED, INTERRUPTED, PROVISIONAL, InterviewOptions, dated
from rothroute.engine.letters import LetterOptions, LetterWriter, household_draft, verify
from rothroute.engine.rulebook.source import parse

DAY = date(2026, 6, 30)
OPTIONS = InterviewOptions(None, DAY.toordinal(), True, False, False, None)
ANNA = {
    "age": "44", "filing_status": "married filing jointly", "wages": "98000", "workplace_plan": "none",
    "business": "none", "covered_by_workplace_plan": "no", "modified_agi": "96000", "traditional_ira_balance": "0",
}  # fmt: skip
BEN = {**ANNA, "age": "52", "wages": "0"}
Typed = Callable[[str, str | None], str | None]


class Couple:
    """A couple before a screen: `asked` are the facts each was asked, by their name."""

    def __init__(self, adviser: Adviser, path: Path, types: Typed) -> None:
        """`types` gives the line for a name and a fact (None at another prompt); None ends the input."""
        self.adviser, self.path, self.types = adviser, path, types
        self.seen = ""
        self.asked: dict[str, list[str]] = {"Anna": [], "Ben": []}
        self.who = ""
        self._questions = {" ".join(one.question.split()): name for name, one in adviser.rulebook.questions.items()}
        self._since = 0

    def run(self) -> int:
        one, other = (Session(self.adviser.rulebook, self.adviser.program, DAY.toordinal()) for _ in range(2))
        data = self.path.read_bytes() if self.path.exists() else None
        names = resume_both(parse(data, "us.yaml"), (one, other)) if data else ("Anna", "Ben")
        for session in (one, other):
            dated(session, OPTIONS)
        pair = Pair(names, (one, other))
        screen = Screen(Look(80, False, True, False), self._show, self._read)
        interviews = Interviews(self.adviser, OPTIONS, pair, PairAutosave(self.path, pair, data), screen)
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
        line = self.types(self.who, fact)
        if line is None:
            raise EOFError
        return line


def from_facts(**facts: dict[str, str]) -> Typed:
    """Each one's answers; Enter at every other prompt, where the usual answer stands."""
    return lambda who, fact: "" if fact is None else facts[who].get(fact, "")


def test_two_are_asked_and_answered_together(adviser: Adviser, tmp_path: Path, writer: LetterWriter) -> None:
    """What they share is asked once; what one's answers tell of the other is asked of nobody."""
    couple = Couple(adviser, tmp_path / "us.yaml", from_facts(Anna=ANNA, Ben=BEN))
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
    data = writer.written(household_draft(found, LetterOptions(), writer.templates), "markdown")
    assert verify(data, "us.md", adviser, writer).holds


def test_it_goes_on_where_it_was_left(adviser: Adviser, tmp_path: Path) -> None:
    """After any number of answers the rest is asked, and nothing twice."""
    whole = Couple(adviser, tmp_path / "whole.yaml", from_facts(Anna=ANNA, Ben=BEN))
    whole.run()
    for many in (1, 3, len(whole.asked["Anna"]), len(whole.asked["Anna"]) + 2):
        path, told = tmp_path / f"us-{many}.yaml", [0]

        def some(who: str, fact: str | None, told: list[int] = told, many: int = many) -> str | None:
            told[0] += fact is not None
            return None if told[0] > many else from_facts(Anna=ANNA, Ben=BEN)(who, fact)

        first = Couple(adviser, path, some)
        assert first.run() == PROVISIONAL
        assert f"rothroute ask --both {path}" in " ".join(first.seen.split())
        again = Couple(adviser, path, from_facts(Anna=ANNA, Ben=BEN))
        assert again.run() == DECIDED
        for name in ("Anna", "Ben"):
            assert [*first.asked[name][: many if name == "Anna" else None]][:-1] != again.asked[name] or many == 1
        assert parse(path.read_bytes(), "us").entries[0][1].entries  # type: ignore[attr-defined]
        one, other = (
            adviser.advise_household(parse(file.read_bytes(), "us.yaml"), DAY)
            for file in (path, tmp_path / "whole.yaml")
        )
        assert one.total == other.total == (16_100_00, 16_100_00)


def test_an_answer_of_either_is_changed_at_the_end(adviser: Adviser, tmp_path: Path) -> None:
    """A change of what one earns reaches the other."""
    steps = iter(["Anna", "wages", "5000", "", "", ""])
    pending: list[str] = []

    def types(who: str, fact: str | None) -> str:
        if fact is not None and not pending:
            return from_facts(Anna=ANNA, Ben=BEN)(who, fact) or ""
        return next(steps, "")

    couple = Couple(adviser, tmp_path / "us.yaml", types)
    couple.run()
    assert "Type Anna or Ben" not in couple.seen
    assert couple.seen.count("can still put") >= 1


@pytest.mark.parametrize("status", ["single", "surviving_spouse"])
def test_one_who_is_in_no_household_is_told_so(status: str, adviser: Adviser, tmp_path: Path) -> None:
    alone = {**ANNA, "filing_status": {"single": "single", "surviving_spouse": "qualifying surviving spouse"}[status]}
    couple = Couple(adviser, tmp_path / "us.yaml", from_facts(Anna=alone, Ben=BEN))
    assert couple.run() == PROVISIONAL
    assert not couple.asked["Ben"]
    assert "cannot be answered together" in " ".join(couple.seen.split())


def test_separate_filers_each_say_their_own(adviser: Adviser, tmp_path: Path) -> None:
    """Each has an income of their own; whether they lived together is asked once."""
    anna = {**ANNA, "filing_status": "married filing separately", "lived_apart_all_year": "no"}
    couple = Couple(adviser, tmp_path / "us.yaml", from_facts(Anna=anna, Ben={**anna, "wages": "50000"}))
    assert couple.run() == DECIDED
    assert "filing_status" in couple.asked["Ben"] and "modified_agi" in couple.asked["Ben"]
    assert "lived_apart_all_year" not in couple.asked["Ben"]


def test_interrupted_it_says_how_to_go_on(adviser: Adviser, tmp_path: Path) -> None:
    def types(who: str, fact: str | None) -> str:
        if who == "Ben":
            raise KeyboardInterrupt
        return from_facts(Anna=ANNA, Ben=BEN)(who, fact) or ""

    couple = Couple(adviser, tmp_path / "us.yaml", types)
    assert couple.run() == INTERRUPTED
    found = adviser.advise_household(parse(couple.path.read_bytes(), "us.yaml"), DAY)
    assert found.savers[0].given["wages"] == 98_000_00 and "wages" not in found.savers[1].given


@pytest.mark.parametrize(
    "text",
    [
        "household: {tax_year: 2026, filing_status: married_joint}\nsavers: [{name: A, facts: {}}, {name: B, facts: {}}]",
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
    pair = Pair(names, (one, other))
    for as_json in (False, True):
        again = tuple(Session(adviser.rulebook, adviser.program, DAY.toordinal()) for _ in range(2))
        assert resume_both(parse(pair.text(as_json).encode(), "us"), (again[0], again[1])) == names


def test_at_a_terminal(terminal: Any) -> None:
    saver = terminal("ask", "--both", "us.yaml", "--as-of", "2026-06-30")
    saver.wait()
    assert "a name has a letter in it" in saver.type("7")
    assert "must tell you apart" in saver.type("Anna", "anna")
    shown = saver.type("Ben")
    assert saver.question(shown) is not None
    saver.child.sendcontrol("c")
    assert saver.end() == INTERRUPTED


def test_without_a_terminal_it_says_what_to_do(invoke: Callable[..., tuple[int, str]]) -> None:
    code, shown = invoke("ask", "--both", "us.yaml")
    assert code == 2 and "needs a terminal" in shown
    code, shown = invoke("ask", "--both", "us.yaml", "--answers", "me.yaml")
    assert code == 2 and "goes with no" in shown
