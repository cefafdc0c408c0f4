"""A letter as Markdown: the notes become footnotes, the pictures their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from .notes import CLOSE, MARK, MIDDLE, OPEN
from .press import clean, closed
from .shapes import Picture

_PICTURE: Final = re.compile(r"!picture (\w+)")
_CAPTION: Final = "Table: "
_KIND: Final = re.compile(r"\{\.(\w+)\}")
_NOTE: Final = re.compile(r"(\d+)\. ")


def markdown_of(annotated: str, pictures: Mapping[str, Picture], receipt: str) -> str:
    """The Markdown of a letter; the receipt stands at the end, where `rothroute verify` finds it."""
    text = closed(_marked(_untied("\n".join(_lines(annotated, pictures)))))
    return f"{text.rstrip()}\n\n```json rothroute-receipt\n{receipt}\n```\n"


def _lines(annotated: str, pictures: Mapping[str, Picture]) -> Iterator[str]:
    """The lines, with what is ours alone written as Markdown knows it."""
    noted = False
    for line in annotated.split("\n"):
        first = line[:1]
        if first == "!" and (found := _PICTURE.fullmatch(line)):
            if picture := pictures.get(found[1]):
                yield f"> **{clean(picture.title)}.** {clean(picture.text)}"
        elif first == "T" and line.startswith(_CAPTION) and line != _CAPTION:
            yield f"**{line.removeprefix(_CAPTION)}**\n"
        elif first == "{" and (found := _KIND.fullmatch(line)):
            noted = found[1] == "notes"
        elif noted and (found := _NOTE.match(line)):
            yield f"[^{found[1]}]: {line[found.end() :]}"
        else:
            noted = False
            yield line


def _untied(text: str) -> str:
    """The text without the signs of spans."""
    head, *spans = text.replace(CLOSE, "").split(OPEN)
    return head + "".join([span.partition(MIDDLE)[2] for span in spans])


def _marked(text: str) -> str:
    """The text with its marks as those of footnotes: every second piece is a number."""
    pieces = text.split(MARK)
    pieces[1::2] = [f"[^{number}]" for number in pieces[1::2]]
    return "".join(pieces)
