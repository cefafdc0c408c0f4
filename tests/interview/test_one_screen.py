"""What one screen of 80 columns and 24 lines holds: a question, a list of rare cases, a page, the whole interview."""

from __future__ import annotations

import importlib.util
import random
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rothroute.commands.ask import _letters
from rothroute.commands.common import own_command
from rothroute.engine import Adviser, letters
from rothroute.engine.ask.session import Session
from rothroute.engine.ask.state import QUICK, NextQuestion
from rothroute.engine.ask.typed import read_numbers, read_typed
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.interview import pages, start
from rothroute.engine.interview.autosave import Autosave
from rothroute.engine.interview.loop import Loop
from rothroute.engine.interview.screen import Look, Screen

from .conftest import DAY as ON
from .conftest import Open
from .test_keystrokes import DAY
from .test_transcripts import Typed

ROWS, COLUMNS = 24, 80
MOST_LINES = 350  # of the whole interview of a married engineer
ROOT = Path(__file__).resolve().parents[2]


def session_with(adviser: Adviser, **told: Any) -> Session:
    """A session of this year in which some facts are told."""
    session = Session(adviser.rulebook, adviser.program, DAY)
    session.presume_year()
    for name, value in told.items():
        assert not session.tell(name, value)
    return session


def lines_of(show: Callable[[Screen], object]) -> list[str]:
    """The lines that something shows on the screen."""
    shown: list[str] = []
    show(Screen(Look(COLUMNS, height=ROWS), shown.append, lambda prompt: ""))
    return "".join(shown).splitlines()


def at_the_gates(adviser: Adviser) -> NextQuestion:
    """The list of rare cases for an owner of a business with a 401(k) at work."""
    facts = {"business": "sole_proprietor", "age": 40, "filing_status": "single", "wages": 9_000_000,
             "modified_agi": 9_000_000, "workplace_plan": "401k", "plan_allows_after_tax": False}  # fmt: skip
    session = session_with(adviser, **facts)
    while (step := session.next()) is not None and not step.along:
        session.tell(step.fact, None)
    assert step is not None
    return step


def test_every_question_fits_a_screen_with_what_came_before_it(adviser: Adviser) -> None:
    session = session_with(adviser)
    for name in adviser.rulebook.questions:
        step = NextQuestion(name, None, 2, 40)
        lines = lines_of(lambda screen, step=step: pages.put(screen, session, step, 10, None))  # type: ignore[misc]
        assert len(lines) <= ROWS - 8, (name, "the line on the routes, a heading and the prompt stand there too")


def test_the_list_of_rare_cases_fits_a_screen(adviser: Adviser) -> None:
    step = at_the_gates(adviser)
    assert len(step.along) == 3
    assert len(lines_of(lambda screen: pages.put_list(screen, session_with(adviser), step, 10))) <= ROWS - 4


def test_no_page_overflows_the_screen(adviser: Adviser) -> None:
    """`:why` and `:help` of every question, and the review: a screen at a time, whatever they hold."""
    session = session_with(adviser, business="none", workplace_plan="401k")
    every = (
        *(lambda screen, name=name: pages.why(screen, session, [name]) for name in adviser.rulebook.questions),
        *(lambda screen, name=name: pages.help_page(screen, session, [name]) for name in adviser.rulebook.questions),
        lambda screen: pages.review(screen, session, pages.ALL),
    )
    for show in every:
        screens = in_screens(show)
        assert all(text.count("\n") < ROWS for text in screens), screens


def in_screens(show: Callable[[Screen], object]) -> list[str]:
    """What stands on the screen at each pause, and at the end."""
    screens = [""]

    def write(text: str) -> None:
        screens[-1] += text

    def read(prompt: str) -> str:
        screens.append("")
        return ""

    screen = Screen(Look(COLUMNS, height=ROWS), write, read)
    screen.paged(lambda: show(screen))
    return screens


def test_why_names_the_law_and_no_rule(adviser: Adviser) -> None:
    session = session_with(adviser, business="none", workplace_plan="401k")
    for name in adviser.rulebook.questions:
        said = " ".join(lines_of(lambda screen, name=name: pages.why(screen, session, [name])))  # type: ignore[misc]
        assert "_" not in said, said
    said = " ".join(lines_of(lambda screen: pages.why(screen, session, ["plan_allows_after_tax"])))
    assert "The law:" in said


def test_what_is_typed_within_a_page_ends_it(adviser: Adviser) -> None:
    shown: list[str] = []
    screen = Screen(Look(COLUMNS, height=ROWS), shown.append, lambda prompt: ":back")
    assert screen.paged(lambda: screen.items([str(number) for number in range(60)])) == (None, ":back")
    assert "".join(shown).count("\n") == ROWS - 2


