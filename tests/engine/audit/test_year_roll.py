"""A new tax year: what `rothroute new year`, `new amounts` and `new cases` write, rehearsed with the shipped 2026."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from audit_fragments import TODAY, base

from rothroute import cli
from rothroute.engine.advise.case_runner import CaseRunner, PlainReasoner
from rothroute.engine.audit.audited import TO_CONFIRM
from rothroute.engine.audit.pages import pages
from rothroute.engine.audit.roll import days, drafts
from rothroute.engine.audit.roll.begin import NamedDocument, begun, left, notices
from rothroute.engine.audit.roll.drafts import drafted
from rothroute.engine.audit.roll.entries import written
from rothroute.engine.audit.roll.fill import filled
from rothroute.engine.audit.run import audit
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases, load_rulebook
from rothroute.engine.rulebook.model import Parameter, Published, Rulebook

Files = dict[str, bytes]
NOTICE = NamedDocument("Notice 2025-67", "through IRS pages")
OF_THE_BASE = NamedDocument("Notice 2026-70", "read")
ENTRY = r"^  2026:.*\n(?:    .*\n)*"
BY_HAND = {"roth_catch_up_mandate_in_force": "yes"}
"""What changed in 2026 although it had been the same in every year: a law began."""


def without_2026(files: Files) -> Files:
    """The rulebook as it was before anything of 2026 was known but the law."""
    found = dict(files)
    for path, data in files.items():
        if path.startswith("parameters/"):
            found[path] = re.sub(ENTRY, "", data.decode(), flags=re.MULTILINE).encode()
    source = r"^  Notice 2025-67:\n(?:    .*\n)*"
    found["sources.yaml"] = re.sub(source, "", files["sources.yaml"].decode(), flags=re.MULTILINE).encode()
    return found


def onto(files: Files, new: dict[str, str]) -> Files:
    """The rulebook with what was written."""
    return {**files, **{path: text.encode() for path, text in new.items()}}


def published(parameter: Parameter, year: int) -> Published:
    """What a parameter says of a year, which must be there."""
    found = parameter.year(year)
    assert found is not None, parameter.name
    return found


@pytest.fixture(scope="module")
def ours() -> Rulebook:
    return load_rulebook(read_rules(RULES))


@pytest.fixture(scope="module")
def rolled(ours: Rulebook) -> tuple[Files, dict[str, str], list[str]]:
    """Our rulebook rolled from 2025 to 2026: the files, what was typed, and what was confirmed."""
    files = without_2026(read_rules(RULES))
    files = onto(files, begun(files, 2026, [NOTICE]))
    waiting = left(load_rulebook(files), 2026)
    typed = {one.parameter.name: written(published(ours.parameters[one.parameter.name], 2026).amount or 0,
                                         one.parameter.unit) for one in waiting.open}  # fmt: skip
    confirmed = [name for name, _ in waiting.drafted if name not in BY_HAND]
    files = onto(files, filled(files, 2026, typed | BY_HAND, "the notice"))
    files = onto(files, filled(files, 2026, dict.fromkeys(confirmed, ""), "the Code and the calendar"))
    return files, typed, confirmed


def test_the_shipped_year_comes_out_of_the_roll(
    ours: Rulebook, rolled: tuple[Files, dict[str, str], list[str]]
) -> None:
    """Every amount and date of 2026 is the shipped one, with its source; all that was typed is in the notices."""
    book = load_rulebook(rolled[0])
    pairs = [(published(parameter, 2026), published(book.parameters[name], 2026), parameter)
             for name, parameter in ours.parameters.items()]  # fmt: skip

    assert [parameter.name for old, new, parameter in pairs if old.amount != new.amount] == []
    assert [parameter.name for old, new, parameter in pairs if old.source != new.source] == []
    assert book.years == ours.years
    notice = ours.sources["Notice 2025-67"]
    assert book.sources["Notice 2025-67"]._replace(span=notice.span, checked=notice.checked) == notice


def test_only_what_a_document_announces_is_typed(rolled: tuple[Files, dict[str, str], list[str]]) -> None:
    """The amounts of three announcements, and the one day whose way to move no earlier year had shown."""
    _, typed, confirmed = rolled
    book = load_rulebook(read_rules(RULES))
    kinds = {name: book.sources[published(book.parameters[name], 2026).source.source].kind for name in typed}

    assert len(typed) == 26
    assert [name for name, kind in kinds.items() if kind not in ("notice", "publication")] == ["after_tax_advised_date"]
    assert len(confirmed) == 38


def test_what_was_unverified_for_good_stays_so(ours: Rulebook, rolled: tuple[Files, dict[str, str], list[str]]) -> None:
    """A roll confirms nothing by itself. The two differences: a doubt about one weekend, and one typed day."""
    book = load_rulebook(rolled[0])
    doubts = {name for name, one in ours.parameters.items() if published(one, 2026).unverified}
    after = {name for name, one in book.parameters.items() if published(one, 2026).unverified}

    assert after <= doubts
    assert doubts - after == {"after_tax_advised_date", "form_5500_ez_deadline"}


@pytest.mark.thorough
def test_every_case_of_the_year_decides_as_before(rolled: tuple[Files, dict[str, str], list[str]]) -> None:
    book = load_rulebook(rolled[0])
    program = compile_year(book, 2026)
    runner = CaseRunner(book, lambda year: PlainReasoner(program))
    of_the_year = [case for case in load_cases(rolled[0]) if drafts.of_year(book, case, 2026)]

    assert len(of_the_year) > 900
    assert [case.name for case in of_the_year if not runner.run(case).passed] == []


def test_the_years_before_answer_while_the_new_one_is_unfinished() -> None:
    files = read_rules(RULES)
    new = onto(files, begun(files, 2027, [NamedDocument("Notice 2026-70", "not read")]))
    book = load_rulebook(new)

    assert book.years == (2023, 2024, 2025, 2026)
    assert compile_year(book, 2026).tax_year == 2026
    checks = [page.name for page in pages().values() if page.group == "parameters" and page.run]
    found = audit(new, {}, date(2026, 11, 23), checks).findings
    assert {one.check for one in found if one.level != "advice"} == {"missing-year"}


DAYS_OF_2027 = {
    "ira_contribution_deadline": "2028-04-18",  # a Saturday, then a Sunday, then Emancipation Day observed
    "corporate_return_due_date": "2028-03-15",
    "form_5500_ez_deadline": "2028-07-31",
    "extended_return_due_date": "2028-10-16",  # October 15 is a Sunday
    "tax_year_last_day": "2027-12-31",
    "second_later_year_end": "2029-12-31",
    "after_tax_paid_in_deadline": "2028-01-30",  # a Sunday: the 30 days run whatever day it is
    "after_tax_advised_date": "2028-01-28",  # the business day before
}


def test_each_date_of_the_next_year_is_worked_out() -> None:
    files = read_rules(RULES)
    book = load_rulebook(onto(files, begun(files, 2027, [NamedDocument("Notice 2026-70", "not read")])))
    dates = {name: one for name, one in book.parameters.items() if one.unit == "date"}
    found = {name: written(published(one, 2027).amount or 0, "date") for name, one in dates.items()}

    assert {name: found[name] for name in DAYS_OF_2027} == DAYS_OF_2027
    assert published(book.parameters["days_in_year"], 2027).amount == 365


def test_a_leap_year_is_worked_out() -> None:
    files = {path: data.replace(b"2026", b"2027").replace(b"2025", b"2026") for path, data in base().items()}
    entry = b"  %d: {amount: 365, source: USC 441, verified: the calendar}\n"
    head = b"label: Days in the year\nunit: days\nlaw: USC 441\nvalues:\n"
    files["parameters/days_in_year.yaml"] = head + entry % 2026 + entry % 2027
    new = begun(files, 2028, [NamedDocument("Notice 2027-70", "read")])

    assert "  2028:\n    amount: 366\n" in new["parameters/days_in_year.yaml"]


@pytest.mark.parametrize(
    ("dates", "moves", "wanted"),
    [
        ({2025: "2026-04-15", 2026: "2027-04-15"}, days.NEXT, "2028-04-18"),
        ({2025: "2026-04-15", 2026: "2027-04-15"}, days.STAYS, "2028-04-15"),
        ({2025: "2026-04-15", 2026: "2027-04-15"}, None, None),  # nobody says what a weekend does, and one comes
        ({2025: "2026-01-30", 2026: "2027-01-29"}, None, "2028-01-28"),  # 2026 has shown it
        ({2025: "2026-01-30", 2026: "2027-01-30"}, days.NEXT, "2028-01-30"),  # a Saturday that did not move
        ({2026: "2027-04-15"}, days.NEXT, None),  # one year shows no rule
        ({2025: "2026-04-15", 2026: "2027-05-03"}, days.NEXT, None),  # no rule gives both
        ({2022: "2023-02-28", 2023: "2024-02-29", 2024: "2025-02-28"}, days.STAYS, "2026-02-28"),
    ],
)
def test_the_day_comes_from_what_the_years_before_have_shown(
    dates: dict[int, str], moves: int | None, wanted: str | None
) -> None:
    """A day nobody can know is not offered."""
    known = {year: date.fromisoformat(day).toordinal() for year, day in dates.items()}
    rule = days.day_rule(known, moves)

    assert (rule and written(rule.on(max(known) + 1), "date")) == wanted


def test_a_document_is_asked_for_once() -> None:
    found = notices(load_rulebook(read_rules(RULES)), 2027)

    assert [(one.before, one.amounts_for, len(one.parameters)) for one in found] == [("Notice 2025-67", 2027, 23)]


def test_a_notice_is_written_beside_the_one_before() -> None:
    new = begun(base(), 2027, [OF_THE_BASE])
    source = load_rulebook(onto(base(), new)).sources["Notice 2026-70"]

    assert (source.title, source.kind, source.amounts_for, source.checked) == (
        "Notice 2026-70, 2027 limits for savers", "notice", 2027, "read")  # fmt: skip
    assert set(new) == {"sources.yaml", "parameters/older_age.yaml"}


def test_a_year_begun_twice_is_begun_once() -> None:
    files = onto(base(), begun(base(), 2027, [OF_THE_BASE]))

    assert notices(load_rulebook(files), 2027) == ()
    assert begun(files, 2027, []) == {}


@pytest.mark.parametrize("year", [2025, 2028])
def test_a_year_must_be_the_next(year: int) -> None:
    with pytest.raises(Refusal):
        begun(base(), year, [OF_THE_BASE])


def test_an_amount_typed_over_takes_the_place_of_the_first() -> None:
    files = onto(base(), begun(base(), 2027, [OF_THE_BASE]))
    once = onto(files, filled(files, 2027, {"saving_limit": "7000"}, "the notice"))
    again = {"saving_limit": "$7,500", "older_age": ""}
    with pytest.raises(Refusal) as refused:
        filled(once, 2027, again, "the notice")
    twice = onto(once, filled(once, 2027, again, "the notice", replace=True))
    book = load_rulebook(twice)

    assert [one.message for one in refused.value.diagnostics] == ["`saving_limit` is $7,000 in 2027 already"]
    assert published(load_rulebook(once).parameters["saving_limit"], 2027).amount == 7_000_00
    assert published(book.parameters["saving_limit"], 2027)[:5] == (
        7_500_00, "", ("Notice 2026-70", "Notice 2026-70"), "the notice; unchanged from 2026", "")  # fmt: skip
    assert published(book.parameters["older_age"], 2027).verified == "the notice"
    assert book.years == (2025, 2026, 2027)


def test_an_amount_that_ended_is_absent() -> None:
    files = onto(base(), begun(base(), 2027, [OF_THE_BASE]))
    new = filled(files, 2027, {"saving_limit": "absent: it ended with 2026"}, "the notice")

    assert (
        "  2027:\n    absent: it ended with 2026\n    source: Notice 2026-70\n" in new["parameters/saving_limit.yaml"]
    )


@pytest.mark.parametrize(
    ("amounts", "checked", "message"),
    [
        ({"saving_limit": "a lot"}, "read", "`saving_limit` must be dollars, like 70500, $70,500 or 70.5k"),
        ({"saving_limits": "$7,500"}, "read", "`saving_limits` is not a parameter"),
        ({"saving_limit": ""}, "read", "nothing was drafted for `saving_limit` in 2027"),
        ({"saving_limit": "$7,500"}, " ", "it was not said what the amounts were checked against"),
    ],
)
def test_what_cannot_be_typed_is_refused(amounts: dict[str, str], checked: str, message: str) -> None:
    files = onto(base(), begun(base(), 2027, [OF_THE_BASE]))
    with pytest.raises(Refusal) as refused:
        filled(files, 2027, amounts, checked)

    assert [one.message for one in refused.value.diagnostics] == [message]


def test_an_amount_waits_for_its_document() -> None:
    with pytest.raises(Refusal):
        filled(base(), 2027, {"saving_limit": "$8,000"}, "the notice")


BOUNDS = """  - name: "just below the limit of 2026"
    given: {tax_year: 2026, age: 25, wages: "$7,499", plan: none}
    expect: {saving_room: "$7,499", saving.verdict: open, recommendation: saving, plan: [saving]}
    source: USC 219(b)
  - name: a cent above the limit
    given: {tax_year: 2026, age: 25, wages: "$7,500.01", plan: none}
    expect: {saving_room: "$7,500"}
    unknown: []
    source: USC 219(b)
  - name: far from the limit
    given: {tax_year: 2026, age: 25, wages: "$9,000", plan: none}
    expect: {saving_room: "$7,500"}
    source: USC 219(b)
