"""Letters to take along: which files can be made here, and the file of one."""

from __future__ import annotations

import html
import re
from datetime import date
from importlib.util import find_spec
from typing import Final, NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ..engine.letters import SUFFIXES, Draft, HouseholdDraft
from ..engine.render.blocks import Table
from ..engine.render.html import HtmlWriter
from ..engine.render.parse import parsed
from ..engine.render.pictures import Picture
from .guard import POLICY
from .library import bare_sheet
from .making import MEDIA
from .saver import Saver
from .site import NotHere, Site

_FORMATS: Final = {suffix.removeprefix("."): kind for kind, suffix in SUFFIXES.items() if kind in MEDIA}
_NEEDS: Final = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
_META_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# What a page says in a place of its own; the other sections of the letter follow as they are.
CORRECTIONS: Final = "what-to-put-right-first"
STEPS: Final = "next-steps"


class Take(NamedTuple):
    """A file to take along: its address, its name, what it is good for."""

    place: str
    name: str
    note: str


class Parts(NamedTuple):
    """A letter as pieces of a page: its tables of the answer, its sections, its working papers."""

    answer: Markup
    sections: list[Markup]
    papers: Markup


def takes(saver: Saver, stem: str, dated: bool) -> list[Take]:
    """The letters that can be made here, at addresses that begin with `stem`; `dated`: there are days to keep."""
    found = [Take(saver.at(f"{stem}.html"), "Your letter", "to read, print and keep, with working papers")]
    if find_spec("typst"):
        found.append(Take(saver.at(f"{stem}.pdf"), "Letter as PDF", "with working papers"))
        found.append(Take(saver.at(f"{stem}.pdf?papers=no"), "Two pages as PDF", "the letter alone"))
    if find_spec("docx"):
        found.append(Take(saver.at(f"{stem}.docx"), "Letter for Word", "the letter alone, to edit"))
    if find_spec("icalendar") and dated:
        found.append(Take(saver.at(f"{stem}.ics"), "Dates for your calendar", "an .ics file"))
    return found


async def letter_of(request: Request, site: Site, saver: Saver, answers: str, name: str) -> Response:
    """The letter for a facts file or a household file, in the format that the address ends in. Raises NotHere."""
    kind = _FORMATS.get(request.path_params["ending"], "")
    if not kind:
        raise NotHere("page")
    if kind in _NEEDS and not find_spec(_NEEDS[kind]):
        raise NotHere("library")
    annex = kind not in ("docx", "calendar") and request.query_params.get("papers") != "no"
    data = await site.maker.letter(answers, date.fromordinal(saver.session.day), kind, annex)
    if kind == "html":
        return Response(data, 200, {"content-security-policy": _policy_of(data)}, MEDIA[kind])
    disposition = f'attachment; filename="{name}{SUFFIXES[kind]}"'
    return Response(data, 200, {"content-disposition": disposition}, MEDIA[kind])


def parts_of(made: Draft | HouseholdDraft, pictures: dict[str, Picture], left_out: tuple[str, ...]) -> Parts:
    """A letter's pieces, without the sections that the page says itself."""
    document = parsed(made.filled.markdown)
    writer = HtmlWriter(bare_sheet(document)._replace(pictures=pictures))
    answer = Markup(writer.blocks(one for one in document.opening if isinstance(one, Table)))
    sections = [Markup(writer.section(one)) for one in document.sections if one.heading.name not in left_out]
    papers = Markup(writer.annex(document.annex, document.notes)) if document.annex else Markup("")
    return Parts(answer, [one for one in sections if one], papers)


def _policy_of(letter: bytes) -> str:
    """The policy the letter's page names for itself, by the digest of its own style, and that nobody frames it."""
    found = _META_POLICY.search(letter.decode())
    return f"{html.unescape(found[1])}; frame-ancestors 'none'" if found else POLICY
