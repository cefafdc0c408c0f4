"""`rothroute example`: facts files that are there after a plain install, and that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rothroute.cli import run

FILES = Path(__file__).parents[2] / "examples"
SAVERS = (path.relative_to(FILES) for path in FILES.rglob("*.yaml"))
NAMES = sorted(str(path.with_suffix("")) for path in SAVERS if path.parts[0] != "rulebooks")


def test_the_list_says_whom_each_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["example"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert sorted(line.split()[0] for line in lines) == NAMES
    assert all(len(line.split()) > 6 for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_advised_as_it_is(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["example", name]) == 0
    mine = tmp_path / "me.yaml"
    printed = capsys.readouterr()
    mine.write_text(printed.out)
    assert re.search(r"advised as of 20\d\d-\d\d-\d\d, whenever you run it", printed.err)

    assert mine.read_text() == (FILES / f"{name}.yaml").read_text()
    assert run(["advise", str(mine)]) in (0, 4)


def test_a_name_that_is_none_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["example", "freelancr"]) == 2
    assert "did you mean `freelancer`" in capsys.readouterr().err
