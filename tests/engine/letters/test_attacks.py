"""What verify notices, in every format: each row of the table in docs/letter.md is tried."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.letters import SUFFIXES, Draft, LetterWriter, Verified, verify
from rothroute.engine.letters.opened import opened
from rothroute.engine.letters.seal import Checker, Signer, digest_of, seal_of
from rothroute.engine.templates import Templates

ROOT = Path(__file__).resolve().parents[3]
NAME = "couple-in-phase-out"
AMOUNT, RAISED = "$4,200", "$7,200"
SEAL = re.compile(rb"rothroute:[0-9a-f]{64}:[0-9a-f]{128}")
Attack = Callable[[bytes, str], bytes]


def inside(data: bytes, format: str, change: Callable[[bytes], bytes], part: str = "word/document.xml") -> bytes:
    """A letter with its text changed where the format keeps it."""
    if format == "docx":
        return rezipped(data, part, change)
    if format == "email":
        head, _, rest = data.partition(b"\r\n\r\n--")
        body, _, tail = rest.partition(b"\r\n--=_")
        return head + b"\r\n\r\n--" + change(body) + b"\r\n--=_" + tail
    return change(data)


def rezipped(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def in_pdf(data: bytes, old: bytes, new: bytes) -> bytes:
    """A PDF with a byte changed in the stream of its first page that can be unpacked."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            text = zlib.decompress(found[1])
        except zlib.error:
            continue
        if old in text:
            packed = zlib.compress(text.replace(old, new, 1), 9)
            return data[: found.start(1)] + packed.ljust(len(found[1])) + data[found.end(1) :]
    raise AssertionError("nothing to change")


def amount_raised(data: bytes, format: str) -> bytes:
    if format == "pdf":
        return in_pdf(data, b" Tf", b" Tf ")
    old, new = AMOUNT.encode(), RAISED.encode()
    if format == "calendar":
        old, new = b"$4\\,200", b"$7\\,200"
    found = inside(data, format, lambda text: text.replace(old, new, 1))
    assert found != data
    return found


