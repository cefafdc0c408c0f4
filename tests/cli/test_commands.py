"""The commands as a person meets them: output, exit codes, help."""

import json
from pathlib import Path

import pytest

from rothroute.cli import run
from rothroute.commands import NAMES, common
from rothroute.commands.common import BAD_INPUT, DECIDED, FINDINGS, INTERRUPTED, OUR_BUG, PROVISIONAL

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_decided_and_provisional_have_their_codes(capsys):
    assert run(["advise", str(EXAMPLES / "freelancer.yaml")]) == DECIDED
    assert run(["advise", str(EXAMPLES / "plan-features-unknown.yaml")]) == PROVISIONAL


@pytest.mark.parametrize("said", ["married filing jointly", "MFJ", "married_joint"])
def test_set_takes_a_choice_in_the_words_that_ask_takes(said, capsys):
    run(["advise", str(EXAMPLES / "freelancer.yaml"), "--format", "json", "--set", f"filing_status={said}"])
    told = capsys.readouterr().out
    run(["advise", str(EXAMPLES / "freelancer.yaml"), "--format", "json", "--set", "filing_status=married_joint"])
    assert told == capsys.readouterr().out != ""


def test_set_does_not_guess_between_two_choices(capsys):
    assert run(["advise", str(EXAMPLES / "freelancer.yaml"), "--set", "filing_status=married"]) == BAD_INPUT
    assert "did you mean `married_joint`, `married_separate`?" in capsys.readouterr().err


def test_a_misspelt_command_is_refused_with_the_nearest(capsys):
    assert run(["advize"]) == BAD_INPUT
    assert "did you mean `advise`?" in capsys.readouterr().err


def test_set_replaces_a_fact(capsys):
    run(["advise", str(EXAMPLES / "freelancer.yaml"), "--format", "json", "--set", "business=none"])

    found = json.loads(capsys.readouterr().out)
    assert found["routes"]["solo_401k"]["verdict"] == "closed"


def test_as_of_overrides_the_file_and_closes_windows(capsys):
    run(["advise", str(EXAMPLES / "big-tech-engineer.yaml"), "--format", "json", "--as-of", "2027-02-01"])

    found = json.loads(capsys.readouterr().out)
    assert found["as_of"] == "2027-02-01"
    assert found["routes"]["mega_backdoor_roth"]["verdict"] == "closed"


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert common.colour(Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not common.colour(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not common.colour(Terminal())


def test_cases_beside_the_rules_pass(capsys):
    """Some of them: tests/engine/test_cases.py runs every one."""
    assert run(["test", "--only", "catch-up"]) == DECIDED
    assert run(["test", "--only", "no such case"]) == BAD_INPUT, "nothing passed, which is not that all passed"

    assert capsys.readouterr().out.rstrip().endswith("0 failed")


def test_a_failing_case_is_a_finding(tmp_path, capsys):
    import shutil

    rules = tmp_path / "rules"
    shutil.copytree(EXAMPLES.parent / "rules", rules)
    cases = rules / "roth_ira" / "cases.yaml"
    cases.write_text(
        cases.read_text().replace('expect: {roth_ira_limit: "$7,000"', 'expect: {roth_ira_limit: "$6,990"', 1)
    )

    assert run(["test", "--rules", str(rules), "--only", "A02"]) == FINDINGS

    out = capsys.readouterr().out
    assert "roth_ira_limit: expected $6,990, found $7,000" in out
    assert "1 failed" in out


def test_explain_finds_and_refuses(capsys):
    assert run(["explain", "roth_ira_limit"]) == DECIDED
    assert "408A" in capsys.readouterr().out
    assert run(["explain", "roth_ira_limt"]) == BAD_INPUT
    assert "roth_ira_limit" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell, capsys):
    assert run(["completion", shell]) == DECIDED
    assert "_ROTHROUTE_COMPLETE" in capsys.readouterr().out


def test_every_command_has_help_with_an_example(capsys):
    for name in NAMES:
        run([name, "--help"])
        assert "rothroute" in capsys.readouterr().out.split("Options")[0], name


def test_an_interrupt_ends_with_130(monkeypatch):
    monkeypatch.setattr(
        "rothroute.commands.explain.adviser_of", lambda rules: (_ for _ in ()).throw(KeyboardInterrupt())
    )

    assert run(["explain", "age"]) == INTERRUPTED


def test_our_bug_says_so_and_keeps_facts_out(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("rothroute.commands.explain.adviser_of", lambda rules: int("income 123456"))

    assert run(["explain", "age"]) == OUR_BUG

    err = capsys.readouterr().err
    report = next(tmp_path.glob("rothroute-report-*.txt"))
    assert "bug in rothroute" in err
    assert str(report) in err
    assert "123456" not in report.read_text() + err
    assert report.stat().st_mode & 0o777 == 0o600


class TestClock:
    """A clock far from the tax year is remarked on, where it gave the day."""

    NOTE = "note: this computer's clock says July 1, 2031, which is far from tax year 2026"

    @pytest.fixture(autouse=True)
    def later(self, monkeypatch):
        import datetime

        class Later(datetime.date):
            @classmethod
            def today(cls):
                return cls(2031, 7, 1)

        monkeypatch.setattr(common, "date", Later)

    @pytest.fixture
    def saver(self, tmp_path):
        path = tmp_path / "me.yaml"
        path.write_text("tax_year: 2026\nage: 40\nfiling_status: single\nwages: 90000\nmodified_agi: 90000\n")
        return str(path)

    def test_advise(self, saver, capsys):
        run(["advise", saver])
        assert self.NOTE in capsys.readouterr().err
        run(["advise", saver, "--as-of", "2031-07-01"])
        run(["advise", saver, "--set", "as_of=2026-06-30"])
        assert "clock" not in capsys.readouterr().err

    def test_letters_say_it_once_for_a_year(self, saver, tmp_path, capsys):
        other = tmp_path / "you.yaml"
        other.write_text(Path(saver).read_text())
        letters = ["letter", saver, str(other), "-o", str(tmp_path / "out"), "--format", "markdown"]
        run(letters)
        assert capsys.readouterr().err.count(f"{self.NOTE}; if another day is meant, name it with --date") == 1
        run([*letters, "--date", "2031-07-01", "--force"])
        assert "clock" not in capsys.readouterr().err

    def test_ask(self, saver, capsys):
        run(["ask", "--no-input", "--answers", saver])
        assert self.NOTE in capsys.readouterr().err

    def test_a_year_beside_is_not_far(self):
        from datetime import date

        from rothroute.engine.advise.clock import clock_remark

        assert not any(clock_remark(2026, date(year, 6, 1), "--as-of") for year in (2025, 2026, 2027))
        assert all(clock_remark(2026, date(year, 6, 1), "--as-of") for year in (1970, 2024, 2028))
