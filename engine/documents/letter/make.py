"""Makes a letter: one draft from an advice, written in any of the formats."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ...advise.build import Decision
from ...diagnostic import Diagnostic, Refusal
from ..prose import visible
from .calendar import calendar_of
from .content import content
from .docx import docx_of
from .email import email_of
from .html import html_of
from .markdown import markdown_of
from .missing import versions
from .notes import Notes
from .pdf import pdf_of
from .press import Press
from .receipt import Receipt, as_text, receipt_of, sealed
from .shapes import Kept, Letter, Options
from .trail import Trail
from .tree import Block, Broken, parsed

SUFFIXES: Final = {
    "html": ".html",
    "pdf": ".pdf",
    "markdown": ".md",
    "docx": ".docx",
    "email": ".txt",
    "calendar": ".ics",
}

_NOTHING: Final = Kept()
_LIBRARIES: Final = {"pdf": ("typst",), "docx": ("python-docx", "typst"), "calendar": ("icalendar",)}


class Draft(NamedTuple):
    """A letter before it is written in a format."""

    letter: Letter
    annotated: str
    spans: Notes
    receipt: Receipt
    options: Options
    trail: Trail

    def blocks(self) -> tuple[Block, ...]:
        """The letter as blocks. Raises Refusal where a template broke them."""
        try:
            return parsed(self.annotated)
        except Broken as problem:
            help = "compare your own templates with those that come with rothroute"
            message = f"a template does not fit: {visible(str(problem))}"
            raise Refusal((Diagnostic("template", "error", message, None, (), help),)) from None

    def receipt_for(self, format: str) -> Receipt:
        """The receipt with the format it is written into."""
        return {**self.receipt, "format": format, "made_with": versions(_LIBRARIES.get(format, ()))}


def draft(decision: Decision, options: Options, press: Press, kept: Kept = _NOTHING) -> Draft:
    """What the letter says, in the order it says it. Raises Refusal where a template does not fit."""
    trail = Trail(decision)
    notes = Notes(trail)
    letter = content(trail, options, kept)
    receipt = receipt_of(trail, options, kept, press.digest, "")
    shown: dict[str, Any] = {"rulebook": receipt["rulebook"], "facts": receipt["facts_mark"], "templates": press.digest}
    annotated = press.filled(letter, trail, notes, shown)
    return Draft(letter, annotated, notes, receipt, options, trail)


def written(draft: Draft, format: str, press: Press) -> bytes:
    """The letter in a format of SUFFIXES. Raises Refusal where what the format needs is not installed."""
    receipt = as_text(draft.receipt_for(format))
    match format:
        case "markdown":
            return sealed(markdown_of(draft.annotated, draft.letter.pictures, receipt))
        case "html":
            page = html_of(draft.blocks(), draft.letter, draft.spans.behind(), press, draft.options.paper, receipt)
            return sealed(page)
        case "pdf":
            day = draft.trail.advice.as_of
            return pdf_of(draft.blocks(), draft.letter, draft.options, day, press, receipt)
        case "docx":
            day = draft.trail.advice.as_of
            return docx_of(draft.blocks(), draft.letter, draft.options, day, receipt)
        case "email":
            return sealed(email_of(press.mail(draft.letter, Notes(draft.trail)), receipt))
        case "calendar":
            day, mark = draft.trail.advice.as_of, str(draft.receipt["facts_mark"])
            return calendar_of(draft.letter, day, receipt, mark)
    raise ValueError(f"{format} is not a format of letters")
