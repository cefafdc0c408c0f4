"""What `rothroute new` writes passes the audit but for the places a person must fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from audit_fragments import TODAY, base

from rothroute.engine import workshop
from rothroute.engine.audit.run import Report, audit
from rothroute.engine.audit.scaffold import BLANK, new_check, new_rule, new_year
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.resources import RULES, read_rules


def audited(files: dict[str, bytes], new: dict[str, str]) -> Report:
    """The rulebook with the scaffold in it."""
    return audit({**files, **{path: text.encode() for path, text in new.items()}}, {}, TODAY)


def outside(report: Report) -> list[str]:
    """The findings that do not point at a place to fill in."""
    places = [(finding, finding.span) for finding in report.findings if finding.span]
    lines = [(finding, report.texts[span.file].split("\n")[span.line - 1]) for finding, span in places]
    return [f"{finding.span}: {finding.message}" for finding, line in lines if BLANK not in line]


@pytest.mark.parametrize("files", [base(), read_rules(RULES)], ids=["small", "ours"])
def test_a_new_year_waits_only_for_what_must_be_filled_in(files: dict[str, bytes]) -> None:
    report = audited(files, new_year(files, 2027))

    assert report.findings
    assert outside(report) == []


def test_a_new_year_filled_in_is_a_year() -> None:
    new = new_year(base(), 2027)
    entry = "    amount: $8,000\n    source: USC 219(b)\n    verified: the notice\n"
    filled = {path: re.sub(r"    amount: FILL IN\n.*\n.*\n", entry, text) for path, text in new.items()}
    filled = {path: text.replace("unverified: FILL IN", "verified:") for path, text in filled.items()}

    assert outside(audited(base(), filled)) == []


def test_a_year_must_be_the_next() -> None:
    with pytest.raises(Refusal):
        new_year(base(), 2028)


@pytest.mark.parametrize("topic", ["saving", "spending"])
def test_a_new_rule_waits_only_for_what_must_be_filled_in(topic: str) -> None:
    report = audited(base(), new_rule(base(), topic, "is_thrifty"))

    assert {"unreadable-formula"} == {finding.check for finding in report.findings}
    assert outside(report) == []


@pytest.mark.parametrize("name", ["older", "wages", "Bad Name", "9"])
def test_a_rule_needs_a_name_of_its_own(name: str) -> None:
    with pytest.raises(Refusal):
        new_rule(base(), "saving", name)


def test_a_new_check_can_be_run() -> None:
    file, text = new_check("thin-ice")
    module: dict[str, object] = {
        "__name__": "rothroute.engine.audit.checks.thin_ice",
        "__package__": "rothroute.engine.audit.checks",
    }
    exec(compile(text, file, "exec"), module)

    assert file == "thin_ice.py"
    assert all(f"\n{part}:" in f"\n{module['__doc__']}" for part in ("What", "Why", "Bad", "Good"))
    assert callable(module["check"])


def test_files_are_written_and_never_written_over(tmp_path: Path) -> None:
    for path, data in base().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)

    assert len(workshop.scaffolded("rule", tmp_path, ["saving", "is_thrifty"])) == 2
    with pytest.raises(Refusal):
        workshop.scaffolded("rule", tmp_path, ["saving", "is_thrifty"])
    with pytest.raises(Refusal):
        workshop.scaffolded("check", None, ["always-true"])
