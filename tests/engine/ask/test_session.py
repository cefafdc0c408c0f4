"""Answers given, changed, taken back, revived, kept in a file and taken up again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.ask.alternatives import alternatives, outcome_of
from rothroute.engine.ask.answers_file import written
from rothroute.engine.ask.message import message, recipients
from rothroute.engine.ask.pending import pending_json
from rothroute.engine.ask.resume import move, newest, resume
from rothroute.engine.ask.session import Session
from rothroute.engine.ask.skipped import NO_ROUTE, skipped
from rothroute.engine.ask.state import QUICK
from rothroute.engine.ask.why import effects, path
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.rulebook.source import parse
from rothroute.engine.value import read_date

Saver = dict[str, Any]
Tries = Callable[[int, int], int]
Draw = Callable[[int, int], Iterator[Saver]]
YEAR = "tax_year"
DAY = read_date("2026-06-30")


@pytest.fixture
def session(adviser: Adviser) -> Session:
    """A session for 2026 with nothing else said."""
    found = Session(adviser.rulebook, adviser.program, DAY)
    found.tell(YEAR, 2026)
    return found


def test_the_tax_year_comes_first(adviser: Adviser) -> None:
    step = Session(adviser.rulebook, adviser.program, DAY).next()
    assert step is not None
    assert step.fact == YEAR


def test_cheap_questions_come_before_plan_papers(session: Session) -> None:
    step = session.next()
    assert step is not None
    assert session.rulebook.questions[step.fact].effort == 1


def test_what_stands_in_one_paper_is_asked_together(session: Session) -> None:
    """The plan's booklet is fetched once: all that is looked up in it comes before the next paper."""
    told = {"business": "none", "age": 34, "filing_status": "single", "wages": 31_000_000, "modified_agi": 28_800_000,
            "workplace_plan": "401k", "employee_deferrals": 2_450_000, "employer_contributions": 1_225_000}  # fmt: skip
    papers: list[str] = []
    while (step := session.next()) is not None and step.usual is None and not step.along:
        papers.append(session.order.paper(step.fact))
        assert session.tell(step.fact, told.get(step.fact, True)) == ()
    places = [place for place, paper in enumerate(papers) if paper == "Summary plan description"]
    assert len(places) >= 4 and places == list(range(places[0], places[-1] + 1)), papers


def test_what_contradicts_is_not_taken_and_says_why(session: Session) -> None:
    session.tell("workplace_plan", "401k")
    session.tell("wages", 5_000_000)
    problems = session.tell("employee_deferrals", 6_000_000)
    assert [problem.check for problem in problems] == ["contradiction"]
    assert "employee_deferrals" not in session.given
    assert session.tell("employee_deferrals", 1_000_000) == ()


def test_changing_an_answer_asks_again_what_no_longer_fits(session: Session) -> None:
    session.tell("workplace_plan", "401k")
    session.tell("wages", 5_000_000)
    session.tell("employee_deferrals", 2_000_000)
    assert session.change("wages", 1_000_000) == ["employee_deferrals"]
    assert session.given["wages"].value == 1_000_000
    assert "employee_deferrals" not in session.given


def test_answers_that_no_longer_apply_are_kept_and_revive(session: Session) -> None:
    session.tell("business", "sole_proprietor")
    session.tell("business_profit", 5_000_000)
    session.change("business", "none")
    assert session.progress().dormant == ("business_profit",)
    assert "business_profit" not in session.progress().answers
    session.change("business", "sole_proprietor")
    assert session.progress().dormant == ()
    assert session.progress().answers["business_profit"] == 5_000_000


def test_a_dormant_answer_contradicts_nothing(session: Session) -> None:
    session.tell("filing_status", "married_separate")
    session.tell("lived_apart_all_year", True)
    assert session.change("filing_status", "single") == []
    assert session.problems() == ()


