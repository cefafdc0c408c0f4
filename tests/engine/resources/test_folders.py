"""Folders of rules, templates and facts: each is read whole or refused, and nothing outside it is read or shown."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rothroute.cli import run
from rothroute.engine import Refusal
from rothroute.engine.resources import (
    RULES,
    TEMPLATES,
    facts_files,
    folders,
    read_rules,
    read_templates,
)

SECRET = "my_secret_fact: 12345"


@pytest.fixture(params=["rules", "templates"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def folder(tmp_path: Path, kind: str) -> Path:
    return Path(shutil.copytree({"rules": RULES, "templates": TEMPLATES}[kind], tmp_path / "stranger"))


@pytest.fixture
def read(kind: str) -> Callable[[Path], Any]:
    return read_rules if kind == "rules" else lambda folder: read_templates(str(folder))


def inner(folder: Path) -> Path:
    """A folder inside it with files that count."""
    return next(path for path in sorted(folder.iterdir()) if path.is_dir())


def refused(read: Callable[[Path], Any], folder: Path) -> list[str]:
    with pytest.raises(Refusal) as caught:
        read(folder)
    return [one.message for one in caught.value.diagnostics]


def test_a_folder_that_is_a_link_is_refused(folder: Path, read: Callable[[Path], Any], kind: str) -> None:
    part = inner(folder)
    shutil.move(part, folder.parent / "elsewhere")
    part.symlink_to(folder.parent / "elsewhere", target_is_directory=True)

    assert refused(read, folder) == [f"`{part.name}` is a link to a folder"]


def test_a_file_that_leads_out_is_refused(folder: Path, read: Callable[[Path], Any], kind: str) -> None:
    (folder.parent / "outside.md").write_text(SECRET)
    (folder / "x.yaml").symlink_to(folder.parent / "outside.md")
    (folder / "x.md").symlink_to(folder.parent / "outside.md")

    name = "x.yaml" if kind == "rules" else "x.md"
    assert refused(read, folder) == [f"`{name}` leads out of its folder"]


def test_a_folder_that_vanishes_is_refused(
    folder: Path, read: Callable[[Path], Any], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, entries = inner(folder), folders._entries

    def listed(path: str) -> Any:
        found = entries(path)
        if Path(path) == folder.resolve():
            shutil.rmtree(gone)
        return found

    monkeypatch.setattr(folders, "_entries", listed)
    assert refused(read, folder) == [f"the folder `{gone.name}` cannot be read: No such file or directory"]


def test_a_pipe_is_refused_and_not_waited_for(folder: Path, read: Callable[[Path], Any], kind: str) -> None:
    name = "x.yaml" if kind == "rules" else "x.md"
    os.mkfifo(folder / name)

    assert refused(read, folder) == [f"`{name}` is not a plain file"]


def test_folders_within_folders_end_somewhere(tmp_path: Path) -> None:
    """As deep as the system has them, which is deeper than Python calls itself."""
    home = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=home)
        home, before = os.open("d", os.O_RDONLY, dir_fd=home), home
        os.close(before)
    os.close(home)
    (tmp_path / "facts.yaml").write_text("x")
    try:
        assert list(read_rules(tmp_path)) == ["facts.yaml"]
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)  # shutil calls itself for each folder


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("x")
    (tmp_path / "facts.yaml").symlink_to(tmp_path / "a.yaml")

    assert read_rules(tmp_path) == {"a.yaml": b"x", "facts.yaml": b"x"}


def test_facts_that_lead_out_of_their_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    (tmp_path / "outside.yaml").write_text(SECRET)
    (tmp_path / "clients" / "a.yaml").symlink_to(tmp_path / "outside.yaml")

    with pytest.raises(Refusal, match="leads out of its folder"):
        facts_files(str(tmp_path / "clients"))


def test_an_error_of_a_rulebook_shows_no_file_that_stands_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both may have a facts.yaml; the one beside is the user's own."""
    rules = Path(shutil.copytree(RULES, tmp_path / "stranger"))
    (rules / "facts.yaml").write_text("facts:\n  broken:\n")
    (tmp_path / "facts.yaml").write_text("tax_year: 2026\n" + SECRET + "\n")
    monkeypatch.chdir(tmp_path)

    for arguments in (["advise", "facts.yaml"], ["test"], ["explain", "age"], ["letter", "facts.yaml", "-o", "a.md"]):
        assert run([*arguments, "--rules", "stranger"]) == 2
        shown = capsys.readouterr().err
        assert "--> facts.yaml:2" in shown and "  broken:" in shown, arguments
        assert SECRET not in shown


def test_an_error_of_a_facts_file_shows_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "facts.yaml").write_text("tax_year: 2026\nage: old\n")
    monkeypatch.chdir(tmp_path)

    assert run(["advise", "facts.yaml"]) == 2
    assert "2 | age: old" in capsys.readouterr().err
