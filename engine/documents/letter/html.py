"""A letter as one HTML page: accessible, self-contained, each sentence with the rule behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from .press import Press
from .shapes import Letter, Note, Picture
from .tree import Block, Copied, Heading, Listed, Paragraph, Pictured, Quote, Run, Runs, Table, plain

_PAGE: Final = "page.html"
_STACKED: Final = 3


class Section(NamedTuple):
    """A part of the page under its own heading."""

    name: str
    title: str
    body: Markup


class Page:
    """Writes the blocks of one letter."""

    def __init__(self, notes: Iterable[Note], pictures: Mapping[str, Picture]) -> None:
        """Keep what the runs and pictures of the letter refer to."""
        self._notes = dict(enumerate(notes, 1))
        self._pictures = pictures
        self._seen: dict[int, int] = {}
        self._attributes: dict[int, str] = {}

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Heading(level=level, runs=runs, name=name):
                return f'<h{level} id="{name}">{self.runs(runs)}</h{level}>'
            case Paragraph(runs=runs, kind=kind):
                return f"<p{_classed(kind)}>{self.runs(runs)}</p>"
            case Quote(runs=runs):
                return f'<p class="mind">{self.runs(runs)}</p>'
            case Listed():
                return self._list(block)
            case Table():
                return self._table(block)
            case Copied(text=text):
                return f"<pre>{escape(text)}</pre>"
            case Pictured(name=name):
                return self._picture(name)

    def runs(self, runs: Runs) -> str:
        """Runs of text; those of one note stand in one span."""
        written = []
        for number, group in groupby(runs, key=lambda run: 0 if run.mark else run.note):
            inner = "".join(self._run(run) for run in group)
            written.append(f"<span{self._behind(number)}>{inner}</span>" if number in self._notes else inner)
        return "".join(written)

    def _run(self, run: Run) -> str:
        if run.mark:
            return self._mark(run.note)
        text = escape(run.text)
        if run.code:
            text = f"<code>{text}</code>"
        return f"<strong>{text}</strong>" if run.bold else text

    def _mark(self, number: int) -> str:
        self._seen[number] = self._seen.get(number, 0) + 1
        place = f' id="mark-{number}"' if self._seen[number] == 1 else ""
        link = f'<a href="#note-{number}"{place} aria-label="note {number}">{number}</a>'
        return f'<sup class="mark">{link}</sup>'

    def _behind(self, number: int) -> str:
        if number not in self._attributes:
            note = self._notes[number]
            facts = "; ".join(f"{label}: {value}" for label, value in note.facts)
            pairs = (("data-rule", note.rule), ("data-cite", "; ".join(note.cites)), ("data-facts", facts))
            self._attributes[number] = "".join(f' {name}="{escape(value)}"' for name, value in pairs)
        return self._attributes[number]

    def _list(self, block: Listed) -> str:
        tag = "ol" if block.ordered else "ul"
        items = []
        for place, item in enumerate(block.items, 1):
            below = "".join(f"<li>{self.runs(runs)}</li>" for runs in item.below)
            inner = self.runs(item.runs) + (f"<ul>{below}</ul>" if below else "")
            if block.kind == "notes":
                items.append(f'<li id="note-{place}">{inner}{self._back(place)}</li>')
            else:
                items.append(f"<li>{inner}</li>")
        return f"<{tag}{_classed(block.kind)}>{''.join(items)}</{tag}>"

    def _back(self, number: int) -> str:
        if number not in self._seen:
            return ""
        return f' <a href="#mark-{number}" aria-label="back to the text">\u21a9</a>'

    def _table(self, block: Table) -> str:
        wide = len(block.head)
        labels = [escape(plain(cell)) for cell in block.head]
        align = [' class="amount"' if right else "" for right in block.right]
        head = "".join(f'<th scope="col"{align[place]}>{self.runs(cell)}</th>' for place, cell in enumerate(block.head))
        rows = "".join(f"<tr>{self._cells(row, labels, align)}</tr>" for row in block.rows)
        numbered = " numbered" if wide >= _STACKED and block.right[0] else ""
        kind = f' class="stacked{numbered}"' if wide >= _STACKED else ""
        return (
            f"<table{kind}><caption>{escape(block.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _cells(self, row: tuple[Runs, ...], labels: list[str], align: list[str]) -> str:
        first = f'<th scope="row"{align[0]}>{self.runs(row[0])}</th>'
        rest = (
            f'<td data-label="{labels[place]}"{align[place]}>{self.runs(cell)}</td>'
            for place, cell in enumerate(row)
            if place
        )
        return first + "".join(rest)

    def _picture(self, name: str) -> str:
        picture = self._pictures.get(name)
        if picture is None:
            return ""
        return (
            f"<figure><figcaption>{escape(picture.title)}</figcaption>"
            f'<div role="img" aria-label="{escape(picture.text)}">{picture.svg}</div>'
            f"<details><summary>The picture in words</summary><p>{escape(picture.text)}</p></details></figure>"
        )


def _classed(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def sections_of(blocks: Iterable[Block], page: Page) -> Iterator[Section]:
    """What stands before the first heading of level 2, then each such part."""
    name, title = "", ""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            yield Section(name, title, Markup("\n".join(parts)))
            name, title, parts = block.name, plain(block.runs), []
        parts.append(page.block(block))
    yield Section(name, title, Markup("\n".join(parts)))


@lru_cache(maxsize=8)
def _environment(page: str, style: str) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=DictLoader({_PAGE: page, "style.css": style}), undefined=StrictUndefined, autoescape=True
    )


def html_of(
    blocks: tuple[Block, ...],
    letter: Letter,
    notes: tuple[Note, ...],
    press: Press,
    paper: str,
    receipt: str,
) -> str:
    """The page of a letter. Raises Refusal where the page template does not fit."""
    head, *parts = sections_of(blocks, Page(notes, letter.pictures))
    try:
        return (
            _environment(press.texts[_PAGE], press.texts["style.css"])
            .get_template(_PAGE)
            .render(
                letter=letter,
                head=head.body,
                parts=parts,
                style=Markup(press.texts["style.css"]),
                size="A4" if paper == "a4" else "letter",
                receipt=Markup(receipt.replace("&", "\\u0026").replace("<", "\\u003c")),
            )
        )
    except TemplateError as problem:
        raise press.misfit(_PAGE, problem) from None
