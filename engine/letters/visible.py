"""What a letter shows, whatever its format, so that a digest of it can be made and made again.

Blanks at ends of lines, the kind of line ends and the `>` of quoted mail do not count. Reading takes time and memory
that grow with the file and no faster, whatever it holds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final
from xml.parsers import expat

MOST_BYTES: Final = 8_000_000
MOST_LINES: Final = 20_000
_LINE_END: Final = re.compile(rb"[ \t]*(?:\r\n|\r|\n)")
_DOCUMENT: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_MOST_DEPTH: Final = 200


def unquoted(text: str) -> str:
    """Text of a mail without blanks and marks of quoting before its lines, and with one kind of line ends."""
    return "\n".join(line.lstrip(" \t>") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def words_of(text: str) -> bytes:
    """The words of a text, one blank between two of them."""
    return " ".join(unquoted(text).split()).encode()


def lines_of(data: bytes) -> bytes:
    """The lines of a file that is text, without blanks at their ends."""
    return _LINE_END.sub(b"\n", data.removeprefix(b"\xef\xbb\xbf")).rstrip()


def unfolded(data: bytes) -> list[str]:
    """The content lines of a calendar."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return [line for line in re.sub(r"\n[ \t]", "", text).split("\n") if line.strip()]


class Unreadable(ValueError):
    """A file that is not what it looks like, or is made to cost more than it may."""


def parts_of(data: bytes, wanted: re.Pattern[str]) -> dict[str, bytes]:
    """The parts of an archive whose names match, none of them and not all together larger than a letter may be.

    Raises Unreadable.
    """
    found: dict[str, bytes] = {}
    room = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not wanted.fullmatch(entry.filename):
                    continue
                if entry.filename in found:
                    raise Unreadable(f"it holds two parts named {entry.filename}")
                with archive.open(entry) as part:
                    found[entry.filename] = part.read(room + 1)
                room -= len(found[entry.filename])
                if room < 0:
                    raise Unreadable("its parts are larger than those of a letter")
    except (
        zipfile.BadZipFile,
        OSError,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as problem:
        raise problem if isinstance(problem, Unreadable) else Unreadable("it is not a whole archive") from None
    return found


def word_lines(parts: Mapping[str, bytes]) -> list[str]:
    """The lines a Word file shows: paragraphs, and rows of tables with their cells, in order. Raises Unreadable."""
    lines: list[str] = []
    for name in sorted(name for name in parts if _DOCUMENT.fullmatch(name)):
        reader = _Reader()
        parsed(parts[name], reader.start, reader.end, reader.text)
        lines += reader.lines
        if len(lines) > MOST_LINES:
            raise Unreadable("it holds more lines than a letter")
    return lines


WORD_PARTS: Final = re.compile(rf"{_DOCUMENT.pattern}|customXml/[^/]+\.xml")


def parsed(data: bytes, start: Any, end: Any, text: Any) -> None:
    """Read XML event by event; document types, which entities need, are refused. Raises Unreadable."""
    parser = expat.ParserCreate()
    depth = 0

    def refuse(*_: Any) -> None:
        raise Unreadable("its XML declares a document type")

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise Unreadable("its XML is nested too deep")
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Unreadable("its XML is damaged") from None


class _Reader:
    """Gathers the text of paragraphs and table rows; hidden and deleted text and the results of fields do not count."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._paragraphs: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._kept = False
        self._skipped = 0
        self._hidden = False
        self._field: list[bool] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(":")[2]
        if local in _SKIPPED or self._skipped:
            self._skipped += 1
            return
        if local == "p":
            self._paragraphs.append([])
        elif local == "tr":
            self._rows.append([])
        elif local == "tc" and self._rows:
            self._rows[-1].append("")
        elif local == "r":
            self._hidden = False
        elif local == "vanish":
            self._hidden = attributes.get("w:val", "true") not in ("0", "false", "off")
        elif local == "fldChar":
            self._on_field(attributes.get("w:fldCharType", ""))
        elif local in ("tab", "br", "cr") and self._paragraphs:
            self._paragraphs[-1].append(" ")
        self._kept = local == "t" and not self._hidden and not any(self._field)

    def _on_field(self, kind: str) -> None:
        if kind == "begin":
            self._field.append(False)
        elif kind == "separate" and self._field:
            self._field[-1] = True
        elif kind == "end" and self._field:
            self._field.pop()

    def text(self, text: str) -> None:
        """Characters."""
        if self._kept and not self._skipped and self._paragraphs:
            self._paragraphs[-1].append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skipped:
            self._skipped -= 1
            return
        local = name.rpartition(":")[2]
        if local == "t":
            self._kept = False
        elif local == "p" and self._paragraphs:
            words = " ".join("".join(self._paragraphs.pop()).split())
            if words and self._rows and self._rows[-1]:
                self._rows[-1][-1] = f"{self._rows[-1][-1]} {words}".strip()
            elif words:
                self.lines.append(words)
        elif local == "tr" and self._rows:
            row = self._rows.pop()
            words = " | ".join(row)
            if any(row) and self._rows and self._rows[-1]:
                self._rows[-1][-1] = f"{self._rows[-1][-1]} {words}".strip()
            elif any(row):
                self.lines.append(words)


_SKIPPED: Final = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText", "fldSimple"))


def differences(before: Iterable[str], now: Iterable[str], most: int = 8) -> list[str]:
    """Lines taken out and put in, in order, each at most once; a difference of order alone is said as such."""
    was, found = list(before), list(now)
    if was == found:
        return []
    gone, come = _without(was, found), _without(found, was)
    told = [f"taken out: {_cut(line)}" for line in gone] + [f"put in: {_cut(line)}" for line in come]
    if not told:
        return ["the lines stand in another order"]
    more = len(told) - most
    return [*told[:most], f"and {more} more"] if more > 0 else told


def _without(lines: list[str], others: list[str]) -> list[str]:
    left: dict[str, int] = {}
    for line in others:
        left[line] = left.get(line, 0) + 1
    found = []
    for line in lines:
        if left.get(line, 0):
            left[line] -= 1
        else:
            found.append(line)
    return found


def _cut(line: str, most: int = 160) -> str:
    return line if len(line) <= most else f"{line[:most]}\u2026"
