"""Files screened on the workers of a Dask cluster: the same bytes as here, whatever happens to a worker."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import distributed
import polars as pl
import pytest

from rothroute.cli import run
from rothroute.engine.api import load_rulebook
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.screen.cluster import ScreeningTask, screen_on_workers
from rothroute.engine.screen.mapping import mapping_by_name
from rothroute.engine.screen.run import outputs, screen_file
from rothroute.engine.screen.screening import Screening
from rothroute.engine.version import VERSION

pytestmark = [
    pytest.mark.xdist_group("dask"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
DAY = date(2026, 6, 30).toordinal()
COLUMNS = ["id", "wages", "age", "filing_status"]
SAME = {
    "tax_year": 2026,
    "workplace_plan": "none",
    "business": "none",
    "traditional_ira_balance": 0,
    "modified_agi": 90_000,
}
FILES = ["people/1.parquet", "people/2.parquet", "people/3.parquet"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs="CRITICAL"
    ) as started:
        yield started


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("people").mkdir()
    for number, file in enumerate(FILES):
        rows = [
            (f"{number}-{row}", 20_000 + 700 * row, 25 + row % 30, ("single", "head_of_household")[row % 2])
            for row in range(60)
        ]
        pl.DataFrame(rows, schema=COLUMNS, orient="row").write_parquet(file)
    return tmp_path


def task(**changed: Any) -> ScreeningTask:
    rulebook = load_rulebook()
    mapping = mapping_by_name(rulebook, COLUMNS, FILES[0]).with_constants(SAME)
    return ScreeningTask(VERSION, rulebook, mapping, DAY, (), None, False)._replace(**changed)


def done_here(out: str, files: list[str]) -> None:
    told = task()
    screening = Screening(told.rulebook, told.mapping, told.day)
    for file, output in outputs(files, out):
        screen_file(screening, file, output, False)


def files_of(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def test_a_cluster_writes_the_same_bytes(cluster: Any) -> None:
    rows: list[int] = []

    found = screen_on_workers(task(), outputs(FILES, "there"), cluster.scheduler_address, progress=rows.append)

    done_here("here", FILES)
    assert files_of("there") == files_of("here")
    assert [one.file for one in found] == FILES
    assert sorted(rows) == [60, 60, 60]


def test_what_a_worker_that_dies_has_begun_another_does(cluster: Any) -> None:
    large = []
    for number in range(2):
        table = pl.concat([pl.read_parquet(FILES[number])] * 1_500)
        large.append(f"people/large{number}.parquet")
        table.write_parquet(large[-1])
    with distributed.Client(cluster) as client:
        processes = list(client.run(os.getpid).values())
    killed: list[str] = []

    def kill() -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if begun := list(Path("there").glob(".*.half-written")):
                os.kill(processes[0], signal.SIGKILL)
                killed.append(begun[0].name)
                return
            time.sleep(0.01)

    work = outputs(large, "there")
    killer = threading.Thread(target=kill)
    killer.start()
    screen_on_workers(task(), work, cluster.scheduler_address)
    killer.join()

    assert killed
    done_here("here", large)
    assert files_of("there") == files_of("here")


def test_a_table_that_cannot_be_read_is_refused_as_it_is_here(cluster: Any) -> None:
    Path(FILES[1]).write_bytes(b"PAR1 cut off")

    with pytest.raises(Refusal, match="cannot be read as a table"):
        screen_on_workers(task(), outputs(FILES, "there"), cluster.scheduler_address)

    until = time.monotonic() + 60
    while (begun := list(Path("there").glob(".*"))) and time.monotonic() < until:
        time.sleep(0.05)  # what the others have begun they finish
    assert not begun


def test_a_worker_with_another_version_is_told_apart(cluster: Any) -> None:
    with pytest.raises(Refusal, match=f"a worker has rothroute {VERSION}, and here is 0.0.0"):
        screen_on_workers(task(version="0.0.0"), outputs(FILES, "there"), cluster.scheduler_address)


def test_a_worker_that_fails_logs_no_fact() -> None:
    assert repr(task(day=4711)) == "ScreeningTask(...)"


def test_the_command_starts_a_cluster_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--as-of", "2026-06-30")

    same = [word for name, value in SAME.items() for word in ("--set", f"{name}={value}")]
    assert run(["screen", "people", "-o", "there", "--engine", "dask", "--threads", "1", *day, *same]) == 0
    there = capsys.readouterr().out
    assert run(["screen", "people", "-o", "here", *day, *same]) == 0

    assert there.replace("there/", "here/") == capsys.readouterr().out
    assert files_of("there") == files_of("here")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere://", "tcp://:0:0"])
def test_a_scheduler_that_does_not_answer(
    address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rothroute.engine.screen.cluster.CONNECT_SECONDS", 1)

    assert run(["screen", "people", "-o", "there", "--scheduler", address]) == 2

    assert f"no Dask scheduler answers at `{address}`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--engine", "local", "--scheduler", "tcp://a:1"), "--scheduler is for --engine dask"),
        (("--scheduler", "tcp://a:1", "--threads", "2"), "the cluster has its own"),
    ],
)
def test_options_that_do_not_go_together(more: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["screen", "people", "-o", "there", *more]) == 2

    assert said in capsys.readouterr().err
