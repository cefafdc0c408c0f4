"""What random savers who have done things are told through the command: corrections first, sums that add up."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from rothroute.cli import cli
from rothroute.engine import Adviser
from rothroute.engine.explain import LetterOptions, explanation_of
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.templates import templates_of
from rothroute.engine.value import MONTHS

from .lives import THEMES, Saver, as_facts, lives, without
from .reading import Facts, corrections, form_8606, from_engine
from .reading.law import YEARS

ANSWERED = (0, 4)
HANDED = json.loads((Path(__file__).parent / "handed_lives.json").read_text("utf-8"))
TOLD = [one for one in HANDED if {"says", "never_says"} & set(one["expect"])]
LINES = ("direct_roth_ira.amount", "backdoor_roth_ira.amount", "solo_401k.amount", "mega_backdoor_roth.amount")
NO_AMOUNT = re.compile(r"\$\d{2,},\d{3},\d{3}|(above|below|than|to) between \$|\$0 of it\b")
DAY = re.compile(rf"({'|'.join(MONTHS)}) (\d+), (\d{{4}})")


def asked(saver: Saver, form: str) -> str:
    done = CliRunner().invoke(cli, ["advise", "-", "--format", form], input=json.dumps(as_facts(saver)))
    assert done.exit_code in ANSWERED, (done.output, as_facts(saver))
    return done.output


@pytest.mark.parametrize("case", TOLD, ids=itemgetter("id"))
def test_a_published_life_is_told_what_it_has_to_know(case: dict[str, Any]) -> None:
    done = CliRunner().invoke(cli, ["advise", "-", "--format", "markdown"], input=json.dumps(case["facts"]))

    assert done.exit_code in ANSWERED
    said = done.output.lower()
    assert [word for word in case["expect"].get("says", ()) if not re.search(word, said)] == []
    assert [word for word in case["expect"].get("never_says", ()) if re.search(word, said)] == []


def test_of_several_things_to_put_right_none_is_left_out_and_the_costliest_is_the_risk(adviser: Adviser) -> None:
    facts: dict[str, Any] = {"tax_year": 2026, "age": 52, "filing_status": "single", "wages": 90_000}
    facts |= {"modified_agi": 175_000, "workplace_plan": "401k", "business": "none"}
    facts |= {"roth_ira_contributions": 9_000, "employee_deferrals": 36_000}  # 400 and 8,600 too much; 3,500 too much
    found = explanation_of(adviser.advise(facts, date(2026, 11, 27)))

    said = " ".join(one.text.text for entry in found.first_steps for one in entry.shown)
    assert said.startswith("Lower the deferrals")  # before the next payday: what is not deferred needs no paying back
    assert all(amount in said for amount in ("$400", "$8,600", "$3,500"))
    assert found.risk is not None and "$516 for 2026" in found.risk.text  # 6% of 8,600, not the 24 of 400


def test_what_is_nondeductible_is_never_more_than_was_paid_in_though_it_is_not_known(adviser: Adviser) -> None:
    facts: dict[str, Any] = {"tax_year": 2026, "age": 40, "filing_status": "single", "wages": 90_000}
    facts |= {"workplace_plan": "none", "business": "none", "covered_by_workplace_plan": "yes"}
    facts |= {"traditional_ira_contributions": 7_500, "ira_conversions_this_year": 10_000}
    found = adviser.advise({**facts, "traditional_ira_balance": 200_000}, date(2026, 12, 20)).advice

    assert not found.decided
    assert found.total == (0, 7_500_00)


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


def day_of(when: str) -> date | None:
    """The day that `By December 31, 2026` names."""
    found = DAY.search(when)
    return date(int(found[3]), MONTHS.index(found[1]) + 1, int(found[2])) if found else None


@pytest.mark.parametrize("theme", THEMES)
def test_no_list_of_steps_runs_backwards(theme: str, adviser: Adviser, savers_each: int) -> None:
    """Of the letter, of its next steps and of the first screen; and a correction has one day in heading and steps."""
    several = 0
    for year in YEARS:
        for saver in lives(theme, year, max(5, savers_each // 20), seed=6):
            told = as_facts(saver)
            one = explanation_of(adviser.advise(told, date.fromordinal(saver["as_of"])))
            lists = [[step.when for step in one.steps if not step.passed]]
            lists += [[entry.when for entry in entries] for entries in (one.next_steps, one.first_steps)]
            for whens in lists:
                days = [day for when in whens if (day := day_of(when))]
                assert days == sorted(days), (whens, told)
                several += len(set(days)) > 1
            for correction in one.corrections:
                moving = {step.rule for step in one.decision.advice.steps if step.amount}
                days = {day_of(step.when) for step in correction.steps if step.text.rule in moving and not step.passed}
                by = day_of(correction.by)
                assert correction.passed or days <= {by, None}, (correction.by, days, told)
    assert several


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_offered_up_to_a_day_that_is_past(theme: str, adviser: Adviser, savers_each: int) -> None:
    """The last day that what opens a route names lies ahead, and so does a day up to which something can be done."""
    named = 0
    for year in YEARS:
        for saver in lives(theme, year, max(5, savers_each // 20), seed=8):
            told, today = as_facts(saver), date.fromordinal(saver["as_of"])
            for route in adviser.advise(told, today).advice.routes.values():
                for said in route.unlocks:
                    days = [day for found in DAY.finditer(said.text) if (day := day_of(found[0]))]
                    assert not days or max(days) >= today, (said.text, told)
                    named += bool(days)
                for said in (*route.reasons, *route.cautions):
                    for phrase in said.text.split(" up to ")[1:]:
                        until = day_of(phrase[:20])
                        over = said.text.endswith(f"Today is {today:%B} {today.day}, {today.year}.")
                        assert until is None or over or until >= today, (said.text, told)
    assert named or theme not in ("solo", "all")


@pytest.mark.parametrize("theme", THEMES)
def test_the_total_is_the_sum_of_its_lines(theme: str, adviser: Adviser, savers_each: int) -> None:
    """The limits that hold the total together where facts are open take nothing off it where they are known."""
    for year in YEARS:
        program = adviser.program(year)
        for saver in lives(theme, year, savers_each, seed=21):
            trace = evaluate(program, saver)
            total = Fraction(trace.value("plan_total")[0], program.denominators["plan_total"])
            names = (*LINES, "deferral_step_amount")
            lines = sum(Fraction(trace.value(name)[0], program.denominators[name]) for name in names)
            assert all(trace.known(name) for name in ("plan_total", *names))
            assert total == lines, as_facts(saver)


@pytest.mark.parametrize("theme", THEMES)
def test_what_nobody_knows_is_no_amount(theme: str, adviser: Adviser, savers_each: int) -> None:
    """Where much is open, no text shows a bound of a type, a range after `below`, or an amount below zero."""
    templates, open_ = templates_of(), 0
    for year in YEARS:
        rng = Random(f"{theme} {year}")
        for saver in lives(theme, year, max(4, savers_each // 40), seed=7):
            out = [name for name in saver if name not in ("tax_year", "as_of") and rng.random() < 0.5]
            told = as_facts(without(saver, out))
            one = explanation_of(adviser.advise(told, date.fromordinal(saver["as_of"])))
            open_ += one.outcome == "provisional"
            shown = [part for limit in one.limits for part in (limit.made, limit.planned, limit.left, limit.cap.text)]
            assert not any("-$" in part for part in shown), (shown, told)
            for text in (
                templates.advice(one),
                templates.letter(one, LetterOptions()),
                templates.email(one, LetterOptions()),
            ):
                found = NO_AMOUNT.search(text.markdown)
                assert found is None, (text.markdown[max(0, found.start() - 150) : found.end() + 80], told)
    assert open_
