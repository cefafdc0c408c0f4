"""Kept rulebooks: what is used again, what is dropped, and that nothing in the cache folder changes an answer."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import grimp
import pytest

from rothroute.engine.resources import ROOT, RULES, cache, files, rulebook, rulebook_from
from rothroute.engine.rulebook.model import Rulebook

FACTS = """
facts:
  tax_year: {{type: tax_year, label: tax year, meaning: The year.}}
  age: {{type: years, label: age, meaning: Age {number}., lowest: 14, highest: 120}}
"""
Load = Callable[[int], Rulebook]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "rothroute"


@pytest.fixture
def load(tmp_path: Path) -> Load:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "sources.yaml").write_text("sources: {USC: {title: Code, kind: statute, checked: read}}")

    def loaded(number: int) -> Rulebook:
        (tmp_path / "rules" / "facts.yaml").write_text(FACTS.format(number=number))
        return rulebook_from(tmp_path / "rules")

    return loaded


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows with each rulebook that is read from its files."""
    found: list[None] = []
    read = rulebook.load_rulebook
    monkeypatch.setattr(rulebook, "load_rulebook", lambda files: found.append(None) or read(files))
    return found


def meaning(book: Rulebook) -> str:
    return book.facts["age"].meaning


def test_a_rulebook_read_before_is_not_read_again(kept: Path, load: Load, reads: list[None]) -> None:
    assert load(1) == load(1)
    assert len(reads) == 1


def test_the_newest_rulebooks_are_kept_and_no_more(kept: Path, load: Load) -> None:
    kept.mkdir(parents=True)
    (kept / "notes.json").write_text("not ours to drop")
    for number in range(cache.MOST_KEPT + 3):
        before = set(kept.glob("rulebook-*.json"))
        load(number)
        [new] = set(kept.glob("rulebook-*.json")) - before
        os.utime(new, (number, number))
    ages = sorted(path.stat().st_mtime for path in kept.glob("rulebook-*.json"))
    assert ages == list(range(3, cache.MOST_KEPT + 3))
    assert (kept / "notes.json").exists()


def test_what_a_killed_run_left_is_dropped(kept: Path, load: Load) -> None:
    kept.mkdir(parents=True)
    left = kept / f".rulebook-a.json.1{files._HALF}"
    left.write_text("half")
    load(1)
    assert not left.exists()


@pytest.mark.parametrize("damage", ["", "[", "[99]", '["x"]', "[30]", "[-1,[30,1]]", "null", "[[[", "[true]", "[-3]"])
@pytest.mark.parametrize("sealed", [False, True])
def test_a_damaged_file_is_read_anew(kept: Path, load: Load, reads: list[None], damage: str, sealed: bool) -> None:
    """Even where whoever damaged it worked out the checksum."""
    first = load(1)
    [path] = kept.glob("rulebook-*.json")
    path.write_bytes(checksum(path, damage.encode()) + b"\n" + damage.encode() if sealed else damage.encode())
    assert load(1) == first
    assert len(reads) == 2


def test_a_changed_file_changes_no_answer(kept: Path, load: Load, reads: list[None]) -> None:
    load(1)
    [path] = kept.glob("rulebook-*.json")
    path.write_bytes(path.read_bytes().replace(b"Age 1.", b"Age 9."))
    assert meaning(load(1)) == "Age 1."
    assert len(reads) == 2


def test_another_rulebook_under_this_name_changes_no_answer(kept: Path, load: Load) -> None:
    load(1)
    [path] = kept.glob("rulebook-*.json")
    load(2)
    [other] = set(kept.glob("rulebook-*.json")) - {path}
    shutil.copy(other, path)
    assert meaning(load(1)) == "Age 1."
    data = other.read_bytes().partition(b"\n")[2]
    path.write_bytes(checksum(path, data) + b"\n" + data)
    assert meaning(load(1)) == "Age 1."


def checksum(path: Path, body: bytes) -> bytes:
    key = path.name.removeprefix("rulebook-").removesuffix(".json")
    return hashlib.sha256(key.encode() + b"\0" + body).hexdigest().encode()


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_may_write_is_not_read(kept: Path, load: Load, reads: list[None], mode: int) -> None:
    load(1)
    [path] = kept.glob("rulebook-*.json")
    path.chmod(mode)
    load(1)
    assert len(reads) == 2
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_may_write_is_neither_read_nor_filled(
    kept: Path, load: Load, reads: list[None], mode: int
) -> None:
    load(1)
    kept.chmod(mode)
    load(1)
    load(2)
    assert len(reads) == 3
    assert len(list(kept.glob("rulebook-*.json"))) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_file_of_another_user_is_not_read(kept: Path, load: Load, reads: list[None]) -> None:
    load(1)
    [path] = kept.glob("rulebook-*.json")
    os.chown(path, 65534, 65534)
    load(1)
    assert len(reads) == 2


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_only_a_plain_file_is_read(kept: Path, load: Load, reads: list[None], kind: str) -> None:
    first = load(1)
    [path] = kept.glob("rulebook-*.json")
    if kind == "link":
        path.rename(kept / "elsewhere")
        path.symlink_to(kept / "elsewhere")
    else:
        path.unlink()
        os.mkfifo(path) if kind == "pipe" else path.mkdir()
    assert load(1) == first
    assert len(reads) == 2


@pytest.mark.parametrize("cache_home", ["relative", "/dev/null", "/no\udcff/such"])
def test_where_nothing_can_be_kept_the_rulebook_is_read(
    load: Load, monkeypatch: pytest.MonkeyPatch, cache_home: str, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/dev/null")
    monkeypatch.setenv("XDG_CACHE_HOME", cache_home)
    assert meaning(load(1)) == "Age 1."
    assert not (tmp_path / "relative").exists()


def test_no_home_at_all_is_no_matter(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "")
    assert meaning(load(1)) == "Age 1."


def test_the_key_covers_all_code_that_makes_a_rulebook() -> None:
    """Edited code must never be served what older code made."""
    graph = grimp.build_graph("rothroute", cache_dir=None)
    made_of = {
        "rothroute.engine.rulebook.load.build",
        "rothroute.engine.reasoning.compile.program",
        "rothroute.engine.rulebook.load.store",
    }
    modules = made_of.union(*(graph.find_upstream_modules(module) for module in made_of))
    home = ROOT / "engine"
    covered = {path for pattern in cache.CODE for path in home.glob(pattern)}
    files = {ROOT.joinpath(*module.split(".")[1:]) for module in modules}

    assert len(modules) > 30
    assert {path / "__init__.py" if path.is_dir() else path.with_suffix(".py") for path in files} <= covered


@pytest.mark.parametrize(
    "edited", ["rulebook/source/builder.py", "reasoning/range.py", "diagnostic.py", "rulebook/load/statements.py"]
)
def test_edited_code_is_not_served_what_older_code_kept(
    kept: Path, load: Load, reads: list[None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, edited: str
) -> None:
    """Even an edit that keeps a file's size and time."""
    load(1)
    shutil.copytree(ROOT / "engine", tmp_path / "root" / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "ROOT", tmp_path / "root")
    load(1)
    assert len(reads) == 1

    file = tmp_path / "root" / "engine" / edited
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"the", b"teh", 1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    load(1)
    assert len(reads) == 2


def test_what_is_kept_is_what_was_checked(kept: Path, rulebook: Rulebook) -> None:
    assert rulebook_from(RULES) == rulebook
    assert rulebook_from(RULES) == rulebook
