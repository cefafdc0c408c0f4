"""What random savers who have done things are told through the command: corrections first, sums that add up."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from rothroute.cli import cli

from .lives import THEMES, Saver, as_facts, lives
from .reading import Facts, corrections, form_8606, from_engine
from .reading.law import YEARS

ANSWERED = (0, 4)


def asked(saver: Saver, form: str) -> str:
    done = CliRunner().invoke(cli, ["advise", "-", "--format", form], input=json.dumps(as_facts(saver)))
    assert done.exit_code in ANSWERED, (done.output, as_facts(saver))
    return done.output


def dates(answer: dict[str, Any]) -> list[str]:
    steps = [step for one in answer["corrections"] for step in one["steps"]] + answer["plan_steps"]
    return [one["by"] for one in (*steps, *answer["corrections"]) if one["by"]]


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_wrong_comes_first_and_sums_add_up(theme: str, savers_each: int) -> None:
    for year in YEARS:
        for saver in lives(theme, year, max(2, savers_each // 100), seed=5):
            f, answer = Facts(from_engine(saver)), json.loads(asked(saver, "json"))
            told = as_facts(saver)
            assert set(corrections(f)) - {"solo_additions_exceeded"} <= {one["name"] for one in answer["corrections"]}
            for one in answer["corrections"]:
                assert one["steps"] and one["cites"] and one["text"], (one, told)
            assert all(day >= date.fromordinal(saver["as_of"]).isoformat() for day in dates(answer)), told
            routes = sum(route["amount"] for route in answer["routes"].values())
            deferrals = answer["figures"]["plan_total"] - routes
            most = answer["figures"]["deferral_room"] if saver.get("plan_offers_roth") else 0
            assert -0.03 <= deferrals <= most + 0.03, (deferrals, most, told)
            text = asked(saver, "markdown").lower()
            if answer["corrections"] or form_8606.to_file(f):
                assert "nothing to do" not in text, told
            if form_8606.to_file(f):
                assert "form 8606" in text, told
