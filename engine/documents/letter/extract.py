"""Finds the receipt a letter carries, whatever its format."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.sax.saxutils import unescape

from ...diagnostic import Diagnostic, Refusal
from .calendar import RECEIPT
from .docx import RECEIPT_PART
from .receipt import EARLIER, KIND, Receipt
from .shapes import Origin

_START: Final = re.compile(r'\{\s*"rothroute_letter"')
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_ESCAPED: Final = re.compile(r"\\([\\;,])")
_MOST: Final = 4_000_000
_NEEDED: Final = {
    "rothroute_letter": int,
    "format": str,
    "engine": str,
    "rulebook": str,
    "templates": str,
    "facts_mark": str,
    "as_of": str,
    "facts": dict,
    "options": dict,
    "made_with": dict,
    "answer": dict,
}


def receipt_in(data: bytes, name: str) -> Receipt:
    """The receipt inside a letter. Raises Refusal where there is none, or it cannot be read."""
    found: Receipt | None = None
    for text in _places(data):
        for start in _START.finditer(text):
            try:
                found = json.JSONDecoder().raw_decode(text, start.start())[0]
            except (ValueError, RecursionError):
                continue
    if found is None:
        raise _refused(f"`{name}` holds no receipt of a rothroute letter", "is it the file that was written?")
    _check(found, name)
    return found


def _check(found: Receipt, name: str) -> None:
    for key, kind in _NEEDED.items():
        if not isinstance(found.get(key), kind):
            raise _refused(f"the receipt in `{name}` is damaged at `{key}`", "ask for the letter again")
    texts = [*found["facts"].values(), *found["options"].values(), *found["made_with"].values()]
    if found["rothroute_letter"] != KIND or not all(isinstance(text, str) for text in texts):
        raise _refused(f"the receipt in `{name}` is of a kind this version does not know", "use the version it names")
    _check_more(found, name)


def _check_more(found: Receipt, name: str) -> None:
    """Check what only some letters carry: the sources of answers, and the letter before."""
    sources = found.get("sources", {})
    pairs = sources.values() if isinstance(sources, dict) else [None]
    whole = all(isinstance(pair, list) and len(pair) == 2 and _texts(pair) for pair in pairs)
    earlier = found.get("since", dict.fromkeys(EARLIER, ""))
    if not whole or not isinstance(earlier, dict) or set(earlier) != set(EARLIER):
        raise _refused(f"the receipt in `{name}` is damaged", "ask for the letter again")
    if "since" in found:
        kinds = all(isinstance(earlier[key], _NEEDED[key]) for key in EARLIER)
        if not kinds or not _texts(dict(earlier["facts"]).values()):
            raise _refused(f"the receipt in `{name}` is damaged at `since`", "ask for the letter again")


def _texts(found: Iterable[Any]) -> bool:
    return all(isinstance(text, str) for text in found)


def sources_in(receipt: Receipt) -> dict[str, Origin]:
    """The sources of answers a receipt holds."""
    return {name: Origin(*pair) for name, pair in receipt.get("sources", {}).items()}


def _places(data: bytes) -> Iterator[str]:
    """The texts a receipt may stand in."""
    if data.startswith(b"%PDF"):
        yield from _streams(data)
    elif data.startswith(b"PK"):
        yield from _parts(data)
    elif data.startswith(b"BEGIN:VCALENDAR"):
        for line in _FOLD.sub("", data.decode("utf-8", "replace")).splitlines():
            if line.startswith(RECEIPT):
                yield _ESCAPED.sub(r"\1", line.partition(":")[2])
    else:
        yield data.decode("utf-8", "replace")


def _streams(data: bytes) -> Iterator[str]:
    """The compressed streams of a PDF that hold a receipt; none is unpacked beyond a few megabytes."""
    for found in _STREAM.finditer(data):
        try:
            text = zlib.decompressobj().decompress(found[1], _MOST)
        except zlib.error:
            text = found[1]
        if b'"rothroute_letter"' in text:
            yield text.decode("utf-8", "replace")


def _parts(data: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                small = archive.getinfo(name).file_size <= _MOST
                if small and name.startswith(RECEIPT_PART.partition("/")[0]) and name.endswith(".xml"):
                    yield unescape(archive.read(name).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, OSError, zlib.error):
        return


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("receipt", "error", message, None, (), help),))
