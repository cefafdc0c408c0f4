"""A letter as a Word file an adviser can edit: real headings, lists and tables, pictures with their words."""

from __future__ import annotations

import gc
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from .missing import needs
from .pdf import compiler
from .shapes import Letter, Options, Picture
from .tree import Block, Copied, Heading, Item, Listed, Paragraph, Pictured, Quote, Run, Table

RECEIPT_PART: Final = "customXml/item9.xml"
_SPACE: Final = "urn:rothroute:letter-receipt"
_ZIPPED: Final = (1980, 1, 1, 0, 0, 0)
_PAGES: Final = {"a4": (11_906, 16_838), "us-letter": (12_240, 15_840)}
_MOST_NAME: Final = 255  # the format holds no longer one
_TWIP, _EMU_PER_MM = 635, 36_000
_INK, _DEEP, _MUTED = "1B2530", "1F4E4A", "56626D"
_TEXT_WIDE = 162
_LEAD = 14
_YOUNG: Final = 1  # the generation of what was made since the last letters
_PAD, _SIGN = 7, 1.9  # millimetres a column of short texts needs, in all and for each sign
_BORDERS: Final = (
    '<w:tblBorders xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:bottom w:val="single" w:sz="4" w:color="D5DBE0"/><w:insideH w:val="single" w:sz="4" w:color="D5DBE0"/>'
    "</w:tblBorders>"
)
_WORD: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BAR: Final = f'<w:pBdr {_WORD}><w:left w:val="single" w:sz="24" w:space="8" w:color="8A4B0F"/></w:pBdr>'
_WASH: Final = f'<w:shd {_WORD} w:val="clear" w:color="auto" w:fill="FDF6EE"/>'
_HEAD_SIZES: Final = {1: 22, 2: 15, 3: 11.5}


def docx_of(blocks: tuple[Block, ...], letter: Letter, options: Options, day: int, receipt: str) -> bytes:
    """The Word file of a letter. Raises Refusal without python-docx."""
    kit = needs("docx")
    document = kit.Document()
    _set_up(document, letter, options, day)
    writer = _Writer(document, letter.pictures)
    for block in blocks:
        writer.block(block)
    _attach(document, receipt)
    buffer = io.BytesIO()
    document.save(buffer)
    del document, writer
    gc.collect(_YOUNG)  # python-docx leaves cycles that hold the whole file, and Python looks for them too seldom
    return _steady(buffer.getvalue())


def _set_up(document: Any, letter: Letter, options: Options, day: int) -> None:
    properties = document.core_properties
    noon = datetime.combine(date.fromordinal(day), datetime.min.time().replace(hour=12))
    properties.title, properties.author, properties.language = letter.title, letter.adviser[:_MOST_NAME], "en-US"
    properties.created = properties.modified = noon
    properties.last_modified_by, properties.comments, properties.revision = "", "", 1
    section = document.sections[0]
    wide, high = _PAGES[options.paper]
    section.page_width, section.page_height = wide * _TWIP, high * _TWIP
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, 24 * _EMU_PER_MM)
    _styles(document)
    _footer(section, f"{letter.title} \u00b7 {letter.date}")


def _styles(document: Any) -> None:
    shared = needs("docx.shared")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", shared.Pt(10.5)
    normal.paragraph_format.space_after = shared.Pt(6)
    caption = document.styles["Caption"].font
    caption.name, caption.size, caption.color.rgb = "Georgia", shared.Pt(9), shared.RGBColor.from_string(_MUTED)
    _quote(document.styles["Intense Quote"])
    for level, size in _HEAD_SIZES.items():
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = "Georgia", shared.Pt(size), True
        style.font.color.rgb = shared.RGBColor.from_string(_DEEP if level == 2 else _INK)
        fonts = style.element.rPr.rFonts
        for key in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[key]


def _quote(style: Any) -> None:
    """What is to be minded: on a light ground with a bar at its side."""
    shared, oxml = needs("docx.shared"), needs("docx.oxml")
    style.font.italic, style.font.bold, style.font.color.rgb = False, False, shared.RGBColor.from_string(_INK)
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = shared.Mm(3)
    properties = style.element.get_or_add_pPr()
    for old in [child for child in properties if child.tag.endswith(("}pBdr", "}shd"))]:
        properties.remove(old)
    for place, xml in enumerate((_BAR, _WASH)):
        properties.insert(place, oxml.parse_xml(xml))


def _footer(section: Any, words: str) -> None:
    """The footer with the page number, as a field Word fills in."""
    paragraph = section.footer.paragraphs[0]
    paragraph.add_run(f"{words}\t\t")
    oxml, qn = needs("docx.oxml"), needs("docx.oxml.ns").qn
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = oxml.OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = oxml.OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


