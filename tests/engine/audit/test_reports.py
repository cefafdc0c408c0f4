"""Every form of report, from findings with everything a finding can have."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from rothroute.engine.audit.pages import pages
from rothroute.engine.audit.reports import FORMS, summary
from rothroute.engine.audit.run import Report
from rothroute.engine.diagnostic import Diagnostic, Label, Span

SCHEMA = Path(__file__).with_name("sarif-2.1.0.json")
FINDINGS = (
    Diagnostic("unknown-name", "error", "`waages` is not a fact", Span("a b/rules.yaml", 3, 5, 11),
               (Label(Span("facts.yaml", 2, 3, 8), "`wages` is here"),), "did you mean `wages`?", ("a note",)),
    Diagnostic("stale-amount", "warning", "100% | the same, <again>\x07: really", Span("p.yaml", 1, 1, 1)),
    Diagnostic("redundant-part", "advice", "line one\nline two", Span("p.yaml", 2, 4, 4)),
    Diagnostic("unreadable-file", "error", "no place at all"),
)  # fmt: skip
REPORT = Report(FINDINGS, {"facts.yaml": "facts:\n  wages:\n"}, 2)


def written(form: str, report: Report = REPORT) -> str:
    """The report in a form, with paths under rules/."""
    return FORMS[form](report, lambda file: f"rules/{file}")


def test_sarif_is_valid() -> None:
    for report in (REPORT, Report((), {}, 0)):
        found = json.loads(written("sarif", report))
        errors = Draft7Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(found)

        assert [error.message for error in errors] == []


def test_sarif_names_a_rule_for_each_check() -> None:
    run = json.loads(written("sarif"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert sorted({finding.check for finding in FINDINGS}) == rules
    assert [finding.check for finding in FINDINGS] == [rules[result["ruleIndex"]] for result in run["results"]]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]
    assert (
        pages()["stale-amount"].what
        == run["tool"]["driver"]["rules"][1 + rules.index("redundant-part")]["shortDescription"]["text"]
    )
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rules/a%20b/rules.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 11}


def test_json_holds_everything() -> None:
    found: list[dict[str, Any]] = json.loads(written("json"))["findings"]

    assert found[0]["place"] == {"file": "rules/a b/rules.yaml", "line": 3, "column": 5, "end_column": 11}
    assert [label["text"] for label in found[0]["labels"]] == ["`wages` is here"]
    assert (found[3]["place"], found[0]["notes"][0]) == (None, "a note")


def test_junit_counts_failures() -> None:
    suite = ET.fromstring(written("junit"))[0]

    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "3", "1")
    assert ET.fromstring(written("junit", Report((), {}, 0)))[0].get("tests") == "1"


def test_github_escapes_what_would_end_a_command() -> None:
    lines = written("github").split("\n")

    assert len(lines) == 4
    assert lines[1].startswith(
        "::warning title=audit%3A stale-amount,file=rules/p.yaml,line=1,col=1,endColumn=1::100%25"
    )
    assert lines[2].endswith("::line one%0Aline two")


def test_markdown_keeps_its_table_whole() -> None:
    rows = [line for line in written("markdown").split("\n") if line.startswith("| `")]

    assert len(rows) == 4
    assert "100% \\| the same" in rows[1]


@pytest.mark.parametrize("form", FORMS)
def test_no_form_lets_through_what_moves_a_cursor(form: str) -> None:
    assert "\x07" not in written(form) or form in ("github", "markdown")


def test_the_summary_counts() -> None:
    assert summary(REPORT) == "2 errors, 1 warning, 1 advice (2 silenced by comments)"
    assert summary(Report((), {}, 0)) == "no findings"


NOTED = Report(
    (FINDINGS[1]._replace(notes=("the saver: 100% | <so>", "as a case:\n  - name: ```\n    given: {}\n")),), {}, 0
)


def test_every_form_has_the_notes_line_by_line() -> None:
    case = ["as a case:", "  - name: ```", "    given: {}"]
    sarif = json.loads(written("sarif", NOTED))
    errors = Draft7Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(sarif)

    assert [error.message for error in errors] == []
    assert sarif["runs"][0]["results"][0]["message"]["text"].rstrip().split("\n")[-3:] == case
    assert written("github", NOTED).endswith("%0Athe saver: 100%25 | <so>%0A" + "%0A".join(case) + "%0A")
    assert written("markdown", NOTED).endswith("\n".join(["````text", "the saver: 100% | <so>", *case, "````"]))
    assert written("text", NOTED).endswith(
        "  = note: the saver: 100% | <so>\n  = note: as a case:\n        - name: ```\n          given: {}"
    )
    assert "\n".join(case) in "".join(ET.fromstring(written("junit", NOTED)).itertext())


def test_failing_cases_do_not_bury_their_cause() -> None:
    failing = Diagnostic("failing-case", "error", "a case", Span("a/cases.yaml", 1, 1, 2))
    many = [failing._replace(message=f"case {number}") for number in range(127)]
    text = written("text", Report((*many, *FINDINGS), {}, 0))

    assert re.findall(r"^\w+\[(?!failing)[a-z-]+", text, re.MULTILINE) == [
        "error[unknown-name", "warning[stale-amount", "error[unreadable-file", "advice[redundant-part"]  # fmt: skip
    assert (
        text.index("[unreadable-file]") < text.index("case 0") < text.index("case 9") < text.index("[redundant-part]")
    )
    assert "case 10" not in text
    assert text.endswith("\n\n… and 117 more of failing-case; `rothroute test` shows them all")
    assert "more of" not in written("text", Report((*many[:10], *FINDINGS), {}, 0))
    assert len(json.loads(written("json", Report(tuple(many), {}, 0)))["findings"]) == 127
