"""SIGTERM and SIGHUP end an interview between two answers, never in the middle of one."""

from __future__ import annotations

import os
import select
import signal
from typing import Any, Final

_ENDS: Final = (signal.SIGTERM, signal.SIGHUP)
_SIGNALLED: Final = 128  # the exit code of a run that a signal ended is this and its number


class Signals:
    """Takes the signals that end a run while an interview goes on; one that is ignored, as under nohup, stays so."""

    def __init__(self) -> None:
        """Nothing is taken before the interview begins."""
        self.number = 0
        self._before: dict[int, Any] = {}
        self._woken, self._wake = os.pipe()  # a signal writes here, so that none is missed just before we wait
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)

    def __enter__(self) -> Signals:
        """Take them from now on."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in _ENDS:
            if signal.getsignal(number) == signal.SIG_DFL:
                self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(self, *_: object) -> None:
        """As before; a signal that came after the last prompt, or closed the terminal we wrote to, counts now."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._woken)
        os.close(self._wake)
        if self.number:
            raise self._end()

    def wait_for(self, descriptor: int) -> None:
        """Wait until there is something to read; raise SystemExit where a signal came before or comes meanwhile."""
        while True:
            ready, _, _ = select.select([descriptor, self._woken], [], [])
            if self.number:
                raise self._end()
            if descriptor in ready:
                return
            os.read(self._woken, 4_096)

    def _came(self, number: int, _: object) -> None:
        self.number = number

    def _end(self) -> SystemExit:
        return SystemExit(_SIGNALLED + self.number)
