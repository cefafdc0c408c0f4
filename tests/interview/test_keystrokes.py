"""Whatever is typed, the interview goes on, ends in its own words, and leaves a whole answers file."""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rothroute.engine import Adviser
from rothroute.engine.ask.session import Session
from rothroute.engine.diagnostic import Diagnostic, Refusal
from rothroute.engine.interview import start
from rothroute.engine.interview.autosave import Autosave
from rothroute.engine.interview.ending import Letters, ending, left
from rothroute.engine.interview.loop import Loop, Quit
from rothroute.engine.interview.screen import Look, Screen
from rothroute.engine.resources import files
from rothroute.engine.rulebook.source import Mapping as Entries
from rothroute.engine.rulebook.source import parse
from rothroute.engine.value import read_date

from .conftest import Open

DAY = read_date("2026-06-30")
WORDS = (
    "", "yes", "no", "1", "2", "3", "7", "99", "34", "-5", "$70,500", "70.5k", "1e9", "999999999999", "10%", "100",
    "single", "none", "401k", ":back", ":why", ":unknown", ":review", ":undo", ":from", ":from payslip", ":save",
    ":finish", ":help", ":nonsense", ":", "::", "?", "back", "idk", "@", "5 @", "@ x", "\x00", "\x1b[A", "\x7f", "ＡＢ",
    "é", "\u202e", "- 1", "{}", "null", "a: b", "'", '"', "\\", "\ud800", "x" * 10_000, "9" * 10_000, " " * 500,
    "2026", "2026-06-30", "$", "%", "٣", "²",
)  # fmt: skip

SAVES = (
    ":save save1.yaml", ":save save2.json", ":s save3.yaml", ":save mine.yaml", ":save nowhere/save.yaml", ":save .",
    ":save " + "x" * 300, ":save \x00", ":save \ud800", ":save *", ":save save 4.yaml", ":save -", ":save ~",
)  # fmt: skip


