"""Reads YAML and JSON into nodes that know their place. Values stay text; the caller says what they mean.

Read strictly, whoever wrote the file: limits on size, depth and number of values; one document; no anchors,
aliases, tags, directives or merge keys; no key twice. Any input gives a node or a Refusal, in bounded time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from ..diagnostic import Diagnostic, Refusal, Span
from .builder import MAX_DEPTH, MAX_NODES, Builder
from .json_reader import looks_like_json, read_json
from .nodes import Mapping, Node, Scalar, Sequence, Text
from .yaml_reader import read_yaml

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "decode",
    "parse",
    "unseen_in",
]

MAX_BYTES: Final = 5_000_000

# Characters no editor shows, line breaks few count as such, and marks that turn the order of reading round: nobody
# could see what they hide.
_UNSEEN: Final = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_UNSEEN_TOO: Final = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
    "\ufeff\ufffe\uffff"
)
_MARK: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_SAVE: Final = "save it as UTF-8 text"


def parse(data: bytes | str, file: str) -> Node:
    """What a YAML or JSON file holds. Raises Refusal with every problem found."""
    source = Text(file, decode(data, file))
    builder = Builder(source)
    if looks_like_json(source.text):
        if read_json(source.text, builder):
            return _root(builder)
        builder = Builder(source)
    _refuse_unseen(source)
    read_yaml(_without_tabs_around(source.text), builder)
    return _root(builder)


def decode(data: bytes | str, file: str) -> str:
    """The text of a file, without a byte order mark. Raises Refusal where it is not UTF-8 text."""
    if isinstance(data, str):
        data = _encode(data, file)
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, more than the {MAX_BYTES:,} allowed"
        _refuse("too-large", message, Span(file, 1, 1, 1), "is it the right file?")
    data = data.removeprefix(_MARK)
    if data.startswith(_UTF_16):
        _refuse("not-text", "the file is not text: it is in UTF-16", Span(file, 1, 1, 1), _SAVE)
    nul = data.find(b"\0")
    if nul >= 0:
        _refuse("not-text", "the file is not text: it holds a NUL byte", _place(data, nul, file), _SAVE)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        message = f"the file is not text: byte 0x{data[error.start]:02x} is not UTF-8"
        _refuse("not-text", message, _place(data, error.start, file), _SAVE)


def _without_tabs_around(text: str) -> str:
    """Within brackets tabs are blanks like others; before and after them YAML takes them for indentation."""
    if not looks_like_json(text):
        return text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[:start].replace("\t", " ") + text[start:end] + text[end:].replace("\t", " ")


def _encode(text: str, file: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        message = f"the file is not text: it holds half a character (U+{ord(text[error.start]):04X})"
        _refuse("not-text", message, Text(file, text).span(error.start, error.end), _SAVE)


def _place(data: bytes, at: int, file: str) -> Span:
    """The place of a byte in text that cannot be decoded as a whole."""
    before = data[:at].decode("utf-8", "replace")
    column = len(before) - before.rfind("\n")
    return Span(file, before.count("\n") + 1, column, column + 1)


def unseen_in(node: Node) -> Iterator[Diagnostic]:
    """Values with an invisible character, which only an escape such as `\\x1b` or JSON can bring into one."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            if (at := _unseen(node.text.replace("\r", " "))) >= 0:
                yield _invisible(node.text[at], "this", node.at(at, at + 1))
        elif isinstance(node, Sequence):
            waiting += reversed(node.items)
        else:
            waiting += [one for key, value in reversed(node.entries) for one in (value, key)]


def _refuse_unseen(source: Text) -> None:
    text = source.text.replace("\r\n", " \n") if "\r" in source.text else source.text
    at = _unseen(text)
    if at >= 0:
        raise Refusal([_invisible(text[at], "the file", source.span(at, at + 1))])


def _unseen(text: str) -> int:
    """The place of a character that nobody could see; -1 where there is none."""
    found = re.search(_UNSEEN, text)
    return found.start() if found else max(map(text.find, _UNSEEN_TOO))


def _invisible(character: str, what: str, span: Span) -> Diagnostic:
    message = f"{what} holds the invisible character U+{ord(character):04X}"
    return Diagnostic("unseen-character", "error", message, span, help="remove it, or write a space or a new line")


def _root(builder: Builder) -> Node:
    root = builder.root()
    if builder.problems:
        raise builder.refusal()
    if root is None or (type(root) is Scalar and not root.quoted and not root.text):
        _refuse("empty-file", "the file is empty", Span(builder.source.file, 1, 1, 1), None)
    return root


def _refuse(check: str, message: str, span: Span, help: str | None) -> NoReturn:
    raise Refusal([Diagnostic(check, "error", message, span, help=help)])
