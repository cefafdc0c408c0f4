"""What a document must hold, and what it must not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from rothroute.engine import Advice, Adviser
from rothroute.engine.value import read_dollars, show_date, show_dollars

Rendered = Callable[..., str]

CERTAIN = re.compile(
    r"\b(will|won't|shall|guarantee[ds]?|certain|certainly|definite|definitely|surely|undoubtedly|no doubt|"
    r"without (a )?doubt|assured|always|never|in any case|you must|you should take|risk-free|no risk)\b",
    re.IGNORECASE,
)
_DOLLARS = re.compile(r"\$(\d{1,3}(?:,\d{3})+|\d+)(\.\d\d)?")
_QUESTION = re.compile(r"[^.!?\n]*\?")


def prose(text: str) -> str:
    """The document without escapes, on one line: what a sentence is looked up in."""
    return " ".join(re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", text).split())


def leaves(part: Any) -> Iterator[Any]:
    """Every value in the advice."""
    if isinstance(part, dict):
        part = tuple(part.values())
    if isinstance(part, tuple):
        for one in part:
            yield from leaves(one)
    else:
        yield part


def dollars(text: str) -> set[int]:
    """Every amount of dollars in a text, in cents."""
    return {read_dollars(found[0]) for found in _DOLLARS.finditer(text)}


def test_every_dollar_is_a_value_of_the_advice(advice: Advice, rendered: Rendered) -> None:
    values = list(leaves(advice))
    known = {abs(value) for value in values if isinstance(value, int)} | {0}
    known |= {amount for value in values if isinstance(value, str) for amount in dollars(value)}
    assert dollars(rendered(advice)) <= known


def test_cautions_and_unlocks_are_said(advice: Advice, rendered: Rendered) -> None:
    text = prose(rendered(advice))
    for route in advice.routes.values():
        for reason in (*route.cautions, *route.unlocks):
            assert reason.text in text


def test_no_caution_is_said_twice(advice: Advice, rendered: Rendered) -> None:
    text = prose(rendered(advice))
    assert all(text.count(one.text) == 1 for route in advice.routes.values() for one in route.cautions)


def test_each_step_comes_with_its_day_check_and_undo(advice: Advice, rendered: Rendered) -> None:
    text = prose(rendered(advice))
    steps = [*advice.plan_steps, *(step for name in advice.plan for step in advice.routes[name].steps)]
    for step in steps if advice.recommendation != "none" else []:
        assert all(part in text for part in (step.text, step.check, step.undo))
        assert step.by is None or show_date(step.by) in text


def test_each_closed_route_says_why(advice: Advice, rendered: Rendered) -> None:
    text = prose(rendered(advice))
    for route in advice.routes.values():
        if route.verdict == "closed":
            assert all(reason.text in text for reason in route.reasons)


def test_the_most_important_comes_first(advice: Advice, rendered: Rendered) -> None:
    start = prose(rendered(advice).split("\n## Why")[0])
    if advice.recommendation == "none":
        assert "nothing to do" in start
    elif advice.total[0] == advice.total[1]:
        assert show_dollars(advice.total[0]) in start


def test_each_open_fact_says_who_can_tell(advice: Advice, rendered: Rendered) -> None:
    text = prose(rendered(advice))
    for fact in advice.open_facts:
        assert fact.question in text and fact.who in text


def test_many_open_facts_stay_readable(adviser: Adviser, rendered: Rendered) -> None:
    advice = adviser.advise({"tax_year": 2026}, date(2026, 6, 30)).advice
    text = prose(rendered(advice))
    assert len(advice.open_facts) > 6
    assert all(fact.question in text and fact.who in text for fact in advice.open_facts)
    assert "-$" not in text and "$999,999,999" not in text
    assert not CERTAIN.findall(_QUESTION.sub("", text))


def test_shut_windows_are_said(adviser: Adviser, rendered: Rendered) -> None:
    facts = {"tax_year": 2025, "age": 40, "filing_status": "single", "wages": 90_000, "modified_agi": 80_000}
    known = {**facts, "workplace_plan": "none", "business": "none", "traditional_ira_balance": 0, "ira_basis": 0}
    text = prose(rendered(adviser.advise(known, date(2026, 8, 1)).advice))
    assert "nothing to do" in text and "15 April 2026" in text


def test_a_provisional_answer_says_so_first_and_claims_nothing_certain(advice: Advice, rendered: Rendered) -> None:
    text = rendered(advice)
    assert ("This is not settled yet." in text) is not advice.decided
    if not advice.decided:
        assert "provisional" in text.splitlines()[0]
        assert text.index("not settled yet") < text.index("## In short")
        assert not CERTAIN.findall(_QUESTION.sub("", prose(text))), "a word of certainty; questions are exempt"


def test_the_same_dollars_either_way_are_said(advices: dict[str, Advice], rendered: Rendered) -> None:
    text = rendered(advices["income-unknown"])
    assert "Either way the total is **$7,500**" in text


def test_markers_and_sources_agree_and_primary_law_leads(advice: Advice, rendered: Rendered) -> None:
    body, sources = rendered(advice).split("\n## Sources\n")
    cited = {int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", body)}
    listed = [int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", sources)]
    assert listed == list(range(1, len(listed) + 1))
    assert cited <= set(listed)
    kinds = re.findall(r"^- \*\*.+\*\* \((\w+)\):", sources, re.MULTILINE)
    order = ["statute", "regulation", "notice", "form", "publication", "legislative", "secondary", "convention"]
    assert kinds == sorted(kinds, key=order.index)


def test_it_can_be_reproduced_and_is_no_advice(advice: Advice, rendered: Rendered) -> None:
    text = rendered(advice)
    assert advice.receipt.rulebook[:16] in text and advice.receipt.facts[:16] in text
    assert text.endswith("\nThis is education, not tax, legal or investment advice.\n")


def test_reading_grade_is_nine_or_easier(advice: Advice, rendered: Rendered) -> None:
    textstat = pytest.importorskip("textstat")
    text = rendered(advice).split("\n## Sources\n")[0]
    lines = [line for line in text.splitlines() if line and not line.startswith(("|", "#", "`", "---"))]
    plain = [re.sub(r"^[\s>]*(?:-|\d+\.)? *|\*\*|(?:\[\d+\])+|`[^`]*`", "", line) for line in lines]
    named = re.sub(r"\bForm [\w-]+", "the form", " ".join(one.rstrip(" ") for one in plain))
    spoken = re.sub(r"\$[\d,.]*\d", "ten dollars", re.sub(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b", "that day", named))
    assert textstat.flesch_kincaid_grade(spoken) <= 9


def test_it_is_light_markdown(advice: Advice, rendered: Rendered) -> None:
    text = rendered(advice)
    assert "\n\n\n" not in text and "\t" not in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert "{{" not in text and "None" not in text and json.dumps(None) not in text.split()