class _Writer:
    """Writes blocks into a document."""

    def __init__(self, document: Any, pictures: Mapping[str, Picture]) -> None:
        self._document, self._pictures = document, pictures
        self._shared = needs("docx.shared")
        self._kind = needs("docx.enum.style").WD_STYLE_TYPE.PARAGRAPH
        self._ids: dict[str, str | None] = {}

    def block(self, block: Block) -> None:
        """One block."""
        match block:
            case Heading(level=level, runs=runs):
                self._runs(self._paragraph(f"Heading {level}"), runs)
            case Paragraph(runs=runs, kind=kind):
                self._runs(self._document.add_paragraph(), runs, _LEAD if kind == "lead" else None)
            case Quote(runs=runs):
                self._runs(self._paragraph("Intense Quote"), runs)
            case Listed():
                for number, item in enumerate(block.items, 1):
                    self._item(block, number, item)
            case Table():
                self._table(block)
            case Copied(text=text):
                for line in text.split("\n"):
                    self._paragraph("No Spacing").add_run(_fit(line))
                self._document.add_paragraph()
            case Pictured(name=name):
                self._picture(self._pictures.get(name))

    def _paragraph(self, style: str) -> Any:
        """A paragraph in a style; python-docx would look for the style among all of them each time."""
        if style not in self._ids:
            self._ids[style] = self._document.part.get_style_id(style, self._kind)
        paragraph = self._document.add_paragraph()
        if self._ids[style] is not None:
            paragraph._p.style = self._ids[style]
        return paragraph

    def _item(self, block: Listed, number: int, item: Item) -> None:
        """A list entry; numbers are written out, since Word would go on counting from the list before."""
        plain_style = block.ordered or block.kind in ("meta", "letterhead", "glossary", "notes")
        paragraph = self._paragraph("Normal" if plain_style else "List Bullet")
        if block.ordered:
            lead = "\u2610" if block.kind == "steps" else f"{number}."
            paragraph.add_run(f"{lead} ")
        self._runs(paragraph, item.runs, 8 if block.kind == "notes" else None)
        if block.kind in ("meta", "letterhead"):
            paragraph.paragraph_format.space_after = 0
        for runs in item.below:
            below = self._document.add_paragraph()
            below.paragraph_format.left_indent = self._shared.Mm(8)
            below.paragraph_format.space_after = self._shared.Pt(2)
            self._runs(below, runs, 9)

    def _runs(self, paragraph: Any, runs: Iterable[Run], size: float | None = None) -> None:
        for run in runs:
            written = paragraph.add_run(_fit(run.text))
            written.bold = True if run.bold else None
            if run.mark:
                written.font.superscript = True
            if run.code:
                written.font.name = "Courier New"
            if size is not None:
                written.font.size = self._shared.Pt(size)

    def _table(self, block: Table) -> None:
        self._caption(block.caption)
        table = self._document.add_table(rows=1 + len(block.rows), cols=len(block.head))
        table.autofit = False
        widths = [self._shared.Mm(wide) for wide in _columns(block)]
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = wide
        for place, (row, written) in enumerate(zip(table.rows, (block.head, *block.rows), strict=True)):
            for column, (cell, runs) in enumerate(zip(row.cells, written, strict=True)):
                cell.width = widths[column]
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = self._shared.Pt(2)
                paragraph.alignment = 2 if block.right[column] else 0
                self._runs(paragraph, [run._replace(bold=True) for run in runs] if place == 0 else runs, 9)
        self._lined(table)
        self._document.add_paragraph()

    def _caption(self, words: str) -> None:
        caption = self._paragraph("Caption")
        caption.add_run(_fit(words))
        caption.paragraph_format.keep_with_next = True

    def _lined(self, table: Any) -> None:
        """Hair lines below rows; the first row is the head, repeated on each page; rows stay whole."""
        oxml = needs("docx.oxml")
        borders = oxml.parse_xml(_BORDERS)
        table._tbl.tblPr.append(borders)
        for place, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()
            properties.append(oxml.OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(oxml.OxmlElement("w:tblHeader"))

    def _picture(self, picture: Picture | None) -> None:
        if picture is None:
            return
        self._caption(picture.title)
        drawn = self._document.add_picture(io.BytesIO(_png(picture.svg)), width=self._shared.Mm(120))
        shape = drawn._inline.docPr
        shape.set("descr", _fit(picture.text))
        shape.set("name", picture.title)


def _columns(table: Table) -> list[float]:
    """The columns in millimetres: short ones as they need, the others by their texts."""
    widths = table.widths()
    short = [_PAD + _SIGN * long if wide == 0 else 0 for wide, long in zip(widths, table.longest(), strict=True)]
    rest, whole = _TEXT_WIDE - sum(short), sum(widths)
    if not whole:
        return [wide * _TEXT_WIDE / sum(short) for wide in short]
    return [fixed or rest * wide / whole for fixed, wide in zip(short, widths, strict=True)]


def _fit(text: str) -> str:
    """Text without the few signs XML cannot hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t\u00a0")


@lru_cache(maxsize=64)
def _png(svg: str) -> bytes:
    """A picture in dots, drawn by typst, since Word files hold no SVG of their own."""
    source = b'#set page(width: auto, height: auto, margin: 4pt)\n#image("picture.svg")'
    files = {"main.typ": source, "picture.svg": svg.encode()}
    made = compiler().compile(input=files, format="png", ppi=160)
    return bytes(made)


def _attach(document: Any, receipt: str) -> None:
    """The receipt as a custom XML part, which Word keeps when the file is edited."""
    part_of, uri_of = needs("docx.opc.part").Part, needs("docx.opc.packuri").PackURI
    escaped = receipt.replace("&", "&amp;").replace("<", "&lt;")
    xml = f'<?xml version="1.0" encoding="UTF-8"?><receipt xmlns="{_SPACE}">{escaped}</receipt>'
    package = document.part.package
    part = part_of(uri_of(f"/{RECEIPT_PART}"), "application/xml", xml.encode(), package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml")


def _steady(data: bytes) -> bytes:
    """The same archive without the clock: entries in one order, at one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
