"""Files are written whole or not at all, over nothing that is not known, and nothing is left half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rothroute.engine import Refusal
from rothroute.engine.resources import (
    digest_of,
    files,
    forget_half_written,
    write_bytes,
    write_known,
    write_new,
    write_together,
)


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a", b"x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600 and names(tmp_path) == ["a"]


def test_a_file_that_came_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        write_bytes(path, b"ours", new=True)
    monkeypatch.setattr(files, "check_free", lambda path, force: None)
    with pytest.raises(Refusal, match="is there already"):
        write_new(str(path), b"ours", force=False)
    assert path.read_bytes() == b"theirs" and names(tmp_path) == ["a"]


def test_where_files_have_one_name_each_a_new_one_is_still_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_bytes(tmp_path / "a", b"x", new=True)
    with pytest.raises(FileExistsError):
        write_bytes(tmp_path / "a", b"y", new=True)
    assert (tmp_path / "a").read_bytes() == b"x" and names(tmp_path) == ["a"]


@pytest.mark.parametrize("name", ["n" * 255, "é" * 127, "🙂" * 63])
def test_names_may_be_as_long_as_they_can_be(name: str, tmp_path: Path) -> None:
    write_bytes(tmp_path / name, b"x")
    assert names(tmp_path) == [name]


def test_only_what_is_known_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert write_known(path, "one", None)
    assert not write_known(path, "two", None) and path.read_text() == "one"
    assert write_known(path, "two", digest_of(b"one")) and path.read_text() == "two"
    assert not write_known(path, "three", digest_of(b"one")) and path.read_text() == "two"
    path.unlink()
    assert write_known(path, "three", digest_of(b"two")), "what is gone is written again"
    path.unlink()
    path.mkdir()
    assert not write_known(path, "four", digest_of(b"three"))


def test_what_a_living_run_writes_is_not_taken_for_left_behind(tmp_path: Path) -> None:
    half = tmp_path / f".a.0123{files._HALF}"
    descriptor = files._opened_for_us(half)
    (tmp_path / f".b.0123{files._HALF}").write_text("by a run that was killed")
    (tmp_path / ".theirs").write_text("x")
    forget_half_written(tmp_path)
    assert names(tmp_path) == [half.name, ".theirs"]
    os.close(descriptor)
    forget_half_written(tmp_path)
    assert names(tmp_path) == [".theirs"]


def test_a_link_named_like_ours_is_no_way_out(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / f".a{files._HALF}").symlink_to(tmp_path / "kept")
    forget_half_written(inside)
    forget_half_written(tmp_path / "no such folder")
    assert (tmp_path / "kept").read_text() == "x"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_removes_what_a_library_is_filling(number: signal.Signals, tmp_path: Path) -> None:
    """The library does not come back to Python meanwhile, so that no handler of ours would run."""
    code = f"""
import os, signal, sys, threading
from pathlib import Path
from rothroute.engine.resources import half_written
signal.signal({int(number)}, signal.SIG_DFL)
with half_written(sys.argv[1], False) as half, half_written(sys.argv[2], False):
    half.write_bytes(b"a part")
    print(*sorted(os.listdir()), flush=True)
    held = threading.Lock()
    held.acquire()
    held.acquire()
"""
    names_given = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    command = [sys.executable, "-c", code, *names_given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as run:
        assert run.stdout is not None and run.stdout.readline().count("half-written") == 2
        run.send_signal(number)
        assert run.wait(30) == 128 + number
    assert names(tmp_path) == []


def test_of_files_written_together_none_is_there_where_one_has_no_room(tmp_path: Path) -> None:
    files_given = [(str(tmp_path / "a"), b"a"), (str(tmp_path / "nowhere" / "b"), b"b")]
    with pytest.raises(Refusal, match="cannot be written: No such file or directory"):
        write_together(files_given, False)
    assert names(tmp_path) == []
    (tmp_path / "b").write_bytes(b"was here")
    with pytest.raises(Refusal, match="is there already"):
        write_together([(str(tmp_path / "a"), b"a"), (str(tmp_path / "b"), b"b")], False)
    assert names(tmp_path) == ["b"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_waits_until_a_file_is_in_place(number: signal.Signals, tmp_path: Path) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
from rothroute.engine.resources import files
# As at a terminal: a run in the background begins with Ctrl-C ignored, and hands that on.
signal.signal({int(number)}, signal.default_int_handler if {int(number)} == signal.SIGINT else signal.SIG_DFL)
real = os.fsync
def fsync(descriptor):
    os.kill(os.getpid(), {int(number)})
    real(descriptor)
os.fsync = fsync
files.write_bytes(Path(sys.argv[1]), b"whole")
print("not reached")
"""
    path = tmp_path / "a"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == -number and "not reached" not in done.stdout
    assert path.read_bytes() == b"whole" and names(tmp_path) == ["a"]
