"""What the tests of the pages share: one running server, a browser's share of HTTP, and a real browser."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

pytest.importorskip("uvicorn", reason="the pages need rothroute[web]")

import uvicorn

from rothroute.web.server import config_of, listening
from rothroute.web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 6, 30)
_TELLING = ("big-tech-engineer", "income-unknown", "nothing-to-do", "plan-features-unknown", "sixty-one-roth-catch-up")
EXAMPLES = [
    pytest.param(path, id=path.stem, marks=() if path.stem in _TELLING else pytest.mark.thorough)
    for path in sorted((ROOT / "examples").glob("*.yaml"))
]


def the_day() -> date:
    """The day of all tests: the clock of the machine does not matter."""
    return DAY


class Running(NamedTuple):
    """A server that runs: where, with which settings, and how it is stopped."""

    base: str
    settings: Settings
    server: uvicorn.Server
    thread: threading.Thread


def running(token: str = "", **more: Any) -> Running:
    listener = listening("127.0.0.1", 0)
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(base, secrets.token_bytes(32), token, the_day, **more)
    server = uvicorn.Server(config_of(settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    return Running(base, settings, server, thread)


def stop(one: Running) -> None:
    one.server.should_exit = True
    one.thread.join(20)
    assert not one.thread.is_alive()


class Reply(NamedTuple):
    """What came back: status, headers by small names, text, the bytes behind it."""

    status: int
    headers: dict[str, str]
    text: str
    data: bytes


class Client:
    """A browser without a window: it holds cookies by their path, and says where its forms come from."""

    def __init__(self, base: str) -> None:
        self.base, self.place = base, urlsplit(base)
        self.cookies: dict[tuple[str, str], str] = {}

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        plain: bool = False,
    ) -> Reply:
        """One request; `plain` adds nothing of a browser's own."""
        sent = {} if plain else {"Origin": self.base, "Sec-Fetch-Site": "same-origin"}
        mine = "; ".join(f"{name}={text}" for (where, name), text in self.cookies.items() if path.startswith(where))
        if mine:
            sent["Cookie"] = mine
        connection = HTTPConnection(str(self.place.hostname), self.place.port, timeout=60)
        try:
            connection.request(method, path, body, {**sent, **(headers or {})})
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        for name, text in answer.getheaders():
            if name.lower() == "set-cookie":
                self._take(text)
        found = {name.lower(): text for name, text in answer.getheaders()}
        return Reply(answer.status, found, data.decode(errors="replace"), data)

    def _take(self, text: str) -> None:
        first, *rest = text.split("; ")
        name, _, value = first.partition("=")
        where = next(one.partition("=")[2] for one in rest if one.lower().startswith("path="))
        self.cookies[where, name] = value
        if any(one.lower() == "max-age=0" for one in rest):
            del self.cookies[where, name]

    def get(self, path: str, **more: Any) -> Reply:
        return self.ask("GET", path, **more)

    def post(self, path: str, fields: dict[str, str] | None = None, **more: Any) -> Reply:
        """Send a form; a redirect is followed."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **more.pop("headers", {})}
        return self.follow(self.ask("POST", path, urlencode(fields or {}).encode(), headers, **more))

    def upload(self, path: str, field: str, name: str, data: bytes) -> Reply:
        """Send a file."""
        edge = "edge-of-a-part"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        return self.follow(self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"}))

    def follow(self, reply: Reply) -> Reply:
        """Where a redirect leads; its path is kept in the headers as `at`."""
        if reply.status != 303:
            return reply
        path = reply.headers["location"]
        found = self.follow(self.get(path))
        return found._replace(headers={"at": path, **found.headers})

    def opened(self, example: str) -> str:
        """The run begun with the answers of an example."""
        found = self.upload("/open", "answers", "me.yaml", (ROOT / "examples" / f"{example}.yaml").read_bytes())
        assert found.status == 200, found.text
        return found.headers["at"].removesuffix("/review")


def words_of(page: str) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    one = running()
    yield one
    stop(one)


@pytest.fixture
def client(server: Running) -> Client:
    return Client(server.base)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser, where one is installed."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no browser here: install chromium to see the pages in one")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as found:
        one = found.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield one
        one.close()
