"""Ends runs at any moment, while answers are saved and while letters are written: nothing torn, nothing left behind.

python tests/fuzz/kills.py 300 ends that many runs of each kind with each signal, `kills.py 300 saving HUP` those of one
kind with one. `make check` ends a few.
"""

from __future__ import annotations

import os
import pty
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from rothroute.cli import main
from rothroute.engine import Adviser, Refusal
from rothroute.engine.letters import LetterWriter, verify
from rothroute.engine.resources import rulebook_from
from rothroute.engine.resources.files import forget_half_written
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import templates_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FACTS = str(EXAMPLES / "part-time-student.yaml")
SIGNALS = {"KILL": signal.SIGKILL, "TERM": signal.SIGTERM, "HUP": signal.SIGHUP}
TYPED = b"".join(line + b"\n" for line in b"1 2 30 1 $50,000 :back 2 :undo 2 31 no yes 1".split(b" ") * 3)
LONGEST = {"saving": 1.2, "writing": 0.5}  # seconds after which a run is ended, at most


class Torn(AssertionError):
    """A file that is not whole, or one that was left behind."""


def begin(command: list[str], folder: Path) -> tuple[int, int]:
    """Run a command at a terminal of its own; its process and that terminal. All that it needs is loaded already."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        sys.argv[1:] = command
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        try:
            main()
        except SystemExit as ended:
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        finally:
            os._exit(99)
    return pid, terminal


def ended(pid: int, terminal: int, number: int, after: float, typed: bytes) -> int:
    """Type, wait, send the signal; the exit code, or the number of the signal below zero."""
    os.set_blocking(terminal, False)
    until, sent = time.monotonic() + after, 0
    while time.monotonic() < until:
        with suppress(OSError):
            sent += os.write(terminal, typed[sent : sent + 200])
        drain(terminal)
        time.sleep(0.001)
    os.kill(pid, number)
    while True:
        drain(terminal)
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            os.close(terminal)
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)


def drain(terminal: int) -> None:
    """Read what it showed, or it would wait for us."""
    try:
        while os.read(terminal, 65_536):
            pass
    except OSError:
        return


def check_answers(path: Path, adviser: Adviser) -> str:
    """An answers file is whole, or there is none yet."""
    if not path.exists():
        return "no file yet"
    try:
        adviser.answers(adviser.given(parse(path.read_bytes(), str(path))))
    except Refusal as refusal:
        raise Torn(f"{path.read_text()!r}: {refusal}") from None
    return "a whole file"


def check_letter(path: Path, adviser: Adviser, writer: LetterWriter) -> str:
    """A letter is whole, or there is none yet."""
    if not path.exists():
        return "no file yet"
    if not verify(path.read_bytes(), str(path), adviser, writer).holds:
        raise Torn(str(path))
    return "a whole file"


def kills(count: int, only: Collection[str] = (), seed: int = 0) -> Counter[str]:
    """End runs with every signal, `count` times each while saving and while writing. Raises Torn."""
    for ends in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(ends, signal.SIG_DFL)  # nohup leaves us, and so what we begin, deaf to one of them
    chance, told = random.Random(seed), Counter[str]()
    adviser = Adviser(rulebook_from())
    writer = LetterWriter(templates_of())
    checks: dict[str, tuple[list[str], str, bytes, Callable[[Path], str]]] = {
        "saving": (["ask", "--answers", "me.yaml"], "me.yaml", TYPED, lambda path: check_answers(path, adviser)),
        "writing": (["letter", FACTS, "-o", "me.html"], "me.html", b"", lambda p: check_letter(p, adviser, writer)),
    }
    with tempfile.TemporaryDirectory() as home:
        load_all(Path(home))
        for what, (command, name, typed, check) in checks.items():
            for named, number in SIGNALS.items():
                if only and not {what, named} <= set(only):
                    continue
                for turn in range(count):
                    folder = Path(home) / f"{what}-{named}-{turn}"
                    folder.mkdir()
                    code = ended(*begin(command, folder), number, chance.uniform(0, LONGEST[what]), typed)
                    found = check(folder / name)
                    told[f"{what}, {named}: {found}"] += 1
                    if code in (3, 99):
                        raise Torn(f"{what} ended with {code}")
                    left = {one.name for one in folder.iterdir()} - {name, "state"}
                    if number != signal.SIGKILL and left:
                        raise Torn(f"{named} while {what} left {left}")
                    told[f"{what}, {named}: exit code {code}"] += 1
                    told[f"{what}, {named}: half-written until the next start"] += len(left)
                    forget_half_written(folder)  # as the next start does
                    if left := {one.name for one in folder.iterdir()} - {name, "state"}:
                        raise Torn(f"{named} while {what} left {left} after the next start")
    return told


def load_all(home: Path) -> None:
    """Run both commands once to their end, so that what they need is loaded before they are ended early."""
    from rothroute.cli import run

    if run(["letter", FACTS, "-o", str(home / "first.html")]) not in (0, 4):
        raise Torn("the letter cannot be written")
    import rothroute.commands.ask
    import rothroute.engine.interview.start  # noqa: F401


if __name__ == "__main__":
    for line, number in sorted(kills(int(sys.argv[1]), sys.argv[2:]).items()):
        sys.stdout.write(f"{number:6} {line}\n")
