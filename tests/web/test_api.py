"""The JSON API: the command line's answers, described by its own OpenAPI document, and every page of docs/http.md."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rothroute.engine import Adviser, Rulebook, advice_json, household_json, load_rulebook
from rothroute.engine.advise.json_schema import advice_schema, household_schema
from rothroute.engine.ask.answers_file import text_of
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.rulebook.load.json_schema import schemas
from rothroute.engine.rulebook.source import parse
from rothroute.web.calls import problems_json

from .conftest import DAY, EXAMPLES, ROOT, Client, Reply, Running, running, stop

PAGE = (ROOT / "docs" / "http.md").read_text("utf-8")
V1 = "/api/v1"


def posted(client: Client, path: str, body: str | bytes, **headers: str) -> Reply:
    data = body.encode() if isinstance(body, str) else body
    return client.ask("POST", path, data, headers, plain=True)


def contained(part: Any, whole: Any) -> bool:
    """Whether what is shown is part of an answer: all keys of a mapping, the first items of a list."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and contained(one, whole[key]) for key, one in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and len(part) <= len(whole) and all(map(contained, part, whole))
    return bool(part == whole)


@pytest.mark.parametrize("block", re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE), ids=range(8))
def test_the_page_shows_what_the_server_answers(client: Client, block: str) -> None:
    command = re.sub(r"^#>.*\n?", "", block, flags=re.MULTILINE)
    shown = "\n".join(re.findall(r"^#> ?(.*)$", block, re.MULTILINE))
    words = shlex.split(command.replace("\\\n", " "))
    place = next(word.partition("localhost:8000")[2] for word in words if word.startswith("localhost:8000"))
    if words[0] == "printf":
        reply = posted(client, place, words[1].replace("\\n", "\n"))
    elif "-d" in words:
        reply = posted(client, place, words[words.index("-d") + 1])
    else:
        reply = client.get(place)
    answers = [json.loads(line) for line in reply.text.splitlines()]
    wanted = [json.loads(line) for line in shown.splitlines()] if len(answers) > 1 else [json.loads(shown)]

    assert contained(wanted, answers), answers


def test_the_page_names_every_call(client: Client) -> None:
    paths = json.loads(client.get("/openapi.json").text)["paths"]

    assert [path for path in paths if path.removeprefix(V1).split("/")[1] not in PAGE] == []


@pytest.mark.parametrize("path", EXAMPLES)
def test_the_answer_is_that_of_advise_byte_for_byte(client: Client, adviser: Adviser, path: Any) -> None:
    wanted = advice_json(adviser.advise(parse(path.read_bytes(), "x"), DAY).advice)
    found = posted(client, f"{V1}/advise", path.read_bytes())

    assert json.dumps(json.loads(found.text)) == json.dumps(wanted)
    assert found.headers["rothroute-rulebook"] == adviser.rulebook.digest


@given(data=st.data())
def test_any_saver_is_answered_as_by_advise_byte_for_byte(
    client_of_module: Client, adviser: Adviser, savers: st.SearchStrategy[Any], tries: Any, data: st.DataObject
) -> None:
    """A batch of random savers; with --thorough there are thousands."""
    count = tries(2, 30)
    drawn = data.draw(st.lists(savers, min_size=count, max_size=count))
    facts = adviser.rulebook.facts
    lines = [json.dumps({name: text_of(facts[name], value) for name, value in one.items()}) for one in drawn]
    answers = posted(client_of_module, f"{V1}/batch", "\n".join(lines)).text.splitlines()

    for number, (line, answer) in enumerate(zip(lines, answers, strict=True), 1):
        try:
            wanted = {"advice": advice_json(adviser.advise(parse(line, "x"), DAY).advice)}
        except Refusal as refusal:
            assert json.loads(answer)["problem"]["problems"] == problems_json(refusal.diagnostics)
            continue
        assert answer == json.dumps({"line": number, **wanted})


def test_a_household_is_answered_as_advise_does(client: Client, adviser: Adviser) -> None:
    for path in (ROOT / "examples" / "households").glob("*.yaml"):
        wanted = household_json(adviser.advise_household(parse(path.read_bytes(), "x"), DAY))

        assert json.loads(posted(client, f"{V1}/advise", path.read_bytes()).text) == wanted


