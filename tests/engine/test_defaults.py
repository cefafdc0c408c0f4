"""Defaults that never contradict what was told: the nearest value that does not stands in, in every reader."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser
from rothroute.engine.audit.proof.claims import DEFAULTS, claims
from rothroute.engine.audit.proof.defaults import breaks_by_default
from rothroute.engine.audit.proof.prove import findings, settled
from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.compile.generated_code import GeneratedCode
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.evaluate import IncrementalEvaluation, contradictions, evaluate
from rothroute.engine.reasoning.infer.inference import Inference
from rothroute.engine.reasoning.standing import Standing
from rothroute.engine.reasoning.trace import Trace
from rothroute.engine.rulebook.load import load_rulebook

FACTS = """
facts:
  tax_year: {type: tax_year, label: tax year, meaning: The year.}
  kind: {type: choice, label: kind, meaning: Kind., values: {none: none, big: big, small: small}}
  part: {type: dollars, label: part, meaning: Part., highest: "$1,000,000", assume: usual_part, why_assumed: Mostly.}
  paid: {type: dollars, label: money paid, meaning: Paid., highest: "$1,000,000", assume: $0, why_assumed: Mostly.}
  moved: {type: dollars, label: money moved, meaning: Moved., highest: "$1,000,000", applies: paid > $0,
          otherwise: $0, assume: part, why_assumed: Mostly.}
  later: {type: dollars, label: money moved later, meaning: Later., highest: "$1,000,000", assume: $0,
          why_assumed: Mostly.}
  pay: {type: dollars, label: pay, meaning: Pay., highest: "$1,000,000"}
  share: {type: percent, label: share, meaning: Share., assume: 100%, why_assumed: Mostly.}
  rest: {type: percent, label: rest, meaning: Rest., assume: 50%, why_assumed: Mostly.}
  age: {type: years, label: age, meaning: Age., lowest: 0, highest: 120, assume: "40", why_assumed: Mostly.}
  child_age: {type: years, label: age of the child, meaning: Age., lowest: 0, highest: 120}
  twin_age: {type: years, label: age of the twin, meaning: Age., lowest: 0, highest: 120, assume: "40",
             why_assumed: Mostly.}
  other_age: {type: years, label: another age, meaning: Age., lowest: 0, highest: 120}
  has_account: {type: yes_no, label: an account, meaning: An account., assume: no, why_assumed: Mostly.}
  has_card: {type: yes_no, label: a card, meaning: A card., assume: yes, why_assumed: Mostly.}
  in_account: {type: dollars, label: money in the account, meaning: Money., highest: "$1,000,000", assume: $0,
               why_assumed: Mostly.}
contradictions:
  part_above_paid: {when: part > paid, message: "{part} {paid}", remedy: correct one}
  moved_above_part: {when: moved + later > part, message: "{part}", remedy: correct one}
  moved_above_paid: {when: moved + later > paid, message: "{paid}", remedy: correct one}
  paid_above_pay: {when: paid * 2 > pay, unless: kind is small, message: "{pay}", remedy: correct one}
  part_above_pay: {when: part * 2 > pay, unless: kind is small, message: "{pay}", remedy: correct one}
  moved_above_pay: {when: (moved + later) * 2 > pay, unless: kind is small, message: "{pay}", remedy: correct one}
  too_much_in_all: {when: share + rest > 100%, message: "{share} {rest}", remedy: correct one}
  younger_than_the_child: {when: age <= child_age, message: "{age}", remedy: correct one}
  not_a_twin: {when: kind is big and twin_age != other_age, message: "{twin_age}", remedy: correct one}
  as_old: {when: kind is none and twin_age = other_age, message: "{twin_age}", remedy: correct one}
  money_without_account: {when: has_account is no and in_account > $0, message: "{in_account}", remedy: correct one}
  card_without_account: {when: has_card and has_account is no, message: "{has_card}", remedy: correct one}
  card_without_money: {when: has_card and in_account < $10, message: "{in_account}", remedy: correct one}