def test_undo_takes_back_answers_and_changes(session: Session) -> None:
    session.tell("age", 34)
    session.change("age", 35)
    assert session.undo()
    assert session.given["age"].value == 34
    assert session.undo()
    assert "age" not in session.given
    session.undo()
    assert not session.undo()


def test_facts_that_can_have_one_value_only_are_not_asked(session: Session) -> None:
    for name, value in {"business": "none", "workplace_plan": "401k", "wages": 0}.items():
        session.tell(name, value)
    assert session.doubts.forced(session.progress().answers)["employee_deferrals"] == 0
    assert "it follows from your answers: $0" in skipped(session)


def test_skipped_facts_say_why(session: Session) -> None:
    session.tell("business", "none")
    reasons = skipped(session)
    assert (
        "net profit of the business" in reasons["it is asked only where the business is sole proprietor or partnership"]
    )
    assert "paydays left this year" in reasons[NO_ROUTE]
    session.tell("workplace_plan", "none")
    session.tell("roth_ira_contributions", 0)
    session.tell("traditional_ira_contributions", 0)
    session.tell("special_ira_case", False)
    for name, value in {"age": 40, "filing_status": "single", "wages": 9_000_000, "modified_agi": 9_000_000}.items():
        session.tell(name, value)
    settled = {label: reason for reason, labels in skipped(session).items() for label in labels}
    reason = settled[session.rulebook.facts["traditional_ira_balance"].label]
    assert reason == (
        "the backdoor Roth IRA and mega backdoor Roth are closed and it can no longer change the direct Roth IRA"
    )


def test_why_names_the_routes_and_the_rules(session: Session) -> None:
    session.tell("workplace_plan", "401k")
    trace = session.doubts.trace(session.progress().answers)
    routes = {effect.route: effect.parts for effect in effects(trace, ["plan_allows_after_tax"])}
    assert "whether it is open to you" in routes["mega backdoor Roth"]
    assert path(trace, "plan_allows_after_tax")[0].rule == "takes_no_after_tax"


def test_a_message_asks_in_the_words_of_plan_papers(session: Session) -> None:
    facts = ["plan_allows_after_tax", "plan_allows_in_plan_roth_conversion", "age"]
    assert recipients(session.rulebook, facts) == {"HR or the plan administrator": facts[:2]}
    text = message(session.rulebook, "HR or the plan administrator", facts[:2], 2026)
    assert "voluntary after-tax contributions" in text
    assert "in-plan Roth rollover" in text
    assert "I do not mean Roth contributions." in text
    assert "Can I move after-tax money to Roth inside the plan while I work there?" in text


def test_leads_say_what_each_answer_brings(adviser: Adviser, session: Session) -> None:
    facts = {"business": "none", "workplace_plan": "none", "wages": 9_000_000, "filing_status": "single", "age": 40}
    for name, value in facts.items():
        session.tell(name, value)
    found = alternatives(session.doubts, session.progress().answers, "modified_agi")
    assert found[0].outcome.recommendation == "direct_roth_ira"
    assert found[-1].outcome.recommendation == "backdoor_roth_ira"


def test_pending_lists_what_is_needed(session: Session) -> None:
    found = pending_json(session)
    step = session.next()
    assert step is not None
    assert found["next"] == step.fact
    assert {one["fact"] for one in found["needed"]} >= {"age", "filing_status", "wages"}


def test_quick_asks_no_more_than_its_number(adviser: Adviser, draw_savers: Draw, tries: Tries) -> None:
    for saver in draw_savers(5, tries(2, 10)):
        session = Session(adviser.rulebook, adviser.program, saver["as_of"], quick=True)
        session.tell(YEAR, saver[YEAR])
        while (step := session.next()) is not None:
            assert step.most <= QUICK
            session.tell(step.fact, saver[step.fact])
        assert len(session.asked) <= QUICK


