"""The cases beside the rules, by durable-rules and by the plain evaluator."""

from pathlib import Path

import pytest

from rothroute.engine.advise.case_runner import REFUSED, CaseRunner
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases

CASES = load_cases(read_rules(RULES))
SHARED = Path(__file__).parents[3] / "shared" / "cases.json"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case, adviser):
    result = CaseRunner(adviser.rulebook, adviser.inference).run(case)

    assert result.refused == ()
    assert result.misses == ()
    if any(name == REFUSED for name, _, _ in case.expect):
        return  # of a case that is to be refused, or not, nothing is worked out
    assert result.trace is not None
    plain = evaluate(result.trace.program, result.trace.answers)
    assert result.trace.values == plain.values
    assert result.trace.fired == plain.fired
    assert result.trace.standings == plain.standings


def test_every_case_has_a_name_of_its_own():
    names = [case.name for case in CASES]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.thorough  # `make check` sees to it by `audit --strict`
def test_every_conclusion_is_established_and_refuted_by_some_case(adviser):
    """A conclusion no case settles both ways is law nobody has tried; the few that cannot be are named."""
    book = CaseRunner(adviser.rulebook, adviser.inference)
    seen = {True: set(), False: set()}
    for case in CASES:
        trace = book.run(case).trace
        for name in adviser.rulebook.conclusions:
            if trace is not None and trace.holds(name) is not None:
                seen[trace.holds(name)].add(name)

    assert set(adviser.rulebook.conclusions) - seen[True] == set()
    assert set(adviser.rulebook.conclusions) - seen[False] == set()
