"""Paths and files: the only module that reads and writes them.

The shipped rules and templates are found beside this file, wherever the package stands.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from .compile.program import compile_year
from .diagnostic import Diagnostic, Refusal
from .load import digest_of, load_rulebook
from .load.store import from_data, to_data
from .model import Rulebook
from .source import MAX_BYTES
from .version import VERSION as VERSION_OF_ENGINE

ROOT: Final = Path(__file__).resolve().parent.parent
RULES: Final = ROOT / "rules"
TEMPLATES: Final = ROOT / "templates"
MOST_FILES: Final = 2_000
MOST_KEPT: Final = 8
TEMPLATE_SUFFIXES: Final = (".md", ".html", ".css", ".typ")


def read_rules(folder: Path) -> dict[str, bytes]:
    """The YAML files of a rulebook folder, by path inside it. Raises Refusal; links out of the folder are refused."""
    home = os.path.realpath(folder)
    if not os.path.isdir(home):
        raise _refused(f"`{folder}` is not a folder", "name a folder with a rulebook in it")
    files = {}
    for path in _yaml_files(home):
        files[path[len(home) + 1 :].replace(os.sep, "/")] = read_bytes(path)
        if len(files) > MOST_FILES:
            message = f"`{folder}` holds more than {MOST_FILES:,} YAML files"
            raise _refused(message, "name the rulebook's own folder")
    if not files:
        message = f"`{folder}` holds no rulebook"
        raise _refused(message, "a rulebook has a facts.yaml and a folder for each topic")
    return files


def _yaml_files(home: str) -> Iterator[str]:
    for parent, folders, names in os.walk(home, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(parent, name)
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                if os.path.islink(path) and not os.path.realpath(path).startswith(home + os.sep):
                    raise _refused(f"`{path}` leads out of the rules folder", "put the file itself there")
                yield path


def read_bytes(path: str | Path) -> bytes:
    """A file's bytes. Raises Refusal in a person's words; never reads more than the size limit."""
    try:
        with open(path, "rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(size + 1) if 0 < size <= MAX_BYTES else _read_all(file)
    except IsADirectoryError:
        raise _refused(f"`{path}` is a folder, not a file", "name a file") from None
    except FileNotFoundError:
        raise _refused(f"`{path}` does not exist", "check the path") from None
    except PermissionError:
        raise _refused(f"`{path}` may not be read", "ask its owner, or change its permissions") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "the path is not one"
        raise _refused(f"`{path}` cannot be read: {reason}", "check the path") from None
    if len(data) > MAX_BYTES:
        raise _refused(f"`{path}` is larger than {MAX_BYTES // 1_000_000} MB", "is it the right file?")
    return data


def _read_all(file: io.FileIO) -> bytes:
    """What a pipe or a file of unknown size holds, up to one byte beyond the limit."""
    data = b""
    while len(data) <= MAX_BYTES and (piece := file.read(1_000_000)):
        data += piece
    return data


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("unreadable-file", "error", message, help=help),))


def rulebook_from(folder: Path | None = None) -> Rulebook:
    """The rulebook in a folder (the shipped one by default), checked for every year it publishes.

    What was checked once is kept as JSON under the user's cache folder, named by the SHA-256 of the files.
    Raises Refusal with every problem found.
    """
    files = read_rules(folder or RULES)
    kept = _cache_folder() / f"rulebook-{_reader_mark()}-{digest_of(files)}.json"
    return _kept(kept) or _checked(files, kept)


def _reader_mark() -> str:
    """Changes whenever the code that reads rulebooks does, so that what an older reader kept is not used."""
    home = ROOT / "engine"
    alone = ("model", "expression", "tokens", "value", "walk")
    code = [*sorted(home.glob("load/*.py")), *sorted(home.glob("compile/*.py")), *(home / f"{one}.py" for one in alone)]
    marks = [(path.name, (found := path.stat()).st_size, found.st_mtime_ns) for path in code]
    return hashlib.sha256(f"{VERSION_OF_ENGINE}{marks}".encode()).hexdigest()[:12]


def _checked(files: Mapping[str, bytes], kept: Path) -> Rulebook:
    rulebook = load_rulebook(files)
    for year in rulebook.years:
        compile_year(rulebook, year)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_text(kept, json.dumps(to_data(rulebook), separators=(",", ":")))
        _forget_old(kept.parent)
    except OSError:
        pass
    return rulebook


def _forget_old(folder: Path) -> None:
    """Drop all but the newest kept rulebooks, so that the folder does not grow with every edit."""
    newest_first = sorted(folder.glob("rulebook-*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in newest_first[MOST_KEPT:]:
        path.unlink()


def _kept(path: Path) -> Rulebook | None:
    try:
        found = from_data(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, IndexError, RecursionError):
        return None
    return found if isinstance(found, Rulebook) else None


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "rothroute"


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only. Raises OSError."""
    write_with(path, lambda descriptor: _write_all(descriptor, text.encode()))


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def write_with(path: Path, write: Callable[[int], None]) -> None:
    """Let `write` fill a new file beside the path (mode 0600), then put it in place in one move. Raises OSError."""
    import tempfile  # loads much, and most runs write nothing

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        try:
            write(descriptor)
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
        raise _refused(f"`{path}` is there already", help)


