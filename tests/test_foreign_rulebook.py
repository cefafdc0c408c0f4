"""A rulebook of other benefits, with names of its own, is served end to end without a word of the shipped one."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pexpect
import pytest

from rothroute.cli import run
from rothroute.commands.common import BAD_INPUT, DECIDED, FINDINGS, PROVISIONAL
from rothroute.engine import Adviser, Rulebook, load_rulebook
from rothroute.engine.ask.natural import read_natural

from .interview.conftest import PROMPT, Terminal

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "examples" / "rulebooks" / "work-credits"
OURS = re.compile(
    r"\bRoth\b|401\(k\)|403\(b\)|\b(8606|5329|5498|1099|W-2|MAGI|SEP|backdoor|deferrals?|payroll|custodian|spouse's)\b"
    r"|match|my savings|tax_year|as_of:|investment advice"
)
SAVER = """\
benefit_year: 2025
asked_on: 2026-02-01
return_kind: joint
age: 40
children: 1
earned_income: $47,000
adjusted_gross_income: $47,000
saved_this_year: $2,000
tax_before_credits: $1,600
"""
WITH = ["--rules", str(RULES)]
FORMATS = ("pdf", "docx", "html", "md", "eml", "ics")


@pytest.fixture
def saver(tmp_path: Path) -> str:
    path = tmp_path / "me.yaml"
    path.write_text(SAVER, "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(RULES)


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy to edit."""
    return Path(shutil.copytree(RULES, tmp_path / "edited"))


def foreign(text: str) -> str:
    """The text, in which no word of the shipped rulebook stands."""
    assert not OURS.findall(text), OURS.findall(text)
    return text


