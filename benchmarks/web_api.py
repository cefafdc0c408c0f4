"""Two rules engines behind HTTP, side by side in one run: this one's API and OpenFisca's; the floor is an empty route.

    python benchmarks/web_api.py

The questions are alike, the rules are not: OpenFisca's country template has some twenty variables, a toy made to be
copied, and its couple is asked what it may spend this month; ours are asked which routes are open to them, under all
the rules. `/trace` shows OpenFisca's way to each value; our advice always carries its reasons, in words and with their
law, and our next questions say what is still to be told. Each server has one worker, and each client asks the next
question once it has the answer. Processor time is that of the worker's thread for one answer, as Linux counts it, so
that other work on the machine counts little. OpenFisca's server, as its command sets it up, takes a new connection for
each request.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import openfisca_country_template
import psutil
import yaml

ROUNDS, ASKED, WARM = 5, 60, 80  # a program is compiled to Python once it has been used some sixty times
BIN = Path(sys.executable).parent
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SITUATION = Path(openfisca_country_template.__file__).parent / "situation_examples" / "couple.json"


class Route(NamedTuple):
    """What is asked of a server, again and again: a path and the bodies in turn; none where it is only got."""

    path: str
    bodies: tuple[bytes, ...] = ()


class Found(NamedTuple):
    """What the answers of a route took: processor and wall milliseconds of each, and bytes."""

    spent: list[float]
    waited: list[float]
    size: list[int]


def main() -> None:
    """Ask in turns, and print one line a route."""
    savers = tuple(
        json.dumps(yaml.safe_load(path.read_bytes()), default=str).encode() for path in sorted(EXAMPLES.glob("*.yaml"))
    )
    couple = (SITUATION.read_bytes(),)
    ours, theirs = [BIN / "rothroute", "serve", "--no-browser", "--no-token"], [BIN / "openfisca", "serve"]
    theirs += ["--country-package", "openfisca_country_template", "--workers", "1"]
    with running(ours, "/healthz") as (mine, my_worker), running(theirs, "/spec") as (other, their_worker):
        asked = {
            "rothroute /healthz, the floor": (mine, my_worker, Route("/healthz")),
            "rothroute /next": (mine, my_worker, Route("/api/v1/next", savers)),
            "rothroute /advise": (mine, my_worker, Route("/api/v1/advise", savers)),
            "openfisca /calculate": (other, their_worker, Route("/calculate", couple)),
            "openfisca /trace": (other, their_worker, Route("/trace", couple)),
        }
        found = {name: Found([], [], []) for name in asked}
        for port, worker, route in asked.values():
            ask(port, worker, route, WARM)
        for _ in range(ROUNDS):
            for name, (port, worker, route) in asked.items():
                for total, part in zip(found[name], ask(port, worker, route, ASKED), strict=True):
                    total += part
        print(f"{'':32}{'a second':>10}{'ms':>8}{'p99 ms':>8}{'wall ms':>9}{'KB':>7}{'/ calculate':>13}")
        base = statistics.median(found["openfisca /calculate"].spent)
        for name, one in found.items():
            spent, wall = statistics.median(one.spent), statistics.median(one.waited)
            worst, size = statistics.quantiles(one.spent, n=100)[-1], statistics.mean(one.size) / 1000
            print(f"{name:32}{1000 / spent:10,.0f}{spent:8.2f}{worst:8.2f}{wall:9.2f}{size:7.1f}{spent / base:13.2f}")
        for name, pid in (("rothroute", my_worker), ("openfisca", their_worker)):
            print(f"{name}: {psutil.Process(pid).memory_info().rss / 1_000_000:.0f} MB in its worker")


def ask(port: int, worker: int, route: Route, times: int) -> Found:
    """Ask a route some times over one connection, or one each where the server closes it."""
    found, connection = Found([], [], []), HTTPConnection("127.0.0.1", port, timeout=60)
    for place in range(times):
        body = route.bodies[place % len(route.bodies)] if route.bodies else None
        before, begun = processor_time(worker), time.perf_counter()
        connection.request("POST" if body else "GET", route.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        data = answer.read()
        found.waited.append((time.perf_counter() - begun) * 1000)
        found.spent.append((processor_time(worker) - before) / 1_000_000)
        found.size.append(len(data))
        if answer.status != 200:
            sys.exit(f"{route.path}: {answer.status} {data[:300]!r}")
    connection.close()
    return found


def processor_time(pid: int) -> int:
    """The nanoseconds a process's first thread has run."""
    return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0])


@contextmanager
def running(command: list[str | Path], ready: str) -> Iterator[tuple[int, int]]:
    """A server on a free port: the port, and the process that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen([*map(str, command), "--port", str(port)], stdout=said, stderr=said)
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    connection = HTTPConnection("127.0.0.1", port, timeout=60)
                    connection.request("GET", ready)
                    connection.getresponse().read()
                    break
                except OSError:
                    if time.monotonic() > until or server.poll() is not None:
                        said.seek(0)
                        sys.exit(f"{command[0]} does not answer: {said.read().decode(errors='replace')}")
                    time.sleep(0.1)
            children = psutil.Process(server.pid).children()
            yield port, (children[0].pid if children else server.pid)
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