def test_the_questions_lead_to_the_end(client: Client) -> None:
    """A program that answers "I don't know" to everything is asked ever less, and no more than it was told."""
    answers: dict[str, Any] = {"tax_year": 2026, "as_of": "2026-06-30", "business": "none", "workplace_plan": "none"}
    answers |= {"filing_status": "single", "age": 34, "wages": 90000, "special_ira_case": False, "ira_activity": False}
    most = 100
    while True:
        found = json.loads(posted(client, f"{V1}/next?most=1", json.dumps(answers)).text)
        assert found["most"] <= most
        if not found["questions"]:
            break
        most = found["most"] - 1
        answers[found["questions"][0]["fact"]] = None

    assert (found["least"], found["most"]) == (0, 0)
    assert posted(client, f"{V1}/advise", json.dumps(answers)).status == 200


@pytest.mark.parametrize(
    ("call", "body", "status"),
    [
        ("advise", "", 422),
        ("advise", "[]", 422),
        ("advise", "null", 422),
        ("advise", '"text"', 422),
        ("advise", "{", 422),
        ("advise", "[" * 90_000, 422),
        ("advise", '{"a":' * 20_000, 422),
        ("advise", b"\xff\xfe\x00", 422),
        ("advise", '{"tax_year": 2026, "tax_year": 2025}', 422),
        ("advise", '{"tax_year": 1e999}', 422),
        ("advise", '{"tax_year": {"a": 1}}', 422),
        ("advise", '{"tax_year": 2027}', 422),
        ("next", '{"tax_year": 2026, "employee_deferrals": 9, "wages": 1}', 422),
        ("next?most=0", "{}", 422),
        ("next?most=x", "{}", 422),
        ("what-if", "{}", 422),
        ("what-if", '{"facts": {"tax_year": 2026}, "changes": []}', 422),
        ("what-if", '{"facts": {"tax_year": 2026}, "changes": {"age": []}}', 422),
        ("what-if", '{"facts": {"tax_year": 2026}, "changes": {"age": 500}}', 422),
        ("verify", "", 422),
        ("verify", "no letter", 422),
        ("batch", "\n" * 2_000, 413),
        ("advise", "a" * 1_100_000, 413),
        ("nothing", "{}", 404),
        ("explain/age", "{}", 405),
        ("advise?rules=1", "{}", 409),
        ("verify?rules=1", "a letter", 409),
    ],
    ids=range(27),
)
def test_a_refusal_is_problem_details(client: Client, call: str, body: str | bytes, status: int) -> None:
    reply = posted(client, f"{V1}/{call}", body)
    problem = json.loads(reply.text)

    assert reply.status == status == problem["status"]
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["title"] and problem["type"] == "about:blank"
    assert status != 422 or all(one["message"] for one in problem["problems"])


@pytest.mark.parametrize("path", ["explain/no_such_name_at_all", "explain/age?year=x", "schema/nothing"])
def test_what_is_not_there_is_problem_details_too(client: Client, path: str) -> None:
    assert client.get(f"{V1}/{path}").headers["content-type"] == "application/problem+json"
    wrong = client.ask("PUT", "/openapi.json", b"", plain=True)
    assert (wrong.status, wrong.headers["content-type"]) == (405, "application/problem+json")
    assert client.get(f"{V1}/explain/age?rules=1").status == 409


@pytest.mark.parametrize("call", ["advise", "next"])
def test_unknown_may_be_said_by_the_word_or_by_null(client: Client, call: str) -> None:
    """The published schema takes both."""
    facts = {"tax_year": 2026, "as_of": "2026-06-30", "age": 34}
    word, null = (
        posted(client, f"{V1}/{call}", json.dumps({**facts, "modified_agi": one})) for one in ("unknown", None)
    )

    assert word.status == null.status == 200
    assert word.text == null.text


