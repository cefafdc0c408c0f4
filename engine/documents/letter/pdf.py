"""A letter as PDF by typst: tagged, titled, fonts embedded, the same bytes every time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from ...diagnostic import Diagnostic, Refusal, Span
from ...resources import LETTER, TEMPLATES
from .missing import needs
from .press import Press
from .shapes import Letter, Options, Picture
from .tree import Block, Copied, Heading, Listed, Paragraph, Pictured, Quote, Run, Runs, Table
from .typeset import grid

_MAIN: Final = "letter.typ"
_DATA: Final = "letter.json"
_STANDARD: Final = "ua-1"
_NO_FONT: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_BOX: Final = "\u25a1"
_MOST_TRIES: Final = 60
_LINE: Final = re.compile(r"\.typ:(\d+)")
_LONG: Final = 48
_LONG_WORD: Final = re.compile(rf"\S{{{_LONG}}}")
_ANCHORS: Final = ("start", "middle", "end")
_SMALL: Final = 9
_Data = dict[str, Any]


def pdf_of(
    blocks: tuple[Block, ...],
    letter: Letter,
    options: Options,
    day: int,
    press: Press,
    receipt: str,
) -> bytes:
    """The PDF of a letter. Raises Refusal without typst, or where the firm's own `letter.typ` does not fit."""
    needs("typst")
    when = date.fromordinal(day)
    data = {
        "title": " \u2013 ".join(part for part in (letter.title, letter.client) if part),
        "author": letter.adviser,
        "date": [when.year, when.month, when.day],
        "paper": options.paper,
        "footer": f"{letter.title} \u00b7 {letter.date}",
        "blocks": blocks_data(blocks, letter.pictures, options.paper, press.is_own(_MAIN)),
        "receipt": receipt,
    }
    return _drawn(press, json.dumps(data, ensure_ascii=False, separators=(",", ":")), when)


def _drawn(press: Press, shown: str, when: date) -> bytes:
    """The PDF of the data; a sign no font holds (PDF/UA refuses it) is shown as an empty box."""
    typst = needs("typst")
    for _ in range(_MOST_TRIES):
        try:
            made = compiler().compile(
                input={"main.typ": press.texts[_MAIN].encode(), _DATA: shown.encode()},
                format="pdf",
                pdf_standards=[_STANDARD],
                timestamp=_noon(when),
            )
            return bytes(made)
        except typst.TypstError as problem:
            unknown = _NO_FONT.search(problem.message or "")
            if unknown is None:
                raise _misfit(problem, press.place(_MAIN)) from None
            shown = shown.translate(dict.fromkeys(map(ord, unknown[1]), _BOX))
    raise _unreadable()


@lru_cache(maxsize=1)
def compiler() -> Any:
    """The compiler, kept warm. Only the fonts inside typst are used, so that every machine draws the same, and no file
    but the shipped templates can be read.
    """
    return needs("typst").Compiler(ignore_system_fonts=True, root=TEMPLATES / LETTER)


def _noon(when: date) -> int:
    return (when.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + 43_200


def _misfit(problem: Any, file: str) -> Refusal:
    found = _LINE.search(problem.diagnostic or "")
    place = Span(file, int(found[1]) if found else 1, 1, 2)
    help = "; ".join(problem.hints) or "compare it with the one that comes with rothroute"
    message = f"the template does not fit: {problem.message}"
    return Refusal((Diagnostic("template", "error", message, place, (), help),))


def _unreadable() -> Refusal:
    message = "the letter holds too many signs that no font of this format has"
    return Refusal((Diagnostic("letters", "error", message, None, (), "write names in other letters, or use HTML"),))


def blocks_data(
    blocks: tuple[Block, ...], pictures: Mapping[str, Picture], paper: str, own: bool = False
) -> list[_Data]:
    """The blocks as plain data, in order; a firm's `own` letter.typ may set tables in other type, so it measures."""
    found = [data for block in blocks if (data := _block(block, pictures, paper, own)) is not None]
    metas = [data for data in found if data.get("kind") == "meta"]
    for data in metas:
        data["last"] = data is metas[-1]
    return found


def _block(block: Block, pictures: Mapping[str, Picture], paper: str, own: bool) -> _Data | None:
    match block:
        case Heading(level=level, runs=runs):
            return {"is": "heading", "level": level, "runs": _runs(runs)}
        case Paragraph(runs=runs, kind=kind):
            return {"is": "paragraph", "kind": kind, "runs": _runs(runs)}
        case Quote(runs=runs):
            return {"is": "quote", "runs": _runs(runs)}
        case Copied(text=text):
            return {"is": "copied", "text": text}
        case Listed(ordered=ordered, items=items, kind=kind):
            listed = [{"runs": _runs(item.runs), "below": [_runs(runs) for runs in item.below]} for item in items]
            return {"is": "list", "ordered": ordered, "kind": kind, "items": listed}
        case Table():
            return _table(block, paper, own)
        case Pictured(name=name):
            return _picture(pictures[name]) if name in pictures else None


def _picture(picture: Picture) -> _Data:
    """A picture as its shapes and, apart, its words: typst sets words in far less time than it takes to read them."""
    drawing = picture.draw()
    words = [
        (one.x, one.y, one.size, one.fill, _ANCHORS.index(one.anchor), one.bold, one.words) for one in drawing.words()
    ]
    shown = {"title": picture.title, "alt": picture.text, "svg": drawing.svg(words=False)}
    return {"is": "picture", **shown, "height": drawing.height, "words": words}


def _table(block: Table, paper: str, own: bool) -> _Data:
    columns, lines = grid(block, paper)
    return {
        "is": "table",
        "caption": block.caption,
        "head": [_runs(cell) for cell in block.head],
        "rows": [[_runs(cell) for cell in row] for row in block.rows],
        "right": list(block.right),
        "small": len(block.rows) <= _SMALL,
        "widths": block.widths(),
        "columns": columns,
        "lines": [None] * len(lines) if own else lines,
    }


@lru_cache(maxsize=8_192)
def _runs(runs: Runs) -> str | list[str | _Data]:
    """Runs as data: plain text is a string, and so are runs that are one plain text. Nobody changes what is given."""
    if len(runs) == 1 and isinstance(written := _run(runs[0]), str):
        return written
    return [_run(run) for run in runs]


def _run(run: Run) -> str | _Data:
    text, bold, code, _, mark = run
    if len(text) >= _LONG:
        text = _LONG_WORD.sub("\\g<0>\u200b", text)  # a very long word breaks rather than run off the page
    if not (bold or code or mark):
        return text
    styles = {"bold": bold, "code": code, "mark": mark}
    return {"text": text, **{name: True for name, has in styles.items() if has}}
