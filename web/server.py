"""Runs the application on a socket: one process, or several that share it."""

from __future__ import annotations

import asyncio
import functools
import gc
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from .api import problem_of_name
from .app import application
from .guard import App, Guard
from .settings import Settings

_GRACE = 10  # seconds for what has begun when the server is to stop
_MOST_AT_ONCE = 200
_NEW_OBJECTS = 10_000  # before Python looks for cycles among them; benchmarks/soak.py shows what is left
SECONDS_TO_ASK = 20  # until the head of a request is whole: the first, or the next after an answer


class PromptProtocol(H11Protocol):
    """HTTP for clients that say each request soon after they may; others are let go."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._await_head(self.cycle)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        answered = self.cycle
        super().on_response_complete()
        self._await_head(answered)

    def _await_head(self, before: Any) -> None:
        self.loop.call_later(SECONDS_TO_ASK, self._let_go, before)

    def _let_go(self, before: Any) -> None:
        if self.cycle is before and not self.transport.is_closing():
            self.transport.close()


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else asyncio holds answers back for 40 ms
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OSError:
        found.close()
        raise
    found.set_inheritable(True)
    return found


def config_of(settings: Settings, workers: int = 1) -> uvicorn.Config:
    """How uvicorn runs the pages and the API."""
    return _config(functools.partial(_settled, settings), workers)


def _settled(settings: Settings) -> App:
    """The application of a process that stays: what is loaded is never looked through again for cycles of objects.

    What requests leave is looked through often, where a command, which soon ends, does not care.
    """
    app = application(settings)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    return app


def _config(factory: Callable[[], App], workers: int = 1) -> uvicorn.Config:
    """How uvicorn runs an application: without a log of who asked for what."""
    return uvicorn.Config(
        factory,
        factory=True,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws="none",
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=_GRACE,
        h11_max_incomplete_event_size=32_768,
        http=PromptProtocol,
    )


def serve(settings: Settings, listener: socket.socket, workers: int = 1, begun: Any = None) -> None:
    """Serve until stopped; `begun` is called before the first request is answered."""
    config = config_of(settings, workers)
    if begun is not None:
        begun()
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
    else:
        Multiprocess(config, sockets=[listener]).run()


def serve_tools(settings: Settings, tools: Any, listener: socket.socket) -> None:
    """Serve tools over HTTP, without a session, until stopped."""
    app = tools.streamable_http_app(stateless_http=True, json_response=True)
    guarded = Guard(app, settings, lambda name, _: problem_of_name(name))
    uvicorn.Server(_config(lambda: guarded)).run(sockets=[listener])
