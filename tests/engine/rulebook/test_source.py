"""YAML and JSON as nodes with places, and every way to refuse them, by libyaml and by the parser that stands in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rothroute.engine.diagnostic import Refusal, Span, render
from rothroute.engine.rulebook.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    decode,
    parse,
)
from rothroute.engine.rulebook.source.mistakes import Mistake, explain
from rothroute.engine.rulebook.source.nodes import Text

PARSERS = ("libyaml", "PyYAML")
REFUSED_WITHOUT_LIBYAML = ("tabs that part words", "tabs within brackets", "brackets without quotes")
BLANKS = " \t\r\n"


@contextmanager
def parser_in_use(parser: str) -> Iterator[None]:
    """Without libyaml's binding the import fails, as where it was never built."""
    import yaml._yaml

    try:
        if parser != "libyaml":
            sys.modules["yaml._yaml"] = None  # type: ignore[assignment]
        yield
    finally:
        sys.modules["yaml._yaml"] = yaml._yaml


def parse_with(parser: str, data: bytes | str) -> Node:
    """The node of a file `f`, by one parser or the other."""
    with parser_in_use(parser):
        return parse(data, "f")


def plain(node: Node) -> Any:
    """Texts, lists and dicts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def exact(node: Node) -> Any:
    """Everything a node says."""
    if isinstance(node, Scalar):
        return node.text, node.quoted, node.span
    if isinstance(node, Sequence):
        return node.span, [exact(item) for item in node.items]
    return node.span, [(exact(key), exact(value)) for key, value in node.entries]


def scalars(node: Node) -> Iterator[Scalar]:
    """All keys and values."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for key, value in node.entries:
            yield key
            yield from scalars(value)


def refused(data: bytes | str, parser: str = "libyaml") -> list[list[str]]:
    """For each problem its place with the message, its help, and its labels."""
    with pytest.raises(Refusal) as caught:
        parse_with(parser, data)
    problems = []
    for problem in caught.value.diagnostics:
        assert problem.span
        assert problem.level == "error"
        place = "{1}:{2}-{3}".format(*problem.span)
        labels = [f"{label.text} {label.span.line}:{label.span.column}" for label in problem.labels]
        problems.append([f"{place} {problem.check}: {problem.message}", problem.help or "", *labels])
    return problems


