"""Keeps the answers in a file after every answer: whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

from ..ask.answers_file import written
from ..ask.session import Session
from ..resources import write_text


class Autosave:
    """One answers file; `draft` when no name was given and the file waits in the state folder."""

    def __init__(self, path: Path, draft: bool) -> None:
        """Nothing is written until the first answer."""
        self.path, self.draft = path, draft
        self.failed = ""
        self.saved = False

    def save(self, session: Session) -> bool:
        """Write the answers; False, with the reason in `failed`, if that fails."""
        try:
            if self.draft:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_text(self.path, written(session, self.path.suffix == ".json"))
        except OSError as problem:
            self.failed = problem.strerror or "it cannot be written"
            return False
        self.failed, self.saved = "", True
        return True

    def move(self, session: Session, path: Path) -> bool:
        """Keep the answers under a name from now on; the draft is deleted once they are written there."""
        before, self.path, draft, self.draft = self.path, path, self.draft, False
        if self.save(session):
            if draft:
                before.unlink(missing_ok=True)
            return True
        self.path, self.draft = before, draft
        return False

    def drop(self) -> None:
        """Delete a draft that nobody wants to keep."""
        if self.draft:
            self.path.unlink(missing_ok=True)
            self.saved = False

    def resume_command(self, session: Session) -> str:
        """The command to resume, with the options the session has."""
        options = "".join(f" --{name}" for name in ("quick", "full") if getattr(session, name))
        return f"rothroute ask --answers {shlex.quote(str(self.path))}{options}"


def draft_path(day: int) -> Path:
    """A new file in the user's state folder, for answers that have no name yet."""
    home = os.environ.get("XDG_STATE_HOME")
    folder = (Path(home) if home else Path.home() / ".local" / "state") / "rothroute"
    return folder / f"answers-{date.fromordinal(day).isoformat()}-{secrets.token_hex(3)}.yaml"


def drafts_of(path: Path) -> Iterator[Path]:
    """The answers files that belong to a facts file written by hand, which is left unchanged, in order."""
    yield path.with_name(f"{path.stem}-answers.yaml")
    for number in count(2):
        yield path.with_name(f"{path.stem}-answers-{number}.yaml")
