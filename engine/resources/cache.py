"""Checked rulebooks, kept between runs in the user's cache folder.

Loading and checking the shipped rulebook takes a tenth of a second, as long as all the imports of `rothroute advise`
(benchmarks/decide.py). A file is used only if the same code read the same rules, it belongs to the user
who runs us, nobody else may write to it, and its checksum is right; anything else is read anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from pathlib import Path
from typing import Final

from ..load.store import from_data, to_data
from ..model import Rulebook
from ..version import VERSION
from .files import write_bytes
from .places import ROOT, cache_folder

MOST_KEPT: Final = 8
_LARGEST: Final = 50_000_000
_LEFT_BEHIND: Final = 3600.0  # seconds after which a half-written file is nobody's any more
_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH

# The code that turns files into a rulebook. A test holds this to what is imported for it.
CODE: Final = ("*.py", "source/*.py", "load/*.py", "compile/*.py", "resources/*.py")


def kept(digest: str) -> Rulebook | None:
    """The rulebook kept for files of this digest; None where there is none that can be trusted."""
    folder = cache_folder()
    if folder is None or not _ours(folder):
        return None
    key = _key(digest)
    try:
        checksum, _, body = _read(folder / f"rulebook-{key}.json").partition(b"\n")
        found = from_data(json.loads(body)) if checksum == _checksum(key, body) else None
    except (OSError, ValueError, TypeError, IndexError, RecursionError):
        return None
    return found if isinstance(found, Rulebook) and found.digest == digest else None


def keep(digest: str, rulebook: Rulebook) -> None:
    """Keep a checked rulebook; where that is not possible, the next run checks it again."""
    folder = cache_folder()
    if folder is None:
        return
    key = _key(digest)
    body = json.dumps(to_data(rulebook), separators=(",", ":")).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _ours(folder):
            data = _checksum(key, body) + b"\n" + body
            write_bytes(folder / f"rulebook-{key}.json", data)
            _forget_old(folder)
    except (OSError, ValueError):  # UnicodeError among them: a path that cannot be written
        pass


def _key(digest: str) -> str:
    """Changes with the rules, with the code that reads them and with the Python that runs it."""
    home = ROOT / "engine"
    total = hashlib.sha256(f"{VERSION}\0{sys.version}\0{digest}\0".encode())
    for path in sorted(path for pattern in CODE for path in home.glob(pattern)):
        data = path.read_bytes()
        total.update(f"{path.relative_to(home).as_posix()}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def _checksum(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + body).hexdigest().encode()


def _ours(folder: Path) -> bool:
    """Whether the folder belongs to the user who runs us and nobody else may write to it."""
    try:
        found = os.stat(folder)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & _BY_OTHERS


def _read(path: Path) -> bytes:
    """A plain file of ours that nobody else may write to. Raises OSError or ValueError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & _BY_OTHERS
        if not ours or found.st_size > _LARGEST:
            raise ValueError("not a file of ours")
        return file.read(found.st_size)


def _forget_old(folder: Path) -> None:
    """Drop all but the newest kept rulebooks, and what a killed run left half-written."""
    newest_first = sorted(folder.glob("rulebook-*.json"), key=_time_of, reverse=True)
    half_written = [path for path in folder.glob(".rulebook-*") if time.time() - _time_of(path) > _LEFT_BEHIND]
    for path in (*newest_first[MOST_KEPT:], *half_written):
        path.unlink(missing_ok=True)


def _time_of(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another run dropped it
        return 0.0
