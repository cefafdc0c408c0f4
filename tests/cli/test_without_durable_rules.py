"""Nobody is locked out by a missing compiler: without durable-rules the reference evaluator gives the same answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WITHOUT = "import sys; sys.modules['durable_rules_engine'] = None; from rothroute.cli import main; main()"
NOTE = "note: durable_rules is not installed"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", WITHOUT, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["big-tech-engineer", "s-corp-owner", "plan-features-unknown"])
def test_the_advice_is_the_same(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from rothroute.cli import run as usual

    arguments = ["advise", str(EXAMPLES / f"{name}.yaml"), "--as-of", "2026-06-30", "--format", "json"]
    code = usual(arguments)
    expected = json.loads(capsys.readouterr().out)
    done = run(*arguments)
    found: dict[str, Any] = json.loads(done.stdout)

    assert done.returncode == code
    assert done.stderr.count(NOTE) == len(done.stderr.splitlines()) == 1
    assert found["receipt"].pop("engine") == expected["receipt"].pop("engine") + "+reference"
    assert found == expected


def test_the_cases_pass() -> None:
    done = run("test", "--only", "limit")

    assert done.returncode == 0, done.stdout
    assert " 0 failed" in done.stdout and not done.stdout.startswith("0 passed")
