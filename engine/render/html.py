"""A letter as one HTML page: no script, nothing loaded, every value escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from markupsafe import Markup

from .blocks import (
    Annex,
    Block,
    Copied,
    Footnote,
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
    plain,
)
from .pictures import Bar, Bars, Curve, Picture, Timeline
from .sheet import Sheet

PAPER_SIZES: Final = {"us-letter": "letter", "a4": "A4"}
_WIDE: Final = 720  # units of a bar that fills its limit
_HIGH: Final = 10
_GAP: Final = 2.5
_STACKED: Final = 4
_SIDE_BY_SIDE: Final = {"answer": 34, "": 22}  # characters of all columns but the first, on a phone


class Page(NamedTuple):
    """What a page template is given: `title` and `policy` are words, the other parts HTML of our own making."""

    title: str
    policy: str
    style: Markup
    letterhead: Markup
    head: Markup
    opening: Markup
    sections: Markup
    close: Markup
    annex: Markup
    receipt: Markup


def page_of(sheet: Sheet, style: str) -> Page:
    """The parts of a letter's page."""
    writer = HtmlWriter(sheet)
    styled = style.replace("@page { size: letter;", f"@page {{ size: {PAPER_SIZES[sheet.paper]};")
    document = sheet.document
    return Page(
        title=" \u2013 ".join(part for part in (sheet.title, sheet.client) if part),
        policy=_policy(styled),
        style=Markup(styled),
        letterhead=Markup(_letterhead(sheet.letterhead)),
        head=Markup(f'<header class="head"><p>{escape(sheet.title)}</p><p>{escape(sheet.date)}</p></header>'),
        opening=Markup(writer.blocks(document.opening)),
        sections=Markup("\n".join(map(writer.section, document.sections))),
        close=Markup(writer.close(document.close, sheet.adviser)),
        annex=Markup(writer.annex(document.annex, document.notes) if document.annex else ""),
        receipt=Markup(escape(sheet.receipt, quote=False)),
    )