def test_each_answer_is_as_the_document_says(client: Client, document: dict[str, Any], rulebook: Rulebook) -> None:
    """The examples of every kind of call against the schemas of /openapi.json."""
    facts = json.dumps({"tax_year": 2026, "as_of": "2026-06-30", "age": 34, "wages": "90k"})
    both = json.dumps({"facts": json.loads(facts), "changes": {"age": 52}})
    for call, body in (("advise", facts), ("next", facts), ("what-if", both), ("batch", facts), ("batch", "{}")):
        assert problems_of(document, call, posted(client, f"{V1}/{call}", body)) == []
    published = {
        "advice": advice_schema(),
        "household": household_schema(),
        "saver": schemas(rulebook)["saver.schema.json"],
    }
    for name, schema in published.items():
        assert json.loads(client.get(f"{V1}/schema/{name}").text) == json.loads(json.dumps(schema))
        Draft202012Validator.check_schema(schema)


def test_a_program_shows_the_token(private_api: Running) -> None:
    client = Client(private_api.base)

    assert posted(client, f"{V1}/advise", "{}").headers["content-type"] == "application/problem+json"
    assert posted(client, f"{V1}/advise", "{}").status == 403
    assert posted(client, f"{V1}/advise", "{}", Authorization="Bearer wrong").status == 403
    assert posted(client, f"{V1}/advise", '{"tax_year": 2026}', Authorization="Bearer a-token").status == 200


@pytest.fixture
def private_api() -> Any:
    one = running(token="a-token")
    yield one
    stop(one)


def test_no_other_site_may_read_an_answer(client: Client) -> None:
    reply = client.ask(
        "OPTIONS", f"{V1}/advise", None, {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    )

    assert reply.status == 403
    assert not any(name.startswith("access-control") for name in reply.headers)


SPOILT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


FACTS = st.dictionaries(st.sampled_from(list(load_rulebook().facts)) | st.text(max_size=12), SPOILT, max_size=6)
SAVERS = st.tuples(FACTS, st.sampled_from(({}, {"tax_year": 2026}))).map(lambda pair: {**pair[0], **pair[1]})
BODIES = SAVERS | st.fixed_dictionaries({"facts": SAVERS, "changes": FACTS}) | SPOILT


@given(body=BODIES, call=st.sampled_from(("advise", "next", "what-if", "batch")))
def test_whatever_is_sent_the_answer_is_as_the_document_says(
    client_of_module: Client, document: dict[str, Any], body: Any, call: str
) -> None:
    """Facts with values of any kind, in any shape: an answer or a refusal as described, never a bug."""
    reply = posted(client_of_module, f"{V1}/{call}", json.dumps(body))

    assert reply.status in (200, 422)
    assert problems_of(document, call, reply) == []


@pytest.mark.thorough
def test_schemathesis_finds_nothing(server: Running, tmp_path: Path) -> None:
    """The document read by a stranger, who asks all it allows and much it does not.

    What the document allows and the rules refuse is no finding: no schema says that two answers contradict each other.
    """
    program = Path(sys.prefix) / "schemathesis" / "bin" / "schemathesis"
    if not program.exists():
        pytest.skip("make check-long installs schemathesis")
    checks = ["--exclude-checks", "positive_data_acceptance", "--phases", "examples,coverage,fuzzing,stateful"]
    command = [program, "run", f"{server.base}/openapi.json", *checks, "--max-examples", "100", "--no-color"]
    variables = {**os.environ, "SCHEMATHESIS_HOOKS": str(Path(__file__).parent / "ndjson_for_schemathesis.py")}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-6000:]


def problems_of(document: dict[str, Any], call: str, reply: Reply) -> list[str]:
    """Where an answer is not as described; of a batch, line by line."""
    described = document["paths"][f"{V1}/{call}"]["post"]["responses"]
    media = reply.headers["content-type"].partition(";")[0]
    schema = described.get(str(reply.status), described["default"])["content"][media]["schema"]
    checker = Draft202012Validator({**schema, "components": document["components"]})
    answers = [json.loads(line) for line in reply.text.splitlines()]
    return [error.message for answer in answers for error in checker.iter_errors(answer)]


@pytest.fixture(scope="module")
def client_of_module(server: Running) -> Client:
    return Client(server.base)


@pytest.fixture(scope="module")
def document(client_of_module: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client_of_module.get("/openapi.json").text)
    return found
