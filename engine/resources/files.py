"""Single files: read within a size limit, written whole or not at all."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ..diagnostic import Diagnostic, Refusal
from ..source import MAX_BYTES

_PREFIX: Final = 32  # characters of a name that its half-written file begins with: names may be as long as they can be


def read_bytes(path: str | Path) -> bytes:
    """A file's bytes. Raises Refusal in a person's words; never reads more than the size limit."""
    try:
        with open(path, "rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(size + 1) if 0 < size <= MAX_BYTES else _read_all(file)
    except IsADirectoryError:
        raise refused(f"`{path}` is a folder, not a file", "name a file") from None
    except FileNotFoundError:
        raise refused(f"`{path}` does not exist", "check the path") from None
    except PermissionError:
        raise refused(f"`{path}` may not be read", "ask its owner, or change its permissions") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "the path is not one"
        raise refused(f"`{path}` cannot be read: {reason}", "check the path") from None
    if len(data) > MAX_BYTES:
        raise refused(f"`{path}` is larger than {MAX_BYTES // 1_000_000} MB", "is it the right file?")
    return data


def _read_all(file: io.FileIO) -> bytes:
    """What a pipe or a file of unknown size holds, up to one byte beyond the limit."""
    data = b""
    while len(data) <= MAX_BYTES and (piece := file.read(1_000_000)):
        data += piece
    return data


def refused(message: str, help: str) -> Refusal:
    """A file or folder that cannot be used, and the remedy."""
    return Refusal((Diagnostic("unreadable-file", "error", message, help=help),))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only. Raises OSError or ValueError."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Fill a new file beside the path (mode 0600), then put it in place in one move. Raises OSError or ValueError."""
    import tempfile  # loads much, and most runs write nothing

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_PREFIX]}.")
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def check_free(path: str, force: bool) -> None:
    """Refuse a path where a file or folder is already, unless a file may be written over."""
    place = Path(path)
    if "\0" not in path and os.path.lexists(place) and (not force or place.is_dir()):
        help = "name another file" if place.is_dir() else "name another file, or add --force"
        raise refused(f"`{path}` is there already", help)


def write_new(path: str, data: bytes, force: bool) -> None:
    """Write a file whole or not at all; one that is there stays unless forced. Raises Refusal."""
    check_free(path, force)
    place = Path(path)
    try:
        write_bytes(place, data)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "the path is not one"
        raise refused(f"`{path}` cannot be written: {reason}", "nothing was left half-written") from None


def is_folder(path: str) -> bool:
    """Whether a path is a folder that is there."""
    return os.path.isdir(path)


def is_file(path: str) -> bool:
    """Whether a path is a file that is there."""
    return os.path.isfile(path)


def make_folder(path: str) -> str:
    """The folder, made if it is not there yet. Raises Refusal."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise refused(f"`{path}` cannot be made a folder: {problem.strerror}", "name another folder") from None
    return path


def read_stdin() -> bytes:
    """What was piped in. Raises Refusal when there is nothing to read or too much."""
    if sys.stdin is None or sys.stdin.closed:
        raise refused("standard input is closed", "name a facts file")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise refused(f"standard input holds more than {MAX_BYTES // 1_000_000} MB", "is it the right file?")
    return data


def texts_of(files: Iterable[str]) -> dict[str, str]:
    """The texts of files that a person named, for excerpts; those that cannot be read are left out."""
    texts = {}
    for name in files:
        try:
            if os.path.isfile(name) and os.path.getsize(name) <= MAX_BYTES:
                texts[name] = Path(name).read_text("utf-8-sig")
        except (OSError, ValueError):
            continue
    return texts
