"""Opens a letter of any format: its receipt, its seal, and what it shows."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.parser import BytesParser
from typing import Final, NamedTuple

from ..render.calendar import RECEIPT, SEAL
from ..render.mail import ATTACHMENT
from . import visible
from .receipt import Receipt, canonical, check, refused
from .seal import BLANK, Seal, seal_in
from .visible import Unreadable

_NAME: Final = '"rothroute_letter"'
_PRE: Final = '<pre id="rothroute-receipt"'
_KEYWORDS: Final = re.compile(rb"(/Keywords\(|<pdf:Keywords>)(rothroute:[0-9a-f]{64}:[0-9a-f]{128})(?=[)<])")
_ATTACHED: Final = b"/EmbeddedFile"
_MOST_STREAMS: Final = 8
_MOST_PARTS, _MOST_BOUNDARIES = 200, 20  # of a mail: Python's reader takes far longer the more there are
_NEAR: Final = 600
_FOLD: Final = 74
_END: Final = b"END:VCALENDAR\r\n"
_HEADERS: Final = re.compile(rb"(?im)^(mime-version|content-type):")


class Opened(NamedTuple):
    """A letter that was opened.

    `content` is what its digest is made of, `lines` what it shows line by line, `stored` (Word only) the lines it
    showed when it was made. `seal` is None where it carries none.
    """

    kind: str
    receipt: Receipt
    seal: Seal | None
    content: bytes
    lines: tuple[str, ...]
    stored: tuple[str, ...] = ()


def opened(data: bytes, name: str, aside: bytes | None = None) -> Opened:
    """Open a letter; `aside` is its receipt where that is a file of its own. Raises Refusal where there is none."""
    try:
        found = _opened(data, aside)
    except (Unreadable, RecursionError) as problem:
        reason = str(problem) if isinstance(problem, Unreadable) else "it is nested too deep"
        raise refused(f"`{name}` cannot be read as a letter: {reason}", "is it the file that was written?") from None
    if found is None:
        help = "is it the file that was written? For the text of an e-mail, name its attachment with --receipt"
        raise refused(f"`{name}` holds no receipt of a rothroute letter", help)
    check(found.receipt, name)
    return found


def _opened(data: bytes, aside: bytes | None) -> Opened | None:
    """The letter in the format its first bytes look like; a letterhead may look like any, so else as text."""
    try:
        found = _by_its_look(data, aside)
    except Unreadable:
        found = _text(data, aside)
        if found is None:
            raise
    return found or _text(data, aside)


def _by_its_look(data: bytes, aside: bytes | None) -> Opened | None:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(b"%PDF"):
        return _pdf(data)
    if data.startswith(b"PK"):
        return _word(data)
    if start.startswith(b"begin:vcalendar"):
        return _calendar(data)
    if start.startswith((b"<!doctype html", b"<html")):
        return _page(data)
    if aside is None and _HEADERS.search(data[:4096]):
        return _mail(data)
    return None


def _receipt_in(text: str) -> tuple[Receipt, int, int] | None:
    """The last receipt in a text, and where it begins and ends."""
    place = text.rfind(_NAME)
    start = text.rfind("{", 0, place) if place >= 0 else -1
    if start < 0 or text[start + 1 : place].strip():
        return None
    try:
        found, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return (found, start, end) if isinstance(found, dict) else None


def _text(data: bytes, aside: bytes | None) -> Opened | None:
    """Markdown, or the text of a mail with its receipt beside it."""
    text = visible.unquoted(data.decode("utf-8", "replace").removeprefix("\ufeff"))
    holder = text if aside is None else visible.unquoted(aside.decode("utf-8", "replace"))
    found = _receipt_in(holder)
    if found is None:
        return None
    receipt, start, end = found
    seal = seal_in(holder[end:])
    shown = text
    if aside is None:
        after = text[end:].lstrip()
        after = after[len(str(seal)) :] if seal else after
        shown = _unfenced(text[:start]) + "\n" + after.lstrip().removeprefix("```")
    return _worded("text", receipt, seal, shown)


def _unfenced(text: str) -> str:
    """The text before a receipt without the line that opens its fence."""
    before, _, last = text.rstrip().rpartition("\n")
    return before if last.startswith("```") else text


def _worded(kind: str, receipt: Receipt, seal: Seal | None, shown: str) -> Opened:
    lines = tuple(line for line in (" ".join(line.split()) for line in shown.split("\n")) if line)
    return Opened(kind, receipt, seal, canonical(receipt) + b"\0" + visible.words_of(shown), lines)


def _mail(data: bytes) -> Opened | None:
    """A mail as a file: its plain text and its attachment; what a mail program adds to the head does not count."""
    if data.count(b"\n--") > _MOST_PARTS or data.lower().count(b"boundary") > _MOST_BOUNDARIES:
        raise Unreadable("it has more parts than a letter")
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        body = message.get_body(("plain",))
        shown = body.get_content() if body is not None else ""
        attached = [part.get_content() for part in message.iter_attachments() if part.get_filename() == ATTACHMENT]
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, KeyError):
        return None
    if len(attached) != 1:  # a head put above a Markdown letter is part of what that shows
        return None
    text = attached[0].decode("utf-8", "replace") if isinstance(attached[0], bytes) else str(attached[0])
    found = _receipt_in(visible.unquoted(text))
    if found is None or not isinstance(shown, str):
        return None
    receipt, _, end = found
    return _worded("mail", receipt, seal_in(visible.unquoted(text)[end:]), visible.unquoted(shown))


def _page(data: bytes) -> Opened | None:
    text = data.decode("utf-8", "replace")
    start = text.rfind(_PRE)
    inner = text[text.find(">", start) + 1 : text.find("</pre>", start)] if start >= 0 else ""
    found = _receipt_in(html.unescape(inner))
    if found is None:
        return None
    receipt, _, end = found
    seal = seal_in(html.unescape(inner)[end:])
    content = visible.lines_of(data)
    if seal:
        content = _blanked(content, seal)
    shown = re.sub(r"<[^<>]*>", " ", text[: max(start, 0)])
    lines = tuple(line for line in (" ".join(html.unescape(line).split()) for line in shown.split("\n")) if line)
    return Opened("html", receipt, seal, content, lines)


def _blanked(content: bytes, seal: Seal) -> bytes:
    """The content with its own seal (the last one) taken out."""
    before, _, after = content.rpartition(str(seal).encode())
    return before + b"rothroute::" + after


def _calendar(data: bytes) -> Opened | None:
    lines = visible.unfolded(data)
    texts = [line.partition(":")[2] for line in lines if line.startswith(f"{RECEIPT}:")]
    seals = [line.partition(":")[2] for line in lines if line.startswith(f"{SEAL}:")]
    found = _receipt_in(_unescaped(texts[-1])) if texts else None
    if found is None:
        return None
    seal = seal_in(_unescaped(seals[0])) if len(seals) == 1 else None
    rest = [line.rstrip() for line in lines if not line.startswith((f"{SEAL}:", f"{RECEIPT}:"))]
    content = canonical(found[0]) + b"\0" + "\n".join(rest).encode()
    return Opened("calendar", found[0], seal if len(texts) == 1 else None, content, tuple(map(_unescaped, rest)))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def _word(data: bytes) -> Opened | None:
    parts = visible.parts_of(data, visible.WORD_PARTS)
    for name in sorted(name for name in parts if name.startswith("customXml/")):
        attached = _attached_in(parts[name])
        found = _receipt_in(attached.get("receipt", ""))
        if found is None:
            continue
        lines, stored = visible.word_lines(parts), _stored(attached.get("text", ""))
        content = canonical(found[0]) + b"\0" + "\n".join(stored).encode()
        return Opened("docx", found[0], seal_in(attached.get("seal", "")), content, tuple(lines), stored)
    return None


def _attached_in(data: bytes) -> dict[str, str]:
    """The texts of the elements of our part of a Word file, by their names."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    try:
        visible.parsed(
            data,
            lambda name, _: names.append(name.rpartition(":")[2]),
            lambda _: names.pop(),
            lambda text: found.setdefault(names[-1], []).append(text) if names else None,
        )
    except Unreadable:
        return {}
    return {name: "".join(texts) for name, texts in found.items()}


