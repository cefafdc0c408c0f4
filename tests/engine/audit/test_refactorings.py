"""Harmless changes of our own rules raise no alarm: the audit is silent, and the comparison finds no change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rothroute.cli import run
from rothroute.engine.audit.run import audit
from rothroute.engine.resources import RULES, read_rules

pytest.importorskip("z3")
REFACTORINGS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("refactorings.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def rewritten() -> dict[str, bytes]:
    """Our rules with all of them at once."""
    files = dict(read_rules(RULES))
    for one in REFACTORINGS:
        text = files[one["file"]].decode()
        assert one["old"] in text, f"the rules have changed: {one['what']}"
        files[one["file"]] = text.replace(one["old"], one["new"], 1).encode()
    return files


def test_the_audit_is_silent(rewritten: dict[str, bytes]) -> None:
    assert len(REFACTORINGS) >= 15
    assert audit(rewritten, {}, date(2026, 11, 27)).findings == ()


def test_the_comparison_says_that_nothing_changes(
    rewritten: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, data in rewritten.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)

    assert run(["diff", str(RULES), str(tmp_path)]) == 0
    assert "Nothing changes" in capsys.readouterr().out
