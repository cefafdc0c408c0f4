"""What gives way around us (output, memory, home) is told as what it is: exit code 2, never "this is a bug"."""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from rothroute import cli
from rothroute.engine.resources import RULES

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "examples" / "freelancer.yaml"
COMMAND = [sys.executable, "-c", "from rothroute.cli import main; main()"]

# name: what the shell does with the command, the exit code, and what is said on standard error
SURROUNDINGS = {
    "a full disk behind the output": (
        '"$@" advise "$FACTS" >/dev/full',
        2,
        "the output failed: No space left on device",
    ),
    "a full disk behind the version": ('"$@" --version >/dev/full', 2, "the output failed: No space left on device"),
    "a full disk behind the help": ('"$@" advise --help >/dev/full', 2, "the output failed: No space left on device"),
    "no output": ('"$@" advise "$FACTS" >&-', 2, "standard output is closed"),
    "no output at all": ('"$@" advise "$FACTS" >&- 2>&-', 2, ""),
    "nowhere to complain of a letter": ('"$@" letter "$FACTS" -o a.html 2>&-', 0, ""),
    "nowhere to show how far it is": ('"$@" test --only "catch-up" 2>&-', 0, ""),
    "no input for questions": ('"$@" ask <&-', 2, "questions are asked at a terminal"),
    "no input for an assistant": ('"$@" mcp <&-', 2, "standard input is closed"),
    "a full disk behind what an assistant reads": (
        """echo '{"jsonrpc": "2.0", "id": 1, "method": "ping"}' | "$@" mcp >/dev/full""",
        2,
        "the output failed: No space left on device",
    ),
    "nowhere to complain": ('"$@" advise nosuch.yaml 2>&-', 2, ""),
    "no input": ('"$@" advise - <&-', 2, "standard input is closed"),
    "no home": ('env -u HOME -u XDG_CACHE_HOME "$@" advise "$FACTS"', 0, ""),
    "a home that is a file": ('HOME=/dev/null XDG_CACHE_HOME= "$@" advise "$FACTS"', 0, ""),
    "a folder that is gone": ('mkdir gone; cd gone; rmdir ../gone; "$@" advise nosuch.yaml', 2, "does not exist"),
    "a name too long": ('"$@" advise "$(printf "a%.0s" {1..5000})"', 2, "File name too long"),
    "no unicode": ('LC_ALL=C PYTHONIOENCODING=ascii "$@" advise "$FACTS"', 0, ""),
    "no such locale": ('LC_ALL=xx_XX.UTF-8 "$@" advise "$FACTS"', 0, ""),
    "a dumb terminal": ('TERM=dumb COLUMNS=0 "$@" advise "$FACTS"', 0, ""),
    "columns that are no number": ('COLUMNS=wide "$@" advise "$FACTS"', 0, ""),
    "no room for files": (
        'ulimit -f 0; XDG_CACHE_HOME=$PWD/cache "$@" advise "$FACTS" | cat; exit ${PIPESTATUS[0]}',
        0,
        "",
    ),
    "a pipe nobody reads": ('"$@" advise "$FACTS" | true; exit ${PIPESTATUS[0]}', None, None),
}


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The script, with the command as its arguments."""
    return subprocess.run(
        ["bash", "-c", f"FACTS={FACTS} RULES={RULES}; {script}", "bash", *COMMAND],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=60,
    )


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_what_gives_way_is_told_as_what_it_is(name: str, tmp_path: Path) -> None:
    script, code, said = SURROUNDINGS[name]
    done = shell(script, tmp_path)

    if code is not None:
        assert done.returncode == code, done.stderr
    assert done.returncode != 3
    assert "bug" not in done.stderr and "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
    if said:
        assert said in done.stderr
        assert len(done.stderr.splitlines()) <= (4 if done.stderr.startswith("Usage:") else 2)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
@pytest.mark.parametrize("kilobytes", [*range(40_000, 120_000, 20_000)])
def test_little_memory_is_no_bug_of_ours(kilobytes: int, tmp_path: Path) -> None:
    """Python itself may fail to start or to load a library; what we say must not be that it is our bug."""
    done = shell(f'ulimit -v {kilobytes}; "$@" advise "$FACTS"', tmp_path)

    assert done.returncode != 3, done.stderr
    assert "this is a bug" not in done.stderr


COMPILED = f"binascii{EXTENSION_SUFFIXES[0]}"


@pytest.mark.parametrize(
    ("problem", "code", "said"),
    [
        (ImportError("failed to map segment", name="binascii", path=COMPILED), 2, "cannot be loaded: failed to map"),
        (ModuleNotFoundError("No module named 'holidays'", name="holidays"), 2, "`holidays` is not installed here"),
        (ImportError("cannot import name 'a'", name="rothroute.engine", path="engine/__init__.py"), 3, "this is a bug"),
        (ModuleNotFoundError("No module named 'rothroute.a'", name="rothroute.a"), 3, "this is a bug"),
    ],
)
def test_a_library_that_cannot_be_loaded_is_no_bug_of_ours(
    problem: ImportError, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(cli.cli, "main", fails)
    assert cli.run(["advise"]) == code
    assert said in capsys.readouterr().err
