"""Processes that work for this one: they end when it does, however it ends."""

from __future__ import annotations

import os
import signal
from multiprocessing import parent_process
from threading import Thread


def end_with_parent() -> None:
    """In a process that works for another: end at once when that one is gone, killed or not, and on Ctrl-C silently.

    Without this a worker whose parent was killed waits for ever for the next piece of work.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if parent_process() is not None:
        Thread(target=_watch, name="parent watch", daemon=True).start()


def _watch() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
