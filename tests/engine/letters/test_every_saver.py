"""Every saver the advice accepts gets a letter that verifies and says what the advice says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

from rothroute.engine import Adviser, Decision, Refusal
from rothroute.engine.advise.as_json import advice_json
from rothroute.engine.letters import SUFFIXES, LetterOptions, LetterWriter, draft, opened, verify
from rothroute.engine.letters.receipt import answer_of, facts_of
from rothroute.engine.reasoning.compile.generated_code import OFTEN
from rothroute.engine.rulebook.model import Fact, Rulebook
from rothroute.engine.rulebook.source import parse
from rothroute.engine.value import show_value

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = date(2026, 6, 30)
FAST: Final = tuple(name for name in SUFFIXES if name not in ("pdf", "docx"))
SEVERAL, SLOW, PARTS = 4, 1, 45
TOLD_THOUGH_NOT_APPLICABLE = (
    {"tax_year": "2026", "filing_status": "single", "spouse_compensation": "0"},
    {"tax_year": "2026", "business": "none", "business_profit": "0"},
    {"tax_year": "2026", "workplace_plan": "none", "employee_deferrals": "0", "plan_allows_after_tax": "no"},
    {"tax_year": "2026", "employee_deferrals": "1000"},
    {"tax_year": "2026", "age": "40", "employee_deferrals": "24500"},
    {"tax_year": "2026", "plan_allows_after_tax": "yes"},
)


def value_of(fact: Fact, chance: random.Random) -> str:
    """A value of a fact: at a bound, or anywhere sensible."""
    if fact.unit == "yes_no":
        return chance.choice(["yes", "no"])
    if fact.unit == "choice":
        return chance.choice([value for value, _ in fact.values])
    high = min(fact.highest, 600_000_00 if fact.unit == "dollars" else fact.highest)
    low = max(fact.lowest, 0 if fact.unit == "dollars" else fact.lowest)
    number = chance.choice([low, high, chance.randint(low, high), chance.randint(low, max(low, high // 20))])
    return show_value(number, fact.unit)


def some_saver(book: Rulebook, chance: random.Random) -> dict[str, str]:
    """Some facts, whether they apply or not; the others are not known."""
    share = chance.choice([0.1, 0.4, 0.7])
    facts = {name: value_of(fact, chance) for name, fact in book.facts.items() if chance.random() < share}
    return {**{n: v for n, v in facts.items() if n != "as_of"}, "tax_year": str(chance.choice(book.years))}


def accepted(adviser: Adviser, facts: dict[str, str]) -> Decision | None:
    """The decision, after facts that contradict the others were left out one by one."""
    for name in [*facts, ""]:
        try:
            return adviser.advise(facts, DAY)
        except Refusal:
            facts = {one: value for one, value in facts.items() if one != name or one == "tax_year"}
    return None


def some_savers(adviser: Adviser, seed: int, count: int) -> Iterator[Decision]:
    chance = random.Random(seed)
    while count:
        found = accepted(adviser, some_saver(adviser.rulebook, chance))
        if found is not None:
            count -= 1
            yield found


def examples_without_one(adviser: Adviser) -> Iterator[Decision]:
    for path in EXAMPLES:
        for name, _ in parse(path.read_bytes(), path.name).entries:  # type: ignore[attr-defined]
            given = adviser.given(parse(path.read_bytes(), path.name))
            given.values.pop(name.text, None)
            try:
                yield adviser.advise(given, DAY)
            except Refusal:
                continue


def check(decision: Decision, adviser: Adviser, writer: LetterWriter, formats: tuple[str, ...]) -> None:
    """Each format is written, verifies, and carries the answers as told and the answer of the advice."""
    drafted = draft(decision, LetterOptions("Dana"), writer.templates)
    for format in formats:
        data = writer.written(drafted, format)
        found = verify(data, "letter", adviser, writer)
        assert found.holds, (format, found, dict(decision.answers))
        receipt = opened(data, "letter").receipt
        assert adviser.answers(adviser.given(receipt["facts"]))[1] == decision.answers
        assert receipt["answer"] == answer_of(decision.advice)
    agrees(answer_of(decision.advice), advice_json(decision.advice))


def agrees(answer: dict[str, Any], data: dict[str, Any]) -> None:
    assert [end / 100 for end in answer["total"]] == data["plan_total"]
    assert answer["recommendation"] == data["recommendation"] and answer["plan"] == data["plan"]
    for name, route in data["routes"].items():
        assert answer["routes"][name]["verdict"] == route["verdict"]
        assert [end / 100 for end in answer["routes"][name]["range"]] == route["range"]


def warm(decision: Decision) -> bool:
    """Whether generated code worked this decision out: it notes how facts are known in the order of the program."""
    return list(decision.trace.standings) == list(decision.trace.program.facts)


def test_the_same_facts_give_the_same_letter_however_many_were_written_before(
    rulebook: Rulebook, writer: LetterWriter
) -> None:
    """Once a program is warm, generated code works levels out in another way; no order of facts may show that."""
    cold, texts = Adviser(rulebook), set()
    path = ROOT / "examples" / "freelancer.yaml"
    facts = facts_of(cold.answers(cold.given(parse(path.read_bytes(), path.name)))[1], rulebook)
    for _ in range(2):
        decision = cold.advise(facts, DAY)
        texts.add((writer.written(draft(decision, LetterOptions(), writer.templates), "markdown"), warm(decision)))
        for _ in range(OFTEN):
            cold.trace(facts)
    assert {state for _, state in texts} == {False, True}, "both ways of working were tried"
    assert len({text for text, _ in texts}) == 1


def test_any_saver(adviser: Adviser, writer: LetterWriter) -> None:
    """One format each, in turn: to verify a letter of a saver nearly unknown takes as long as to decide it."""
    for number, decision in enumerate(some_savers(adviser, 20260630, SEVERAL)):
        check(decision, adviser, writer, (FAST[number % len(FAST)],))


def test_any_saver_on_paper(adviser: Adviser, writer: LetterWriter) -> None:
    for decision in some_savers(adviser, 42, SLOW):
        check(decision, adviser, writer, ("pdf", "docx"))


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.thorough) for part in range(1, PARTS))])
def test_any_example_with_one_fact_not_known(part: int, adviser: Adviser, writer: LetterWriter) -> None:
    """In parts; all but the first belong to the long run."""
    for decision in islice(examples_without_one(adviser), part, None, PARTS):
        check(decision, adviser, writer, ("markdown",))


@pytest.mark.parametrize("facts", TOLD_THOUGH_NOT_APPLICABLE)
def test_told_though_it_does_not_apply(facts: dict[str, str], adviser: Adviser, writer: LetterWriter) -> None:
    check(adviser.advise(facts, DAY), adviser, writer, FAST)
