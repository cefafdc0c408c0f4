"""SIGTERM and SIGHUP end an interview between two answers, never in the middle of one."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any, Final

_ENDS: Final = (signal.SIGTERM, signal.SIGHUP)
_SIGNALLED: Final = 128  # the exit code of a run that a signal ended is this and its number


class Signals:
    """Takes the signals that end a run while an interview goes on; one that is ignored, as under nohup, stays so."""

    def __init__(self) -> None:
        """Nothing is taken before the interview begins."""
        self.number = 0
        self._waiting = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Signals:
        """Take them from now on."""
        for number in _ENDS:
            if signal.getsignal(number) == signal.SIG_DFL:
                self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(self, *_: object) -> None:
        """As before; a signal that came after the last prompt, or closed the terminal we wrote to, counts now."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self.number:
            raise self._end()

    def at_a_prompt(self, read: Callable[[str], str]) -> Callable[[str], str]:
        """Read a line, or raise SystemExit where a signal came before or comes meanwhile."""

        def reading(prompt: str) -> str:
            self._waiting = True
            try:
                if self.number:
                    raise self._end()
                return read(prompt)
            finally:
                self._waiting = False

        return reading

    def _came(self, number: int, _: object) -> None:
        self.number = number
        if self._waiting:
            raise self._end()

    def _end(self) -> SystemExit:
        return SystemExit(_SIGNALLED + self.number)