""".replace("    unknown: []\n", "")


@pytest.fixture
def whole() -> Files:
    """The small rulebook with cases at the limit, rolled to a whole 2027."""
    files = base()
    files["saving/cases.yaml"] += BOUNDS.encode()
    files = onto(files, begun(files, 2027, [OF_THE_BASE]))
    return onto(files, filled(files, 2027, {"saving_limit": "$8,000", "older_age": ""}, "the notice"))


def with_drafts(files: Files) -> Files:
    """The rulebook with the drafted cases at the end of its own."""
    book = load_rulebook(files)
    new = drafted(book, load_cases(files), 2027, lambda year: PlainReasoner(compile_year(book, year)))
    return onto(files, {path: files[path].decode() + text for path, text in new.items()})


def test_cases_are_drafted_at_the_bounds_of_what_moved(whole: Files) -> None:
    known = {case.name for case in load_cases(whole)}
    new = [case for case in load_cases(with_drafts(whole)) if case.name not in known]
    said = [(case.name, dict(each[:2] for each in case.given)["wages"], dict(each[:2] for each in case.expect))
            for case in new]  # fmt: skip

    assert said == [
        ("just below the limit of 2027", "$7,999",
         {"saving_room": "$7,999", "saving.verdict": "open", "recommendation": "saving", "plan": "saving"}),
        ("a cent above the limit, in 2027", "$8,000.01", {"saving_room": "$8,000"}),
    ]  # fmt: skip
    assert all(case.source == TO_CONFIRM + "USC 219(b)" for case in new)


def test_drafts_wait_for_a_person_and_are_drafted_once(whole: Files) -> None:
    before, after = (audit(files, {}, TODAY).findings for files in (whole, with_drafts(whole)))

    assert [one.check for one in before] == ["year-without-cases"]
    assert [one.check for one in after] == ["unconfirmed-case"] * 2
    assert with_drafts(with_drafts(whole)) == with_drafts(whole)


def test_our_own_cases_draft_the_bounds_of_the_new_year(rolled: tuple[Files, dict[str, str], list[str]]) -> None:
    """From the cases of 2025: what they expect of 2026 comes out, and few enough for a person to read."""
    files = rolled[0]
    book = load_rulebook(files)
    cases = load_cases(files)
    of_before = [case for case in cases if not drafts.of_year(book, case, 2026)]
    new = drafted(book, of_before, 2026, lambda year: PlainReasoner(compile_year(book, year)))
    together = onto(files, {path: files[path].decode() + text for path, text in new.items()})
    names = {case.name for case in cases}
    runner = CaseRunner(book, lambda year: PlainReasoner(compile_year(book, year)))
    added = [case for case in load_cases(together) if case.name not in names]

    assert 5 <= len(added) <= 60
    assert all(runner.run(case).passed for case in added)


def put(folder: Path, files: Files) -> str:
    """The rulebook in a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return str(folder)


