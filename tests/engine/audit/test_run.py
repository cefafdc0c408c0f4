"""One audit from files to findings: comments that silence, baselines, levels, repairs, and rubbish as input."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from audit_fragments import TODAY, base, built

from rothroute.engine.advise.case_runner import CaseRunner
from rothroute.engine.audit import fix, laboratory, run, workshop
from rothroute.engine.audit.audited import Audited
from rothroute.engine.audit.findings import baseline_text, fails, new_since, read_baseline
from rothroute.engine.audit.pages import pages
from rothroute.engine.audit.reports import FORMS
from rothroute.engine.audit.run import Further, Report, audit, opened
from rothroute.engine.diagnostic import Diagnostic, Refusal
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases

EXTRA = """\
# parameters/extra.yaml as it is
label: An extra amount
unit: dollars
law: USC 300
values:
  2025: {{amount: "$100", source: USC 300, verified: the statute}}
  2026: {{amount: "$100", source: USC 300, verified: the statute}}
"""
OWNERS = "solo_sponsor/rules.yaml"
IGNORE = "# audit: ignore unused-parameter until={until} reason=it is read by a rule that comes next"


def with_comment(comment: str) -> Report:
    """The small rulebook with an unused parameter and a comment at the head of its file."""
    files, templates, today = built(EXTRA.format())
    files["parameters/extra.yaml"] = f"{comment}\n".encode() + files["parameters/extra.yaml"]
    return audit(files, templates, today)


def names(report: Report) -> list[str]:
    """The checks that found something, in order."""
    return [finding.check for finding in report.findings]


def test_two_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # those of a test runner hold no lock
    files, templates, today = built(EXTRA.format())
    files["saving/cases.yaml"] = files["saving/cases.yaml"].replace(b"expect: {", b"expect: {saving_room: $1, ", 1)
    one, two = (audit(files, templates, today, processes=count) for count in (1, 2))

    assert one == two
    assert {"unused-parameter", "failing-case"} <= set(names(one))


def test_what_goes_wrong_in_the_other_process_is_seen_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(audited: Audited) -> list[Diagnostic]:
        raise ZeroDivisionError

    monkeypatch.setattr(threading, "active_count", lambda: 1)
    every = {name: page if page.reads_cases else page._replace(run=broken) for name, page in pages().items()}
    monkeypatch.setattr(run, "pages", lambda: every)

    with pytest.raises(ZeroDivisionError):
        audit(*built(EXTRA.format()), processes=2)


def test_only_checks_that_say_so_read_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    _, audited = opened(read_rules(RULES), {}, TODAY)
    assert audited is not None
    monkeypatch.setattr(CaseRunner, "run", None)

    for page in pages().values():
        assert page.run is None or page.reads_cases or list(page.run(audited)) is not None


def test_a_comment_silences_until_its_day() -> None:
    assert (names(with_comment("")), 0) == (["unused-parameter"], with_comment("").silenced)
    assert (
        names(with_comment(IGNORE.format(until=TODAY))),
        with_comment(IGNORE.format(until=TODAY)).silenced,
    ) == ([], 1)
    assert names(with_comment(IGNORE.format(until="2026-05-31"))) == ["expired-ignore", "unused-parameter"]


@pytest.mark.parametrize(
    "comment",
    [
        "# audit: ignore unused-parameter",
        "# audit: ignore unused-parameter until=2027-01-01",
        "# audit: ignore unused-parameter reason=why not",
        "# audit: ignore unused-parameter until=soon reason=why not",
        "# audit: ignore until=2027-01-01 reason=why not",
    ],
)
def test_a_comment_without_a_reason_or_day_silences_nothing(comment: str) -> None:
    assert sorted(["bad-ignore", "unused-parameter"]) == sorted(names(with_comment(comment)))


def test_a_comment_before_an_entry_covers_the_entry_alone() -> None:
    fragment = """\
