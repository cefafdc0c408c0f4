"""Steps make a chain: each before those that need it done, and its day no later than the days of those."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from engine_correcting import Files, correcting
from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser, Refusal
from rothroute.engine.advise.case_runner import CaseRunner
from rothroute.engine.advise.model import Advice
from rothroute.engine.reasoning.evaluate import contradictions
from rothroute.engine.rulebook.load import load_cases
from rothroute.engine.rulebook.load import load_rulebook as load_files

DAY = date(2026, 6, 30)
EXCESS: dict[str, Any] = {"tax_year": 2025, "age": 55, "wages": 20_000, "plan": "none", "paid": 8_000}
CHAIN = """  keep_the_letter:
    when: paid_too_much
    step: "Keep the letter of the bank."
    before: [tell_the_bank]
    cite: [USC 4973(a)]
  tell_the_bank:
"""


def changed(*changes: tuple[str, str]) -> Files:
    files = correcting()
    text = files["saving/rules.yaml"].decode()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return files | {"saving/rules.yaml": text.encode()}


CHAINED = (("  tell_the_bank:\n", CHAIN), ("tell_the_bank]\n    forms", "tell_the_bank, keep_the_letter]\n    forms"))


def days(advice: Advice) -> dict[str, str | None]:
    return {one.rule: None if one.by is None else date.fromordinal(one.by).isoformat() for one in advice.steps}


def test_a_step_is_due_no_later_than_the_step_that_needs_it() -> None:
    advice = Adviser(load_files(correcting())).advise(EXCESS, DAY).advice

    assert days(advice) == {"tell_the_bank": "2026-10-15", "take_it_out": "2026-10-15", "save_soon": None}


def test_a_chain_hands_the_day_on_and_orders_the_list() -> None:
    advice = Adviser(load_files(changed(*CHAINED))).advise(EXCESS, DAY).advice

    assert [one.rule for one in advice.corrections[0].steps] == ["keep_the_letter", "tell_the_bank", "take_it_out"]
    assert days(advice)["keep_the_letter"] == "2026-10-15"


def test_a_step_in_between_that_is_done_still_hands_the_day_on() -> None:
    advice = Adviser(load_files(changed(*CHAINED))).advise({**EXCESS, "told_the_bank": "yes"}, DAY).advice

    assert days(advice)["keep_the_letter"] == "2026-10-15"
    assert "tell_the_bank" not in days(advice)


def test_a_step_that_waits_elsewhere_in_the_plan_counts() -> None:
    """The step of a route is needed for a step of a correction: the route's list shows the earlier day."""
    book = load_files(changed(('soon."\n', 'soon."\n    by: tax_day\n    before: [take_it_out]\n')))
    needed, not_needed = (Adviser(book).advise({**EXCESS, "paid": paid}, DAY).advice for paid in (8_000, 7_000))

    assert [one.by for one in needed.routes["saving"].steps] == [date(2026, 10, 15).toordinal()]
    assert [one.by for one in not_needed.routes["saving"].steps] == [date(2026, 12, 31).toordinal()]
    assert [one.rule for one in needed.steps] == ["tell_the_bank", "save_soon", "take_it_out"]


def test_cases_expect_the_order_and_the_days() -> None:
    adviser = Adviser(load_files(correcting()))
    case = load_cases(correcting())[-1]
    said = CaseRunner(adviser.rulebook, adviser.inference).run(
        case._replace(expect=(("tell_the_bank.by", "2026-10-15", case.span), ("steps", "save_soon", case.span)))
    )

    assert [(miss.name, miss.found) for miss in said.misses] == [("tell_the_bank.by", "none"), ("steps", "none")]


@pytest.mark.parametrize(
    ("old", "new", "check", "said"),
    [
        ("before: [take_it_out]", "before: [take_it_of]", "unknown-name", "`take_it_of`"),
        ("before: [take_it_out]", "before: [older]", "missing-key", "listed under `before` but has no `step`"),
        ("before: [take_it_out]", "before: [tell_the_bank]", "cycle", "before itself"),
        ("owner: the bank", "owner: the bank\n    before: [tell_the_bank]", "cycle", "before itself"),
    ],
)
def test_a_mistake_has_a_place(old: str, new: str, check: str, said: str) -> None:
    with pytest.raises(Refusal) as caught:
        load_files(changed((old, new)))
    (problem,) = caught.value.diagnostics

    assert (problem.check, problem.span and problem.span.file) == (check, "saving/rules.yaml")
    assert said in problem.message


def test_before_needs_a_step() -> None:
    with pytest.raises(Refusal) as caught:
        load_files(
            changed(('    because: "You are {age}."\n', '    because: "You are {age}."\n    before: [save_soon]\n'))
        )

    assert [one.check for one in caught.value.diagnostics] == ["missing-key"]


@given(data=st.data())
@settings(settings.get_profile("many"))
def test_no_plan_prints_days_that_run_backwards(adviser: Adviser, savers: Any, data: st.DataObject) -> None:
    saver = data.draw(savers)
    if contradictions(adviser.program(saver["tax_year"]), saver):
        return
    given = adviser.given({"tax_year": saver["tax_year"]})
    given.values = dict(saver)
    advice = adviser.advise(given, date(saver["tax_year"], 6, 30)).advice
    assert all(
        before.by is None or after.by is None or before.by <= after.by
        for before, after in itertools.pairwise(advice.steps)
    )
    lists = [advice.steps, *(one.steps for one in (*advice.corrections, *advice.routes.values()))]

    for steps in lists:
        place = {one.rule: (number, one.by) for number, one in enumerate(steps)}
        for name, (number, by) in place.items():
            step = adviser.rulebook.conclusions[name].step
            for later in step.before if step else ():
                if later in place:
                    assert number < place[later][0]
                    assert place[later][1] is None or (by is not None and by <= place[later][1])