def test_a_page_ends_before_an_empty_line(adviser: Adviser) -> None:
    """So that no heading stands alone at its foot."""
    parts = [*(f"{number}" for number in range(ROWS - 4)), "", "Heading", "-------", *map(str, range(9))]
    first, second = in_screens(lambda screen: screen.verbatim("\n".join(parts)))
    assert first.splitlines()[-1] == f"{ROWS - 5}"
    assert second.split()[0] == "Heading"


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("", set()), ("none", set()), ("no", set()), ("none of these", set()), ("1 3", {1, 3}), ("2", {2}),
     ("1, 2 and 3", {1, 2, 3}), ("1,3", {1, 3}), ("all", {1, 2, 3}), ("2 & 3", {2, 3})],
)  # fmt: skip
def test_a_list_takes_the_numbers_that_apply(typed: str, numbers: set[int]) -> None:
    assert read_numbers(typed, 3) == numbers


@pytest.mark.parametrize("typed", ["4", "0", "yes", "1 or 2", "not 1", "the first", "-1", "1.5 million", "²"])
def test_a_list_refuses_what_it_does_not_understand(typed: str) -> None:
    with pytest.raises(
        ValueError, match="Type the numbers from 1 to 3 of those that apply, like 1 2, or press Enter if"
    ):
        read_numbers(typed, 3)


def test_one_list_answers_all_its_questions_and_is_undone_at_once(adviser: Adviser, tmp_path: Path) -> None:
    step = at_the_gates(adviser)
    names = (step.fact, *step.along)
    session = session_with(adviser, business="sole_proprietor", workplace_plan="401k")
    lines = iter(["2"])

    def read(prompt: str) -> str:
        if (line := next(lines, None)) is None:
            raise EOFError
        return line

    loop = Loop(Screen(Look(height=1_000), lambda text: None, read), session, Autosave(tmp_path / "me.yaml", False))
    loop._put(step)
    assert [session.given[name].value for name in names] == [False, True, False, False]
    assert session.number("age") == len(session.asked) - 2, "a list counts as one question"
    assert session.undo()
    assert not any(name in session.given for name in names)


def test_back_goes_to_a_list_as_it_was_asked(adviser: Adviser, tmp_path: Path) -> None:
    """The numbers said so far stand there: Enter leaves them, others change them all, and undo takes that back."""
    step = at_the_gates(adviser)
    names = (step.fact, *step.along)
    session = session_with(adviser, business="sole_proprietor", workplace_plan="401k")
    assert not session.tell_all({name: name == names[1] for name in names})
    shown: list[str] = []
    lines = iter([":back", "", "1 3", ":undo"])

    def read(prompt: str) -> str:
        if (line := next(lines, None)) is None:
            raise EOFError
        return line

    loop = Loop(Screen(Look(height=1_000), shown.append, read), session, Autosave(tmp_path / "me.yaml", False))

    def values() -> list[object]:
        return [session.given[name].value for name in names]

    loop._put(NextQuestion("age", None, 1, 9))
    assert loop._current() == NextQuestion(names[0], None, 0, 0, names[1:])
    loop._put(NextQuestion(names[0], None, 0, 0, names[1:]))
    assert "Press Enter for 2 (your answer so far). Else type" in " ".join("".join(shown).split())
    assert "Unchanged." in shown[-1]
    assert values() == [False, True, False, False]
    loop._put(NextQuestion(names[0], None, 0, 0, names[1:]))
    assert values() == [True, False, True, False]
    loop._put(NextQuestion("age", None, 1, 9))
    assert values() == [False, True, False, False]


def test_a_list_that_contradicts_is_not_taken_at_all(adviser: Adviser) -> None:
    session = session_with(
        adviser, business="none", workplace_plan="401k", wages=9_000_000, employee_deferrals=3_000_000
    )
    before = dict(session.given)
    assert session.tell_all({"special_ira_case": False, "special_plan_case": False})
    assert session.given == before
    assert "special_ira_case" not in session.asked


def test_answers_left_unfinished_are_offered_at_the_start(terminal: Open) -> None:
    one = terminal()
    one.wait()
    one.type("34", "1")
    one.child.sendline(":quit")
    assert one.end() == 4
    two = terminal()
    assert "You left 2 answers unfinished on June 30, 2026. Go on with them? (yes or no) >" in two.wait()
    shown = two.type("yes")
    assert "2 answers from the file." in shown
    assert "- Your income: up to " in shown
    two.child.sendline(":quit")
    assert two.end() == 4
    three = terminal()
    three.wait()
    shown = three.type("no")
    assert "They stay in" in shown
    assert "1. How old will you be on December 31 of the tax year?" in shown
    three.child.sendline(":quit")
    assert three.end() == 4


