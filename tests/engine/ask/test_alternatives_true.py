"""What the end of the questions says of an open fact is true: every example saver, with each fact open in turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.advise.sensitivity import Sensitivity
from rothroute.engine.ask.alternatives import AdviceOutcome, Alternative, alternatives, outcome_of, outcome_text
from rothroute.engine.ask.doubt import Doubts
from rothroute.engine.ask.intervals import grain_of
from rothroute.engine.ask.message import first_person, message, recipients
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.reasoning.trace import Answers
from rothroute.engine.rulebook.source import parse

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
NOT_OPEN = ("tax_year", "as_of")
Told = tuple[Doubts, dict[str, tuple[Answers, list[Alternative]]]]


@pytest.fixture(scope="module")
def told(adviser: Adviser) -> Callable[[str], Told]:
    """For an example, the leads of each fact when all but that one are known."""
    done: dict[str, Told] = {}

    def of(example: str) -> Told:
        if example not in done:
            path = ROOT / "examples" / f"{example}.yaml"
            year, answers = adviser.answers(adviser.given(parse(path.read_bytes(), path.name)))
            doubts = Doubts(adviser.program(year))
            rests = {name: {k: v for k, v in answers.items() if k != name} for name in answers if name not in NOT_OPEN}
            done[example] = doubts, {name: (rest, alternatives(doubts, rest, name)) for name, rest in rests.items()}
        return done[example]

    return of


def found(doubts: Doubts, answers: Answers) -> AdviceOutcome | None:
    """What the answers lead to, unless they contradict each other."""
    return None if contradictions(doubts.program, answers) else outcome_of(evaluate(doubts.program, answers))


def within(alternative: Alternative, value: Any) -> bool:
    """Whether a lead speaks of a value."""
    if isinstance(value, (bool, str)):
        return value in alternative.values
    low, high = alternative.values
    return isinstance(low, int) and isinstance(high, int) and low <= value <= high


def holds(alternative: AdviceOutcome, outcome: AdviceOutcome) -> bool:
    """Whether what a lead says of the routes and amounts covers an outcome."""
    pairs = zip(alternative.verdicts, outcome.verdicts, strict=True)
    return (
        alternative.recommendation in (None, outcome.recommendation)
        and alternative.total[0] <= outcome.total[0] <= outcome.total[1] <= alternative.total[1]
        and all(a in ("unknown", b) and low[0] <= high[0] and high[1] <= low[1] for (_, a, low), (_, b, high) in pairs)
    )


@pytest.mark.parametrize("example", [path.stem for path in EXAMPLES])
def test_leads_differ_wherever_the_outcome_does(example: str, told: Callable[[str], Told]) -> None:
    """Whatever value is tried: a lead speaks of it, and says what it leads to; one lead only where all are alike."""
    doubts, facts = told(example)
    for name, (rest, every_alternative) in facts.items():
        outcomes = set()
        for value in Sensitivity(evaluate(doubts.program, rest)).values(name):
            outcome = found(doubts, {**rest, name: value})
            if outcome:
                outcomes.add(outcome)
                speaking = [alternative for alternative in every_alternative if within(alternative, value)]
                assert len(speaking) == 1, (name, value)
                assert holds(speaking[0].outcome, outcome), (name, value)
        assert len(every_alternative) > 1 or len(outcomes) <= 1, name


@pytest.mark.parametrize("example", [path.stem for path in EXAMPLES])
def test_leads_leave_no_gap(example: str, told: Callable[[str], Told]) -> None:
    """Between the amounts of two leads there is nothing but what contradicts other answers."""
    doubts, facts = told(example)
    for name, (rest, every_alternative) in facts.items():
        fact = doubts.program.rulebook.facts[name]
        if fact.unit in ("choice", "yes_no"):
            continue
        for before, after in pairwise(every_alternative):
            last, first = before.values[-1], after.values[0]
            assert isinstance(last, int)
            assert isinstance(first, int)
            between = range(last + grain_of(fact), first, grain_of(fact))
            ends = (*between[:1], *between[len(between) // 2 :][:1], *between[-1:])
            assert all(found(doubts, {**rest, name: value}) is None for value in ends), (name, last, first)


@pytest.mark.parametrize("example", [path.stem for path in EXAMPLES])
def test_leads_read_apart(example: str, told: Callable[[str], Told]) -> None:
    """No two leads of a fact say the same, and none says it clumsily."""
    doubts, facts = told(example)
    book = doubts.program.rulebook
    for name, (_, every_alternative) in facts.items():
        texts = [outcome_text(book, alternative, every_alternative) for alternative in every_alternative]
        assert all(one != other for one, other in pairwise(texts)), (name, texts)
        said = " ".join(alternative.text for alternative in every_alternative)
        assert "around" not in said, said
        assert "$0 or less" not in said or book.facts[name].lowest < 0, said
        assert len(every_alternative) <= max(5, len(book.facts[name].values))


def test_income_decides_which_of_two_routes_is_open(told: Callable[[str], Told]) -> None:
    doubts, facts = told("big-tech-engineer")
    _, found = facts["modified_agi"]
    assert [(alternative.text, outcome_text(doubts.program.rulebook, alternative, found)) for alternative in found] == [
        ("it is $153,019 or less", "mega backdoor Roth first; direct Roth IRA open, $7,500; $42,750 in all."),
        (
            "it is between $153,020 and $167,999",
            "mega backdoor Roth first; backdoor Roth IRA open, $10 to $7,300; "
            "direct Roth IRA open, $200 to $7,490; $42,750 in all.",
        ),
        ("it is $168,000 or more", "mega backdoor Roth first; backdoor Roth IRA open, $7,500; $42,750 in all."),
    ]
    _, found = facts["traditional_ira_balance"]
    assert [alternative.text for alternative in found] == [
        "it is $0",
        "it is more than $0, up to $1,500",  # a small rest, up to a fifth of the limit, is converted with the rest
        "it is $1,501 or more",
    ]


def test_a_message_asks_for_the_kind_of_answer_it_wants(adviser: Adviser) -> None:
    book = adviser.rulebook
    text = message(book, "HR", ["workplace_plan", "employer_contributions", "plan_offers_roth"], 2026)
    assert "What kind of retirement plan does my main employer have for me?" in text
    assert "Which one is it: no workplace plan, 401(k) plan, 403(b) plan," in text
    assert "How much will this employer add to my account for the whole tax year? I do not mean" in text
    assert "How much is it?" not in text
    assert "Can I make Roth contributions to this plan from my pay?" in text
    assert book.facts["plan_offers_roth"].meaning not in text
    dated = next(name for name, fact in book.facts.items() if fact.unit == "date")
    assert "Which day?" in message(book, "HR", [dated], 2026)


@pytest.mark.parametrize(
    ("fact", "ending"), [("wages", "How much is it?"), ("age", "Which number is it?"), ("workplace_plan", "SEP plan?")]
)
def test_without_a_wording_the_meaning_is_asked(adviser: Adviser, fact: str, ending: str) -> None:
    bare = adviser.rulebook.questions[fact]._replace(question="", where="", not_the_same="")
    text = message(adviser.rulebook._replace(questions={fact: bare}), "HR", [fact], 2026)
    assert first_person(adviser.rulebook.facts[fact].meaning) in text
    assert f"{ending}\n" in text


def test_a_message_speaks_of_the_sender_as_i(adviser: Adviser) -> None:
    book = adviser.rulebook
    for who, facts in recipients(book, book.questions).items():
        asked = message(book, who, facts, 2026).split("Hello,")[1]
        assert not re.search(
            r"\b[Yy]ours?\b|\b[Yy]ou\b", asked.partition("Could you answer")[2].replace("Thank you", "")
        ), asked


def test_first_person() -> None:
    assert first_person("Do you own what your plan pays you while you are there?") == (
        "Do I own what my plan pays me while I am there?"
    )
