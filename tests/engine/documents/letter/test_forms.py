"""Each format: what it is made of, that it is the same every time, and that it can be read by others."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine.documents.letter import SUFFIXES, Press, written
from rothroute.engine.documents.letter.drawing import Words, long
from rothroute.engine.documents.letter.make import Draft

ROOT = Path(__file__).resolve().parents[4]
GOLDENS = ROOT / "tests" / "golden" / "letter"
NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
VOID = {"meta", "br", "hr", "img", "link", "input", "rect", "line", "circle", "polygon", "polyline"}


def needed(format: str) -> None:
    if format in NEEDS:
        pytest.importorskip(NEEDS[format])


def test_golden_markdown(markdown: str, example: str) -> None:
    """`ROTHROUTE_UPDATE_GOLDENS=1 pytest` writes them anew; look at the difference before you keep it."""
    golden = GOLDENS / f"{example}.md"
    stable = re.sub(r'("(?:rulebook|templates|facts_mark|seal)": ")[0-9a-f]+"', r'\1…"', markdown)
    stable = re.sub(r"(\*\*(?:Rules|Facts|Templates):\*\* `)[0-9a-f]+`", r"\1…`", stable)
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(stable, "utf-8")
    assert stable == golden.read_text("utf-8")


def test_no_golden_is_left_over(drafts: dict[str, Draft]) -> None:
    assert {path.stem for path in GOLDENS.glob("*.md")} == set(drafts)


@pytest.mark.parametrize("format", SUFFIXES)
def test_two_renders_are_byte_identical(format: str, drafts: dict[str, Draft], press: Press) -> None:
    needed(format)
    for name in ("big-tech-engineer", "plan-features-unknown", "nothing-to-do"):
        assert written(drafts[name], format, press) == written(drafts[name], format, press)


def test_another_process_place_and_tongue_give_the_same_bytes(tmp_path: Path) -> None:
    for module in NEEDS.values():
        pytest.importorskip(module)
    found = []
    for place, (zone, tongue, seed) in enumerate(
        (("UTC", "C.UTF-8", "1"), ("Pacific/Kiritimati", "de_DE.UTF-8", "77"))
    ):
        home = tmp_path / str(place)
        code = "import sys; from rothroute.cli import run; sys.exit(run(sys.argv[1:]))"
        forms = [part for form in SUFFIXES for part in ("--format", form)]
        facts = str(ROOT / "examples" / "couple-in-phase-out.yaml")
        arguments = ["letter", facts, "-o", str(home), *forms, "--date", "2026-06-30"]
        environment = {**os.environ, "TZ": zone, "LC_ALL": tongue, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, *arguments], env=environment, check=True, capture_output=True)
        found.append({path.name: path.read_bytes() for path in sorted(home.iterdir())})
    assert found[0] == found[1] and len(found[0]) == len(SUFFIXES)


class Outline(HTMLParser):
    """Tags that open and close, and what is asked from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_whole_and_asks_nothing_from_elsewhere(page: str) -> None:
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    names = [tag for tag, _ in outline.tags]
    assert names.count("h1") == 1 and names.count("main") == 1 and {"header", "nav", "footer"} <= set(names)
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in outline.tags:
        assert "src" not in attributes and not attributes.get("style") and tag not in ("link", "iframe", "object")
        target = attributes.get("href")
        assert target is None or (target.startswith("#") and target[1:] in ids), target
    assert not re.search(r"@import|url\((?!#)", page)
    assert all(attributes.get("scope") for tag, attributes in outline.tags if tag == "th")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">') and 'class="skip"' in page


def test_headings_go_down_one_by_one(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", page.split("<main")[1])]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pictures_are_described(a_draft: Draft) -> None:
    for picture in a_draft.letter.pictures.values():
        assert len(picture.text) > 20 and picture.svg.startswith("<svg ")
        assert "NaN" not in picture.svg and "None" not in picture.svg
        for found in re.findall(r'(?:width|height|r)="(-?[\d.]+)"', picture.svg):
            assert float(found) >= 0


def test_the_words_of_a_limit_keep_clear_of_its_amount(a_draft: Draft) -> None:
    """On one line the name of a limit ends before its amount begins, in bold letters too."""
    if ledger := a_draft.letter.pictures.get("ledger"):
        lines: dict[float, list[Words]] = {}
        for words in ledger.draw().words():
            lines.setdefault(words.y, []).append(words)
        named = [line for line in lines.values() if [words.anchor for words in line] == ["start", "end"]]
        assert named
        for name, amount in named:
            assert name.size > 9
            assert 1.05 * (long(name.words, name.size) + long(amount.words, amount.size)) < amount.x


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_pdf_is_tagged_titled_and_has_its_fonts(paper: Any, drafts: dict[str, Draft], press: Press) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    needed("pdf")
    for name in ("big-tech-engineer", "income-unknown"):
        draft = drafts[name]
        data = written(draft._replace(options=draft.options._replace(paper=paper)), "pdf", press)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            root = pdf.Root
            assert str(root.Lang).startswith("en") and bool(root.MarkInfo.Marked)
            assert bool(root.ViewerPreferences.DisplayDocTitle)
            with pdf.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1" and metadata["dc:title"].startswith("Your Roth plan")
            kinds = set(tags(root.StructTreeRoot.K))
            assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/Figure"} <= kinds
            assert float(pdf.pages[0].MediaBox[2]) == pytest.approx({"a4": 595.28, "us-letter": 612}[paper], abs=0.1)
            for page in pdf.pages:
                for font in page.Resources.get("/Font", {}).values():
                    embedded = font.DescendantFonts[0].FontDescriptor
                    assert any(key in embedded for key in ("/FontFile2", "/FontFile3"))
            assert "receipt.json" in pdf.attachments


def tags(node: Any) -> list[str]:
    """Every structure type below a node of a PDF's tree."""
    import pikepdf

    found: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary) and "/S" in one:
            found.append(str(one.S))
            if "/K" in one:
                waiting.append(one.K)
    return found


def test_docx_has_headings_tables_and_described_pictures(drafts: dict[str, Draft], press: Press) -> None:
    docx = pytest.importorskip("docx")
    needed("pdf")
    data = written(drafts["couple-in-phase-out"], "docx", press)
    document = docx.Document(io.BytesIO(data))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet"} <= styles
    assert len(document.tables) > 4 and document.core_properties.title == "Your Roth plan for 2026"
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_calendar_holds_the_dates(drafts: dict[str, Draft], press: Press) -> None:
    icalendar = pytest.importorskip("icalendar")
    draft = drafts["big-tech-engineer"]
    calendar = icalendar.Calendar.from_ical(written(draft, "calendar", press))
    events = list(calendar.walk("VEVENT"))
    days = {event.decoded("dtstart") for event in events}
    assert {date.fromordinal(one.day) for one in draft.letter.dates if one.day >= draft.trail.advice.as_of} <= days
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(len(list(event.walk("VALARM"))) == 2 for event in events)


def test_email_keeps_to_its_width(a_draft: Draft, press: Press) -> None:
    text = written(a_draft, "email", press).decode().split('{\n "rothroute_letter"')[0]
    assert "\ue000" not in text and "[^" not in text
    copied = "\n".join(message.text for message in a_draft.letter.messages)
    assert all(len(line) <= 72 or line in copied or " " not in line.strip() for line in text.splitlines())


def test_no_sign_of_our_own_is_left(markdown: str, page: str) -> None:
    for text in (markdown, page):
        assert not re.search("[\ue000-\uf8ff]", text) and "{{" not in text and "{." not in text.split("<style>")[0]