def _stored(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    whole = isinstance(found, list) and all(isinstance(line, str) for line in found)
    return tuple(found) if whole else ()


def _pdf(data: bytes) -> Opened | None:
    for text in _streams(data):
        found = _receipt_in(text)
        if found is None:
            continue
        seals = {seal_in(one[2].decode()) for one in _KEYWORDS.finditer(data)}
        content = _KEYWORDS.sub(rb"\1rothroute::", data)
        return Opened("pdf", found[0], seals.pop() if len(seals) == 1 else None, content, ())
    return None


def _streams(data: bytes) -> Iterator[str]:
    """The attached files of a PDF, unpacked; only a few, and none beyond what a receipt may take."""
    place, seen, room = 0, 0, visible.MOST_BYTES
    while seen < _MOST_STREAMS and (place := data.find(_ATTACHED, place)) >= 0:
        start = data.find(b"stream", place, place + _NEAR)
        place += len(_ATTACHED)
        if start < 0:
            continue
        seen += 1
        end = data.find(b"endstream", start)
        if end < 0:
            return
        body = data[start + len(b"stream") : end].removeprefix(b"\r").removeprefix(b"\n")
        try:
            text = zlib.decompressobj().decompress(body, room)
        except zlib.error:
            text = body[:room]
        room -= len(text)
        if room <= 0:
            return
        yield text.decode("utf-8", "replace")


def resealed(data: bytes, kind: str, seal: Seal) -> bytes:
    """The file of a fresh letter with its seal in the place of the blank one; a calendar gets it as its last line."""
    old, new = BLANK.encode(), str(seal).encode()
    if kind == "calendar":
        line = f"{SEAL}:{seal}"
        folded = "\r\n ".join(line[start : start + _FOLD] for start in range(0, len(line), _FOLD))
        return data.removesuffix(_END) + folded.encode() + b"\r\n" + _END
    if kind == "pdf":
        return _KEYWORDS.sub(lambda found: found[1] + new, data)
    before, _, after = data.rpartition(old)
    return before + new + after
