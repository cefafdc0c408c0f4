"""The pages without a script: asked, answered, changed, taken back, tried and taken along over plain HTTP."""

from __future__ import annotations

import html
import importlib.util
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine import Adviser, advice_json
from rothroute.engine.ask.answers_file import written
from rothroute.engine.ask.state import GivenAnswer
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.rulebook.source import parse
from rothroute.web.saver import Saver
from rothroute.web.sealing import MOST_SEALED, Sealing
from rothroute.web.settings import Settings

from .conftest import DAY, ROOT, Client, Running, the_day, words_of

NEEDS = {"pdf": ("typst", b"%PDF"), "docx": ("docx", b"PK"), "ics": ("icalendar", b"BEGIN:VCALENDAR")}


def asked(page: str) -> str:
    """The fact a question page asks for."""
    found = re.search(r'action="/a/[^/]+/q/(\w+)', page)
    assert found, words_of(page)
    return found[1]


def answers_of(name: str) -> dict[str, str]:
    """What an example saver would type, fact by fact."""
    node = parse((ROOT / "examples" / f"{name}.yaml").read_bytes(), name)
    return {key.text: value.text for key, value in node.entries}


def told(client: Client, name: str, most: int = 90) -> tuple[str, list[str]]:
    """Answer as an example saver, who does not know what the example leaves out; the run and what was asked."""
    answers, facts = answers_of(name), []
    page = client.post("/start")
    while "/q/" in page.headers["at"] and len(facts) < most:
        fact, listed = asked(page.text), re.search(r'name="cases" value="([^"]+)"', page.text)
        names = listed[1].split() if listed else [fact]
        assert not set(names) & set(facts), "nothing is asked twice"
        facts += names
        fields = {"answer": answers.get(fact, "unknown")}
        if listed:
            fields = {"cases": listed[1], **{name: "yes" for name in names if answers.get(name) == "yes"}}
        page = client.post(page.headers["at"], fields)
        assert page.status == 200, words_of(page.text)
    return page.headers["at"].removesuffix("/review"), facts


def test_a_saver_comes_from_the_first_page_to_the_letter(client: Client, adviser: Adviser) -> None:
    run, facts = told(client, "part-time-student")
    result = client.get(f"{run}/result")
    kept = client.get(f"{run}/answers.yaml").data
    advice = adviser.advise(parse(kept, "kept.yaml"), DAY).advice

    assert len(facts) > 5
    assert advice.total[1] > 0
    assert "into Roth accounts" in words_of(result.text)
    assert client.get(f"{run}/letter.html").status == 200


@pytest.mark.parametrize("name", ["big-tech-engineer", "income-unknown", "nothing-to-do", "sixty-one-roth-catch-up"])
def test_the_result_says_what_advise_says_of_the_same_file(client: Client, adviser: Adviser, name: str) -> None:
    run = client.opened(name)
    page = client.get(f"{run}/result")
    found = adviser.advise(parse((ROOT / "examples" / f"{name}.yaml").read_bytes(), name), DAY)
    again = adviser.advise(parse(client.get(f"{run}/answers.yaml").data, "kept.yaml"), DAY)

    assert json.dumps(advice_json(found.advice)) == json.dumps(advice_json(again.advice))
    assert found.advice.receipt.rulebook[:16] in page.text
    for route in found.advice.routes.values():
        if route.verdict in ("open", "caution") and route.amount:
            assert f"${route.amount // 100:,}" in words_of(page.text)


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings("http://127.0.0.1:1", bytes(32), "", the_day)


@given(data=st.data())
def test_what_the_browser_keeps_gives_the_decision_of_advise(
    data: st.DataObject, savers: st.SearchStrategy[dict[str, object]], adviser: Adviser, settings: Settings
) -> None:
    """For any saver: through the cookie and back, the JSON is that of `advise`, byte for byte."""
    values = data.draw(savers)
    one = Saver(adviser, settings)
    one.session.given = {name: GivenAnswer(value) for name, value in values.items()}  # type: ignore[arg-type]
    one.session.asked = list(values)
    if one.session.problems():
        return
    sealing = Sealing(settings.key)
    other = Saver(adviser, settings, one.run)
    other.unpack(sealing.opened(sealing.sealed(one.packed(), one.run), one.run))

    assert other.session.given == one.session.given
    try:
        wanted = adviser.advise(adviser.given(parse(written(one.session).encode(), "x.yaml")), DAY)
    except Refusal:
        return
    assert json.dumps(advice_json(other.decision().advice)) == json.dumps(advice_json(wanted.advice))


def test_all_answers_fit_into_a_cookie(adviser: Adviser, settings: Settings) -> None:
    """Each fact answered with its longest words, and noted to be from somewhere."""
    one = Saver(adviser, settings)
    for place, (name, fact) in enumerate(adviser.rulebook.facts.items()):
        value = max((value for value, _ in fact.values), key=len) if fact.values else fact.highest - 12345 * place
        value = 2026 if fact.unit == "tax_year" else bool(place % 2) if fact.unit == "yes_no" else value
        value = DAY.toordinal() if fact.unit == "date" else value
        one.session.given[name] = GivenAnswer(value, "memory, not sure" if place % 3 else "memory", DAY.toordinal())
        one.session.asked.append(name)

    assert len(Sealing(settings.key).sealed(one.packed(), one.run)) < MOST_SEALED


