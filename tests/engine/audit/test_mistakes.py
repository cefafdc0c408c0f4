"""Realistic mistakes in copies of our own rules are caught, and by the line of defence the table names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rothroute.engine.audit.findings import fingerprint
from rothroute.engine.audit.pages import pages
from rothroute.engine.audit.run import audit
from rothroute.engine.resources import RULES, read_rules

MISTAKES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text("utf-8"))
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def rules() -> dict[str, bytes]:
    """Our own rules."""
    return read_rules(RULES)


def planted(rules: dict[str, bytes], mistake: dict[str, Any]) -> dict[str, bytes]:
    """A copy of the rules with the mistake in it."""
    text = rules[mistake["file"]].decode()
    for edit in (mistake, *([mistake["edit"]] if "edit" in mistake else ())):
        assert edit["replace"] in text, f"{mistake['file']} has changed: {edit['replace']}"
        text = text.replace(edit["replace"], edit["by"], 1)
    return {**rules, mistake["file"]: text.encode()}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one['name']}: {dict(one['caught'])}")
def test_a_mistake_is_caught(rules: dict[str, bytes], mistake: dict[str, Any]) -> None:
    [(line, name)] = mistake["caught"].items()
    assert line in ("check", "case") and name in pages()
    assert (line == "case") == (name == "failing-case")

    before = {fingerprint(finding) for finding in audit(rules, {}, TODAY, only=[name]).findings}
    after = audit(planted(rules, mistake), {}, TODAY, only=[name]).findings

    assert [name] == sorted({finding.check for finding in after if fingerprint(finding) not in before})


def test_there_are_at_least_twenty() -> None:
    assert len({mistake["name"] for mistake in MISTAKES}) >= 20