def _policy(style: str) -> str:
    """The content security policy of the page: its own style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _letterhead(lines: Iterable[str]) -> str:
    shown = "<br>".join(escape(line) for line in lines if line.strip())
    return f'<address class="letterhead">{shown}</address>' if shown else ""


class HtmlWriter:
    """Writes blocks as HTML; it knows which notes were marked, so that each leads back to its first mark."""

    def __init__(self, sheet: Sheet) -> None:
        """Nothing is written yet."""
        self._behind, self._pictures = sheet.behind, sheet.pictures
        self._noted = {note.number for note in sheet.document.notes}
        self._seen: set[int] = set()
        self._attributes: dict[int, str] = {}
        self._below = 0

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks one after another."""
        return "\n".join(filter(None, map(self.block, blocks)))

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph(runs=runs, kind=kind):
                return f"<p{_classed(kind)}>{self.runs(runs)}</p>"
            case Quote(blocks=blocks):
                return f'<div class="mind">{self.blocks(blocks)}</div>'
            case Listed(ordered=ordered, items=items, kind=kind):
                tag = "ol" if ordered else "ul"
                inner = "".join(f"<li>{self._item(item)}</li>" for item in items)
                return f"<{tag}{_classed(kind)}>{inner}</{tag}>"
            case Steps():
                return self._steps(block)
            case Strip():
                return self._strip(block)
            case Table():
                return self._table(block)
            case Copied(text=text):
                return f'<pre class="copy">{escape(text)}</pre>'
            case Pictured(name=name):
                return self._picture(self._pictures.get(name))
            case HorizontalRule():
                return "<hr>"

    def section(self, section: Section) -> str:
        """A section of the letter: its heading in the rail, its text beside it."""
        inner = self.blocks(section.blocks)
        if not inner:
            return ""
        return f"<section{_classed(section.kind)}>{self._heading(section.heading)}<div>{inner}</div></section>"

    def close(self, close: Iterable[Block], adviser: str) -> str:
        """The last lines: what is signed, with a line for a name, and the small print."""
        blocks = list(close)
        signed = self.blocks(block for block in blocks if not _fine(block))
        fine = self.blocks(block for block in blocks if _fine(block))
        name = f'<div class="line"></div><p class="quiet">{escape(adviser)}</p>' if adviser else ""
        return f'<div class="sign">{signed}{name}</div>{fine}' if signed or name else fine

    def annex(self, annex: Annex, notes: Iterable[Footnote]) -> str:
        """The working papers, their headings one level down, and the notes at their end."""
        self._below = 1
        parts = [self._heading(annex.heading), self.blocks(annex.opening)]
        for section in annex.sections:
            inner = self.blocks(section.blocks)
            if inner:
                parts.append(f"<section>{self._heading(section.heading)}<div>{inner}</div></section>")
        listed = "".join(map(self._footnote, notes))
        if listed:
            parts.append(f'<section id="notes"><h3>Notes</h3><div><ol class="notes">{listed}</ol></div></section>')
        return f'<div class="papers">{"".join(parts)}</div>'

    def runs(self, runs: Runs) -> str:
        """Runs of text; those that rest on one derivation stand in one span."""
        written = []
        for key, group in groupby(runs, key=lambda run: 0 if run.note else run.key):
            inner = "".join(self._styled(group))
            written.append(f"<span{self._told(key)}>{inner}</span>" if key in self._behind else inner)
        return "".join(written)

    def _styled(self, runs: Iterable[Run]) -> Iterator[str]:
        for said, group in groupby(runs, key=lambda run: run.said and not run.note):
            inner = "".join(map(self._run, group))
            yield f"<q>{inner}</q>" if said else inner

    def _run(self, run: Run) -> str:
        if run.note:
            return self._reference(run.note)
        text = escape(run.text, quote=False).replace("\n", "<br>")
        if run.code:
            text = f"<code>{text}</code>"
        return f"<b>{text}</b>" if run.bold else text

    def _reference(self, number: int) -> str:
        if number not in self._noted:
            return ""
        place = "" if number in self._seen else f' id="mark-{number}"'
        self._seen.add(number)
        return f'<a class="ref" href="#note-{number}"{place} aria-label="note {number}">{number}</a>'

    def _told(self, key: int) -> str:
        if key not in self._attributes:
            behind = self._behind[key]
            facts = "; ".join(f"{label}: {value}" for label, value in behind.facts)
            pairs = (("data-rule", behind.rule), ("data-cite", "; ".join(behind.cites)), ("data-facts", facts))
            self._attributes[key] = "".join(f' {name}="{escape(value)}"' for name, value in pairs if value)
        return self._attributes[key]

    def _footnote(self, note: Footnote) -> str:
        back = f' <a href="#mark-{note.number}" aria-label="back to the letter">\u21a9\ufe0e</a>'
        inner = self.runs(note.runs) + (back if note.number in self._seen else "")
        return f'<li id="note-{note.number}" value="{note.number}">{inner}</li>'

    def _heading(self, heading: Heading) -> str:
        level = heading.level + self._below
        return f'<h{level} id="{heading.name}"{_classed(heading.kind)}>{self.runs(heading.runs)}</h{level}>'

    def _item(self, item: tuple[Block, ...]) -> str:
        """An item of a list; one that is a single paragraph needs no paragraph of its own."""
        if item and isinstance(item[0], Paragraph):
            return self.runs(item[0].runs) + self.blocks(item[1:])
        return self.blocks(item)

    def _steps(self, steps: Steps) -> str:
        listed = (
            f'<li><p class="when">{self.runs(_unbold(step.when))}</p><div>{self.blocks(step.blocks)}</div></li>'
            for step in steps.steps
        )
        return f'<ol class="todo">{"".join(listed)}</ol>'

    def _strip(self, strip: Strip) -> str:
        cells = (
            f"<div><dt>{self.runs(cell.label)}</dt><dd>{self.runs(_unbold(cell.amount))}</dd></div>"
            for cell in strip.cells
        )
        return f'<dl class="sum">{"".join(cells)}</dl>'

    def _table(self, table: Table) -> str:
        most = _SIDE_BY_SIDE.get(table.kind)
        crowded = most is not None and sum(table.longest()[1:]) > most and len(table.head) > 2
        stacked = crowded or (len(table.head) >= _STACKED and not table.kind)
        labels = [escape(plain(cell)) for cell in table.head]
        align = [' class="num"' if right else "" for right in table.right]
        head = "".join(f'<th scope="col"{align[place]}>{self.runs(cell)}</th>' for place, cell in enumerate(table.head))
        rows = "".join(
            f"<tr{_classed('total' if total else '')}>{self._cells(row, labels, align, stacked)}</tr>"
            for row, total in zip(table.rows, table.totals, strict=True)
        )
        caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
        kinds = " ".join(
            filter(None, (table.kind, "stacked" if stacked else "", "numbered" if stacked and table.right[0] else ""))
        )
        return f"<table{_classed(kinds)}>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _cells(self, row: tuple[Runs, ...], labels: list[str], align: list[str], stacked: bool) -> str:
        first = f'<th scope="row"{align[0]}>{self.runs(row[0])}</th>'
        label = [f' data-label="{text}"' if stacked else "" for text in labels]
        rest = (f"<td{label[place]}{align[place]}>{self.runs(cell)}</td>" for place, cell in enumerate(row) if place)
        return first + "".join(rest)

    def _picture(self, picture: Picture | None) -> str:
        match picture:
            case Bars():
                return bars_html(picture)
            case Curve():
                return f"<figure><figcaption>{escape(picture.title)}</figcaption>{curve_svg(picture)}</figure>"
            case Timeline():
                return timeline_html(picture)
        return ""


