"""A fact that makes no sense for a saver is never used: told or not, nothing else is moved or assumed because of it."""

from __future__ import annotations

from random import Random

import pytest

from rothroute.engine import Adviser
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.reasoning.standing import Standing

from .lives import THEMES, Saver, lives, without
from .reading.law import YEARS

LATE = ("contributed_after_year_end", "converted_after_year_end")


def some_told(saver: Saver, rng: Random) -> Saver:
    """A saver who leaves much out, in the middle of the year, and tells of what happens only after it."""
    keep = ("tax_year", "as_of", "age", "filing_status")
    out = [name for name in saver if name not in keep and rng.random() < rng.choice((0.2, 0.5, 0.8))]
    told = without(saver, out)
    if rng.random() < 0.5:
        told |= {name: rng.choice((0, 5_000_00, 22_256_00)) for name in LATE if rng.random() < 0.7}
    return told


@pytest.mark.parametrize("theme", THEMES)
def test_what_does_not_apply_changes_nothing(theme: str, adviser: Adviser, savers_each: int) -> None:
    compared = 0
    for year in YEARS:
        rng = Random(f"{theme} {year}")
        program = adviser.program(year)
        for saver in lives(theme, year, max(8, savers_each // 10), seed=11):
            told = some_told(saver, rng)
            if contradictions(program, told):
                continue  # refused
            trace = evaluate(program, told)
            idle = [name for name in told if trace.standings.get(name) is Standing.NOT_APPLICABLE]
            for name in idle:
                compared += 1
                less = evaluate(program, without(told, (name,)))
                moved = {one for one in program.slots if trace.value(one) != less.value(one)}
                assert not moved, (name, sorted(moved)[:5], told)
    assert compared > 20
