"""Every mistake the loader reports: message, place and remedy, from the gallery of mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from rothroute.engine.diagnostic import Diagnostic, render

Files = dict[str, bytes]
HERE = Path(__file__).parent
ENGINE = HERE.parents[3] / "engine"
GALLERY = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((HERE / "gallery").glob("*.yaml"))}
ENTRIES = [pytest.param(entry, id=f"{file}: {entry['name']}") for file, entries in GALLERY.items() for entry in entries]
REPORTS = re.compile(r'(?:problem|report|_note|_clash|Diagnostic)\(\s*"([a-z]+-[a-z-]+)"')
ELSEWHERE = {"missing-year"}


def changed(base: Files, entry: dict[str, Any]) -> Files:
    files = dict(base)
    for change in entry.get("change", ()):
        text = files[change["file"]].decode()
        assert text.count(change["old"]) == 1, change
        files[change["file"]] = text.replace(change["old"], change["new"]).encode()
    for path, text in entry.get("files", {}).items():
        if text is None:
            files.pop(path, None)
        else:
            files[path] = text.encode()
    return files


def as_entry(found: Diagnostic) -> dict[str, Any]:
    said: dict[str, Any] = {"check": found.check}
    if found.span:
        said["at"] = f"{found.span}-{found.span.end_column}"
    said["message"] = found.message
    if found.help:
        said["help"] = found.help
    if found.labels:
        said["labels"] = [f"{label.span}: {label.text}" for label in found.labels]
    return said


def test_the_small_rulebook_is_fine(base: Files, refused: Callable[[Files], tuple[Diagnostic, ...]]) -> None:
    assert refused(base) == ()


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_mistake_is_reported(
    entry: dict[str, Any], base: Files, refused: Callable[[Files], tuple[Diagnostic, ...]]
) -> None:
    files = changed(base, entry)

    found = refused(files)

    assert entry["problems"] == [as_entry(one) for one in found]
    if "rendered" in entry:
        assert entry["rendered"] == render(found, {path: data.decode() for path, data in files.items()}) + "\n"


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_message_keeps_the_law_of_messages(entry: dict[str, Any]) -> None:
    for problem in entry["problems"]:
        plain = re.sub(r"`[^`]*`", "", problem["message"])

        assert problem["message"][0] == "`" or problem["message"][0].islower()
        assert not problem["message"].endswith(".") and "\n" not in problem["message"]
        assert not re.search(r"\b(NoneType|None|True|False|dict|tuple|str|int|bool|Scalar|Mapping)\b", plain)


def test_every_problem_of_the_loader_is_in_the_gallery() -> None:
    code = [*(ENGINE / "rulebook" / "load").glob("*.py"), ENGINE / "reasoning" / "compile" / "program.py"]
    known = {name for path in code for name in REPORTS.findall(path.read_text("utf-8"))} - ELSEWHERE
    shown = {problem["check"] for entries in GALLERY.values() for entry in entries for problem in entry["problems"]}

    assert sorted(known - shown) == []


def test_many_problems_end_the_reading(base: Files, refused: Callable[[Files], tuple[Diagnostic, ...]]) -> None:
    unknown = "".join(f"    key{number}: 1\n" for number in range(20_000))

    found = refused({**base, "facts.yaml": base["facts.yaml"].replace(b"    lowest: 14\n", unknown.encode())})

    assert len(found) == 100
