"""The folder of kept rulebooks: what is used again, what is dropped."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rothroute.engine import resources
from rothroute.engine.model import Rulebook
from rothroute.engine.resources import MOST_KEPT, rulebook_from

FACTS = """
facts:
  tax_year: {{type: tax_year, label: tax year, meaning: The year.}}
  age: {{type: years, label: age, meaning: Age {number}., lowest: 14, highest: 120}}
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "rothroute"


@pytest.fixture
def load(tmp_path: Path) -> Callable[[int], Rulebook]:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "sources.yaml").write_text("sources: {USC: {title: Code, kind: statute, checked: read}}")

    def loaded(number: int) -> Rulebook:
        (tmp_path / "rules" / "facts.yaml").write_text(FACTS.format(number=number))
        return rulebook_from(tmp_path / "rules")

    return loaded


def test_a_rulebook_read_before_is_not_read_again(
    kept: Path, load: Callable[[int], Rulebook], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(1)
    monkeypatch.delattr(resources, "load_rulebook")
    assert load(1) == first


def test_the_newest_rulebooks_are_kept_and_no_more(kept: Path, load: Callable[[int], Rulebook]) -> None:
    (kept.parent / "other.json").parent.mkdir()
    kept.mkdir()
    (kept / "notes.json").write_text("not ours to drop")
    for number in range(MOST_KEPT + 3):
        before = set(kept.glob("rulebook-*.json"))
        load(number)
        [new] = set(kept.glob("rulebook-*.json")) - before
        os.utime(new, (number, number))
    ages = sorted(path.stat().st_mtime for path in kept.glob("rulebook-*.json"))
    assert ages == list(range(3, MOST_KEPT + 3))
    assert (kept / "notes.json").exists()


@pytest.mark.parametrize("damage", ["", "[", "[99]", '["x"]', "[30]", "[-1,[30,1]]", "null", "[[[", "[true]", "[-3]"])
def test_a_damaged_file_is_read_anew(kept: Path, load: Callable[[int], Rulebook], damage: str) -> None:
    first = load(1)
    [path] = kept.glob("rulebook-*.json")
    path.write_text(damage)
    assert load(1) == first
    assert path.read_text() != damage
