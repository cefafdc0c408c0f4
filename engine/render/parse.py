"""Reads the Markdown that templates write into blocks: the only place that knows a Markdown parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .blocks import (
    Annex,
    Block,
    Cell,
    Copied,
    Document,
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
    StepBlock,
    Steps,
    Strip,
    Table,
    plain,
)

_CAPTION: Final = "Table: "
_CLOSING: Final = ("sign", "fine")
_BAR: Final = re.compile(r"(?<!\\)\|")  # between two cells, as the parser sees it
_NOT_NAMED: Final = re.compile(r"[^a-z0-9]+")
_SHOWN: Final = 60
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff\ufff9-\ufffb]"
)


class BrokenMarkdown(ValueError):
    """Markdown that says something other than its writer meant; the message says what is wrong."""


def reader() -> MarkdownIt:
    """The parser: CommonMark without HTML, with tables, attributes and footnotes, quotation marks made curly."""
    found = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
    found.disable(["html_block", "html_inline", "reference", "autolink"])
    found.use(attrs_block_plugin)
    found.use(attrs_plugin, spans=True, after=("image",))
    found.use(footnote_plugin, inline=False)
    return found


_READER: Final = reader()


def parsed(markdown: str) -> Document:
    """The document a text of Markdown stands for. Raises BrokenMarkdown where a fence or a table row does not fit."""
    shown = clean(markdown)
    tokens = _READER.parse(shown)
    _check(tokens, shown)
    notes: list[Footnote] = []
    names: dict[str, int] = {}
    blocks = list(_blocks(_tree(tokens), names, notes))
    return _arranged(blocks, tuple(sorted(notes)))


def clean(text: str) -> str:
    """Text without characters that show nothing but steer a terminal, a browser or the direction of reading."""
    return _UNSEEN.sub("", text)


def _check(tokens: Iterable[Token], markdown: str) -> None:
    """Refuse what the parser would quietly read otherwise: a fence without an end, a row of too many cells."""
    lines = markdown.splitlines()
    columns = 0
    for token in tokens:
        if token.type == "fence" and token.map and not _closed(lines[token.map[1] - 1], token.markup, token.map):
            raise BrokenMarkdown(f"a code fence is not closed: {token.content[:_SHOWN].strip()}")
        if token.type == "thead_open" and token.map:
            columns = _cells(lines[token.map[0]])
        if token.type == "tr_open" and token.map and (found := _cells(lines[token.map[0]])) != columns:
            row = lines[token.map[0]].strip()[:_SHOWN]
            raise BrokenMarkdown(f"a table row has {found} cells where its head has {columns}: {row}")


def _closed(line: str, markup: str, lines: list[int]) -> bool:
    return lines[1] - lines[0] > 1 and line.strip(" >").rstrip("`~") == "" and line.strip(" >").startswith(markup)


def _cells(line: str) -> int:
    return 1 + len(_BAR.findall(line.strip().removeprefix("|").removesuffix("|")))


def _arranged(blocks: list[Block], notes: tuple[Footnote, ...]) -> Document:
    """The blocks sorted into opening, sections, close and working papers."""
    begins = [place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    cut = begins[1] if len(begins) > 1 else len(blocks)
    opening, sections = _sections(blocks[:cut])
    close = tuple(block for block in blocks[:cut] if _closing(block))
    annex = None
    if cut < len(blocks) and isinstance(heading := blocks[cut], Heading):
        annex = Annex(heading, *_sections(blocks[cut + 1 :]))
    return Document(opening, sections, close, annex, notes)


def _sections(blocks: list[Block]) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    opening: list[Block] = []
    sections: list[Section] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            sections.append(Section(block, ()))
        elif _closing(block):
            continue
        elif sections:
            sections[-1] = sections[-1]._replace(blocks=(*sections[-1].blocks, block))
        else:
            opening.append(block)
    return tuple(opening), tuple(sections)


def _closing(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.kind in _CLOSING


class _Node:
    """A token of the parser with what stands inside it."""

    __slots__ = ("inside", "token", "type")

    def __init__(self, token: Token) -> None:
        self.token, self.type = token, token.type.removesuffix("_open")
        self.inside: list[_Node] = []

    @property
    def kind(self) -> str:
        """The class a template gave the block."""
        return str(self.token.attrs.get("class", ""))


def _tree(tokens: Iterable[Token]) -> list[_Node]:
    """The tokens nested as they open and close."""
    found: list[_Node] = []
    inside = [found]
    for token in tokens:
        if token.nesting < 0:
            inside.pop()
            continue
        node = _Node(token)
        inside[-1].append(node)
        if token.nesting > 0:
            inside.append(node.inside)
    return found


def _blocks(nodes: Iterable[_Node], names: dict[str, int], notes: list[Footnote]) -> Iterator[Block]:
    caption = ""
    for node in nodes:
        if node.type == "footnote_block":
            notes += map(_footnote, node.inside)
            continue
        block = _block(node, names, notes)
        if isinstance(block, Paragraph) and not block.kind and block.runs and block.runs[0].text.startswith(_CAPTION):
            caption = plain(block.runs).removeprefix(_CAPTION)
            continue
        if isinstance(block, Table) and caption:
            block = block._replace(caption=caption)
        caption = ""
        yield block


def _block(node: _Node, names: dict[str, int], notes: list[Footnote]) -> Block:
    match node.type:
        case "heading":
            runs = _runs_in(node)
            return Heading(min(int(node.token.tag[1:]), 3), runs, _named(plain(runs), names), node.kind)
        case "paragraph":
            return _picture(node) or Paragraph(_runs_in(node), node.kind)
        case "blockquote":
            return Quote(tuple(_blocks(node.inside, names, notes)), node.kind)
        case "bullet_list" | "ordered_list":
            items = tuple(tuple(_blocks(item.inside, names, notes)) for item in node.inside)
            return _listed(node.type == "ordered_list", items, node.kind)
        case "table":
            return _table(node)
        case "fence" | "code_block":
            return Copied(node.token.content.rstrip("\n"))
        case "hr":
            return HorizontalRule()
    raise BrokenMarkdown(f"`{node.type}` is no part of a template")


def _picture(node: _Node) -> Pictured | None:
    inner = node.inside[0].token.children or []
    return Pictured(str(inner[0].attrs["src"])) if len(inner) == 1 and inner[0].type == "image" else None


def _listed(ordered: bool, items: tuple[tuple[Block, ...], ...], kind: str) -> Block:
    if kind == "steps":
        return Steps(tuple(StepBlock(*_first_and_rest(item)) for item in items))
    if kind == "strip":
        return Strip(tuple(Cell(amount, _first(rest)) for amount, rest in map(_first_and_rest, items)))
    return Listed(ordered, items, kind)


def _first_and_rest(item: tuple[Block, ...]) -> tuple[Runs, tuple[Block, ...]]:
    """The bold words an item begins with, and the rest of it."""
    if not item or not isinstance(first := item[0], Paragraph) or not first.runs or not first.runs[0].bold:
        raise BrokenMarkdown("an item of `steps` or `strip` does not begin with bold words")
    many = next((place for place, run in enumerate(first.runs) if not run.bold), len(first.runs))
    rest = first.runs[many:]
    if rest:
        rest = (rest[0]._replace(text=rest[0].text.lstrip()), *rest[1:])
    return first.runs[:many], (first._replace(runs=tuple(run for run in rest if run.text or run.note)), *item[1:])


def _first(blocks: tuple[Block, ...]) -> Runs:
    return blocks[0].runs if blocks and isinstance(blocks[0], Paragraph) else ()


def _table(node: _Node) -> Table:
    head, *body = node.inside
    row = head.inside[0]
    right = tuple("right" in str(cell.token.attrs.get("style", "")) for cell in row.inside)
    rows = tuple(tuple(map(_runs_in, row.inside)) for part in body for row in part.inside)
    totals = tuple(bool(cells[0]) and all(run.bold or run.note for run in cells[0]) for cells in rows)
    return Table("", tuple(map(_runs_in, row.inside)), rows, right, totals, node.kind)


def _footnote(node: _Node) -> Footnote:
    label = node.token.meta.get("label") or node.token.meta.get("id", 0) + 1
    if not str(label).isdecimal():
        raise BrokenMarkdown(f"a note is numbered, not named: [^{label}]")
    return Footnote(int(label), tuple(run for one in node.inside if one.type == "paragraph" for run in _runs_in(one)))


def _named(text: str, names: dict[str, int]) -> str:
    name = _NOT_NAMED.sub("-", text.lower()).strip("-") or "part"
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}-{names[name]}"


def _runs_in(node: _Node) -> Runs:
    """The runs of the text inside a block."""
    found: list[Run] = []
    for inline in node.inside:
        bold = said = 0
        keys = [0]
        for token in inline.token.children or ():
            kind = token.type
            if kind in _TEXTS:
                text = _TEXTS[kind] or token.content
                _add(found, Run(text, bold > 0, kind == "code_inline", said > 0, keys[-1]))
            elif kind in ("strong_open", "strong_close"):
                bold += token.nesting
            elif kind in ("em_open", "em_close"):
                said += token.nesting
            elif kind == "span_open":
                keys.append(_number(token.attrs.get("r", 0)) or keys[-1])
            elif kind == "span_close":
                keys.pop()
            elif kind == "footnote_ref":
                found.append(Run("", note=_number(token.meta.get("label") or 0)))
            elif kind not in _UNSAID:
                raise BrokenMarkdown(f"`{kind}` is no part of a template")
    return tuple(found)


def _add(found: list[Run], run: Run) -> None:
    """Add a run, to the one before it where both look and rest alike."""
    if not run.text:
        return
    if found and found[-1][1:] == run[1:]:
        found[-1] = Run(found[-1].text + run.text, *run[1:])
    else:
        found.append(run)


_TEXTS: Final = {"text": "", "code_inline": "", "softbreak": " ", "hardbreak": "\n"}
_UNSAID: Final = ("link_open", "link_close", "footnote_anchor")


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() else 0