# saving/rules.yaml as it is
"""
    text = base()["saving/rules.yaml"].decode()
    step = '    step: "Save up to {saving_room} soon."\n'
    lone = "  lone_{}:\n    when: wages > $1{}\n    cite: [USC 219(b)]\n"
    comment = "  # audit: ignore unused-conclusion, untested-conclusion until=2027-01-01 reason=more is to come\n"
    text = text.replace("routes:\n", comment + lone.format("one", "1") + lone.format("two", "2") + "routes:\n")
    assert step in text
    report = audit(*built(fragment + text))

    assert [(f.check, f.message) for f in report.findings] == [
        ("unused-conclusion", "nothing reads or lists `lone_two`")
    ]


def test_a_baseline_lets_known_findings_pass_and_new_ones_not() -> None:
    old = with_comment("").findings
    known = read_baseline(baseline_text(old), "baseline.json")

    assert new_since(old, known) == []
    assert [old[0]] == new_since([*old, *old], known)
    for text in ("", "[]", "{}", '{"findings": [{}]}', "[" * 5000):
        with pytest.raises(Refusal):
            read_baseline(text, "baseline.json")


def test_errors_gate_warnings_gate_when_strict_advice_never() -> None:
    warning = with_comment("").findings[0]

    assert [fails([warning._replace(level="error")], strict) for strict in (False, True)] == [True, True]
    assert [fails([warning], strict) for strict in (False, True)] == [False, True]
    assert [fails([warning._replace(level="advice")], strict) for strict in (False, True)] == [False, False]


def test_only_and_skip_choose_checks_and_refuse_what_is_none() -> None:
    files, templates, today = built(EXTRA.format())

    assert names(audit(files, templates, today, skip=["unused-parameter"])) == []
    assert names(audit(files, templates, today, only=["unused-parameter"])) == ["unused-parameter"]
    with pytest.raises(Refusal):
        audit(files, templates, today, only=["unused-paramter"])


HALF = """\
# saving/rules.yaml
properties:
  half: {meaning: Nobody saves more than half of the pay., holds: saving_room <= wages / 2}
"""
WHOLE = HALF.replace("wages / 2", "wages")


def proved(fragment: str, comment: str = "", **how: Any) -> Report:
    """The small rulebook changed by a fragment, under a comment at the head of its rules, with proofs."""
    files, templates, today = built(fragment)
    files["saving/rules.yaml"] = comment.encode() + files["saving/rules.yaml"]
    return audit(files, templates, today, further=[laboratory.proofs(processes=1)], **how)


def test_proofs_are_findings_like_any_other() -> None:
    pytest.importorskip("z3")
    comment = "# audit: ignore failed-proof until=2026-12-31 reason=it is known\n"

    assert names(proved(HALF)) == ["failed-proof", "failed-proof"]
    assert (names(proved(HALF, comment)), proved(HALF, comment).silenced) == ([], 2)
    assert names(proved(WHOLE, comment)) == ["unused-ignore"]
    assert names(proved(HALF, skip=["failed-proof"])) == []
    assert names(proved(HALF, only=["failed-proof"])) == ["failed-proof", "failed-proof"]


PAY_NEVER_HELPS = """\
# saving/rules.yaml
properties:
  pay_never_helps: {meaning: More pay never raises the room., figure: saving_room, never_rises_with: wages}
"""


@pytest.mark.parametrize(("fragment", "savers"), [(HALF, 2), (PAY_NEVER_HELPS, 4)])
def test_the_case_as_it_is_printed_is_a_case(fragment: str, savers: int) -> None:
    """Each year's saver, or two, copied from the text of the report into a file of cases."""
    pytest.importorskip("z3")
    said = FORMS["text"](proved(fragment), lambda file: file).split("as a case:\n")[1:]
    texts = [textwrap.dedent(part.partition("\n\n")[0]) for part in said]
    files = built(fragment)[0] | {
        f"copied_{n}/cases.yaml": f"cases:\n{text}\n".encode() for n, text in enumerate(texts)
    }
    copied = [case for case in load_cases(files) if case.span.file.startswith("copied_")]

    assert len(copied) == savers
    assert "failing-case" not in names(audit(files, {}, TODAY))


def test_a_person_of_two_savers_says_what_differs_once() -> None:
    pytest.importorskip("z3")
    notes = [finding.notes for finding in proved(PAY_NEVER_HELPS).findings]

    assert [note[0].count("wages") for note in notes] == [1, 1]
    assert all(re.search(r"wages \$[\d,.]+ or \$[\d,.]+", note[0]) for note in notes)
    assert all(note[1] in {f"found by: {way}, confirmed by replay" for way in ("cut", "exact")} for note in notes)


def test_a_comment_about_proofs_is_idle_only_where_there_were_some() -> None:
    files, templates, today = built(WHOLE)
    comment = b"# audit: ignore failed-proof until=2026-12-31 reason=it is known\n"
    files["saving/rules.yaml"] = comment + files["saving/rules.yaml"]

    assert names(audit(files, templates, today)) == []


