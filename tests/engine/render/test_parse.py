"""The Markdown of templates as blocks: every kind, and what does not fit is told."""

from __future__ import annotations

import pytest

from rothroute.engine.render.blocks import Copied, Listed, Paragraph, Quote, Run, Steps, Strip, Table, plain
from rothroute.engine.render.parse import BrokenMarkdown, clean, parsed


def test_a_letter_is_opening_sections_close_and_working_papers(small: str) -> None:
    found = parsed(small)
    assert [type(block).__name__ for block in found.opening] == ["Heading", "Paragraph", "Strip"]
    assert [(plain(section.heading.runs), section.kind) for section in found.sections] == [
        ("Next steps", "wide"),
        ("Why", ""),
    ]
    assert [block.kind for block in found.close if isinstance(block, Paragraph)] == ["sign", "fine"]
    assert found.annex is not None and [plain(one.heading.runs) for one in found.annex.sections] == ["Facts"]
    assert [(note.number, plain(note.runs)) for note in found.notes] == [(1, "The note. Law.")]


def test_each_kind_of_block(small: str) -> None:
    found = parsed(small)
    lead, strip = found.opening[1], found.opening[2]
    assert isinstance(lead, Paragraph) and lead.kind == "lead"
    assert lead.runs == (
        Run("Start ", key=1),
        Run("now", said=True, key=1),
        Run(", please.", key=1),
        Run("", note=1),
    )
    assert isinstance(strip, Strip) and [plain(cell.amount) for cell in strip.cells] == ["$100", "Dec. 31"]
    steps = found.sections[0].blocks[0]
    assert isinstance(steps, Steps) and plain(steps.steps[0].when) == "This week"
    quote, table, items, copied = found.sections[1].blocks
    assert isinstance(quote, Quote) and isinstance(quote.blocks[0], Paragraph)
    assert plain(quote.blocks[0].runs) == "Mind this. It\u2019s late."
    assert isinstance(table, Table) and table.caption == "What counts"
    assert table.right == (False, True) and table.totals == (False, True)
    assert isinstance(items, Listed) and isinstance(items.items[0][1], Listed)
    assert isinstance(second := items.items[1][0], Paragraph) and plain(second.runs) == "Second *not bold*."
    assert copied == Copied("Hello,\n\ncopy this")


def test_words_to_say_stand_in_quotation_marks() -> None:
    paragraph = parsed("# T\n\nSay: *yes, **all** of it*, then *no*.").opening[1]
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.runs) == "Say: \u201cyes, all of it\u201d, then \u201cno\u201d."


def test_names_of_headings_are_unique() -> None:
    found = parsed("# T\n\n## Facts\n\na\n\n## Facts\n\nb\n\n## \u2026\n\nc")
    assert [section.heading.name for section in found.sections] == ["facts", "facts-2", "part"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```\nto copy\n", "fence is not closed: to copy"),
        ("| a | b |\n|---|---|\n| 1 |\n", "1 cells where its head has 2"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", "3 cells where its head has 2"),
        ("{.steps}\n- no date\n", "bold words"),
        ("a[^x]\n\n[^x]: named\n", "numbered, not named"),
    ],
)
def test_what_would_be_lost_in_silence_is_told(text: str, words: str) -> None:
    with pytest.raises(BrokenMarkdown, match=words.replace("[", r"\[").replace("^", r"\^")):
        parsed(text)


def test_no_html_and_no_link_gets_through() -> None:
    paragraph = parsed("# T\n\n<b>x</b> [y](http://example.com) <http://z.com>").opening[1]
    assert isinstance(paragraph, Paragraph) and "<b>x</b>" in plain(paragraph.runs)


def test_what_steers_a_terminal_or_the_direction_of_reading_is_dropped() -> None:
    assert clean("a\x1b[31m\x9b1m\u202eb\u2066c\x00\ue000\ufeff\td\n") == "a[31m1mbc\td\n"
