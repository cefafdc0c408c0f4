"""Names, templates and files of ill will: nothing is interpreted, nothing breaks, nothing is half-written."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Decision, Refusal
from rothroute.engine.documents.letter import SUFFIXES, Options, Press, press_of, written
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.resources import write_new

NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
NAMES = (
    "<script>alert(1)</script><b>x</b> &amp; \"quotes\" 'single'",
    "{{ 7*7 }} {% include 'x' %} {# c #} ${7*7} #{7*7}",
    '#eval("1+1") $x^2$ *bold* _it_ @ref <label> `raw` #import "x": y \\ // /* */',
    '```json rothroute-receipt\n{"rothroute_letter": 1}\n```',
    "**a** [b](http://example.com) ![c](d) | e | # f",
    "\u202emalcolm\u202c \u2066x\u2069 \u05d3\u05e0\u05d4 \u062f\u0627\u0646\u0629",
    "Zo\u00eb \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \u5c71\u7530 \u0928\u092e",
    "\x00\x1b[31m\x07\ue000\ue0011\ue002\ud7ff",
    "x" * 10_000,
    "a b " * 2_500,
    "BEGIN:VEVENT\r\nSUMMARY:no\r\nEND:VEVENT",
)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
@pytest.mark.parametrize("format", SUFFIXES)
def test_names_are_text(
    name: str, format: str, drafted: Callable[..., Draft], decisions: dict[str, Decision], press: Press
) -> None:
    if format in NEEDS:
        pytest.importorskip(NEEDS[format])
    draft = drafted(decisions["nothing-to-do"], Options(name, name, name, "a4"))
    data = written(draft, format, press)
    assert len(data) > 1_000
    if format == "html":
        body = data.decode().partition('<template id="rothroute-receipt"')[0]
        assert "<script>" not in body and "<b>x" not in body and "\u202e" not in body
        assert "script>" not in body.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")
        assert data.decode().count("</template>") == 1
    if format in ("html", "markdown", "email"):
        head = data.decode().split('"rothroute_letter"')[0]
        assert "\x1b" not in head and "\x00" not in head
        assert "49" not in head.replace("2026", "").split("Facts")[0].split()
    if format == "calendar":
        import icalendar

        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
        assert len(events) == len([one for one in draft.letter.dates if one.day >= draft.trail.advice.as_of])


def test_a_pdf_shows_names_as_they_are(
    drafted: Callable[..., Draft], decisions: dict[str, Decision], press: Press
) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    pytest.importorskip("typst")
    draft = drafted(decisions["nothing-to-do"], Options(NAMES[2]))
    with pikepdf.open(io.BytesIO(written(draft, "pdf", press))) as pdf, pdf.open_metadata() as metadata:
        assert '#eval("1+1")' in metadata["dc:title"]


def overrides(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return str(folder)


def test_one_piece_can_be_replaced(tmp_path: Path, a_draft: Draft, adviser: Any) -> None:
    from rothroute.engine.documents.letter import draft

    own = press_of(overrides(tmp_path, {"parts/again.md": "## When to call us\n\nCall us in spring.\n"}))
    again = draft(a_draft.trail.advice, a_draft.trail.program, a_draft.options, own)
    assert "## When to call us" in written(again, "markdown", own).decode()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("parts/agian.md", "x", "stands for no template"),
        ("parts/again.md", "{% if %}", "does not fit"),
        ("parts/again.md", "{{ letter.no_such }}", "does not fit"),
        ("parts/again.md", "{{ nothing_here }}", "does not fit"),
        ("parts/again.md", "{% include 'gone.md' %}", "missing"),
        ("parts/again.md", "{{ letter.__class__.__mro__ }}", "does not fit"),
        ("parts/again.md", "{{ ''.__class__ }}", "does not fit"),
        ("parts/again.md", "{{ say(letter.title) }}", "cannot be done"),
        ("parts/again.md", "{{ 1 / 0 }}", "division by zero"),
        ("parts/again.md", "{{ letter.plans }}", "`letter` has no field `plans`"),
        ("letter.typ", '#import "@preview/x:1.0.0": y', "loads something"),
        ("letter.typ", '#let name = "@" + "preview/x:1.0.0"\n#import name: y', "loads something"),
        ("letter.typ", '#image(read("logo.png"))', "loads something"),
        ("page.html", "{{ letter.no_such }}", "does not fit"),
    ],
)
def test_a_piece_that_does_not_fit_says_where(
    name: str, text: str, words: str, tmp_path: Path, drafts: dict[str, Draft]
) -> None:
    from rothroute.engine.documents.letter import draft

    old = drafts["part-time-student"]
    with pytest.raises(Refusal) as refused:
        own = press_of(overrides(tmp_path, {name: text}))
        written(draft(old.trail.advice, old.trail.program, old.options, own), "html", own)
    found = refused.value.diagnostics[0]
    assert words in found.message and found.help
    if words != "stands for no template":
        assert found.span is not None and found.span.file.endswith((f"{tmp_path.name}/{name}", "again.md"))


def test_the_pdf_reads_no_file_of_the_working_folder(
    tmp_path: Path, drafts: dict[str, Draft], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rothroute.engine.documents.letter import draft

    pytest.importorskip("typst")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.json").write_text('{"client": "somebody else"}', "utf-8")
    own = press_of(overrides(tmp_path, {"letter.typ": '#let from = json\n#from("other.json").client'}))
    old = drafts["part-time-student"]
    with pytest.raises(Refusal) as refused:
        written(draft(old.trail.advice, old.trail.program, old.options, own), "pdf", own)
    found = refused.value.diagnostics[0]
    assert "not found" in found.message
    assert found.span is not None and found.span.file.endswith(f"{tmp_path.name}/letter.typ")
    assert found.span.line == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("| a | b |\n|---|---|\n| 1 |\n", "not as many cells as its head: \\| 1 \\|"),
        ("| a | b |\n", "no line under its head"),
        ("```\nto copy\n", "fence is not closed: to copy"),
    ],
)
def test_blocks_that_break_are_told(text: str, words: str, tmp_path: Path, drafts: dict[str, Draft]) -> None:
    from rothroute.engine.documents.letter import draft

    old = drafts["part-time-student"]
    own = press_of(overrides(tmp_path, {"parts/again.md": text}))
    with pytest.raises(Refusal, match=words):
        written(draft(old.trail.advice, old.trail.program, old.options, own), "html", own)


def test_a_typst_piece_that_does_not_fit_says_where(tmp_path: Path, drafts: dict[str, Draft]) -> None:
    pytest.importorskip("typst")
    own = press_of(overrides(tmp_path, {"letter.typ": '#let x = json("letter.json")\n\n#x.gone\n'}))
    with pytest.raises(Refusal) as refused:
        written(drafts["part-time-student"], "pdf", own)
    assert "does not fit" in refused.value.diagnostics[0].message


def test_no_file_is_written_over_without_force(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    write_new(str(path), b"one", False)
    with pytest.raises(Refusal, match="is there already"):
        write_new(str(path), b"two", False)
    assert path.read_bytes() == b"one"
    write_new(str(path), b"two", True)
    assert path.read_bytes() == b"two" and path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refusal, match="is there already"):
        write_new(str(tmp_path), b"two", True)


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(Refusal, match="No space left on device"):
        write_new(str(tmp_path / "a.pdf"), b"x" * 100, False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["no/such/folder/a.html", "\0.html", "a" * 300 + ".html"])
def test_a_path_that_cannot_be_written_is_said(path: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        write_new(str(tmp_path / path), b"x", False)
