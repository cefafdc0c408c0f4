"""Whoever reads the first sixty words of a letter knows which way, how many dollars and by when, or what is open.

What a machine can hold of the comprehension gate: the words are there, of any saver, before any other amount. Whether
people read them so is for people to try.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date

import pytest

from rothroute.engine import Adviser, Decision, Refusal
from rothroute.engine.advise.formatting import inner
from rothroute.engine.explain import explanation_of
from rothroute.engine.explain.explanation import Explanation
from rothroute.engine.explain.formatting import sentence
from rothroute.engine.letters import LetterOptions
from rothroute.engine.render.markdown import plain_markdown
from rothroute.engine.rulebook.model import Fact
from rothroute.engine.templates import Templates
from rothroute.engine.value import show_dollars, show_value

PARTS = 8
DAYS = (date(2026, 2, 10), date(2026, 6, 30), date(2026, 11, 27), date(2027, 2, 1))


def value_of(fact: Fact, chance: random.Random) -> str:
    if fact.unit == "yes_no":
        return chance.choice(["yes", "no"])
    if fact.unit == "choice":
        return chance.choice([value for value, _ in fact.values])
    most = {"dollars": 300_000_00, "age": 75}.get(fact.name if fact.name == "age" else fact.unit, fact.highest)
    high = min(fact.highest, most)
    low = max(fact.lowest, 0 if fact.unit == "dollars" else fact.lowest)
    return show_value(chance.randint(low, chance.choice([high, max(low, high // 20)])), fact.unit)


def saver(adviser: Adviser, chance: random.Random) -> Decision | None:
    """Someone who told much of what is asked, or little, on some day; None where it contradicts itself."""
    book, share = adviser.rulebook, chance.choice([0.3, 0.6, 0.9])
    asked = [book.facts[name] for name in book.questions if name in book.facts]
    facts = {one.name: value_of(one, chance) for one in asked if chance.random() < share}
    facts = {name: value for name, value in facts.items() if book.facts[name].unit != "date"}
    for name in [*facts, ""]:
        try:
            return adviser.advise({**facts, "tax_year": "2026"}, chance.choice(DAYS))
        except Refusal:
            facts.pop(name, None)
    return None


def first_words(explanation: Explanation, templates: Templates, many: int = 60) -> str:
    """The heading and the sentences after the greeting, as they are read."""
    text = plain_markdown(templates.letter(explanation, LetterOptions(annex=False)).markdown, {})
    text = re.sub(r"\[\^\d+\]|[#*>|]", " ", text).replace("Hello,", " ").replace("\u00a0", " ")
    return " ".join(text.replace("\\", "").split()[:many])


def check(explanation: Explanation, templates: Templates) -> None:
    words = first_words(explanation, templates)
    advice = explanation.decision.advice
    low, high = advice.total
    if explanation.corrections:
        first = explanation.corrections[0]
        assert first.amount.text in words
        assert not first.by or first.passed or plain(first.by) in words
        return
    match explanation.outcome:
        case "nothing":
            assert "nothing more can go into Roth accounts" in words
        case "decided":
            if low == high:
                assert show_dollars(high) in words
            main = next((one for one in explanation.routes if one.main), None)
            assert main is None or inner(main.label) in words or sentence(main.label) in words
            coming = [one for one in explanation.steps if one.settled and not one.passed and one.day is not None]
            dated = min(coming, key=lambda one: one.day or 0, default=None)
            waits = any(one.when == "First" for one in explanation.steps)
            if main is not None and dated is not None and not waits:
                said = date.fromordinal(dated.day or 0)
                assert f"{said:%B} {said.day}, {said.year}" in words
        case "provisional":
            if low == high or low > 0:
                assert show_dollars(low) in words
            if advice.open_facts:
                assert "not settle" in words and re.search(r"It depends on (one answer|\d+ answers)", words)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("part", range(PARTS))
def test_the_first_sixty_words_answer(
    part: int, adviser: Adviser, templates: Templates, tries: Callable[[int, int], int]
) -> None:
    chance = random.Random(part)
    for _ in range(tries(12, 2_000) // PARTS):
        found = saver(adviser, chance)
        if found is not None:
            check(explanation_of(found), templates)
