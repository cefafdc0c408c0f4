"""The rules as pages: every fact, amount, figure and conclusion with its law, and a search over them."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ..engine.explain.formatting import escaped, sentence
from ..engine.render.blocks import Document
from ..engine.render.html import HtmlWriter
from ..engine.render.parse import parsed
from ..engine.render.sheet import Sheet
from ..engine.rulebook.model import Conclusion, Rulebook, Source
from ..engine.rulebook.reference import explain
from .site import NotHere, Site

KINDS: Final = {
    "routes": "What may be open to a saver",
    "corrections": "What may have to be put right",
    "limits": "Limits that several kinds of money share",
    "figures": "Amounts that are worked out",
    "conclusions": "What holds or does not hold",
    "parameters": "Amounts and dates the law publishes",
    "facts": "What a saver can tell",
    "sources": "The law and the documents that were read",
}
_MOST_ASKED: Final = 100
_SHOWN: Final = 160
_NAME: Final = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b(?!\.yaml)")
_LISTS: Final = ("reads", "read by", "closed by", "grounds", "cautions", "steps", "cited by", "amount", "needed when")
_ITEM: Final = re.compile(rf"<li>({'|'.join(_LISTS)}): (.*?)</li>")
_WORD: Final = re.compile(r"\b[a-z][a-z0-9_]*\b")


class Entry(NamedTuple):
    """A statement in a list: its name, its kind, and what it is in words."""

    name: str
    kind: str
    label: str


class Shelf(NamedTuple):
    """A kind of statement: the word that lists it, what it holds, and the statements."""

    kind: str
    title: str
    entries: tuple[Entry, ...]


async def shelves(request: Request, site: Site) -> Response:
    """All kinds of statements; with a search, the statements that have its words."""
    asked = request.query_params.get("q", "")[:_MOST_ASKED].strip()
    found = _found(site.rulebook, asked) if asked else ()
    every = [_shelf(site.rulebook, kind) for kind in KINDS]
    return site.page("rules", asked=asked, found=found, shelves=every, digest=site.rulebook.digest)


async def statement(request: Request, site: Site) -> Response:
    """What one name means, where the law says so, what it reads and who reads it; or the list of a kind."""
    name, book = request.path_params["name"], site.rulebook
    if name in KINDS:
        return site.page("shelf", shelf=_shelf(book, name))
    year = request.query_params.get("year", "")
    chosen = int(year) if year.isdecimal() and len(year) == 4 and int(year) in book.years else None
    entry = next((one for kind in KINDS for one in _shelf(book, kind).entries if one.name == name), None)
    if entry is None:
        raise NotHere("page")
    text = Markup(_linked(book, _as_html(explain(book, name, chosen))))
    return site.page("statement", entry=entry, text=text, year=chosen)


def _shelf(book: Rulebook, kind: str) -> Shelf:
    statements: dict[str, Any] = getattr(book, kind)
    entries = (Entry(name, kind, _label(one)) for name, one in statements.items())
    return Shelf(kind, KINDS[kind], tuple(entries))


def _label(one: Any) -> str:
    if isinstance(one, Conclusion):
        text = one.because.text if one.because else one.name.replace("_", " ")
    else:
        text = one.title if isinstance(one, Source) else one.label
    return sentence(text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …")


def _found(book: Rulebook, asked: str) -> tuple[Entry, ...]:
    """The statements whose name, words or law have all words asked for; those whose name has them first."""
    words = asked.casefold().split()
    hits: list[tuple[bool, int, Entry]] = []
    for kind in KINDS:
        for entry in _shelf(book, kind).entries:
            name = f"{entry.name} {entry.name.replace('_', ' ')}".casefold()
            text = f"{name} {entry.label} {_law(getattr(book, kind)[entry.name])}".casefold()
            if all(word in text for word in words):
                hits.append((not all(word in name for word in words), len(hits), entry))
    return tuple(entry for *_, entry in sorted(hits))


def _law(one: Any) -> str:
    """The words a statement may be looked for by, beside its name and label."""
    cites = [cite.text for cite in getattr(one, "cites", ())]
    law = getattr(one, "law", None)
    return " ".join([*cites, law.text if law else "", getattr(one, "meaning", "")])


def _as_html(markdown: str) -> str:
    """The page of a statement as HTML; what is written there is text, never markup."""
    lines = []
    for line in markdown.splitlines():
        head, text = ("- ", line[2:]) if line.startswith("- ") else ("", line)
        lines.append("" if line.startswith("# ") else head + _escaped(text))
    document = parsed("\n".join(lines))
    return HtmlWriter(bare_sheet(document)).blocks(document.opening)


def _escaped(text: str) -> str:
    """Text with its code marks kept and everything else shown as it stands."""
    return "".join(_piece(part) if place % 2 == 0 else f"`{part}`" for place, part in enumerate(text.split("`")))


def _piece(text: str) -> str:
    """Text between code marks, with the spaces at its ends."""
    inside = text.strip()
    before = text[: len(text) - len(text.lstrip())]
    return f"{before}{escaped(inside)}{text[len(before) + len(inside) :]}" if inside else text


def bare_sheet(document: Document) -> Sheet:
    """A document with nothing around it, for the HTML writer."""
    return Sheet("", 1, "", "", "", (), "us-letter", document, {}, {}, (), "")


def _linked(book: Rulebook, text: str) -> str:
    """The page with each name of the rulebook leading to its own."""
    names = {name for kind in KINDS for name in getattr(book, kind)}

    def link(found: re.Match[str]) -> str:
        name = found[0]
        return f'<a href="/rules/{name}">{name}</a>' if name in names else name

    def listed(found: re.Match[str]) -> str:
        return f"<li>{found[1]}: {_WORD.sub(link, found[2])}</li>"

    listed_text = _ITEM.sub(listed, text)
    pieces = re.split(r"(<a .*?</a>|<[^>]+>)", listed_text)
    return "".join(piece if piece.startswith("<") else _NAME.sub(link, piece) for piece in pieces)
