"""Bad input gets one clear message that names the fact and the remedy, exit 2, and nothing is written."""

import io
import os
import subprocess
import sys

import pytest

from rothroute.cli import run
from rothroute.commands.common import BAD_INPUT

GOOD = "tax_year: 2026\nage: 40\nfiling_status: single\nwages: 100000\nmodified_agi: 100000\n"

BAD_FACTS = {
    "unknown fact": ("tax_year: 2026\nmodified_ag: 5\n", "`modified_ag` is not a fact", "`modified_agi`"),
    "text for a number": ("tax_year: 2026\nwages: lots\n", "`wages` must be dollars", "not `lots`"),
    "negative dollars": ("tax_year: 2026\nwages: -5\n", "`wages` must be $0 or more", "wages"),
    "age 121": ("tax_year: 2026\nage: 121\n", "`age` must be from 0 to 120", "age"),
    "age 140": ("tax_year: 2026\nage: 140\n", "`age` must be from 0 to 120", "age"),
    "nan": ("tax_year: 2026\nwages: .nan\n", "`wages` must be dollars", "not `.nan`"),
    "inf": ("tax_year: 2026\nwages: .inf\n", "`wages` must be dollars", "not `.inf`"),
    "1e400": ("tax_year: 2026\nwages: 1e400\n", "`wages` must be dollars", "not `1e400`"),
    "30 digits": (f"tax_year: 2026\nwages: {'9' * 30}\n", "`wages`", "too large"),
    "nondeductible above traditional": (
        GOOD + "nondeductible_ira_contributions: 5000\ntraditional_ira_contributions: 3000\n",
        "nondeductible_ira_contributions",
        "traditional_ira_contributions",
    ),
    "lived apart with single": (GOOD + "lived_apart_all_year: yes\n", "lived_apart_all_year", "filing_status"),
    "deferrals above wages": (
        GOOD + "workplace_plan: 401k\nemployee_deferrals: 100001\n",
        "employee_deferrals",
        "wages",
    ),
    "2027": ("tax_year: 2027\n", "70 are missing", "rothroute explain parameters"),
    "2019": ("tax_year: 2019\n", "2019", "from 2023 to 2026"),
    "no year": ("age: 40\n", "`tax_year` is missing", "2026"),
    "empty": ("", "empty", "error"),
    "a list": ("- tax_year: 2026\n", "one `fact: value` line", "error"),
    "tags": ("tax_year: !!python/object/apply:os.system ['true']\n", "tag", "error"),
    "alias bomb": ("a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor", "error"),
    "duplicate keys": ("tax_year: 2026\nage: 40\nage: 50\n", "`age`", "first"),
}


@pytest.mark.parametrize("name", BAD_FACTS)
def test_bad_facts_are_named(name, tmp_path, capsys):
    text, *wanted = BAD_FACTS[name]
    path = tmp_path / "facts.yaml"
    path.write_text(text)

    assert run(["advise", str(path)]) == BAD_INPUT

    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    for part in wanted:
        assert part in err
    assert [path] == list(tmp_path.iterdir())


def test_every_problem_is_said_in_one_run(tmp_path, capsys):
    path = tmp_path / "facts.yaml"
    path.write_text("tax_year: 2026\nage: 170\nwages: lots\nnonsense: 1\n")

    run(["advise", str(path)])

    err = capsys.readouterr().err
    assert [f"facts.yaml:{line}:" in err for line in (2, 3, 4)] == [True, True, True]


@pytest.mark.parametrize(
    ("content", "wanted"), [(b"\x00\x01\x02", "not text"), (b"\xff\xfe\x00a", "not text"), (b"a" * 50_000_000, "MB")]
)
def test_files_that_are_not_facts(content, wanted, tmp_path, capsys):
    path = tmp_path / "facts.yaml"
    path.write_bytes(content)

    assert run(["advise", str(path)]) == BAD_INPUT

    assert wanted in capsys.readouterr().err


def test_a_directory_and_a_missing_file(tmp_path, capsys):
    assert run(["advise", str(tmp_path)]) == BAD_INPUT
    assert "is a folder" in capsys.readouterr().err
    assert run(["advise", str(tmp_path / "none.yaml")]) == BAD_INPUT
    assert "does not exist" in capsys.readouterr().err


def test_no_permission(tmp_path, capsys, monkeypatch):
    """Root may read everything, so the refusal of the operating system is played."""
    path = tmp_path / "facts.yaml"
    path.write_text(GOOD)
    real = open

    def refused(file, *rest, **more):
        if str(file) == str(path):
            raise PermissionError(13, "Permission denied")
        return real(file, *rest, **more)

    monkeypatch.setattr("builtins.open", refused)

    assert run(["advise", str(path)]) == BAD_INPUT
    assert "may not be read" in capsys.readouterr().err


def test_cents_in_magi_are_accepted(tmp_path, capsys):
    path = tmp_path / "facts.yaml"
    path.write_text(GOOD.replace("modified_agi: 100000", "modified_agi: 100000.25"))

    assert run(["advise", str(path), "--format", "json"]) in (0, 4)


def test_set_without_a_value(tmp_path, capsys):
    path = tmp_path / "facts.yaml"
    path.write_text(GOOD)

    assert run(["advise", str(path), "--set", "age"]) == BAD_INPUT
    assert "fact=value" in capsys.readouterr().err


def test_as_of_that_is_no_date(tmp_path, capsys):
    path = tmp_path / "facts.yaml"
    path.write_text(GOOD)

    assert run(["advise", str(path), "--as-of", "yesterday"]) == BAD_INPUT
    assert "`as_of` must be a date" in capsys.readouterr().err


def test_rules_folder_that_holds_none(tmp_path, capsys):
    path = tmp_path / "facts.yaml"
    path.write_text(GOOD)
    empty = tmp_path / "empty"
    empty.mkdir()

    assert run(["advise", str(path), "--rules", str(empty)]) == BAD_INPUT
    assert "holds no rulebook" in capsys.readouterr().err


def test_standard_input_with_nothing_in_it(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))

    assert run(["advise", "-"]) == BAD_INPUT
    assert "empty" in capsys.readouterr().err


def test_a_closed_pipe_is_said_once(tmp_path):
    path = tmp_path / "facts.yaml"
    path.write_text(GOOD)
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", "from rothroute.cli import main; main()", "advise", str(path), "--format", "json"]
    with os.fdopen(writer, "w") as closed:
        found = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, timeout=60, check=False)

    assert found.returncode == BAD_INPUT
    assert found.stderr.count("error") == 1
    assert "Traceback" not in found.stderr