def test_going_back_and_changing_keeps_the_answers_after_it(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    before = client.get(f"{run}/review").text
    page = client.get(f"{run}/q/modified_agi?then=review")

    assert 'value="$288,000"' in page.text
    after = client.post(f"{run}/q/modified_agi?then=review", {"answer": "about 160k"})

    assert after.headers["at"].endswith("/review")
    assert "$160,000" in words_of(after.text)
    assert before.count("<tr>") == after.text.count("<tr>")


def test_what_is_worked_out_is_asked_back_once(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    page = client.post(f"{run}/q/modified_agi", {"answer": "15k a month"})

    assert page.status == 422
    assert "$180,000 a year" in words_of(page.text)
    assert client.post(f"{run}/q/modified_agi", {"answer": "$180,000", "offered": "$180,000"}).status == 200
    assert "$180,000" in client.get(f"{run}/answers.yaml").text


@pytest.mark.parametrize(
    "typed", ["", "soon", "$9e99", "<script>alert(1)</script>", "１２", "-5", "x" * 5000], ids=range(7)
)
def test_an_answer_that_cannot_be_read_is_said_and_not_taken(client: Client, typed: str) -> None:
    run = client.opened("big-tech-engineer")
    page = client.post(f"{run}/q/wages", {"answer": typed})

    assert page.status == 422
    assert 'role="alert"' in page.text
    assert "<script" not in page.text
    assert ("Keep it if it is right" in page.text) == ('name="offered"' in page.text), "kept only what was understood"
    assert client.get(f"{run}/answers.yaml").text.count('\nwages: "$310,000"') == 1


def test_unknown_is_an_answer_and_is_open_in_the_review(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    client.post(f"{run}/q/modified_agi", {"unknown": "1", "answer": ""})
    page = client.get(f"{run}/review").text

    assert re.search(r'<tr class="open"><th scope="row">MAGI</th><td>I don&#39;t know', page)


def settled(client: Client) -> str:
    """A run that knows enough: the rare cases are asked next."""
    page = client.post("/start")
    given = {"age": "29", "filing_status": "single", "wages": "$95,000", "modified_agi": "$90,000"}
    given |= {"business": "none", "workplace_plan": "none"}
    while (fact := asked(page.text)) in given:
        page = client.post(page.headers["at"], {"answer": given[fact], "offered": given[fact]})
    assert 'name="cases"' in page.text, words_of(page.text)
    return page.headers["at"]


def test_rare_cases_are_asked_in_one_list(client: Client) -> None:
    """As at the terminal: what is not ticked is no, and Back shows the list again."""
    at = settled(client)
    page = client.get(at).text
    names = re.findall(r'type="checkbox" name="(\w+)"', page)[:-1]
    assert len(names) > 1 and "You have your result" in words_of(page)
    after = client.post(at, {"cases": " ".join(names), names[-1]: "yes"})
    kept = client.get(at.partition("/q/")[0] + "/answers.yaml").text

    assert f"\n{names[-1]}: yes" in kept
    assert all(f"\n{name}: no" in kept for name in names[:-1])
    assert f'href="{at}">‹ Back' in after.text
    again = client.get(at).text
    assert re.findall(r'name="(\w+)" id="a\d" value="yes" checked', again) == [names[-1]]
    client.post(at, {"cases": " ".join(names), "unknown": "1"})
    kept = client.get(at.partition("/q/")[0] + "/answers.yaml").text
    assert all(f"\n{name}: null" in kept for name in names)


def test_a_list_takes_no_fact_that_is_not_in_it(client: Client) -> None:
    at = settled(client)
    client.post(at, {"cases": "wages __class__ roth_ira_limit", "wages": "yes"})

    assert "$95,000" in client.get(at.partition("/q/")[0] + "/answers.yaml").text


def test_what_the_last_answer_moved_is_said(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    assert "Your last answer changed" not in client.get(f"{run}/result").text
    client.post(f"{run}/q/employer_contributions?then=review", {"answer": "$15,250"})

    for page in ("result", "review", "q/wages"):
        shown = words_of(client.get(f"{run}/{page}").text)
        assert "Employer contributions, $15,250: Mega backdoor Roth: $32,250 (before: $35,250)" in shown, page
    client.post(f"{run}/q/age", {"answer": "35"})
    assert "Your last answer changed" not in client.get(f"{run}/review").text, "35 moves nothing"


def test_i_think_so_is_kept_as_not_sure(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    client.post(f"{run}/q/plan_allows_after_tax", {"answer": "think-no"})

    assert "not sure: worth a check" in client.get(f"{run}/review").text


def test_a_change_that_contradicts_is_said_and_asked_again(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    page = client.post(f"{run}/q/wages", {"answer": "$20,000", "offered": "$20,000"})

    assert "Asked again" in words_of(page.text)
    assert "deferrals" in words_of(page.text)


def test_two_tabs_are_two_runs(client: Client) -> None:
    one, other = client.opened("big-tech-engineer"), client.opened("nothing-to-do")

    assert one != other
    assert "$288,000" in client.get(f"{one}/review").text
    assert "$288,000" not in client.get(f"{other}/review").text


def test_other_values_are_tried_and_kept_only_when_said(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    tried = client.post(f"{run}/result", {"try-employer_contributions": "$15,250"})

    assert "$42,750" in words_of(tried.text)
    assert "$39,750" in words_of(tried.text)
    assert 'employer_contributions: "$12,250"' in client.get(f"{run}/answers.yaml").text
    client.post(f"{run}/result", {"try-employer_contributions": "$15,250", "keep": "1"})
    assert 'employer_contributions: "$15,250"' in client.get(f"{run}/answers.yaml").text


def test_a_total_that_is_open_is_settled_with_a_few_questions(client: Client) -> None:
    """What is put aside at work counts in the total, and is asked only by who wants to know."""
    given = {"age": "29", "filing_status": "single", "wages": "$95,000", "modified_agi": "$90,000"}
    given |= {"business": "none", "workplace_plan": "401k", "plan_allows_after_tax": "no"}
    page = client.post("/start")
    while (fact := asked(page.text)) in given:
        page = client.post(page.headers["at"], {"answer": given[fact], "offered": given[fact]})
    run = page.headers["at"].partition("/q/")[0]
    page = client.get(f"{run}/result")
    assert re.search(r"\$7,500 to \$\d+", words_of(page.text)) and f'action="{run}/total"' in page.text
    page, given = client.post(f"{run}/total"), {"employee_deferrals": "$10,000", "plan_offers_roth": "yes"}
    seen = set()
    while "/q/" in page.headers["at"] and len(seen) < 40:
        seen.add(fact := asked(page.text))
        listed = re.search(r'name="cases" value="([^"]+)"', page.text)
        value = given.get(fact) or ("no" if 'value="no"' in page.text else "unknown")
        page = client.post(page.headers["at"], {"cases": listed[1]} if listed else {"answer": value, "offered": value})

    assert "employee_deferrals" in seen
    assert f'action="{run}/total"' not in client.get(f"{run}/result").text


def test_a_value_that_cannot_be_tried_is_said(client: Client) -> None:
    run = client.opened("big-tech-engineer")

    assert "aria-invalid" in client.post(f"{run}/result", {"try-modified_agi": "soon"}).text
    assert client.post(f"{run}/result", {"try-employee_deferrals": "$400,000"}).status == 422


@pytest.mark.parametrize("ending", ["pdf", "docx", "ics"])
def test_the_letter_is_taken_along_as_a_file(client: Client, ending: str) -> None:
    library, begins = NEEDS[ending]
    run = client.opened("big-tech-engineer")
    found = client.get(f"{run}/letter.{ending}")

    if importlib.util.find_spec(library):
        assert found.status == 200
        assert found.data.startswith(begins)
        assert found.headers["content-disposition"].startswith("attachment")
    else:
        assert found.status == 501


def test_the_letter_as_a_page_keeps_the_policy_of_its_own_style(client: Client) -> None:
    found = client.get(f"{client.opened('big-tech-engineer')}/letter.html")
    named = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', found.text)

    assert named
    assert found.headers["content-security-policy"].startswith(html.unescape(named[1]))
    assert "unsafe" not in found.headers["content-security-policy"]


@pytest.mark.parametrize(
    "data", [b"", b"nonsense", b"tax_year: 1850\n", b"wagse: 5\n", b"\xff\xfe\x00", b"household: {}\nsavers: []\n"]
)
def test_a_file_of_something_else_is_refused_in_words(client: Client, data: bytes) -> None:
    page = client.upload("/open", "answers", "me.yaml", data)

    assert page.status == 422
    assert 'role="alert"' in page.text


def test_clearing_lets_the_browser_forget(client: Client, server: Running) -> None:
    run = client.opened("big-tech-engineer")
    reply = client.ask("POST", f"{run}/clear", b"")

    assert reply.status == 303
    assert reply.headers["clear-site-data"] == '"cache", "storage"'
    assert client.cookies == {}
    assert client.get(f"{run}/review").status == 410


@pytest.mark.parametrize(
    "path", ["/nothing", "/a/x/review", "/a/%2e%2e/review", "/q/age", "//evil.example/", "/a//result"]
)
def test_what_is_not_there_is_said_in_words(client: Client, path: str) -> None:
    page = client.get(path)

    assert page.status in (404, 410)
    assert "<h1>" in page.text


def test_a_question_that_is_none_is_not_there(client: Client) -> None:
    run = client.opened("big-tech-engineer")

    assert client.get(f"{run}/q/roth_ira_limit").status == 404
    assert client.ask("PUT", f"{run}/q/age").status == 405
