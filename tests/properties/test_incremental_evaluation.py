"""Answers beside a saver's own are worked out anew only where they can differ, and never come out otherwise."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine import Adviser
from rothroute.engine.reasoning.compile.generated_code import OFTEN
from rothroute.engine.reasoning.evaluate import IncrementalEvaluation, evaluate
from rothroute.engine.reasoning.trace import Trace


def same(one: Trace, other: Trace) -> bool:
    return (one.values, one.standings, one.fired) == (other.values, other.standings, other.fired)


@given(data=st.data())
def test_beside_a_saver_answers_come_to_what_they_come_to_alone(adviser: Adviser, savers: Any, data: Any) -> None:
    saver, other = data.draw(savers), data.draw(savers)
    inference = adviser.inference(saver["tax_year"])
    program = inference.program._replace(
        generated=type(inference.program.generated)(inference.program.generated.generate)
    )
    names = data.draw(st.lists(st.sampled_from([name for name in program.facts if name != "tax_year"]), max_size=8))
    beside = IncrementalEvaluation(inference.infer(saver))
    answers = dict(saver)
    for name in names:
        if name in other:
            answers[name] = other[name]
        else:
            answers.pop(name, None)
        assert same(beside.evaluate(program, answers), evaluate(program, answers))


@given(data=st.data())
def test_what_generated_code_worked_out_is_as_good_a_start(adviser: Adviser, known_savers: Any, data: Any) -> None:
    saver = data.draw(known_savers)
    inference = adviser.inference(saver["tax_year"])
    answers = {**saver, "age": data.draw(st.integers(14, 100))}
    ranges = inference.program._replace(
        generated=type(inference.program.generated)(inference.program.generated.generate)
    )
    inference.program.generated.asked += OFTEN
    beside = IncrementalEvaluation(inference.infer(saver))
    assert same(beside.evaluate(inference.program, answers), evaluate(ranges, answers))
