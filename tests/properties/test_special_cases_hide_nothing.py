"""A question that stands for rare facts hides none of them: left unanswered, it gives way to whatever was told."""

from __future__ import annotations

from random import Random

import pytest

from rothroute.engine import Adviser
from rothroute.engine.reasoning.evaluate import contradictions, evaluate

from .lives import THEMES, Saver, lives, without
from .reading.law import YEARS

STAND_FOR_OTHERS = ("special_plan_case", "special_ira_case", "ira_activity", "special_business_case")
NOT_LEFT_OUT = ("tax_year", "as_of")


def some_told(saver: Saver, rng: Random) -> Saver:
    """The saver with many facts left out, often the kinds of plan and business, on which it hangs what makes sense."""
    share = rng.choice((0.1, 0.3, 0.6, 0.9))
    kinds = [name for name in ("workplace_plan", "business") if rng.random() < 0.5]
    out = [name for name in saver if name not in NOT_LEFT_OUT and rng.random() < share]
    return without(saver, [*kinds, *out])


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_told_is_lost_though_the_special_cases_were_not_answered(
    theme: str, adviser: Adviser, savers_each: int
) -> None:
    """Told facts count as with a yes to all of them; what that decides is decided the same where they were left out."""
    gave_way = dict.fromkeys(STAND_FOR_OTHERS, 0)
    for year in YEARS:
        rng = Random(f"{theme} {year}")
        program = adviser.program(year)
        for saver in lives(theme, year, max(25, savers_each // 10), seed=12):
            told = without(some_told(saver, rng), STAND_FOR_OTHERS)
            if contradictions(program, told):
                continue
            left_out = evaluate(program, told)
            answered = evaluate(program, {**told, **dict.fromkeys(STAND_FOR_OTHERS, True)})
            for name in program.slots:
                if name in STAND_FOR_OTHERS:
                    gave_way[name] += bool(left_out.value(name))
                    continue
                one, other = left_out.value(name), answered.value(name)
                if name in told:
                    assert one == other, (name, one, other, told)
                elif isinstance(other, tuple):
                    assert other[0] <= one[0] <= one[1] <= other[1], (name, one, other, told)
                else:
                    assert other in (None, one), (name, one, other, told)
    assert any(gave_way.values())
