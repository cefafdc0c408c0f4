"""A letter as PDF by typst: tagged, titled, fonts embedded, the same bytes every time.

`letter.typ` sets the letter; the title, the keywords that hold the seal, and the receipt are put round it here, so that
a firm's own `letter.typ` cannot leave them out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from ..diagnostic import Diagnostic, Refusal, Span
from ..resources import TEMPLATES
from .blocks import (
    Block,
    Copied,
    Heading,
    HorizontalRule,
    Listed,
    Paragraph,
    Pictured,
    Quote,
    Run,
    Runs,
    Section,
    Steps,
    Strip,
    Table,
    quoted,
)
from .curve import drawn
from .libraries import needs
from .pictures import Bars, Curve, Picture, Timeline
from .sheet import Sheet

_STANDARD: Final = "ua-1"
_MAIN: Final = """#let about = json("about.json")
#set document(title: about.title, author: about.author, keywords: (about.seal,),
  date: datetime(year: about.date.at(0), month: about.date.at(1), day: about.date.at(2)))
#pdf.attach("rothroute-receipt.json", bytes(about.receipt), relationship: "data", mime-type: "application/json",
  description: "What this letter was made from, for `rothroute verify`")
#include "letter.typ"
"""
_LOADS: Final = re.compile(
    r"""(?m:^|[#{;])\s*(import|include)\b|["']@\w+/|\b(eval|read|plugin|csv|yaml|toml|xml|cbor)\s*\("""
)
_NO_FONT: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_BOX: Final = "\u25a1"
_MOST_TRIES: Final = 60
_LINE: Final = re.compile(r"\.typ:(\d+)")
_LONG: Final = 48
_LONG_WORD: Final = re.compile(rf"\S{{{_LONG}}}")
_SHORT, _WIDEST = 12, 40  # characters
_ANSWER: Final = 11.5  # points: the type of the table that is the answer
_MOST_AMOUNTS, _LONG_AMOUNT = 42, 24  # characters: of all columns of amounts in that type; of one, or it gets a share
_WIDE, _PAD = 0.56, 3  # what a character of a short column takes at most, in parts of the size of type; points
_Data = dict[str, Any]


class Typesetter:
    """Typst with one `letter.typ`, kept warm between letters; it reads no file and no font of the machine."""

    def __init__(self, template: str, place: str = "letter.typ") -> None:
        """`place` is the file the template stands in. Raises Refusal where it loads something, or without typst."""
        self._template, self._place = template, place
        if found := _LOADS.search(template):
            line = template.count("\n", 0, found.end()) + 1
            message = "the template does not fit: it loads something"
            help = "letters are made without other files and without network"
            raise Refusal((Diagnostic("template", "error", message, Span(place, line, 1, 2), (), help),))
        self._typst = needs("typst")
        self._compiler = self._typst.Compiler(ignore_system_fonts=True, root=TEMPLATES / "letter")

    def pdf(self, sheet: Sheet, seal: str) -> bytes:
        """The PDF of a letter. Raises Refusal where a firm's own `letter.typ` does not fit."""
        shown = json.dumps(data_of(sheet), ensure_ascii=False, separators=(",", ":"))
        return self._drawn(shown, sheet, seal)

    def _drawn(self, shown: str, sheet: Sheet, seal: str) -> bytes:
        """The PDF; a character no font holds (PDF/UA refuses it) is shown as an empty box."""
        when = date.fromordinal(sheet.day)
        about = json.dumps(_about(sheet, seal, when))
        for _ in range(_MOST_TRIES):
            files = {"main.typ": _MAIN, "letter.typ": self._template, "about.json": about, "letter.json": shown}
            try:
                made = self._compiler.compile(
                    input={name: text.encode() for name, text in files.items()},
                    format="pdf",
                    pdf_standards=[_STANDARD],
                    timestamp=_noon(when),
                )
                return bytes(made)
            except self._typst.TypstError as problem:
                unknown = _NO_FONT.search(problem.message or "")
                if unknown is None:
                    raise self._misfit(problem) from None
                shown = shown.translate(dict.fromkeys(map(ord, unknown[1]), _BOX))
        message = "the letter holds too many characters that no font of this format has"
        raise Refusal(
            (Diagnostic("letters", "error", message, None, (), "write names in another script, or use HTML"),)
        )

    def _misfit(self, problem: Any) -> Refusal:
        found = _LINE.search(problem.diagnostic or "")
        place = Span(self._place, int(found[1]) if found else 1, 1, 2)
        help = "; ".join(problem.hints) or "compare it with the one that comes with rothroute"
        message = f"the template does not fit: {problem.message}"
        return Refusal((Diagnostic("template", "error", message, place, (), help),))


def _noon(when: date) -> int:
    return (when.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + 43_200


def _about(sheet: Sheet, seal: str, when: date) -> _Data:
    title = " \u2013 ".join(part for part in (sheet.title, sheet.client) if part)
    day = [when.year, when.month, when.day]
    return {"title": title, "author": sheet.adviser, "date": day, "seal": seal, "receipt": sheet.receipt}


def data_of(sheet: Sheet) -> _Data:
    """The letter as plain data, which `letter.typ` reads as `letter.json`."""
    document, pictures = sheet.document, sheet.pictures
    annex = document.annex
    return {
        "title": sheet.title,
        "date": sheet.date,
        "client": sheet.client,
        "adviser": sheet.adviser,
        "letterhead": [line for line in sheet.letterhead if line.strip()],
        "paper": sheet.paper,
        "opening": _blocks(document.opening, pictures, True),
        "sections": [_section(section, pictures, True) for section in document.sections if _says(section, pictures)],
        "close": _blocks(document.close, pictures, True),
        "annex": annex
        and {
            "heading": _runs(annex.heading.runs, False),
            "opening": _blocks(annex.opening, pictures, False),
            "sections": [_section(one, pictures, False) for one in annex.sections if _says(one, pictures)],
        },
        "notes": [{"number": note.number, "runs": _runs(note.runs, False)} for note in document.notes],
    }


def _says(section: Section, pictures: Any) -> bool:
    """Whether a section says anything: one that only holds a picture that is not there does not."""
    return any(not isinstance(block, Pictured) or block.name in pictures for block in section.blocks)


def _section(section: Section, pictures: Any, letter: bool) -> _Data:
    return {
        "heading": _runs(section.heading.runs, letter),
        "kind": section.kind,
        "blocks": _blocks(section.blocks, pictures, letter),
    }


def _blocks(blocks: Iterable[Block], pictures: Any, letter: bool) -> list[_Data]:
    return [data for block in blocks if (data := _block(block, pictures, letter)) is not None]


def _block(block: Block, pictures: Any, letter: bool) -> _Data | None:
    match block:
        case Heading(level=level, runs=runs):
            return {"is": "heading", "level": level if letter else level + 1, "runs": _runs(runs, letter)}
        case Paragraph(runs=runs, kind=kind):
            return {"is": "paragraph", "kind": kind, "runs": _runs(runs, letter)}
        case Quote(blocks=blocks):
            return {"is": "quote", "blocks": _blocks(blocks, pictures, letter)}
        case Copied(text=text):
            return {"is": "copied", "lines": [_breakable(line) for line in text.split("\n")]}
        case Listed(ordered=ordered, items=items, kind=kind):
            listed = [_blocks(item, pictures, letter) for item in items]
            return {"is": "list", "ordered": ordered, "kind": kind, "items": listed}
        case Steps(steps=steps):
            return {
                "is": "steps",
                "steps": [
                    {"when": _runs(_unbold(step.when), letter), "blocks": _blocks(step.blocks, pictures, letter)}
                    for step in steps
                ],
            }
        case Strip(cells=cells):
            shown = [
                {"amount": _runs(_unbold(cell.amount), letter), "label": _runs(cell.label, letter)} for cell in cells
            ]
            return {"is": "strip", "cells": shown}
        case Table():
            return _table(block, letter)
        case Pictured(name=name):
            return _picture(pictures[name]) if name in pictures else None
        case HorizontalRule():
            return {"is": "rule"}


def _unbold(runs: Runs) -> Runs:
    return tuple(run._replace(bold=False) for run in runs)


def _table(table: Table, letter: bool) -> _Data:
    """A table. Columns of amounts and short words get points, so that typst need not measure them; others a share."""
    answer = table.kind == "answer"
    longest = table.longest()
    wide = sum(long for right, long in zip(table.right, longest, strict=True) if right) > _MOST_AMOUNTS
    size = _ANSWER if answer and not wide else 9.25 if letter else 8.75
    points, shares = [], []
    for right, long in zip(table.right, longest, strict=True):
        short = long <= (_LONG_AMOUNT if right else _SHORT)
        points.append(round(long * size * _WIDE + _PAD, 1) if short else 0)
        shares.append(0 if short else min(long, _WIDEST))
    if not any(shares):
        points[0], shares[0] = 0, 1
    return {
        "is": "table",
        "caption": table.caption,
        "head": [_runs(cell, letter) for cell in table.head],
        "rows": [[_runs(cell, letter) for cell in row] for row in table.rows],
        "right": list(table.right),
        "totals": list(table.totals),
        "points": points,
        "shares": shares,
        "framed": answer,
        "bare": letter,
        "size": size,
        "pad": 6.5 if answer else 5 if letter else 3.6,
    }


def _picture(picture: Picture) -> _Data:
    match picture:
        case Bars():
            return {
                "is": "picture",
                "kind": "bars",
                "bars": [
                    {
                        "label": bar.label,
                        "limit": bar.limit,
                        "parts": [
                            {"wide": part.cents * 100 / picture.scale, "kind": part.filling, "words": part.words}
                            for part in bar.parts
                        ]
                        + _left(bar.cap - sum(part.cents for part in bar.parts), picture.scale),
                    }
                    for bar in picture.bars
                ],
                "key": [{"kind": filling, "words": words} for filling, words in picture.fillings],
            }
        case Curve():
            svg = drawn(picture, fixed=True)
            return {"is": "picture", "kind": "curve", "title": picture.title, "words": picture.words, "svg": svg}
        case Timeline():
            moments = [{"date": one.date, "words": one.words} for one in picture.moments]
            return {"is": "picture", "kind": "timeline", "title": picture.title, "moments": moments}


def _left(cents: int, scale: int) -> list[_Data]:
    return [{"wide": cents * 100 / scale, "kind": "left", "words": ""}] if cents * 200 > scale else []


def _runs(runs: Runs, letter: bool) -> str | list[str | _Data]:
    """Runs as data: plain text is a string, and so are runs that are one plain text."""
    found = [_run(run, letter) for run in quoted(runs)]
    return found[0] if len(found) == 1 and isinstance(found[0], str) else found


def _run(run: Run, letter: bool) -> str | _Data:
    """A run as data. Marks lead to their notes from the letter alone: typst lays out twice whatever holds a link."""
    if run.note:
        return {"n" if letter else "m": run.note}
    styles = {"b": run.bold, "c": run.code, "q": run.said}
    text = _breakable(run.text)
    return {"t": text, **{name: True for name, has in styles.items() if has}} if any(styles.values()) else text


def _breakable(text: str) -> str:
    """The text with places to break put into very long words, which would run off the page."""
    return _LONG_WORD.sub("\\g<0>\u200b", text) if len(text) >= _LONG else text
