"""Half of what the pages and the API can carry, for ten minutes: errors, and the memory of each worker as it goes on.

    python benchmarks/soak.py [MINUTES]

A saver here opens an answers file, changes an answer, looks at the result, tries another value and takes the letter as
a page; between, programs ask for advice and for the next question. First as fast as it goes, to learn what that is,
then at half of it. It fails where an answer is an error, or where a worker has grown by a tenth between its first and
its last third.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import psutil

CLIENTS, WORKERS, MEASURED = 4, 2, 20.0
FORM = "application/x-www-form-urlencoded"
EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.yaml"))


class Load:
    """Clients that ask at a pace; `pace` is seconds from one saver to the next, 0 as fast as it goes."""

    def __init__(self, base: str) -> None:
        self.place, self.pace, self.over = urlsplit(base), 0.0, False
        self.savers, self.answers = 0, 0
        self.errors: list[str] = []

    def run(self, first: int) -> None:
        """One client, until it is over; each saver is another example."""
        number = first
        while not self.over:
            begun = time.monotonic()
            try:
                self._saver(EXAMPLES[number % len(EXAMPLES)])
            except (OSError, AssertionError) as problem:
                self.errors.append(f"{type(problem).__name__} {problem}"[:200])
            self.savers, number = self.savers + 1, number + 1
            time.sleep(max(0.0, self.pace - (time.monotonic() - begun)))

    def _saver(self, example: Path) -> None:
        connection = HTTPConnection(str(self.place.hostname), self.place.port, timeout=60)
        cookie = ""

        def ask(method: str, path: str, body: bytes | None = None, kind: str = FORM) -> HTTPResponse:
            nonlocal cookie
            headers = {"Content-Type": kind, "Cookie": cookie}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status in (200, 303), f"{method} {path.rpartition('/')[2]}: {answer.status}"
            cookie = (answer.getheader("set-cookie") or cookie).partition(";")[0]
            self.answers += 1
            return answer

        ask("GET", "/")
        head = b'--edge\r\nContent-Disposition: form-data; name="answers"; filename="me.yaml"\r\n\r\n'
        body = head + example.read_bytes() + b"\r\n--edge--\r\n"
        run = str(ask("POST", "/open", body, "multipart/form-data; boundary=edge").getheader("location"))
        run = run.removesuffix("/review")
        ask("GET", f"{run}/q/age")
        ask("POST", f"{run}/q/age?then=review", b"answer=44")
        for page in ("review", "result", "letter.html", "answers.yaml"):
            ask("GET", f"{run}/{page}")
        ask("POST", f"{run}/result", b"try-age=45")
        for call in ("advise", "next"):
            ask("POST", f"/api/v1/{call}", example.read_bytes(), "application/yaml")
        connection.close()


def main(minutes: float) -> int:
    """Measure, then soak; 1 where something is wrong."""
    command = [str(Path(sys.executable).parent / "rothroute"), "serve", "--no-browser", "--no-token"]
    server = subprocess.Popen([*command, "--workers", str(WORKERS)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        load = Load(server.stdout.readline().strip())
        until = time.monotonic() + 60
        while not _answers(load.place.port) and time.monotonic() < until:
            time.sleep(0.2)
        threads = [threading.Thread(target=load.run, args=(one,), daemon=True) for one in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(MEASURED / 2)  # programs are compiled and workers for letters are begun
        before, answers = load.savers, load.answers
        time.sleep(MEASURED)
        most, rate = (load.savers - before) / MEASURED, (load.answers - answers) / MEASURED
        load.pace = 2 * CLIENTS / max(most, 0.01)
        print(f"{most:.1f} savers a second, {rate:.0f} answers; now half of that for {minutes:g} minutes", flush=True)
        taken = _watched(server.pid, minutes, load)
        load.over = True
        for thread in threads:
            thread.join(60)
    finally:
        server.terminate()
        server.wait(30)
    grown = [one for one in taken if _grown(one)]
    print(f"{load.answers:,} answers, {len(load.errors)} errors; {len(grown)} of {len(taken)} processes have grown")
    print(*sorted(set(load.errors))[:10], sep="\n")
    return 1 if load.errors or grown else 0


def _answers(port: int | None) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _watched(pid: int, minutes: float, load: Load) -> list[list[float]]:
    """The megabytes of every process of the server, taken thirty times."""
    taken: dict[int, list[float]] = {}
    for number in range(30):
        time.sleep(minutes * 2)
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        for one in family:
            taken.setdefault(one.pid, []).append(one.memory_info().rss / 1_000_000)
        if number % 3 == 2:
            shown = " ".join(f"{sizes[-1]:.0f}" for sizes in taken.values())
            print(f"{(number + 1) * minutes / 30:5.1f} min: {shown} MB, {load.answers:,} answers", flush=True)
    return list(taken.values())


def _grown(sizes: list[float]) -> bool:
    third = len(sizes) // 3
    return third > 0 and statistics.median(sizes[-third:]) > 1.1 * statistics.median(sizes[:third])


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
