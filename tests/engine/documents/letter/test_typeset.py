"""Rows of the PDF's tables are as high as typst would make them, in the type and on the papers it is printed with."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from rothroute.engine.documents.letter import Press
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.documents.letter.pdf import blocks_data, compiler
from rothroute.engine.documents.letter.shapes import PAPERS
from rothroute.engine.documents.letter.tree import Run, Table
from rothroute.engine.documents.letter.typeset import grid

typst = pytest.importorskip("typst")

LINE = 1.15 * 9
MEASURED = """
#context [#metadata(letter.blocks.filter(it => it.is == "table").map(it => {
  let high(it) = measure(block(width: page.width - 48mm, draw-table(it))).height.pt()
  (high(it), high((..it, lines: it.lines.map(_ => none))))
})) <heights>]
"""


@pytest.mark.parametrize("paper", PAPERS)
def test_rows_hold_their_lines(paper: str, drafts: dict[str, Draft], press: Press, tmp_path: Path) -> None:
    """Neither too low for what stands in them nor a line too high."""
    source, _, _ = press.texts["letter.typ"].partition("#for it in letter.blocks")
    (tmp_path / "main.typ").write_text(source + MEASURED, "utf-8")
    rows, extra = 0, 0.0
    for name, draft in drafts.items():
        blocks = draft.blocks()
        data = {"title": name, "author": "", "date": [2026, 6, 30], "paper": paper, "footer": "", "receipt": ""}
        data["blocks"] = blocks_data(blocks, {}, paper)
        (tmp_path / "letter.json").write_text(json.dumps(data), "utf-8")
        found = json.loads(
            typst.query(tmp_path / "main.typ", "<heights>", field="value", one=True, ignore_system_fonts=True)
        )
        tables = [block for block in blocks if isinstance(block, Table)]
        for table, (given, measured) in zip(tables, found, strict=True):
            assert given > measured - 0.1, (name, table.caption)
            rows += len(table.rows)
            extra += (given - measured) / LINE
    assert rows > 500
    assert extra < 0.5, f"{extra:.0f} lines too many in {rows} rows"


@pytest.mark.parametrize(("rows", "pages"), [(9, 1), (30, 1), (200, 5)])
def test_a_long_table_goes_on_over_pages(rows: int, pages: int, press: Press) -> None:
    """Of 656 points a page a row takes 15, the head again on each."""
    pikepdf = pytest.importorskip("pikepdf")
    head = ((Run("Fact"),), (Run("You"),))
    table = Table("Facts", head, (((Run("Income"),), (Run("$1"),)),) * rows, (False, True))
    data = {"title": "Facts", "author": "", "date": [2026, 6, 30], "paper": "us-letter", "footer": "", "receipt": ""}
    data["blocks"] = blocks_data((table,), {}, "us-letter")
    files = {"main.typ": press.texts["letter.typ"].encode(), "letter.json": json.dumps(data).encode()}
    made = compiler().compile(input=files, format="pdf", pdf_standards=["ua-1"])
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == pages


def test_a_sign_of_unknown_width_is_left_to_typst() -> None:
    table = Table(
        "Facts", ((Run("Fact"),), (Run("You"),)), (((Run("Income"),), (Run("\u65e5\u672c"),)),), (False, False)
    )
    assert grid(table, "a4").lines == [1, None]


def test_a_word_wider_than_its_column_is_left_to_typst() -> None:
    long = Run("x" * 400)
    table = Table("Facts", ((Run("Fact"),), (Run("You"),)), (((long,), (long,)),), (False, False))
    assert grid(table, "us-letter").lines == [1, None]
