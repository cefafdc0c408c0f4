"""Single files: read within a size limit, written whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from ..diagnostic import Diagnostic, Refusal
from ..rulebook.source import MAX_BYTES

_HALF: Final = ".half-written"
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


def write_text(path: Path, text: str, new: bool = False) -> None:
    """Write a file whole or not at all, readable by its owner only; see write_bytes. Raises OSError or ValueError."""
    write_bytes(path, text.encode(), new)


def write_bytes(path: Path, data: bytes, new: bool = False) -> None:
    """Fill a new file beside the path (mode 0600), then put it in place in one move. Raises OSError or ValueError.

    With `new` a file that is there stays, which raises FileExistsError.
    """
    with _undisturbed(), _filled(path, data) as half:
        _put(half, path, new)


def _put(half: Path, path: Path, new: bool) -> None:
    if new:
        _put_new(half, path)
    else:
        os.replace(half, path)


@contextmanager
def _filled(path: Path, data: bytes) -> Iterator[Path]:
    """A new file beside the path that holds the data and is on the disk; removed again if it was not put in place."""
    half = path.with_name(f".{path.name[:_PREFIX]}.{os.urandom(6).hex()}{_HALF}")
    descriptor = -1
    try:
        descriptor = _opened_for_us(half)
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
        yield half
    finally:
        with suppress(OSError, ValueError):
            os.unlink(half)
        if descriptor >= 0:
            os.close(descriptor)


@contextmanager
def half_written(path: str, force: bool) -> Iterator[Path]:
    """A new empty file beside the path (mode 0600) for a library to fill, put in place at the end in one move.

    A file that is there stays unless forced; what was begun is removed where filling it fails. Raises Refusal.
    """
    check_free(path, force)
    place = Path(path)
    half = place.with_name(f".{place.name[:_PREFIX]}.{os.urandom(6).hex()}{_HALF}")
    descriptor = -1
    try:
        descriptor = _opened_for_us(half)
        with _removed_if_ended(half):
            yield half
            _put(half, place, new=not force)
    except FileExistsError:  # since it was looked for
        raise refused(f"`{path}` is there already", "name another file, or add --force") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "the path is not one, or the disk is full"
        raise refused(f"`{path}` cannot be written: {reason}", "nothing was left half-written") from None
    finally:
        with suppress(OSError, ValueError):
            os.unlink(half)
        if descriptor >= 0:
            os.close(descriptor)


_FILLING: Final[list[Path]] = []


@contextmanager
def _removed_if_ended(half: Path) -> Iterator[None]:
    """Have SIGTERM and SIGHUP remove a file that a library fills, which may take long, before they end the run."""
    _FILLING.append(half)
    try:
        if len(_FILLING) == 1 and threading.current_thread() is threading.main_thread():
            with _signals_watched():
                yield
        else:
            yield
    finally:
        _FILLING.remove(half)


@contextmanager
def _signals_watched() -> Iterator[None]:
    """While a library is at work no handler of ours runs; but a thread is woken, by what Python writes into a pipe."""
    ends = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) == signal.SIG_DFL]
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    before = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    for number in ends:
        signal.signal(number, lambda *_: None)
    watch = threading.Thread(target=_removed_at_signal, args=(woken, ends), daemon=True)
    watch.start()
    try:
        yield
    finally:
        for number in ends:
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(before)
        os.close(wake)
        watch.join()
        os.close(woken)


def _removed_at_signal(woken: int, ends: list[signal.Signals]) -> None:
    while came := os.read(woken, 1):
        if came[0] in ends:
            for half in _FILLING:
                with suppress(OSError):
                    os.unlink(half)
            os._exit(128 + came[0])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the signals that end a run wait until a file is in place."""
    came: list[int] = []
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():  # no other may, nor is any other ended by signals
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) not in (None, signal.SIG_IGN):
                before[number] = signal.signal(number, lambda one, _: came.append(one))
    try:
        yield
    finally:
        for ours, handler in before.items():
            signal.signal(ours, handler)
        for late in came:
            signal.raise_signal(late)


def _put_new(half: Path, path: Path) -> None:
    """Give a file its name unless that is taken. Raises OSError."""
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(half, path)


def _opened_for_us(half: Path) -> int:
    """A new file, locked while it is written so that another run does not take it for left behind."""
    while True:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with suppress(OSError):  # a file system without locks: nothing is removed there either
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor
        os.close(descriptor)  # removed between the two calls


def write_known(path: Path, text: str, known: str | None) -> bool:
    """Write a file unless it holds something else than is known of it; False where it does, and then it stays.

    `known` is its digest, or None where no file is expected. One that is gone is written again. Others who write
    files of this folder so wait meanwhile. Raises OSError or ValueError.
    """
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        if os.path.lexists(path) and (known is None or _digest_on_file(path) != known):
            return False
        write_text(path, text)
        return True
    finally:
        os.close(folder)


def _digest_on_file(path: Path) -> str | None:
    try:
        return digest_of(read_bytes(path))
    except Refusal:  # it became something else, which is not ours to write over
        return None


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def forget_half_written(folder: str | Path) -> None:
    """Remove what a killed run left half-written in a folder. What a living one is writing is locked, and stays."""
    try:
        with os.scandir(folder) as entries:
            found = [one.path for one in entries if one.name.startswith(".") and one.name.endswith(_HALF)]
    except (OSError, ValueError):
        return
    for path in found:
        with suppress(OSError):
            _forget(path)


def _forget(path: str) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if stat.S_ISREG(os.fstat(descriptor).st_mode) and os.fstat(descriptor).st_uid == os.geteuid():
            os.unlink(path)
    finally:
        os.close(descriptor)


def check_free(path: str, force: bool) -> None:
    """Refuse a path where a file or folder is already, unless a file may be written over."""
    place = Path(path)
    if "\0" not in path and os.path.lexists(place) and (not force or place.is_dir()):
        help = "name another file" if place.is_dir() else "name another file, or add --force"
        raise refused(f"`{path}` is there already", help)


def output_that_is_read(outputs: Iterable[str], inputs: Iterable[str]) -> str:
    """The first output that is one of the inputs, also by another name; nothing where none is."""
    read = {found for path in inputs if (found := _identity(path))}
    return next((path for path in outputs if _identity(path) in read), "")


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def write_new(path: str, data: bytes, force: bool) -> None:
    """Write a file whole or not at all; one that is there stays unless forced. Raises Refusal."""
    write_together([(path, data)], force)


def write_together(files: Iterable[tuple[str, bytes]], force: bool) -> None:
    """Write files whole, and none of them where one has no room; those that are there stay unless forced.

    Raises Refusal.
    """
    path = ""
    try:
        with _undisturbed(), ExitStack() as stack:
            halves = []
            for path, data in files:
                check_free(path, force)
                halves.append((path, stack.enter_context(_filled(Path(path), data))))
            for path, half in halves:
                _put(half, Path(path), new=not force)
    except FileExistsError:  # since it was looked for
        raise refused(f"`{path}` is there already", "name another file, or add --force") from None
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