def test_a_year_is_rolled_at_the_door(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = base()
    files["saving/cases.yaml"] += BOUNDS.encode()
    folder = put(tmp_path, files)

    def ran(*words: str) -> str:
        assert cli.run(["new", *words, "--rules", folder]) == 0
        return capsys.readouterr().out

    begins = ran("year", "2027", "--notice", "Notice 2026-70", "--read", "the whole")
    lists = ran("year", "2027")
    fills = ran("amounts", "2027", "saving_limit=8000", "older_age", "--checked", "the notice")
    drafts_cases = ran("cases", "2027")
    cases = tmp_path / "saving" / "cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace(TO_CONFIRM, ""), "utf-8")

    assert "1 amount to type" in begins and "saving_limit  $7,500 in 2026; Notice 2026-70" in lists
    assert "Until then 2025 to 2026 answer, and 2027 does not." in lists
    assert "No case shows 2027" in fills and "2 cases were drafted" in drafts_cases
    assert f"2027 is whole: `rothroute audit --rules {folder}` checks it." in ran("year", "2027")


def test_an_amount_given_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = onto(base(), begun(base(), 2027, [OF_THE_BASE]))
    amounts = ("saving_limit=8000", "saving_limit=8500")

    assert cli.run(["new", "amounts", "2027", *amounts, "--checked", "x", "--rules", put(tmp_path, files)]) == 2
    assert "`saving_limit` is given twice" in capsys.readouterr().err


def test_a_wrong_amount_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = put(tmp_path, onto(base(), begun(base(), 2027, [OF_THE_BASE])))
    code = cli.run(["new", "amounts", "2027", "saving_limit=80000", "--checked", "the notice", "--rules", folder])

    assert code == 1
    assert "`saving_limit` goes from $7,500 to $80,000 in 2027" in capsys.readouterr().err


def test_an_amount_a_check_calls_an_error_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The law rounds this one to $500."""
    files = onto(base(), begun(base(), 2027, [OF_THE_BASE]))
    folder = put(tmp_path, files)
    before = (tmp_path / "parameters" / "saving_limit.yaml").read_bytes()
    code = cli.run(["new", "amounts", "2027", "saving_limit=7750", "--checked", "the notice", "--rules", folder])

    assert code == 2
    assert "`saving_limit` is $7,750 in 2027, no multiple of $500" in capsys.readouterr().err
    assert (tmp_path / "parameters" / "saving_limit.yaml").read_bytes() == before


def test_at_a_terminal_each_draft_is_shown_and_confirmed(
    whole: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A yes takes `to confirm: ` out of the source; what is not confirmed stays a draft."""
    answers = iter([False, True])
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(click, "confirm", lambda *_, **__: next(answers))
    folder = put(tmp_path, whole)

    assert cli.run(["new", "cases", "2027", "--rules", folder]) == 0
    said = capsys.readouterr()
    assert "a cent above the limit, in 2027\n  given\n    tax_year: 2027" in said.err
    assert "1 cases were drafted" not in said.out and "1 case was drafted" in said.out
    drafted = [case.source for case in load_cases(read_rules(tmp_path)) if case.name.endswith("2027")]
    assert drafted == [TO_CONFIRM + "USC 219(b)", "USC 219(b)"]


def test_cases_of_a_year_far_away_are_refused_with_the_year_that_can_be_begun(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["new", "cases", "2040", "--rules", put(tmp_path, base())]) == 2
    assert "the next one is 2027: `rothroute new year 2027` begins it" in capsys.readouterr().err
