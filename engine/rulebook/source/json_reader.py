"""Reads JSON as JSON: YAML parsers refuse surrogate pairs, long keys, and a colon on the next line."""

from __future__ import annotations

import re
from typing import Final

from .builder import Builder
from .nodes import Scalar

_TOKEN: Final = r"""[ \t\n\r]*+
    (?: (?P<sign> [{}\[\],:] )
      | "(?P<string> [^"\\\x00-\x1f]*+ (?: \\(?: ["\\/bfnrt] | u[0-9a-fA-F]{4} ) [^"\\\x00-\x1f]*+ )*+ )"
      | (?P<word> (?:-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null)(?![\w.+-]) )
      | (?P<end> \Z ) )"""
_HALF_PAIR: Final = "[\ud800-\udfff]"

# Tokens by one character: the signs themselves, a quote for strings, # for other values, . for the end.
_KINDS: Final = {"string": '"', "word": "#", "end": "."}
_VALUE: Final = '{["#'
_NEXT: Final = {
    "{": '"}',
    "[": _VALUE + "]",
    ":": _VALUE,
    "after {": ",}",
    "after [": ",]",
    "{,": '"',
    "[,": _VALUE,
}


def looks_like_json(text: str) -> bool:
    """Whether to try JSON first."""
    return text.lstrip(" \t\n\r")[:1] in ("{", "[")


def read_json(text: str, builder: Builder) -> bool:
    """Feed the builder; False where the text is not JSON after all."""
    opened: list[str] = []
    wanted, place = _VALUE, 0
    match = re.compile(_TOKEN, re.VERBOSE).match
    while found := match(text, place):
        kind = found.lastgroup or ""
        token = _KINDS.get(kind) or found[kind]
        if token not in wanted:
            return False
        start, place = found.start(kind), found.end()
        if token == ".":
            return True
        if token in "{[":
            builder.open(token == "{", start)
            opened.append(token)
            wanted = _NEXT[token]
        elif token == ":":
            wanted = _VALUE
        elif token == ",":
            wanted = _NEXT[opened[-1] + ","]
        else:
            is_key = wanted in ('"', '"}') and token == '"'
            if token in "}]":
                builder.close(place)
                opened.pop()
            elif not _scalar(builder, found[kind], token == '"', start, place):
                return False
            wanted = ":" if is_key else _NEXT["after " + opened[-1]] if opened else "."
    return False


def _scalar(builder: Builder, text: str, quoted: bool, start: int, end: int) -> bool:
    if "\\" in text:
        from json import loads

        text = loads(f'"{text}"')
        if re.search(_HALF_PAIR, text):
            return False
    builder.add(Scalar(text, quoted, builder.source, start - quoted, end))
    return True
