"""What an attacker tries, each as a test: other names, other sites, foreign cookies, too much, too slow, looking."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rothroute.cli import run as rothroute
from rothroute.web import asking
from rothroute.web.guard import POLICY, Rates
from rothroute.web.making import Maker
from rothroute.web.problems import NotHere
from rothroute.web.sealing import Sealing
from rothroute.web.server import listening

from .conftest import ROOT, Client, Running, running, stop, words_of

SECRET = "$123,457"


def pages_of(client: Client) -> list[str]:
    """The address of each kind of page."""
    run = client.opened("plan-features-unknown")
    return ["/", f"{run}/q/age", f"{run}/review", f"{run}/result", f"{run}/answers.yaml", f"{run}/letter.html", "/none"]


def test_every_page_tells_browsers_what_to_hold_to(client: Client) -> None:
    for path in pages_of(client):
        found = client.get(path).headers

        assert "default-src 'none'" in found["content-security-policy"]
        assert "frame-ancestors 'none'" in found["content-security-policy"]
        assert "unsafe" not in found["content-security-policy"] and "script-src" not in POLICY
        assert found["cache-control"] == "no-store"
        assert found["referrer-policy"] == "same-origin"
        assert found["x-content-type-options"] == "nosniff"
        assert "server" not in found


def test_no_page_holds_a_script_a_style_or_another_host(client: Client) -> None:
    for path in pages_of(client)[:4]:
        text = client.get(path).text

        assert not re.search(r"<script|<style| style=| on\w+=|javascript:", text), path
        assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', text), path


def test_the_cookie_is_closed_and_only_of_its_own_run(client: Client, server: Running) -> None:
    reply = client.ask("POST", "/start", b"")
    cookie = reply.headers["set-cookie"]

    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert re.search(r"Path=/a/[\w-]{22}/(;|$)", cookie)
    assert "Secure" not in cookie, "on this machine browsers come by http"


def test_a_bad_cookie_opens_nothing(client: Client) -> None:
    """Cut, changed, empty, made with another key, or of another run."""
    run, other = client.opened("big-tech-engineer"), client.opened("nothing-to-do")
    (place, good), (elsewhere, _) = client.cookies.items()
    foreign = Sealing(bytes(range(32))).sealed({"said": []}, run.removeprefix("/a/"))
    changed = good[:40] + ("A" if good[40] != "A" else "B") + good[41:]

    for bad in (
        good[:-1],
        good[:20],
        changed,
        "",
        "x",
        "é",
        "A" * 30_000,
        foreign,
        client.cookies[elsewhere],
    ):
        client.cookies[place] = bad.encode().decode("latin-1")
        assert client.get(f"{run}/review").status in (410, 431, 400), bad[:20]
    client.cookies[place] = good
    assert client.get(f"{run}/review").status == 200
    assert other != run


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "", "127.0.0.1.evil.example"])
def test_another_name_of_the_server_is_refused(client: Client, host: str) -> None:
    """Else a stranger's name that leads to this machine would let a stranger's page read ours."""
    assert client.get("/", headers={"Host": host}).status in (400, 421)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_a_form_of_another_site_does_nothing(client: Client, headers: dict[str, str]) -> None:
    run = client.opened("big-tech-engineer")
    reply = client.post(f"{run}/q/age", {"answer": "50"}, headers=headers)

    assert reply.status == 403
    assert "age: 34" in client.get(f"{run}/answers.yaml").text


def test_a_text_browser_that_says_nothing_of_itself_is_served(client: Client) -> None:
    run = client.opened("big-tech-engineer")

    assert client.post(f"{run}/q/age", {"answer": "50"}, plain=True).status == 200


@pytest.fixture(scope="module")
def private() -> Iterator[Running]:
    one = running(token="the-token-of-this-test")
    yield one
    stop(one)


def test_the_token_opens_the_door_once_and_is_gone_from_the_address(private: Running) -> None:
    client = Client(private.base)

    assert client.get("/").status == 403
    assert client.get("/?token=wrong").status == 403
    assert client.ask("POST", "/start?token=the-token-of-this-test", b"").status == 403
    assert client.get("/healthz").status == 200
    reply = client.ask("GET", "/?token=the-token-of-this-test")
    assert (reply.status, reply.headers["location"]) == (303, "/")
    assert "HttpOnly" in reply.headers["set-cookie"] and "SameSite=strict" in reply.headers["set-cookie"]
    assert client.get("/").status == 200
    assert Client(private.base).get("/", headers={"Authorization": "Bearer the-token-of-this-test"}).status == 200


def test_the_cookie_of_the_door_opens_no_answers(private: Running) -> None:
    client = Client(private.base)
    client.get("/?token=the-token-of-this-test")

    assert client.get("/a/AAAAAAAAAAAAAAAAAAAAAA/review").status == 410


def test_one_letter_that_ends_its_process_takes_no_other_with_it() -> None:
    maker = Maker(None)

    async def both() -> list[Any]:
        return await asyncio.gather(maker._made(os._exit, 1), maker._made(abs, -3), return_exceptions=True)

    broken, made = asyncio.run(both())
    maker.close()

    assert isinstance(broken, NotHere) and broken.name == "busy"
    assert made == 3


def raw(server: Running, *pieces: bytes, wait: float = 0) -> bytes:
    """What comes back for bytes sent piece by piece."""
    place = urlsplit(server.base)
    with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=30) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(wait)
            return line.recv(4096)
        except (ConnectionError, TimeoutError):
            return b""


def head(server: Running, path: str, *lines: str) -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", f"Host: {urlsplit(server.base).netloc}", *lines, "", ""]).encode()


def test_a_hundred_megabytes_are_refused_before_they_come(server: Running, client: Client) -> None:
    assert raw(server, head(server, "/open", "Content-Length: 104857600")).startswith(b"HTTP/1.1 413")
    chunk = b"80000\r\n" + b"a" * 0x80000 + b"\r\n"
    assert b" 413 " in raw(server, head(server, "/open", "Transfer-Encoding: chunked"), *[chunk] * 4)[:20]
    assert client.get("/").status == 200


def test_half_requests_and_nonsense_leave_the_others_alone(server: Running, client: Client) -> None:
    place = urlsplit(server.base)
    lines = [socket.create_connection((str(place.hostname), int(place.port or 0))) for _ in range(20)]
    for line in lines[:10]:
        line.sendall(head(server, "/start", "Content-Length: 500") + b"half")
    for line in lines[10:]:
        line.sendall(b"GET / HT")

    assert client.get("/").status == 200
    assert raw(server, b"\x16\x03\x01\x00\xff" * 9 + b"\r\n\r\n").startswith(b"HTTP/1.1 400")
    for line in lines:
        line.close()
    assert client.get("/").status == 200


def test_who_never_says_what_they_want_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rothroute.web.server.SECONDS_TO_ASK", 0.2)
    monkeypatch.setattr("rothroute.web.guard.SECONDS_TO_ARRIVE", 0.2)
    one = running()
    try:
        place = urlsplit(one.base)
        with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=10) as line:
            line.sendall(b"GET / HT")
            assert line.recv(100) == b"", "closed, with half a head said"
        with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=10) as line:
            line.sendall(f"GET /healthz HTTP/1.1\r\nHost: {place.netloc}\r\n\r\nGET / HT".encode())
            answer = b"".join(iter(lambda: line.recv(4096), b""))
            assert answer.startswith(b"HTTP/1.1 200"), "answered, then closed with half of the next head said"
        assert raw(one, head(one, "/start", "Content-Length: 500") + b"half").startswith(b"HTTP/1.1 408")
        assert Client(one.base).get("/").status == 200
    finally:
        stop(one)


def test_a_form_of_strange_shape_is_no_bug(client: Client) -> None:
    run = client.opened("big-tech-engineer")
    deep = b"[" * 50_000
    for kind, body in (
        ("application/json", b"{}"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--"),
        ("application/x-www-form-urlencoded", b"%ff%00=%zz&&&=" + b"a=1&" * 5_000),
    ):
        for path in (f"{run}/q/age", f"{run}/result", "/open"):
            assert client.ask("POST", path, body, {"Content-Type": kind}).status in (200, 303, 400, 422), (path, kind)
    assert client.upload("/open", "answers", "x.json", deep).status == 422
    assert client.upload("/open", "answers", "x.yaml", deep).status == 422


def test_no_answer_waits_for_the_rest_of_a_packet() -> None:
    """asyncio sends small pieces at once only on a socket that says it speaks TCP; else each answer takes 40 ms."""
    delays: list[int] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        delays.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def asked(listener: socket.socket) -> None:
        async with await asyncio.start_server(answer, sock=listener):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            await reader.read()
            writer.close()

    asyncio.run(asked(listening("127.0.0.1", 0)))

    assert delays and all(delays)


def test_one_client_is_held_to_a_rate() -> None:
    rates = Rates(3)

    assert [rates.fits("one") for _ in range(5)] == [True, True, True, False, False]
    assert rates.fits("other")


def test_a_bug_of_ours_tells_nothing_of_the_answers(
    server: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def broken(*_: object) -> None:
        raise RuntimeError(f"it went wrong at {SECRET}")

    monkeypatch.setattr(asking, "start", broken)
    one = running()
    try:
        page = Client(one.base).get("/")
    finally:
        stop(one)

    assert page.status == 500
    assert "bug in rothroute" in words_of(page.text)
    said = capfd.readouterr()
    reports = [path.read_text() for path in tmp_path.glob("rothroute-report-*")]
    assert reports and all("RuntimeError" in report for report in reports)
    assert SECRET not in page.text + said.out + said.err + "".join(reports)


class Started:
    """`rothroute serve` as a process, with folders of its own."""

    def __init__(self, home: Path, *options: str) -> None:
        for name in ("tmp", "cache", "state"):
            (home / name).mkdir(parents=True)
        names = {"TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state", "HOME": "."}
        environment = {**os.environ, **{name: str(home / place) for name, place in names.items()}}
        command = [sys.executable, "-m", "rothroute.cli", "serve", "--no-browser", *options]
        command[1:3] = ["-c", "import sys; from rothroute.cli import main; sys.argv[0] = 'rothroute'; main()"]
        self.out, self.err = (home / "out").open("w"), (home / "err").open("w")
        self.process = subprocess.Popen(command, cwd=home, env=environment, stdout=self.out, stderr=self.err)
        until = time.monotonic() + 60
        while not (home / "out").read_text().endswith("\n") and time.monotonic() < until:
            time.sleep(0.05)
        self.address = (home / "out").read_text().splitlines()[0]
        base, _, self.token = self.address.partition("/?token=")
        self.base = base.rstrip("/")
        while time.monotonic() < until:
            try:
                Client(self.base).get("/healthz")
                return
            except OSError:
                time.sleep(0.05)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self.out.close()
        self.err.close()
        return code


def test_a_killed_worker_loses_nothing_and_nothing_is_written_anywhere(tmp_path: Path) -> None:
    """Two workers, one killed in the middle of a run; then every file of the server is looked through."""
    one = Started(tmp_path / "home", "--workers", "2")
    try:
        client = Client(one.base)
        assert client.follow(client.get(f"/?token={one.token}")).status == 200
        run = client.opened("big-tech-engineer")
        assert client.post(f"{run}/q/modified_agi", {"answer": SECRET}).status == 200
        assert client.post(f"{run}/q/age", {"answer": f"{SECRET} of nonsense"}).status == 422
        children = Path(f"/proc/{one.process.pid}/task/{one.process.pid}/children")
        if children.exists():
            workers = [int(child) for child in children.read_text().split()]
            named = [pid for pid in workers if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
            os.kill(named[0], signal.SIGKILL)
        for _ in range(6):
            try:
                assert SECRET in client.get(f"{run}/review").text
            except OSError:  # the connection that the killed one had taken
                time.sleep(0.3)
        assert SECRET in client.get(f"{run}/review").text
        assert client.get(f"{run}/letter.pdf").status in (200, 501)
    finally:
        code = one.end()

    assert code in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert "Traceback" not in (tmp_path / "home" / "err").read_text()
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"123457" not in data and b"123,457" not in data and run.encode() not in data, path


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "0.0.0.0"], "--public"),
        (["--host", "0.0.0.0", "--public"], "--base-url"),
        (["--base-url", "ftp://x"], "http"),
        (["--base-url", "http://x/y"], "nothing after it"),
        (["--key-file", str(ROOT / "LICENSE")], "32"),
        (["--host", "192.0.2.1", "--public", "--base-url", "http://x"], "cannot be listened on"),
        (["--workers", "0"], "workers"),
    ],
)
def test_a_server_that_should_not_start_says_why(
    options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rothroute(["serve", "--no-browser", *options]) == 2
    assert says in capsys.readouterr().err