def test_a_household_is_refused_by_its_name(adviser: Adviser) -> None:
    data = b"household: {tax_year: 2026}\nsavers: []\n"
    with pytest.raises(Refusal, match="this file is a household of two savers"):
        start._loaded(Session(adviser.rulebook, adviser.program, DAY), Path("us.yaml"), data)


def test_the_interview_of_a_married_engineer(terminal: Open, typed: Typed) -> None:
    """Married, a mega backdoor at work, with all he is asked about, on a small terminal."""
    married = {"filing_status": "married filing jointly", "spouse_compensation": "$0", "modified_agi": "$288,000"}
    facts = {**typed("big-tech-engineer"), **married, "spouse_covered_by_workplace_plan": "no"}
    one = terminal(rows=ROWS, day=ON)
    assert "Enter to finish" in one.answer_all(one.wait(), facts)
    assert "save your answers" in one.type("")
    one.type("me.yaml")
    one.child.sendline("")
    assert one.end() == 0
    assert "mega backdoor Roth" in one.seen
    assert len(one.transcript.splitlines()) <= MOST_LINES


def drawn(seed: int, count: int) -> list[dict[str, Any]]:
    """The savers of the benchmark."""
    spec = importlib.util.spec_from_file_location("questions", ROOT / "benchmarks" / "questions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    draw = random.Random(seed)
    return [module.saver(draw) for _ in range(count)]


def test_the_quick_path_halves_the_range(adviser: Adviser, tries: Callable[[int, int], int]) -> None:
    """Against as many questions of the usual path: the range of the total is half as wide at the median, or less."""
    widths: dict[bool, list[int]] = {True: [], False: []}
    for saver in drawn(7, tries(24, 1_000)):
        for quick, found in widths.items():
            session = Session(adviser.rulebook, adviser.program, saver["as_of"], quick)
            session.presume_year()
            while (step := session.next()) is not None and len(session.asked) < QUICK:
                session.tell(step.fact, saver[step.fact])
            assert adviser.rulebook.plan is not None
            low, high = session.trace().published(adviser.rulebook.plan.total) or (0, 0)
            found.append(high - low)
    assert statistics.median(widths[True]) * 2 <= statistics.median(widths[False])


@pytest.mark.parametrize("rules", [None, ROOT / "rules"])
def test_a_letter_by_rules_of_others_is_written_within_limits(
    rules: Path | None, adviser: Adviser, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = []
    monkeypatch.setattr(letters, "written", lambda work, order, adviser: orders.append(order) or ())  # type: ignore[func-returns-value]
    _letters(adviser, rules).write(Path("me.yaml"), Path("letter.html"), DAY)
    assert [order.foreign for order in orders] == [rules is not None]


def test_the_command_to_resume_has_its_path_where_the_shell_does_not_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "a venv" / "rothroute"
    there.parent.mkdir()
    there.write_text("#!/bin/sh\n")
    there.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(there)])
    assert own_command() == f"'{there}'"
    monkeypatch.setenv("PATH", str(there.parent))
    assert own_command() == "rothroute"
    monkeypatch.setattr("sys.argv", ["-c"])
    assert own_command() == "rothroute"


def test_a_route_that_an_amount_closes_says_why(adviser: Adviser) -> None:
    """The line against which the amount falls is said with it; what an answer closes by itself needs no reason."""
    session = session_with(adviser, business="none", age=34, filing_status="single", wages=31_000_000)
    before: dict[str, str] = {}

    def now(screen: Screen) -> None:
        before.update(pages.running(screen, session, dict(before)))

    first = " ".join(lines_of(now)).replace("  ", " ")
    assert "solo 401(k) closed;" in " ".join(first.split())
    assert not session.tell("modified_agi", 28_800_000)
    said = " ".join(" ".join(lines_of(now)).split())
    assert said.startswith("Now: direct Roth IRA closed (was: up to $7,500): your MAGI of $288,000 is")


def test_a_yes_to_jargon_is_spelled_out(adviser: Adviser) -> None:
    """What the plan's papers name is answered in a whole sentence; a plain yes or no is still taken."""
    session = session_with(adviser, business="none", workplace_plan="401k")
    for name in ("plan_allows_after_tax", "plan_allows_in_plan_roth_conversion", "plan_offers_roth"):
        step = NextQuestion(name, None, 2, 40)
        lines = lines_of(lambda screen, step=step: pages.put(screen, session, step, 10, None))  # type: ignore[misc]
        yes, no = (line.strip() for line in lines if line.strip().startswith(("1. yes", "2. no")))
        question = adviser.rulebook.questions[name]
        assert (yes, no) == (f"1. yes, {question.if_yes}", f"2. no, {question.if_no}")
        assert question.if_yes and question.if_no
        assert read_typed(adviser.rulebook.facts[name], "1") is True
