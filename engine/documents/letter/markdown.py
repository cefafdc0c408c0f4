"""A letter as Markdown: the notes become footnotes, the pictures their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .notes import CLOSE, MARK, MIDDLE, OPEN
from .press import clean, closed
from .shapes import Picture

_OURS: Final = re.compile(r"\n(?:!picture (?P<picture>\w+)|Table: (?P<caption>[^\n]+)|\{\.\w+\})(?![^\n])")
_NOTES: Final = "\n{.notes}\n"
_NOTE: Final = re.compile(r"(\d+)\. ")
_OPENED: Final = re.compile(f"{OPEN}\\d+{MIDDLE}")


def markdown_of(annotated: str, pictures: Mapping[str, Picture], receipt: str) -> str:
    """The Markdown of a letter; the receipt stands at the end, where `rothroute verify` finds it."""

    def known(found: re.Match[str]) -> str:
        if caption := found["caption"]:
            return f"\n**{caption}**\n"
        picture = pictures.get(found["picture"])
        return f"\n> **{clean(picture.title)}.** {clean(picture.text)}" if picture else ""

    text, *lists = f"\n{annotated}".split(_NOTES)
    text = _OURS.sub(known, "\n".join([text, *map(_noted, lists)]))
    text = closed(_marked(_untied(text[1:])))
    return f"{text.rstrip()}\n\n```json rothroute-receipt\n{receipt}\n```\n"


def _noted(text: str) -> str:
    """What follows `{.notes}`, its numbered lines as footnotes."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        found = _NOTE.match(line)
        if not found:
            break
        lines[place] = f"[^{found[1]}]: {line[found.end() :]}"
    return "\n".join(lines)


def _untied(text: str) -> str:
    """The text without the signs of spans."""
    return _OPENED.sub("", text).replace(CLOSE, "")


def _marked(text: str) -> str:
    """The text with its marks as those of footnotes: every second piece is a number."""
    pieces = text.split(MARK)
    pieces[1::2] = [f"[^{number}]" for number in pieces[1::2]]
    return "".join(pieces)
