"""The same words laid out for a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from rothroute.engine import Advice
from rothroute.engine.documents.terminal import laid_out

Rendered = Callable[..., str]
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.mark.parametrize("width", [40, 57, 80, 120, 200])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_too_long(advice: Advice, rendered: Rendered, width: int, unicode: bool) -> None:
    for line in rendered(advice, "text", width=width, unicode=unicode).splitlines():
        assert len(line) <= width or " " not in line.strip(), line


def test_colour_only_when_asked(advice: Advice, rendered: Rendered) -> None:
    bare, bright = rendered(advice, "text"), rendered(advice, "text", colour=True)
    assert "\x1b" not in bare
    assert _COLOUR.search(bright)
    assert _COLOUR.sub("", bright) == bare


def test_ascii_only_when_asked(advice: Advice, rendered: Rendered) -> None:
    assert rendered(advice, "text", unicode=False).isascii()
    assert rendered(advice, "markdown", unicode=False).isascii()


def test_the_text_says_what_the_markdown_says(advice: Advice, rendered: Rendered) -> None:
    signs = re.compile(r"[#*`|>\\•│─═:\-\s]")
    text = rendered(advice, "text", width=200)
    assert signs.sub("", text) == signs.sub("", rendered(advice))


def test_no_sign_of_markdown_is_left(advice: Advice, rendered: Rendered) -> None:
    text = rendered(advice, "text", unicode=True)
    assert not re.search(r"\*\*|^#|^> |`|\\", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("# A title", ["A title", "═══════"]),
        ("one two three four five six seven eight nine ten", ["one two three four five six seven eight", "nine ten"]),
        ("- one\n   - two", ["• one", "   • two"]),
        ("> Mind\n> this", ["│ Mind this"]),
        ("| A | B |\n|---|---:|\n| x | $7 |\n| yy | **$10** |", ["A     B", "───────", "x    $7", "yy  $10"]),
        ("a \\*b\\* **c** `d` [1]", ["a *b* c d [1]"]),
    ],
)
def test_blocks(markdown: str, lines: list[str]) -> None:
    assert laid_out(markdown, 40, colour=False, unicode=True).splitlines() == lines


def test_nothing_is_drawn_for_those_who_listen(advice: Advice, rendered: Rendered) -> None:
    heard = rendered(advice, "text", colour=True, read_aloud=True, width=200)
    words = set(re.findall(r"[A-Za-z]{3,}", rendered(advice, "text", width=200)))
    assert not re.search(r"[\x1b─═│█▓░•]", heard)
    assert words - set(re.findall(r"[A-Za-z]{3,}", heard)) <= {"bars", "money", "already", "left"}


def test_a_table_is_read_as_sentences() -> None:
    table = "| Limit | $10 |\n|---|---:|\n| Paid in | $7 |\n| **Left** | **$3** |"
    assert laid_out(table, 40, False, True, True).splitlines() == ["Limit: $10", "Paid in: $7", "Left: $3"]


def test_a_word_is_never_cut() -> None:
    word = "x" * 60
    assert laid_out(f"a {word} b", 40, colour=False, unicode=True).splitlines() == ["a", word, "b"]


def test_a_wide_table_gives_way() -> None:
    table = f"| {'long words ' * 9} | {'other words ' * 9} |\n|---|---:|\n| a | b |"
    assert all(len(line) <= 40 for line in laid_out(table, 40, colour=False, unicode=True).splitlines())
