"""A letter as PDF by typst: tagged, titled, fonts embedded, the same bytes every time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from ...diagnostic import Diagnostic, Refusal, Span
from .missing import needs
from .shapes import Letter, Options, Picture
from .tree import Block, Copied, Heading, Listed, Paragraph, Pictured, Quote, Run, Runs, Table

_MAIN: Final = "letter.typ"
_DATA: Final = "letter.json"
_STANDARD: Final = "ua-1"
_NO_FONT: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_BOX: Final = "\u25a1"
_MOST_TRIES: Final = 60
_LINE: Final = re.compile(r"\.typ:(\d+)")
_LONG_WORD: Final = re.compile(r"\S{48}")
_SMALL: Final = 9
_Data = dict[str, Any]


def pdf_of(
    blocks: tuple[Block, ...],
    letter: Letter,
    options: Options,
    day: int,
    texts: Mapping[str, str],
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
        "blocks": blocks_data(blocks, letter.pictures),
        "receipt": receipt,
    }
    return _drawn(texts[_MAIN], json.dumps(data, ensure_ascii=False, separators=(",", ":")), when)


def _drawn(source: str, shown: str, when: date) -> bytes:
    """The PDF of the data; a sign no font holds (PDF/UA refuses it) is shown as an empty box."""
    typst = needs("typst")
    for _ in range(_MOST_TRIES):
        try:
            made = compiler().compile(
                input={"main.typ": source.encode(), _DATA: shown.encode()},
                format="pdf",
                pdf_standards=[_STANDARD],
                timestamp=_noon(when),
            )
            return bytes(made)
        except typst.TypstError as problem:
            unknown = _NO_FONT.search(problem.message or "")
            if unknown is None:
                raise _misfit(problem) from None
            shown = shown.translate(dict.fromkeys(map(ord, unknown[1]), _BOX))
    raise _unreadable()


@lru_cache(maxsize=1)
def compiler() -> Any:
    """The compiler, kept warm; only the fonts inside typst itself are used, so every machine draws the same."""
    return needs("typst").Compiler(ignore_system_fonts=True)


def _noon(when: date) -> int:
    return (when.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + 43_200


def _misfit(problem: Any) -> Refusal:
    found = _LINE.search(problem.diagnostic or "")
    place = Span(_MAIN, int(found[1]) if found else 1, 1, 2)
    help = "; ".join(problem.hints) or "compare it with the one that comes with rothroute"
    message = f"the template does not fit: {problem.message}"
    return Refusal((Diagnostic("template", "error", message, place, (), help),))


def _unreadable() -> Refusal:
    message = "the letter holds too many signs that no font of this format has"
    return Refusal((Diagnostic("letters", "error", message, None, (), "write names in other letters, or use HTML"),))


def blocks_data(blocks: tuple[Block, ...], pictures: Mapping[str, Picture]) -> list[_Data]:
    """The blocks as plain data, in order."""
    found = [data for block in blocks if (data := _block(block, pictures)) is not None]
    metas = [data for data in found if data.get("kind") == "meta"]
    for data in metas:
        data["last"] = data is metas[-1]
    return found


def _block(block: Block, pictures: Mapping[str, Picture]) -> _Data | None:
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
            return _table(block)
        case Pictured(name=name):
            found = pictures.get(name)
            return {"is": "picture", "title": found.title, "alt": found.text, "svg": found.svg} if found else None


def _table(block: Table) -> _Data:
    return {
        "is": "table",
        "caption": block.caption,
        "head": [_runs(cell) for cell in block.head],
        "rows": [[_runs(cell) for cell in row] for row in block.rows],
        "right": list(block.right),
        "small": len(block.rows) <= _SMALL,
        "widths": block.widths(),
    }


def _runs(runs: Runs) -> str | list[str | _Data]:
    """Runs as data: plain text is a string, and so are runs that are one plain text."""
    written = [_run(run) for run in runs]
    return written[0] if len(written) == 1 and isinstance(written[0], str) else written


def _run(run: Run) -> str | _Data:
    text = _LONG_WORD.sub("\\g<0>\u200b", run.text)  # a very long word breaks rather than run off the page
    data: _Data = {name: True for name in ("bold", "code", "mark") if getattr(run, name)}
    return {"text": text, **data} if data else text