"""
RULES = """
topic: saver
exports: [usual_part, doubled]
figures:
  usual_part: {label: usual part, meaning: Part., unit: dollars, formula: "max($0, paid - $100)", cite: [USC 1]}
  doubled: {label: twice the part, meaning: Part., unit: dollars, formula: part * 2 + moved, cite: [USC 1]}
conclusions:
  some: {when: part > $0 and has_card, because: Some., cite: [USC 1]}
"""
PARAMETER = """
label: limit
unit: dollars
law: USC 1
values:
  2026: {amount: "$7,500", source: USC 1, verified: read}
"""
FILES = {
    "facts.yaml": FACTS,
    "sources.yaml": "sources: {USC: {title: Code, kind: statute, checked: read}}",
    "parameters/limit.yaml": PARAMETER,
    "saver/rules.yaml": RULES,
}
NEVER = GeneratedCode(None)


def program_of(facts: str = FACTS) -> Program:
    files = FILES | {"facts.yaml": facts}
    return compile_year(load_rulebook({path: text.encode() for path, text in files.items()}), 2026)


@pytest.fixture(scope="module")
def inference() -> Inference:
    return Inference(program_of())


@pytest.fixture(scope="module")
def program(inference: Inference) -> Program:
    return inference.program


def work_out(inference: Inference, answers: dict[str, Any]) -> Trace:
    """The trace by ranges; inference and generated code have to agree with it."""
    answers = {"tax_year": 2026, **answers}
    ranged = evaluate(inference.program._replace(generated=NEVER), answers)
    for other in (evaluate(inference.program, answers), inference.infer(answers)):
        assert other.values == ranged.values
        assert other.standings == ranged.standings
    return ranged


TOLD: list[tuple[dict[str, Any], str, Any]] = [
    ({}, "paid", 0),
    ({"part": 7_500_00}, "paid", 7_500_00),
    ({"moved": 3_000_00}, "paid", 3_000_00),
    ({"moved": 3_000_00, "later": 1_000_00}, "part", 4_000_00),
    ({"paid": 500_00}, "part", 400_00),
    ({"paid": 500_00, "moved": 450_00}, "part", 450_00),
    ({"paid": 500_00, "part": 200_00, "later": 150_00}, "moved", 50_00),
    ({"rest": 400_000}, "share", 600_000),
    ({"share": 700_000}, "rest", 300_000),
    ({"child_age": 20}, "age", 40),
    ({"child_age": 60}, "age", 61),
    ({"kind": "big", "other_age": 7}, "twin_age", 7),
    ({"kind": "none", "other_age": 40}, "twin_age", 41),
    ({"kind": "small", "other_age": 40}, "twin_age", 40),
    ({"in_account": 1}, "has_account", True),
    ({"in_account": 1}, "has_card", False),
    ({"in_account": 20_00}, "has_card", True),
    ({"has_account": False}, "has_card", False),
    ({"has_card": True}, "has_account", True),
    ({"has_card": True}, "in_account", 10_00),
    ({"pay": 100_00, "paid": 50_00}, "part", 0),
]


@pytest.mark.parametrize(("answers", "fact", "value"), TOLD)
def test_the_nearest_value_that_fits_stands_in(
    inference: Inference, answers: dict[str, Any], fact: str, value: Any
) -> None:
    trace = work_out(inference, answers)

    assert trace.fact_value(fact) == value
    assert trace.standings[fact] is Standing.ASSUMED


def test_an_answer_that_does_not_count_after_all_moves_no_default(inference: Inference) -> None:
    told = {"pay": 100_00, "moved": 300_00}

    assert contradictions(inference.program, {"tax_year": 2026, "kind": "big", **told}) != []
    assert work_out(inference, {"kind": "small", **told}).fact_value("paid") == 300_00


def test_an_assumption_that_was_moved_is_listed_and_says_so(program: Program) -> None:
    files = FILES | {
        "saver/rules.yaml": RULES
        + "routes: {putting: {label: putting, meaning: One., closed_by: [], amount: doubled, "
        + "tie_order: 1, doing_order: 1}}\n"
        + "plan: {total: doubled}\n"
    }
    adviser = Adviser(load_rulebook({path: text.encode() for path, text in files.items()}))
    advice = adviser.advise({"tax_year": 2026, "paid": 500, "moved": 450}, date(2026, 6, 30)).advice
    said = {one.fact: (one.said, one.why) for one in advice.assumptions}

    assert said["part"] == (
        "$450",
        "The usual answer does not fit what you told us. This is the nearest one that does.",
    )


def test_every_contradiction_is_proved(program: Program) -> None:
    found = [settled(program, claim) for claim in claims(program) if claim.family == DEFAULTS]

    assert {one.claim.name for one in found} == set(program.contradictions)
    assert {one.outcome for one in found} == {"proved"}


def test_a_contradiction_that_is_missing_is_found_with_a_person() -> None:
    """Moved 8, paid 7: each fits a part nobody told of, yet no part fits both; only a contradiction can say so."""
    line = next(line for line in FACTS.splitlines() if line.startswith("  moved_above_paid"))
    program = program_of(FACTS.replace(f"{line}\n", ""))
    found = [settled(program, claim) for claim in claims(program) if claim.family == DEFAULTS]
    broken = [one for one in found if one.outcome == "refuted"]

    assert broken
    for one in broken:
        assert one.pair is not None
        assert breaks_by_default(program, one.claim.name, one.pair.person)
    (first, *_) = findings(program.rulebook, broken)
    assert first.check == "failed-proof"
    assert first.help == "add a contradiction between the facts told, or give another default"


def answers_of(program: Program) -> st.SearchStrategy[dict[str, Any]]:
    near = (0, 1, 10_00, 450_00, 500_00, 7_500_00, 1_000_000_00)
    drawn: dict[str, st.SearchStrategy[Any]] = {}
    for name, fact in program.rulebook.facts.items():
        if fact.unit == "yes_no":
            drawn[name] = st.booleans()
        elif fact.unit == "choice":
            drawn[name] = st.sampled_from([value for value, _ in fact.values])
        elif fact.unit == "dollars":
            drawn[name] = st.sampled_from(near) | st.integers(0, 1_000_00)
        elif fact.unit != "tax_year":
            drawn[name] = st.integers(fact.lowest, fact.highest)
    return st.fixed_dictionaries({}, optional=drawn)


@given(data=st.data())
@settings(settings.get_profile("most"))
def test_whatever_is_told_no_default_contradicts_it(
    inference: Inference, program: Program, data: st.DataObject
) -> None:
    answers = data.draw(answers_of(program))
    person = {"tax_year": 2026, **answers}
    if contradictions(program, person):
        return
    work_out(inference, answers)

    assert [name for name in program.contradictions if breaks_by_default(program, name, person)] == []


@given(data=st.data())
@settings(settings.get_profile("many"))
def test_working_out_beside_finds_the_same(program: Program, data: st.DataObject) -> None:
    bare = program._replace(generated=NEVER)
    one, other = ({"tax_year": 2026, **data.draw(answers_of(program))} for _ in range(2))
    trace = IncrementalEvaluation(evaluate(bare, one)).evaluate(bare, other)

    assert trace.values == evaluate(bare, other).values


@given(data=st.data())
@settings(settings.get_profile("many"))
def test_the_shipped_defaults_never_contradict(adviser: Adviser, savers: Any, data: st.DataObject) -> None:
    saver = data.draw(savers)
    program = adviser.program(saver["tax_year"])
    if contradictions(program, saver):
        return

    assert [name for name in program.contradictions if breaks_by_default(program, name, saver)] == []
