"""Words of a rulebook are text: nothing in them is run, read as markup or sent to the terminal as a command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rothroute.engine import Advice, Adviser, Rulebook
from rothroute.engine.documents.prose import escaped

HOSTILE = "{{ 7*7 }} *a* _b_ | <b>c</b> `d` [e](f) {% raw %} \x1b[31m \u202e {# g #}"
SHOWN = "{{ 7*7 }} *a* _b_ | <b>c</b> `d` [e](f) {% raw %} [31m {# g #}"


@pytest.fixture(scope="module")
def poisoned(rulebook: Rulebook) -> Rulebook:
    routes = {name: route._replace(label=HOSTILE, meaning=HOSTILE) for name, route in rulebook.routes.items()}
    limits = {name: limit._replace(label=HOSTILE) for name, limit in rulebook.limits.items()}
    sources = {name: source._replace(title=HOSTILE) for name, source in rulebook.sources.items()}
    facts = {name: fact._replace(label=HOSTILE) for name, fact in rulebook.facts.items()}
    return rulebook._replace(digest="poisoned", routes=routes, limits=limits, sources=sources, facts=facts)


@pytest.fixture(scope="module")
def advice(poisoned: Rulebook) -> Advice:
    facts = {"tax_year": 2026, "age": 36, "filing_status": "single", "wages": 90_000, "modified_agi": 85_000}
    return Adviser(poisoned).advise({**facts, "business": "none"}, date(2026, 6, 30)).advice


def test_markdown_shows_the_signs(advice: Advice, poisoned: Rulebook, rendered: Callable[..., str]) -> None:
    text = rendered(advice, rulebook=poisoned)
    assert "49" not in text.replace("$", "")[: text.index("## Sources")].split()
    assert "<b>" not in text.replace("\\<b", "") and "\x1b" not in text and "\u202e" not in text
    assert r"\*a\* \_b\_ \| \<b\>c\</b\> \`d\` \[e\](f)" in text


def test_text_shows_them_as_they_are(advice: Advice, poisoned: Rulebook, rendered: Callable[..., str]) -> None:
    text = rendered(advice, "text", rulebook=poisoned, width=100)
    assert SHOWN in " ".join(text.split())
    assert "\x1b" not in text and "\\" not in text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("---", r"\---"),
        ("a\n\n# b", "a # b"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("$7,500 & more - 1.5", "$7,500 & more - 1.5"),
        ("a\x00\x1b[2Jb", r"a\[2Jb"),
    ],
)
def test_values_are_escaped(text: str, safe: str) -> None:
    assert escaped(text) == safe