def interview(adviser: Adviser, path: Path, lines: Iterator[str], letters: Letters | None = None) -> tuple[Loop, str]:
    """A whole interview with typed lines, without a terminal; the end of the lines is the end of the input."""
    shown: list[str] = []

    def read(prompt: str) -> str:
        shown.append(prompt)
        line = next(lines, None)
        if line is None:
            raise EOFError
        return line

    session = Session(adviser.rulebook, adviser.program, DAY)
    session.presume_year()
    loop = Loop(Screen(Look(height=1_000), shown.append, read), session, Autosave(path, False))
    try:
        loop.ask_all()
        ending(loop, lambda one: start.advised(adviser, one), lambda decision, brief: "the answer", letters)
    except (Quit, EOFError):
        left(loop, DAY)
    return loop, "".join(shown)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed words may be taken as the name of a file to save."""
    monkeypatch.chdir(tmp_path)


def whole(adviser: Adviser, path: Path) -> None:
    """The file is an answers file that `advise` reads."""
    node = parse(path.read_bytes(), str(path))
    assert isinstance(node, Entries)
    adviser.answers(adviser.given(node))


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(n, marks=pytest.mark.thorough) for n in range(6, 40))])
def test_any_keystrokes_leave_a_whole_file(seed: int, adviser: Adviser, tmp_path: Path) -> None:
    chance = random.Random(seed)
    random_text = (
        "".join(
            chr(chance.choice((chance.randrange(32, 127), chance.randrange(256)))) for _ in range(chance.randrange(30))
        )
        for _ in range(40)
    )
    words = (*WORDS, *SAVES) if seed % 2 else WORDS
    typed = [text if chance.random() < 0.2 else chance.choice(words) for text in random_text]
    lines = iter([line for line in typed if ".." not in line and not line.startswith("/")])
    path, mine = tmp_path / "me.yaml", tmp_path / "mine.yaml"
    mine.write_text("# written by hand\n")
    loop, shown = interview(adviser, path, lines)
    assert "Traceback" not in shown
    assert mine.read_text() == "# written by hand\n"
    assert not list(tmp_path.glob(".me.yaml.*")), "a file half written was left behind"
    if loop.keeper.saved:
        whole(adviser, loop.keeper.path)
    if path.exists():
        whole(adviser, path)
    for saved in tmp_path.glob("save*.yaml"):
        whole(adviser, saved)


def test_a_letter_that_cannot_be_written_is_told_and_asked_for_again(adviser: Adviser, tmp_path: Path) -> None:
    """Where what a format needs is not installed, reason and remedy are shown, and another name may be typed."""
    written: list[tuple[Path, Path, int]] = []

    def write(facts: Path, letter: Path, day: int) -> None:
        if letter.suffix == ".pdf":
            raise Refusal((Diagnostic("letters", "error", "`pdf` needs typst", help="pip install rothroute[letters]"),))
        written.append((facts, letter, day))

    letters = Letters(write, (".html", ".pdf"))
    lines = iter(["34", "1", ":finish", "", "", "me", "roth.pdf", "roth.odt", "roth.html"])
    loop, shown = interview(adviser, tmp_path / "me.yaml", lines, letters)
    assert "Error: pdf needs typst (pip install rothroute[letters])." in shown
    assert "Type a file name that ends in .html or .pdf, like letter.html." in " ".join(shown.split())
    assert "The letter is in roth.html." in shown
    assert written == [(loop.keeper.path, Path("roth.html"), DAY)]


def test_a_file_that_is_there_is_not_written_over(adviser: Adviser, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("# written by hand\n")
    loop, shown = interview(adviser, tmp_path / "me.yaml", iter(["34", ":save mine.yaml", ":save me.yaml", ":save"]))
    assert "mine.yaml already exists. Type another name." in shown
    assert mine.read_text() == "# written by hand\n"
    assert loop.keeper.path.name == "me.yaml"


@pytest.mark.parametrize("prompts", range(31))
def test_the_input_may_end_at_any_prompt(prompts: int, adviser: Adviser, tmp_path: Path) -> None:
    lines = iter(["2", "34", "1", "yes", "no", "120k", "1"] * 6)
    loop, shown = interview(adviser, tmp_path / "me.yaml", (next(lines) for _ in range(prompts)))
    assert ("To resume:" in shown) == bool(loop.session.asked) or "To get this answer again" in shown


def test_a_full_disk_is_said_once_and_the_answers_stay(
    adviser: Adviser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_text", full)
    loop, shown = interview(adviser, tmp_path / "me.yaml", iter(["34", "1", "single", "1"]))
    assert shown.count("could not be saved: No space left on device") == 1
    assert "Your answers could not be saved. They are:" in shown and "\n  1. " in shown.partition("They are:")[2]
    assert "echo" not in shown, "a shell keeps what is typed there"
    assert not list(tmp_path.iterdir())
    assert not loop.keeper.saved


def test_a_disk_that_fills_up_leaves_no_old_file_to_go_on_from(
    adviser: Adviser, tmp_path: Path, filling_disk: list[str]
) -> None:
    path = tmp_path / "me.yaml"
    _, shown = interview(adviser, path, iter(["34", "1", "single"]))
    assert path.read_text() == filling_disk[0]
    assert "Your answers could not be saved. They are:" in shown
    assert "age at the end of the year: 34" in shown.partition("They are:")[2]


def test_kill_leaves_the_last_whole_file(terminal: Open) -> None:
    one = terminal("--answers", "me.yaml")
    one.wait()
    one.type("34", "1")
    before = (one.home / "me.yaml").read_text()
    one.child.kill(signal.SIGKILL)
    one.child.wait()
    assert (one.home / "me.yaml").read_text() == before
    assert [path.name for path in one.home.iterdir()] == ["me.yaml"]
    again = terminal("--answers", "me.yaml")
    again.wait()
    again.child.sendline(":quit")
    assert again.end() == 4


def test_raw_bytes_at_a_terminal(terminal: Open) -> None:
    chance = random.Random(7)
    one = terminal("--answers", "me.yaml")
    one.wait()
    for _ in range(15):
        raw = bytes(byte for byte in chance.randbytes(40) if byte not in (3, 4, 10, 13, 17, 19, 26, 28, 15, 22))
        os.write(one.child.child_fd, raw + b"\n")
        one.wait()
    one.child.sendeof()
    one.child.expect("Your answers are saved|Nothing was answered|> $")
    one.child.close(force=True)
    assert "Traceback" not in one.seen
    assert "bug in rothroute" not in one.seen


def test_without_a_terminal_nothing_is_ever_asked(
    adviser: Adviser, tmp_path: Path, invoke: Callable[..., tuple[int, str]]
) -> None:
    assert invoke("ask") == (2, "")
    pending = tmp_path / "pending.json"
    code, shown = invoke("ask", "--as-of", "2026-06-30", "--pending", str(pending))
    assert code == 4
    found = json.loads(pending.read_text())
    assert found["next"] == found["needed"][0]["fact"] or found["next"] in {one["fact"] for one in found["needed"]}
    assert {"question", "why", "who", "where"} <= set(found["needed"][0])
    assert "> " not in shown


@pytest.mark.parametrize(("example", "wanted"), [("big-tech-engineer", 0), ("plan-features-unknown", 4)])
def test_an_answers_file_without_a_person(
    example: str, wanted: int, tmp_path: Path, invoke: Callable[..., tuple[int, str]]
) -> None:
    pending = tmp_path / "pending.json"
    file = str(Path(__file__).resolve().parents[2] / "examples" / f"{example}.yaml")
    code, shown = invoke("ask", "--answers", file, "--no-input", "--pending", str(pending))
    same, advised = invoke("advise", file)
    assert code == same == wanted
    assert shown == advised
    assert json.loads(pending.read_text())["needed"] == []