READ = {
    "types stay text": (
        "a: no\nb: 12:30\nc: 72,000\nd: 1e3\ne: 017\nf: 2026-01-01\ng: ~\nh: null\n",
        {"a": "no", "b": "12:30", "c": "72,000", "d": "1e3", "e": "017", "f": "2026-01-01", "g": "~", "h": "null"},
    ),
    "a rule": (
        "figures:\n  ira:\n    formula: min(ira_limit, pay)  # the cap\n    cite: [USC 219(b)(5), 'x, y']\n",
        {"figures": {"ira": {"formula": "min(ira_limit, pay)", "cite": ["USC 219(b)(5)", "x, y"]}}},
    ),
    "empty values": ("a:\nb: ''\nc: []\nd: {}\ne:\n  -\n", {"a": "", "b": "", "c": [], "d": {}, "e": [""]}),
    "block scalars": (
        "a: |\n  b\n   c\n\n  d\ne: >-\n  f\n  g\n\n  h\ni: |2-  # note\n    j\n",
        {"a": "b\n c\n\nd\n", "e": "f g\nh", "i": "  j"},
    ),
    "text over several lines": (
        "a: b\n  c\n\n  d\ne: 'f\n  g'\nh: \"i\\\n  \\ j\"\n",
        {"a": "b c\nd", "e": "f g", "h": "i j"},
    ),
    "escapes": (r'a: "\x41\u00e9\U0001F600\/\t\e"', {"a": "Aé😀/\t\x1b"}),
    "one document with its markers": ("---\na: b\n...\n# end\n", {"a": "b"}),
    "carriage returns": ("a: b\r\nc:\r\n- d\r\n", {"a": "b", "c": ["d"]}),
    "a byte order mark": ("\ufeffa: b", {"a": "b"}),
    "tabs that part words": ("a:\tb\t# c\nd: e\tf\n", {"a": "b", "d": "e\tf"}),
    "tabs within brackets": ('\t[\n\t{\t"a"\t:\tb\t,}\t]\n\t\n', [{"a": "b"}]),
    "brackets without quotes": ("{a: b, c: [d?, e f], g: }", {"a": "b", "c": ["d?", "e f"], "g": ""}),
    "a quoted merge sign is a key": ("'<<': b", {"<<": "b"}),
    "an empty key in quotes": ("'': b", {"": "b"}),
    "a text alone": ("just text", "just text"),
    "an empty text alone": ("''", ""),
    "signs within text": ("a: b]\nc: d#e\nf: g@h %i &j *k !l\n", {"a": "b]", "c": "d#e", "f": "g@h %i &j *k !l"}),
    "a percent sign at the begin of a line of text": ('a: "b\n% c"\nd: |\n  %e\n', {"a": "b % c", "d": "%e\n"}),
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("name", READ)
def test_yaml_is_read(name: str, parser: str) -> None:
    text, expected = READ[name]
    if parser != "libyaml" and name in REFUSED_WITHOUT_LIBYAML:
        assert refused(text, parser)
        return
    assert plain(parse_with(parser, text)) == expected
    assert plain(parse_with(parser, text.encode())) == expected


JSON = {
    "every kind of value": ('{"a": [1, -2.5e+3, true, false, null, "x", {}, []]}', None),
    "escapes": (r'["\u00e9\/\"\\\b\f\n\r\t"]', ['é/"\\\b\f\n\r\t']),
    "a surrogate pair": (r'["\ud83d\ude00"]', ["😀"]),
    "tabs": ('\t{\n\t"a"\t:\t"b"\n\t}\n', None),
    "a colon on the next line": ('{"a"\n\n:1}', None),
    "no blanks": ('{"a":"b","c":[1,{"d":2}]}', None),
    "a long key": (f'{{"{"k" * 5000}": 1}}', {"k" * 5000: "1"}),
    "line separators within text": ('["a \u2028 b", "\u2029", "\x85", " \x7f\ufeff "]', None),
    "signs of YAML within text": ('["&a", "*b", "!c", "%d", "# e", "- f", "{", "a: b"]', None),
    "the empty key": ('{"": 1}', None),
    "carriage returns": ('{\r\n"a": 1\r}', None),
    "nothing in it": ("{}", None),
    "a byte order mark": ("\ufeff[1]", ["1"]),
}


def texts_of(value: object) -> Any:
    """A JSON value with every number, true, false and null as it is written."""
    if isinstance(value, list):
        return [texts_of(item) for item in value]
    if isinstance(value, dict):
        return {key: texts_of(item) for key, item in value.items()}
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "expected"), JSON.values(), ids=JSON)
def test_json_is_read(text: str, expected: object, parser: str) -> None:
    as_json = json.loads(text.removeprefix("\ufeff"), parse_float=str) if expected is None else expected

    assert plain(parse_with(parser, text)) == texts_of(as_json)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("a", False), ("''", True), ('"a"', True), ("|\n  a", True), (">\n  a", True), ('["a"]', True), ("[1]", False)],
)
def test_quotes_and_blocks_say_that_a_value_is_text(text: str, quoted: bool) -> None:
    assert [scalar.quoted for scalar in scalars(parse(text, "f"))] == [quoted]


def test_entries_keep_their_order_and_are_found_by_key() -> None:
    node = parse("b: 1\na: [2]\n", "f")

    assert isinstance(node, Mapping)
    assert [key.text for key, _ in node.entries] == ["b", "a"]
    assert node.get("a") is node.entries[1][1]
    assert node.get("c") is None
    assert repr(node) == "Mapping(Scalar('b'): Scalar('1'), Scalar('a'): Sequence(Scalar('2')))"


