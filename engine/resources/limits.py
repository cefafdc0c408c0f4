"""Limits of time and memory for what runs a stranger's templates: in a process of its own, which the limits end."""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ..diagnostic import Diagnostic, Refusal

if TYPE_CHECKING:
    from multiprocessing.context import DefaultContext, SpawnContext

SECONDS: Final = 5
MEGABYTES: Final = 1_000
_MEGABYTE: Final = 1_000_000


def limit_memory() -> None:
    """Take at most MEGABYTES from now on, in this process; what one that forked us held before is not counted."""
    _lower(resource.RLIMIT_DATA, _held() + MEGABYTES * _MEGABYTE)


def _held() -> int:
    """The bytes this process has already, as RLIMIT_DATA counts them; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[5]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def limit_time(seconds: int) -> None:
    """Run at most so many seconds of processor time from now on, in this process; the next call counts anew."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + seconds)


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    with suppress(ValueError, OSError):  # a system without this limit
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def beyond_limits(what: str) -> Refusal:
    """What to say where the process that did something was ended."""
    message = f"{what} took more than {SECONDS} seconds of processor time or {MEGABYTES:,} MB of memory"
    help = "is there enough memory? If so, look for a loop without end in your own templates or rules"
    return Refusal((Diagnostic("limits", "error", message, None, (), help),))


def process_context() -> DefaultContext | SpawnContext:
    """How other processes begin: as usual, but never by a fork once typst, whose threads that would leave out, ran."""
    import multiprocessing  # loads much, and most runs begin no process

    usual = multiprocessing.get_context()
    forks = usual.get_start_method() == "fork"
    return multiprocessing.get_context("spawn") if forks and sys.modules.get("typst") else usual


def in_bounds(what: str, call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives back, made in a process of its own with limits. Raises Refusal where these end it."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(1, process_context(), initializer=_limited, initargs=(SECONDS,)) as pool:
        try:
            return pool.submit(call, *arguments).result()
        except (BrokenProcessPool, MemoryError):
            raise beyond_limits(what) from None


def end_with_parent() -> None:
    """End with the process that began this one, and at the signals that end a run; a file begun is put in place first.

    Signals that are ignored stay so, as under nohup.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    import multiprocessing
    import threading

    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def _limited(seconds: int) -> None:
    end_with_parent()
    limit_memory()
    limit_time(seconds)
