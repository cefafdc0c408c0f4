"""A letter as Markdown: the notes become footnotes, the pictures their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .notes import CLOSE, MARK, MIDDLE, OPEN
from .press import clean
from .shapes import Picture

_SPAN: Final = re.compile(rf"{OPEN}\d+{MIDDLE}|{CLOSE}")
_MARK: Final = re.compile(rf"{MARK}(\d+){MARK}")
_PICTURE: Final = re.compile(r"^!picture (\w+)\n", re.MULTILINE)
_CAPTION: Final = re.compile(r"^Table: (.+)\n", re.MULTILINE)
_NOTES: Final = re.compile(r"^\{\.notes\}\n((?:\d+\. .*\n?)+)", re.MULTILINE)
_NOTE: Final = re.compile(r"^(\d+)\. ", re.MULTILINE)
_KIND: Final = re.compile(r"^\{\.\w+\}\n", re.MULTILINE)
_GAPS: Final = re.compile(r"\n{3,}")


def markdown_of(annotated: str, pictures: Mapping[str, Picture], receipt: str) -> str:
    """The Markdown of a letter; the receipt stands at the end, where `rothroute verify` finds it."""

    def pictured(found: re.Match[str]) -> str:
        picture = pictures.get(found[1])
        return f"> **{clean(picture.title)}.** {clean(picture.text)}\n" if picture else ""

    text = _NOTES.sub(lambda found: _NOTE.sub(r"[^\1]: ", found[1]), annotated)
    text = _PICTURE.sub(pictured, text)
    text = _CAPTION.sub(r"**\1**\n\n", text)
    text = _MARK.sub(r"[^\1]", _SPAN.sub("", _KIND.sub("", text)))
    return f"{_GAPS.sub(chr(10) * 2, text).rstrip()}\n\n```json rothroute-receipt\n{receipt}\n```\n"