def sentence_taken_out(data: bytes, format: str) -> bytes:
    if format == "pdf":
        return in_pdf(data, b"Tj", b"  ") if b"Tj" in data else in_pdf(data, b" Tf", b"   ")
    if format == "calendar":
        return re.sub(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", b"", data, count=1, flags=re.DOTALL)
    words = {"docx": rb"<w:p>(?:(?!<w:p>).)*?conversion cannot be undone.*?</w:p>"}.get(
        format, rb"A conversion cannot be undone\."
    )
    found = inside(data, format, lambda text: re.sub(words, b"", text, count=1, flags=re.DOTALL))
    if found == data:
        found = inside(data, format, lambda text: text.replace(b"education", b"", 1))
    assert found != data
    return found


def sentence_put_in(data: bytes, format: str) -> bytes:
    words = b"Wire the money to account 123 today."
    if format == "pdf":
        return data + b"\n% " + words
    if format == "docx":
        paragraph = b"<w:p><w:r><w:t>" + words + b"</w:t></w:r></w:p>"
        return inside(data, format, lambda text: text.replace(b"<w:body>", b"<w:body>" + paragraph))
    if format == "calendar":
        return data.replace(b"SUMMARY:", b"SUMMARY:" + words, 1)
    if format == "html":
        return data.replace(b"</main>", b"<p>" + words + b"</p></main>")
    return inside(data, format, lambda text: text.replace(b"education", words + b" education", 1))


def seal_taken_out(data: bytes, format: str) -> bytes:
    return attached(data, format, lambda text: SEAL.sub(b"", text))


def seal_made_up(data: bytes, format: str) -> bytes:
    return attached(data, format, lambda text: SEAL.sub(b"rothroute:" + b"a" * 64 + b":" + b"0" * 128, text))


def fact_changed(data: bytes, format: str) -> bytes:
    """A told fact changed in the receipt."""
    if format == "pdf":
        return in_pdf(data, b"246400", b"240000")
    return attached(data, format, lambda text: text.replace(b'"$246400"', b'"$240000"'))


def attached(data: bytes, format: str, change: Callable[[bytes], bytes]) -> bytes:
    """A letter with its receipt or seal changed where the format keeps it."""
    if format == "docx":
        found = rezipped(data, "customXml/item9.xml", change)
    elif format == "email":
        start = data.index(b"\r\n\r\n", data.index(b"application/json")) + 4
        end = data.index(b"--=_", start)
        text = change(base64.b64decode(data[start:end]))
        found = data[:start] + base64.encodebytes(text).replace(b"\n", b"\r\n") + data[end:]
    elif format == "calendar":
        unfolded = data.replace(b"\r\n ", b"")
        found = change(unfolded)
        return found if found != unfolded else data
    else:
        found = change(data)
    assert found != data
    return found


ATTACKS: dict[str, Attack] = {
    "an amount is raised": amount_raised,
    "a sentence is taken out": sentence_taken_out,
    "a sentence is put in": sentence_put_in,
    "the seal is taken out": seal_taken_out,
    "the seal is made up": seal_made_up,
    "a fact in the receipt is changed": fact_changed,
}


@pytest.fixture(scope="module")
def sent(drafts: dict[str, Draft], written: Callable[[Draft, str], bytes]) -> Callable[[str], bytes]:
    kept: dict[str, bytes] = {}

    def make(format: str) -> bytes:
        if format not in kept:
            kept[format] = written(drafts[NAME], format)
        return kept[format]

    return make


@pytest.mark.parametrize("rules", ["the same rules", "other rules"])
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("format", SUFFIXES)
def test_it_is_noticed(
    format: str, attack: str, rules: str, sent: Any, adviser: Adviser, tomorrow: Adviser, writer: LetterWriter
) -> None:
    """Also where the rules changed since, so that the letter cannot be made again to be held against it."""
    attacked = ATTACKS[attack](sent(format), format)
    found = verify(attacked, "a letter", adviser if rules == "the same rules" else tomorrow, writer)
    edited = format == "docx" and ("amount" in attack or "sentence" in attack)
    assert found.change == ("edited" if edited else "tampered") and not found.holds
    if edited:
        assert found.details, "what was edited is told"


@pytest.mark.parametrize("format", SUFFIXES)
def test_untouched_is_not_accused(format: str, sent: Any, adviser: Adviser, writer: LetterWriter) -> None:
    found = verify(sent(format), "a letter", adviser, writer)
    assert found.holds and found.says[0] == "Not changed since it was made." and not found.details


@pytest.mark.parametrize("format", SUFFIXES)
def test_other_rules_are_told_apart_from_changes(
    format: str, sent: Any, tomorrow: Adviser, writer: LetterWriter
) -> None:
    found = verify(sent(format), "a letter", tomorrow, writer)
    assert (found.change, found.today, found.holds) == ("same", "differs", False)
    assert found.says[0] == "Not changed since it was made." and "would say otherwise" in found.says[1]
    assert any("direct roth ira: was $4,200, now" in line for line in found.details)


def test_other_rules_may_give_the_same_answer(
    drafts: dict[str, Draft], writer: LetterWriter, tomorrow: Adviser
) -> None:
    found = verify(writer.written(drafts["part-time-student"], "html"), "a letter", tomorrow, writer)
    assert found.holds and "would still give the same answer" in found.says[1]


@pytest.mark.parametrize("format", SUFFIXES)
def test_a_forger_who_makes_a_new_seal_is_noticed_where_the_rules_are_the_same(
    format: str, sent: Any, adviser: Adviser, tomorrow: Adviser, writer: LetterWriter
) -> None:
    """The digest is no secret; where the rules changed since, only a signature shows who wrote a letter."""
    forged = resealed_by_a_forger(amount_raised(sent(format), format), format)
    assert verify(forged, "a letter", adviser, writer).change == "tampered"
    assert verify(forged, "a letter", tomorrow, writer).change == "same"  # what docs/letter.md says is not noticed


def resealed_by_a_forger(data: bytes, format: str) -> bytes:
    if format == "docx":
        from rothroute.engine.letters.receipt import canonical

        found = opened(data, "a letter")
        seal = seal_of(digest_of(canonical(found.receipt) + b"\0" + "\n".join(found.lines).encode()), None)
        text = json.dumps(list(found.lines)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        data = rezipped(data, "customXml/item9.xml", lambda part: SEAL.sub(str(seal).encode(), part))
        return rezipped(
            data,
            "customXml/item9.xml",
            lambda part: re.sub(rb"<text>.*</text>", lambda _: f"<text>{text}</text>".encode(), part, flags=re.DOTALL),
        )
    found = opened(data, "a letter")
    seal = seal_of(digest_of(found.content), None)
    if format == "calendar":
        return SEAL.sub(str(seal).encode(), data.replace(b"\r\n ", b""))
    return attached(data, format, lambda text: SEAL.sub(str(seal).encode(), text))


@pytest.mark.parametrize("format", ["markdown", "email", "html", "calendar"])
def test_what_mail_does_to_text_is_no_change(format: str, sent: Any, adviser: Adviser, writer: LetterWriter) -> None:
    data = sent(format)
    assert verify(data.replace(b"\r\n", b"\n"), "a letter", adviser, writer).change == "same"
    assert verify(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), "a letter", adviser, writer).change == "same"
    if format in ("markdown", "html"):
        trimmed = b"\n".join(line.rstrip() for line in data.split(b"\n")).rstrip()
        assert verify(trimmed, "a letter", adviser, writer).change == "same"
    if format == "markdown":
        quoted = b"\r\n".join(b"> " + line for line in data.split(b"\n"))
        assert verify(quoted, "a letter", adviser, writer).change == "same"
        assert verify(quoted.replace(b"> ", b">> > "), "a letter", adviser, writer).change == "same"


def test_the_text_of_a_mail_is_checked_with_its_attachment(sent: Any, adviser: Adviser, writer: LetterWriter) -> None:
    import email
    from email import policy

    message = email.message_from_bytes(sent("email"), policy=policy.default)
    body = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    receipt = next(iter(message.iter_attachments())).get_content()  # type: ignore[attr-defined]
    quoted = "\r\n".join(f"> {line}  " for line in body.splitlines()).encode()
    assert verify(quoted, "mail.txt", adviser, writer, aside=receipt).change == "same"
    raised = quoted.replace(AMOUNT.encode(), RAISED.encode(), 1)
    assert raised != quoted and verify(raised, "mail.txt", adviser, writer, aside=receipt).change == "tampered"


def test_a_receipt_of_another_format_is_tampered(sent: Any, adviser: Adviser, writer: LetterWriter) -> None:
    page = sent("markdown").replace(b'"format": "markdown"', b'"format": "html"')
    assert verify(page, "a letter", adviser, writer).change == "tampered"


@pytest.mark.parametrize("rules", ["the same rules", "other rules"])
def test_the_receipt_of_another_letter_is_tampered(
    rules: str, sent: Any, drafts: dict[str, Draft], adviser: Adviser, tomorrow: Adviser, writer: LetterWriter
) -> None:
    mine, other = sent("markdown"), writer.written(drafts["freelancer"], "markdown")
    mark = b"```json rothroute-receipt"
    swapped = mine.split(mark)[0] + mark + other.split(mark)[1]
    found = verify(swapped, "a letter", adviser if rules == "the same rules" else tomorrow, writer)
    assert found.change == "tampered"


def test_another_look_of_a_page_is_tampered_and_of_a_word_file_is_not(
    sent: Any, adviser: Adviser, writer: LetterWriter
) -> None:
    page = sent("html").replace(b"--ink: #1b2530", b"--ink: #ffffff", 1)
    assert page != sent("html") and verify(page, "a letter", adviser, writer).change == "tampered"
    coloured = rezipped(sent("docx"), "word/document.xml", lambda xml: xml.replace(b"56626D", b"FFFFFF"))
    assert coloured != sent("docx") and verify(coloured, "a letter", adviser, writer).holds  # said in docs/letter.md


def test_words_hidden_in_a_word_file_are_taken_out(sent: Any, adviser: Adviser, writer: LetterWriter) -> None:
    def hide(xml: bytes) -> bytes:
        place = xml.index(AMOUNT.encode())
        start = xml.rindex(b"<w:r>", 0, place)
        run = xml[start:place].replace(b"<w:rPr>", b"<w:rPr><w:vanish/>", 1)
        if b"vanish" not in run:
            run = run.replace(b"<w:r>", b"<w:r><w:rPr><w:vanish/></w:rPr>", 1)
        return xml[:start] + run + xml[place:]

    found = verify(rezipped(sent("docx"), "word/document.xml", hide), "a letter", adviser, writer)
    assert found.change == "edited" and any(AMOUNT in line for line in found.details)


def test_a_word_letter_saved_by_another_program_is_not_accused(
    sent: Any, adviser: Adviser, writer: LetterWriter
) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(sent("docx")))
    out = io.BytesIO()
    document.save(out)
    assert verify(out.getvalue(), "a letter", adviser, writer).holds


