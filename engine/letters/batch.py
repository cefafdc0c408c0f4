"""Writes letters to files: one saver in several formats, or a folder of savers on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from os.path import basename, join, splitext
from pathlib import Path
from typing import Final, NamedTuple

from ..api import Adviser, load_rulebook
from ..diagnostic import Diagnostic, Refusal
from ..explain.provenance import origins
from ..explain.shapes import LetterOptions
from ..render.sheet import MOST_LINES
from ..resources import check_free, facts_files, is_file, is_folder, make_folder, read_bytes, read_stdin, write_new
from ..resources.processes import end_with_parent
from ..rulebook.source import parse
from ..templates import templates_of
from .make import SUFFIXES, Draft, Kept, LetterWriter, draft
from .opened import opened
from .receipt import earlier_of
from .seal import Signer
from .since import since

_FORMATS: Final = {suffix: name for name, suffix in SUFFIXES.items()}
DEFAULT_FORMATS: Final = ("html", "pdf")
WITHOUT_ANNEX: Final = ("docx", "email", "calendar")
STDIN: Final = "-"
_FEW: Final = 4  # so few letters are written before other processes would have begun


class Job(NamedTuple):
    """A facts file and the letters to write from it: path and format of each; `before` is the letter they follow."""

    facts: str
    letters: tuple[tuple[str, str], ...]
    before: str = ""


class Result(NamedTuple):
    """How a job went: what was written, whether the answer is decided, or what went wrong."""

    job: Job
    decided: bool
    problem: Refusal | None


class LetterOrder(NamedTuple):
    """What all letters of a batch have in common. It goes to other processes, so it holds paths, not what is in them.

    `annex` None leaves the working papers to the format; `key` is the PEM of a private key, named `key_name`.
    """

    rules: Path | None
    templates: str | None
    options: LetterOptions
    day: date
    sets: tuple[tuple[str, str], ...] = ()
    force: bool = False
    annex: bool | None = None
    key: bytes = b""
    key_name: str = ""


def jobs(facts: Sequence[str], outputs: Sequence[str], formats: Sequence[str]) -> list[Job]:
    """What is to be written where. Raises Refusal where two letters would be one file, or a format is not known."""
    files = [file for path in facts for file in facts_files(path)]
    if len(facts) == 1 and not is_folder(facts[0]) and outputs and not any(map(_is_home, outputs)):
        return [Job(files[0], tuple((path, _format(path)) for path in outputs))]
    if len(outputs) != 1:
        raise _refused("several letters need one output folder", "name one folder with -o")
    home = make_folder(outputs[0])
    kinds = tuple(dict.fromkeys(formats)) or DEFAULT_FORMATS
    found = [Job(file, tuple((join(home, _stem(file) + SUFFIXES[kind]), kind) for kind in kinds)) for file in files]
    seen: set[str] = set()
    for path in (path for job in found for path, _ in job.letters):
        if path in seen:
            raise _refused(f"two facts files would both write `{path}`", "rename one of them")
        seen.add(path)
    return found


def _stem(path: str) -> str:
    return "letter" if path == STDIN else splitext(basename(path))[0]


def letterhead_in(path: str) -> str:
    """The lines of a letterhead file. Raises Refusal for what is no short text: pictures are not taken."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(f"`{path}` is not UTF-8 text", "a letterhead is lines of text, without pictures") from None
    if len(text.splitlines()) > MOST_LINES:
        message = f"`{path}` has {len(text.splitlines())} lines"
        raise _refused(message, f"a letterhead has at most {MOST_LINES} lines of text")
    return text


def following(work: Sequence[Job], earlier: str) -> list[Job]:
    """The jobs with the letter each follows: the one named, or of a folder the one named like the facts file."""
    if not is_folder(earlier):
        if len(work) > 1:
            raise _refused("several letters follow a folder of earlier letters, not one file", "name that folder")
        return [job._replace(before=earlier) for job in work]
    return [job._replace(before=_earlier(earlier, _stem(job.facts))) for job in work]


