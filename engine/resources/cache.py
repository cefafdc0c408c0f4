"""Checked rulebooks and compiled templates, kept between runs in the user's cache folder.

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
from pathlib import Path
from typing import Final

from ..rulebook.load.store import from_data, to_data
from ..rulebook.model import Rulebook
from ..version import VERSION
from .files import forget_half_written, write_bytes
from .places import ROOT, cache_folder

MOST_KEPT: Final = 8
_MOST: Final = {"rulebook": MOST_KEPT, "template": 100}
_SUFFIXES: Final = {"rulebook": ".json", "template": ".bin"}
_LARGEST: Final = 50_000_000
_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH

# The code that turns files into a rulebook. A test holds this to what is imported for it.
CODE: Final = ("*.py", "rulebook/**/*.py", "reasoning/*.py", "reasoning/compile/*.py", "resources/*.py")


def kept(digest: str) -> Rulebook | None:
    """The rulebook kept for files of this digest; None where there is none that can be trusted."""
    body = kept_bytes("rulebook", key_of(digest, CODE))
    try:
        found = None if body is None else from_data(json.loads(body))
    except (ValueError, TypeError, IndexError, RecursionError):
        return None
    return found if isinstance(found, Rulebook) and found.digest == digest else None


def keep(digest: str, rulebook: Rulebook) -> None:
    """Keep a checked rulebook; where that is not possible, the next run checks it again."""
    keep_bytes("rulebook", key_of(digest, CODE), json.dumps(to_data(rulebook), separators=(",", ":")).encode())


def kept_bytes(kind: str, key: str) -> bytes | None:
    """What was kept under this key; None where there is nothing that can be trusted."""
    folder = cache_folder()
    if folder is None or not _ours(folder):
        return None
    try:
        checksum, _, body = _read(folder / f"{kind}-{key}{_SUFFIXES[kind]}").partition(b"\n")
    except (OSError, ValueError):
        return None
    return body if checksum == _checksum(key, body) else None


def keep_bytes(kind: str, key: str, body: bytes) -> None:
    """Keep something to be used again; where that is not possible, it is made again."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _ours(folder):
            write_bytes(folder / f"{kind}-{key}{_SUFFIXES[kind]}", _checksum(key, body) + b"\n" + body)
            _forget_old(folder, kind)
    except (OSError, ValueError):  # UnicodeError among them: a path that cannot be written
        pass


def key_of(made_from: str, code: tuple[str, ...]) -> str:
    """Changes with what something is made from, with the code that makes it and with the Python that runs it."""
    home = ROOT / "engine"
    total = hashlib.sha256(f"{VERSION}\0{sys.version}\0{made_from}\0".encode())
    for path in sorted(path for pattern in code for path in home.glob(pattern)):
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


def _forget_old(folder: Path, kind: str) -> None:
    """Drop all but the newest of a kind, and what a killed run left half-written."""
    newest_first = sorted(folder.glob(f"{kind}-*{_SUFFIXES[kind]}"), key=_time_of, reverse=True)
    for path in newest_first[_MOST[kind] :]:
        path.unlink(missing_ok=True)
    forget_half_written(folder)


def _time_of(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another run dropped it
        return 0.0
