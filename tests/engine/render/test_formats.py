"""Each format: what it is made of, that it is the same every time, and that others can read it."""

from __future__ import annotations

import email
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from email import policy
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine.letters import SUFFIXES, Draft, LetterOptions, LetterWriter, draft
from rothroute.engine.render.pictures import Bars, pictures_of

ROOT = Path(__file__).resolve().parents[3]
VOID = {"meta", "br", "hr", "img", "link", "input", "rect", "line", "circle", "polygon", "polyline"}
Written = Callable[[Draft, str], bytes]
SOME = ("big-tech-engineer", "plan-features-unknown", "nothing-to-do")


@pytest.mark.parametrize("format", SUFFIXES)
def test_two_renders_are_byte_identical(format: str, drafts: dict[str, Draft], written: Written) -> None:
    for name in SOME:
        assert written(drafts[name], format) == written(drafts[name], format)


def test_another_process_place_and_tongue_give_the_same_bytes(tmp_path: Path) -> None:
    for module in ("typst", "docx", "icalendar"):
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


@pytest.fixture
def page(drafts: dict[str, Draft], example: str, written: Written) -> str:
    return written(drafts[example], "html").decode()


def test_html_is_whole_and_asks_nothing_from_elsewhere(page: str) -> None:
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    names = [tag for tag, _ in outline.tags]
    assert names.count("h1") == 1 and names.count("main") == 1 and "script" not in names
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in outline.tags:
        assert "src" not in attributes and "style" not in attributes and tag not in ("link", "iframe", "object")
        assert not any(name.startswith("on") for name in attributes)
        target = attributes.get("href")
        assert target is None or (target.startswith("#") and target[1:] in ids), target
    assert not re.search(r"@import|url\((?!#)", page)
    assert all(attributes.get("scope") for tag, attributes in outline.tags if tag == "th")
    assert page.startswith('<!doctype html>\n<html lang="en-US">') and 'class="skip"' in page


def test_the_page_allows_its_own_style_and_nothing_else(page: str) -> None:
    import base64
    import hashlib

    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = policy[1].replace("&#39;", "'")
    assert allowed.startswith(f"default-src 'none'; style-src 'sha256-{digest}'") and "unsafe" not in allowed


def test_each_mark_leads_to_its_note_and_back(page: str) -> None:
    marks = set(re.findall(r'href="#note-(\d+)" id="mark-\1"', page))
    notes, backs = set(re.findall(r'<li id="note-(\d+)"', page)), set(re.findall(r'href="#mark-(\d+)"', page))
    assert marks and marks <= notes and backs == marks


