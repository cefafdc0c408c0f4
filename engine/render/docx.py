"""A letter as a Word file an adviser can edit: real headings, lists and tables; bars are tables with shaded cells."""

from __future__ import annotations

import gc
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from .blocks import (
    Block,
    Copied,
    Document,
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
from .libraries import needs
from .pictures import Bar, Bars, Picture
from .sheet import Sheet

_ZIPPED: Final = (1980, 1, 1, 0, 0, 0)
_PAGES: Final = {"a4": (11_906, 16_838), "us-letter": (12_240, 15_840)}
_MARGIN: Final = 964  # twips: 17 mm
_MOST_NAME: Final = 255  # the format holds no longer one
_TWIP: Final = 635
_INK, _DEEP, _MUTED, _LINE, _WARM, _WASH = "1B2530", "1F4E4A", "56626D", "D5DBE0", "8A4B0F", "F3F6F5"
_FILLS: Final = {"used": "889790", "plan": _DEEP, "second": "8FB3AD", "maybe": "DDE8E5", "over": _WARM}
_FONT: Final = "Georgia"
_BODY: Final[float] = 9  # points: as large to the eye as what the PDF has, for Georgia is a large face
_RAIL: Final = 2_350  # twips
_YOUNG: Final = 1  # the generation of what was made since the last letters
_SIGN, _PAD = 108, 260  # twips a column of short texts needs, for each character and in all
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SIZES: Final = {1: 20.0, 2: 12.0, 3: 10.5}
RECEIPT_PART: Final = "customXml/item9.xml"


def docx_of(sheet: Sheet, attached: Callable[[Mapping[str, bytes]], str]) -> bytes:
    """The Word file of a letter; `attached` makes the XML kept inside it from the parts of the file.

    Raises Refusal without python-docx.
    """
    kit = needs("docx")
    document = kit.Document()
    writer = _DocxWriter(document, sheet)
    writer.write()
    _attach(document)
    buffer = io.BytesIO()
    document.save(buffer)
    del document, writer
    gc.collect(_YOUNG)  # python-docx leaves cycles that hold the whole file, and Python looks for them too seldom
    return _steady(buffer.getvalue(), attached)


class _DocxWriter:
    def __init__(self, document: Any, sheet: Sheet) -> None:
        self._document, self._sheet = document, sheet
        self._pictures: Mapping[str, Picture] = sheet.pictures
        self._shared, self._oxml = needs("docx.shared"), needs("docx.oxml")
        self._noted = frozenset(note.number for note in sheet.document.notes)
        self._wide = _PAGES[sheet.paper][0] - 2 * _MARGIN
        self._styles: dict[str, str] = {}
        self._home = document

    def write(self) -> None:
        self._set_up()
        sheet = self._sheet
        for place, line in enumerate(line for line in sheet.letterhead if line.strip()):
            self._line(line, bold=place == 0, muted=place > 0)
        head = self._line(f"{sheet.title}\t{sheet.date}", muted=True)
        head.paragraph_format.space_before = self._shared.Pt(10)
        head.paragraph_format.tab_stops.add_tab_stop(self._wide * _TWIP, 2)
        self._document_blocks(sheet.document)

    def _document_blocks(self, document: Document) -> None:
        self._blocks(document.opening)
        for section in document.sections:
            self._section(section, 2)
        self._close(document.close)
        if document.annex:
            self._document.add_page_break()
            self._heading(Heading(1, document.annex.heading.runs, ""))
            self._blocks(document.annex.opening)
            for section in document.annex.sections:
                self._section(section, 2)
        if document.notes:
            self._heading(Heading(2, (Run("Notes"),), ""))
            for note in document.notes:
                self._runs(self._paragraph(), (Run(f"{note.number}. "), *note.runs), 8)

    def _section(self, section: Section, level: int) -> None:
        if any(not isinstance(block, Pictured) or block.name in self._pictures for block in section.blocks):
            self._heading(section.heading._replace(level=level))
            self._blocks(section.blocks)

    def _close(self, blocks: Iterable[Block]) -> None:
        closing = list(blocks)
        self._blocks(block for block in closing if not (isinstance(block, Paragraph) and block.kind == "fine"))
        if self._sheet.adviser:
            line = self._line("\u00a0", muted=True)
            line.paragraph_format.space_before = self._shared.Pt(18)
            name = self._line(self._sheet.adviser, muted=True)
            self._edge(name, "top", _MUTED)
        for block in closing:
            if isinstance(block, Paragraph) and block.kind == "fine":
                self._runs(self._paragraph(), block.runs, 8.5, muted=True)

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        writers: dict[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: lambda one: self._runs(self._paragraph(), one.runs, 11 if one.kind == "lead" else None),
            Quote: self._mind,
            Listed: self._list,
            Steps: self._steps,
            Strip: self._strip,
            Table: self._table,
            Copied: self._copied,
            Pictured: lambda one: self._picture(self._pictures.get(one.name)),
            HorizontalRule: lambda _: self._edge(self._line("\u00a0"), "bottom", _LINE),
        }
        writers[type(block)](block)

    def _mind(self, quote: Quote) -> None:
        for one in quote.blocks:
            if isinstance(one, Paragraph):
                self._runs(self._paragraph("Intense Quote"), one.runs)
            else:
                self._block(one)

    def _copied(self, copied: Copied) -> None:
        for line in copied.text.split("\n"):
            paragraph = self._paragraph()
            paragraph.paragraph_format.space_after = 0
            self._shade(paragraph._p.get_or_add_pPr(), _WASH)
            self._runs(paragraph, (Run(line),), _BODY)
        self._gap()

    def _heading(self, heading: Heading) -> None:
        paragraph = self._paragraph(f"Heading {heading.level}")
        self._runs(paragraph, heading.runs)
        if heading.level == 2:
            self._edge(paragraph, "top", _LINE)

    def _paragraph(self, style: str = "Normal") -> Any:
        """A paragraph in a style; python-docx would look for the style among all of them each time."""
        if style not in self._styles:
            kind = needs("docx.enum.style").WD_STYLE_TYPE.PARAGRAPH
            self._styles[style] = self._document.part.get_style_id(style, kind)
        paragraph = self._home.add_paragraph()
        if self._styles[style] is not None:
            paragraph._p.style = self._styles[style]
        return paragraph

    def _line(self, text: str, bold: bool = False, muted: bool = False) -> Any:
        paragraph = self._paragraph()
        paragraph.paragraph_format.space_after = self._shared.Pt(2)
        self._runs(paragraph, (Run(text, bold=bold),), _BODY, muted)
        return paragraph

    def _gap(self) -> None:
        paragraph = self._paragraph()
        paragraph.paragraph_format.space_after = 0
        paragraph.paragraph_format.line_spacing = self._shared.Pt(4)

    def _runs(self, paragraph: Any, runs: Runs, size: float | None = None, muted: bool = False) -> None:
        for run in quoted(runs):
            if run.note and run.note not in self._noted:
                continue
            written = paragraph.add_run(_fit(str(run.note) if run.note else run.text))
            written.bold = True if run.bold else None
            written.italic = True if run.said else None
            if run.note:
                written.font.superscript = True
            if run.code:
                written.font.name = "Consolas"
            if size is not None:
                written.font.size = self._shared.Pt(size)
            if muted:
                written.font.color.rgb = self._shared.RGBColor.from_string(_MUTED)

    def _list(self, block: Listed) -> None:
        """A list; numbers are written out, since Word would go on counting from the list before."""
        plain_style = block.ordered or block.kind in ("meta", "glossary", "notes")
        size = 9 if block.kind in ("meta", "glossary", "notes") else None
        for number, item in enumerate(block.items, 1):
            for place, one in enumerate(item):
                if isinstance(one, Paragraph):
                    paragraph = self._paragraph("Normal" if plain_style or place else "List Bullet")
                    paragraph.paragraph_format.space_after = self._shared.Pt(3)
                    lead = (Run(f"{number}. "),) if block.ordered and place == 0 else ()
                    self._runs(paragraph, (*lead, *one.runs), size)
                elif isinstance(one, Listed):
                    for below in one.items:
                        self._below(below)
                else:
                    self._block(one)

    def _below(self, item: tuple[Block, ...]) -> None:
        for one in item:
            if isinstance(one, Paragraph):
                paragraph = self._paragraph()
                paragraph.paragraph_format.left_indent = self._shared.Mm(10)
                paragraph.paragraph_format.space_after = self._shared.Pt(2)
                self._runs(paragraph, one.runs, _BODY, muted=True)

    def _steps(self, steps: Steps) -> None:
        """A table without lines: when on the left, what to do on the right."""
        table = self._grid(len(steps.steps), [_RAIL, self._wide - _RAIL])
        for number, (row, step) in enumerate(zip(table.rows, steps.steps, strict=True), 1):
            when, what = row.cells
            bold = tuple(run._replace(bold=True) for run in step.when)
            self._runs(when.paragraphs[0], (Run(f"{number}. ", bold=True), *bold))
            row._tr.get_or_add_trPr().append(self._oxml.OxmlElement("w:cantSplit"))
            self._fill(what, step.blocks)
        self._gap()

    def _fill(self, cell: Any, blocks: tuple[Block, ...]) -> None:
        """Blocks inside a cell, which begins with an empty paragraph."""
        first, *rest = blocks or (Paragraph(()),)
        if isinstance(first, Paragraph):
            self._runs(cell.paragraphs[0], first.runs)
        else:
            rest = [first, *rest]
        home, self._home = self._home, cell
        for block in rest:
            if isinstance(block, Paragraph | Listed | Copied):
                self._block(block)
        self._home = home

    def _strip(self, strip: Strip) -> None:
        many = len(strip.cells)
        table = self._grid(1, [self._wide // many] * many)
        self._borders(table, ("top", "bottom"), 10, _INK)
        for cell, shown in zip(table.rows[0].cells, strip.cells, strict=True):
            self._runs(cell.paragraphs[0], shown.amount, 15)
            cell.paragraphs[0].paragraph_format.space_after = 0
            self._runs(cell.add_paragraph(), shown.label, 9, muted=True)
        self._gap()

    def _table(self, table: Table) -> None:
        if table.caption:
            caption = self._paragraph("Caption")
            caption.add_run(_fit(table.caption))
            caption.paragraph_format.keep_with_next = True
        written = self._grid(1 + len(table.rows), self._columns(table))
        self._borders(written, ("insideH",), 4, _LINE)
        for place, (row, runs) in enumerate(zip(written.rows, (table.head, *table.rows), strict=True)):
            total = place > 0 and table.totals[place - 1]
            for column, (cell, inner) in enumerate(zip(row.cells, runs, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = self._shared.Pt(1)
                paragraph.alignment = 2 if table.right[column] else 0
                shown = tuple(run._replace(bold=True) for run in inner) if total else inner
                self._runs(paragraph, shown, 9, muted=place == 0)
            properties = row._tr.get_or_add_trPr()
            properties.append(self._oxml.OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(self._oxml.OxmlElement("w:tblHeader"))
        self._gap()

    def _columns(self, table: Table) -> list[int]:
        """The columns in twips: amounts and short ones as they need, the others by their texts."""
        longest = table.longest()
        fixed = [
            _PAD + _SIGN * long if right or long <= 12 else 0 for right, long in zip(table.right, longest, strict=True)
        ]
        if sum(fixed) > self._wide * 2 // 3 and not all(fixed):
            fixed = [own * self._wide * 2 // (3 * sum(fixed)) for own in fixed]
        rest = self._wide - sum(fixed)
        whole = sum(min(long, 40) for long, own in zip(longest, fixed, strict=True) if not own)
        if not whole:
            return [own * self._wide // sum(fixed) for own in fixed]
        return [own or rest * min(long, 40) // whole for long, own in zip(longest, fixed, strict=True)]

    def _picture(self, picture: Picture | None) -> None:
        if picture is None:
            return
        if not isinstance(picture, Bars):
            self._runs(self._paragraph(), (Run(f"{picture.title}. ", bold=True), Run(picture.words)), _BODY)
            return
        for bar in picture.bars:
            words = self._bar(bar, picture.scale)
            words.paragraph_format.keep_with_next = bar is picture.bars[-1] and len(picture.fillings) > 1
        if len(picture.fillings) > 1:
            paragraph = self._line("", muted=True)
            for filling, words in picture.fillings:
                square = paragraph.add_run("\u25a0 ")
                square.font.color.rgb = self._shared.RGBColor.from_string(_FILLS[filling])
                self._runs(paragraph, (Run(f"{words}   "),), 8.5, muted=True)

    def _bar(self, bar: Bar, scale: int) -> Any:
        """Draw a bar; the paragraph of its words."""
        label = self._line(bar.label, bold=True)
        label.paragraph_format.keep_with_next = True
        self._runs(label, (Run(f"   {bar.limit}"),), 9, muted=True)
        parts = [(part.cents, _FILLS[part.filling]) for part in bar.parts]
        left = max(bar.cap, scale) - sum(part.cents for part in bar.parts)
        cells = [(max(1, cents * self._wide // scale), fill) for cents, fill in parts]
        cells += [(left * self._wide // scale, "FFFFFF")] if left * 100 > scale else []
        if cells:
            table = self._grid(1, [wide for wide, _ in cells])
            for cell, (_, fill) in zip(table.rows[0].cells, cells, strict=True):
                self._shade(cell._tc.get_or_add_tcPr(), fill)
                cell.paragraphs[0].paragraph_format.space_after = 0
                cell.paragraphs[0].paragraph_format.line_spacing = self._shared.Pt(9)
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        words = self._paragraph()
        words.paragraph_format.keep_together = True
        words.paragraph_format.space_after = self._shared.Pt(5)
        for part in bar.parts:
            self._runs(words, (Run(f"{part.words}   ", bold=part.planned),), 9, muted=not part.planned)
        return words

    def _grid(self, rows: int, columns: list[int]) -> Any:
        """A table without lines whose columns keep their widths."""
        wide = sum(columns) * _TWIP
        table = self._home.add_table(rows, len(columns), wide) if self._home is not self._document else None
        table = table if table is not None else self._document.add_table(rows, len(columns))
        table.autofit = False
        for column, one in zip(table.columns, columns, strict=True):
            column.width = one * _TWIP
        for row in table.rows:
            for cell, one in zip(row.cells, columns, strict=True):
                cell.width = one * _TWIP
        margins = f'<w:tblCellMar {_W}><w:left w:w="0" w:type="dxa"/><w:right w:w="110" w:type="dxa"/></w:tblCellMar>'
        self._place(table._tbl.tblPr, self._oxml.parse_xml(margins), ("w:tblLook", "w:tblCaption"))
        return table

    def _borders(self, table: Any, sides: tuple[str, ...], size: int, colour: str) -> None:
        inner = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:color="{colour}"/>' for side in sides)
        borders = self._oxml.parse_xml(f"<w:tblBorders {_W}>{inner}</w:tblBorders>")
        self._place(table._tbl.tblPr, borders, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))

    def _place(self, properties: Any, child: Any, before: tuple[str, ...]) -> None:
        """Put a property where the schema of Word wants it: before the first of those that follow it."""
        qn = needs("docx.oxml.ns").qn
        following = {qn(name) for name in before}
        place = next((number for number, one in enumerate(properties) if one.tag in following), len(properties))
        properties.insert(place, child)

    def _shade(self, properties: Any, fill: str) -> None:
        shade = self._oxml.parse_xml(f'<w:shd {_W} w:val="clear" w:color="auto" w:fill="{fill}"/>')
        after = ("w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:noWrap", "w:tcMar", "w:vAlign")
        self._place(properties, shade, after)

    def _edge(self, paragraph: Any, side: str, colour: str) -> None:
        xml = f'<w:pBdr {_W}><w:{side} w:val="single" w:sz="5" w:space="6" w:color="{colour}"/></w:pBdr>'
        after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
        self._place(paragraph._p.get_or_add_pPr(), self._oxml.parse_xml(xml), after)

    def _set_up(self) -> None:
        document, sheet = self._document, self._sheet
        properties = document.core_properties
        noon = datetime.combine(date.fromordinal(sheet.day), datetime.min.time().replace(hour=12))
        properties.title, properties.author = sheet.title, _fit(sheet.adviser)[:_MOST_NAME]
        properties.language = "en-US"
        properties.created = properties.modified = noon
        properties.last_modified_by, properties.comments, properties.revision = "", "", 1
        section = document.sections[0]
        wide, high = _PAGES[sheet.paper]
        section.page_width, section.page_height = wide * _TWIP, high * _TWIP
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, _MARGIN * _TWIP)
        self._look()
        self._footer(section.footer.paragraphs[0])

    def _look(self) -> None:
        shared, styles = self._shared, self._document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = _FONT, shared.Pt(_BODY)
        normal.font.color.rgb = shared.RGBColor.from_string(_INK)
        normal.paragraph_format.space_after = shared.Pt(4)
        normal.paragraph_format.line_spacing = 1.0
        for name, size, colour in (("Caption", 9, _INK), ("Intense Quote", _BODY, _INK)):
            style = styles[name]
            style.font.name, style.font.size = _FONT, shared.Pt(size)
            style.font.bold, style.font.italic = name == "Caption", False
            style.font.color.rgb = shared.RGBColor.from_string(colour)
        self._quote(styles["Intense Quote"])
        for level, points in _SIZES.items():
            style = styles[f"Heading {level}"]
            style.font.name, style.font.size, style.font.bold = _FONT, shared.Pt(points), True
            style.font.color.rgb = shared.RGBColor.from_string(_INK if level == 1 else _DEEP)
            style.paragraph_format.space_before = shared.Pt(6)
            style.paragraph_format.space_after = shared.Pt(3)
            fonts = style.element.rPr.rFonts
            for key in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[key]

    def _quote(self, style: Any) -> None:
        """What is to be minded: on a light ground with a bar at its side."""
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = self._shared.Mm(3)
        properties = style.element.get_or_add_pPr()
        for old in [child for child in properties if child.tag.endswith(("}pBdr", "}shd"))]:
            properties.remove(old)
        bar = f'<w:pBdr {_W}><w:left w:val="single" w:sz="24" w:space="8" w:color="{_WARM}"/></w:pBdr>'
        after = ("w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
        self._place(properties, self._oxml.parse_xml(bar), after)
        self._shade(properties, "FDF6EE")

    def _footer(self, paragraph: Any) -> None:
        """The page number, as a field Word fills in."""
        paragraph.alignment = 2
        qn = needs("docx.oxml.ns").qn
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = paragraph.add_run()
            run.font.size = self._shared.Pt(8.5)
            if kind:
                element = self._oxml.OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            else:
                element = self._oxml.OxmlElement("w:instrText")
                element.text = text
            run._r.append(element)


def _fit(text: str) -> str:
    """Text without the few characters XML cannot hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t\u00a0\u200b")


def _attach(document: Any) -> None:
    """A custom XML part, still empty, which Word keeps when the file is edited."""
    part_of, uri_of = needs("docx.opc.part").Part, needs("docx.opc.packuri").PackURI
    package = document.part.package
    part = part_of(uri_of(f"/{RECEIPT_PART}"), "application/xml", b"<letter/>", package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml")


def _steady(data: bytes, attached: Callable[[Mapping[str, bytes]], str]) -> bytes:
    """The same archive without the clock: entries in one order, at one date, and our own part filled in."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[RECEIPT_PART] = attached(parts).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, parts[name])
    return buffer.getvalue()