REFUSED = [
    (
        "a: &b\n  c: 1",
        "1:4-6 unused-yaml: anchors such as `&b` are not used in these files",
        "put text that begins with `&` in quotes",
    ),
    (
        "a: 1\n" + "k" * 1100 + ": 1",
        "2:1-1104 yaml-syntax: a key has more than 1,024 characters",
        "write a shorter key",
    ),
    ("[a: ", "1:1-2 yaml-syntax: the `[` opened here is never closed", "add the closing `]`"),
    (
        "a: |0\n  b",
        "1:4-5 yaml-syntax: text cannot begin with `|` on the same line",
        "put the text in quotes, or begin it on the line after `|`",
    ),
    # what is not used in these files
    (
        "a: &b c",
        "1:4-6 unused-yaml: anchors such as `&b` are not used in these files",
        "put text that begins with `&` in quotes",
    ),
    (
        "a: *b",
        "1:4-6 unused-yaml: aliases such as `*b` are not used in these files",
        "put text that begins with `*` in quotes",
    ),
    (
        "a: *",
        "1:4-5 unused-yaml: aliases such as `*` are not used in these files",
        "put text that begins with `*` in quotes",
    ),
    (
        "a: !!str b",
        "1:4-9 unused-yaml: tags such as `!!str` are not used in these files",
        "put text that begins with `!` in quotes",
    ),
    (
        "a: !e!x b",
        "1:4-8 unused-yaml: tags such as `!e!x` are not used in these files",
        "put text that begins with `!` in quotes",
    ),
    (
        "# c\n\n%TAG ! x\n---\na: 1",
        "3:1-9 unused-yaml: directives such as `%TAG ! x` are not used in these files",
        "remove the line",
    ),
    ("a: 1\n---\nb: 2", "2:1-4 second-document: a second document begins here", "keep one document in each file"),
    ("a: 1\n...\nb: 2", "3:1-5 second-document: a second document begins here", "keep one document in each file"),
    ("a: 1\n...\n%TAG", "3:1-5 second-document: a second document begins here", "keep one document in each file"),
    ("<<: {a: 1}", "1:1-3 bad-key: merge keys (`<<`) are not used in these files", "write the entries out"),
    (
        "? [a]\n: b",
        "1:3-6 bad-key: a key must be a single value",
        "put a key that begins with `{`, `[`, `|` or `>` in quotes",
    ),
    (
        "? |\n  a\n: b",
        "1:3-4 bad-key: a key must be a single value",
        "put a key that begins with `{`, `[`, `|` or `>` in quotes",
    ),
    ("a: 1\nb: 2\na: 3", "3:1-2 duplicate-key: `a` is given twice", "keep one of them", "first given here 1:1"),
    ('{"a": 1, "\\u0061": 2}', "1:10-18 duplicate-key: `a` is given twice", "keep one of them", "first given here 1:2"),
    ("", "1:1-1 empty-file: the file is empty", ""),
    ("# nothing\n---\n", "1:1-1 empty-file: the file is empty", ""),
    (
        "a: b\u2028c: d",
        "1:5-6 unseen-character: the file holds the invisible character U+2028",
        "remove it, or write a space or a new line",
    ),
    (
        "a: b\u200bc",
        "1:5-6 unseen-character: the file holds the invisible character U+200B",
        "remove it, or write a space or a new line",
    ),
    (
        'a: "\u202e000,7$"',
        "1:5-6 unseen-character: the file holds the invisible character U+202E",
        "remove it, or write a space or a new line",
    ),
    (
        "a: b\rc: d",
        "1:5-6 unseen-character: the file holds the invisible character U+000D",
        "remove it, or write a space or a new line",
    ),
    (
        "a: \x1b[2J",
        "1:4-5 unseen-character: the file holds the invisible character U+001B",
        "remove it, or write a space or a new line",
    ),
    # colons and indentation
    (
        "age: 30\nwages:5000\nx: 1",
        "2:1-11 yaml-syntax: no space after the colon in `wages:5000`",
        "write `wages: 5000`",
    ),
    ("wages:5000\nage: 30", "1:1-11 yaml-syntax: no space after the colon in `wages:5000`", "write `wages: 5000`"),
    ("f:\n  age:30\n  b: 1", "2:3-9 yaml-syntax: no space after the colon in `age:30`", "write `age: 30`"),
    ("{age:30, b: 1}", "1:2-8 bad-key: no space after the colon in `age:30`", "write `age: 30`"),
    ("{age:}", "1:5-6 yaml-syntax: no space after the colon", "write `key: value`, or put the text in quotes"),
    (
        "age: 30\nwages 50\nx: 1",
        "2:1-9 yaml-syntax: no colon after `wages 50`",
        "write `key: value`, and longer text in quotes",
    ),
    (
        "wages 50\nage: 30",
        "1:1-9 yaml-syntax: no colon after `wages 50`",
        "write `key: value`, and longer text in quotes",
    ),
    ("- a\n-b\n- c", "2:1-3 yaml-syntax: no space after the dash in `-b`", "write `- b`"),
    ("a: Note: this", "1:8-9 yaml-syntax: text with a colon in it must be in quotes", "put the text in quotes"),
    (
        "f:\n  age: 30\n    b: 5",
        "3:5-9 yaml-syntax: this is indented under a line that has a value",
        "line it up with the key it follows, or move the value down to it",
        "this has a value already 2:3",
    ),
    (
        "f:\n  age: 30\n b: 5",
        "3:2-6 yaml-syntax: this is not in line with the keys above",
        "indent it exactly like the key it follows, or further in if it belongs under that key",
        "the lines above begin here 1:1",
    ),
    (
        "- a\nb: 1",
        "2:1-5 yaml-syntax: this is not in line with the list items above",
        "begin it with `- ` in line with the items above, or indent it to belong to the last of them",
        "the lines above begin here 1:1",
    ),
    (
        "a: 1\n{b: 2}",
        "2:1-7 yaml-syntax: this is not in line with the keys above",
        "indent it exactly like the key it follows, or further in if it belongs under that key",
    ),
    ("a: 1\n: 2", "2:1-2 yaml-syntax: a key is missing before the colon", "write `key: value`"),
    (
        "?\n: 1",
        "1:2-2 bad-key: a key is missing before the colon",
        "write `key: value`, or put text that begins with a colon in quotes",
    ),
    ("k" * 1100 + ": 1", "1:1-1104 yaml-syntax: a key has more than 1,024 characters", "write a shorter key"),
    (
        "a: - b",
        "1:4-5 yaml-syntax: a list item cannot begin on this line",
        "begin the list on the next line, or put text that begins with `-` in quotes",
    ),
    ("a:\n\tb: 1", "2:1-2 yaml-syntax: a tab where only spaces are allowed", "replace the tab with spaces"),
    ("a: 1\n\tb: 1", "2:1-2 yaml-syntax: a tab where only spaces are allowed", "replace the tab with spaces"),
    ("a: |\n\tb", "2:1-2 yaml-syntax: a tab where only spaces are allowed", "replace the tab with spaces"),
    ("-\ta: 1", "1:2-3 yaml-syntax: a tab where only spaces are allowed", "replace the tab with spaces"),
    # quotes
    ('a: "b\nc: 1', "1:4-6 yaml-syntax: the quote opened here is never closed", 'add the closing `"`'),
    ("a: 'b\n---\nc'", "1:4-6 yaml-syntax: the quote opened here is never closed", "add the closing `'`"),
    (
        'a: "b\nc: "d"\n',
        "1:4-6 yaml-syntax: the quote opened here closes only on line 2, before other text",
        "close the quote where the text ends",
        "the text goes on here 2:5",
    ),
    (
        "a: 'it's'",
        "1:8-10 yaml-syntax: text goes on after the closing `'`",
        "put the whole text in quotes; within '…' an apostrophe is written twice",
    ),
    (
        'a: "b" c',
        '1:8-9 yaml-syntax: text goes on after the closing `"`',
        'put the whole text in quotes; within "…" a quote is written `\\"`',
    ),
    ("a: {b} is c", "1:8-10 yaml-syntax: text goes on after the closing `}`", "put the whole text in quotes"),
    (
        'a: "\\d"',
        "1:5-7 yaml-syntax: `\\d` is not an escape that double quotes know",
        "write `\\\\` for a backslash itself",
    ),
    ('a: "\\x4"', "1:5-8 yaml-syntax: `\\x4` is not an escape that double quotes know", "write the character itself"),
    (
        '{"a": "\\ud83d"}',
        "1:8-14 yaml-syntax: `\\ud83d` is not an escape that double quotes know",
        "write the character itself",
    ),
    (
        'a: "\\UFFFFFFFF"',
        "1:5-15 yaml-syntax: `\\UFFFFFFFF` is not an escape that double quotes know",
        "write the character itself",
    ),
    # brackets
    ("a: [b, c", "1:4-5 yaml-syntax: the `[` opened here is never closed", "add the closing `]`"),
    ("a: {b: 1,", "1:4-5 yaml-syntax: the `{` opened here is never closed", "add the closing `}`"),
    (
        "a: [b\nc: 1",
        "1:4-5 yaml-syntax: the `[` opened here is not closed",
        "add the closing `]`, or a comma between the items",
        "this is the next key 2:1",
    ),
    ("a: [b}", "1:6-7 yaml-syntax: `[` is closed by `}`", "close it with `]`", "`[` opened here 1:4"),
    (
        '{"a": 1 "b": 2}',
        "1:12-13 yaml-syntax: a comma or `}` is missing before this",
        "put a comma between items, close with `}`, or put text with such characters in quotes",
        "`{` opened here 1:1",
    ),
    ("{a: 1,, b: 2}", "1:7-8 yaml-syntax: a value is missing before `,`", "write it, or remove the punctuation"),
    ("a: 1\n]", "2:1-2 yaml-syntax: `]` closes nothing", "remove it, or put the text in quotes"),
    # signs that text cannot begin with
    ("a: @b", "1:4-5 yaml-syntax: text cannot begin with `@`", "put the text in quotes"),
    ("a: `b`", "1:4-5 yaml-syntax: text cannot begin with a backtick", "put the text in quotes"),
    ("a: %b", "1:4-5 yaml-syntax: text cannot begin with `%`", "put the text in quotes"),
    ("a: 1\n%b", "2:1-2 yaml-syntax: text cannot begin with `%`", "put the text in quotes"),
    ("a: ,b", "1:4-5 yaml-syntax: text cannot begin with `,`", "put the text in quotes"),
    ("a: ? b", "1:4-5 yaml-syntax: text cannot begin with `?`", "put the text in quotes"),
    ("[:b]", "1:2-3 yaml-syntax: text cannot begin with `:`", "put the text in quotes"),
    (
        "a: > 5",
        "1:4-5 yaml-syntax: text cannot begin with `>` on the same line",
        "put the text in quotes, or begin it on the line after `>`",
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [(text, said) for text, *said in REFUSED], ids=lambda text: repr(text)[:40]
)
def test_what_is_wrong_is_said_with_its_place(text: str, expected: list[str]) -> None:
    assert refused(text) == [expected]


NOT_TEXT = {
    b"\xff\xfea\0": "1:1-1 not-text: the file is not text: it is in UTF-16",
    b"a: b\nc: \0": "2:4-5 not-text: the file is not text: it holds a NUL byte",
    b"PK\x03\x04\0": "1:5-6 not-text: the file is not text: it holds a NUL byte",
    "é: é\na: “".encode() + b"\x92": "2:5-6 not-text: the file is not text: byte 0x92 is not UTF-8",
    b"\xef\xbb\xbfa\xff": "1:2-3 not-text: the file is not text: byte 0xff is not UTF-8",
    "a: \ud800": "1:4-5 not-text: the file is not text: it holds half a character (U+D800)",
}


@pytest.mark.parametrize(("data", "expected"), NOT_TEXT.items())
def test_what_is_not_text_is_refused(data: bytes | str, expected: str) -> None:
    assert refused(data) == [[expected, "save it as UTF-8 text"]]


def test_every_problem_is_found() -> None:
    text = "a: *b\na: 1\nc: {d: 1, d: 2}\ne:2\nf: !g h\n"

    assert [said[0] for said in refused(text)] == [
        "1:4-6 unused-yaml: aliases such as `*b` are not used in these files",
        "2:1-2 duplicate-key: `a` is given twice",
        "3:11-12 duplicate-key: `d` is given twice",
        "4:1-4 yaml-syntax: no space after the colon in `e:2`",
    ]


def test_a_complaint_without_words_of_its_own_keeps_its_place() -> None:
    mistake = Mistake(Text("f", "a: b"), "some new complaint", 3, None, None, (0, 0))

    assert explain(mistake) == ("this cannot be read as YAML", Span("f", 1, 4, 5), None, ())


def test_what_only_follows_from_a_problem_is_not_told() -> None:
    assert len(refused("a: *b c\n")) == 1


def test_very_many_problems_end_the_reading() -> None:
    assert len(refused("- &a b\n" * 1000)) == 50


@pytest.mark.parametrize(
    ("opening", "inside", "closing"), [("[", "1", "]"), ('{"a":', "1", "}"), ("[a, ", "b", "]"), ("- ", "1", "")]
)
def test_depth_has_a_limit(opening: str, inside: str, closing: str) -> None:
    node = parse(opening * MAX_DEPTH + inside + closing * MAX_DEPTH, "f")
    [problem] = refused(opening * (MAX_DEPTH + 1) + inside + closing * (MAX_DEPTH + 1))

    assert len(list(scalars(node))) >= 1
    assert "too-deep: lists and mappings are nested more than 40 deep" in problem[0]


@pytest.mark.parametrize(
    "text", ["{" * 1_500, "[{" * 800, "a:\n  " + "{" * 1_500, ("{" * 40 + "x,") * 40, "{ " * 3_000]
)
def test_depth_is_told_in_our_words_though_a_parser_gives_up_first(text: str) -> None:
    """libyaml looks a thousand brackets ahead, and gives up there, before it tells of the first."""
    [problem] = refused(text)

    assert "too-deep: lists and mappings are nested more than 40 deep" in problem[0]


@pytest.mark.parametrize("text", ["[{}]", "[{},]"])
def test_values_have_a_limit(text: str) -> None:
    node = parse(text.format(",".join("1" * (MAX_NODES - 1))), "f")
    [problem] = refused(text.format(",".join("1" * MAX_NODES)))

    assert len(list(scalars(node))) == MAX_NODES - 1
    assert "too-many-values: the file holds more than 200,000 values" in problem[0]


def test_size_has_a_limit() -> None:
    assert plain(parse("a" * MAX_BYTES, "f")) == "a" * MAX_BYTES
    assert refused("é" * MAX_BYTES) == [
        ["1:1-1 too-large: the file has 10,000,000 bytes, more than the 5,000,000 allowed", "is it the right file?"]
    ]


def test_decode_gives_the_text_that_places_count_in() -> None:
    assert decode("\ufeffé".encode(), "f") == "é"


PLACES = {
    "key of a block": ("a:\n  bc: 1\n", "bc", (2, 3, 5)),
    "plain value": ("a: bc d # e\n", "bc d", (1, 4, 8)),
    "quotes belong to it": ('a: "bc"\n', "bc", (1, 4, 8)),
    "first line of several": ("a: b\n  c\n", "b c", (1, 4, 5)),
    "sign of a block scalar": ("a: |\n  b\n", "b\n", (1, 4, 5)),
    "an empty value, behind its colon": ("a:  # b\nc: d\n", "", (1, 3, 3)),
    "an empty item, behind its dash": ("- \n- b\n", "", (1, 2, 2)),
    "an empty value in brackets": ("{a: }", "", (1, 4, 4)),
    "behind wide characters": ("名前: 太郎\n", "太郎", (1, 5, 7)),
    "behind a byte order mark": ("\ufeffab: c\n", "ab", (1, 1, 3)),
    "in JSON": ('{\n\t"a\\n": [1]}', "a\n", (2, 2, 7)),
}


@pytest.mark.parametrize(("text", "value", "place"), PLACES.values(), ids=PLACES)
def test_a_scalar_knows_its_place(text: str, value: str, place: tuple[int, int, int]) -> None:
    [scalar] = [scalar for scalar in scalars(parse(text, "f")) if scalar.text == value]

    assert scalar.span == Span("f", *place)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: {b: 1, c: 2} # d", (1, 4, 16)),
        ("a: [b,\n c]", (1, 4, 7)),
        ("a:\n  b: 1 # c\n  d: 2\n", (2, 3, 7)),
        ("a:\n  b: # c\n    d: 2\n", (2, 3, 4)),
        ("a:\n  - b # c\n  - d\n", (2, 3, 6)),
        ("a:\n- b\n- d\n", (2, 1, 4)),
        ("a:\n  -\n    - b\n", (2, 3, 4)),
        ("a: []", (1, 4, 6)),
        ("? x\n: - b\n", (2, 3, 6)),
    ],
)
def test_a_list_or_mapping_knows_its_place(text: str, place: tuple[int, int, int]) -> None:
    node = parse(text, "f")

    assert isinstance(node, Mapping)
    assert node.entries[0][1].span == Span("f", *place)


