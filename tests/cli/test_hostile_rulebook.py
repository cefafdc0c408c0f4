"""What steers a terminal or turns words round never gets from a stranger's rulebook to a screen or a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rothroute.cli import run
from rothroute.engine.resources import RULES

from .test_letter import facts

CHARACTERS = {"ESC": "\x1b", "C1": "\x9b", "BEL": "\x07", "bidi": "\u202e", "isolate": "\u2066", "backspace": "\x08"}
COMMANDS = {
    "advise": (["advise", facts("freelancer")], 2),
    "ask": (["ask", "--no-input", "--answers", facts("freelancer")], 2),
    "explain": (["explain", "wages"], 2),
    "test": (["test"], 2),
    "audit": (["audit"], 1),
    "letter": (["letter", facts("freelancer"), "-o", "-", "--format", "html"], 2),
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rulebook, to be spoiled."""
    folder = tmp_path_factory.mktemp("stranger") / "rules"
    shutil.copytree(RULES, folder)
    return folder


def every_way() -> Iterator[Any]:
    """Each character, written either way, and each command; with --thorough all of them together."""
    for written, kind, command in product(("raw", "escaped"), CHARACTERS, COMMANDS):
        usual = command == "explain" or (written, kind) in (("raw", "ESC"), ("escaped", "bidi"))
        yield pytest.param(written, kind, command, marks=() if usual else pytest.mark.thorough)


@pytest.mark.parametrize(("written", "kind", "command"), list(every_way()))
def test_it_is_refused_and_not_shown(
    written: str, kind: str, command: str, rules: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    character = CHARACTERS[kind]
    sign = character if written == "raw" else f"\\u{ord(character):04x}"
    whole = (RULES / "facts.yaml").read_text("utf-8")
    spoiled = whole.replace("    label: ", f'    label: "{sign}[31mred"\n    was: ', 1)
    assert spoiled != whole
    (rules / "facts.yaml").write_text(spoiled, "utf-8")
    arguments, code = COMMANDS[command]

    assert run([*arguments, "--rules", str(rules)]) == code

    told = capfd.readouterr()
    shown = told.out + told.err
    assert shown and not any(one in shown for one in CHARACTERS.values())
    assert "facts.yaml" in shown
