"""The solver reads the rules as the evaluator does; claims are proved, refuted by a person, or honestly unknown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser, Rulebook
from rothroute.engine.audit.proof.claims import YES, Claim, Watch, claims
from rothroute.engine.audit.proof.person import Disagreement, as_case, sentence
from rothroute.engine.audit.proof.pinned import by_evaluator, by_solver
from rothroute.engine.audit.proof.prove import findings, reach, settled, summary
from rothroute.engine.audit.proof.rounding import STEPS, Rendering
from rothroute.engine.audit.proof.settle import PORTFOLIO, WAYS, Attempt, Refutation, settle, witness
from rothroute.engine.audit.proof.solver import satisfy
from rothroute.engine.diagnostic import Span
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.model import Comparison, Expression, Name, Number

pytest.importorskip("z3")
Saver = dict[str, Any]
HERE = Span("rules.yaml", 1, 1, 2)


def claim(holds: str, given: str = "yes") -> Claim:
    return Claim("properties", "a_property", 2026, "Something holds.", HERE, parse(given), parse(holds))


@settings(settings.get_profile("default"))
@given(data=st.data())
def test_solver_evaluator_and_inference_agree(data: st.DataObject, adviser: Adviser, known_savers: Any) -> None:
    saver: Mapping[str, Any] = data.draw(known_savers)
    program = adviser.program(saver["tax_year"])
    trace = evaluate(program, saver)
    found = by_solver(program, saver)
    assert found == by_evaluator(program, trace.values)
    assert found == by_evaluator(program, adviser.inference(saver["tax_year"]).infer(saver).values)


@settings(settings.get_profile("few"))
@given(data=st.data())
def test_agreement_with_defaults_standing_in(data: st.DataObject, adviser: Adviser, known_savers: Any) -> None:
    saver: Saver = data.draw(known_savers)
    program = adviser.program(saver["tax_year"])
    for name, fact in program.rulebook.facts.items():
        if fact.assume is not None and fact.assume_when is None and data.draw(st.booleans()):
            del saver[name]
    assert by_solver(program, saver) == by_evaluator(program, evaluate(program, saver).values)


@given(st.lists(st.integers(0, 60), min_size=6, max_size=6), st.sampled_from(sorted(STEPS)))
def test_what_is_said_of_two_prorations_is_true(numbers: list[int], rounding: str) -> None:
    """Whatever `woven` states of two shares holds of the numbers the evaluator's rounding gives."""
    amounts, parts, wholes = numbers[:2], numbers[2:4], numbers[4:]
    rendering = Rendering("woven", True)
    z3, terms = rendering.z3, []
    for amount, part, whole in zip(amounts, parts, wholes, strict=True):
        share = Fraction(amount * part, whole) if whole else Fraction(0)
        rounded = floor(share + Fraction(1, 2)) if rounding == "to_cent" else -floor(-share / 1_000) * 1_000
        result = z3.RealVal(rounded)
        terms.append((rounding, result, *(z3.RealVal(one) for one in (amount, part, whole))))
    assert z3.is_true(z3.simplify(rendering._order(*terms)))


@pytest.mark.parametrize("attempt", [one for one in PORTFOLIO[: len(WAYS)] if one.whole and one.way != "corner"])
def test_a_savers_own_figures_satisfy_every_rendering(adviser: Adviser, attempt: Attempt) -> None:
    """The bounds stated of a cut rounding are true: the engine's own values never contradict them."""
    program = adviser.program(2026)
    for agi, wages, balance in ((153_000_01, 50_000_00, 0), (160_123_45, 7_000_33, 12_345_67), (167_999_99, 1, 99_00)):
        saver = {"tax_year": 2026, "as_of": 739_797, "age": 51, "filing_status": "single", "modified_agi": agi,
                 "wages": wages, "traditional_ira_balance": balance, "workplace_plan": "none", "business": "none",
                 "covered_by_workplace_plan": True}  # fmt: skip
        values = by_evaluator(program, evaluate(program, saver).values)
        question = Refutation(program, claim("no"), attempt)
        pinned: list[Any] = [question.first.truth(Comparison("=", Name(n), Number(v, 1, "dollars")))
                             for n, v in saver.items() if type(v) is int and n not in ("tax_year",)]  # fmt: skip
        pinned += [
            question.first.truth(parse("filing_status is single and workplace_plan is none and business is none"))
        ]
        pinned += [question.first.truth(parse("covered_by_workplace_plan"))]
        for name in ("roth_ira_limit", "backdoor_taxable", "traditional_ira_deduction_limit"):
            exact = values[name]
            pinned.append(question.first.truth(_equals(name, exact)))
        assert satisfy([*pinned, *question.first.constraints()], 5_000_000).answer != "no"


def _equals(name: str, value: Any) -> Expression:
    return Comparison("=", Name(name), Number(value.numerator, value.denominator, "dollars"))


