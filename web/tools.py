"""Tools for assistants, by the Model Context Protocol: so that one asks the rules instead of inventing law.

Each call carries all answers, and nothing of it is kept. A refusal is a result that says what is wrong and what to do.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from mcp.server import MCPServer
from mcp_types import CallToolResult, TextContent, ToolAnnotations

from ..engine.api import Adviser
from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.explain.compare import comparison_of
from ..engine.letters import LetterWriter, verify
from ..engine.resources import write_report
from ..engine.rulebook.load.json_schema import schemas
from ..engine.rulebook.source import Node, parse
from ..engine.templates import templates_of
from ..engine.value import show_value
from ..engine.version import VERSION
from . import calls, short

_ABOUT = (
    "Which routes ({routes}) are open to one saver, for how many dollars, by when and why, by a rulebook of the law. "
    "`answers` maps fact names (resource rothroute://facts) to values: "
    "dollars as 70500 or '$70,500', yes/no, dates as 2026-06-30; null is not known, never no or zero. "
    "`{year}` is required. Education, not advice: state no number, date or rule these tools did not return."
)
_INTERVIEW = (
    "Help the user find out which routes are open to them.\n"
    "1. Call next_questions with the answers so far (begin with an empty mapping) and ask what it returns, one "
    "question at a time, in its words. 'I don't know' is an answer: send null. Never fill in an answer yourself.\n"
    "2. When it returns no question, or the user wants the result, call advise. Corrections come first, then steps "
    "by date. Quote its sentences with their citations; say what it marks as unverified or open.\n"
    "3. For 'what if', call what_if. State no number, date or rule these tools did not return.\n"
    "Close with: this is education, not {advice}."
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False)


def tools_of(adviser: Adviser, today: Callable[[], date]) -> MCPServer[Any]:
    """A server of tools over a rulebook; `today` reads the clock."""
    book = adviser.rulebook
    routes = ", ".join(route.label for route in book.routes.values())
    about = _ABOUT.format(routes=routes, year=book.year_fact)
    server: MCPServer[Any] = MCPServer(
        "rothroute", title="rothroute", instructions=about, version=VERSION, log_level="CRITICAL"
    )

    def next_questions(answers: dict[str, Any], most: int = 4) -> CallToolResult:
        """What to ask the user next, most deciding first, with what an answer may be. Empty: nothing more matters."""

        def call() -> tuple[dict[str, Any], str]:
            found = calls.next_questions(adviser, _node(answers), today(), max(1, min(most, 8)))
            data = short.questions_in_short(found)
            return data, short.questions_in_words(data)

        return _told(call)

    def advise(answers: dict[str, Any], detail: Literal["plan", "reasons", "open"] = "plan") -> CallToolResult:
        """Verdict and dollars (low to high) of each route, corrections, and by `detail` the steps, every reason with
        its law, or what is still open and what is taken for granted."""

        def call() -> tuple[dict[str, Any], str]:
            data = short.advice_in_short(adviser.advise(_node(answers), today()).advice, detail)
            return data, short.advice_in_words(data)

        return _told(call)

    def what_if(answers: dict[str, Any], changes: dict[str, Any]) -> CallToolResult:
        """What moves if some answers were others."""

        def call() -> tuple[dict[str, Any], str]:
            now, then = calls.two_answers(adviser, _node({"facts": answers, "changes": changes}), today())
            data = short.comparison_in_short(now.advice, then.advice, comparison_of(("now", "then"), (now, then)))
            return data, short.comparison_in_words(data)

        return _told(call)

    def explain(name: str, year: int | None = None) -> CallToolResult:
        """What a fact, amount, figure, conclusion or route of the rules means, with its formula and its law."""

        def call() -> tuple[dict[str, Any], str]:
            found = calls.explained(adviser, name, year)
            lines = found["text"].splitlines()
            data = short.fitted({"name": name, "year": year, "lines": lines}, ["lines"], short.MOST_ANSWER - 200)
            return data, lines[0].removeprefix("# ")

        return _told(call)

    def verify_letter(letter: str, name: str = "letter") -> CallToolResult:
        """Whether a letter of rothroute is as it was made and still right; `letter` is the file in base64, or text."""

        def call() -> tuple[dict[str, Any], str]:
            found = verify(_bytes(letter), name[:200], adviser, LetterWriter(templates_of()))
            data = short.fitted(calls.verified_json(found), ["details"], short.MOST_ANSWER - 600)
            return data, " ".join(found.says)

        return _told(call)

    for tool in (next_questions, advise, what_if, explain, verify_letter):
        server.add_tool(tool, annotations=_READ_ONLY, structured_output=False)

    @server.resource("rothroute://facts", mime_type="application/schema+json", description="The facts, as JSON Schema.")
    def facts() -> str:
        return json.dumps(schemas(adviser.rulebook)["saver.schema.json"])

    @server.resource("rothroute://rules/{year}", mime_type="text/markdown", description="The amounts of a tax year.")
    def rules(year: str) -> str:
        return _amounts(adviser, year)

    @server.prompt(description="Ask a saver what matters, and answer from the rules alone.")
    def interview() -> str:
        return _INTERVIEW.format(advice=book.wording.advice.text)

    return server


def _told(call: Callable[[], tuple[dict[str, Any], str]]) -> CallToolResult:
    """The data of a call with its summary, or what is wrong and what to do."""
    try:
        data, words = call()
    except Refusal as refusal:
        problems = calls.problems_json(refusal.diagnostics)[:10]
        return _refused(" ".join(map(_in_words, problems)), problems)
    except Exception as bug:
        write_report(bug)
        return _refused("This is a bug in rothroute, not in the answers. A report was written, which holds none.", [])
    return CallToolResult(content=[TextContent(type="text", text=words)], structured_content=data)


def _refused(text: str, problems: list[dict[str, Any]]) -> CallToolResult:
    data = {"problems": problems}
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=data, is_error=True)


def _in_words(problem: dict[str, Any]) -> str:
    remedy = f" ({problem['help']})" if problem["help"] else ""
    return f"{problem['message']}{remedy}."


def _node(answers: dict[str, Any]) -> Node:
    return parse(json.dumps(answers), "answers")


def _bytes(letter: str) -> bytes:
    """A letter out of base64; what is none is its text."""
    try:
        return b64decode(letter, validate=True)
    except ValueError:
        return letter.encode()


def _amounts(adviser: Adviser, year: str) -> str:
    book = adviser.rulebook
    if not year.isdecimal() or int(year) not in book.years:
        years = ", ".join(map(str, book.years))
        raise Refusal(
            (Diagnostic("missing-year", "error", "there are no rules for this year", help=f"one of {years}"),)
        )
    lines = [f"# Amounts of {year}", ""]
    for name, one in book.parameters.items():
        published = one.year(int(year))
        if published is not None and published.amount is not None:
            doubt = "; unverified" if published.unverified else ""
            lines.append(f"- {name}: {show_value(published.amount, one.unit)}, {one.label} ({one.law.text}{doubt})")
    return "\n".join(lines)
