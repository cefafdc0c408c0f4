"""The commands of proofs, differences and coverage: thin, and they say how it went by their exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from audit_fragments import base
from jsonschema import Draft7Validator

import rothroute.commands.audit as audit_command
from rothroute.cli import run
from rothroute.engine.audit.proof.solver import load_z3
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.resources import RULES

pytest.importorskip("z3")
LIMIT = "parameters/saving_limit.yaml"
CHANGES: list[dict[str, str]] = yaml.safe_load(Path(__file__).with_name("changes.yaml").read_text("utf-8"))
SAVING_DAY = """\
label: Last day to save
unit: date
law: USC 219(b)
values:
  2025: {amount: 2026-04-15, source: USC 219(b), verified: the statute}
  2026: {amount: 2027-04-15, source: USC 219(b), verified: the statute}
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small rulebook as released: a folder of a git repository whose last commit has the tag v1."""
    monkeypatch.chdir(tmp_path)
    rules = tmp_path / "rules"
    for path, data in base().items():
        (rules / path).parent.mkdir(parents=True, exist_ok=True)
        (rules / path).write_bytes(data)
    (rules / "parameters" / "saving_day.yaml").write_text(SAVING_DAY, "utf-8")
    edit(rules / "saving" / "rules.yaml", 'saving_room} soon."\n', 'saving_room} soon."\n    by: saving_day\n')
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "released")
    git(tmp_path, "tag", "v1")
    return rules


def git(folder: Path, *command: str) -> None:
    """Run git in a folder as somebody."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *command], check=True)


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that stands in a file once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_the_same_folder_does_not_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", str(RULES), str(RULES)]) == 0
    assert "Nothing changes" in capsys.readouterr().out


@pytest.mark.thorough  # tests/engine/audit/diff finds the same change with less work
def test_a_changed_folder_differs_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in RULES.rglob("*.yaml"):
        copy = tmp_path / path.relative_to(RULES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(
            path.read_bytes().replace(b"modified_agi >= roth_range_end\n", b"modified_agi > roth_range_end\n")
        )
    assert run(["diff", str(RULES), str(tmp_path), "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert {one["name"]: one["direction"] for one in data["routes"]}["direct_roth_ira"] == "wider"


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one["what"])
def test_a_change_of_any_kind_is_told_by_the_exit_code(
    change: dict[str, str], rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", "v1", "rules", "--rules", "rules"]) == 0

    edit(rules / change["file"], change["old"], change["new"])

    assert run(["diff", "v1", "rules", "--rules", "rules"]) == 1
    assert "Nothing changes" not in capsys.readouterr().out.rpartition("From v1")[2]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("saving/rules.yaml", "min(saving_limit, wages)", "min(wages, saving_limit)"),
        ("saving/rules.yaml", "when: age >= older_age", "when: not age < older_age"),
        ("saving/rules.yaml", "plan is one of (401k, 403b)", "not plan is none"),
        ("saving/rules.yaml", "when: older and wages >= $0.01", "when: wages > $0 and older  # the same"),
        ("saving/rules.yaml", "topic: saving\n", "# how much may be saved\ntopic: saving\n"),
        ("parameters/saving_limit.yaml", "amount: $7,500", 'amount: "$7,500"'),
    ],
)
def test_what_means_the_same_is_no_change(rules: Path, file: str, old: str, new: str) -> None:
    edit(rules / file, old, new)

    assert run(["diff", "v1", "rules", "--rules", "rules"]) == 0


def test_what_is_no_side_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "no-such-thing", "2026"]) == 2
    assert "no-such-thing" in capsys.readouterr().err


def test_coverage_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    run(["test", "--coverage", "--only", "phase-out"])
    out = capsys.readouterr().out
    assert "conclusion: " in out and "condition side: " in out and "boundary: " in out


def test_without_the_solver_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(Refusal) as refused:
        load_z3()
    assert refused.value.diagnostics[0].help == "pip install rothroute[proofs]"


