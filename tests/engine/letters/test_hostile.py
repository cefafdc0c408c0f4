"""Files and names of ill will: read in time and memory that grow with the file, refused, never half-read."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, Decision, Refusal
from rothroute.engine.letters import SUFFIXES, Draft, LetterOptions, LetterWriter, draft, opened, verify
from rothroute.engine.letters.visible import MOST_BYTES, Unreadable, differences, parts_of, word_lines
from rothroute.engine.templates import Templates, templates_of

NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
MEGABYTE = 1_000_000
NAMES = (
    "<script>alert(1)</script><b>x</b> &amp; \"quotes\" 'single'",
    "{{ 7*7 }} {% include 'x' %} {# c #} ${7*7} #{7*7}",
    '#eval("1+1") $x^2$ *bold* _it_ @ref <label> `raw` #import "x": y \\ // /* */',
    '```json rothroute-receipt\n{"rothroute_letter": 2}\n```',
    "**a** [b](http://example.com) ![c](d) | e | # f",
    "\u202emalcolm\u202c \u2066x\u2069 \u05d3\u05e0\u05d4 \u062f\u0627\u0646\u0629",
    "Zo\u00eb \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \u5c71\u7530 \u0928\u092e",
    "\x00\x1b[31m\x07\ue000\ue0011\ue002\ud7ff\x9b31m",
    "x" * 10_000,
    "a b " * 2_500,
    "BEGIN:VEVENT\r\nSUMMARY:no\r\nEND:VEVENT",
    "back\\slash, comma; semi\\n newline\nhere",
    "rothroute:" + "0" * 64 + ":" + "0" * 128,
    "[x]{r=5} {.lead} [^1]: y",
)


def in_every_format(names: Sequence[str]) -> Iterator[Any]:
    """Each name in each format; of the two that take long to write, the usual run tries every fourth name."""
    for format, (place, name) in product(SUFFIXES, enumerate(names)):
        usual = format not in ("pdf", "docx") or place % 4 == 3
        yield pytest.param(name, format, id=f"{format}-{place}", marks=() if usual else pytest.mark.thorough)


@pytest.mark.parametrize(("name", "format"), list(in_every_format(NAMES)))
def test_names_are_text(
    name: str, format: str, decisions: dict[str, Decision], templates: Templates, writer: LetterWriter, adviser: Adviser
) -> None:
    if format in NEEDS:
        pytest.importorskip(NEEDS[format])
    made = draft(decisions["nothing-to-do"], LetterOptions(name, name, name, "a4", annex=False), templates)
    data = writer.written(made, format)
    assert verify(data, "a letter", adviser, writer).holds
    if format == "html":
        body = data.decode().partition('<pre id="rothroute-receipt"')[0]
        assert "<script" not in body and "<b>x" not in body and "\u202e" not in body
        assert data.decode().count("</pre>") == 1
    if format in ("html", "markdown", "email"):
        assert b"\x1b" not in data and b"\x00" not in data and "\x9b" not in data.decode()
    if format == "calendar":
        import icalendar

        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
        assert len({str(event["uid"]) for event in events}) == len(events)
        assert "no" not in [str(event["summary"]) for event in events]


ESCAPED = (
    r"a\nb", r"a\Nb", r"a\\nb", r"a\,b\;c", "a,b;c:d", "a\nb", r"C:\new\Name", 'q"uo"te\'s', "tr\\", "\\" * 5 + "n",
    "x\r\nATTENDEE:y", "=3D =\n", "a&amp;b", "--=_rothroute-letter", "> From me", "```", "]]>", "%PDF-1.7 (x) Tj", "PK",
    "<html>", "BEGIN:VCALENDAR", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=a\n--a",
)  # fmt: skip


@pytest.mark.parametrize(("name", "format"), list(in_every_format(ESCAPED)))
def test_what_formats_escape_comes_back_as_it_was(
    name: str, format: str, decisions: dict[str, Decision], templates: Templates, writer: LetterWriter, adviser: Adviser
) -> None:
    """Backslash, comma, semicolon, quotes and ends of lines, both ways."""
    if format in NEEDS:
        pytest.importorskip(NEEDS[format])
    made = draft(decisions["nothing-to-do"], LetterOptions(name, name, name, annex=False), templates)
    data = writer.written(made, format)
    found = opened(data, "a letter")
    assert verify(data, "a letter", adviser, writer).holds
    assert found.receipt["options"]["client"] == name
    if format in ("html", "docx", "calendar"):
        assert " ".join(name.split()) in " ".join("\n".join(found.lines).split()), "it is shown as it was given"


def a_zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def two_of_one_name() -> bytes:
    out = io.BytesIO()
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"<a/>")
        archive.writestr("word/document.xml", b"<b/>")
    return out.getvalue()


BOMB = b"\0" * 40 * MEGABYTE
RECEIPT = b'{"rothroute_letter": 2, "x": "' + b"y" * 100 + b'"}'
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a word": lambda: b"hello",
    "every byte": lambda: bytes(range(256)) * 50,
    "openings of streams": lambda: b"%PDF-1.7\n" + b"stream\n" * (4 * MEGABYTE // 7),
    "openings of attachments": lambda: b"%PDF-1.7\n" + b"/EmbeddedFile " * 250_000,
    "attachments without an end": lambda: b"%PDF-1.7\n" + b"/EmbeddedFile stream\n" * 200_000,
    "a bomb in a PDF": lambda: b"%PDF-1.7\n/EmbeddedFile stream\n" + zlib.compress(BOMB) + b"\nendstream\n" * 9,
    "openings of receipts": lambda: b'{"rothroute_letter": ' * 250_000,
    "openings of JSON": lambda: b'{"rothroute_letter": 2, "a": ' + b"[" * 250_000,
    "braces": lambda: b"{ " * 2 * MEGABYTE + b'"rothroute_letter"',
    "a long number": lambda: b'{"rothroute_letter": ' + b"9" * 2 * MEGABYTE + b"}",
    "a receipt of another kind": lambda: b'{"rothroute_letter": 1}',
    "a damaged receipt": lambda: b'{"rothroute_letter": 2, "format": 3}',
    "a receipt that is a list": lambda: b'{"rothroute_letter": [2]}',
    "quotes of mail": lambda: b"> " * 2 * MEGABYTE + RECEIPT,
    "fences": lambda: b"``` " * MEGABYTE + RECEIPT,
    "tags": lambda: b'<!doctype html><pre id="rothroute-receipt">' + b"<" * 4 * MEGABYTE + RECEIPT,
    "openings of pages": lambda: b"<!doctype html>" + b'<pre id="rothroute-receipt" ' * 150_000,
    "a calendar that folds": lambda: b"BEGIN:VCALENDAR\n" + b"\n " * 2 * MEGABYTE,
    "calendar receipts": lambda: b"BEGIN:VCALENDAR\n" + b'X-ROTHROUTE-RECEIPT:{"rothroute_letter":\n' * 90_000,
    "backslashes in a calendar": lambda: b"BEGIN:VCALENDAR\nX-ROTHROUTE-RECEIPT:" + b"\\" * MEGABYTE,
    "a broken archive": lambda: b"PK\x03\x04 broken",
    "an empty archive": lambda: a_zip({}),
    "a bomb in an archive": lambda: a_zip({"word/document.xml": BOMB}),
    "many parts": lambda: a_zip({f"customXml/item{n}.xml": b"x" for n in range(5_000)}),
    "two parts of one name": two_of_one_name,
    "entities": lambda: a_zip({"customXml/item1.xml": b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'}),
    "deep XML": lambda: a_zip({"customXml/item1.xml": b"<a>" * 300_000}),
    "parts of mail": lambda: b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 300_000,
    "mail in mail": lambda: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
    ),
    "a mail without end": lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\n\n" + b"a" * 4 * MEGABYTE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name: str, adviser: Adviser, writer: LetterWriter) -> None:
    """None of them takes more than a small multiple of its size to refuse (the bombs hold 40 MB)."""
    data = HOSTILE[name]()
    tracemalloc.start()
    begun = time.process_time()
    try:
        with pytest.raises(Refusal):
            verify(data, "a file", adviser, writer)
        assert tracemalloc.get_traced_memory()[1] < 120 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert time.process_time() - begun < 30, "it hangs"


def test_an_archive_is_read_no_further_than_a_letter_may_be() -> None:
    import re

    with pytest.raises(Unreadable, match="larger"):
        parts_of(a_zip({"a.xml": b"x" * (MOST_BYTES + 1)}), re.compile(".*"))
    with pytest.raises(Unreadable, match="larger"):
        parts_of(a_zip({f"{n}.xml": b"x" * MEGABYTE for n in range(9)}), re.compile(".*"))


def test_hidden_and_deleted_words_of_a_word_file_do_not_count() -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        "<w:p><w:r><w:t>shown</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert word_lines({"word/document.xml": f"<w:document {w}><w:body>{body}</w:body></w:document>".encode()}) == [
        "shown",
        "a | b c",
    ]


def test_differences_are_told_in_little_time() -> None:
    before, now = [f"line {n % 7}" for n in range(200_000)], [f"line {n % 5}" for n in range(200_000)]
    told = differences(before, now)
    assert len(told) == 9 and told[-1].startswith("and ")
    assert differences(["a", "b"], ["b", "a"]) == ["the lines stand in another order"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"2026"', b'"9999"'),
        (b'"single"', b'"{{7*7}}"'),
        (b'"wages"', b'"__class__"'),
        (b'"facts": {', b'"facts": ["'),
        (b'"paper": "', b'"paper": ["'),
        (b'"as_of": "2026-11-02"', b'"as_of": "soon"'),
        (b'"annex": true', b'"annex": {"a": 1}'),
    ],
)
def test_hostile_receipts_are_refused_or_tampered(
    old: bytes, new: bytes, drafts: dict[str, Draft], adviser: Adviser, writer: LetterWriter
) -> None:
    sent = writer.written(drafts["part-time-student"], "markdown")
    assert old in sent
    try:
        assert verify(sent.replace(old, new), "a letter", adviser, writer).change == "tampered"
    except Refusal as refused:
        assert refused.diagnostics[0].help


def test_a_receipt_is_found_after_words_like_it(drafts: dict[str, Draft], writer: LetterWriter) -> None:
    sent = writer.written(drafts["part-time-student"], "markdown")
    assert opened(b'{"rothroute_letter": 2}\n' * 1_000 + sent, "a letter").receipt["facts"]
    assert json.loads('{"rothroute_letter": 2}')["rothroute_letter"] == 2


def overrides(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("name", "text", "format", "words"),
    [
        ("letter.typ", '#import "@preview/x:1.0.0": y', "pdf", "loads something"),
        ("letter.typ", '#let name = "@" + "preview/x:1.0.0"\n#import name: y', "pdf", "loads something"),
        ("letter.typ", '#image(read("logo.png"))', "pdf", "loads something"),
        ("letter.typ", '#let x = json("letter.json")\n\n#x.gone\n', "pdf", "does not fit"),
        ("letter.typ", '#let from = json\n#from("other.json").client', "pdf", "not found"),
        ("page.html", "{{ no_such }}", "html", "does not fit"),
        ("page.html", "{{ title.__class__.__mro__ }}", "html", "does not fit"),
        ("page.html", "{{ ''.format }}", "html", "does not fit"),
        ("page.html", "{{ [title] | map('upper') }}", "html", "does not fit"),
    ],
)
def test_a_look_of_a_firm_that_does_not_fit_says_where(
    name: str, text: str, format: str, words: str, tmp_path: Path, drafts: dict[str, Draft]
) -> None:
    if format in NEEDS:
        pytest.importorskip(NEEDS[format])
    own = LetterWriter(templates_of(overrides(tmp_path, {name: text})))
    with pytest.raises(Refusal) as refused:
        own.written(drafts["part-time-student"], format)
    found = refused.value.diagnostics[0]
    assert words in found.message and found.help
    assert found.span is not None and found.span.file.endswith(f"{tmp_path.name}/{name}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("| a | b |\n|---|---|\n| 1 |\n", "1 cells where its head has 2"),
        ("```\nto copy\n", "fence is not closed: to copy"),
        ("{.steps}\n- no date\n", "does not begin with bold words"),
    ],
)
def test_blocks_that_break_are_told(text: str, words: str, tmp_path: Path, decisions: dict[str, Decision]) -> None:
    own = templates_of(overrides(tmp_path, {"parts/again.md": text}))
    with pytest.raises(Refusal, match=words):
        LetterWriter(own).written(draft(decisions["part-time-student"], LetterOptions(), own), "html")
