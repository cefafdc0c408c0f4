"""How a saver tells of several jobs and plans: in a file, by paths, from Python; and what is said of mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import ValidationError, validate

from rothroute.engine import Adviser, load_rulebook
from rothroute.engine.advise.answers import Given
from rothroute.engine.advise.as_json import advice_json
from rothroute.engine.advise.json_schema import advice_schema
from rothroute.engine.ask.resume import resume
from rothroute.engine.ask.session import Session
from rothroute.engine.diagnostic import Diagnostic, Refusal
from rothroute.engine.letters import LetterOptions, LetterWriter, draft
from rothroute.engine.letters.verify import verify
from rothroute.engine.rulebook.load.json_schema import schemas
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import Templates

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2026, 6, 30)
TWO_JOBS = """\
tax_year: 2026
age: 40
jobs:
  - wages: $90,000
    plans:
      - {workplace_plan: 401k, employee_deferrals: 1000}
      - workplace_plan: 457b
  - wages: 50k
    one_employer_with: job1
    plans: []
"""


@pytest.fixture(scope="module")
def adviser() -> Adviser:
    return Adviser(load_rulebook(ROOT / "examples" / "rulebooks" / "jobs-and-plans"))


def read(adviser: Adviser, text: str) -> Given:
    return adviser.given(parse(text.encode(), "me.yaml"))


def problems(adviser: Adviser, text: str) -> list[Diagnostic]:
    try:
        adviser.answers(read(adviser, text))
    except Refusal as refusal:
        return list(refusal.diagnostics)
    return []


def test_a_nested_file(adviser: Adviser) -> None:
    given = read(adviser, TWO_JOBS)

    assert given.problems == []
    assert given.shape(adviser.rulebook) == ("job1", "job1.plan1", "job1.plan2", "job2")
    assert given.values == {
        "tax_year": 2026,
        "age": 40,
        "job1.wages": 90_000_00,
        "job1.plan1.workplace_plan": "401k",
        "job1.plan1.employee_deferrals": 1_000_00,
        "job1.plan2.workplace_plan": "457b",
        "job2.wages": 50_000_00,
        "job2.one_employer_with": "job1",
    }


def test_json_is_read_alike(adviser: Adviser) -> None:
    found = read(
        adviser,
        '{"tax_year": 2026, "age": 40, "jobs": [{"wages": 90000, "plans": [{"workplace_plan": "401k", '
        '"employee_deferrals": 1000}, {"workplace_plan": "457b"}]}, '
        '{"wages": 50000, "one_employer_with": "job1", "plans": []}]}',
    )

    assert found.values == read(adviser, TWO_JOBS).values


def test_python_is_read_alike(adviser: Adviser) -> None:
    plans = [{"workplace_plan": "401k", "employee_deferrals": 1_000}, {"workplace_plan": "457b"}]
    jobs = [{"wages": 90_000, "plans": plans}, {"wages": 50_000, "one_employer_with": "job1", "plans": []}]

    given = adviser.given({"tax_year": 2026, "age": 40, "jobs": jobs})

    told = read(adviser, TWO_JOBS)
    assert (given.values, given.shape(adviser.rulebook)) == (told.values, told.shape(adviser.rulebook))


def test_paths_are_read_alike(adviser: Adviser) -> None:
    given = adviser.given({"tax_year": 2026, "age": 40, "wages": 90_000})
    for name, text in (
        ("workplace_plan", "401k"),
        ("employee_deferrals", "1000"),
        ("job1.plan2.workplace_plan", "457b"),
        ("job2.wages", "50k"),
        ("job2.one_employer_with", "job1"),
        ("job2.plans", "none"),
    ):
        given.set(adviser.rulebook, name, text)

    told = read(adviser, TWO_JOBS)
    assert given.problems == []
    assert (given.values, given.shape(adviser.rulebook)) == (told.values, told.shape(adviser.rulebook))


def test_the_receipt_is_the_same_however_it_was_told(adviser: Adviser) -> None:
    flat = "tax_year: 2026\nage: 40\nwages: 90000\nworkplace_plan: 457b\n"
    nested = "tax_year: 2026\nage: 40\njobs: [{wages: 90000, plans: [{workplace_plan: 457b}]}]\n"
    two = "tax_year: 2026\nage: 40\njobs: [{wages: 90000, plans: [{workplace_plan: 457b}]}, {}]\n"

    one, other, more = (adviser.advise(parse(text.encode(), "me.yaml"), DAY).advice for text in (flat, nested, two))

    assert one.receipt == other.receipt != more.receipt


def test_a_job_without_plans_has_one_of_which_nothing_is_known(adviser: Adviser) -> None:
    given = read(adviser, "tax_year: 2026\njobs: [{wages: 1}, {wages: 2}]\n")

    assert given.shape(adviser.rulebook) == ("job1", "job1.plan1", "job2", "job2.plan1")


def test_plans_of_the_only_job(adviser: Adviser) -> None:
    given = read(adviser, "tax_year: 2026\nwages: 5\nplans: [{workplace_plan: 403b}, {workplace_plan: 457b}]\n")

    assert given.problems == []
    assert given.values["wages"] == 500 and given.values["job1.plan2.workplace_plan"] == "457b"


def test_a_fact_of_the_first_keeps_its_place_when_a_second_is_told(adviser: Adviser) -> None:
    given = read(adviser, "tax_year: 2026\nwages: 5\n")
    place = given.places["wages"]

    given.set(adviser.rulebook, "job2.wages", "7")

    assert (given.values["job1.wages"], given.places["job1.wages"]) == (500, place)


MISTAKES = {
    "a fact beside its list": (
        "tax_year: 2026\nwages: 5\njobs: [{wages: 7}]\n",
        "me.yaml:2:1",
        "`wages` stands beside `jobs:`",
        "put it into one of the items of `jobs:`",
    ),
    "a plan's fact beside the jobs": (
        "tax_year: 2026\njobs: [{wages: 7}]\nworkplace_plan: 401k\n",
        "me.yaml:3:1",
        "`workplace_plan` stands beside `jobs:`",
        "put it into one of the items of `plans:`",
    ),
    "a plan's fact in a job": (
        "tax_year: 2026\njobs: [{employee_deferrals: 7}]\n",
        "me.yaml:2:9",
        "`employee_deferrals` is a fact of a plan, not of a job",
        "put it under `plans:`",
    ),
    "the saver's fact in a job": (
        "tax_year: 2026\njobs: [{age: 7}]\n",
        "me.yaml:2:9",
        "`age` is a fact of the saver, not of a job",
        "it is told once: put it beside the lists",
    ),
    "an unknown fact in a job": (
        "tax_year: 2026\njobs: [{wagse: 7}]\n",
        "me.yaml:2:9",
        "`wagse` is not a fact of a job",
        "did you mean `wages`?",
    ),
    "too many": (
        "tax_year: 2026\njobs: [{}, {}, {}, {wages: 1}]\n",
        "me.yaml:2:20",
        "at most 3 jobs are advised on",
        "which to leave out changes the answer: see a professional",
    ),
    "a list that is none": (
        "tax_year: 2026\njobs: 2\n",
        "me.yaml:2:7",
        "`jobs` must be a list",
        "begin each employer with `-` and indent its facts below",
    ),
    "an item that is none": (
        "tax_year: 2026\njobs: [5]\n",
        "me.yaml:2:8",
        "each employer must be a mapping of `fact: value` lines",
        "indent its facts below the `-`",
    ),
    "plans beside jobs": (
        "tax_year: 2026\njobs: [{wages: 1}]\nplans: [{workplace_plan: 401k}]\n",
        "me.yaml:3:1",
        "`plans` do not stand here",
        "put them into an item of `jobs:`",
    ),
    "jobs in a plan": (
        "tax_year: 2026\njobs: [{plans: [{jobs: [{}]}]}]\n",
        "me.yaml:2:18",
        "`jobs` do not stand here",
        "put them beside the saver's own facts",
    ),
    "a later job as an earlier one": (
        "tax_year: 2026\njobs: [{}, {one_employer_with: job3}, {}]\n",
        "me.yaml:2:32",
        "`job2.one_employer_with` must be one of none, job1, not `job3`",
        None,
    ),
    "several values": (
        "tax_year: 2026\njobs: [{wages: [1, 2]}]\n",
        "me.yaml:2:16",
        "`wages` must be a single value",
        "give one value, or leave the line out if you do not know it",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake(adviser: Adviser, name: str) -> None:
    text, place, message, help = MISTAKES[name]

    [found] = problems(adviser, text)

    assert str(found.span) == place
    assert found.message == message
    assert help is None or found.help == help


PATHS = {
    "job3.wages": ("there is no employer 3", "the next employer is `job2`"),
    "job4.wages": ("at most 3 jobs are advised on", "which to leave out changes the answer: see a professional"),
    "job1.employee_deferrals": ("`employee_deferrals` is no fact of a job", "`job1.plan1.employee_deferrals`"),
    "job1.age": ("`age` is no fact of a job", "`age` is told once, of the saver"),
    "jobb1.wages": ("`jobb1` is no item of a list", "did you mean `job1`?"),
    "job1.job2.wages": ("`job1.job2` leads nowhere", "`jobs` belong to the saver"),
    "jobs": ("`jobs` is a list", "name an item, like `job1`, or say `none`"),
    "job1.wagse": ("`job1.wagse` is not a fact", "did you mean `wages`?"),
}


@pytest.mark.parametrize("name", PATHS)
def test_a_path_that_leads_nowhere(adviser: Adviser, name: str) -> None:
    message, help = PATHS[name]
    given = Given()

    given.set(adviser.rulebook, name, "5")

    [found] = given.problems
    assert found.message == message and help in (found.help or "")


def test_a_bare_name_of_several_is_asked_back(adviser: Adviser) -> None:
    given = read(adviser, TWO_JOBS)

    given.set(adviser.rulebook, "wages", "5")

    [found] = given.problems
    assert found.message == "`wages` is told of each job"
    assert found.help == "say of which: `job1.wages` or `job2.wages`"


def test_a_contradiction_names_the_item_and_points_at_its_line(adviser: Adviser) -> None:
    text = (
        "tax_year: 2026\njobs:\n  - wages: 100000\n  - wages: 10000\n    plans:\n"
        "      - {workplace_plan: 401k, employee_deferrals: 12000}\n"
    )

    [found] = problems(adviser, text)

    assert found.message == (
        "deferrals ($12,000) cannot be more than the pay they are taken from ($10,000) (plan 1 of employer 2)"
    )
    assert found.span is not None and found.span.line == 6
    assert [label.span.line for label in found.labels] == [4]


def test_a_rulebook_without_lists_knows_no_paths() -> None:
    adviser = Adviser(load_rulebook())
    given = Given()

    given.set(adviser.rulebook, "job1.wages", "5")

    [found] = given.problems
    assert found.message == "`job1.wages` is not a fact"


def test_programs_of_shapes_are_bounded(adviser: Adviser) -> None:
    for jobs in range(4):
        for plans in range(4):
            told = [{"plans": [{} for _ in range(plans)]} for _ in range(jobs)]
            adviser.trace({"tax_year": 2026, "age": 40, "jobs": told})

    assert len(adviser._inferences) <= 16


# -- what becomes of it ------------------------------------------------------------------------------------------------

SHAPES = {
    "two jobs": TWO_JOBS,
    "no job": "tax_year: 2026\nage: 40\njobs: []\n",
    "no plan": "tax_year: 2026\nage: 40\nwages: 5000\nplans: []\n",
    "a third of which nothing is known": "tax_year: 2026\nage: 40\njobs: [{wages: 1000}, {}, {}]\n",
    "one of each": "tax_year: 2026\nage: 40\nwages: 5000\nworkplace_plan: 457b\nemployee_deferrals: 0\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_letter_is_made_again_from_its_receipt(adviser: Adviser, templates: Templates, shape: str) -> None:
    decision = adviser.advise(parse(SHAPES[shape].encode(), "me.yaml"), DAY)
    letter = LetterWriter(templates).written(draft(decision, LetterOptions(), templates), "html")

    found = verify(letter, "me.html", adviser, LetterWriter(templates))

    assert found.holds


@pytest.mark.parametrize("shape", SHAPES)
def test_the_schema_of_facts_takes_what_is_read(adviser: Adviser, shape: str) -> None:
    validate(yaml.safe_load(SHAPES[shape]), schemas(adviser.rulebook)["saver.schema.json"])


@pytest.mark.parametrize("name", ["a plan's fact in a job", "too many", "an item that is none", "jobs in a plan"])
def test_the_schema_of_facts_refuses_what_is_refused(adviser: Adviser, name: str) -> None:
    with pytest.raises(ValidationError):
        validate(yaml.safe_load(MISTAKES[name][0]), schemas(adviser.rulebook)["saver.schema.json"])


@pytest.mark.parametrize("shape", SHAPES)
def test_the_answer_as_json_keeps_its_schema(adviser: Adviser, shape: str) -> None:
    answer = advice_json(adviser.advise(parse(SHAPES[shape].encode(), "me.yaml"), DAY).advice)

    validate(answer, advice_schema())
    assert [one["item"] for one in answer["items"]] == list(read(adviser, SHAPES[shape]).shape(adviser.rulebook))
    for route in answer["routes"].values():
        assert [one["item"] for one in route["items"]] == [
            one["item"] for one in answer["items"] if ".plan" in one["item"]
        ]
        assert route["range"] == [sum(one["range"][end] for one in route["items"]) for end in (0, 1)]


def test_without_a_plan_the_answer_says_so(adviser: Adviser) -> None:
    advice = adviser.advise(parse(SHAPES["no plan"].encode(), "me.yaml"), DAY).advice

    assert advice.decided and advice.recommendation == "none"
    assert [reason.text for reason in advice.routes["after_tax"].reasons] == ["You have no plan at work."]


def test_an_answer_without_lists_has_no_items() -> None:
    adviser = Adviser(load_rulebook())
    answer = advice_json(adviser.advise({"tax_year": 2026, "age": 40}, DAY).advice)

    assert "items" not in answer and not any("items" in route for route in answer["routes"].values())


def test_the_questionnaire_takes_no_lists(adviser: Adviser) -> None:
    session = Session(adviser.rulebook, adviser.program, DAY.toordinal())

    with pytest.raises(Refusal) as refused:
        resume(session, parse(TWO_JOBS.encode(), "me.yaml"))

    assert refused.value.diagnostics[0].message == "the questionnaire takes no lists (`jobs:`, `plans:`)"