def _unbold(runs: Runs) -> Runs:
    return tuple(run._replace(bold=False) for run in runs)


def _fine(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.kind == "fine"


def _classed(kind: str) -> str:
    return f' class="{escape(kind)}"' if kind else ""


def bars_html(bars: Bars) -> str:
    """Bars of limits, all on one dollar scale; the words under each carry the same facts."""
    drawn = "".join(_bar(bar, bars.scale) for bar in bars.bars)
    key = "".join(
        f'<li><svg viewBox="0 0 20 10"><rect class="{filling}" x="1" y="1" width="18" height="8"/></svg>{words}</li>'
        for filling, words in bars.fillings
    )
    keys = f'<ul class="key" aria-hidden="true">{key}</ul>' if len(bars.fillings) > 1 else ""
    return f'<figure class="bars"><figcaption class="vh">{escape(bars.title)}</figcaption>{drawn}{keys}</figure>'


def _bar(bar: Bar, scale: int) -> str:
    shapes = []
    place = 0.0
    for part in bar.parts:
        wide = part.cents * _WIDE / scale
        shapes.append(_rect(part.filling, place, max(1, wide - _GAP)))
        place += wide
    left = bar.cap * _WIDE / scale - place
    if left > _GAP:
        shapes.append(_rect("left", place, left - 1))
    told = (("b" if part.planned else "span", escape(part.words)) for part in bar.parts)
    words = " ".join(f"<{tag}>{text}</{tag}>" for tag, text in told)
    return (
        f'<div class="bar"><p><b>{escape(bar.label)}</b> <span>{escape(bar.limit)}</span></p>'
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" preserveAspectRatio="none" role="img" aria-label="{escape(bar.words)}">'
        f'{"".join(shapes)}</svg><p class="parts">{words}</p></div>'
    )


def _rect(filling: str, place: float, wide: float) -> str:
    """A part of a bar; its outline keeps its width however wide the bar is drawn."""
    size = f'x="{_number(place)}" width="{_number(wide)}" height="{_HIGH}"'
    return f'<rect class="{filling}" vector-effect="non-scaling-stroke" {size}/>'


def timeline_html(timeline: Timeline) -> str:
    """The days in order, each with what it is for."""
    moments = "".join(
        f"<li><b>{escape(one.date)}</b> <span>{escape(one.words)}</span></li>" for one in timeline.moments
    )
    return f'<figure><figcaption>{escape(timeline.title)}</figcaption><ol class="timeline">{moments}</ol></figure>'


def curve_svg(curve: Curve) -> str:
    """A limit by income, and where the saver stands. It is coloured by the classes of the page."""
    from .curve import drawn

    return drawn(curve)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