def write_new(path: str, data: bytes, force: bool) -> None:
    """Write a file whole or not at all; one that is there stays unless forced. Raises Refusal."""
    check_free(path, force)
    place = Path(path)
    try:
        write_with(place, lambda descriptor: _write_all(descriptor, data))
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "the path is not one"
        raise _refused(f"`{path}` cannot be written: {reason}", "nothing was left half-written") from None


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
        raise _refused(f"`{path}` cannot be made a folder: {problem.strerror}", "name another folder") from None
    return path


def facts_files(path: str) -> list[str]:
    """The facts files a path stands for: itself, or those in the folder. Raises Refusal for an empty folder."""
    if not is_folder(path):
        return [path]
    found = sorted(entry for entry in Path(path).iterdir() if entry.suffix in (".yaml", ".yml", ".json"))
    if not found:
        raise _refused(f"`{path}` holds no facts files", "facts files end with .yaml, .yml or .json")
    return [str(entry) for entry in found]


def read_stdin() -> bytes:
    """What was piped in. Raises Refusal when there is nothing to read or too much."""
    if sys.stdin is None or sys.stdin.closed:
        raise _refused("standard input is closed", "name a facts file")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _refused(f"standard input holds more than {MAX_BYTES // 1_000_000} MB", "is it the right file?")
    return data


def read_templates(folder: str | None = None) -> dict[str, str]:
    """The template texts by path inside a folder, the shipped ones by default. Raises Refusal."""
    home = Path(folder) if folder else TEMPLATES
    if not home.is_dir():
        raise _refused(f"`{home}` is not a folder", "name a folder with templates in it")
    paths = sorted(path for path in home.rglob("*") if path.suffix in TEMPLATE_SUFFIXES and path.is_file())
    try:
        return {path.relative_to(home).as_posix(): read_bytes(path).decode() for path in paths}
    except UnicodeDecodeError as problem:
        raise _refused(f"a template in `{home}` is not UTF-8 text: {problem.reason}", "save it as UTF-8") from None


def texts_of(files: Iterable[str], folder: Path | None = None) -> dict[str, str]:
    """The texts of files named in findings, for excerpts; those that cannot be read are left out."""
    texts = {}
    for name in files:
        for path in (Path(name), (folder or RULES) / name):
            try:
                if path.is_file() and path.stat().st_size <= MAX_BYTES:
                    texts[name] = path.read_text("utf-8-sig")
                    break
            except (OSError, ValueError):
                continue
    return texts


def write_report(bug: BaseException) -> Path | None:
    """Write what failed and where, without any value that was being worked on; None where it cannot be written."""
    import tempfile
    import traceback

    frames = traceback.extract_tb(bug.__traceback__)
    lines = [f"rothroute {VERSION_OF_ENGINE}, Python {sys.version.split()[0]}", type(bug).__name__]
    lines += [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    try:
        descriptor, name = tempfile.mkstemp(prefix="rothroute-report-", suffix=".txt")
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return Path(name)
