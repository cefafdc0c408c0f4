"""The table of docs/letter.md on what verify notices, walked: every row in every format comes out as its cell says."""

from __future__ import annotations

import email
import io
import re
from collections.abc import Callable
from email import policy
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser, Refusal
from rothroute.engine.letters import SUFFIXES, Draft, LetterWriter, verify

from .test_attacks import (
    NAME,
    amount_raised,
    attached,
    fact_changed,
    in_pdf,
    resealed_by_a_forger,
    rezipped,
    seal_made_up,
    seal_taken_out,
    sentence_put_in,
    sentence_taken_out,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "letter.md"
SHOWN = {
    "html": "HTML",
    "pdf": "PDF",
    "markdown": "Markdown",
    "email": "e-mail",
    "calendar": "calendar",
    "docx": "Word",
}
Attack = Callable[[bytes, str], bytes | None]


def table() -> dict[str, tuple[str, str]]:
    """The rows of the table: what is done, and what comes of it; the second cell is that of Word."""
    lines = PAGE.read_text("utf-8").partition("| done to the letter |")[2].split("\n\n")[0].splitlines()[2:]
    rows = ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines)
    return {done: (others, word) for done, others, word in rows}


def cell(row: str, format: str) -> str:
    """What the table says of one format."""
    others, word = table()[row]
    text = word if format == "docx" else others
    if found := re.search(rf"\({SHOWN[format]}: (\w+)\)", text):
        return found[1]
    text = re.sub(r" \([^)]*\)", "", text)
    for clause in text.split("; "):
        names, colon, said = clause.partition(": ")
        if colon and SHOWN[format] in names.split(", "):
            return said
    return "" if re.match(r"[\w, -]+: ", text) else text


def answer_changed(data: bytes, format: str) -> bytes | None:
    if format == "pdf":
        return in_pdf(data, b'"decided"', b'"decidec"')
    return attached(data, format, lambda text: text.replace(b'"status": "decided"', b'"status": "decidec"'))


def other_receipt(data: bytes, format: str) -> bytes | None:
    """The receipt of a letter in another format."""
    other = b"markdown" if format == "html" else b"html"
    if format == "pdf":
        return in_pdf(data, b'"format": "pdf"', b'"format": "eml"')
    mine = f'"format": "{format}"'.encode()
    return attached(data, format, lambda text: text.replace(mine, b'"format": "' + other + b'"'))


def forged(attack: Attack) -> Attack:
    def forge(data: bytes, format: str) -> bytes | None:
        found = attack(data, format)
        return None if found is None else resealed_by_a_forger(found, format)

    return forge


def other_ends(data: bytes, format: str) -> bytes | None:
    if format == "docx":
        return data
    if format == "pdf":
        return data.replace(b"\n", b"\r\n")
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n" if format != "email" else b"\n")


def trimmed(data: bytes, format: str) -> bytes | None:
    if format not in ("html", "markdown"):
        return None
    return b"\n".join(line.rstrip() for line in data.split(b"\n")).rstrip()


def in_answers(data: bytes, format: str) -> bytes | None:
    """The text of a mail that was answered to, and answered to again."""
    return b"\r\n".join(b">> > " + line for line in data.split(b"\n")) if format == "markdown" else None


def saved_again(data: bytes, format: str) -> bytes | None:
    match format:
        case "html":  # as browsers save a page
            return data.replace(b"<!doctype html>", b"<!DOCTYPE html>\n<!-- saved from url -->")
        case "pdf":
            pikepdf = pytest.importorskip("pikepdf")
            out = io.BytesIO()
            with pikepdf.open(io.BytesIO(data)) as pdf:
                pdf.save(out)
            return out.getvalue()
        case "markdown":  # as editors break lines anew
            return re.sub(rb"(?<=[a-z,]) (?=[a-z])", b"\n", data.partition(b"```json")[0], count=9) + b"".join(
                data.partition(b"```json")[1:]
            )
        case "email":
            message = email.message_from_bytes(data, policy=policy.SMTP)
            [body, attachment] = message.iter_parts()  # type: ignore[attr-defined]
            body.set_content(body.get_content(), cte="base64")
            del attachment["MIME-Version"]
            message["Received"] = "from there"
            return message.as_bytes()
        case "calendar":
            return data.replace(b"PRODID:", b"X-SAVED-BY:another\r\nPRODID:", 1)
    docx = pytest.importorskip("docx")
    out = io.BytesIO()
    docx.Document(io.BytesIO(data)).save(out)
    return out.getvalue()