@pytest.mark.parametrize("brief", [[], ["--brief"]])
@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_it_advises(saver: str, form: str, brief: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", saver, *WITH, "--format", form, *brief]) == DECIDED

    found = capsys.readouterr().out
    if form == "json":
        answer = json.loads(found)
        assert answer["recommendation"] == "earned_income_credit"
        assert answer["plan_total"] == [2686.51, 2686.51]
    else:
        assert "For 2025, you can still claim $2,686.51 of credits" in foreign(found)


def test_what_is_unknown_leaves_a_range(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", saver, *WITH, "--set", "earned_income=unknown"]) == PROVISIONAL

    assert "Look in your payslip" in foreign(capsys.readouterr().out)


def test_the_day_of_the_command_line_is_the_one_with_the_role(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["advise", saver, *WITH, "--as-of", "2026-05-01", "--format", "json"])

    assert json.loads(capsys.readouterr().out)["as_of"] == "2026-05-01"


def test_a_route_that_is_never_the_main_one_is_not_recommended(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    alone = [*WITH, "--set", "children=0", "--set", "tax_before_credits=4000"]

    assert run(["advise", saver, *alone, "--format", "json"]) == DECIDED
    found = json.loads(capsys.readouterr().out)
    assert (found["recommendation"], found["plan"]) == ("none", ["savers_credit"])

    assert run(["advise", saver, *alone]) == DECIDED
    assert "you can still claim $1,000 of credits" in foreign(capsys.readouterr().out)


@pytest.mark.parametrize("more", [[], ["--set", "earned_income=unknown"], ["--set", "children=0"]])
@pytest.mark.parametrize("ending", FORMATS)
def test_letters_are_written_and_hold(
    saver: str, tmp_path: Path, ending: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip({"pdf": "typst", "docx": "docx"}.get(ending, "json"))
    letter = tmp_path / f"letter.{ending}"

    assert run(["letter", saver, *WITH, *more, "-o", str(letter)]) in (DECIDED, PROVISIONAL)
    assert run(["verify", str(letter), *WITH]) == DECIDED, capsys.readouterr().out
    if ending in ("html", "md", "eml", "ics"):
        foreign(re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>", "", letter.read_text("utf-8").replace('"as_of":', "")))


def test_a_later_letter_says_what_changed(saver: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    run(["letter", saver, *WITH, "-o", str(first)])
    later = ["--set", "children=2", "--date", "2026-03-01"]

    assert run(["letter", saver, *WITH, *later, "-o", str(second), "--since", str(first)]) == DECIDED

    text = foreign(second.read_text("utf-8").replace('"as_of":', ""))
    assert "Number of qualifying children" in text.partition("What changed since the last letter")[2]
    assert "Credits in all" in text


def test_answers_stand_side_by_side(saver: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", saver, *WITH, "--set", "children=3"]) == DECIDED

    assert "Credits in all" in foreign(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["facts", "children", "savers_credit", "adjusted gross income", "USC 32(i)"])
def test_names_are_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", name, *WITH]) == DECIDED

    foreign(capsys.readouterr().out)


def test_its_cases_pass_and_the_audit_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["test", *WITH]) == DECIDED
    assert run(["audit", *WITH, "--strict", "--as-of", "2026-11-27"]) == DECIDED, capsys.readouterr().out


def test_it_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("z3", reason="proofs need rothroute[proofs]")

    assert run(["audit", *WITH, "--strict", "--prove", "--as-of", "2026-11-27"]) == DECIDED, capsys.readouterr().out


def test_a_changed_copy_differs(saver: str, edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("z3", reason="differences need rothroute[proofs]")
    wording = edited / "wording.yaml"
    wording.write_text(wording.read_text("utf-8").replace("no state credits", "no credits of a state"), "utf-8")
    cap = edited / "parameters" / "saver_cap.yaml"
    cap.write_text(cap.read_text("utf-8").replace("$2,000", "$1,500"), "utf-8")

    letters = edited.parent / "letters"
    letters.mkdir()
    run(["letter", saver, *WITH, "-o", str(letters / "me.md")])
    capsys.readouterr()

    assert run(["diff", str(RULES), str(edited), "--year", "2025", "--receipts", str(letters)]) == FINDINGS

    found = capsys.readouterr().out
    assert "me.md" in found
    assert "no credits of a state" in found
    assert "$1,500" in found


def test_without_wording_it_speaks_neutrally(saver: str, edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (edited / "wording.yaml").unlink()
    letter = edited.parent / "letter.md"

    assert run(["advise", saver, "--rules", str(edited)]) == DECIDED
    assert "For 2025, you can still get $2,686.51" in foreign(capsys.readouterr().out)
    assert run(["letter", saver, "--rules", str(edited), "-o", str(letter)]) == DECIDED
    assert "This letter is education, not legal advice. The law for 2025" in foreign(
        letter.read_text("utf-8").replace('"as_of":', "")
    )


def test_a_year_and_a_rule_are_begun(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = ["--notice", "Notice 2026-99", "--notice", "Rev. Proc. 2026-99", "--read", "no", "--read", "no"]
    assert run(["new", "year", "2027", *documents, "--rules", str(edited)]) == DECIDED
    assert "2027:" in (edited / "parameters" / "saver_cap.yaml").read_text("utf-8")
    shutil.rmtree(edited)
    shutil.copytree(RULES, edited)
    assert run(["new", "rule", "work", "pay_is_low", "--rules", str(edited)]) == DECIDED

    assert "pay_is_low" in (edited / "work" / "rules.yaml").read_text("utf-8")


def test_two_savers_are_refused_kindly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "us.yaml"
    path.write_text("household: {}\nsavers:\n  Ann: {age: 30}\n  Ben: {age: 31}\n", "utf-8")

    assert run(["advise", str(path), *WITH]) == BAD_INPUT
    assert "Traceback" not in capsys.readouterr().err


def test_what_is_missing_is_written_for_others(saver: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers, pending = tmp_path / "answers.yaml", tmp_path / "pending.json"
    answers.write_text("benefit_year: 2025\nchildren: 2\n", "utf-8")

    assert run(["ask", *WITH, "--answers", str(answers), "--no-input", "--pending", str(pending)]) == PROVISIONAL

    assert json.loads(pending.read_text("utf-8"))["tax_year"] == 2025
    foreign(capsys.readouterr().out)


def test_without_a_year_it_names_its_own_fact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("age: 30\n", "utf-8")

    assert run(["advise", str(answers), *WITH]) == BAD_INPUT
    assert "`benefit_year` is missing" in capsys.readouterr().err


def test_it_asks_at_a_terminal(tmp_path: Path, book: Rulebook) -> None:
    facts = {"benefit_year": "2025", "return_kind": "MFJ", "age": "40", "children": "two kids", "earned_income": "47k",
             "adjusted_gross_income": "47k", "saved_this_year": "2000"}  # fmt: skip
    window = Terminal(tmp_path, book, ["ask", "--as-of", "2026-02-01", *WITH], (60, 80), {})
    shown = window.answer_all(window.wait(), facts)

    assert "Enter to finish" in shown
    while True:
        window.child.sendline("")
        if window.child.expect([PROMPT, pexpect.EOF]):
            break
    assert "This is education, not tax or legal advice." in foreign(" ".join(window.transcript.split()))


@pytest.mark.parametrize(
    ("typed", "value", "asks"),
    [("3", 3, False), ("three", 3, False), ("none", 0, False), ("two kids", 2, True), ("about 4", 4, False)],
)
def test_how_many_is_read_as_people_say_it(typed: str, value: int, asks: bool, book: Rulebook) -> None:
    found = read_natural(book.facts["children"], book.questions["children"], typed, 739_000, 2025)

    assert (found.value, bool(found.confirm)) == (value, asks)


@pytest.mark.parametrize("typed", ["-1", "2.5", "3%", "$3", "two or three", "1 and 2"])
def test_what_is_no_number_of_persons_is_not_taken(typed: str, book: Rulebook) -> None:
    with pytest.raises(ValueError):
        read_natural(book.facts["children"], book.questions["children"], typed, 739_000, 2025)


def test_it_is_served_as_pages_and_calls() -> None:
    pytest.importorskip("uvicorn", reason="the pages need rothroute[web]")
    from .web.conftest import Client, running, stop, words_of

    one = running(rules=RULES)
    try:
        client = Client(one.base)
        first = words_of(foreign(client.get("/").text))
        assert "Find out which credits for work and saving you can claim" in first
        asked = client.post("/start")
        assert asked.status == 200, asked.text
        foreign(words_of(asked.text))
        opened = client.upload("/open", "answers", "me.yaml", SAVER.encode())
        result = client.get(opened.headers["at"].removesuffix("/review") + "/result")
        assert "you can still claim $2,686.51 of credits" in words_of(foreign(result.text))
        foreign(words_of(client.get("/rules").text))
        answer = client.ask(
            "POST", "/api/v1/advise", json.dumps({"benefit_year": 2025, "children": 1}).encode(),
            {"Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.status == 200, answer.text
        assert json.loads(answer.text)["tax_year"] == 2025
    finally:
        stop(one)


def test_a_population_is_screened(saver: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("polars", reason="screening needs rothroute[screen]")
    people, mapping, answers = tmp_path / "people.csv", tmp_path / "map.yaml", tmp_path / "answers.csv"
    facts = [line.split(": ") for line in SAVER.splitlines()]
    values = [value.replace("$", "").replace(",", "") for _, value in facts]
    people.write_text(f"id,{','.join(name for name, _ in facts)}\nann,{','.join(values)}\nben{',' * len(facts)}\n")

    assert run(["screen", str(people), *WITH, "--draft-map", str(mapping)]) == DECIDED
    assert run(["screen", str(people), *WITH, "--map", str(mapping), "-o", str(answers)]) == FINDINGS

    row = answers.read_text("utf-8").splitlines()[1]
    assert "decided,earned_income_credit,open,1000.00,1000.00,open,1686.51" in row and "2026-02-01" in row
    assert "`benefit_year` is missing" in (tmp_path / "answers.refused.csv").read_text("utf-8")
    assert "Credits of all plans together: $2,686.51" in foreign(capsys.readouterr().out.replace("as_of", ""))


def test_its_schema_names_its_facts(book: Rulebook) -> None:
    from rothroute.engine.rulebook.load.json_schema import schemas

    saver = schemas(book)["saver.schema.json"]
    assert saver["required"] == ["benefit_year"]
    assert {"type": "integer", "minimum": 0, "maximum": 20} in saver["properties"]["children"]["anyOf"]


def test_tools_for_assistants_speak_of_it(book: Rulebook) -> None:
    pytest.importorskip("mcp", reason="the tools need rothroute[mcp]")
    from datetime import date

    from rothroute.web.tools import tools_of

    about = tools_of(Adviser(book), date.today).instructions or ""
    assert "earned income credit" in foreign(about)
    assert "`benefit_year` is required" in about
