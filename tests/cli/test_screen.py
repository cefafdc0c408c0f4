"""`rothroute screen`: tables in, decisions out; every bad table gets a clear word and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from rothroute.cli import run
from rothroute.engine.api import Adviser
from rothroute.engine.resources import tables

DAY = ("--as-of", "2026-06-30")
ROOT = Path(__file__).parents[2]
MAP = """
id: Badge
columns:
  Pay: wages
  Age: age
  Filing: {fact: filing_status, values: {S: single, M: married_joint}}
constants: {tax_year: 2026, workplace_plan: none, business: none, traditional_ira_balance: 0, modified_agi: 90000}
"""
ROWS = {"Badge": ["Ann", "Bob", "Cy"], "Pay": [90_000, 60_000.5, 0], "Age": [30, 51, 40], "Filing": ["S", "M", "S"]}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(MAP)
    return tmp_path


def people(**changed: list[Any]) -> str:
    pl.DataFrame(ROWS | changed, strict=False).write_parquet("people.parquet")
    return "people.parquet"


def csv(text: str) -> str:
    Path("people.csv").write_text(text)
    return "people.csv"


def screen(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["screen", *arguments, *DAY])
    out, err = capsys.readouterr()
    return code, out, err


def mapped(
    capsys: pytest.CaptureFixture[str], table: str, *more: str, out: str = "out.parquet"
) -> tuple[int, str, str]:
    return screen(capsys, table, "--map", "map.yaml", "-o", out, *more)


def refused() -> list[dict[str, Any]]:
    return pl.read_csv("out.refused.csv").to_dicts()


# What comes out


def test_a_row_gets_what_the_advice_for_that_saver_says(capsys: pytest.CaptureFixture[str], adviser: Adviser) -> None:
    code, _, _ = mapped(capsys, people())

    assert code == 0
    for row, pay, age, status in zip(
        pl.read_parquet("out.parquet").to_dicts(),
        ROWS["Pay"],
        ROWS["Age"],
        ("single", "married_joint", "single"),
        strict=True,
    ):
        facts = {"wages": pay, "age": age, "filing_status": status, "tax_year": 2026, "workplace_plan": "none"}
        facts |= {"business": "none", "traditional_ira_balance": 0, "modified_agi": 90_000}
        advice = adviser.advise(facts, date(2026, 6, 30)).advice
        assert row["recommendation"].split("|")[0] == advice.recommendation or not advice.decided
        assert row["total_low"] <= advice.total[0] / 100 and advice.total[1] / 100 <= row["total_high"]
        for name, route in advice.routes.items():
            assert row[f"{name}_verdict"] in (route.verdict, "unknown")


def test_rows_stay_in_order_with_their_ids_and_a_bad_one_is_set_aside(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = mapped(capsys, people(Age=[30, 999, 40], Filing=["S", "M", "X"]))

    found = pl.read_parquet("out.parquet")
    assert code == 1
    assert found["Badge"].to_list() == ["Ann", "Bob", "Cy"]
    assert found["status"].to_list()[1:] == ["refused", "refused"]
    assert [(row["row"], row["fact"]) for row in refused()] == [(2, "age"), (3, "filing_status")]
    assert refused()[0]["reason"] == "`age` must be from 0 to 120"
    assert "does not name: `X`" in refused()[1]["reason"] and "Filing" in refused()[1]["remedy"]
    assert "2 set aside" in out


def test_answers_that_contradict_each_other_set_a_row_aside(capsys: pytest.CaptureFixture[str]) -> None:
    Path("map.yaml").write_text(MAP.replace("workplace_plan: none", "workplace_plan: 401k, employee_deferrals: 70000"))

    assert mapped(capsys, people())[0] == 1
    assert [row["row"] for row in refused()] == [2, 3]
    assert all(row["reason"] and row["remedy"] for row in refused())


def test_names_of_people_are_in_no_message_and_no_summary(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = mapped(capsys, people(Age=[30, 999, 40]))

    texts = out + err + Path("out.summary.json").read_text() + Path("out.summary.html").read_text()
    assert code == 1
    assert [name for name in ROWS["Badge"] if name in texts] == []


def test_files_are_for_their_owner_only(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people(Age=[30, 999, 40]))

    assert {oct(path.stat().st_mode & 0o777) for path in Path().glob("out.*")} == {"0o600"}


def test_a_formula_in_a_csv_file_is_only_text(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people(Badge=["=1+1", "@x", "Cy"]), out="out.csv")

    assert pl.read_csv("out.csv")["Badge"].to_list() == ["'=1+1", "'@x", "Cy"]


@pytest.mark.parametrize("kind", (pl.Categorical, pl.Enum(["=1+1", "@x", "Cy"])))
def test_a_formula_in_a_column_of_choices_is_only_text(capsys: pytest.CaptureFixture[str], kind: Any) -> None:
    ids = pl.Series("Badge", ["=1+1", "@x", "Cy"], dtype=kind)
    pl.DataFrame(ROWS, strict=False).with_columns(ids).write_parquet("people.parquet")

    mapped(capsys, "people.parquet", out="out.csv")

    assert pl.read_csv("out.csv")["Badge"].to_list() == ["'=1+1", "'@x", "Cy"]


def test_a_formula_in_the_name_of_a_column_is_only_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("map.yaml").write_text(MAP.replace("id: Badge", 'id: "=1+1"'))
    pl.DataFrame(ROWS, strict=False).rename({"Badge": "=1+1"}).write_parquet("people.parquet")

    assert mapped(capsys, "people.parquet", out="out.csv")[0] == 0
    assert Path("out.csv").read_text().startswith("'=1+1,")


@pytest.mark.parametrize("ids", ([[1], [2], [3]], [{"a": 1}] * 3, [b"\xff", b"", b"="]))
def test_ids_that_a_csv_file_cannot_hold_get_a_word(capsys: pytest.CaptureFixture[str], ids: list[Any]) -> None:
    code, _, err = mapped(capsys, people(Badge=ids), out="out.csv")

    assert code == 2
    assert "column `Badge` holds" in err and "write a .parquet file" in err
    assert not list(Path().glob("out.*"))


def test_the_same_table_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people())
    first = Path("out.parquet").read_bytes()

    code, _, _ = mapped(capsys, people(), "--force", out="again.parquet")

    assert code == 0
    assert Path("again.parquet").read_bytes() == first


def test_what_is_done_is_not_done_again(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    mapped(capsys, people())
    monkeypatch.setattr("rothroute.engine.screen.screening.Screening.decide", None)

    code, out, _ = mapped(capsys, "people.parquet")

    assert code == 0
    assert "(done already)" in out


def test_what_a_killed_run_left_half_written_is_removed(capsys: pytest.CaptureFixture[str]) -> None:
    left = Path(".out.parquet.0123456789ab.half-written")
    left.write_bytes(b"PAR1")

    assert mapped(capsys, people())[0] == 0
    assert not left.exists()


def test_another_mapping_does_not_write_over_an_answer_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people())

    code, _, err = mapped(capsys, "people.parquet", "--set", "age=50")

    assert code == 2
    assert "is there already" in err
    assert mapped(capsys, "people.parquet", "--set", "age=50", "--force")[0] == 0


def test_a_folder_gives_a_file_for_each_table_and_one_summary(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in").mkdir()
    for name in "ab":
        pl.DataFrame(ROWS, strict=False).write_parquet(f"in/{name}.parquet")

    code, out, _ = screen(capsys, "in", "--map", "map.yaml", "-o", "done", "--format", "json")

    assert code == 0
    assert sorted(path.name for path in Path("done").glob("*.parquet")) == ["a.parquet", "b.parquet"]
    assert json.loads(out)["rows"] == 6
    assert screen(capsys, "in/*.parquet", "--map", "map.yaml", "-o", "done")[1].count("(done already)") == 2


def test_a_pattern_means_no_rows_that_an_earlier_run_set_aside(capsys: pytest.CaptureFixture[str]) -> None:
    pl.DataFrame(ROWS | {"Age": [30, 999, 40]}, strict=False).write_csv("people.csv")
    command = ("*.csv", "--map", "map.yaml", "-o", "answers.parquet")

    assert screen(capsys, *command)[0] == 1
    code, out, _ = screen(capsys, *command)

    assert Path("answers.refused.csv").is_file()
    assert code == 1
    assert "(done already)" in out
    assert "`answers.refused.csv` has no column" in mapped(capsys, "answers.refused.csv", out="other.parquet")[2]


def test_columns_can_be_chosen_figures_and_conclusions_too(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people(), "--columns", "status,ira_limit,no_business")

    assert pl.read_parquet("out.parquet").columns == [
        "Badge",
        "status",
        "ira_limit_low",
        "ira_limit_high",
        "no_business",
    ]


def test_the_fact_to_ask_first_is_the_one_an_advice_names_first(
    capsys: pytest.CaptureFixture[str], adviser: Adviser
) -> None:
    Path("map.yaml").write_text(MAP.replace(", modified_agi: 90000", ""))

    mapped(capsys, people(Filing=["S", "X", "S"]), "--columns", "ask_first,status,ask_first")

    facts = {"wages": 90_000, "age": 30, "filing_status": "single", "tax_year": 2026, "workplace_plan": "none"}
    facts |= {"business": "none", "traditional_ira_balance": 0}
    first = adviser.advise(facts, date(2026, 6, 30)).advice.open_facts[0].fact
    assert pl.read_parquet("out.parquet").to_dict(as_series=False) == {
        "Badge": ["Ann", "Bob", "Cy"],
        "ask_first": [first, None, None],
        "status": ["provisional", "refused", "decided"],
    }


def test_an_id_column_with_the_name_of_one_of_ours_gets_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    Path("map.yaml").write_text(MAP.replace("id: Badge", "id: status"))
    pl.DataFrame(ROWS, strict=False).rename({"Badge": "status"}).write_parquet("people.parquet")

    code, _, err = mapped(capsys, "people.parquet")

    assert code == 2
    assert "the column of ids has the name of a column that is written" in err


@pytest.mark.parametrize("kind", ("csv", "xlsx"))
def test_other_tables_give_the_same_decisions(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    mapped(capsys, people())
    if kind == "csv":
        pl.read_parquet("people.parquet").write_csv("people.csv")
    else:
        write_xlsx(Path("people.xlsx"), [list(ROWS), *zip(*ROWS.values(), strict=True)])

    assert mapped(capsys, f"people.{kind}", out="other.parquet")[0] == 0
    assert pl.read_parquet("other.parquet").equals(pl.read_parquet("out.parquet"))


def write_xlsx(path: Path, rows: list[Any]) -> None:
    """A workbook with one sheet, of numbers and texts in place."""
    import zipfile

    def cell(place: str, value: object) -> str:
        if isinstance(value, int | float):
            return f'<c r="{place}"><v>{value}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{chr(65 + place)}{number}", one) for place, one in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    main, office = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org"
    relations = f"{office}/package/2006/relationships"
    kind = f"{office}/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{office}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        )
        for name, target, role in (
            ("_rels/.rels", "xl/workbook.xml", "officeDocument"),
            ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheet"),
        ):
            one = f'<Relationship Id="b" Type="{kind}/{role}" Target="{target}"/>'
            book.writestr(name, f'<Relationships xmlns="{relations}">{one}</Relationships>')
        sheets = '<sheets><sheet name="People" sheetId="1" r:id="b"/></sheets>'
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kind}">{sheets}</workbook>')
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
        )


# How columns are read


@pytest.mark.parametrize(
    ("read", "cells", "expected"),
    (
        ("wages", ["$90,000", "60k", "70500.25"], ["90000.00", "60000.00", "70500.25"]),
        ("{fact: wages, unit: cents}", [9_000_000, 1, 0], ["90000.00", "0.01", "0.00"]),
        ("{fact: wages, unit: thousands of dollars}", ["90", "60.5", "0"], ["90000.00", "60500.00", "0.00"]),
        ("wages", [90_000.1, 60_000.33, None], ["90000.10", "60000.33", None]),
        ("{fact: wages, values: {none: 0}}", ["none", "5", ""], ["0.00", "5.00", None]),
    ),
)
def test_dollars_are_read_in_the_unit_that_is_said(
    capsys: pytest.CaptureFixture[str], read: str, cells: list[Any], expected: list[str | None]
) -> None:
    Path("map.yaml").write_text(MAP.replace("Pay: wages", f"Pay: {read}"))

    code, _, err = mapped(capsys, people(Pay=cells), "--columns", "plan_pay")

    found = pl.read_parquet("out.parquet")
    told = [None if low != high else str(low) for low, high in found.select("plan_pay_low", "plan_pay_high").rows()]
    assert (code, err) == (0, "")
    assert told == expected


def test_an_age_is_that_attained_in_the_tax_year(capsys: pytest.CaptureFixture[str]) -> None:
    Path("map.yaml").write_text(MAP.replace("Age: age", "Age: {fact: age, unit: birth date, dates: month/day/year}"))

    mapped(capsys, people(Age=["12/31/1976", "01/01/1977", "02/30/1980"]), "--columns", "ira_limit")

    assert pl.read_parquet("out.parquet")["ira_limit_high"].to_list()[:2] == [8_600, 7_500]
    assert [row["row"] for row in refused()] == [3]


def test_dictionary_encoded_values_may_differ_by_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in").mkdir()
    for name, filing in (("a", ["S", "M", "S"]), ("b", ["M", "M", "M"])):
        table = pl.DataFrame(ROWS | {"Filing": filing}, strict=False).with_columns(
            pl.col("Filing").cast(pl.Categorical)
        )
        table.write_parquet(f"in/{name}.parquet")

    assert screen(capsys, "in", "--map", "map.yaml", "-o", "done")[0] == 0


def test_rows_of_several_tax_years_are_decided_each_by_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    Path("map.yaml").write_text(MAP.replace("columns:", "columns:\n  Year: tax_year").replace("tax_year: 2026, ", ""))

    code, _, _ = mapped(capsys, people(Year=[2024, 2026, 1999], Pay=[90_000, 90_000, 90_000]), "--columns", "ira_limit")

    assert code == 1
    assert pl.read_parquet("out.parquet")["ira_limit_high"].to_list() == [7_000, 8_600, None]
    assert refused()[0]["reason"] == "`tax_year` 1999 is not in this rulebook"


def test_a_draft_asks_where_it_is_not_sure(capsys: pytest.CaptureFixture[str]) -> None:
    csv(
        "id,Filing status,wages,Gross,has solo plan\n1,single,5,6,Y\n2,Married Filing Jointly,5,6,no\n"
        "3,Q,1,1,TRUE\n4,married,1,1,maybe\n5,MFS,1,1,n\n6,1,1,1,1\n"
    )

    code, _, _ = screen(capsys, "people.csv", "--draft-map", "draft.yaml")

    draft = Path("draft.yaml").read_text()
    assert code == 0
    assert "  wages: wages\n" in draft and '  Gross: "?"' in draft and "id: id" in draft
    assert "fact: filing_status" in draft and "Married Filing Jointly: married_joint" in draft and 'Q: "?"' in draft
    assert "MFS: married_separate" in draft and 'married: "?"' in draft and draft.count(' 1: "?"') == 2
    assert "Y: yes" in draft and "n: no" in draft and "TRUE" not in draft and 'maybe: "?"' in draft
    code, _, err = screen(capsys, "people.csv", "--map", "draft.yaml", "-o", "out.parquet")
    assert code == 2
    assert "column `Gross` is not decided yet" in err and "value `Q` is not decided yet" in err


def test_a_draft_names_numbers_as_the_mapping_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    pl.DataFrame({"tax_year": [2026, 2026], "has_solo_plan": [1.0, 0.0]}).write_parquet("people.parquet")

    screen(capsys, "people.parquet", "--draft-map", "draft.yaml")
    draft = Path("draft.yaml").read_text()
    Path("draft.yaml").write_text(draft.replace('1: "?"', "1: yes").replace('0: "?"', "0: no"))

    assert screen(capsys, "people.parquet", "--map", "draft.yaml", "-o", "out.parquet")[0] == 0


# What is wrong with a table or a mapping: a clear word


def test_without_a_mapping_only_columns_with_our_names_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = screen(capsys, csv("id,wages,Salary\n1,2,3\n"), "-o", "out.parquet")

    assert code == 2
    assert "column `Salary`" in err and "--draft-map" in err


@pytest.mark.parametrize(
    ("mapping", "said"),
    (
        (MAP.replace("Age: age", "Age: wages"), "two columns give `wages`: `Pay` and `Age`"),
        (MAP.replace("constants: {", "constants: {wages: 5, "), "`wages` is both a column and a constant"),
        (MAP.replace("Age: age", "Years: age"), "has no column `Years`"),
        (MAP.replace("Age: age", "Age: agee"), "`agee` is not a fact"),
        (MAP.replace("Age: age", "Age: {fact: age, unit: days}"), "the unit of `age` is not `days`"),
        (MAP.replace("S: single", "S: sngle"), "must be one of single"),
        (MAP.replace("id: Badge", "id: [Badge]"), "`id` is the name of one column"),
        (MAP.replace("S: single", "S: [single]"), "value `S` is one of our words"),
        ("- a list\n", "a mapping file is a mapping"),
    ),
)
def test_a_wrong_mapping_is_refused_with_its_place(capsys: pytest.CaptureFixture[str], mapping: str, said: str) -> None:
    Path("map.yaml").write_text(mapping)

    code, _, err = mapped(capsys, people())

    assert code == 2
    assert said in err
    assert not Path("out.parquet").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    (
        ({"Filing": [1, 2, 1]}, "has a value the mapping does not name"),
        ({"Pay": [True, False, True]}, "holds true and false"),
        ({"Pay": [[1], [2], [3]]}, "which are not read"),
        ({"Age": [date(1980, 1, 1)] * 3}, "`unit: birth date`"),
    ),
)
def test_a_column_of_the_wrong_kind_is_named(
    capsys: pytest.CaptureFixture[str], changed: dict[str, list[Any]], said: str
) -> None:
    code, _, err = mapped(capsys, people(**changed))

    assert code in (1, 2)
    assert said in err or said in Path("out.refused.csv").read_text()


@pytest.mark.parametrize("rows", (0, 1))
def test_a_table_of_no_rows_or_one_is_a_table(capsys: pytest.CaptureFixture[str], rows: int) -> None:
    pl.DataFrame(ROWS, strict=False).head(rows).write_parquet("people.parquet")

    assert mapped(capsys, "people.parquet")[0] == 0
    assert pl.read_parquet("out.parquet").height == rows


def test_ten_thousand_columns_are_told_from_those_that_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    more = pl.DataFrame({f"c{number}": [1, 2, 3] for number in range(10_000)})
    pl.concat([pl.DataFrame(ROWS, strict=False), more], how="horizontal").write_parquet("people.parquet")

    code, _, err = mapped(capsys, "people.parquet")

    assert code == 0
    assert "10,000 columns are not read" in err and len(err) < 300


def test_a_truncated_parquet_is_said_to_be_incomplete(capsys: pytest.CaptureFixture[str]) -> None:
    people()
    data = Path("people.parquet").read_bytes()
    Path("people.parquet").write_bytes(data[: len(data) // 2])

    code, _, err = mapped(capsys, "people.parquet")

    assert code == 2
    assert "cannot be read as a table" in err and "is it complete?" in err


@pytest.mark.parametrize(
    ("text", "said"),
    (
        ("Badge;Pay;Age;Filing\n1;2;3;S\n", "semicolons between its cells"),
        ("Badge\tPay\tAge\tFiling\n1\t2\t3\tS\n", "tabs between its cells"),
        ('Badge,"Pay,Age,Filing\n' + "1,2,3,S\n" * 30_000, "is a quote that opens in its first line never closed?"),
    ),
)
def test_a_csv_written_in_another_way_is_told_from_one_with_other_names(
    capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    code, _, err = mapped(capsys, csv(text))

    assert code == 2
    assert said in err


@pytest.mark.parametrize("text", ("", "Pay,Pay\n1,2\n", "Badge,Pay,Age,Filing\n1,2,3\n1,2,3,4,5\n", "a\0b"))
def test_a_broken_csv_gets_a_word(capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, _, err = mapped(capsys, csv(text))

    assert code == 2
    assert "people.csv" in err and "Traceback" not in err


def test_a_workbook_with_two_columns_of_one_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write_xlsx(Path("people.xlsx"), [[*ROWS, "Pay"], ["Ann", 1, 30, "S", 2]])

    code, _, err = mapped(capsys, "people.xlsx")

    assert code == 2
    assert "two columns named `Pay`" in err


def test_a_file_that_is_no_workbook_gets_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    Path("people.xlsx").write_bytes(b"not a workbook")

    code, _, err = mapped(capsys, "people.xlsx")

    assert code == 2
    assert "cannot be read as a table" in err


def test_a_file_that_grows_while_it_is_read_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = tables.batches

    def growing(path: str, columns: list[str]) -> Any:
        yield from read(path, columns)
        os.utime(path, ns=(1, 1))

    monkeypatch.setattr("rothroute.engine.screen.run.batches", growing)

    code, _, err = mapped(capsys, people())

    assert code == 2
    assert "changed while it was read" in err
    assert sorted(path.name for path in Path().iterdir()) == ["map.yaml", "people.parquet"]


FULL = """
import resource, sys
from rothroute.cli import run
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("kind", ("parquet", "csv"))
def test_a_full_disk_leaves_nothing_half_written_and_the_next_run_gives_the_same_bytes(
    capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    rows = 4_000
    pl.DataFrame(
        {"Badge": range(rows), "Pay": range(rows), "Age": [30, 999] * 2_000, "Filing": ["S"] * rows}
    ).write_parquet("people.parquet")
    command = ["screen", "people.parquet", "--map", "map.yaml", "-o", f"out.{kind}", *DAY]

    found = subprocess.run([sys.executable, "-c", FULL, *command], capture_output=True, text=True, check=False)

    assert (found.returncode, "cannot be written: File too large" in found.stderr) == (2, True), found.stderr
    assert list(Path().glob("out*")) + list(Path().glob(".*")) == []
    assert run(command) == run([*command[:5], f"again.{kind}", *DAY]) == 1
    assert Path(f"out.{kind}").read_bytes() == Path(f"again.{kind}").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        (("nothing.parquet", "-o", "out.parquet"), "does not exist"),
        (("map.yaml", "-o", "out.parquet"), "is not a table we read"),
        (("people.parquet",), "say with -o"),
        (("people.parquet", "-o", "people.parquet", "--force"), "is read, so it is not written over"),
        (("people.parquet", "-o", "out.txt"), "is no table we write"),
        (("people.parquet", "-o", "out.parquet", "--columns", "nosuch"), "there is no column, figure or conclusion"),
        (("people.parquet", "-o", "out.parquet", "--what-if", "nosuch=1"), "`nosuch` is not a fact"),
        (("people.parquet", "-o", "out.parquet", "--what-if", "age=50", "--by", "age"), "name a fact in dollars"),
        (("people.parquet", "-o", "out.parquet", "--what-if", "age"), "--what-if age: write it as fact=value"),
        (("people.parquet", "-o", "out.parquet", "--what-if", ","), "write fact=value"),
        (("people.parquet", "-o", "out.parquet", "--what-if", "age=50,age=60"), "`age` is given twice"),
        (("people.parquet", "-o", "out.parquet", "--what-if", "age=unknown"), "say what `age` would be"),
        (("people.parquet", "-o", "out.parquet", "--what-if", "tax_year=2031"), "the tax years of this rulebook"),
        ((".", "-o", "."), "`.` is read, so it is not written over"),
        (("*.nothing", "-o", "out.parquet"), "holds no table"),
        (("folder", "-o", "out"), "`folder/pipe.csv` is not a file"),
        (("folder/*", "-o", "out"), "`folder/pipe.csv` is not a file"),
        (("people.parquet", "-o", "out.parquet", "--threads", "100000"), "is not in the range"),
        (("wide.csv", "--draft-map", "draft.yaml"), "a mapping of 1,001 columns is not drafted"),
    ),
)
def test_what_cannot_be_done_gets_a_word(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    people()
    Path("folder").mkdir()
    os.mkfifo("folder/pipe.csv")
    Path("folder/a.csv").write_text("id\n")
    Path("wide.csv").write_text(",".join(f"c{number}" for number in range(1_001)) + "\n")

    code, _, err = screen(capsys, *arguments, "--map", "map.yaml")

    assert code == 2
    assert said in err


def test_without_the_library_it_says_what_to_install(here: Path) -> None:
    program = "import sys; sys.modules['polars'] = None; from rothroute.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "screen", "people.parquet", "-o", "out.parquet"]

    found = subprocess.run(command, capture_output=True, text=True, cwd=here, check=False)

    assert found.returncode == 2
    assert 'pip install "rothroute[screen]"' in found.stderr


# What if, and what changed


def test_a_what_if_says_who_gains_and_by_how_much(capsys: pytest.CaptureFixture[str]) -> None:
    Path("map.yaml").write_text(
        MAP.replace(
            "workplace_plan: none",
            "workplace_plan: 401k, plan_allows_after_tax: yes, "
            "plan_offers_roth: yes, employee_deferrals: 0, employer_contributions: 0, prior_year_pay: 200000, "
            "plan_allows_in_plan_roth_conversion: no, plan_allows_in_service_distribution: no",
        )
    )

    code, out, _ = mapped(
        capsys,
        people(Pay=[90_000, 160_000, 0]),
        "--what-if",
        "plan_allows_in_plan_roth_conversion=yes",
        "--format",
        "json",
    )

    found, rows = json.loads(out)["what_if"], pl.read_parquet("out.parquet").to_dicts()
    assert code == 0
    assert found["rows"] == {"gains": 2, "loses": 0, "same": 1, "either": 0}
    assert found["counted"] == {
        "conclusion": "highly_compensated",
        "rows": 3,
        "unknown": 0,
        "gains": 2,
        "unknown_gains": 0,
    }
    assert found["change"]["low"] == float(sum(row["what_if_change_low"] for row in rows))
    assert [row["mega_backdoor_roth_verdict"] for row in rows] == ["closed"] * 3
    assert rows[0]["what_if_mega_backdoor_roth_verdict"] != "closed"
    assert rows[0]["what_if_total_low"] - rows[0]["total_low"] == rows[0]["what_if_change_low"] > 0
    assert [(band["from"], band["gains"]) for band in found["bands"]["bands"]] == [(0, 0), (75_000, 1), (150_000, 1)]
    assert "ACP" in Path("out.summary.html").read_text()


def test_a_what_if_says_how_many_would_contradict_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    table = people(Pay=[90_000, 60_000, 500])

    code, out, _ = mapped(capsys, table, "--what-if", "workplace_plan=401k,employee_deferrals=1000")

    assert code == 0
    assert "left out, as their answers would contradict each other" in out


def test_a_what_if_speaks_the_words_of_its_rulebook(capsys: pytest.CaptureFixture[str]) -> None:
    table = csv("id,benefit_year,earned_income\n1,2026,20000\n")
    rules = str(ROOT / "examples" / "rulebooks" / "work-credits")

    code, out, _ = screen(capsys, table, "--rules", rules, "-o", "out.parquet", "--what-if", "benefit_year=2025")

    assert code == 0
    assert "What if: year of the return: 2025: Credits of all plans together change by" in out
    assert "Roth" not in out


def test_a_rulebook_that_adds_nothing_up_has_no_total_and_compares_none(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "examples" / "rulebooks" / "work-credits", "rules")
    rules = Path("rules/both/rules.yaml")
    rules.write_text(rules.read_text().partition("plan:\n")[0])
    Path("rules/both/cases.yaml").unlink()
    command = (csv("id,benefit_year,earned_income\n1,2026,20000\n"), "--rules", "rules", "-o")

    code, out, _ = screen(capsys, *command, "out.parquet")

    assert code == 0
    assert "together" not in out and json.loads(Path("out.summary.json").read_text())["total"] is None
    assert "total_low" not in pl.read_parquet("out.parquet").columns
    for more in (("--what-if", "benefit_year=2025"), ("--since", "out.parquet")):
        code, _, err = screen(capsys, *command, "other.parquet", *more)
        assert code == 2 and "this rulebook has no `plan`" in err


def test_a_fact_that_is_set_to_unknown_is_unknown_in_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people(), "--set", "wages=unknown", "--columns", "compensation")

    assert pl.read_parquet("out.parquet")["compensation_low"].to_list() == [0, 0, 0]


