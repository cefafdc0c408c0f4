"""Each example saver answers at a real terminal from start to end; the sessions are kept as readable transcripts.

Run with ROTHROUTE_WRITE_TRANSCRIPTS=1 to write them anew, and read the difference.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import EXAMPLES, Open, Terminal

HERE = Path(__file__).parent / "transcripts"
# The terminals people use: columns, settings of the environment, options of the command.
TERMINALS: dict[str, tuple[int, dict[str, str], tuple[str, ...]]] = {
    "couple-in-phase-out": (40, {}, ()),
    "freelancer": (80, {}, ("--accessible",)),
    "income-unknown": (80, {"NO_COLOR": "1", "TERM": "xterm"}, ()),
    "nurse-403b-side-practice": (200, {}, ()),
    "part-time-student": (80, {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}, ()),
    "rollover-ira": (80, {"ACCESSIBLE": "1"}, ()),
    "s-corp-owner": (80, {"TERM": "xterm"}, ()),
}
WITH_A_LETTER = ("couple-in-phase-out", "plan-features-unknown")
Typed = Callable[[str], dict[str, str]]


def kept(name: str, transcript: str) -> None:
    """Hold a session against its transcript."""
    path = HERE / f"{name}.txt"
    if os.environ.get("ROTHROUTE_WRITE_TRANSCRIPTS"):
        path.write_text(transcript, "utf-8")
    assert transcript == path.read_text("utf-8")


def cut(transcript: str) -> str:
    """The transcript without explained answers, which the other sessions hold against `advise`."""
    return re.sub(r"(?s)\nYour Roth plan.*?legal or investment\s+advice\.", "\n[the explained answer]", transcript)


def without_answer(transcript: str, answer: str) -> str:
    """The transcript with the explained answer, which has goldens of its own, cut out where it stands word for word."""
    assert answer.strip() in transcript
    return transcript.replace(answer.strip(), "[the explained answer, as `rothroute advise` writes it]")


def advised(terminal: Terminal, file: Path, columns: int, settings: dict[str, str]) -> str:
    """What `advise` says first of the saved answers at the same kind of terminal."""
    command = [sys.executable, "-c", "from rothroute.cli import main; main()", "advise", "--brief", str(file)]
    env = {**os.environ, "COLUMNS": str(columns), "TERM": "dumb", "PYTHONUTF8": "1", **settings}
    found = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    assert found.returncode in (0, 4), found.stderr
    return found.stdout


def lettered(terminal: Terminal, file: Path, day: str) -> Path:
    """The letter that `rothroute letter` writes from the saved answers."""
    path = terminal.home / "same.html"
    command = ["-c", "from rothroute.cli import main; main()", "letter", str(file), "-o", str(path), "--date", day]
    found = subprocess.run([sys.executable, *command], capture_output=True, encoding="utf-8", check=False)
    assert found.returncode in (0, 4), found.stderr
    return path


@pytest.mark.parametrize("example", sorted(path.stem for path in EXAMPLES.glob("*.yaml")))
def test_example_savers_at_a_terminal(example: str, terminal: Open, typed: Typed) -> None:
    facts = typed(example)
    columns, settings, options = TERMINALS.get(example, (80, {}, ()))
    with_colour = settings.get("TERM") == "xterm" and "NO_COLOR" not in settings
    one = terminal(*options, columns=columns, day=facts["as_of"], **settings)
    one.answer_all(one.wait(), facts)
    shown = one.type("")
    if "to write this to" in shown:
        shown = one.type("to-send.txt")
    assert "save your answers" in shown
    assert "a letter to keep" in one.type("me.yaml")
    if example in WITH_A_LETTER:
        assert "Type a file name that ends in" in one.type("letter")
    one.child.sendline("letter.html" if example in WITH_A_LETTER else "")
    code = one.end()
    assert code == (4 if "unknown" in example else 0)
    file = one.home / "me.yaml"
    assert file.stat().st_mode & 0o777 == 0o600
    plain = re.sub(r"\x1b\[[0-9;]*m", "", one.transcript)
    assert ("\x1b[" in one.transcript) == with_colour
    assert all(len(line) <= columns for line in plain.splitlines() if not line.startswith(("rothroute", "echo", " ")))
    heard = {**settings, "ACCESSIBLE": "1"} if "--accessible" in options else settings
    kept(example, without_answer(plain, advised(one, file, columns, heard)))
    if example in WITH_A_LETTER:
        same = lettered(one, file, facts["as_of"])
        assert (one.home / "letter.html").read_bytes() == same.read_bytes()


def test_back_why_change_unknown_interrupt_and_resume(terminal: Open, typed: Typed) -> None:
    facts = typed("big-tech-engineer")
    transcripts = []
    one = terminal("--answers", "me.yaml")
    first = one.question(one.wait())
    assert first is not None
    second = one.question(one.type(facts[first]))
    assert second is not None
    assert one.question(one.type(":why", ":back")) == first
    assert one.question(one.type("")) == second
    shown = one.type("no such answer", ":help", f"{facts[second]} @ payslip", ":from memory", ":review", "")
    shown = one.answer_until("wages", shown, facts)
    shown = one.type("a lot", "310k", ":undo")
    assert one.question(shown) == "wages"
    one.type("$310,000", ":unknown")
    one.child.sendintr()
    assert one.end() == 130
    assert "rothroute ask --answers me.yaml" in one.seen
    transcripts.append(one.transcript)

    two = terminal("--answers", "me.yaml")
    two.answer_all(two.wait(), facts)
    number = two.number_of("business", two.type(":review"))
    assert two.question(two.type(number)) == "business"
    two.type("sole proprietor")
    two.child.sendeof()
    assert two.end() == 4
    transcripts.append(two.transcript)

    three = terminal("--answers", "me.yaml")
    three.wait()
    shown = three.type(":review", number, "no business", ":review")
    unknown = re.search(r"(\d+)\. ([^:.]+): I don't know", shown)
    assert unknown, shown
    assert "Number to change" in three.answer_all(three.type(unknown[1]), facts), "the review returns to its list"
    assert "Enter to finish" in three.answer_all(three.type(""), facts)
    assert "a letter to keep" in three.type("")
    three.child.sendline("")
    assert three.end() == 0
    transcripts.append(three.transcript)
    kept("interrupted-and-resumed", cut("\n$\n".join(transcripts)))


def test_a_business_owner_goes_back_changes_saves_and_resumes(terminal: Open, typed: Typed) -> None:
    """The nurse with a practice: first under the name of no file, then from the file she named."""
    facts = typed("nurse-403b-side-practice")
    one = terminal()
    first = one.question(one.wait())
    assert first is not None
    second = one.question(one.type(facts[first]))
    assert second is not None
    assert one.question(one.type(":back")) == first
    unsure = {**facts, "business_has_eligible_employees": ":unknown"}
    one.answer_until("business_profit", one.type(""), unsure)
    assert "solo 401(k)" in one.type(":why")
    assert "Saved in nurse.yaml." in one.type(":save nurse.yaml")
    one.type("$75,000")
    number = one.number_of("business_profit", one.type(":review"))
    assert one.question(one.type(number)) == "business_profit"
    one.type(facts["business_profit"])
    one.child.sendline(":quit")
    assert one.end() == 4
    assert "rothroute ask --answers nurse.yaml" in one.seen
    assert not list((one.home / "state").rglob("*.yaml")), "the draft stays beside the file that was named"

    two = terminal("--answers", "nurse.yaml")
    shown = two.answer_all(two.wait(), facts)
    assert "Enter to finish" in shown
    number = two.number_of("business_has_eligible_employees", two.type(":review"))
    assert "Number to change" in two.answer_all(two.type(number), facts), "the review returns to its list"
    assert "Enter to finish" in two.answer_all(two.type(""), facts)
    assert "a letter to keep" in two.type("")
    two.child.sendline("")
    assert two.end() == 0
    file = two.home / "nurse.yaml"
    assert "business_profit: $60,000" in file.read_text().replace('"', "")
    kept("saved-and-resumed-with-a-business", cut(f"{one.transcript}\n$\n{two.transcript}"))


def test_quick_asks_at_most_eight_questions(terminal: Open, typed: Typed) -> None:
    facts = typed("s-corp-owner")
    one = terminal("--quick", day=facts["as_of"])
    shown = one.answer_all(one.wait(), facts)
    assert "Enter to finish" in shown
    questions = re.findall(r"(?m)^(\d+)\. .*", one.transcript.partition("Your answer\n")[0])
    assert max(map(int, questions)) <= 8
    shown = one.type("")
    if "to write this to" in shown:
        shown = one.type("")
    assert "save your answers" in shown
    assert "a letter to keep" in one.type("me.yaml")
    one.child.sendline("")
    assert one.end() == 4
    kept("quick", cut(one.transcript))


def test_finish_stops_and_more_goes_on_to_the_total(terminal: Open, typed: Typed) -> None:
    """`:finish` where only unusual answers could still change something; `:total` asks what the total needs."""
    facts = typed("big-tech-engineer")
    one = terminal(day=facts["as_of"])
    shown = one.wait()
    while "Type :finish to stop here." not in shown:
        shown = one.type(facts[one.question(shown) or ""])
    shown = one.type(":finish")
    assert "This result assumes what is usual for most people." in shown
    assert "Enter to finish" in shown
    shown = one.type(":total")
    asked = one.question(shown)
    assert asked is not None
    shown = one.answer_all(shown, facts)
    assert "Enter to finish" in shown
    assert "Type :total" not in shown
    assert "save your answers" in one.type("")
    assert "a letter to keep" in one.type("me.yaml")
    one.child.sendline("")
    assert one.end() == 0
    kept("finished-and-more", cut(one.transcript))


@pytest.mark.parametrize(
    ("example", "settings", "options"),
    [
        ("freelancer", {}, ("--accessible",)),
        ("rollover-ira", {"ACCESSIBLE": "1"}, ()),
        ("plan-features-unknown", {}, ("--accessible",)),
    ],
)
def test_nothing_is_drawn_for_those_who_hear_the_lines(
    example: str, settings: dict[str, str], options: tuple[str, ...], terminal: Open, typed: Typed
) -> None:
    """Where the terminal could show colour: the questions, the review, the answer and what comes after it."""
    facts = typed(example)
    one = terminal(*options, day=facts["as_of"], TERM="xterm-256color", **settings)
    first = one.question(one.wait())
    assert first is not None
    one.type(":help", ":why", "no such answer")
    one.type(facts[first], ":review")
    shown = one.type("")
    one.answer_all(shown, facts)
    shown = one.type("")
    if "to write this to" in shown:
        shown = one.type("")
    assert "save your answers" in shown
    one.type("me.yaml")
    one.child.sendline("")
    assert one.end() == (4 if "unknown" in example else 0)
    assert re.search(r"Roth accounts|is certain for|can go in for", one.seen)
    drawn = [line for line in one.seen.splitlines() if re.search(r"\x1b|[\u2500-\u259f]|[-=_]{4}", line)]
    assert not drawn


def test_a_file_of_last_year_moves_to_this_one(terminal: Open) -> None:
    one = terminal("--answers", "me.yaml")
    by_hand = "# my own file\ntax_year: 2025\nfiling_status: single\nage: 49\nwages: $90,000\nworkplace_plan: none\n"
    (one.home / "me.yaml").write_text(by_hand)
    one.child.close(force=True)
    two = terminal("--answers", "me.yaml")
    assert "Move them to 2026?" in two.wait()
    shown = two.type("yes")
    assert "age at the end of the year: now 50." in shown
    assert "with your old answer shown: pay from this employer." in shown
    shown = two.answer_until("wages", shown, {"business": "none"})
    assert "Press Enter for $90,000 (your answer for an earlier year)." in shown
    two.type("", ":total" if "finish" in shown else ":help")
    two.child.sendline(":quit")
    assert two.end() == 4
    assert (two.home / "me.yaml").read_text() == by_hand
    assert "tax_year: 2026" in (two.home / "me-answers.yaml").read_text()
