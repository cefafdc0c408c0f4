"""The commands of proofs, differences and coverage: thin, and they say how it went by their exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from rothroute.cli import run
from rothroute.engine.audit.proof.solver import load_z3
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.resources import RULES

pytest.importorskip("z3")


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