def test_a_page_that_is_there_is_not_written_over_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out.summary.html").write_text("somebody's")

    code, _, err = mapped(capsys, people())

    assert code == 2
    assert "`out.summary.html` is there already" in err
    assert Path("out.summary.html").read_text() == "somebody's"
    assert mapped(capsys, "people.parquet", "--force")[0] == mapped(capsys, "people.parquet")[0] == 0


@pytest.mark.parametrize("kind", ("parquet", "csv"))
def test_since_says_what_changed_and_because_of_what(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    mapped(capsys, people(), out=f"old.{kind}")
    table = people(Badge=["Ann", "Bob", "Di"], Pay=[1_000, 60_000.5, 0])

    code, out, _ = mapped(capsys, table, "--since", f"old.{kind}", out=f"new.{kind}")

    read = pl.read_parquet if kind == "parquet" else pl.read_csv
    changes = {row["Badge"]: row for row in read(f"new.changes.{kind}").to_dicts()}
    assert code == 0
    assert {name: (row["change"], row["because"]) for name, row in changes.items()} == {
        "Ann": ("changed", "facts"),
        "Cy": ("gone", None),
        "Di": ("new", None),
    }
    assert float(changes["Ann"]["change_high"]) < 0
    assert "1 changed, 1 did not, 1 are new, 1 are gone" in out
    assert mapped(capsys, table, "--since", f"old.{kind}", out=f"new.{kind}")[0] == 0, "as a run that was stopped"


def test_since_another_day_is_because_of_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people(), out="old.parquet")

    run(
        [
            "screen",
            "people.parquet",
            "--map",
            "map.yaml",
            "-o",
            "new.parquet",
            "--since",
            "old.parquet",
            "--as-of",
            "2028-01-01",
        ]
    )

    assert set(pl.read_parquet("new.changes.parquet")["because"]) == {"day"}


