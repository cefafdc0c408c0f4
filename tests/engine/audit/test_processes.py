"""Processes that prove, mutate or write letters end with the process that began them, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "kill") or sys.platform == "win32", reason="signals of POSIX")

POOL = """\
import os, time
from rothroute.engine.audit.laboratory import in_parallel

def job(rulebook, share):
    os.write(1, b"%d\\n" % os.getpid())  # at once: with PYTHONUNBUFFERED, print writes the end of the line apart
    time.sleep(share)

if __name__ == "__main__":
    list(in_parallel(job, None, [0.01, 0.01, 600, 600], 2))
"""
PATIENCE = 60.0


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], set[int]]]:
    """A process with two at work for it, and the ids of those two."""
    script = tmp_path / "pool.py"
    script.write_text(POOL)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, {int(pid) for pid in islice(process.stdout, 4)}
        process.kill()


def alive(pid: int) -> bool:
    """Whether a process still runs; one that ended and that nobody has asked about does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_nobody_works_on_when_the_process_is_gone(pool: tuple[subprocess.Popen[str], set[int]], how: int) -> None:
    process, workers = pool
    assert len(workers) == 2 and all(map(alive, workers))

    process.send_signal(how)
    process.wait()

    waited = 0.0
    while any(map(alive, workers)) and waited < PATIENCE:
        time.sleep(0.05)
        waited += 0.05
    assert not any(map(alive, workers))