AT = {
    "plain": ("a: if b then c", "b", (1, 7, 8)),
    "plain over several lines": ("a: if b\n   then c\n\n   else d", "then c", (2, 4, 10)),
    "over a line break: as far as the line goes": ("a: if b\n   then c", "b then", (1, 7, 8)),
    "single quotes": ("a: 'it''s b'", "'s b", (1, 7, 12)),
    "double quotes": (r'a: "\u0041\n\x20\"b\" c"', "b", (1, 19, 20)),
    "a surrogate pair": (r'["\ud83d\ude00 b"]', "b", (1, 16, 17)),
    "double quotes over several lines": ('a: "b \\\n  c\n  d"', "d", (3, 3, 4)),
    "literal": ("a: | # b\n\n  if b\n    then  c\n", "c", (4, 11, 12)),
    "literal with a width": ("a: |2\n    b\n  c\n", "c", (3, 3, 4)),
    "folded": ("a: >-\n  if b\n  then c\n\n  else d\n", "else d", (5, 3, 9)),
    "literal with carriage returns": ("a: |\r\n  b\r\n  c\r\n", "c", (3, 3, 4)),
    "wide": ("a: 太郎 b", "b", (1, 7, 8)),
}


@pytest.mark.parametrize(("text", "part", "place"), AT.values(), ids=AT)
def test_a_part_of_a_text_knows_its_place(text: str, part: str, place: tuple[int, int, int]) -> None:
    scalar = list(scalars(parse(text, "f")))[-1]
    start = scalar.text.index(part)

    assert scalar.at(start, start + len(part)) == Span("f", *place)


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        ("a: b c", (1, 1), (1, 5, 5)),
        ("a: b c", (3, 3), (1, 7, 7)),
        ("a: b c", (-5, 99), (1, 4, 7)),
        ("a: b\n  c", (0, 0), (1, 4, 4)),
        ("a: b\n  c", (1, 2), (1, 5, 5)),
        ("a: b\n  c", (2, 2), (2, 3, 3)),
        ("a: b\n  c", (3, 3), (2, 4, 4)),
        ("a: |\n\n  b\n", (0, 1), (2, 1, 1)),
        ("a: ''", (0, 0), (1, 5, 5)),
        ("a:", (0, 0), (1, 3, 3)),
        ("a: |", (0, 0), (1, 5, 5)),
    ],
)
def test_places_of_blanks_and_ends(text: str, part: tuple[int, int], place: tuple[int, int, int]) -> None:
    scalar = list(scalars(parse(text, "f")))[-1]

    assert scalar.at(*part) == Span("f", *place)