def other_look(data: bytes, format: str) -> bytes | None:
    match format:
        case "html":
            return data.replace(b"--ink: #1b2530", b"--ink: #ffffff", 1)
        case "pdf":
            return in_pdf(data, b" Tf", b" Tf ")
        case "docx":
            return rezipped(data, "word/document.xml", lambda xml: xml.replace(b"56626D", b"FFFFFF"))
    return None


def head_put_above(data: bytes, format: str) -> bytes | None:
    """Lines that a mail has above its text."""
    head = b"MIME-Version: 1.0\nSubject: Wire the money to account 123 today.\n\n"
    return head + data if format == "markdown" else None


SHOWN_CHANGES = (amount_raised, sentence_taken_out, sentence_put_in, head_put_above)
ROWS: dict[str, tuple[Attack, ...]] = {
    "an amount raised, a sentence taken out or put in": SHOWN_CHANGES,
    "the seal taken out or made up": (seal_taken_out, seal_made_up),
    "a fact or an answer changed in the receipt": (fact_changed, answer_changed),
    "the receipt of another letter or format put in": (other_receipt,),
    "any of these, and a new seal made; rules as they were": tuple(map(forged, (*SHOWN_CHANGES, fact_changed))),
    "any of these, and a new seal made; **rules changed since**": tuple(map(forged, SHOWN_CHANGES)),
    "line ends, blanks at ends of lines, `>` of quoted mail": (other_ends, trimmed, in_answers),
    "saved again by another program": (saved_again,),
    "colours, type, hidden text": (other_look,),
}
COMES_TO = {"tampered": "tampered", "edited": "edited", "no change": "same", "not noticed": "same"}


def test_every_row_is_tried() -> None:
    assert list(table()) == list(ROWS)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("format", SUFFIXES)
def test_it_comes_out_as_the_table_says(
    format: str,
    row: str,
    drafts: dict[str, Draft],
    written: Callable[[Draft, str], bytes],
    adviser: Adviser,
    tomorrow: Adviser,
    writer: LetterWriter,
) -> None:
    said = cell(row, format)
    data, tried = written(drafts[NAME], format), 0
    rules = tomorrow if "rules changed" in row else adviser
    for attack in ROWS[row]:
        attacked = attack(data, format)
        if attacked is None or (attacked == data and attack is not other_ends):
            continue
        tried += 1
        if "refused" in said:
            with pytest.raises(Refusal, match="holds no receipt"):
                verify(attacked, "a letter", rules, writer)
            continue
        found = verify(attacked, "a letter", rules, writer)
        wanted = next(change for words, change in COMES_TO.items() if words in said)
        assert found.change == wanted, (attack, found)
        if wanted == "edited":
            assert found.details, "with the lines"
    unsaid = not said or "nothing is shown" in said
    assert tried or unsaid, "the table says something that nothing tries"


def test_a_cell_is_read_as_a_person_reads_it() -> None:
    saved = "saved again by another program"
    assert (cell(saved, "pdf"), cell(saved, "email"), cell(saved, "docx")) == ("tampered", "no change", "no change")
    ends: Any = "line ends, blanks at ends of lines, `>` of quoted mail"
    assert cell(ends, "pdf") == "refused" and cell(ends, "html").startswith("no change")
