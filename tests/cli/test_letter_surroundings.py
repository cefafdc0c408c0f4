"""Letters where the surroundings are narrow: standard output, files that are read, memory, a stranger's templates."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from rothroute.cli import run
from rothroute.engine.letters import batch
from rothroute.engine.resources import limits

from .test_letter import facts, in_a_process_without_rights
from .test_surroundings import COMMAND, shell

STUDENT = facts("part-time-student")


class TestStandardOutput:
    @pytest.mark.parametrize(
        ("form", "starts"),
        [
            ("html", b"<!doctype html>"),
            ("markdown", b"Your Roth plan for 2026"),
            ("email", b"Subject:"),
            ("calendar", b"BEGIN:VCALENDAR"),
            ("pdf", b"%PDF"),
            ("docx", b"PK"),
            (None, b"Your Roth plan for 2026"),
        ],
    )
    def test_a_letter_is_written_there(self, form: str | None, starts: bytes, tmp_path: Path) -> None:
        if form in ("pdf", "docx", "calendar"):
            pytest.importorskip({"pdf": "typst", "docx": "docx", "calendar": "icalendar"}[form])
        arguments = ["letter", STUDENT, "-o", "-", *(["--format", form] if form else [])]
        done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.lower().startswith(starts.lower()) and not done.stderr
        assert not list(tmp_path.iterdir())
        (tmp_path / "letter").write_bytes(done.stdout)
        assert run(["verify", str(tmp_path / "letter")]) == 0, "to the byte what a file would hold"

    def test_what_is_said_beside_it_goes_elsewhere(
        self, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        page = str(tmp_path / "a.html")
        assert run(["letter", STUDENT, "-o", "-", "-o", page]) == 0
        told = capfdbinary.readouterr()
        assert told.err.decode().splitlines() == [page] and page.encode() not in told.out

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (["-o", "-", "-o", "-"], "one letter in one format goes to standard output"),
            (["-o", "-", "--format", "html", "--format", "pdf"], "one letter in one format goes to standard output"),
            ([facts("freelancer"), "-o", "-"], "one letter in one format goes to standard output"),
        ],
    )
    def test_only_one_goes_there(self, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["letter", STUDENT, *more]) == 2
        told = capsys.readouterr()
        assert said in told.err and not told.out

    @pytest.mark.parametrize("form", ["pdf", "docx"])
    def test_what_is_no_text_is_not_thrown_at_a_terminal(
        self, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        assert run(["letter", STUDENT, "-o", "-", "--format", form]) == 2
        assert "is not shown at a terminal" in capsys.readouterr().err

    def test_a_full_disk_behind_it_is_told(self, tmp_path: Path) -> None:
        done = shell(f'"$@" letter {STUDENT} -o - >/dev/full', tmp_path)
        assert done.returncode == 2 and "the output failed: No space left on device" in done.stderr


class TestOverItsOwnInput:
    def test_facts_stay(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        mine = tmp_path / "me.md"
        mine.write_text(Path(STUDENT).read_text())
        (tmp_path / "same.md").symlink_to(mine)
        os.link(mine, tmp_path / "linked.md")
        for name in ("me.md", "same.md", "linked.md", f"../{tmp_path.name}/me.md"):
            assert run(["letter", str(mine), "-o", str(tmp_path / name), "--force"]) == 2
            assert "is read for this letter, so it is not written over" in capsys.readouterr().err
        assert mine.read_text() == Path(STUDENT).read_text()

    @pytest.mark.parametrize("option", ["--letterhead", "--since", "--sign"])
    def test_so_does_all_else_that_is_read(
        self, option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        read = tmp_path / "read.md"
        assert run(["letter", STUDENT, "-o", str(read)]) == 0
        before = read.read_bytes()
        if option == "--letterhead":
            before = b"Ellery & Partners"
            read.write_bytes(before)
        assert run(["letter", STUDENT, "-o", str(read), "--force", option, str(read)]) == 2
        assert "is read for this letter" in capsys.readouterr().err and read.read_bytes() == before


@pytest.mark.parametrize("name", ["n" * 250 + ".html", "é" * 120 + ".html"])
def test_names_may_be_as_long_as_they_can_be(name: str, tmp_path: Path) -> None:
    assert run(["letter", STUDENT, "-o", str(tmp_path / name)]) == 0
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_name_that_is_too_long_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letter", STUDENT, "-o", str(tmp_path / ("n" * 252 + ".html"))]) == 2
    assert "cannot be written: File name too long" in capsys.readouterr().err


def test_a_folder_that_may_not_be_read_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o777)
        shut = Path(name) / "shut"
        shut.mkdir()
        shut.chmod(0)
        for option, said in (("--templates", "Permission denied"), ("--rules", "is not readable")):
            done = in_a_process_without_rights(["letter", STUDENT, "-o", f"{name}/a.md", option, str(shut)])
            assert done.returncode == 2 and said in done.stderr, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
@pytest.mark.parametrize("kilobytes", [130_000, 160_000, 200_000])
def test_little_memory_is_told_as_such(kilobytes: int, tmp_path: Path) -> None:
    """Typst ends its process where memory runs out; ours goes on and says so."""
    pytest.importorskip("typst")
    done = shell(f'ulimit -v {kilobytes}; "$@" letter {STUDENT} -o a.pdf', tmp_path)
    assert done.returncode in (0, 2), done.stderr
    assert "bug" not in done.stderr and "Traceback" not in done.stderr and "not installed" not in done.stderr
    if done.returncode:
        assert "is there enough memory?" in done.stderr or "not enough memory" in done.stderr, done.stderr
        assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
class TestAStrangersTemplates:
    """They run in a process of their own, within limits."""

    @pytest.fixture(autouse=True)
    def narrow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(batch, "SECONDS", 1)
        monkeypatch.setattr(limits, "SECONDS", 1)

    def own(self, folder: Path, name: str, text: str) -> str:
        (folder / "own").mkdir()
        (folder / "own" / name).write_text(text)
        return str(folder / "own")

    @pytest.mark.parametrize(
        ("name", "text", "form"),
        [
            (
                "letter.md",
                "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
                "{% endfor %}{% endfor %}{% endfor %}",
                "md",
            ),
            pytest.param(
                "page.html",
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "html",
                marks=pytest.mark.thorough,
            ),
            ("letter.md", "{% set a = 'a' * 2000000000 %}{{ a }}", "md"),
            ("letter.typ", "#let f() = { while true { f } }\n#f()", "pdf"),
            ("letter.typ", "#let a = range(9999999).map(x => range(9999999))", "pdf"),
        ],
    )
    def test_what_has_no_end_is_ended(
        self, name: str, text: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        if form == "pdf":
            pytest.importorskip("typst")
        out, own = tmp_path / f"a.{form}", self.own(tmp_path, name, text)
        assert run(["letter", STUDENT, "-o", str(out), "--templates", own]) == 2
        told = capsys.readouterr().err
        assert "seconds of processor time or 1,000 MB of memory" in told or "the template does not fit" in told, told
        assert not out.exists()

    def test_verify_is_ended_too(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        loop = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
        out, own = tmp_path / "a.md", self.own(tmp_path, "letter.md", loop)
        assert run(["letter", STUDENT, "-o", str(out)]) == 0
        assert run(["verify", str(out), "--templates", own]) == 2
        assert "this letter took more than 1 seconds" in capsys.readouterr().err

    def test_one_that_fits_is_used(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out, own = tmp_path / "a.md", self.own(tmp_path, "letter.md", "# My own heading\n\nMy own words.\n")
        assert run(["letter", STUDENT, "-o", str(out), "--templates", own]) == 0
        assert "My own words." in out.read_text()
        assert run(["verify", str(out), "--templates", own]) == 0

    def test_a_broken_one_is_told_once_for_all(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        own = self.own(tmp_path, "letter.md", "{% for x in %}")
        home = tmp_path / "clients"
        home.mkdir()
        for name in ("a", "b", "c"):
            (home / f"{name}.yaml").write_text(Path(STUDENT).read_text())
        assert run(["letter", str(home), "-o", str(tmp_path / "out"), "--format", "markdown", "--templates", own]) == 2
        told = capsys.readouterr().err
        assert told.count("error[template]") == 1 and told.count("for the same reason") == 2


def test_a_piped_saver_gets_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though another process writes it."""
    pytest.importorskip("typst")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path(STUDENT).read_bytes())))
    assert run(["letter", "-", "-o", str(tmp_path / "a.pdf")]) == 0
    assert run(["verify", str(tmp_path / "a.pdf")]) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize(("number", "all_of_them"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_batch_that_is_ended_leaves_no_process_and_nothing_half_written(
    number: signal.Signals, all_of_them: bool, tmp_path: Path
) -> None:
    """By a signal to the command alone, or by Ctrl-C, which goes to all processes of a terminal."""
    home, out = tmp_path / "clients", tmp_path / "out"
    home.mkdir()
    for client in range(200):
        (home / f"c{client}.yaml").write_text(Path(STUDENT).read_text())
    command = [*COMMAND, "letter", str(home), "-o", str(out), "--format", "markdown"]
    hears = f"import signal; signal.signal({int(number)}, signal.default_int_handler); " if all_of_them else ""
    command[2] = hears + command[2]  # a shell in the background leaves us deaf to Ctrl-C
    done = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and (not out.exists() or len(list(out.iterdir())) < 3):
        time.sleep(0.05)
    begun = children(done.pid)
    os.killpg(done.pid, number) if all_of_them else done.send_signal(number)
    _, told = done.communicate(timeout=60)
    assert done.returncode == (130 if all_of_them else -number) and "Traceback" not in told, told
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in begun):
        time.sleep(0.05)
    assert not [pid for pid in begun if Path(f"/proc/{pid}").exists()]
    assert 3 <= len(list(out.iterdir())) < 200
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def children(pid: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