@pytest.mark.parametrize(
    ("ids", "said"), ((["Ann", "Ann", "Cy"], "names a row twice"), (["Ann", None, "Cy"], "leaves a row without a name"))
)
def test_since_needs_an_id_for_each_row(capsys: pytest.CaptureFixture[str], ids: list[Any], said: str) -> None:
    mapped(capsys, people(Badge=ids), out="old.parquet")

    code, _, err = mapped(capsys, "people.parquet", "--since", "old.parquet", out="new.parquet")

    assert code == 2
    assert said in err and "Ann" not in err


def test_since_knows_a_formula_that_a_csv_file_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    mapped(capsys, people(Badge=["=1+1", "'x", "Cy"]), out="old.csv")

    code, out, _ = mapped(capsys, "people.parquet", "--since", "old.csv", out="new.parquet")

    assert code == 0
    assert "0 changed, 3 did not, 0 are new, 0 are gone" in out


@pytest.mark.parametrize(
    ("out", "more"),
    (("old.parquet", ("--since", "old.parquet")), ("map.parquet", ("--map", "map.summary.json"))),
)
def test_what_is_read_beside_the_table_is_not_written_over(
    capsys: pytest.CaptureFixture[str], out: str, more: tuple[str, ...]
) -> None:
    mapped(capsys, people(), out="old.parquet")
    Path("map.summary.json").write_text(MAP)
    before = Path(more[1]).read_bytes()

    code, _, err = mapped(capsys, people(Pay=[1, 2, 3]), "--force", *more, out=out)

    assert code == 2
    assert f"`{more[1]}` is read, so it is not written over" in err
    assert Path(more[1]).read_bytes() == before


def test_a_draft_is_not_written_over_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = screen(capsys, csv("Pay\n1\n"), "--draft-map", "./people.csv", "--force")

    assert code == 2
    assert "this table is read" in err
    assert Path("people.csv").read_text() == "Pay\n1\n"


@pytest.mark.parametrize(
    ("id", "more"), (("what_if_change_low", ("--what-if", "age=50")), ("because", ("--since", "old.parquet")))
)
def test_an_id_column_with_the_name_of_one_beside_gets_a_word(
    capsys: pytest.CaptureFixture[str], id: str, more: tuple[str, ...]
) -> None:
    Path("map.yaml").write_text(MAP.replace("Badge", id))
    pl.DataFrame(ROWS, strict=False).rename({"Badge": id}).write_parquet("people.parquet")
    mapped(capsys, "people.parquet", out="old.parquet")

    code, _, err = mapped(capsys, "people.parquet", *more)

    assert code == 2
    assert f"has the name of a column that is written, `{id}`" in err
    assert not Path("out.parquet").exists()
