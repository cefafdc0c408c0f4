"""The plain evaluator on a small rulebook: what is unknown, assumed or not applicable, and which reasons fire."""

from __future__ import annotations

import pytest

from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.evaluate import as_given, contradictions, evaluate
from rothroute.engine.reasoning.infer.inference import Inference
from rothroute.engine.reasoning.standing import Standing
from rothroute.engine.rulebook.load import load_rulebook

FACTS = """
facts:
  tax_year: {type: tax_year, label: tax year, meaning: The year.}
  age: {type: years, label: age, meaning: Age., lowest: 14, highest: 120}
  kind: {type: choice, label: kind, meaning: Kind., values: {none: no plan, big: big plan, small: small plan}}
  pay: {type: dollars, label: pay, meaning: Pay., highest: "$1,000,000"}
  put_in: {type: dollars, label: money put in, meaning: Money., highest: "$1,000,000",
           applies: kind is not none, otherwise: $0}
  has_roth: {type: yes_no, label: a Roth account, meaning: Roth., applies: kind is not none, otherwise: no}
  loss: {type: dollars, label: loss, meaning: Loss., lowest: "-$1,000", highest: "$0"}
  pay_left:
    {type: dollars, label: pay left, meaning: Pay left., highest: "$1,000,000", assume: pay / 3, why_assumed: A third.}
  keen: {type: yes_no, label: keen, meaning: Keen., assume: yes, assume_when: has_roth is no, why_assumed: Mostly.}
  topped_up:
    {type: yes_no, label: topped up, meaning: Topped up., assume: no, assume_when: has_room, why_assumed: Room is left.}
contradictions:
  too_much:
    when: put_in > pay
    unless: kind is small
    message: "{put_in} is above {pay}"
    remedy: correct one
"""
SOURCES = "sources: {USC: {title: Code, kind: statute, checked: read}}"
PARAMETER = """
label: limit
unit: dollars
law: USC 1
values:
  2026: {amount: "$7,500", source: USC 1, verified: read}
"""
RULES = """
topic: saver
exports: [room, third, share, older, has_room]
figures:
  room:
    {label: room, meaning: Room., unit: dollars, formula: "max($0, min(limit, pay) - put_in)", cite: [USC 1]}
  third: {label: third, meaning: Third., unit: exact dollars, formula: pay / 3, cite: [USC 1]}
  thirds: {label: thirds, meaning: Three thirds., unit: exact dollars, formula: third * 3, cite: [USC 1]}
  share: {label: share, meaning: Share., unit: dollars, formula: "if older then third else $0", cite: [USC 1],
          applies: kind is not none}
conclusions:
  older: {when: age >= 50, because: "You are {age}.", cite: [USC 1]}
  has_room: {when: "room >= $0.01", because: Room., cite: [USC 1]}
  either: {when: older or has_roth or kind is big, because: One., cite: [USC 1]}
  agree: {when: if has_roth then older else older, because: Both., cite: [USC 1]}
  split: {when: "if has_roth then age >= 40 else age >= 60", because: One., cite: [USC 1]}
  certain: {when: older or age < 50, because: Always., cite: [USC 1]}
  decided_by_bounds: {when: "loss <= $0", because: Never above., cite: [USC 1]}
  wanted: {when: keen and has_room, because: Keen., cite: [USC 1]}
"""


@pytest.fixture(scope="module")
def inference():
    files = {
        "facts.yaml": FACTS,
        "sources.yaml": SOURCES,
        "parameters/limit.yaml": PARAMETER,
        "saver/rules.yaml": RULES,
    }
    rulebook = load_rulebook({path: text.encode() for path, text in files.items()})
    return Inference(compile_year(rulebook, 2026))


@pytest.fixture
def trace_of(inference):
    """The plain trace of a saver, which durable-rules must agree with."""

    def work_out(**answers):
        answers = {"tax_year": 2026, **answers}
        plain, inferred = evaluate(inference.program, answers), inference.infer(answers)
        assert plain.values == inferred.values
        assert plain.fired == inferred.fired
        assert plain.standings == inferred.standings
        return plain

    return work_out


def test_an_unknown_amount_is_the_range_of_its_bounds(trace_of):
    trace = trace_of(kind="big")

    assert (0, 1_000_000_00) == trace.fact_value("pay")
    assert (0, 7_500_00) == trace.published("room")
    assert Standing.UNKNOWN == trace.standings["pay"]


def test_a_figure_is_known_where_the_range_of_its_facts_leaves_one_value(trace_of):
    trace = trace_of(kind="big", pay=5_000_00, put_in=6_000_00)

    assert (0, 0) == trace.published("room")
    assert False is trace.holds("has_room")
    assert None is trace_of(kind="big", pay=5_000_00).holds("has_room")