def test_what_an_adviser_edited_is_listed(sent: Any, adviser: Adviser, writer: LetterWriter) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(sent("docx")))
    document.add_paragraph("Call me before you act.")
    cell = next(c for t in document.tables for r in t.rows for c in r.cells if AMOUNT in c.text)
    cell.paragraphs[0].text = RAISED
    out = io.BytesIO()
    document.save(out)
    found = verify(out.getvalue(), "a letter", adviser, writer)
    assert found.change == "edited" and found.today == "same"
    told = "\n".join(found.details)
    assert "put in: Call me before you act." in told and RAISED in told and "taken out:" in told


@pytest.fixture(scope="module")
def keys() -> tuple[bytes, bytes, bytes]:
    """A private key, its public key, and somebody else's."""
    ed25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
    kinds = pytest.importorskip("cryptography.hazmat.primitives.serialization")

    def public(key: Any) -> bytes:
        found: bytes = key.public_key().public_bytes(kinds.Encoding.PEM, kinds.PublicFormat.SubjectPublicKeyInfo)
        return found

    mine, other = ed25519.Ed25519PrivateKey.generate(), ed25519.Ed25519PrivateKey.generate()
    pem = mine.private_bytes(kinds.Encoding.PEM, kinds.PrivateFormat.PKCS8, kinds.NoEncryption())
    return pem, public(mine), public(other)


