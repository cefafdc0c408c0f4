"""A letter as Markdown anyone can read: what the templates wrote, without the marks only our own writers know.

The text is not parsed for this: Markdown goes in and Markdown comes out, so only our attributes, spans and pictures are
put into plain terms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .parse import clean
from .pictures import Bars, Picture, Timeline
from .sheet import Sheet

_SPAN: Final = re.compile(r"\[((?:[^\\\[\]]++|\\.|\[\^\d+\])*+)\]\{[^{}\n]*\}")
_KIND: Final = re.compile(r"^ *\{\.[\w. -]+\}\n", re.MULTILINE)
_PICTURE: Final = re.compile(r"^!\[\]\((\w+)\)$", re.MULTILINE)
_CAPTION: Final = re.compile(r"^Table: ([^\n]+)\n+", re.MULTILINE)
# It begins with a character that Python finds at once, and then looks back: half the time of a letter's Markdown.
_SAID: Final = re.compile(r"\*(?<![\\*\w]\*)(?!\*)((?:[^*\\]++|\\.|\*\*)+?)\*(?!\*)")
_GAP: Final = re.compile("\n\n\n+")
_UNSAFE: Final = re.compile(r"([\\`*_\[\]<>#|~])")
_CLOSING: Final = re.compile(r"^\{\.sign\}\n[^\n]+\n(?:[^\n]+\n)*", re.MULTILINE)


def markdown_of(sheet: Sheet, filled: str) -> str:
    """The Markdown of a letter from the filled template, with what stands round it."""
    text = _signed(filled, sheet.adviser)
    text = plain_markdown(text, sheet.pictures)
    return f"{_head(sheet)}\n{text.strip()}\n"


def plain_markdown(filled: str, pictures: Mapping[str, Picture]) -> str:
    """A filled template as Markdown anyone can read; pictures become their words."""
    text = _KIND.sub("", clean(filled))
    text = _CAPTION.sub(r"**\1**\n\n", text)
    text = _SPAN.sub(r"\1", text)
    text = _SAID.sub("*\u201c\\1\u201d*", text)
    text = _PICTURE.sub(lambda found: _picture(pictures.get(found[1])), text)
    return _GAP.sub("\n\n", text).strip() + "\n"


def _signed(filled: str, adviser: str) -> str:
    """The text with the adviser's name below the last lines that are signed."""
    found = list(_CLOSING.finditer(filled))
    if not adviser or not found:
        return filled
    end = found[-1].end()
    return f"{filled[:end]}\n{escaped(adviser)}\n{filled[end:]}"


def _head(sheet: Sheet) -> str:
    lines = [*(line for line in sheet.letterhead if line.strip()), ""] if sheet.letterhead else []
    lines += [f"{sheet.title} \u00b7 {sheet.date}", ""]
    return "".join(f"{escaped(line)}  \n" if line else "\n" for line in lines)


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _UNSAFE.sub(r"\\\1", text)


def _picture(picture: Picture | None) -> str:
    match picture:
        case Bars():
            rows = (
                f"- **{escaped(bar.label)}**, {escaped(bar.limit)}. "
                f"{escaped('; '.join(part.words for part in bar.parts) or 'nothing in yet')}"
                for bar in picture.bars
            )
            return "\n".join(rows)
        case Timeline():
            return "\n".join(f"- **{escaped(one.date)}:** {escaped(one.words)}" for one in picture.moments)
        case None:
            return ""
    return f"**{escaped(picture.title)}.** {escaped(picture.words)}"