def test_letters_and_advice_are_earlier_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, saver = tmp_path / "kept", RULES.parent / "examples" / "part-time-student.yaml"
    kept.mkdir()
    (kept / "notes.txt").write_text("not an answer")
    (kept / "student.yaml").write_text(saver.read_text())
    letters = [part for name in ("a.html", "b.md", "c.docx") for part in ("-o", str(kept / name))]
    run(["letter", str(saver), "--date", "2026-06-30", *letters])
    capsys.readouterr()
    run(["advise", str(saver), "--as-of", "2026-06-30", "--format", "json"])
    (kept / "student.json").write_text(capsys.readouterr().out)

    assert run(["diff", str(RULES), str(RULES), "--receipts", str(kept)]) == 0
    assert "Every earlier answer still stands, 4 of 4." in capsys.readouterr().out
    run(["diff", str(RULES), str(RULES), "--receipts", str(kept), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["receipts"] == {"answers": 4, "differing": []}
    assert run(["diff", str(RULES), str(RULES), "--receipts", str(tmp_path / "nowhere")]) == 2


def test_what_changed_since_the_last_tag_is_told(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    since = ["diff", "--since-tag", "--rules", "rules"]
    assert run(since) == 0
    edit(rules / LIMIT, "$7,500", "$8,000")
    git(rules, "commit", "-qam", "not released")

    assert run(since) == 1
    said = capsys.readouterr().out
    assert "From v1 to rules" in said and "(saving_limit): $7,500 -> $8,000" in said
    assert "+ saving (saving): wider" in said


def test_without_a_tag_the_last_one_cannot_be_compared(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(rules, "tag", "-d", "v1")

    assert run(["diff", "--since-tag", "--rules", "rules"]) == 2
    assert "no tag leads to the rules" in capsys.readouterr().err
    assert run(["diff", "--since-tag", "v1", "rules"]) == 2


def test_programs_read_dollars_and_iso_dates(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(rules / LIMIT, "$7,500", "$8,000.50")
    edit(rules / "parameters" / "saving_day.yaml", "2027-04-15", "2027-04-16")

    assert run(["diff", "v1", "rules", "--rules", "rules", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["changes"] is True and data["tax_years"] == [2026, 2026]
    assert [(one["name"], one["unit"], one["before"], one["after"]) for one in data["amounts"]] == [
        ("saving_day", "date", "2027-04-15", "2027-04-16"),
        ("saving_limit", "dollars", 7500.0, 8000.5),
    ]
    (saving,) = [one for one in data["routes"] if one["name"] == "saving"]
    assert saving["direction"] == "wider"
    assert all(one["person"]["wages"] > 7500 for one in saving["examples"]) and saving["examples"]


def test_an_amount_of_a_year_that_is_not_finished_is_listed(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other parameters have no 2027 yet, so the year is not compared."""
    later = "  2027:\n    amount: $8,000\n    source: USC 219(b)\n    verified: the statute\n"
    (rules / LIMIT).write_text((rules / LIMIT).read_text("utf-8") + later, "utf-8")

    assert run(["diff", "v1", "rules", "--rules", "rules"]) == 1
    said = capsys.readouterr().out
    assert "values.2027.amount: nothing -> $8,000" in said and "Changes: 1 statements." in said


def test_sarif_places_a_statement_that_changed_without_a_case(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(rules / "saving" / "questions.yaml", "How old will you be", "How old are you")
    command = ["diff", "--since-tag", "--rules", "rules", "--format", "sarif"]

    assert run(command) == 1
    found = json.loads(capsys.readouterr().out)
    schema = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text("utf-8"))
    assert [*Draft7Validator(schema).iter_errors(found)] == []
    (result,) = found["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert result["ruleId"] == "changed-without-case" and "the question `age` has changed" in result["message"]["text"]
    lines = (rules / "saving" / "questions.yaml").read_text("utf-8").splitlines()
    assert place["artifactLocation"]["uri"] == "rules/saving/questions.yaml"
    assert lines[place["region"]["startLine"] - 1] == "  age:"

    edit(rules / "saving" / "cases.yaml", "name: pay within the limit", "name: pay that is within the limit")
    assert run(command) == 1
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []


def test_only_what_a_change_reaches_is_audited(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = ["audit", "--changed", "--rules", "rules", "--strict", "--as-of", "2026-06-01"]
    edit(rules / "saving" / "cases.yaml", "no_wages: yes, plan_bars_roth: yes", "no_wages: yes, plan_bars_roth: no")
    git(rules, "commit", "-qam", "a case that fails")
    assert run(changed) == 0

    edit(rules / "saving" / "rules.yaml", "when: age >= older_age", "when: age < older_age")
    assert run(changed) == 1
    said = capsys.readouterr().out
    assert "the case `pay within the limit` expects older yes, not no" in said


def test_outside_of_git_nothing_tells_what_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "facts.yaml").write_bytes(base()["facts.yaml"])

    assert run(["audit", "--changed", "--rules", str(tmp_path)]) == 2
    assert "not a git repository" in capsys.readouterr().err


def test_what_rests_on_a_section_is_listed(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--provision", "USC 219(b)", "--rules", "rules"]) == 0
    page = capsys.readouterr().out
    assert "saving_limit (parameters/saving_limit.yaml): 2025 $7,000, 2026 $7,500" in page
    for name in ("saving_room (saving/rules.yaml:4:3)", "no_wages", "save_soon", "all_saving", "- saving\n"):
        assert name in page
    assert "pay within the limit (saving/cases.yaml:6)" in page
    assert "older (" not in page and "plan_bars_roth" not in page  # they rest on 414(v) and 402A

    for text in ("USC 219(b)", "usc 219(b)", "219(b)", "§ 219(b)", "IRC 219(b)"):
        assert run(["explain", text, "--rules", "rules"]) == 0
        assert capsys.readouterr().out == page
    assert run(["explain", "USC 219(z)", "--rules", "rules"]) == 2
    assert "did you mean `USC 219(b)`" in capsys.readouterr().err


def test_a_watched_rulebook_is_audited_again_when_a_file_changes(
    rules: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = []

    def look_away(seconds: float) -> None:
        """What happens between two looks: nothing, then an edit, then Ctrl-C."""
        looks.append(seconds)
        if len(looks) == 2:
            edit(rules / "saving" / "rules.yaml", "wages < $0.01", "wage < $0.01")
        elif len(looks) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(audit_command, "sleep", look_away)

    assert run(["audit", "--watch", "--rules", "rules", "--as-of", "2026-06-01"]) == 0
    said = capsys.readouterr()
    assert said.err.count("no findings") == 1 and "1 error" in said.err
    assert "`wage`" in said.out and said.out.count("unknown-name") == 1