def _earlier(folder: str, stem: str) -> str:
    """The earlier letter of a saver in a folder, or nothing: a new saver has none."""
    paths = (join(folder, stem + suffix) for suffix in SUFFIXES.values())
    return next((path for path in paths if is_file(path)), "")


def _is_home(path: str) -> bool:
    return is_folder(path) or not splitext(path)[1]


def _format(path: str) -> str:
    found = _FORMATS.get(splitext(path)[1].lower())
    if found is None:
        raise _refused(f"`{path}` has no ending of a letter format", f"end it with one of {', '.join(_FORMATS)}")
    return found


class Desk:
    """Where letters are written: an adviser, templates and what formats need, loaded once for a whole batch."""

    def __init__(self, order: LetterOrder, adviser: Adviser | None = None) -> None:
        """Load rules and templates, unless an `adviser` is at hand. Raises Refusal."""
        self._order = order
        self._adviser = adviser or Adviser(load_rulebook(order.rules))
        signer = Signer(order.key, order.key_name) if order.key else None
        self._writer = LetterWriter(templates_of(order.templates), signer)

    def done(self, job: Job) -> Result:
        """Do one job: nothing is on file before all its letters are made; what goes wrong is in the result."""
        try:
            return Result(job, self._done(job), None)
        except Refusal as problem:
            return Result(job, False, problem)

    def _done(self, job: Job) -> bool:
        order, adviser = self._order, self._adviser
        for path, _ in job.letters:
            check_free(path, order.force)
        facts = read_stdin() if job.facts == STDIN else read_bytes(job.facts)
        given = adviser.given(parse(facts, job.facts))
        for name, value in order.sets:
            given.set(adviser.rulebook, name, value)
        decision = adviser.advise(given, order.day)
        before = earlier_of(opened(read_bytes(job.before), job.before).receipt) if job.before else None
        followed = since(before, decision, adviser) if before else None
        kept = Kept(origins(given, {name for name, _ in order.sets}), followed)
        drafts: dict[bool, Draft] = {}
        made = []
        for path, kind in job.letters:
            annex = kind not in WITHOUT_ANNEX if order.annex is None else order.annex
            if annex not in drafts:
                drafts[annex] = draft(decision, order.options._replace(annex=annex), self._writer.templates, kept)
            made.append((path, self._writer.written(drafts[annex], kind)))
        for path, data in made:
            write_new(path, data, order.force)
        return decision.advice.decided


_DESKS: list[Desk] = []  # of a process that does nothing but write letters of one batch; it holds no saver's words


def _begin(order: LetterOrder) -> None:
    end_with_parent()
    _DESKS[:] = [Desk(order)]


def _done(job: Job) -> Result:
    return _DESKS[0].done(job)


def written(
    work: Sequence[Job], order: LetterOrder, adviser: Adviser, processes: int | None = None
) -> Iterator[Result]:
    """Do the jobs in order, many of them on all cores; a job that fails is told and the next one begun."""
    many = processes or os.cpu_count() or 1
    desk = Desk(order, adviser)  # also so that a broken template is told at once, before other processes begin
    if many < 2 or len(work) < _FEW or any(job.facts == STDIN for job in work):
        yield from map(desk.done, work)
        return
    yield from _in_parallel(work, order, min(many, len(work)))


def _in_parallel(work: Sequence[Job], order: LetterOrder, many: int) -> Iterator[Result]:
    pool = ProcessPoolExecutor(many, initializer=_begin, initargs=(order,))
    told = 0
    try:
        for result in pool.map(_done, work, chunksize=max(1, min(8, len(work) // (4 * many)))):
            told += 1
            yield result
    except BrokenProcessPool:
        problem = _refused(
            "a process that wrote letters was ended from outside", "is there enough memory? Run it again"
        )
        yield from (Result(job, False, problem) for job in work[told:])
    finally:
        pool.shutdown(cancel_futures=True)


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("letters", "error", message, None, (), help),))


__all__ = ["DEFAULT_FORMATS", "Desk", "Job", "LetterOrder", "Result", "following", "jobs", "letterhead_in", "written"]
