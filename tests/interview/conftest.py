"""A saver at a real terminal: answers each question from an example file, and keeps what the screen showed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pytest

from rothroute.engine import Adviser, Rulebook
from rothroute.engine.resources import files
from rothroute.engine.rulebook.source import Mapping as Entries
from rothroute.engine.rulebook.source import Scalar, parse

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PROMPT = "> $"
LIST = "Do any of these apply to you?"
DAY = "2026-06-30"
_PATIENCE = 60


def _hear_interrupts() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C; a person's terminal does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """`rothroute` under a pseudo-terminal; `seen` is everything it showed, typed answers included."""

    def __init__(
        self, home: Path, rulebook: Rulebook, arguments: list[str], size: tuple[int, int], settings: Mapping[str, str]
    ) -> None:
        """Start the command in an empty folder of its own."""
        ours = ("NO_COLOR", "ACCESSIBLE", "COLUMNS", "LINES")  # readline sets the last in a process that loads it
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        env = {**kept, "XDG_STATE_HOME": str(home / "state"), "TERM": "dumb", "PYTHONUTF8": "1", **settings}
        command = ["-c", "import sys; from rothroute.cli import main; main()", *arguments]
        self.seen, self.home, self.rulebook = "", home, rulebook
        self.child = pexpect.spawn(
            sys.executable,
            command,
            env=env,
            encoding="utf-8",
            codec_errors="replace",
            timeout=_PATIENCE,
            dimensions=size,
            cwd=str(home),
            preexec_fn=_hear_interrupts,
        )
        self.child.delaybeforesend = None
        self.child.logfile_read = self
        self._questions = {" ".join(one.question.split()): fact for fact, one in rulebook.questions.items()}

    def write(self, text: str) -> None:
        """Takes what the screen shows (pexpect writes here)."""
        self.seen += text

    def flush(self) -> None:
        """Nothing is buffered."""

    def wait(self) -> str:
        """Until the next prompt; returns what was shown since the last one, with single blanks."""
        start = len(self.seen)
        self.child.expect(PROMPT)
        return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", self.seen[start:]).split())

    def type(self, *lines: str) -> str:
        """Type lines, each at a prompt that already stands; returns what the last one brought."""
        shown = ""
        for line in lines:
            self.child.sendline(line)
            shown = self.wait()
        return shown

    def question(self, shown: str) -> str | None:
        """The fact the screen asks for last; of a list the first."""
        if listed := self.listed(shown):
            return listed[0]
        places = {fact: shown.rfind(f". {question}") for question, fact in self._questions.items() if question in shown}
        return max(places, key=lambda fact: places[fact]) if places else None

    def listed(self, shown: str) -> list[str]:
        """The facts of the list the screen asks for last, in order; none where it asks a single question."""
        _, asked, items = shown.rpartition(LIST)
        if not asked or any(f". {question}" in items for question in self._questions):
            return []
        questions = self.rulebook.questions
        places = {name: items.find(one.listed) for name, one in questions.items() if one.listed and one.listed in items}
        return sorted(places, key=lambda name: places[name])

    def reply(self, fact: str, shown: str, facts: Mapping[str, str], usual: str = "") -> str:
        """What the saver types: of a list the numbers that apply."""
        names = self.listed(shown)
        numbers = [str(number) for number, name in enumerate(names, 1) if facts.get(name) == "yes"]
        return " ".join(numbers) if names else facts.get(fact, usual)

    def answer_all(self, shown: str, facts: Mapping[str, str]) -> str:
        """Answer until no question is left: from the facts, by Enter where a usual answer stands, else unknown."""
        while (fact := self.question(shown)) is not None and "Enter to finish" not in shown:
            usual = "" if "Press Enter for" in shown else ":unknown"
            shown = self.type(self.reply(fact, shown, facts, usual))
            while "is that right?" in shown[-80:]:
                shown = self.type("yes")
        return shown

    def answer_until(self, wanted: str, shown: str, facts: Mapping[str, str]) -> str:
        """Answer from the facts until the screen asks for one."""
        while (fact := self.question(shown)) != wanted:
            assert fact is not None, shown
            shown = self.type(self.reply(fact, shown, facts))
        return shown

    def number_of(self, fact: str, review: str) -> str:
        """The number of a fact in the review."""
        found = re.search(rf"(\d+)\. {re.escape(self.rulebook.facts[fact].label)}:", review)
        assert found, review
        return found[1]

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus

    @property
    def transcript(self) -> str:
        """What the screen showed, with what differs from run to run named."""
        text = self.seen.replace("\r\n", "\n").replace(str(self.home), "HOME")
        text = re.sub(r"answers-(\d{4}-\d\d-\d\d)-[0-9a-f]{6}", r"answers-\1-XXXXXX", text)
        return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path, rulebook: Rulebook) -> Open:
    """Opens terminals that share one folder."""

    def open_(*arguments: str, columns: int = 80, rows: int = 60, day: str = DAY, **settings: str) -> Terminal:
        return Terminal(tmp_path, rulebook, ["ask", "--as-of", day, *arguments], (rows, columns), settings)

    return open_


@pytest.fixture
def typed(adviser: Adviser) -> Callable[[str], dict[str, str]]:
    """What a person types for each fact of an example; facts that are null are left out."""

    def read(example: str) -> dict[str, str]:
        path = EXAMPLES / f"{example}.yaml"
        node = parse(path.read_bytes(), path.name)
        assert isinstance(node, Entries)
        found = {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
        return {name: text for name, text in found.items() if text != "null"}

    return read


@pytest.fixture
def invoke(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs a command without a terminal; returns its exit code and what it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-c", "import sys; from rothroute.cli import main; main()", *arguments]
        env = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "80"}
        found = subprocess.run(
            command, env=env, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False
        )
        assert "Traceback" not in found.stderr
        return found.returncode, found.stdout

    return run


@pytest.fixture
def filling_disk(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A disk with room for one file of answers; what was written there."""
    whole, written = files.write_text, list[str]()

    def filling(path: Path, text: str) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(text)
        whole(path, text)

    monkeypatch.setattr(files, "write_text", filling)
    return written