def test_headings_go_down_one_by_one(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", page.split("<main")[1])]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_words_carry_what_they_rest_on(page: str) -> None:
    assert page.count("data-rule=") > 10 and 'data-cite="' in page


def test_bars_are_drawn_on_one_scale_and_said_in_words(drafts: dict[str, Draft], example: str) -> None:
    bars = pictures_of(drafts[example].decision).get("limits")
    if isinstance(bars, Bars):
        for bar in bars.bars:
            assert all(part.cents > 0 for part in bar.parts) and sum(part.cents for part in bar.parts) <= bars.scale
            assert bar.cap <= bars.scale and all(part.words in bar.words for part in bar.parts)


def test_the_income_range_is_drawn_for_those_in_it_or_near_it_alone(drafts: dict[str, Draft]) -> None:
    drawn = {name for name, one in drafts.items() if "curve" in pictures_of(one.decision)}
    assert "couple-in-phase-out" in drawn
    assert not drawn & {"big-tech-engineer", "part-time-student", "nothing-to-do", "freelancer", "income-unknown"}


def pages_of(data: bytes, tmp_path: Path) -> list[str]:
    """The words of each page of a PDF; the test is skipped where poppler is not there."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here")
    (tmp_path / "a.pdf").write_bytes(data)
    run = subprocess.run(["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True)
    return run.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_letter_part_takes_two_pages_at_most(
    paper: Any, example: str, drafts: dict[str, Draft], written: Written, tmp_path: Path
) -> None:
    """The working papers begin on the page after; only an answer without a plan may be shorter."""
    one = drafts[example]
    pages = pages_of(written(one._replace(options=one.options._replace(paper=paper)), "pdf"), tmp_path)
    begins = next(place for place, text in enumerate(pages) if re.search(r"^\s*Working papers$", text, re.MULTILINE))
    assert begins == 2 or (begins == 1 and one.explanation.outcome == "nothing"), begins
    assert "Next steps" in pages[0] or not one.explanation.next_steps
    days = [date.fromordinal(entry.main.day) for entry in one.explanation.next_steps if entry.main.day]
    assert not days or f"{min(days):%B} {min(days).day}" in pages[0].replace("\u00a0", " ").split("Next steps")[1]
    assert "education" in pages[begins - 1].lower()


def test_the_second_page_is_more_than_half_full(
    example: str, drafts: dict[str, Draft], written: Written, tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here")
    (tmp_path / "a.pdf").write_bytes(written(drafts[example], "pdf"))
    command = ["pdftotext", "-bbox", "-f", "2", "-l", "2", str(tmp_path / "a.pdf"), "-"]
    shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    lines = [float(found) for found in re.findall(r'yMax="([\d.]+)"', shown)]
    lowest = max(low for low in lines if low < 792 - 60)
    assert "Working" in shown or (lowest - 48) / (792 - 48 - 51) > 1 / 2, "the design asks for a third"


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_pdf_is_tagged_titled_and_has_its_fonts(paper: Any, drafts: dict[str, Draft], written: Written) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    one = drafts["big-tech-engineer"]
    data = written(one._replace(options=one.options._replace(paper=paper)), "pdf")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        assert str(root.Lang).startswith("en") and bool(root.MarkInfo.Marked)
        assert root.MarkInfo.get("/Suspects", False) in (False, pikepdf.Object.parse(b"false"))
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1" and metadata["dc:title"].startswith("Your Roth plan")
        kinds = set(tags(root.StructTreeRoot.K))
        assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L"} <= kinds
        assert float(pdf.pages[0].MediaBox[2]) == pytest.approx({"a4": 595.28, "us-letter": 612}[paper], abs=0.1)
        for sheet in pdf.pages:
            for font in sheet.Resources.get("/Font", {}).values():
                embedded = font.DescendantFonts[0].FontDescriptor
                assert any(key in embedded for key in ("/FontFile2", "/FontFile3"))
        assert "rothroute-receipt.json" in pdf.attachments


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


def test_docx_has_headings_tables_and_bars(drafts: dict[str, Draft], written: Written) -> None:
    docx = pytest.importorskip("docx")
    one = drafts["couple-in-phase-out"]
    data = written(draft(one.decision, one.options._replace(annex=False), one.templates), "docx")
    document = docx.Document(io.BytesIO(data))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Heading 1", "Heading 2", "List Bullet"} <= styles
    assert len(document.tables) > 4 and document.core_properties.title == "Your Roth plan for 2026"
    assert not any(paragraph.text.strip() == "Working papers" for paragraph in document.paragraphs)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert 'w:fill="1F4E4A"' in archive.read("word/document.xml").decode()


def test_calendar_holds_the_dates(drafts: dict[str, Draft], written: Written) -> None:
    icalendar = pytest.importorskip("icalendar")
    one = drafts["big-tech-engineer"]
    calendar = icalendar.Calendar.from_ical(written(one, "calendar"))
    events = list(calendar.walk("VEVENT"))
    days = {event.decoded("dtstart") for event in events}
    as_of = one.decision.advice.as_of
    assert {date.fromordinal(entry.day) for entry in one.explanation.dates if entry.day >= as_of} <= days
    assert min(days).toordinal() >= as_of
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(len(list(event.walk("VALARM"))) == 2 for event in events)


def test_a_calendar_says_each_thing_once_in_the_order_of_doing(
    drafts: dict[str, Draft], example: str, written: Written
) -> None:
    icalendar = pytest.importorskip("icalendar")
    one = drafts[example]
    calendar = icalendar.Calendar.from_ical(written(one, "calendar"))
    said = [str(event["summary"]) for event in calendar.walk("VEVENT")]
    steps = [step for step in one.explanation.steps if step.day and step.day >= one.decision.advice.as_of]
    taken = {(step.day, step.route) for step in steps}
    other = {entry.text.text for entry in one.explanation.dates if (entry.day, entry.route) in taken}
    assert other.isdisjoint(said)
    order = list(dict.fromkeys(step.brief for step in sorted(steps, key=lambda step: step.day or 0)))
    assert [brief for brief in said if brief in order] == order


def test_a_mail_is_a_short_text_and_an_attachment(drafts: dict[str, Draft], example: str, written: Written) -> None:
    """What the client reads is short, apart from a message to copy; nothing in the text is JSON."""
    message = email.message_from_bytes(written(drafts[example], "email"), policy=policy.default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [part.get_filename() for part in message.iter_attachments()] == ["rothroute-receipt.json"]  # type: ignore[attr-defined]
    assert "{" not in text and "[^" not in text and "rothroute:" not in text
    copied = "\n".join(one.text for one in drafts[example].explanation.messages)
    own = [line for line in text.splitlines() if line.strip() not in copied]
    assert len(" ".join(own).split()) <= 300
    assert all(len(line) <= 72 or " " not in line.strip() for line in text.splitlines())


def test_no_mark_of_our_own_is_left(drafts: dict[str, Draft], example: str, page: str, written: Written) -> None:
    text = written(drafts[example], "markdown").decode().split("```json")[0]
    for shown in (text, re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL).split("<pre id=")[0]):
        assert not re.search("[\ue000-\uf8ff]", shown) and "{{" not in shown and "{." not in shown
        assert "]{r=" not in shown and "![](" not in shown and "Table: " not in shown


def test_without_working_papers_nothing_leads_to_them(drafts: dict[str, Draft], writer: LetterWriter) -> None:
    one = draft(drafts["freelancer"].decision, LetterOptions(annex=False), writer.templates)
    page, text = writer.written(one, "html").decode(), writer.written(one, "markdown").decode()
    assert "Working papers" not in page.split("<pre id=")[0] and 'href="#note' not in page
    assert "Working papers" not in text and "[^" not in text.split("```json")[0]
