"""Each command does what the help says, at every prompt; no file of the saver's is written over."""

from __future__ import annotations

import ast
import contextlib
import json
import random
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.interview import start
from rothroute.engine.interview.autosave import Autosave
from rothroute.engine.interview.ending import Letters, ending, left
from rothroute.engine.interview.loop import Loop, Quit
from rothroute.engine.interview.pages import COMMANDS
from rothroute.engine.interview.screen import Look, Screen
from rothroute.engine.interview.start import InterviewOptions
from rothroute.engine.value import read_date

from .conftest import ROOT, Open
from .test_keystrokes import DAY, whole

Invoke = Callable[..., tuple[int, str]]
REFUSAL = re.compile(r"^(Type|Press|Choose|Answer) | (must|cannot|could|may|is) ")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed words may be taken as the name of a file to save."""
    monkeypatch.chdir(tmp_path)


def answering(adviser: Adviser, *typed: str) -> tuple[Loop, list[str]]:
    """An interview with typed lines that keeps its answers in me.yaml; what each line brought."""
    brought = [""]

    def show(text: str) -> None:
        brought[-1] += text

    def read(prompt: str) -> str:
        show(prompt)
        line = next(lines, None)
        if line is None:
            raise EOFError
        brought.append("")
        return line

    lines = iter(typed)
    session = start.Session(adviser.rulebook, adviser.program, DAY)
    session.presume_year()
    loop = Loop(Screen(Look(height=1_000), show, read), session, Autosave(Path("me.yaml"), False))
    with contextlib.suppress(EOFError):
        loop.ask_all()
    return loop, [" ".join(text.split()) for text in brought]


def at_the_end(adviser: Adviser, *typed: str, draft: bool = True, letters: Letters | None = None) -> tuple[Loop, str]:
    """The end of an interview that was finished after two answers, with what is typed there."""
    shown: list[str] = []
    lines = iter(["34", "1", ":finish", *typed])

    def read(prompt: str) -> str:
        shown.append(prompt)
        line = next(lines, None)
        if line is None:
            raise EOFError
        return line

    session = start.Session(adviser.rulebook, adviser.program, DAY)
    session.presume_year()
    keeper = Autosave(Path("state/draft.yaml") if draft else Path("me.yaml"), draft)
    loop = Loop(Screen(Look(height=1_000), shown.append, read), session, keeper)
    try:
        loop.ask_all()
        ending(loop, lambda one: start.advised(adviser, one), lambda decision, brief: "the answer", letters)
    except (Quit, EOFError):
        left(loop, DAY)
    return loop, " ".join("".join(shown).split())


def test_enter_on_a_revisited_question_leaves_source_and_day(adviser: Adviser) -> None:
    later = read_date("2026-07-02")
    loop, _ = answering(adviser, "34 @ tax return", "1")
    first = loop.session.asked[0]
    before = loop.session.given[first]
    assert before.source == "tax return"
    loop.session.day = later
    lines = iter([":back 2", ""])
    shown: list[str] = []

    def read(prompt: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    loop.screen = Screen(Look(height=1_000), shown.append, read)
    with pytest.raises(EOFError):
        loop.ask_all()
    assert "Unchanged." in "".join(shown)
    assert loop.session.given[first] == before
    assert loop.revisit is None
    loop.save()
    assert f"{first}: {{source: tax return, day: 2026-06-30}}" in Path("me.yaml").read_text()


def test_an_answer_left_as_it_was_is_no_change_to_take_back(adviser: Adviser) -> None:
    loop, _ = answering(adviser, "34", "1", ":back", "", ":undo")
    assert len(loop.session.asked) == 1


def counts(shown: str) -> list[tuple[int, int]]:
    """The bounds of questions to go, as shown."""
    found = re.findall(r"(At most |At least (\d+), at most )?(\d+) to go", shown)
    return [(int(least or (0 if some else most)), int(most)) for some, least, most in found]


def test_no_count_is_shown_while_an_answer_is_changed(adviser: Adviser) -> None:
    """What is open may follow from the answer that is about to go, so no number would hold."""
    _, brought = answering(adviser, "34", "1", "1", ":back", ":back", "", ":review", "1")
    for number in (4, 5, 8):
        assert "You are changing an answer. :why" in brought[number]
        assert not counts(brought[number])
    assert counts(brought[6])


@pytest.mark.parametrize("seed", range(6))
def test_the_counts_shown_hold_between_changes(seed: int, adviser: Adviser) -> None:
    """The most to go never grows, but for a change of an answer, at which none is shown."""
    chance = random.Random(seed)
    words = ("1", "2", "34", "no", "yes", "$90,000", ":back", ":back 2", "", ":unknown")
    typed = [chance.choice(words) for _ in range(60)]
    _, brought = answering(adviser, *typed)
    before: tuple[int, int] | None = None
    for line, shown in zip(["", *typed], brought, strict=False):
        if "You are changing" in shown or ":back" in line:
            before = None
        elif found := counts(shown):
            assert before is None or found[-1][1] <= before[1], (line, shown)
            before = found[-1]


def test_back_goes_as_many_questions_as_it_is_told(adviser: Adviser) -> None:
    loop, brought = answering(adviser, "34", "1", ":unknown", ":back 2")
    assert loop.revisit == loop.session.asked[1]
    loop, _ = answering(adviser, "34", "1", ":unknown", ":back 99")
    assert loop.revisit == loop.session.asked[0]
    for wrong in (":back x", ":back 0", ":back -1", ":back 1.5", ":back ²"):
        loop, brought = answering(adviser, "34", "1", wrong)
        assert "Type :back, or :back and how many questions, like :back 2." in brought[-1]
        assert loop.revisit is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (":u", ":u may be :unknown or :undo."),
        (":f", ":f may be :from or :finish."),
        (":nonsense 3", ":nonsense is not a command."),
        (":", ": is not a command."),
    ],
)
def test_a_line_that_is_no_one_command_is_told_with_the_help(typed: str, said: str, adviser: Adviser) -> None:
    _, brought = answering(adviser, typed)
    assert f"Please try again. {said}" in brought[1]
    assert "except :f and :u, which fit two commands." in brought[1]


def test_the_help_names_every_beginning_that_is_not_enough(adviser: Adviser) -> None:
    names = list(COMMANDS)
    twice = {name[0] for name in names if sum(other.startswith(name[0]) for other in names) > 1}
    assert twice == {"f", "u"}


def test_what_cannot_be_done_says_what_to_type(adviser: Adviser) -> None:
    def last(*typed: str) -> str:
        return answering(adviser, *typed)[1][-1]

    assert "Please try again. Answer a question first, then type its source, like :from payslip." in last(
        ":from payslip"
    )
    assert "Please try again. Answer a question first, then type its source, like :from payslip." in last("34", ":from")
    assert re.search(r"Please try again. Type a number from 1 to \d+, or press Enter\.", last("34", ":review", "99"))
    assert re.search(
        r"Please try again. Type a number from 1 to \d+, or press Enter\.", last("34", ":review", "none of them")
    )
    assert "Please try again. Type a shorter file name, like me.yaml." in last(f":save {'x' * 300}.yaml")
    Path("there.yaml").write_text("mine")
    assert "Please try again. there.yaml already exists. Type another name." in last(":save there.yaml")
    told = last("34", ":save nowhere/me.yaml")
    assert "Error: nowhere/me.yaml could not be written: No such file or directory. Type another file name." in told


def test_a_name_the_system_refuses_is_told(adviser: Adviser, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bool:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    _, brought = answering(adviser, ":save locked/me.yaml")
    assert "Please try again. locked/me.yaml cannot be used: Permission denied. Type another name." in brought[-1]


def test_the_year_comes_before_anything_else(terminal: Open) -> None:
    one = terminal("--answers", "me.yaml", day="2026-03-02")
    one.wait()
    for typed in ("1999", "5", "two thousand", ":unknown", "99999", "²", ""):
        assert "Please try again. Type one of the years 2023, 2024, 2025, 2026." in one.type(typed)
    assert "Please try again. Choose the tax year first, then type :finish." in one.type(":finish")
    assert "This is the first question." in one.type(":back")
    assert "You are changing an answer." in one.type("2025", ":review", "1")
    one.child.sendline(":quit")
    assert one.end() == 4


def test_at_the_end_only_what_it_offers_is_done(adviser: Adviser) -> None:
    _, shown = at_the_end(adviser, "what", ":why", ":", "q", "", "", "")
    assert shown.count("Please try again. Press Enter, or type :more or :review.") == 4


def test_quit_at_the_end_keeps_the_answers(adviser: Adviser) -> None:
    loop, shown = at_the_end(adviser, ":quit")
    assert "rothroute ask --answers state/draft.yaml" in shown
    whole(adviser, loop.keeper.path)


@pytest.mark.parametrize("quits", [":quit", ":q", "quit", "exit", ":quit now"])
@pytest.mark.parametrize("skips", [0, 1])
def test_quit_at_a_file_name_keeps_the_draft(quits: str, skips: int, adviser: Adviser) -> None:
    _, shown = at_the_end(adviser, "", *[""] * skips, quits)
    assert "Your answers are saved" in shown
    assert "rothroute ask --answers state/draft.yaml" in shown
    whole(adviser, Path("state/draft.yaml"))
    assert [path.name for path in Path().iterdir()] == ["state"]


def test_save_and_a_name_at_a_file_name_is_the_name(adviser: Adviser) -> None:
    _, shown = at_the_end(adviser, "", ":save to-send.txt", ":save mine.yaml")
    assert "Written to to-send.txt." in shown
    assert "Saved in mine.yaml." in shown
    assert "rothroute advise mine.yaml" in shown
    whole(adviser, Path("mine.yaml"))
    assert not list(Path("state").iterdir())


def test_a_file_name_prompt_takes_no_other_command(adviser: Adviser) -> None:
    wrong = (":back", ":nonsense", ":u", ":finish", ":x.yaml", "back", ":")
    _, shown = at_the_end(adviser, "", "", *wrong, ":save", ":help", "x" * 201, "mine.yaml")
    assert shown.count("Type a file name, or press Enter to continue without one; :quit saves and leaves.") == len(
        wrong
    )
    assert ":u may be :unknown or :undo." in shown
    assert "Type :save and a file name, like :save me.yaml, or press Enter to continue without one." in shown
    assert (
        "Type a file name, like me.yaml, or press Enter to continue without one. Existing files are not overwritten."
        in shown
    )
    assert "Type :quit to save your answers and leave." in shown
    assert "Saved in mine.yaml." in shown
    assert len(list(Path().iterdir())) == 2


def test_a_name_that_cannot_be_written_is_asked_for_again(adviser: Adviser) -> None:
    _, shown = at_the_end(adviser, "", "nowhere/send.txt", "nowhere/me.yaml", "me.yaml")
    assert "Error: nowhere/send.txt could not be written: No such file or directory." in shown
    assert "Error: nowhere/me.yaml could not be written: No such file or directory. Type another name." in shown
    assert "Saved in me.yaml." in shown


def test_a_letter_from_answers_without_a_name_is_written_before_they_go(adviser: Adviser) -> None:
    def write(facts: Path, letter: Path, day: int) -> None:
        letter.write_text(facts.read_text())

    _, shown = at_the_end(adviser, "", "", "", "roth.html", letters=Letters(write, (".html", ".md")))
    assert "The letter is in roth.html." in shown
    assert "state/draft.yaml" not in shown
    assert "Your answers were not saved." in shown.partition("To get this answer again")[2]
    assert not Path("state/draft.yaml").exists()


def test_no_letter_is_offered_from_a_file_that_fell_behind(adviser: Adviser, filling_disk: list[str]) -> None:
    _, shown = at_the_end(adviser, "", "", draft=False, letters=Letters(lambda *job: None, (".html", ".md")))
    assert len(filling_disk) == 1
    assert "a letter to keep" not in shown
    assert "Your answers were not saved." in shown.partition("To get this answer again")[2]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
def test_a_disk_that_is_really_full(terminal: Open, adviser: Adviser) -> None:
    one = terminal("--answers", "me.yaml")
    one.wait()
    one.type("34")
    before = (one.home / "me.yaml").read_text()
    limits = resource.prlimit(one.child.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(one.child.pid, resource.RLIMIT_FSIZE, (100, limits[1]))
    assert "your answers could not be saved: File too large." in one.type("1")
    assert "could not be saved" not in one.type("1")
    assert "other.yaml could not be written: File too large. Type another file name." in one.type(":save other.yaml")
    assert (one.home / "me.yaml").read_text() == before
    assert [path.name for path in one.home.iterdir()] == ["me.yaml"]
    resource.prlimit(one.child.pid, resource.RLIMIT_FSIZE, limits)
    assert "Saved in me.yaml." in one.type(":save")
    one.child.sendline(":quit")
    assert one.end() == 4
    whole(adviser, one.home / "me.yaml")


BY_HAND = "# mine\ntax_year: 2026\nfiling_status: single\n"


def begun(adviser: Adviser, name: str = "me.yaml") -> start.Start:
    """How an interview begins from a file."""
    return start._started(adviser, InterviewOptions(Path(name), DAY, False, False, False, None))


def told(found: start.Start) -> None:
    """Answer one question and save, as the loop does."""
    step = found.session.next()
    assert step is not None
    found.session.tell(step.fact, None)
    assert found.keeper.save(found.session)


def test_answers_beside_a_file_written_by_hand_are_gone_on_from(adviser: Adviser) -> None:
    Path("me.yaml").write_text(BY_HAND)
    first = begun(adviser)
    assert first.keeper.path == Path("me-answers.yaml")
    assert first.notes == ("me.yaml is left unchanged.", "Your answers are kept in me-answers.yaml.")
    told(first)
    second = begun(adviser)
    assert second.keeper.path == Path("me-answers.yaml")
    assert second.session.given == first.session.given
    assert second.notes[1] == "Resuming from me-answers.yaml, where your earlier answers are kept."
    told(second)
    assert len(begun(adviser).session.given) == len(first.session.given) + 1
    assert Path("me.yaml").read_text() == BY_HAND


@pytest.mark.parametrize(
    "there", ["# also mine\ntax_year: 2026\n", "no facts: [", "", None, "tax_year: 1800\n", "\x00\xff"]
)
def test_a_file_that_has_the_name_already_is_left_alone(there: str | None, adviser: Adviser) -> None:
    Path("me.yaml").write_text(BY_HAND)
    other = Path("me-answers.yaml")
    if there is None:
        other.mkdir()
    else:
        other.write_text(there, encoding="latin-1")
    found = begun(adviser)
    assert found.keeper.path == Path("me-answers-2.yaml")
    assert "me-answers.yaml already exists with other answers and is left unchanged too." in found.notes
    told(found)
    assert other.is_dir() if there is None else other.read_text("latin-1") == there
    assert begun(adviser).keeper.path == Path("me-answers-2.yaml")


def test_answers_that_differ_from_the_file_written_by_hand_are_left_alone(adviser: Adviser) -> None:
    Path("me.yaml").write_text(BY_HAND)
    told(begun(adviser))
    before = Path("me-answers.yaml").read_text()
    Path("me.yaml").write_text(BY_HAND.replace("single", "head_of_household"))
    found = begun(adviser)
    assert found.keeper.path == Path("me-answers-2.yaml")
    told(found)
    assert Path("me-answers.yaml").read_text() == before
    Path("me.yaml").write_text(BY_HAND)
    assert begun(adviser).keeper.path == Path("me-answers.yaml")


def test_what_became_of_a_file_written_by_hand_is_said_at_the_terminal(terminal: Open) -> None:
    one = terminal("--answers", "me.yaml")
    one.child.close(force=True)
    (one.home / "me.yaml").write_text(BY_HAND)
    two = terminal("--answers", "me.yaml")
    assert "me.yaml is left unchanged. Your answers are kept in me-answers.yaml." in two.wait()
    two.type("34")
    two.child.sendline(":quit")
    two.end()
    three = terminal("--answers", "me.yaml")
    assert "2 answers from the file" in (shown := three.wait()), shown
    assert "Resuming from me-answers.yaml" in shown
    three.child.sendline(":quit")
    three.end()


def complaint(*arguments: str) -> tuple[int, str]:
    """The exit code of `ask` without a person, and what it complained of."""
    command = [sys.executable, "-c", "from rothroute.cli import main; main()", "ask", "--no-input", *arguments]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    return found.returncode, found.stderr


def test_a_missing_file_is_refused_without_a_person() -> None:
    code, shown = complaint("--answers", "nofile.yaml", "--pending", "needed.json")
    assert code == 2
    assert "`nofile.yaml` does not exist" in shown
    assert not list(Path().iterdir())


def test_pending_writes_over_nothing_but_its_own() -> None:
    Path("me.yaml").write_text(BY_HAND)
    Path("also-me.yaml").symlink_to("me.yaml")
    Path("folder.json").mkdir()
    foreign: dict[str, str] = {"other.json": '{"schema": 1}', "list.json": "[]", "notes.txt": "mine", "empty.json": ""}
    for name, text in foreign.items():
        Path(name).write_text(text)
    for name in ("me.yaml", "./me.yaml", "also-me.yaml", *foreign, "folder.json", "/dev/null"):
        code, shown = complaint("--answers", "me.yaml", "--pending", name)
        assert code == 2
        why = "is the answers file" if "me.yaml" in name else "already exists and was not written by --pending"
        assert why in shown
        assert "choose another name for --pending" in shown
    assert Path("me.yaml").read_text() == BY_HAND
    assert {name: Path(name).read_text() for name in foreign} == foreign
    assert complaint("--answers", "me.yaml", "--pending", "needed.json")[0] == 4
    Path("me.yaml").write_text(BY_HAND + "age: 34\n")
    before = json.loads(Path("needed.json").read_text())
    assert complaint("--answers", "me.yaml", "--pending", "needed.json")[0] == 4
    after = json.loads(Path("needed.json").read_text())
    assert set(before) == set(after) == start.PENDING
    assert before != after
    code, shown = complaint("--answers", "me.yaml", "--pending", "nowhere/needed.json")
    assert code == 2
    assert "`nowhere/needed.json` cannot be written: No such file or directory" in shown


def test_an_interrupt_while_the_command_loads_is_an_interrupt(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from rothroute.cli import main; main()"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (found.returncode, found.stdout, found.stderr) == (130, "", "")


def literals(node: ast.AST) -> Iterator[str]:
    """Every text in a piece of a program, formatted texts by their fixed parts."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def refusals(path: Path) -> Iterator[str]:
    """The longest fixed part of each message a module shows as an error."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        called: Any = node.func if isinstance(node, ast.Call) else None
        error = getattr(called, "attr", "") in ("error", "again") or getattr(called, "id", "") == "ValueError"
        unfit = isinstance(node, ast.Return) and path.name in ("loop.py", "typed.py")
        if error or unfit:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant | ast.JoinedStr):
                    longest = max(literals(inner), key=len, default="")
                    if REFUSAL.search(longest):
                        yield longest


def test_every_error_is_named_by_a_test() -> None:
    sources = [path for part in ("interview", "ask") for path in sorted((ROOT / "engine" / part).glob("*.py"))]
    tests = [*(ROOT / "tests" / "interview").glob("*.py"), *(ROOT / "tests" / "engine" / "ask").glob("*.py")]
    said = "\n".join(re.sub(r"\\(.)", r"\1", text) for path in tests for text in literals(ast.parse(path.read_text())))
    wanted = {text for path in sources for text in refusals(path)}
    assert len(wanted) > 15
    assert not {text for text in wanted if text.strip() not in said}


def test_an_amount_above_what_the_law_allows_is_asked_back(adviser: Adviser) -> None:
    session = start.Session(adviser.rulebook, adviser.program, DAY)
    session.presume_year()
    for fact, value in {"business": "none", "workplace_plan": "401k", "age": 40, "wages": 20_000_000}.items():
        assert not session.tell(fact, value)
    loop = Loop(
        Screen(Look(height=1_000), lambda text: None, lambda prompt: ""), session, Autosave(Path("me.yaml"), False)
    )
    deferrals = adviser.rulebook.facts["employee_deferrals"]
    assert loop._too_much(deferrals, 18_500_000) == (
        "With $185,000, $160,500 would be too much (deferrals above your own limit): is that right?"
    )
    assert loop._too_much(deferrals, 2_450_000) == ""
    assert loop._too_much(adviser.rulebook.facts["roth_ira_contributions"], 1_000_000) == (
        "With $10,000, $2,500 would be too much (IRA money above the limit): is that right?"
    )


def test_the_review_comes_back_after_a_change_and_lists_what_was_skipped_when_asked(adviser: Adviser) -> None:
    _, brought = answering(adviser, "34", "1", ":review", "1", "2", ":review all", "")
    assert "Number to change, or Enter to continue" in brought[3]
    assert re.search(r"\d+ questions were skipped\. :review all says why\.", brought[3])
    assert "Skipped because" not in brought[3]
    assert "Number to change, or Enter to continue" in brought[5]
    assert "Skipped because" in brought[6]
    assert "to go" in brought[7] or "question." in brought[7]


def test_undo_names_what_it_took_back(adviser: Adviser) -> None:
    loop, brought = answering(adviser, "34", "1", ":undo")
    label = adviser.rulebook.facts[next(name for name in ("age", "filing_status") if name not in loop.session.given)]
    assert f"Undone: {label.label}: " in brought[3]
    assert "\N{RIGHTWARDS ARROW} not answered." in brought[3]


def test_leaving_the_quick_path_names_it_in_the_command_to_resume(adviser: Adviser) -> None:
    session = start.Session(adviser.rulebook, adviser.program, DAY, quick=True)
    assert Autosave(Path("me.yaml"), False).resume_command(session) == "rothroute ask --answers me.yaml --quick"
    session.settle_total()
    assert Autosave(Path("me.yaml"), False).resume_command(session) == "rothroute ask --answers me.yaml --full"


def test_what_is_about_no_one_question_may_be_typed_at_the_review(adviser: Adviser) -> None:
    loop, brought = answering(adviser, "34", ":review", ":undo")
    assert "Undone: age at the end of the year" in brought[3] and not loop.session.given.get("age")
    loop, _ = answering(adviser, "34", ":review", ":finish")
    assert loop.finished


def test_another_answer_may_be_typed_where_one_is_to_be_confirmed(adviser: Adviser) -> None:
    loop, brought = answering(adviser, "3", "34", "1")
    assert "3 years: is that right?" in brought[1]
    assert loop.session.given["age"].value == 34 and loop.session.given["filing_status"].value == "single"
