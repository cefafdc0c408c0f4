"""Keeps the answers in a file after every answer: whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import gettempdir

from ..ask.answers_file import written
from ..ask.both import Couple
from ..ask.session import Session
from ..resources import digest_of, write_known, write_text


class Autosave:
    """One answers file; `draft` when no name was given and the file waits in the state folder."""

    def __init__(self, path: Path, draft: bool, on_file: bytes | None = None, own_command: str = "rothroute") -> None:
        """`on_file` is what the file held when it was read; nothing is written until the first answer.

        `own_command` is what to type at a shell to run this program again.
        """
        self.path, self.draft, self.own_command = path, draft, own_command
        self.failed = ""
        self.saved = False
        self.left_as_it_is: Path | None = None  # a file that changed meanwhile: these answers are in another one
        self._known = None if on_file is None else digest_of(on_file)

    def save(self, session: Session) -> bool:
        """Write the answers; False, with the reason in `failed`, if that fails.

        A file that is no longer as it was read or written stays, and the answers go to a second file from now on.
        """
        text = self.text(session)
        try:
            if self.draft:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not write_known(self.path, text, self._known):
                self._into_a_second_file(text)
        except (OSError, ValueError) as problem:
            self.failed = getattr(problem, "strerror", None) or "it cannot be written"
            return False
        self.failed, self.saved, self._known = "", True, digest_of(text.encode())
        return True

    def text(self, session: Session) -> str:
        """What the file holds."""
        return written(session, self.path.suffix == ".json")

    def _into_a_second_file(self, text: str) -> None:
        """Write the answers to a new file beside one that changed meanwhile. Raises OSError."""
        for number in count(2):
            place = self.path.with_name(f"{self.path.stem}-{number}{self.path.suffix}")
            try:
                write_text(place, text, new=True)
            except FileExistsError:
                continue
            self.left_as_it_is, self.path, self.draft = self.path, place, False
            return

    def move(self, session: Session, path: Path) -> bool:
        """Keep the answers under a new name from now on; the draft is deleted once they are written there."""
        before = self.path, self.draft, self._known
        self.path, self.draft, self._known = path, False, self._known if path == self.path else None
        if self.save(session):
            if before[1] and before[0] != self.path:
                before[0].unlink(missing_ok=True)
            return True
        self.path, self.draft, self._known = before
        return False

    def rescue(self, session: Session) -> bool:
        """Write answers that could not be saved where they belong to the state folder, or to that for passing files."""
        name = f"rothroute-answers-{secrets.token_hex(6)}.yaml"
        with suppress(OSError):
            state_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        return any(self.move(session, folder / name) for folder in (state_folder(), Path(gettempdir())))

    def drop(self) -> None:
        """Delete a draft that nobody wants to keep."""
        if self.draft:
            self.path.unlink(missing_ok=True)
            self.saved = False

    def resume_command(self, session: Session) -> str:
        """The command to resume, with the options the session has."""
        options = "".join(f" --{name}" for name in ("quick", "full") if getattr(session, name))
        return f"{self.own_command} ask --answers {shlex.quote(str(self.path))}{options}"


class CoupleAutosave(Autosave):
    """The household file of two sessions."""

    def __init__(self, path: Path, couple: Couple, on_file: bytes | None = None) -> None:
        """`on_file` is what the file held when it was read; nothing is written until the first answer."""
        super().__init__(path, False, on_file)
        self.couple = couple

    def text(self, session: Session) -> str:
        """The file of both."""
        return self.couple.text(self.path.suffix == ".json")

    def resume_command(self, session: Session) -> str:
        """The command to resume."""
        return f"rothroute ask --both {shlex.quote(str(self.path))}{' --quick' if session.quick else ''}"


def state_folder() -> Path:
    """The user's state folder, as the XDG base directories say; without a home that for passing files."""
    home = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):  # the specification has a relative path ignored
        home = os.path.expanduser(os.path.join("~", ".local", "state"))
    return Path(home) / "rothroute" if os.path.isabs(home) else Path(gettempdir())


def draft_path(day: int) -> Path:
    """A new file in the user's state folder, for answers that have no name yet."""
    return state_folder() / f"answers-{date.fromordinal(day).isoformat()}-{secrets.token_hex(3)}.yaml"


def last_draft() -> Path | None:
    """The newest of the files that hold answers without a name, if there is one."""
    with suppress(OSError):
        found = [(place.stat().st_mtime, place) for place in state_folder().glob("answers-*.yaml")]
        return max(found)[1] if found else None
    return None


def drafts_of(path: Path) -> Iterator[Path]:
    """The answers files that belong to a facts file written by hand, which is left unchanged, in order."""
    yield path.with_name(f"{path.stem}-answers.yaml")
    for number in count(2):
        yield path.with_name(f"{path.stem}-answers-{number}.yaml")
