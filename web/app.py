"""The application: which address leads to which page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ..engine.diagnostic import Refusal
from . import api, asking, checking, couple, library, result
from .guard import HEALTH, App, Guard
from .problems import NotHere, problem_of
from .settings import Settings
from .site import Site

View = Callable[[Request, Site], Awaitable[Response]]
_RUN: Final = "/a/{run}"
_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f4e4a"/>'
    '<path d="M10 25V7h7.5a5.5 5.5 0 0 1 0 11H10m6 0 6 7" fill="none" stroke="#fff" stroke-width="3"/></svg>'
)


def application(settings: Settings) -> App:
    """The whole application, guarded. Raises Refusal where the rules cannot be loaded."""
    site = Site(settings)

    def apology(name: str, path: str) -> Response:
        return api.problem_of_name(name) if api.is_for_programs(path) else site.apology(name)

    def route(path: str, view: View, method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            return await view(request, site)

        return Route(path, endpoint, methods=[method])

    routes = [
        route("/", asking.start),
        route("/start", asking.begin, "POST"),
        route("/open", asking.open_answers, "POST"),
        route(f"{_RUN}/next", asking.go_on),
        route(f"{_RUN}/q/{{fact}}", asking.question),
        route(f"{_RUN}/q/{{fact}}", asking.answer, "POST"),
        route(f"{_RUN}/total", asking.settle_total, "POST"),
        route(f"{_RUN}/review", asking.review),
        route(f"{_RUN}/answers.yaml", asking.download),
        route(f"{_RUN}/clear", asking.clear, "POST"),
        route(f"{_RUN}/result", result.result),
        route(f"{_RUN}/result", result.what_if, "POST"),
        route(f"{_RUN}/letter.{{ending}}", result.letter),
        route(f"{_RUN}/second", couple.second),
        route(f"{_RUN}/second", couple.begin_second, "POST"),
        route(f"{_RUN}/both", couple.both),
        route(f"{_RUN}/both-letter.{{ending}}", couple.letter),
        route(f"{_RUN}/household.json", couple.download),
        route("/rules", library.shelves),
        route("/rules/{name:path}", library.statement),
        route(f"{api.V1}/advise", api.advise, "POST"),
        route(f"{api.V1}/next", api.next_questions, "POST"),
        route(f"{api.V1}/what-if", api.what_if, "POST"),
        route(f"{api.V1}/verify", api.verify, "POST"),
        route(f"{api.V1}/batch", api.batch, "POST"),
        route(f"{api.V1}/explain/{{name:path}}", api.explain),
        route(f"{api.V1}/schema/{{name}}", api.schemas),
        route("/openapi.json", api.openapi),
        route("/verify", checking.ask_for_letter),
        route("/verify", checking.check_letter, "POST"),
        route(site.style_path, _style),
        route("/icon.svg", _icon),
        route(HEALTH, _health),
    ]

    async def not_here(request: Request, problem: Exception) -> Response:
        return apology(problem.name if isinstance(problem, NotHere) else "page", request.url.path)

    async def refused(request: Request, problem: Exception) -> Response:
        said = [problem_of(one) for one in problem.diagnostics] if isinstance(problem, Refusal) else []
        return site.page("apology", 422, heading="These answers do not go together", text=" ".join(said))

    async def by_status(request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 404
        found = apology({400: "form", 405: "method"}.get(status, "page"), request.url.path)
        found.headers.update(getattr(problem, "headers", None) or {})
        return found

    async def bug(request: Request, problem: Exception) -> Response:
        return apology("bug", request.url.path)

    handlers = {Exception: bug, NotHere: not_here, Refusal: refused, HTTPException: by_status}

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        site.maker.close()

    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
    app.router.redirect_slashes = False
    return Guard(app, settings, apology)


async def _style(request: Request, site: Site) -> Response:
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(site.style, 200, headers, "text/css; charset=utf-8")


async def _icon(request: Request, site: Site) -> Response:
    return Response(_ICON, 200, {"cache-control": "public, max-age=86400"}, "image/svg+xml")


async def _health(request: Request, site: Site) -> Response:
    return PlainTextResponse("ok\n")