@pytest.mark.thorough  # `make check` proves it by `audit --prove`
def test_every_claim_of_the_newest_year_is_proved(adviser: Adviser, rulebook: Rulebook) -> None:
    program = adviser.program(max(rulebook.years))
    results = [settled(program, one) for one in claims(program)]
    assert [one.claim.name for one in results if one.outcome != "proved" or one.vacuous] == []
    assert not list(findings(rulebook, results))
    assert {line.partition(":")[0] for line in summary(results)} == {
        "corrections", "defaults", "limits", "one verdict", "primary", "properties", "rule sets"}  # fmt: skip


@pytest.mark.thorough  # `make check` proves it by `audit --prove`
def test_everything_is_reached(rulebook: Rulebook) -> None:
    results = list(reach(rulebook))
    assert [one.claim.name for one in results if one.outcome != "proved"] == []
    assert {
        f"`{route}.{part}` holds" for route in rulebook.routes for part in ("closed", "open", "caution", "primary")
    } <= {one.claim.name for one in results}


def test_a_false_property_gives_a_person_and_a_case(adviser: Adviser, rulebook: Rulebook) -> None:
    program = adviser.program(2026)
    false = claim("roth_ira_limit < $8,600 or not direct_roth_ira.open")
    result = settled(program, false)
    assert result.outcome == "refuted" and result.pair is not None
    person = result.pair.person
    assert not contradictions(program, person)
    assert evaluate(program, person).value("roth_ira_limit")[0] >= 860_000 * program.denominators["roth_ira_limit"]
    assert "tax year 2026" in sentence(program.rulebook.facts, result.pair)
    (finding,) = findings(rulebook, [result])
    assert (finding.check, finding.level) == ("failed-proof", "error")
    assert "  - name: " in finding.notes[2] and 'roth_ira_limit: "$8,600"' in finding.notes[2]


def test_the_case_of_a_person_loads(adviser: Adviser) -> None:
    from rothroute.engine.rulebook.load import load_cases

    program = adviser.program(2026)
    person: Saver = {"tax_year": 2026, "age": 55, "modified_agi": 168_000_00, "as_of": 739_797}
    text = as_case(program.rulebook, "a: person", person, {"roth_ira_limit": "$0", "plan": "a, b"})
    (case,) = load_cases({"roth_ira/cases.yaml": f"cases:\n{text}".encode()})
    assert dict(one[:2] for one in case.given)["modified_agi"] == "$168,000"


def test_nonlinear_rules_are_refuted_by_whole_people(adviser: Adviser) -> None:
    program = adviser.program(2026)
    wrong = claim("income_above_roth_range or roth_ira_limit != $5,010")
    result = settle(program, wrong)
    assert result.outcome == "refuted" and result.pair is not None
    assert by_solver(program, result.pair.person)["roth_ira_limit"] == 5_010_00


def test_income_that_would_raise_the_limit_is_found(adviser: Adviser) -> None:
    program = adviser.program(2026)
    watched = (Watch(Name("roth_ira_limit"), ">="),)
    result = settled(program, Claim("properties", "wrong", 2026, "Wrong.", HERE, YES, YES, "modified_agi", watched))
    assert result.outcome == "refuted" and result.pair is not None
    low, high = (person["modified_agi"] for person in result.pair.people)
    assert low < high


def test_what_is_not_settled_is_unknown_and_says_so(adviser: Adviser, rulebook: Rulebook) -> None:
    program = adviser.program(2026)
    result = settle(
        program, claim("backdoor_taxable <= round_to_cent(backdoor_without_roll_in)"), (Attempt("exact", True, 1),)
    )
    assert result.outcome == "unknown" and "boundary savers" in result.how
    (finding,) = findings(rulebook, [result])
    assert (finding.check, finding.level) == ("unproved", "warning")


def test_a_premise_nobody_meets_proves_nothing(adviser: Adviser, rulebook: Rulebook) -> None:
    result = settle(adviser.program(2026), claim("ira_limit >= $1", given="age < 0"))
    assert result.vacuous
    assert [one.check for one in findings(rulebook, [result])] == ["vacuous-property"]


def test_the_grid_refutes_where_the_solver_may_not_work(adviser: Adviser) -> None:
    result = settle(adviser.program(2026), claim("ira_limit = $0"), (Attempt("exact", True, 1),))
    assert result.outcome == "refuted" and result.how == "boundary grid"


def test_a_spurious_counterexample_is_our_bug(adviser: Adviser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rothroute.engine.audit.proof.settle.breaks", lambda *arguments: False)
    with pytest.raises(Disagreement):
        settle(adviser.program(2026), claim("ira_limit >= $8,000"))


def test_witnesses(adviser: Adviser) -> None:
    program = adviser.program(2026)
    outcome, person = witness(program, parse("mega_backdoor_roth.primary and solo_401k.open"))
    assert outcome == "proved" and person is not None
    assert evaluate(program, person).holds("mega_backdoor_roth.primary")
    assert witness(program, parse("direct_roth_ira.open and direct_roth_ira.closed")) == ("refuted", None)


def test_what_is_asked_before_does_not_sway_the_answer(adviser: Adviser) -> None:
    program, wanted = adviser.program(2026), parse("mega_backdoor_roth.primary and solo_401k.open")
    alone = witness(program, wanted)
    settle(program, claim("ira_limit >= $8,000"))
    assert witness(program, wanted) == alone