def test_progress_is_honest(adviser: Adviser, draw_savers: Draw, tries: Tries) -> None:
    """At least and at most hold at every step, whatever is answered, and no path loops; so do whole sessions."""
    for saver in draw_savers(6, tries(2, 60)):
        session = Session(adviser.rulebook, adviser.program, saver["as_of"])
        session.tell(YEAR, saver[YEAR])
        promised = []
        while (step := session.next()) is not None:
            promised.append((step.least, step.most))
            assert step.fact not in session.given
            session.tell(step.fact, saver[step.fact])
        for to_go, (least, most) in zip(range(len(promised), 0, -1), promised, strict=True):
            assert least <= to_go <= most
        assert outcome_of(session.trace())[::2] == outcome_of(evaluate(session.doubts.program, saver))[::2]


def test_a_file_brings_everything_back(adviser: Adviser, draw_savers: Draw, tries: Tries) -> None:
    for number, saver in enumerate(draw_savers(7, tries(1, 12))):
        chance = random.Random(number)
        session = Session(adviser.rulebook, adviser.program, saver["as_of"])
        session.tell(YEAR, saver[YEAR])
        while (step := session.next()) is not None:
            unknown = chance.random() < 0.1
            session.tell(step.fact, None if unknown else saver[step.fact], 'payslip, "May" #3: é')
        for as_json in (False, True):
            again = Session(adviser.rulebook, adviser.program, saver["as_of"])
            found = resume(again, parse(written(session, as_json), "me.yaml"))
            assert found.ours and not found.rules_changed and not found.routes
            assert again.given == session.given
            assert again.next() is None


def test_advise_reads_the_file_as_it_is(adviser: Adviser, session: Session) -> None:
    session.tell("filing_status", "married_separate")
    session.tell("lived_apart_all_year", True)
    session.change("filing_status", "single")
    session.tell("plan_offers_roth", None)
    given = adviser.given(parse(written(session), "me.yaml"))
    _, answers = adviser.answers(given)
    assert answers == {"tax_year": 2026, "filing_status": "single"}


def test_changed_rules_are_told_and_only_what_is_new_is_asked(adviser: Adviser, session: Session) -> None:
    session.tell("filing_status", "single")
    session.tell("age", 34)
    text = written(session).replace(session.rulebook.digest, "0" * 64)
    text = text.replace("age: 34", "age: 340\nshoe_size: 44").replace("solo_401k: ", "solo_401k: before ")
    again = Session(adviser.rulebook, adviser.program, DAY)
    found = resume(again, parse(text, "me.yaml"))
    assert found.rules_changed
    assert found.gone == ("shoe_size",)
    assert found.unfit == ("age",)
    assert found.routes["solo_401k"][0].startswith("before ")
    assert list(again.given) == [YEAR, "filing_status"]


def test_under_the_same_rules_a_bad_file_is_refused(adviser: Adviser, session: Session) -> None:
    session.tell("age", 34)
    again = Session(adviser.rulebook, adviser.program, DAY)
    with pytest.raises(Refusal):
        resume(again, parse(written(session).replace("age: 34", "age: 340"), "me.yaml"))


def test_moving_to_a_newer_year_keeps_what_lasts(adviser: Adviser) -> None:
    session = Session(adviser.rulebook, adviser.program, DAY)
    for name, value in {
        YEAR: 2025,
        "filing_status": "single",
        "age": 49,
        "workplace_plan": "401k",
        "plan_allows_after_tax": True,
        "deferrals_complete": True,
        "wages": 9_000_000,
    }.items():
        session.tell(name, value)
    assert newest(session) == 2026
    moved = move(session, 2026)
    assert moved.aged == ("age",)
    assert set(moved.again) == {"wages", "deferrals_complete"}
    assert session.given["age"].value == 50
    assert session.earlier == {"wages": 9_000_000, "deferrals_complete": True}
    assert session.year == 2026
    again = Session(adviser.rulebook, adviser.program, DAY)
    resume(again, parse(written(session), "me.yaml"))
    assert again.earlier == session.earlier
