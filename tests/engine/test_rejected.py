"""Cases that say which tempting answers are wrong, and twins in which one fact is another."""

from __future__ import annotations

import pytest
from engine_correcting import Files, correcting

from rothroute.engine import Adviser, Refusal
from rothroute.engine.advise.case_runner import CaseResult, CaseRunner
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases
from rothroute.engine.rulebook.load import load_rulebook as load_files
from rothroute.engine.rulebook.model import Case

CASE = """cases:
  - name: a saver
    given: {{tax_year: 2025, age: 30, wages: $20000, plan: none, paid: $8000}}
    expect: {{overpaid.amount: $1000}}
    {more}
    source: USC 4973(a)
"""


@pytest.fixture(scope="module")
def adviser() -> Adviser:
    return Adviser(load_files(correcting()))


def files(more: str) -> Files:
    return {"saving/cases.yaml": CASE.format(more=more).encode()}


def results(adviser: Adviser, more: str) -> list[CaseResult]:
    book = CaseRunner(adviser.rulebook, adviser.inference)
    return [book.run(case) for case in load_cases(files(more))]


def test_a_case_fails_where_a_rejected_answer_comes_out(adviser: Adviser) -> None:
    (result,) = results(adviser, 'not: [{answer: paid_too_much, value: yes, why: "It is not."}]')

    (miss,) = result.misses
    assert (miss.name, miss.expected, miss.found) == ("paid_too_much", "anything but yes, for It is not", "yes")
    assert (miss.span.file, miss.span.line) == ("saving/cases.yaml", 5)


def test_an_answer_that_is_not_the_rejected_one_is_no_miss(adviser: Adviser) -> None:
    more = "not: [{answer: overpaid.amount, value: $8000, why: no}, {answer: recommendation, value: none, why: no}]"

    assert results(adviser, more)[0].passed


def test_a_rejected_answer_has_to_be_an_answer_and_a_value(adviser: Adviser) -> None:
    for wrong in ("{answer: nothing, value: $1, why: no}", "{answer: overpaid.amount, value: much, why: no}"):
        (result,) = results(adviser, f"not: [{wrong}]")
        assert [one.check for one in result.refused] == ["bad-case"]


def test_a_twin_is_a_case_of_its_own(adviser: Adviser) -> None:
    one, twin = results(adviser, "twin: {given: {paid: $7000}, expect: {overpaid.amount: $0}}")

    assert one.passed
    assert twin.passed
    assert twin.case.name == "a saver; its twin: paid $7000"
    assert twin.case.source == one.case.source


def test_a_twin_may_take_a_fact_back(adviser: Adviser) -> None:
    _, twin = results(adviser, "twin: {given: {paid: unknown}, expect: {overpaid.amount: $0}}")

    assert twin.passed


@pytest.mark.parametrize(
    ("more", "check"),
    [
        ("twin: {given: {paid: $1, age: 31}, expect: {overpaid.amount: $0}}", "bad-value"),
        ("twin: {expect: {overpaid.amount: $0}}", "missing-key"),
        ("not: [{answer: overpaid.amount, value: $1}]", "missing-key"),
        ("not: [{answer: overpaid.amount, value: $1, why: no, because: no}]", "unknown-key"),
    ],
)
def test_a_mistake_has_a_place(more: str, check: str) -> None:
    with pytest.raises(Refusal) as caught:
        load_cases(files(more))

    assert [(one.check, one.span and one.span.line) for one in caught.value.diagnostics] == [(check, 5)]


def test_the_shipped_twins_show_a_difference() -> None:
    """A twin that comes out as its case shows nothing: some answer named in both differs, or is known in one only."""
    cases = {case.name: case for case in load_cases(read_rules(RULES))}
    for name, twin in cases.items():
        first, found, _ = name.partition("; its twin: ")
        if found:
            before, after = _expected(cases[first]), _expected(twin)
            assert any(before[answer] != after[answer] for answer in before.keys() & after.keys()), name


def _expected(case: Case) -> dict[str, str | None]:
    """What a case expects: the value of each answer, None where it must stay unknown."""
    return {answer: value for answer, value, _ in case.expect} | dict.fromkeys(name for name, _ in case.unknown)