def test_proofs_nobody_chose_are_not_made() -> None:
    made: list[Audited] = []
    further = Further(("failed-proof",), lambda audited: made.append(audited) or ())
    files, templates, today = built("")

    for how in ({"only": ["always-true"]}, {"skip": ["failed-proof"]}):
        audit(files, templates, today, further=[further], **how)
        assert made == []
    broken = built("# parameters/older_age.yaml\nvalues:\n  2025: {amount: , verified: , absent: not yet in force}")
    audit(*broken, further=[further])
    assert made == []
    audit(files, templates, today, further=[further])
    assert len(made) == 1


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        ("saving/rules.yaml", "exports: [saving_room]", "exports: [saving_roomm]"),
        ("saving/rules.yaml", "min(saving_limit, wages)", "min(saving_limt, wages)"),
        ("saving/rules.yaml", 'because_not: "You are', 'becuase_not: "You are'),
        ("sources.yaml", "kind: statute", "kind: statue"),
        ("saving/rules.yaml", "(401k, 403b) and", "(401kk, 403b) and"),
        ("saving/rules.yaml", "    when: wages < $0.01\n", "    when: wages < $0.01\n    when: wages < $0.01\n"),
    ],
)
def test_a_safe_repair_brings_back_the_file(tmp_path: Path, path: str, right: str, wrong: str) -> None:
    write(tmp_path, base())
    text = (tmp_path / path).read_text()
    assert right in text
    (tmp_path / path).write_text(text.replace(right, wrong, 1))

    made = workshop.repaired(workshop.AuditJob(tmp_path, TODAY))

    assert len(made) == 1
    assert text == (tmp_path / path).read_text()


def ours(folder: Path, path: str, *changes: tuple[str, str]) -> dict[str, bytes]:
    """A copy of our rules with one file changed; the files as they then are."""
    files = read_rules(RULES)
    text = files[path].decode()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    files[path] = text.encode()
    write(folder, files)
    return files


def test_a_rule_that_was_taken_out_is_not_replaced_by_its_neighbour(tmp_path: Path) -> None:
    """`owner_has_corporation` is near in letters and another law."""
    text = (RULES / OWNERS).read_text()
    rule = re.search(r"^  owner_has_s_corporation:\n(?:    .*\n)+", text, re.MULTILINE)
    assert rule
    files = ours(tmp_path, OWNERS, (rule[0], ""), ("  - owner_has_s_corporation\n", ""))

    assert workshop.repaired(workshop.AuditJob(tmp_path, TODAY)) == []
    assert read_rules(tmp_path) == files


def test_a_misspelt_definition_is_not_spread(tmp_path: Path) -> None:
    files = ours(tmp_path, "ira/rules.yaml", ("\n  ira_room:\n", "\n  ira_rooom:\n"))

    assert workshop.repaired(workshop.AuditJob(tmp_path, TODAY)) == []
    assert read_rules(tmp_path) == files


def test_a_misspelt_definition_with_one_reader_is_not_spread(tmp_path: Path) -> None:
    text = base()["saving/rules.yaml"].decode()
    files = {**base(), "saving/rules.yaml": text.replace("  plan_bars_roth:\n", "  plan_bars_rothh:\n").encode()}
    del files["saving/cases.yaml"]
    write(tmp_path, files)

    assert workshop.repaired(workshop.AuditJob(tmp_path, TODAY)) == []


def test_a_repair_that_leaves_as_many_errors_is_not_kept(tmp_path: Path) -> None:
    """The near name is of another kind, so one error only gives way to the next."""
    text = base()["saving/rules.yaml"].decode().replace("age >= older_age", "wagess >= older_age")
    write(tmp_path, {**base(), "saving/rules.yaml": text.encode()})

    assert workshop.repaired(workshop.AuditJob(tmp_path, TODAY)) == []
    assert (tmp_path / "saving/rules.yaml").read_text() == text


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("saving_limt", "saving_limit", True),
        ("becuase_not", "because_not", True),
        ("ira_rooom", "ira_room", True),
        ("owner_has_s_corporation", "owner_has_corporation", False),
        ("owner_has_s_corporation", "owner_has_c_corporation", False),
        ("age_50", "age_60", False),
        ("limit_2025", "limit_2026", False),
        ("saving_limt_left", "savin_limit_left", False),
        ("to_pay", "by_pay", False),
    ],
)
def test_a_slip_is_within_one_word(one: str, other: str, slip: bool) -> None:
    assert fix.is_slip(one, other) is fix.is_slip(other, one) is slip


