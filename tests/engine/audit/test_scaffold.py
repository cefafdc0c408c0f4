"""What `rothroute new` writes passes the audit but for the places a person must fill in."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from audit_fragments import TODAY, base, built

from rothroute.engine.audit import workshop
from rothroute.engine.audit.run import Report, audit, opened
from rothroute.engine.audit.scaffold import BLANK, new_check, new_rule
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.resources import RULES, read_rules

OF_OURS = date(2026, 11, 23)


def audited(files: dict[str, bytes], new: dict[str, str]) -> Report:
    """The rulebook with the scaffold in it."""
    today = TODAY if files == base() else OF_OURS
    return audit({**files, **{path: text.encode() for path, text in new.items()}}, {}, today)


def outside(report: Report) -> list[str]:
    """The findings that do not point at a place to fill in."""
    places = [(finding, finding.span) for finding in report.findings if finding.span]
    lines = [(finding, report.texts[span.file].split("\n")[span.line - 1]) for finding, span in places]
    return [f"{finding.span}: {finding.message}" for finding, line in lines if BLANK not in line]


@pytest.mark.parametrize("topic", ["saving", "spending"])
def test_a_new_rule_waits_only_for_what_must_be_filled_in(topic: str) -> None:
    report = audited(base(), new_rule(base(), topic, "is_thrifty"))

    assert {"unreadable-formula"} == {finding.check for finding in report.findings}
    assert outside(report) == []


@pytest.mark.parametrize("name", ["older", "wages", "Bad Name", "9"])
def test_a_rule_needs_a_name_of_its_own(name: str) -> None:
    with pytest.raises(Refusal):
        new_rule(base(), "saving", name)


RULE_FILLED = {
    "when: FILL IN": "when: money_goes_to_an_ira and age < catch_up_age",
    "FILL IN: the sentence for when it holds, with values in slots.": "You are {age}. Your money has years to grow.",
    "FILL IN: what is said when it does not hold.": "Nothing goes to an IRA, or you are {catch_up_age} or older.",
    "cite: [FILL IN]": "cite: [USC 414(v)(5)(A)]",
}
CASE_FILLED = {
    "FILL IN: a saver for whom young_saver holds": "a saver of 45",
    "FILL IN: the facts that make it so": "as_of: 2026-06-30, filing_status: single, age: 45, wages: $90000, "
    "workplace_plan: none, business: none, modified_agi: $90000",
    "source: FILL IN": "source: USC 414(v)(5)(A)",
}
WIRED = {"exports:\n": "exports:\n  - young_saver\n"}
LISTED = {"  drawbacks:\n": "  drawbacks:\n    - young_saver\n"}


def filled(text: str, places: dict[str, str]) -> str:
    """The text with every place filled in; each stands there once."""
    for place, by in places.items():
        assert text.count(place) == 1, place
        text = text.replace(place, by)
    return text


@pytest.mark.thorough
def test_a_new_rule_among_ours_filled_in_is_a_rule() -> None:
    """Half filled in, the audit points at what is left; wired in and with its other side shown, at nothing."""
    ours = read_rules(RULES)
    rules, cases, plan = "drawbacks/rules.yaml", "drawbacks/cases.yaml", "ledger/rules.yaml"
    new = new_rule(ours, "drawbacks", "young_saver")
    new[rules] = filled(new[rules], RULE_FILLED)
    without_case = audited(ours, new)
    new[cases] = filled(new[cases], CASE_FILLED)
    not_wired = audited(ours, new)
    new[rules] = filled(re.sub("  # FILL IN.*", "", new[rules]), WIRED)
    new[cases] = re.sub("  # FILL IN.*", "", new[cases])
    case = new[cases][new[cases].rindex("  - name:") :]
    new[cases] += case.replace("of 45", "of 55").replace("age: 45", "age: 55").replace("saver: yes", "saver: no")
    new[plan] = filled(ours[plan].decode(), LISTED)

    assert without_case.findings and outside(without_case) == []
    assert {"unused-conclusion"} <= {finding.check for finding in not_wired.findings} and outside(not_wired) == []
    assert BLANK not in "".join(new.values())
    assert audited(ours, new).findings == ()


def module_of(file: str, text: str) -> dict[str, Any]:
    """A check as if it stood among the others."""
    module = {"__name__": "rothroute.engine.audit.checks.thin_ice", "__package__": "rothroute.engine.audit.checks"}
    exec(compile(text, file, "exec"), module)
    return module


def test_a_new_check_can_be_run() -> None:
    file, text, _ = new_check("thin-ice")
    module = module_of(file, text)

    assert file == "thin_ice.py"
    assert all(f"\n{part}:" in f"\n{module['__doc__']}" for part in ("What", "Why", "Bad", "Good"))
    assert list(module["check"](opened(read_rules(RULES), {}, TODAY)[1])) == []


def test_a_new_check_filled_in_finds_what_its_gallery_says() -> None:
    file, text, gallery = new_check("thin-ice")
    text = filled(text, {'if name == "FILL IN"': 'if fact.label == "pay"', "is FILL IN": "is thin ice"})
    stub = yaml.safe_load(gallery)
    old, new = "label: wages", "label: pay"
    audit_of = opened({**base(), "facts.yaml": base()["facts.yaml"].replace(old.encode(), new.encode())}, {}, TODAY)[1]
    found = [finding.message for finding in module_of(file, text)["check"](audit_of)]

    assert found == ["`wages` is thin ice"]
    assert list(stub) == ["fires", "silent"]
    assert all(BLANK in value for kind in stub.values() for change in kind[0]["change"] for value in
               (kind[0]["about"], change["from"], change["to"]))  # fmt: skip
    assert BLANK in stub["fires"][0]["finds"][0] and "warning[thin-ice]" in stub["fires"][0]["finds"][0]


def test_a_new_check_comes_with_its_gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "CHECKS", tmp_path / "checks")
    monkeypatch.setattr(workshop, "GALLERY", tmp_path / "gallery")
    made = workshop.scaffolded("check", None, ["thin-ice"])

    assert made == [tmp_path / "checks" / "thin_ice.py", tmp_path / "gallery" / "thin-ice.yaml"]
    (tmp_path / "checks" / "thin_ice.py").unlink()
    with pytest.raises(Refusal):
        workshop.scaffolded("check", None, ["thin-ice"])


def test_the_page_of_a_new_check_says_only_what_to_fill_in() -> None:
    doc = str(module_of(*new_check("thin-ice")[:2])["__doc__"])
    bad = textwrap.dedent(doc.partition("\nBad:\n")[2].partition("\nGood:\n")[0])
    report = audit(*built(bad))

    assert report.findings and all(BLANK in finding.message for finding in report.findings)


def test_files_are_written_and_never_written_over(tmp_path: Path) -> None:
    for path, data in base().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)

    assert len(workshop.scaffolded("rule", tmp_path, ["saving", "is_thrifty"])) == 2
    with pytest.raises(Refusal):
        workshop.scaffolded("rule", tmp_path, ["saving", "is_thrifty"])
    with pytest.raises(Refusal):
        workshop.scaffolded("check", None, ["always-true"])
