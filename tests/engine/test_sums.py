"""The headline adds up: the total is the sum of the lines under it, and no line is wider than the whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser
from rothroute.engine.advise import decide
from rothroute.engine.advise.cases import Cases
from rothroute.engine.advise.sums import add_up, lines_of
from rothroute.engine.reasoning.evaluate import contradictions, evaluate

INSIDE: dict[str, Any] = {"tax_year": 2026, "age": 40, "filing_status": "single", "wages": 90_000, "business": "none"}
AT_WORK: dict[str, Any] = {
    **INSIDE,
    "modified_agi": 90_000,
    "workplace_plan": "401k",
    "plan_offers_roth": "yes",
    "plan_allows_after_tax": "no",
    "employee_deferrals": 4_000,
    "employer_contributions": 0,
    "prior_year_fica_wages": 90_000,
}


@given(data=st.data())
@settings(settings.get_profile("many"))
def test_the_total_is_the_sum_of_its_lines(adviser: Adviser, savers: Any, data: st.DataObject) -> None:
    saver = data.draw(savers)
    program = adviser.program(saver["tax_year"])
    if contradictions(program, saver):
        return
    trace = evaluate(program, saver)
    shown = Cases(trace, decide.undecided(trace), evaluate).trace
    plan = program.rulebook.plan
    assert plan is not None
    total = shown.published(plan.total)
    parts = [shown.published(name) for name in lines_of(shown)]

    assert total is not None
    amounts = [part for part in parts if part is not None]
    least, most = sum(low for low, _ in amounts), sum(high for _, high in amounts)
    close = len(amounts)  # each line is rounded to whole cents by itself
    if all(low == high for low, high in amounts):
        assert total == (least, most)
    assert least - close <= total[0]
    assert total[1] <= most + close
    assert all(high <= total[1] - (least - low) + close for low, high in amounts)


def test_deferrals_at_work_are_a_line(adviser: Adviser) -> None:
    advice = adviser.advise(AT_WORK, date(2026, 6, 30)).advice

    (line,) = advice.lines
    assert (line.figure, line.label) == ("deferral_step_amount", "Roth deferrals still possible at work")
    assert line.range[0] > 0
    assert advice.total[0] == line.range[0] + sum(route.range[0] for route in advice.routes.values())


def test_what_the_sum_does_not_allow_is_cut_off(adviser: Adviser) -> None:
    """Income unknown: which IRA route it is stays open, and neither can take more than both together."""
    program = adviser.program(2026)
    given = adviser.given({**INSIDE, "workplace_plan": "none", "as_of": "2026-06-30", "traditional_ira_balance": 0})
    trace = evaluate(program, given.values)
    plan = program.rulebook.plan
    assert plan is not None
    narrowed = list(trace.values)
    narrowed[program.slots[plan.total]] = tuple(end * program.denominators[plan.total] for end in (1_000_00, 2_000_00))
    trace.values = narrowed
    add_up(trace)

    for route in ("direct_roth_ira", "backdoor_roth_ira"):
        high = trace.published(f"{route}.amount")
        assert high is not None
        assert high[1] <= 2_000_00