def test_what_could_mean_two_things_is_not_repaired() -> None:
    text = base()["saving/rules.yaml"].decode().replace("min(saving_limit, wages)", "min(saving, saving_limi)")
    report = audit({**base(), "saving/rules.yaml": text.encode()}, {}, TODAY)
    texts = {change.after for change in fix.edits(report.findings, report.texts)}

    assert not any(after and "saving_room, saving_room" in after for after in texts)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Files by path into a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def rubbish(folder: Path, kind: str) -> None:
    """One kind of folder nobody meant to audit."""
    if kind == "binary":
        write(folder, {"facts.yaml": bytes(range(256)) * 40, "a/rules.yaml": b"\xff\xfe\x00", "b.bin": b"\0" * 99})
    elif kind == "many":
        write(folder, {f"{n % 100}/{n}.yaml": b"x: 1\n" for n in range(10_000)})
    elif kind == "deep":
        write(folder, {"/".join(["d"] * 100) + "/rules.yaml": b"[" * 100_000, "facts.yaml": b"{" * 100_000})
    elif kind == "links":
        (folder / "loop").symlink_to(folder, target_is_directory=True)
        (folder / "facts.yaml").symlink_to(folder / "sources.yaml")
        (folder / "sources.yaml").symlink_to(folder / "facts.yaml")
        (folder / "out.yaml").symlink_to("/etc/hostname")
        (folder / "gone.yaml").symlink_to(folder / "nowhere")
    elif kind == "strange":
        os.mkfifo(folder / "facts.yaml")
        (folder / "sources.yaml").mkdir()
        (folder / "a\x1b[31m.yaml").write_text("x")
        (folder / b"\xff.yaml".decode("utf-8", "surrogateescape")).write_text("x")
    elif kind == "huge":
        write(folder, {"facts.yaml": b"facts: {}\n#" + b"x" * 6_000_000})


@pytest.mark.parametrize("kind", ["empty", "binary", "many", "deep", "links", "strange", "huge", "missing"])
def test_rubbish_ends_with_findings(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "rules"
    if kind != "missing":
        folder.mkdir()
        rubbish(folder, kind)
    report = workshop.audited(workshop.AuditJob(folder, TODAY))

    assert report.findings
    assert all(finding.level == "error" for finding in report.findings if finding.check == "unreadable-file")


AS_NOBODY = """
import os, sys
from datetime import date
from pathlib import Path
from rothroute.engine.audit import workshop

folder = Path(sys.argv[1])
# Loads whatever Python a user without rights cannot reach.
workshop.audited(workshop.AuditJob(folder, date(2026, 6, 1)))
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for may_not in (lambda: list((folder / "saving").iterdir()), (folder / "a" / "rules.yaml").read_bytes):
    try:
        may_not()
    except PermissionError:
        continue
    sys.exit("nothing is closed to this user, so the test would prove nothing")
for finding in workshop.audited(workshop.AuditJob(folder, date(2026, 6, 1))).findings:
    print(finding.level, finding.check, finding.message.replace(sys.argv[1], "RULES"))
"""


def test_what_may_not_be_read_is_a_finding() -> None:
    """Root may read everything, so the audit gives its rights away, in a folder any user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="rothroute-closed-"))
    try:
        folder.chmod(0o755)
        write(folder, {**base(), "a/rules.yaml": b"topic: a"})
        (folder / "a" / "rules.yaml").chmod(0)
        (folder / "saving").chmod(0)
        command = [sys.executable, "-c", AS_NOBODY, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    finally:
        (folder / "saving").chmod(0o755)
        shutil.rmtree(folder)

    assert (done.stderr, done.returncode) == ("", 0)
    assert [line for line in done.stdout.splitlines() if "unreadable-file" in line] == [
        "error unreadable-file `a/rules.yaml` cannot be read: Permission denied",
        "error unreadable-file the folder `saving` cannot be read: Permission denied",
    ]


def test_our_own_rules_are_clean() -> None:
    report = workshop.audited(workshop.AuditJob(None, date(2026, 11, 23)))

    assert [f"{finding.span}: {finding.message}" for finding in report.findings] == []


@pytest.mark.thorough
def test_our_own_rules_are_proved_in_one_process() -> None:
    """`make check` proves them by the command, in two processes."""
    pytest.importorskip("z3")
    report = workshop.audited(workshop.AuditJob(None, date(2026, 11, 23), further=[laboratory.proofs(processes=1)]))

    assert [f"{finding.span}: {finding.message}" for finding in report.findings] == []


def test_files_nothing_reads_are_reported_but_not_each_of_thousands(tmp_path: Path) -> None:
    write(tmp_path, {**base(), **{f"saving/{n}.txt": b"x" for n in range(5_000)}})
    report = workshop.audited(workshop.AuditJob(tmp_path, TODAY))

    assert names(report) == ["unplaced-file"] * 11
    assert not workshop.audited(workshop.AuditJob(tmp_path, TODAY, only=["always-true"])).findings
