"""Stands before every page: who may come in, how much they may bring, and what browsers are told to hold to."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..engine.resources import write_report
from .problems import NotHere
from .settings import Settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MOST_BYTES: Final = 1_000_000  # less than what a form parser would put on disk
SECONDS_TO_ARRIVE: Final = 20
HEALTH: Final = "/healthz"
_OPEN_TO_ALL: Final = (HEALTH, "/style/", "/icon.svg")
_PER_MINUTE: Final = 240
_MOST_CLIENTS: Final = 10_000
_SAFE: Final = ("GET", "HEAD")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# `same-origin`, not `no-referrer`: with the latter browsers send `Origin: null` with our own forms, and on plain http
# in a firm's network nothing would be left to tell them from a stranger's. Other sites are told nothing either way.
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cache-control": "no-store",
}


class Guard:
    """An ASGI application around another: refuses what does not belong here, and adds the headers of security."""

    def __init__(self, app: App, settings: Settings, apology: Callable[[str, str], Response]) -> None:
        """`apology` makes the answer for a name of APOLOGIES and the path that was asked for."""
        self._app, self._settings, self._apology = app, settings, apology
        self._rates = Rates()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope)
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                _add_headers(message, self._settings.secure)
            await send(message)

        try:
            refused = self._refused(request) or self._let_in(request)
            if refused is None:
                body = await _arrived(request, receive)
                await self._app(scope, _again(body, receive), guarded)
                return
        except NotHere as problem:
            refused = self._apology(problem.name, request.url.path)
        except Exception as bug:  # nothing of it may reach a log: its message could hold an answer
            write_report(bug)
            refused = self._apology("bug", request.url.path)
        if not begun:
            await refused(scope, receive, guarded)

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("host", "").lower() not in self._settings.hosts and request.url.path != HEALTH:
            return self._apology("host", request.url.path)
        if request.method not in _SAFE and self._foreign(request):
            return self._apology("foreign", request.url.path)
        if self._settings.public and not self._rates.fits(request.client.host if request.client else ""):
            return self._apology("often", request.url.path)
        return None

    def _foreign(self, request: Request) -> bool:
        """Whether a form was sent by another site; a program that is no browser says nothing about that."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            return True
        own = {f"{self._settings.origin.partition(':')[0]}://{host}" for host in self._settings.hosts}
        return origin is not None and origin.lower() not in own

    def _let_in(self, request: Request) -> Response | None:
        """Nothing for who has the token; its first use is exchanged for a cookie and gone from the address."""
        token, door = self._settings.token, self._settings.door
        if not token or request.url.path.startswith(_OPEN_TO_ALL):
            return None
        if _same(request.cookies.get(door, ""), token) or _same(_bearer(request), token):
            return None
        asked = parse_qs(request.scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if request.method != "GET" or not _same(asked, token):
            return self._apology("token", request.url.path)
        response = RedirectResponse("/", 303)
        response.set_cookie(door, token, path="/", secure=self._settings.secure, httponly=True, samesite="strict")
        return response


class Rates:
    """How often each client asked in this minute; it knows addresses and numbers, and forgets them with the minute."""

    def __init__(self, most: int = _PER_MINUTE) -> None:
        """Nobody has asked yet."""
        self._most, self._minute = most, 0
        self._asked: OrderedDict[str, int] = OrderedDict()

    def fits(self, client: str) -> bool:
        """Count one more request of a client; whether that is not too often."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._asked.clear()
        while len(self._asked) >= _MOST_CLIENTS:
            self._asked.popitem(last=False)
        self._asked[client] = self._asked.get(client, 0) + 1
        return self._asked[client] <= self._most


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def _arrived(request: Request, receive: Receive) -> bytes:
    """The whole body, in memory. Raises NotHere where it is too large or too slow."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise NotHere("large")
    body = b""
    try:
        async with asyncio.timeout(SECONDS_TO_ARRIVE):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise NotHere("slow")
                body += bytes(message.get("body", b""))
                if len(body) > MOST_BYTES:
                    raise NotHere("large")
                if not message.get("more_body"):
                    return body
    except TimeoutError:
        raise NotHere("slow") from None


def _again(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body in one piece, then what comes after it."""
    waiting = [body]

    async def received() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return received


def _add_headers(message: Message, secure: bool) -> None:
    """Add what every answer carries; what a page says for itself stays."""
    headers = list(message.get("headers", []))
    there = {name.lower() for name, _ in headers}
    added = {**_HEADERS, **({"strict-transport-security": "max-age=31536000"} if secure else {})}
    headers += [(name.encode(), value.encode()) for name, value in added.items() if name.encode() not in there]
    message["headers"] = headers
