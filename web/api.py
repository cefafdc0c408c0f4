"""The JSON API under /api/v1: the calls of `calls` over HTTP, without a state between two requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.rulebook.source import parse
from ..engine.version import VERSION
from . import calls
from .openapi import document, schemas_of
from .problems import APOLOGIES, Apology
from .site import Site

V1: Final = "/api/v1"
_PLACES: Final = ("/api/", "/openapi.json")
_FOR_PROGRAMS: Final = {
    "page": Apology(404, "There is no such address", "/openapi.json lists the addresses."),
    "method": Apology(405, "Another method is wanted here", "The header Allow names it."),
    "token": Apology(
        403, "This server asks for its token", "Send Authorization: Bearer TOKEN, the one that serve printed."
    ),
    "large": Apology(413, "That is too large", "A request has at most 1 MB. Send a batch in parts."),
}
MOST_LINES: Final = 1_000
_MOST_QUESTIONS: Final = 100
_PROBLEM: Final = "application/problem+json"
_BODY: Final = "request"


async def advise(request: Request, site: Site) -> Response:
    """The advice for one saver, or for a household."""
    return await _answered(request, site, lambda body: calls.advise(site.adviser, parse(body, _BODY), _today(site)))


async def next_questions(request: Request, site: Site) -> Response:
    """What is still to be asked."""
    most = _number(request, "most", _MOST_QUESTIONS)
    if most is None:
        return _refusal([_bad("most", f"a whole number from 1 to {_MOST_QUESTIONS}")])
    return await _answered(
        request, site, lambda body: calls.next_questions(site.adviser, parse(body, _BODY), _today(site), most)
    )


async def what_if(request: Request, site: Site) -> Response:
    """Two answers side by side."""
    return await _answered(request, site, lambda body: calls.what_if(site.adviser, parse(body, _BODY), _today(site)))


async def explain(request: Request, site: Site) -> Response:
    """What a name means."""
    year = _number(request, "year", 9999)
    if year is None:
        return _refusal([_bad("year", "a year, like 2026")])
    if other := _other_rules(request, site):
        return other
    name = request.path_params["name"]
    try:
        found = calls.explained(site.adviser, name, year if "year" in request.query_params else None)
    except Refusal as refusal:
        return _refusal(calls.problems_json(refusal.diagnostics), 404)
    return _json(site, found)


async def verify(request: Request, site: Site) -> Response:
    """What is found of a letter, which is the body of the request."""
    if other := _other_rules(request, site):
        return other
    data = await request.body()
    if not data:
        return _refusal([_bad("body", "the bytes of a letter")])
    try:
        found = await site.maker.verified(data, request.query_params.get("name", "letter")[:200])
    except Refusal as refusal:
        return _refusal(calls.problems_json(refusal.diagnostics))
    return _json(site, calls.verified_json(found))


async def batch(request: Request, site: Site) -> Response:
    """Many savers, a line each; the answers come back line by line as they are made."""
    lines = (await request.body()).splitlines()
    if len(lines) > MOST_LINES:
        return _refusal([_bad("body", f"at most {MOST_LINES:,} lines")], 413)
    if other := _other_rules(request, site):
        return other

    async def answers() -> AsyncIterator[bytes]:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield json.dumps({"line": number, **_line(site, line)}).encode() + b"\n"
                await asyncio.sleep(0)  # others are answered between two lines

    return StreamingResponse(answers(), 200, _named(site), "application/x-ndjson")


def _line(site: Site, line: bytes) -> dict[str, Any]:
    try:
        return {"advice": calls.advise(site.adviser, parse(line, _BODY), _today(site))}
    except Refusal as refusal:
        return {"problem": _details(calls.problems_json(refusal.diagnostics), 422)}


async def schemas(request: Request, site: Site) -> Response:
    """A published JSON Schema."""
    found = schemas_of(site.rulebook).get(request.path_params["name"])
    return problem_of_name("page") if found is None else _json(site, found, "application/schema+json")


async def openapi(request: Request, site: Site) -> Response:
    """What this API takes and gives, as OpenAPI 3.1."""
    return _json(site, document(site.rulebook, site.settings.base_url))


def is_for_programs(path: str) -> bool:
    """Whether what is at an address is answered in JSON, problems too."""
    return path.startswith(_PLACES)


def problem_of_name(name: str) -> Response:
    """An apology of the pages as problem details, in words for a program where those of the page are no help to it."""
    found = _FOR_PROGRAMS.get(name) or APOLOGIES[name]
    body = {"type": "about:blank", "title": found.heading, "status": found.status, "detail": found.text, "problems": []}
    return JSONResponse(body, found.status, media_type=_PROBLEM)


async def _answered(request: Request, site: Site, call: Callable[[bytes], dict[str, Any]]) -> Response:
    if other := _other_rules(request, site):
        return other
    try:
        return _json(site, call(await request.body()))
    except Refusal as refusal:
        return _refusal(calls.problems_json(refusal.diagnostics))


def _other_rules(request: Request, site: Site) -> Response | None:
    """A refusal where the request names other rules than those that are loaded; the first 16 digits are enough."""
    wanted = request.query_params.get("rules")
    if wanted is None or (len(wanted) >= 16 and site.rulebook.digest.startswith(wanted)):
        return None
    message = f"the rules {wanted[:64]} are not loaded here"
    problem = Diagnostic("other-rules", "error", message, help=f"these are {site.rulebook.digest}")
    return _refusal(calls.problems_json((problem,)), 409)


def _number(request: Request, name: str, most: int) -> int | None:
    """A whole number of the query from 1 to `most`, which it also is where none is given; None for anything else."""
    text = request.query_params.get(name)
    if text is None:
        return most
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= most else None


def _bad(name: str, wanted: str) -> dict[str, Any]:
    return {"check": "bad-value", "message": f"`{name}` must be {wanted}", "help": None}


def _refusal(problems: list[dict[str, Any]], status: int = 422) -> Response:
    return JSONResponse(_details(problems, status), status, media_type=_PROBLEM)


def _details(problems: list[dict[str, Any]], status: int) -> dict[str, Any]:
    titles = {404: "There is no such name", 409: "Other rules are loaded", 413: "That is too large"}
    return dict(calls.refused_json(titles.get(status, "This cannot be answered"), status, problems))


def _json(site: Site, data: Any, media: str = "application/json") -> Response:
    return JSONResponse(data, 200, _named(site), media)


def _named(site: Site) -> dict[str, str]:
    """What every answer names: the rules and the engine it was made by."""
    return {"rothroute-rulebook": site.rulebook.digest, "rothroute-engine": VERSION}


def _today(site: Site) -> Any:
    return site.settings.today()
