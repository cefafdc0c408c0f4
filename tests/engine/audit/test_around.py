"""Mistakes in what stands around the formulas are named by the line of defence their table names.

Those a check names are planted together, as many as fit into one copy of the rules; what hides others, and each alone,
is tried in check-long.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

import pytest

from rothroute.engine.audit.diff.statements import rewritten
from rothroute.engine.audit.pages import pages
from rothroute.engine.audit.run import audit
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases, load_rulebook
from rothroute.engine.rulebook.walk import show

from .defence import AROUND

TODAY: Final = date(2026, 11, 27)
FAILING: Final = ("failing-case",)
ALONE: Final = ("untested-tie", "untested-refusal", "constant-figure", "form-lines", "missing-deadline")
TOGETHER: Final = [
    one for one in AROUND if one.get("check") and pages()[one["check"]].run is not None and one["check"] not in ALONE
]


def planted(files: dict[str, bytes], mistake: dict[str, Any]) -> dict[str, bytes] | None:
    """A copy of the files with the mistake in it; None where its text is not there, or is changed already."""
    found = dict(files)
    for edit in mistake["edits"]:
        text = found[edit["file"]].decode()
        if edit["old"] not in text:
            return None
        found[edit["file"]] = text.replace(edit["old"], edit["new"], 1).encode()
    return found


def together() -> list[tuple[dict[str, bytes], list[dict[str, Any]]]]:
    """Copies of the rules, each with as many mistakes as do not touch one another's words."""
    left, copies = list(TOGETHER), []
    while left:
        files, here, later = dict(read_rules(RULES)), [], []
        for mistake in left:
            changed = planted(files, mistake)
            files = files if changed is None else changed
            (later if changed is None else here).append(mistake)
        assert here, f"the rules have changed: {left[0]['what']}"
        copies.append((files, here))
        left = later
    return copies


@cache
def found() -> dict[str, list[tuple[str, str]]]:
    """What the checks say of each mistake's copy, by what the mistake is."""
    said = {}
    for files, mistakes in together():
        only = sorted({one["check"] for one in mistakes})
        findings = [(one.check, one.message) for one in audit(files, {}, TODAY, only).findings]
        said |= {one["what"]: findings for one in mistakes}
    return said


@pytest.mark.xdist_group("around")
@pytest.mark.parametrize("mistake", TOGETHER, ids=lambda one: one["what"])
def test_the_check_names_the_mistake(mistake: dict[str, Any]) -> None:
    assert (mistake["check"], mistake["says"]) in found()[mistake["what"]]


@pytest.mark.thorough
@pytest.mark.parametrize("mistake", AROUND, ids=lambda one: one["what"])
def test_alone_it_is_named_too(mistake: dict[str, Any]) -> None:
    rules = read_rules(RULES)
    files = planted(rules, mistake)
    assert files is not None, "the rules have changed"
    if "check" in mistake:
        says = [(one.check, one.message) for one in audit(files, {}, TODAY, [mistake["check"]]).findings]
        assert (mistake["check"], mistake["says"]) in says
    elif "case" in mistake:
        assert audit(files, {}, TODAY, FAILING).findings
    else:
        sides = [(load_rulebook(one), load_cases(one)) for one in (rules, files)]
        (old, before), (new, after) = sides
        changes = rewritten(old, new, (before, after), lambda kind, name, was, now: show(was) == show(now))
        assert mistake["diff"] in [f"{one.kind} {one.name}: {one.part}" for one in changes]
