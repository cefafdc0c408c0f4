"""`rothroute letter` and `rothroute verify`, by whole sessions."""

from __future__ import annotations

from pathlib import Path

import pytest

from rothroute.cli import run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def facts(name: str) -> str:
    return str(EXAMPLES / f"{name}.yaml")


def test_several_at_once_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, text = str(tmp_path / "a.html"), str(tmp_path / "a.md")
    assert (
        run(["letter", facts("big-tech-engineer"), "-o", page, "-o", text, "--client", "D", "--date", "2026-06-30"])
        == 0
    )
    assert capsys.readouterr().out.splitlines() == [page, text]
    assert run(["verify", page]) == 0 and run(["verify", text]) == 0
    Path(page).write_text(Path(page).read_text().replace("$35,250", "$36,250", 1))
    capsys.readouterr()
    assert run(["verify", page]) == 1
    assert "Tampered" in capsys.readouterr().out


def test_a_folder_goes_on_where_one_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clients = tmp_path / "clients"
    clients.mkdir()
    (clients / "ann.yaml").write_text(Path(facts("part-time-student")).read_text())
    (clients / "bob.yaml").write_text("tax_year: 2026\nwages: plenty\n")
    (clients / "cid.json").write_text('{"tax_year": 2026}')
    letters = str(tmp_path / "letters")
    assert run(["letter", str(clients), "-o", letters, "--format", "markdown", "--date", "2026-06-30"]) == 2
    told = capsys.readouterr()
    assert "ann.md" in told.out and "cid.md (provisional)" in told.out and "2 written, 1 failed" in told.out
    assert "bob.yaml was not written" in told.err and "`wages` must be dollars" in told.err
    assert sorted(path.name for path in Path(letters).iterdir()) == ["ann.md", "cid.md"]


def test_provisional_is_exit_code_four(tmp_path: Path) -> None:
    out = str(tmp_path / "a.html")
    assert run(["letter", facts("income-unknown"), "-o", out]) == 4
    assert run(["letter", facts("income-unknown"), "-o", out]) == 2
    assert run(["letter", facts("income-unknown"), "-o", out, "--force"]) == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "a.xyz"], "ends like no format"),
        (["-o", "a.html", "--templates", "/no/such"], "is not a folder"),
        (["-o", "a.html", "--letterhead", "/no/such"], "does not exist"),
        (["-o", "a.html", "--date", "soon"], "must be a date"),
        (["-o", "no/such/a.html"], "cannot be written"),
        (["-o", "a", "-o", "b"], "one output folder"),
    ],
)
def test_bad_use_is_said(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["letter", facts("part-time-student"), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
    assert run(["letter", facts("part-time-student"), "-o", str(tmp_path / "a.pdf")]) == 2
    assert 'pip install "rothroute[letters]"' in capsys.readouterr().err
