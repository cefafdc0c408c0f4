"""The tools for assistants, called by the protocol's own client over both transports."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the tools need rothroute[mcp]")

import anyio
from mcp import StdioServerParameters
from mcp.client import Client as ToolClient

from rothroute.engine import Adviser
from rothroute.engine.letters import LetterOptions, LetterWriter, draft
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import templates_of
from rothroute.web import short
from rothroute.web.tools import tools_of

from .conftest import DAY, EXAMPLES, ROOT, Client, the_day

START = "import sys; from rothroute.cli import main; sys.argv = ['rothroute', 'mcp', *sys.argv[1:]]; main()"
NAMES = {"next_questions", "advise", "what_if", "explain", "verify_letter"}
Ask = Callable[[ToolClient], Awaitable[Any]]


def asked(server: Any, ask: Ask) -> Any:
    """What comes of some calls to a server: one in this process, a command, or an address."""

    async def run() -> Any:
        async with ToolClient(server) as client:
            return await ask(client)

    with ThreadPoolExecutor(1) as pool:  # a thread without an event loop of its own
        return pool.submit(anyio.run, run).result()


@pytest.fixture(scope="module")
def tools(adviser: Adviser) -> Any:
    return tools_of(adviser, the_day)


def answers_of(path: Path) -> dict[str, Any]:
    entries = parse(path.read_bytes(), path.name).entries
    return {key.text: None if value.text == "null" else value.text for key, value in entries}


def size_of(result: Any) -> int:
    return len(json.dumps(result.structured_content).encode()) + len(result.content[0].text.encode())


def numbers_in(data: Any) -> set[float]:
    """Every number of some data, and those its texts name."""
    if isinstance(data, dict):
        return set().union(*map(numbers_in, data.values()))
    if isinstance(data, list):
        return set().union(*map(numbers_in, data))
    if isinstance(data, str):
        return named_in(data)
    return {float(data)} if isinstance(data, int | float) and not isinstance(data, bool) else set()


def named_in(text: str) -> set[float]:
    return {float(one.replace(",", "")) for one in re.findall(r"(?<![\w.])\$?(\d[\d,]*(?:\.\d+)?)(?![\w])", text)}


async def introduced(client: ToolClient) -> dict[str, Any]:
    """What a client learns of a server, and one call of it."""
    listed = await client.list_tools()
    advice = await client.call_tool("advise", {"answers": {"tax_year": 2026, "as_of": "2026-06-30", "age": 34}})
    return {
        "tools": listed.tools,
        "resources": [str(one.uri) for one in (await client.list_resources()).resources],
        "facts": (await client.read_resource("rothroute://facts")).contents[0].text,
        "rules": (await client.read_resource("rothroute://rules/2026")).contents[0].text,
        "prompt": (await client.get_prompt("interview")).messages[0].content.text,
        "instructions": client.instructions,
        "advice": advice,
    }


def check_introduction(found: dict[str, Any]) -> None:
    assert {one.name for one in found["tools"]} == NAMES
    assert all(one.annotations.read_only_hint for one in found["tools"])
    assert found["resources"] == ["rothroute://facts"]
    assert "modified_agi" in json.loads(found["facts"])["properties"]
    assert "- roth_range_end_joint: $252,000" in found["rules"]
    assert "State no number" in found["prompt"] and "state no number" in found["instructions"]
    assert not found["advice"].is_error
    assert found["advice"].structured_content["status"] == "provisional"


def test_over_standard_input_and_output(tmp_path: Path) -> None:
    variables = {name: os.environ[name] for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "PATH")}
    command = StdioServerParameters(command=sys.executable, args=["-c", START], env=variables, cwd=tmp_path)

    check_introduction(asked(command, introduced))


def test_over_http_without_a_session(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, "--http", "--no-token"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            check_introduction(asked(process.stdout.readline().strip(), introduced))
        finally:
            process.terminate()
            process.wait(20)


def test_over_http_a_token_is_asked_for(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, "--http"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            client = Client(process.stdout.readline().strip().removesuffix("/mcp"))
            _, _, token = process.stdout.readline().strip().partition("Authorization: ")
            hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
            body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}).encode()
            headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}

            assert client.ask("POST", "/mcp", body, headers, plain=True).status == 403
            assert client.ask("POST", "/mcp", body, {**headers, "Authorization": token}, plain=True).status == 200
            assert client.ask("POST", "/mcp", body, {**headers, "Host": "evil.example"}, plain=True).status == 421
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.parametrize("path", EXAMPLES)
def test_the_advice_is_short_true_and_its_words_are_its_numbers(tools: Any, adviser: Adviser, path: Path) -> None:
    answers = answers_of(path)
    advice = adviser.advise(answers, DAY).advice

    async def ask(client: ToolClient) -> list[Any]:
        return [await client.call_tool("advise", {"answers": answers, "detail": one}) for one in short.DETAILS]

    for result in asked(tools, ask):
        data = result.structured_content
        assert not result.is_error, result.content[0].text
        assert size_of(result) <= short.MOST_ANSWER
        assert data["rulebook"] == adviser.rulebook.digest
        assert (data["low"], data["high"]) == (advice.total[0] / 100, advice.total[1] / 100)
        for one in data["routes"]:
            route = advice.routes[one["route"]]
            assert (one["verdict"], one["low"], one["high"]) == (route.verdict, *(end / 100 for end in route.range))
        assert named_in(result.content[0].text) - numbers_in(data) == set()
        texts = {
            one.text for route in advice.routes.values() for one in (*route.reasons, *route.grounds, *route.cautions)
        }
        assert all(one["quote"] in texts and one["cites"] is not None for one in data.get("quotes", ()))


def test_an_assistant_that_asks_what_it_is_told_to_comes_to_an_end(tools: Any) -> None:
    saver = answers_of(ROOT / "examples" / "couple-in-phase-out.yaml")

    async def ask(client: ToolClient) -> tuple[int, Any]:
        answers: dict[str, Any] = {"as_of": "2026-06-30"}
        for turn in range(40):
            result = await client.call_tool("next_questions", {"answers": answers, "most": 4})
            assert not result.is_error and size_of(result) <= short.MOST_QUESTIONS, size_of(result)
            questions = result.structured_content["questions"]
            if not questions:
                return turn, await client.call_tool("advise", {"answers": answers})
            answers["tax_year"] = result.structured_content["tax_year"]
            answers |= {one["fact"]: saver.get(one["fact"]) for one in questions}
        raise AssertionError("it never ends")

    turns, advice = asked(tools, ask)

    assert turns < 25
    assert advice.structured_content["high"] is not None


def test_what_if_tells_what_moves(tools: Any) -> None:
    answers = answers_of(ROOT / "examples" / "big-tech-engineer.yaml")

    async def ask(client: ToolClient) -> Any:
        return await client.call_tool("what_if", {"answers": answers, "changes": {"employer_contributions": "$15,250"}})

    result = asked(tools, ask)

    assert (result.structured_content["now"]["low"], result.structured_content["then"]["low"]) == (42750.0, 39750.0)
    assert result.content[0].text == "Now $42,750; then $39,750."
    assert size_of(result) <= short.MOST_ANSWER


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("advise", {"answers": {"tax_year": 2026, "wagse": 5}}, "did you mean"),
        ("advise", {"answers": {}}, "tax_year"),
        ("advise", {"answers": {"tax_year": 2026, "age": [1]}}, "single value"),
        ("next_questions", {"answers": {"tax_year": 2031}}, "2031"),
        ("what_if", {"answers": {"tax_year": 2026}, "changes": {"age": 900}}, "0 to 120"),
        ("explain", {"name": "roth_limit_ira"}, "did you mean"),
        ("verify_letter", {"letter": "no letter"}, "receipt"),
    ],
)
def test_a_refusal_is_a_result_with_its_remedy(tools: Any, tool: str, arguments: dict[str, Any], says: str) -> None:
    async def ask(client: ToolClient) -> Any:
        return await client.call_tool(tool, arguments)

    result = asked(tools, ask)

    assert result.is_error
    assert says in result.content[0].text
    assert result.structured_content["problems"]


def test_a_name_is_explained_and_a_letter_verified(tools: Any, adviser: Adviser) -> None:
    decision = adviser.advise(answers_of(ROOT / "examples" / "big-tech-engineer.yaml"), DAY)
    writer = LetterWriter(templates_of())
    letter = writer.written(draft(decision, LetterOptions(), writer.templates), "html")

    async def ask(client: ToolClient) -> list[Any]:
        return [
            await client.call_tool("explain", {"name": "roth_ira_limit", "year": 2026}),
            await client.call_tool("verify_letter", {"letter": b64encode(letter).decode(), "name": "me.html"}),
            await client.call_tool("verify_letter", {"letter": letter.decode().replace("$42,750", "$92,750", 1)}),
        ]

    explained, good, bad = asked(tools, ask)

    assert any("USC 408A(c)(3)" in line for line in explained.structured_content["lines"])
    assert good.structured_content["holds"] and not bad.structured_content["holds"]
