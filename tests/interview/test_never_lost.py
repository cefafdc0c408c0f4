"""Answers are never lost: by a second interview on the same file, by a signal, by a disk that is full."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from rothroute.engine import Adviser
from rothroute.engine.ask.session import Session
from rothroute.engine.interview import autosave
from rothroute.engine.interview.autosave import Autosave
from rothroute.engine.interview.ending import left
from rothroute.engine.interview.loop import Loop
from rothroute.engine.interview.screen import Look, Screen
from rothroute.engine.resources import files

from .conftest import Open
from .test_keystrokes import DAY, whole


def session_with(adviser: Adviser, **answers: int | str) -> Session:
    session = Session(adviser.rulebook, adviser.program, DAY)
    session.presume_year()
    for name, value in answers.items():
        assert not session.tell(name, value)
    return session


def test_two_interviews_on_one_file_notice_each_other(terminal: Open, adviser: Adviser) -> None:
    one, two = terminal("--answers", "me.yaml"), terminal("--answers", "me.yaml")
    one.wait(), two.wait()
    one.type("40")
    first = (one.home / "me.yaml").read_text()
    shown = two.type("50")
    assert "me.yaml was changed meanwhile, perhaps by a second `rothroute ask`." in shown
    assert "It is left as it is. Your answers are kept in me-2.yaml." in shown
    assert (one.home / "me.yaml").read_text() == first
    one.type("1")
    assert "changed meanwhile" not in two.type("1") + one.seen
    for other in (one, two):
        other.child.sendline(":quit")
        assert other.end() == 4
    assert "rothroute ask --answers me-2.yaml" in two.seen
    assert sorted(path.name for path in one.home.iterdir()) == ["me-2.yaml", "me.yaml"]
    for name in ("me.yaml", "me-2.yaml"):
        whole(adviser, one.home / name)


def test_a_file_changed_by_hand_meanwhile_stays(adviser: Adviser, tmp_path: Path) -> None:
    path = tmp_path / "me.yaml"
    keeper, session = Autosave(path, False), session_with(adviser, filing_status="single")
    assert keeper.save(session)
    path.write_text("tax_year: 2026\n# mine\n")
    (tmp_path / "me-2.yaml").write_text("mine too")
    assert keeper.save(session) and keeper.path == tmp_path / "me-3.yaml"
    assert path.read_text() == "tax_year: 2026\n# mine\n" and (tmp_path / "me-2.yaml").read_text() == "mine too"
    assert keeper.save(session) and keeper.path == tmp_path / "me-3.yaml"
    whole(adviser, keeper.path)


def test_a_file_that_is_gone_is_written_again(adviser: Adviser, tmp_path: Path) -> None:
    keeper, session = Autosave(tmp_path / "me.yaml", False), session_with(adviser, filing_status="single")
    assert keeper.save(session)
    keeper.path.unlink()
    assert keeper.save(session) and keeper.path == tmp_path / "me.yaml"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_saves_and_ends_with_its_code(
    number: signal.Signals, code: int, terminal: Open, adviser: Adviser
) -> None:
    one = terminal("--answers", "me.yaml")
    one.wait()
    one.type("1", "1")
    one.child.kill(number)
    assert one.end() == code
    assert "Your answers are saved, as of June 30, 2026." in one.seen
    assert [path.name for path in one.home.iterdir()] == ["me.yaml"]
    whole(adviser, one.home / "me.yaml")


def test_a_terminal_that_is_closed_saves(terminal: Open, adviser: Adviser) -> None:
    one = terminal("--answers", "me.yaml")
    one.wait()
    one.type("1", "1")
    one.child.ptyproc.fileobj.close()  # it owns the descriptor, and would close the number again later
    pid = one.child.pid
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) in (129, 4), "by the signal or by the end of the input"
    one.child.closed, one.child.terminated = True, True
    whole(adviser, one.home / "me.yaml")


def test_what_a_killed_run_left_is_removed_at_the_next_start(terminal: Open, tmp_path: Path) -> None:
    (tmp_path / f".me.yaml.0123456789ab{files._HALF}").write_text("wages: 1")
    one = terminal("--answers", "me.yaml")
    one.wait()
    assert not list(tmp_path.iterdir())
    one.child.sendline(":quit")
    one.end()


def test_answers_that_cannot_be_saved_where_they_belong_are_saved_elsewhere(
    adviser: Adviser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shown: list[str] = []
    session = session_with(adviser, filing_status="single")
    keeper = Autosave(tmp_path / "gone" / "me.yaml", False)
    left(Loop(Screen(Look(200), shown.append, lambda prompt: ""), session, keeper), DAY)
    text = " ".join("".join(shown).split())
    assert "gone/me.yaml could not be written: No such file or directory." in text
    assert f"rothroute ask --answers {tmp_path}/state/rothroute/rothroute-answers-" in text
    whole(adviser, keeper.path)


def test_without_a_home_a_draft_waits_among_passing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.setattr(autosave, "gettempdir", lambda: str(tmp_path))
    assert autosave.draft_path(DAY).parent == tmp_path


def test_a_draft_saved_under_its_own_name_stays(adviser: Adviser, tmp_path: Path) -> None:
    keeper, session = Autosave(tmp_path / "draft.yaml", True), session_with(adviser, filing_status="single")
    assert keeper.save(session) and keeper.move(session, keeper.path)
    keeper.drop()
    whole(adviser, tmp_path / "draft.yaml")