def test_a_fact_that_does_not_apply_counts_as_its_otherwise_value(trace_of):
    trace = trace_of(kind="none", pay=5_000_00, put_in=1_00, has_roth=True)

    assert (Standing.NOT_APPLICABLE, 0) == (trace.standings["put_in"], trace.fact_value("put_in"))
    assert (5_000_00, 5_000_00) == trace.published("room")
    assert False is trace.value("has_roth")
    assert None is trace.published("share")


def test_a_fact_that_may_not_apply_spans_both_values(trace_of):
    trace = trace_of(pay=5_000_00, put_in=1_000_00, has_roth=True)

    assert (0, 1_000_00) == trace.fact_value("put_in")
    assert (4_000_00, 5_000_00) == trace.published("room")
    assert None is trace.value("has_roth")
    assert False is trace_of(has_roth=False).value("has_roth")


def test_a_default_stands_in_and_is_said_to_be_assumed(trace_of):
    trace = trace_of(kind="big", pay=9_000_00)

    assert (Standing.ASSUMED, 3_000_00) == (trace.standings["pay_left"], trace.fact_value("pay_left"))
    assert ["pay_left"] == list(trace.assumed())
    assert (0, 333_333_33) == trace_of(kind="big").fact_value("pay_left")
    assert Standing.KNOWN == trace_of(kind="big", pay_left=1_00).standings["pay_left"]


def test_a_default_stands_in_only_where_its_condition_surely_holds(trace_of):
    assert (Standing.ASSUMED, True) == seen(trace_of(kind="none"), "keen")
    assert (Standing.UNKNOWN, None) == seen(trace_of(kind="big"), "keen")
    assert (Standing.UNKNOWN, None) == seen(trace_of(kind="big", has_roth=True), "keen")
    assert (Standing.KNOWN, False) == seen(trace_of(kind="none", keen=False), "keen")


def test_the_condition_of_a_default_may_be_what_the_rules_conclude(trace_of):
    assert (Standing.ASSUMED, False) == seen(trace_of(kind="big", pay=5_000_00, put_in=1_00), "topped_up")
    assert (Standing.UNKNOWN, None) == seen(trace_of(kind="big", pay=5_000_00, put_in=5_000_00), "topped_up")
    assert (Standing.UNKNOWN, None) == seen(trace_of(kind="big", pay=5_000_00), "topped_up")


def seen(trace, name):
    return trace.standings[name], trace.value(name)


def test_exact_amounts_are_rounded_once_when_they_are_published(trace_of):
    trace = trace_of(kind="big", age=60, pay=1_00)

    assert (33, 33) == trace.published("third")
    assert (33, 33) == trace.published("share")
    assert (1_00, 1_00) == trace.published("thirds")


def test_an_open_condition_takes_both_branches(trace_of):
    assert (0, 30_00) == trace_of(kind="big", pay=90_00).published("share")


def test_an_if_is_decided_where_both_branches_agree(trace_of):
    assert True is trace_of(kind="big", age=60).holds("agree")
    assert True is trace_of(kind="big", age=60).holds("split")
    assert False is trace_of(kind="big", age=39).holds("split")
    assert None is trace_of(kind="big", age=50).holds("split")


def test_bounds_decide_but_nothing_is_known_of_a_choice_between_opposites(trace_of):
    assert True is trace_of().holds("decided_by_bounds")
    assert None is trace_of().holds("certain")


def test_every_reason_that_holds_fires_in_file_order(trace_of):
    trace = trace_of(kind="big", age=60, has_roth=True)

    assert [0, 1, 2] == [one.disjunct for one in trace.fired if one.conclusion == "either"]
    assert 3 == len(trace.reasons("either"))
    assert [0] == [one.disjunct for one in trace_of(kind="small", age=60).fired if one.conclusion == "either"]
    refuted = [one for one in trace_of(kind="small", age=40, has_roth=False).fired if one.conclusion == "either"]
    assert [False] == [one.positive for one in refuted]


def test_false_settles_a_conjunction_whatever_else_is_open(trace_of):
    assert False is trace_of(kind="big", keen=False).holds("wanted")
    assert None is trace_of(kind="big", keen=True).holds("wanted")


def test_what_was_given_is_read_without_defaults(inference):
    trace = as_given(inference.program, {"tax_year": 2026, "pay": 9_000_00})

    assert (0, 1_000_000_00) == trace.fact_value("pay_left")
    assert None is trace.value("keen")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"put_in": 2_00, "pay": 1_00, "kind": "big"}, ["too_much"]),
        ({"put_in": 2_00, "pay": 1_00}, ["too_much"]),
        ({"put_in": 2_00, "pay": 1_00, "kind": "small"}, []),
        ({"put_in": 1_00, "pay": 1_00, "kind": "big"}, []),
        ({"put_in": 2_00, "kind": "big"}, []),
        ({}, []),
    ],
)
def test_a_contradiction_needs_to_be_sure_and_its_excuse_too(inference, answers, expected):
    assert expected == contradictions(inference.program, {"tax_year": 2026, **answers})
