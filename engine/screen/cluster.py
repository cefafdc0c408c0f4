"""Screens several files on the workers of a Dask cluster: each by one worker, exactly as `run` does it here.

A worker gets the law itself with the mapping, and the names of the files; rows travel by neither. What a worker that
dies has begun is begun again on another.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import dask
import distributed

from ..diagnostic import Diagnostic, Refusal
from ..resources import forget_half_written, is_file
from ..rulebook.model import Rulebook
from ..version import VERSION
from .mapping import TableMapping
from .run import Done, Output, screen_file
from .screening import Screening
from .what_if import WhatIfQuestion

CONNECT_SECONDS: Final = 10
_MISSING: Final = "install rothroute[dask], in the version used here, wherever a worker or the scheduler runs"


class ScreeningTask(NamedTuple):
    """What every worker is told: which rothroute, the law, how tables are read, the day, and what is written."""

    version: str
    rulebook: Rulebook
    mapping: TableMapping
    day: int
    columns: tuple[str, ...]
    question: WhatIfQuestion | None
    force: bool

    def __repr__(self) -> str:
        """No fact: a worker that fails logs what it was asked."""
        return "ScreeningTask(...)"


def screen_on_workers(
    task: ScreeningTask,
    work: Sequence[tuple[str, Output]],
    scheduler: str = "",
    workers: int = 0,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Done]:
    """Screen files on a cluster: that of a scheduler, or one started here with so many processes (0: all cores).

    `progress` hears of the rows of each file that is done. Raises Refusal, also where there is no such cluster.
    """
    here = os.getcwd()
    places = [(os.path.join(here, file), Output(*(os.path.join(here, path) for path in out))) for file, out in work]
    found: dict[int, Done] = {}
    try:
        with _client(scheduler, min(workers or os.cpu_count() or 1, len(work))) as client:
            futures = [client.submit(_screened, task, *place, pure=False) for place in places]
            numbers = {future.key: number for number, future in enumerate(futures)}
            for future in distributed.as_completed(futures):
                number = numbers[future.key]
                file, output = work[number]
                found[number] = _result(future, file)._replace(file=file, output=output)
                if not is_file(output.decisions):
                    help = "name with -o a folder that is the same for all of them, such as a network drive"
                    raise _refused(f"a worker has written `{output.decisions}`, but it is not to be seen here", help)
                progress(found[number].counted["rows"])
    finally:
        for folder in {os.path.dirname(output.decisions) for _, output in work}:
            forget_half_written(folder or ".")
    return [found[number] for number in range(len(work))]


def _screened(task: ScreeningTask, file: str, output: Output) -> Done | Refusal:
    """What a worker does. A refusal is handed back, not raised: Dask would log it, and it may quote a file."""
    if task.version != VERSION:
        return _refused(f"a worker has rothroute {VERSION}, and here is {task.version}", _MISSING)
    counted = [task.question.counted] if task.question and task.question.counted else []
    try:
        screening = Screening(task.rulebook, task.mapping, task.day, task.columns, counted=counted)
        return screen_file(screening, file, output, task.force, question=task.question)
    except Refusal as refusal:
        return refusal


def _result(future: Any, file: str) -> Done:
    """What came of one file. Raises Refusal."""
    try:
        found: Done | Refusal = future.result()
    except distributed.KilledWorker:
        help = "give each worker more memory, or split the file"
        raise _refused(f"each worker that began `{file}` ended while it worked on it", help) from None
    except (ImportError, AttributeError):
        raise _refused("the workers cannot run what they are sent", _MISSING) from None
    except RuntimeError as problem:
        if "deserialization" not in str(problem):
            raise
        raise _refused("the scheduler cannot read what it is sent", _MISSING) from None
    if isinstance(found, Refusal):
        raise found
    return found


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Any]:
    """A connection to a cluster; one that was started here ends with it. Raises Refusal."""
    if scheduler:
        try:
            client = distributed.Client(scheduler, timeout=CONNECT_SECONDS)
        except (OSError, ValueError):
            help = "write it as Dask prints it, like tcp://10.0.0.5:8786, and see whether it runs"
            raise _refused(f"no Dask scheduler answers at `{scheduler}`", help) from None
        with client:
            yield client
        return
    # Of the library of tables each process gets one thread, so that together they use the cores once. Others who use
    # this machine cannot join: the keys that the processes know each other by are made for this run.
    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ.POLARS_MAX_THREADS": 1}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            security=True,
            dashboard_address="127.0.0.1:0",
            silence_logs="CRITICAL",
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("screen-cluster", "error", message, None, (), help),))
