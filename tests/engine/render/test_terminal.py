"""The same blocks laid out for a terminal, and for those who listen."""

from __future__ import annotations

import re

import pytest

from rothroute.engine import Decision
from rothroute.engine.explain import explanation_of
from rothroute.engine.render.blocks import Document
from rothroute.engine.render.parse import parsed
from rothroute.engine.render.pictures import Picture, pictures_of
from rothroute.engine.render.terminal import Terminal, text_of
from rothroute.engine.templates import Templates

COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def advice(decisions: dict[str, Decision], example: str, templates: Templates) -> tuple[Document, dict[str, Picture]]:
    explanation = explanation_of(decisions[example])
    return parsed(templates.advice(explanation).markdown), pictures_of(decisions[example])


Advice = tuple[Document, dict[str, Picture]]


@pytest.mark.parametrize("width", [40, 57, 80, 120, 200])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_too_long(advice: Advice, width: int, unicode: bool) -> None:
    for line in text_of(advice[0], Terminal(width, unicode=unicode), advice[1]).splitlines():
        assert len(line) <= width or " " not in line.strip(), line


def test_colour_only_when_asked(advice: Advice) -> None:
    bare, bright = (text_of(advice[0], Terminal(80, colour=colour), advice[1]) for colour in (False, True))
    assert "\x1b" not in bare and COLOUR.search(bright)
    assert COLOUR.sub("", bright) == bare


def test_ascii_only_when_asked(advice: Advice) -> None:
    assert text_of(advice[0], Terminal(unicode=False), advice[1]).isascii()


def test_no_mark_of_markdown_is_left(advice: Advice) -> None:
    assert not re.search(r"\*\*|^#|^> |`|\\|\]\{|\{\.", text_of(advice[0], Terminal(), advice[1]), re.MULTILINE)


def test_nothing_is_drawn_for_those_who_listen(advice: Advice) -> None:
    heard = text_of(advice[0], Terminal(200, colour=True, read_aloud=True), advice[1])
    seen = text_of(advice[0], Terminal(200), advice[1])
    words = set(re.findall(r"[A-Za-z]{3,}", seen))
    assert not re.search(r"[\x1b─═│█▓▒░•]", heard)
    key = {"already", "way", "its", "this", "plan", "second", "route", "settled", "over"}
    heads = {word for word in words if word.istitle()}
    assert words - set(re.findall(r"[A-Za-z]{3,}", heard)) <= key | heads


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("# A title", ["A title", "═══════"]),
        ("one two three four five six seven eight nine ten", ["one two three four five six seven eight", "nine ten"]),
        ("- one\n   - two", ["• one", "  • two"]),
        ("> Mind\n> this", ["│ Mind this"]),
        ("| A | B |\n|---|---:|\n| x | $7 |\n| yy | **$10** |", ["A     B", "───────", "x    $7", "yy  $10"]),
        ("a \\*b\\* **c** `d` *e*", ["a *b* c d “e”"]),
        ("{.strip}\n- **$7,500** one\n- **$10** two", ["$7,500  one", "$10     two"]),
        ("{.steps}\n1. **Soon** Do it.\n2. **Later** Rest.", ["1. Soon", "   Do it.", "2. Later", "   Rest."]),
    ],
)
def test_blocks(markdown: str, lines: list[str]) -> None:
    assert text_of(parsed(markdown), Terminal(40)).splitlines() == lines


def test_steps_stand_beside_their_dates_where_there_is_room() -> None:
    shown = text_of(parsed("{.steps}\n1. **This week** Ask HR for the booklet of the plan and read it."), Terminal(64))
    assert shown.splitlines() == [
        "1. This week             Ask HR for the booklet of the plan and",
        "                         read it.",
    ]


def test_a_table_is_read_as_sentences() -> None:
    table = "| Limit | $10 |\n|---|---:|\n| Paid in | $7 |\n| **Left** | **$3** |"
    assert text_of(parsed(table), Terminal(40, read_aloud=True)).splitlines() == ["Paid in: $7", "Left: $3"]


def test_notes_stand_at_the_end_and_only_where_asked(small: str) -> None:
    with_notes, without = (text_of(parsed(small), Terminal(60, notes=notes)) for notes in (True, False))
    assert "please.[1]" in with_notes and "[1] The note. Law." in with_notes
    assert "[1]" not in without


def test_a_word_is_never_cut() -> None:
    word = "x" * 60
    assert text_of(parsed(f"a {word} b"), Terminal(40)).splitlines() == ["a", word, "b"]


def test_a_wide_table_gives_way() -> None:
    table = f"| {'long words ' * 9} | {'other words ' * 9} |\n|---|---:|\n| a | b |"
    assert all(len(line) <= 40 for line in text_of(parsed(table), Terminal(40)).splitlines())
