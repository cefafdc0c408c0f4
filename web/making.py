"""Letters as files, made in a process of its own with limits: a typesetter may run long, or end its process."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any, Final

from ..engine.advise.household_answers import is_household, read_household
from ..engine.api import Adviser, load_rulebook
from ..engine.explain.provenance import origins
from ..engine.letters import Kept, LetterOptions, LetterWriter, Verified, draft, household_draft, verify
from ..engine.resources import end_with_parent, limit_memory
from ..engine.rulebook.source import parse
from ..engine.templates import templates_of
from .problems import NotHere

SECONDS: Final = 30
MEDIA: Final = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "markdown": "text/markdown; charset=utf-8",
    "calendar": "text/calendar; charset=utf-8",
}
_DESK: list[tuple[Adviser, LetterWriter]] = []  # of a process that does nothing but make letters; no saver's words


class Maker:
    """Makes letters and checks them, one at a time."""

    def __init__(self, rules: Path | None) -> None:
        """No process is begun before the first letter."""
        self._rules = rules
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()  # who waits for another's letter neither loses time nor is ended with it

    async def letter(self, answers: str, day: date, format: str, annex: bool) -> bytes:
        """The letter for the answers of one or of two, in a format. Raises Refusal; NotHere where it takes too much."""
        found: bytes = await self._made(_letter, answers, day, format, annex)
        return found

    async def verified(self, data: bytes, name: str) -> Verified:
        """What is found of a letter. Raises Refusal; NotHere where it takes too much."""
        found: Verified = await self._made(_verified, data, name)
        return found

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    async def _made(self, call: Any, *arguments: Any) -> Any:
        async with self._turn:
            if self._pool is None:
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(self._rules,))
            try:
                return await asyncio.wait_for(asyncio.wrap_future(self._pool.submit(call, *arguments)), SECONDS)
            except (TimeoutError, BrokenProcessPool, MemoryError):
                self.close()
                raise NotHere("busy") from None


def _begin(rules: Path | None) -> None:
    end_with_parent()
    limit_memory()
    _DESK[:] = [(Adviser(load_rulebook(rules)), LetterWriter(templates_of()))]


def _letter(answers: str, day: date, format: str, annex: bool) -> bytes:
    adviser, writer = _DESK[0]
    node, options = parse(answers.encode(), "answers"), LetterOptions(annex=annex)
    if is_household(node):
        savers = read_household(adviser.rulebook, node)
        found = adviser.advise_household(savers, day)
        both = household_draft(found, options, writer.templates, [origins(one.given) for one in savers])
        return writer.written(both, format)
    given = adviser.given(node)
    one = draft(adviser.advise(given, day), options, writer.templates, Kept(origins(given)))
    return writer.written(one, format)


def _verified(data: bytes, name: str) -> Verified:
    adviser, writer = _DESK[0]
    return verify(data, name, adviser, writer)


__all__ = ["MEDIA", "Maker"]