class TestSigned:
    """A signature shows who wrote a letter, also where the rules changed since."""

    def check(self, data: bytes, key: bytes, adviser: Adviser, writer: LetterWriter) -> Verified:
        return verify(data, "a letter", adviser, writer, Checker(key, "pub.pem"))

    @pytest.mark.parametrize("format", SUFFIXES)
    def test_whose_it_is(
        self,
        format: str,
        keys: tuple[bytes, bytes, bytes],
        drafts: dict[str, Draft],
        templates: Templates,
        sent: Any,
        adviser: Adviser,
        tomorrow: Adviser,
        writer: LetterWriter,
    ) -> None:
        unsigned = sent(format)
        signed = LetterWriter(templates, Signer(keys[0], "key.pem")).written(drafts[NAME], format)
        assert self.check(signed, keys[1], adviser, writer).holds
        assert not self.check(signed, keys[2], adviser, writer).holds
        assert not self.check(unsigned, keys[1], adviser, writer).holds
        forged = resealed_by_a_forger(amount_raised(signed, format), format)
        found = self.check(forged, keys[1], tomorrow, writer)
        assert found.signed is False and not found.holds

    def test_no_key_is_refused(self, keys: tuple[bytes, bytes, bytes]) -> None:
        from rothroute.engine import Refusal

        for make, pem in ((Signer, keys[1]), (Checker, keys[0]), (Signer, b"no key"), (Checker, b"")):
            with pytest.raises(Refusal, match="not an Ed25519"):
                make(pem, "a file")


def test_resealed_puts_the_seal_where_it_is_looked_for(sent: Any) -> None:
    for format in SUFFIXES:
        found = opened(sent(format), format)
        assert found.seal is not None and digest_of(found.content) == found.seal.digest


@pytest.mark.parametrize(
    ("part", "value"),
    [("format", "no format"), ("format", ""), ("facts", {}), ("facts", {"tax_year": "1e400"})],
)
def test_a_receipt_that_cannot_have_made_the_letter_is_tampered(
    part: str, value: Any, sent: Any, adviser: Adviser, writer: LetterWriter
) -> None:
    """Also with a new seal: a format there is none of, and facts that the very rules it names do not take."""
    from rothroute.engine.letters.receipt import as_text

    letter: bytes = sent("markdown")
    text = as_text({**opened(letter, "a letter").receipt, part: value}).encode()
    fence = b"```json rothroute-receipt\n"
    head, seal = letter.partition(fence)[0], str(opened(letter, "a letter").seal).encode()
    changed = head + fence + text + b"\n" + seal + b"\n```\n"
    for attacked in (changed, resealed_by_a_forger(changed, "markdown")):
        assert verify(attacked, "a letter", adviser, writer).change == "tampered"
