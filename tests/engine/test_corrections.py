"""Corrections: what has gone wrong comes first, in every door, and the engine knows none by name."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from engine_correcting import Files, correcting
from jsonschema import Draft202012Validator

from rothroute.engine import Adviser, Refusal, advice_json
from rothroute.engine.advise.case_runner import CaseRunner
from rothroute.engine.advise.json_schema import advice_schema
from rothroute.engine.ask.alternatives import alternatives, outcome_text
from rothroute.engine.ask.doubt import Doubts
from rothroute.engine.ask.why import effects
from rothroute.engine.audit.mutate.mutants import mutants
from rothroute.engine.audit.proof.prove import prove
from rothroute.engine.diagnostic import Diagnostic
from rothroute.engine.explain import LetterOptions, explanation_of
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.rulebook.load import load_cases
from rothroute.engine.rulebook.load import load_rulebook as load_files
from rothroute.engine.rulebook.load.store import from_data, to_data
from rothroute.engine.rulebook.reference import explain
from rothroute.engine.templates import templates_of

DAY = date(2026, 6, 30)
SAVER: dict[str, Any] = {"tax_year": 2025, "age": 55, "wages": 20_000, "plan": "none"}
EXCESS: dict[str, Any] = {**SAVER, "paid": 8_000}


@pytest.fixture(scope="module")
def adviser() -> Adviser:
    return Adviser(load_files(correcting()))


def changed(old: str, new: str) -> Files:
    files = correcting()
    assert files["saving/rules.yaml"].count(old.encode()) == 1
    return files | {"saving/rules.yaml": files["saving/rules.yaml"].replace(old.encode(), new.encode())}


def refused(files: Files) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refusal) as caught:
        load_files(files)
    return caught.value.diagnostics


def test_a_correction_that_is_needed_is_in_the_advice(adviser: Adviser) -> None:
    advice = adviser.advise(EXCESS, DAY).advice

    (one,) = advice.corrections
    assert (one.name, one.amount, one.text) == ("overpaid", 1_000_00, "You paid in $8,000. The limit is $7,000.")
    assert one.by == date(2026, 10, 15).toordinal()
    assert one.cost is not None
    assert (one.cost.amount, one.cost.text) == (60_00, "Left in, it costs $60 each year.")
    assert [cite.text for cite in one.cites] == ["USC 4973(a)"]
    assert [form.name for form in one.forms] == ["Form 5329"]
    assert one.open_facts == ()
    assert advice.decided
    assert advice.recommendation == "saving"


def test_the_contract_with_programs(adviser: Adviser) -> None:
    with_one, without = (advice_json(adviser.advise(facts, DAY).advice) for facts in (EXCESS, SAVER))

    Draft202012Validator(advice_schema()).validate(json.loads(json.dumps(with_one)))
    (one,) = with_one["corrections"]
    assert with_one["schema"] == 2
    assert without["corrections"] == []
    wanted = {"amount": 1_000.0, "range": [1_000.0, 1_000.0], "by": "2026-10-15", "cites": ["USC 4973(a)"]}
    assert wanted.items() <= one.items()
    assert one["cost"] == {"text": "Left in, it costs $60 each year.", "amount": 60.0}
    assert one["forms"] == [{"name": "Form 5329", "what": "Figures the tax."}]
    assert [step["rule"] for step in one["steps"]] == ["tell_the_bank", "take_it_out"]


def test_a_correction_nobody_can_decide_yet_makes_the_advice_provisional(adviser: Adviser) -> None:
    book = adviser.rulebook
    unassumed = book.facts["paid"]._replace(assume=None)
    advice = Adviser(book._replace(facts={**book.facts, "paid": unassumed})).advise(SAVER, DAY).advice

    assert advice.corrections == ()
    assert not advice.decided
    assert advice.recommendation == "saving"
    assert "paid" in [one.fact for one in advice.open_facts]
    assert advice.routes["saving"].open_facts == ()


def test_an_assumed_fact_a_correction_rests_on_is_listed(adviser: Adviser) -> None:
    assert "paid" in [one.fact for one in adviser.advise(SAVER, DAY).advice.assumptions]


def test_a_cost_is_left_out_where_it_costs_nothing(adviser: Adviser) -> None:
    book = load_files(changed('text: "Left in', 'when: older, text: "Left in'))
    young, old = ({**EXCESS, "age": age} for age in (30, 55))

    assert Adviser(book).advise(young, DAY).advice.corrections[0].cost is None
    assert Adviser(book).advise(old, DAY).advice.corrections[0].cost is not None


def test_a_saver_with_a_correction_never_reads_nothing_to_do(adviser: Adviser) -> None:
    decision = adviser.advise({**EXCESS, "wages": 0}, DAY)
    explanation, templates = explanation_of(decision), templates_of()
    filled = [
        templates.advice(explanation),
        templates.letter(explanation, LetterOptions()),
        templates.email(explanation, LetterOptions()),
    ]

    assert decision.advice.recommendation == "none"
    for text in (one.markdown for one in filled):
        assert "nothing to do" not in text and "nothing more can go in" not in text.lower()
        assert "$1,000" in text.splitlines()[0] and "October 15, 2026" in text.splitlines()[0].replace("\u00a0", " ")
        assert "Left in, it costs $60 each year." in text


def test_a_correction_may_be_called_like_a_figure_and_is_explained(adviser: Adviser) -> None:
    page = explain(adviser.rulebook, "overpaid")

    assert "# overpaid (figure)" in page
    assert "# overpaid (correction)" in page
    assert "- needed when: paid_too_much" in page
    assert "- law: USC 4973(a), United States Code, Title 26" in page
    assert "overpaid: money above the limit" in explain(adviser.rulebook, "corrections")
    assert "read by: overpaid" in explain(adviser.rulebook, "correction_day")


def test_questions_are_asked_for_a_correction(adviser: Adviser) -> None:
    doubts = Doubts(adviser.program(2025))
    answers = adviser.given(SAVER).values

    assert doubts.open(answers) == ["paid", "told_the_bank"]
    parts = ("whether anything has to be put right", "how many dollars", "what it costs")
    assert ("money above the limit", parts) in effects(doubts.trace(answers), ["paid"])
    found = alternatives(doubts, answers, "paid")
    assert [outcome_text(adviser.rulebook, one, found) for one in found][-1].startswith(
        "put right: money above the limit"
    )


def test_what_to_do_about_a_correction_is_part_of_the_answer(adviser: Adviser) -> None:
    answers = adviser.given(EXCESS).values

    assert Doubts(adviser.program(2025)).open(answers) == ["told_the_bank"]


def test_the_cases_of_a_rulebook_expect_corrections(adviser: Adviser) -> None:
    book = CaseRunner(adviser.rulebook, adviser.inference)

    assert [book.run(case).misses for case in load_cases(correcting())] == [()] * 7


def test_all_readers_agree(adviser: Adviser) -> None:
    answers = adviser.given(EXCESS).values
    inferred, plain = adviser.inference(2025).infer(answers), evaluate(adviser.program(2025), answers)

    assert inferred.values == plain.values
    assert inferred.fired == plain.fired
    assert adviser.rulebook == from_data(to_data(adviser.rulebook))


def test_proofs_reach_corrections_and_hold_them_to_their_amount() -> None:
    wide = load_files(changed("when: paid > saving_limit", "when: paid >= saving_limit"))
    found = {one.claim.name: one.outcome for one in prove(load_files(correcting()))}
    not_so = [one.claim.name for one in prove(wide) if one.outcome == "refuted"]

    assert found["`overpaid.held` holds"] == "proved"
    assert found["overpaid: never about $0"] == "proved"
    assert set(found.values()) == {"proved"}
    assert "overpaid: never about $0" in not_so


def test_each_correction_has_its_mutants(adviser: Adviser) -> None:
    said = {(one.statement, one.said) for one in mutants(adviser.rulebook) if one.kind == "correction"}

    assert said == {("overpaid.held", "is never needed"), ("overpaid.cost", "costs nothing")}


MISTAKES: list[tuple[str, str, str, str]] = [
    ("amount: overpaid\n    by", "amount: age\n    by", "unit-clash", "years"),
    ("when: paid_too_much\n    amount", "when: save_soon\n    amount", "missing-key", "`because`"),
    ("steps: [take_it_out, tell_the_bank]", "steps: [older]", "missing-key", "`step`"),
    ("by: correction_day\n    cost", "by: wages\n    cost", "unit-clash", "not a date"),
    ("cost: {amount: overpaid_tax", "cost: {amount: wages", "misplaced-name", "`wages`"),
    ("forms: [{name: Form 5329,", "forms: [{name: Form 5329, when: nowhere,", "unknown-name", "`nowhere`"),
    ("corrections:\n  overpaid:", "corrections:\n  saving:", "duplicate-name", "a route and a correction"),
    ("formula: min(saving_limit, wages)", "formula: min(saving_limit, overpaid.held)", "unit-clash", "condition"),
]


@pytest.mark.parametrize(("old", "new", "check", "said"), MISTAKES)
def test_a_mistake_has_a_place(old: str, new: str, check: str, said: str) -> None:
    problems = refused(changed(old, new))

    assert [problem.check for problem in problems] == [check]
    assert said in problems[0].message
    assert problems[0].span is not None
    assert problems[0].span.file == "saving/rules.yaml"
