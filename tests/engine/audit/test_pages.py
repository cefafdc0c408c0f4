"""Every check has a page, its examples do what they say, and docs/checks/ shows it."""

from __future__ import annotations

import ast
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from audit_fragments import OF_CASES, TODAY, base, built

from rothroute import cli
from rothroute.engine.audit import laboratory
from rothroute.engine.audit.pages import CheckPage, documents, explained, is_commands, pages
from rothroute.engine.audit.run import audit
from rothroute.engine.diagnostic import Refusal, render

ROOT = Path(__file__).resolve().parents[3]
EVERY = [pytest.param(page, id=page.name) for page in pages().values()]
READING = ("rulebook/source", "rulebook/load", "reasoning/compile")
OF_FACTS_FILES = {"contradiction", "missing-fact", "unknown-fact"}
Found = tuple[set[str], str]


@pytest.fixture
def found_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str, str], Found]:
    """What an example of a page gives rise to: the names of the findings, and the findings as text."""

    def run(name: str, example: str) -> Found:
        if not is_commands(example):
            besides = {"no-cases", *OF_CASES} - {name}  # an example without cases leaves them out to say one thing
            report = audit(*built(example), skip=besides, further=further(name))
            return {finding.check for finding in report.findings}, render(report.findings, report.texts)
        for path, data in base().items():
            (tmp_path / "rules" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "rules" / path).write_bytes(data)
        monkeypatch.chdir(tmp_path)
        if name == "missing-solver":  # as if Z3 were not installed
            monkeypatch.setitem(sys.modules, "z3", None)
        for line in example.splitlines():
            command = shlex.split(line.removeprefix("$ rothroute "))
            cli.run([*command, *(("--as-of", "2026-06-01") if command[0] == "audit" else ())])
        printed = "".join(capsys.readouterr())
        return set(re.findall(r"^(?:error|warning|advice)\[([a-z-]+)\]", printed, re.MULTILINE)), printed

    return run


def further(name: str) -> list[laboratory.Further]:
    """The proofs or the coverage where a page needs them."""
    if pages()[name].group != "proofs and coverage":
        return []
    if name == "lost-coverage":  # the good example is what there was
        return [laboratory.coverage_since(built(pages()[name].good)[0], TODAY)]
    return [laboratory.coverage()] if name == "uncovered" else [laboratory.proofs(processes=1)]


def test_the_small_rulebook_is_clean(found_in: Callable[[str, str], Found]) -> None:
    for name in ("always-true", "failed-proof"):
        found, text = found_in(name, "")

        assert set() == found, text


@pytest.mark.parametrize("page", EVERY)
def test_the_bad_example_fires_this_check_alone(page: CheckPage, found_in: Callable[[str, str], Found]) -> None:
    found, text = found_in(page.name, page.bad)

    assert {page.name} == found, text


@pytest.mark.parametrize("page", EVERY)
def test_the_good_example_is_silent(page: CheckPage, found_in: Callable[[str, str], Found]) -> None:
    found, text = found_in(page.name, page.good)

    assert set() == found, text


@pytest.mark.parametrize("page", EVERY)
def test_a_page_says_what_and_why(page: CheckPage) -> None:
    assert page.what.endswith(".") and page.why.endswith(".")
    assert page.bad and page.good


def reported(files: Iterator[Path], calls: set[str]) -> set[str]:
    """Every text that is passed as the name of a problem."""
    found = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in calls:
                    found.add(str(node.args[0].value))
    return {name for name in found if name and " " not in name}


def test_what_loading_reports_has_a_page() -> None:
    files = (path for room in READING for path in (ROOT / "engine" / room).glob("*.py"))
    calls = {"Diagnostic", "problem", "report", "_problem", "_note", "_refuse", "_stop"}

    assert sorted(reported(files, calls) - OF_FACTS_FILES - set(pages())) == []


def test_whatever_the_audit_reports_has_a_page() -> None:
    """Its checks are pages by being files; here is what is named in the code of the audit and its shells."""
    shells = [ROOT / "engine" / "audit" / name for name in ("workshop.py", "laboratory.py")]
    names = reported(iter([*(ROOT / "engine" / "audit").rglob("*.py"), *shells]), {"Diagnostic"})

    assert names >= {"failed-proof", "uncovered", "unused-ignore", "missing-solver", "unusable-side"}
    assert sorted(names - set(pages())) == []


def test_every_page_is_of_something_that_is_reported() -> None:
    everything = reported((ROOT / "engine").rglob("*.py"), {"Diagnostic", "problem", "report", "_problem", "_note",
                                                          "_refuse", "_stop", "_refused", "_clash"})  # fmt: skip

    assert sorted(name for name, page in pages().items() if page.run is None and name not in everything) == []


def test_the_generated_pages_are_up_to_date() -> None:
    """`rothroute audit --pages` writes them."""
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "checks").glob("*.md")}

    assert documents() == there


def test_a_page_is_explained_and_a_misspelt_one_is_guessed() -> None:
    assert explained("always-true").startswith("always-true\n\nA condition")
    with pytest.raises(Refusal) as refusal:
        explained("allways-true")

    assert refusal.value.diagnostics[0].help == "did you mean `always-true`, `always-false`?"


def test_a_name_like_no_other_is_told_where_the_names_are(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["--explain", "zzz"], ["--only", "zzz"]):
        assert cli.run(["audit", *command]) == 2
        assert "`rothroute audit --explain all` lists them" in capsys.readouterr().err
    assert cli.run(["audit", "--explain", "all"]) == 0
    assert list(pages()) == [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()]


def said_commands() -> list[str]:
    """Every command that the code or a page tells somebody to type, `{…}` standing for what is put in."""
    texts = [text for page in documents().values() for text in (page,)]
    for path in (*(ROOT / "engine").rglob("*.py"), *(ROOT / "commands").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                texts.append("".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    found = [one for text in texts for one in re.findall(r"`rothroute ([a-z][^`]*)`|^\$ rothroute (.+)$", text, re.M)]
    return sorted({quoted or typed for quoted, typed in found})


@pytest.mark.parametrize("line", said_commands())
def test_a_command_somebody_is_told_to_type_has_its_options(line: str) -> None:
    name, *rest = shlex.split(line)
    context = click.Context(cli.cli)
    command = cli.cli.get_command(context, name)

    assert command is not None
    command.make_parser(click.Context(command)).parse_args(rest)
