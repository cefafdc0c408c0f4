"""A letter as plain text for an e-mail: in short, what to do, what to ask, and the receipt at the end."""

from __future__ import annotations

import re
from typing import Final

from ..terminal import laid_out
from .markdown import markdown_of
from .shapes import Picture

_WIDTH: Final = 72
_FOOTNOTE: Final = re.compile(r"\[\^(\d+)\]")
_CODE: Final = re.compile(r"^```[^\n]*\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_PLACE: Final = "\ue010"
_START: Final = '{\n "rothroute_letter"'
_ABOVE: Final = "-- \nFor `rothroute verify`, which checks this text:\n\n"


def email_of(annotated: str, receipt: str) -> str:
    """The text in lines of at most 72 signs, without numbers of notes; what is to be copied stays as it stands."""
    pictures: dict[str, Picture] = {}
    markdown = markdown_of(annotated, pictures, receipt)
    copied: list[str] = []

    def kept(found: re.Match[str]) -> str:
        copied.append(found[1])
        return f"{_PLACE}{len(copied) - 1}{_PLACE}"

    text = laid_out(_FOOTNOTE.sub("", _CODE.sub(kept, markdown)), _WIDTH, False, True)
    for place, part in enumerate(copied):
        text = text.replace(f"{_PLACE}{place}{_PLACE}", part)
    return text.replace(_START, _ABOVE + _START, 1)
