"""Folders of files that belong together: each is read whole or refused, and nothing outside it is read.

A rulebook without one of its folders is another rulebook, so what is linked, unreadable or gone is never left out in
silence.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..diagnostic import Diagnostic, Refusal
from ..rulebook.source import MAX_BYTES
from .files import refused
from .places import EXAMPLES, TEMPLATES

MOST_FILES: Final = 2_000
_RULEBOOKS: Final = "rulebooks/"  # examples of rulebooks, which hold no facts of a saver
RULE_SUFFIXES: Final = (".yaml", ".yml")
FACTS_SUFFIXES: Final = (".yaml", ".yml", ".json")
TEMPLATE_SUFFIXES: Final = (".md", ".html", ".css", ".typ")
_PUT: Final = "put the folder itself there"
_CHECK_IT: Final = "check who may read it, and that it is not moved while it is read"


def contents(folder: str | Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes | Diagnostic]]:
    """The files of a folder by path inside it, in order, each with its bytes or with why it cannot be read.

    What is hidden is passed over. A folder that is a link is a problem; so is a file that leads out of the folder.
    """
    home = os.path.realpath(folder)
    if not os.path.isdir(home):
        yield "", _problem(f"`{folder}` is not a folder", "name a folder")
        return
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            files, folders = _entries(os.path.join(home, inside))
        except OSError as problem:
            yield inside, _problem(f"the folder `{inside or folder}` cannot be read: {problem.strerror}", _CHECK_IT)
            continue
        for entry in files:
            path = _joined(inside, entry.name)
            if not entry.name.endswith(suffixes):
                continue
            try:
                yield path, _read(home, path, entry.is_symlink())
            except Refusal as refusal:
                yield path, refusal.diagnostics[0]
        for entry in folders:
            if entry.is_symlink():
                yield (
                    _joined(inside, entry.name),
                    _problem(f"`{_joined(inside, entry.name)}` is a link to a folder", _PUT),
                )
        waiting += [_joined(inside, entry.name) for entry in reversed(folders) if not entry.is_symlink()]


def _entries(folder: str) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
    """The files and the folders in a folder, by name. Raises OSError."""
    with os.scandir(folder) as found:
        entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda one: one.name)
    folders = [entry for entry in entries if _is_folder(entry)]
    return [entry for entry in entries if entry not in folders], folders


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _joined(inside: str, name: str) -> str:
    return f"{inside}/{name}" if inside else name


def _read(home: str, path: str, linked: bool) -> bytes:
    """A plain file inside a folder. Anything else could lead out of it or keep us waiting. Raises Refusal."""
    real = os.path.join(home, path)
    if linked and not (real := os.path.realpath(real)).startswith(home.rstrip(os.sep) + os.sep):
        raise refused(f"`{path}` leads out of its folder", "put the file itself there")
    try:
        descriptor = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as problem:
        raise refused(f"`{path}` cannot be read: {problem.strerror}", _CHECK_IT) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise refused(f"`{path}` is not a plain file", "put a file there, or remove it")
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            data = b""
            while len(data) <= MAX_BYTES and (piece := file.read(MAX_BYTES + 1 - len(data))):
                data += piece
    except OSError as problem:
        raise refused(f"`{path}` cannot be read: {problem.strerror}", _CHECK_IT) from None
    finally:
        os.close(descriptor)
    if len(data) > MAX_BYTES:
        raise refused(f"`{path}` is larger than {MAX_BYTES // 1_000_000} MB", "is it the right file?")
    return data


def _problem(message: str, help: str) -> Diagnostic:
    return refused(message, help).diagnostics[0]


def _whole(folder: str | Path, suffixes: tuple[str, ...], kind: str) -> dict[str, bytes]:
    """Every file of a folder. Raises Refusal with every one that cannot be read."""
    files: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for path, found in contents(folder, suffixes):
        if isinstance(found, bytes):
            files[path] = found
        else:
            problems.append(found)
        if len(files) + len(problems) > MOST_FILES:
            raise refused(f"`{folder}` holds more than {MOST_FILES:,} files", f"name the folder of the {kind} alone")
    if problems:
        raise Refusal(problems)
    return files


def read_rules(folder: Path) -> dict[str, bytes]:
    """The YAML files of a rulebook folder, by path inside it. Raises Refusal unless all of it can be read."""
    files = _whole(folder, RULE_SUFFIXES, "rulebook")
    if not files:
        raise refused(f"`{folder}` holds no rulebook", "a rulebook has a facts.yaml and a folder for each topic")
    return files


def facts_files(path: str) -> list[str]:
    """The facts files a path stands for: itself, or those directly in the folder. Raises Refusal for none."""
    if not os.path.isdir(path):
        return [path]
    home = os.path.realpath(path) + os.sep
    try:
        names = sorted(os.listdir(path))
    except OSError as problem:
        raise refused(f"the folder `{path}` cannot be read: {problem.strerror}", _CHECK_IT) from None
    found = [name for name in names if name.endswith(FACTS_SUFFIXES) and not name.startswith(".")]
    if not found:
        raise refused(f"`{path}` holds no facts files", "facts files end with .yaml, .yml or .json")
    paths = [os.path.join(path, name) for name in found]
    for one in paths:
        if not os.path.realpath(one).startswith(home):
            raise refused(f"`{one}` leads out of its folder", "put the file itself there")
        if os.path.exists(one) and not os.path.isfile(one):
            raise refused(f"`{one}` is not a plain file", "put a file there, or remove it")
    return paths


def read_templates(folder: str | None = None) -> dict[str, str]:
    """The template texts by path inside a folder, the shipped ones by default. Raises Refusal."""
    return _decoded(_whole(folder or TEMPLATES, TEMPLATE_SUFFIXES, "templates"))


def read_examples() -> dict[str, str]:
    """The facts files that come with rothroute, by name without their ending. Raises Refusal."""
    files = _decoded(_whole(EXAMPLES, (".yaml",), "examples"))
    facts = {path: text for path, text in files.items() if not path.startswith(_RULEBOOKS)}
    return {path.removesuffix(".yaml"): text for path, text in facts.items()}


def _decoded(files: dict[str, bytes]) -> dict[str, str]:
    texts = {}
    for path, data in files.items():
        try:
            texts[path] = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise refused(f"the template `{path}` is not UTF-8 text: {problem.reason}", "save it as UTF-8") from None
    return texts