def hostile(size: int) -> dict[str, str]:
    """Files that have hung, crashed or filled the memory of some YAML reader."""
    return {
        "open brackets": "[" * size,
        "open braces": "{" * size,
        "open mappings": "{a: " * (size // 4),
        "open brackets on lines": "[\n" * (size // 2),
        "pairs of brackets": "[" * (size // 2) + "]" * (size // 2),
        "dashes": "- " * (size // 2),
        "question marks": "? " * (size // 2),
        "colons": ": " * (size // 2),
        "a long key": "a" * (size - 3) + ": 1",
        "a long quoted key": '"' + "a" * (size - 5) + '": 1',
        "a long line of words": "a " * (size // 2),
        "a quote never closed": '"' + "a\n" * (size // 2 - 1),
        "escapes never closed": '["' + "\\n" * (size // 2 - 1),
        "directives": "%TAG !a! b\n" * (size // 11),
        "directives behind comments": "#\n" * (size // 2 - 10) + "%TAG !a! b\n",
        "directives behind the end": "a: 1\n...\n" + "%TAG !a! b\n" * (size // 11 - 1),
        "documents": "---\n" * (size // 4),
        "anchors": "- &a b\n" * (size // 7),
        "aliases": "- *a\n" * (size // 5),
        "equal keys": "a: 1\n" * (size // 5),
        "blank lines": "\n" * size,
        "steps": "\n".join(" " * depth + "a:" for depth in range(int((2 * size) ** 0.5) - 5)),
        "blank block": "a: |\n" + "\n" * (size - 5),
        "growing blank block": "a: |\n" + "\n".join(" " * (line % 1000) for line in range(size // 500)),
        "empty values": ("a:" + " " * 20 + "\n") * (size // 23),
        "blanks of JSON": "[" + " \n" * (size // 2 - 1) + "x",
        "values of JSON": "[" + "1," * (size // 2 - 1),
        "lists of JSON": "[" + "[]," * (size // 3 - 1),
        "digits": "[" + "1" * (size - 1),
        "wide characters": "é" * (size // 2),
        "carriage returns": "\r" * size,
        "invisible characters": "\ufffe" * (size // 3),
        "tabs": "\t" * size,
    }


@pytest.mark.parametrize("kind", hostile(0))
def test_hostile_files_end_soon(kind: str, tries: Callable[[int, int], int]) -> None:
    """The promise is 2 seconds for the largest on an idle machine; 0.9 is the longest measured."""
    data = hostile(tries(MAX_BYTES // 5, MAX_BYTES))[kind].encode()

    started = process_time()
    try:
        parse(data, "f")
    except Refusal as refusal:
        assert len(render(refusal.diagnostics, {"f": data.decode()})) < 100_000

    assert process_time() - started < 6


@pytest.mark.parametrize("kind", hostile(0))
def test_hostile_files_end_without_libyaml_too(kind: str) -> None:
    data = hostile(50_000)[kind]

    try:
        parse_with("PyYAML", data)
    except Refusal as refusal:
        assert refusal.diagnostics


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)


@given(st.lists(values) | st.dictionaries(st.text(), values), st.booleans(), st.sampled_from([None, 1, "\t"]))
@example(["😀\x7f\x85\u2028\ufeff\uffff\ud7ff"], True, None)
def test_any_json_is_read_as_json(value: object, ascii: bool, indent: int | str | None) -> None:
    try:
        text = json.dumps(value, ensure_ascii=ascii, indent=indent)
        node = parse(text, "f")
    except Refusal as refusal:
        assume(not any(problem.check == "too-deep" for problem in refusal.diagnostics))
        raise

    assert plain(node) == texts_of(value)


PIECES = ["a", "b", "1", *" \n\t:-?,[]{}'\"|>#&*!%@`\\.~<=", "\n  ", "\n    ", ": ", "- ", "a: ", "b: ", "- a\n"]
PIECES += ["a: b\n", "\r\n", "é", "---\n", "...\n", "\\u0041", "\\x20", "\\n", "''", ">-\n  ", "|+\n  ", "|2\n"]
yamlish = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def outcome(parser: str, text: str) -> Any:
    """All that a node says, or that the text is refused."""
    try:
        return exact(parse_with(parser, text))
    except Refusal:
        return None


@given(yamlish)
def test_without_libyaml_a_text_is_read_the_same_or_refused(text: str) -> None:
    usual, other = outcome("libyaml", text), outcome("PyYAML", text)

    assert usual is None or other is None or usual == other


@given(yamlish)
def test_every_visible_character_is_where_its_scalar_says(text: str) -> None:
    try:
        node = parse(text, "f")
    except Refusal:
        return
    lines = text.split("\n")
    for scalar in scalars(node):
        for place, sign in enumerate(scalar.text):
            span = scalar.at(place, place + 1)
            written = lines[span.line - 1][span.column - 1 : span.end_column - 1]
            if sign not in BLANKS:
                assert written == sign or written.startswith("\\") or written == sign * 2 == "''"


@given(st.binary() | st.text() | yamlish | yamlish.map(str.encode) | st.text(st.characters(max_codepoint=160)))
@example(b"\xef\xbb\xbf")
@example("\ud800")
@example("[\n")
@example("? ")
@example("!")
def test_anything_gives_a_node_or_a_refusal(data: bytes | str) -> None:
    for parser in PARSERS:
        try:
            node = parse_with(parser, data)
        except Refusal as refusal:
            text = data if isinstance(data, str) else data.decode(errors="replace")
            for problem in refusal.diagnostics:
                assert problem.span
                assert 1 <= problem.span.line <= text.count("\n") + 1
                assert 1 <= problem.span.column <= problem.span.end_column
                assert "\n" not in problem.message
            assert render(refusal.diagnostics, {"f": text})
        else:
            assert exact(node)


def test_yaml_is_imported_only_when_it_is_read() -> None:
    code = "import sys, rothroute.engine.rulebook.source as s; s.parse('{}', 'f'); sys.exit('yaml' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
