"""The audit through the door: exit codes, forms, and what is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from audit_fragments import base, built

from rothroute import cli


def write(folder: Path, files: dict[str, bytes]) -> str:
    """Files by path into a folder; the folder as an argument."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return str(folder)


WARNED = built("# sources.yaml\nsources:\n  USC: {checked: read}\n# parameters/extra.yaml as it is\n"
               "label: An extra amount\nunit: years\nlaw: USC 300\nvalues:\n"
               "  2025: {amount: 50, source: USC 300, verified: read}\n"
               "  2026: {amount: 50, source: USC 300, verified: read}\n")[0]  # fmt: skip
DAY = ("--as-of", "2026-06-01")


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean, warned = write(tmp_path / "clean", base()), write(tmp_path / "warned", WARNED)

    assert cli.run(["audit", "--rules", clean, "--strict", *DAY]) == 0
    assert cli.run(["audit", "--rules", warned, *DAY]) == 0
    assert cli.run(["audit", "--rules", warned, "--strict", *DAY]) == 1
    assert cli.run(["audit", "--rules", str(tmp_path / "nowhere"), *DAY]) == 1
    assert cli.run(["audit", "--rules", clean, "--only", "no-such-check", *DAY]) == 2
    assert cli.run(["audit", "--rules", warned, "--strict", "--only", "always-true, cycle", *DAY]) == 0
    assert cli.run(["audit", "--rules", warned, "--strict", "--skip", "cycle, unused-parameter", *DAY]) == 0
    assert cli.run(["audit", "--rules", clean, "--only", "cycle,no-such-check", *DAY]) == 2
    assert cli.run(["audit", "--rules", clean, "--as-of", "yesterday"]) == 2
    assert cli.run(["audit", "--explain", "no-such-check"]) == 2
    assert cli.run(["audit", "--explain", "cycle"]) == 0
    assert cli.run(["explain", "always-true"]) == 0
    capsys.readouterr()


def test_a_baseline_is_written_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warned, file = write(tmp_path / "warned", WARNED), str(tmp_path / "baseline.json")

    assert cli.run(["audit", "--rules", warned, "--write-baseline", file, *DAY]) == 0
    assert cli.run(["audit", "--rules", warned, "--strict", "--baseline", file, *DAY]) == 0
    assert cli.run(["audit", "--rules", warned, "--baseline", str(tmp_path / "none.json"), *DAY]) == 2
    assert cli.run(["audit", "--rules", warned, "--write-baseline", str(tmp_path / "no/b.json"), *DAY]) == 2
    capsys.readouterr()


def test_paths_are_seen_from_where_the_command_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "warned", WARNED)
    monkeypatch.chdir(tmp_path)
    cli.run(["audit", "--rules", "warned", "--format", "json", *DAY])

    assert json.loads(capsys.readouterr().out)["findings"][0]["place"]["file"] == "warned/parameters/extra.yaml"


def test_repairs_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {**base(), "sources.yaml": base()["sources.yaml"].replace(b"kind: statute", b"kind: statue")}
    folder = write(tmp_path / "rules", files)

    assert cli.run(["audit", "--rules", folder, "--fix", *DAY]) == 0
    assert "fixed sources.yaml:4\n  -     kind: statue\n  +     kind: statute" in capsys.readouterr().err
    assert base()["sources.yaml"] == (tmp_path / "rules/sources.yaml").read_bytes()


def test_a_rule_is_scaffolded_where_it_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "rules", base())

    assert cli.run(["new", "rule", "saving", "is_thrifty", "--rules", folder]) == 0
    assert (
        cli.run(
            [
                "new",
                "year",
                "2027",
                "--notice",
                "Notice 2026-70",
                "--read",
                "all",
                "--rules",
                write(tmp_path / "other", base()),
            ]
        )
        == 0
    )
    assert cli.run(["new", "rule", "saving", "older", "--rules", folder]) == 2
    assert "is_thrifty" in (tmp_path / "rules/saving/rules.yaml").read_text()
    capsys.readouterr()


def test_the_audit_needs_no_heavy_library() -> None:
    """Neither the solver nor a test's reading-grade library is loaded by an audit without proofs."""
    names = "('z3', 'textstat', 'nltk')"
    code = f"import sys; from rothroute.engine.audit import workshop; print([m for m in {names} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "others",
    ["--format json", "--prove", "--only always-true", "--skip always-true", "--strict", "--baseline b.json", "--fix",
     "--write-baseline b.json", "--coverage", "--as-of 2026-06-01", "--explain cycle", "--pages check"],
)  # fmt: skip
def test_mutation_refuses_what_it_would_not_do(others: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "rules", base())

    assert cli.run(["audit", "--rules", folder, "--mutate", *others.split()]) == 2
    said = capsys.readouterr().err
    assert f"--mutate can only be combined with --rules and --argued: leave out {others.partition(' ')[0]}" in said
