"""Writes letters to files: one saver in several formats, or a folder of savers on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from os.path import abspath, basename, dirname, join, splitext
from pathlib import Path
from typing import Final, NamedTuple

from ..advise.household_answers import SaverGiven, is_household, read_household, set_fact
from ..api import Adviser, load_rulebook
from ..diagnostic import Diagnostic, Refusal
from ..explain.provenance import origins
from ..explain.shapes import LetterOptions
from ..render.sheet import MOST_LINES
from ..resources import (
    beyond_limits,
    check_free,
    end_with_parent,
    facts_files,
    forget_half_written,
    is_file,
    is_folder,
    limit_memory,
    limit_time,
    make_folder,
    output_that_is_read,
    process_context,
    read_bytes,
    read_stdin,
    write_together,
)
from ..resources.limits import SECONDS
from ..rulebook.source import Node, parse
from ..templates import templates_of
from .make import SUFFIXES, AnyDraft, Kept, LetterWriter, draft, household_draft
from .opened import opened
from .receipt import earlier_of, earlier_of_two
from .seal import Signer
from .since import since, since_of_two

_FORMATS: Final = {suffix: name for name, suffix in SUFFIXES.items()}
DEFAULT_FORMATS: Final = ("html", "pdf")
WITHOUT_ANNEX: Final = ("docx", "email", "calendar")
STANDARD: Final = "-"  # standard input as facts, standard output as letter
_SHOWN: Final = "markdown"  # what is written there where no format is named
_APART: Final = ("pdf",)  # typst ends its process where memory runs out, which must not be ours
_FEW: Final = 4  # so few letters are written before other processes would have begun


class Job(NamedTuple):
    """A facts file and the letters to write from it: path and format of each; `before` is the letter they follow.

    `piped` are the facts themselves where they come from standard input.
    """

    facts: str
    letters: tuple[tuple[str, str], ...]
    before: str = ""
    piped: bytes | None = None


class Result(NamedTuple):
    """How a job went: what was written, whether the answer is decided, or what went wrong.

    `shown` is the letter for standard output, `by_the_clock` the tax year of one whose day no one named.
    """

    job: Job
    decided: bool
    problem: Refusal | None
    shown: bytes = b""
    by_the_clock: int | None = None


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
    with_facts: bool = True

    @property
    def foreign(self) -> bool:
        """Whether rules or templates are not our own, so that time and memory are limited."""
        return self.rules is not None or self.templates is not None


def jobs(facts: Sequence[str], outputs: Sequence[str], formats: Sequence[str]) -> list[Job]:
    """What is to be written where. Raises Refusal where two letters would be one file, or a format is not known."""
    files = [file for path in facts for file in ([path] if path == STANDARD else facts_files(path))]
    if STANDARD in outputs:
        return [_to_standard_output(files, outputs, formats)]
    if files == list(facts) and len(files) == 1 and outputs and not any(map(_is_home, outputs)):
        _check_once(outputs, "two letters")
        return [Job(files[0], tuple((path, _format(path)) for path in outputs), piped=_piped(files[0]))]
    if len(outputs) != 1:
        raise _refused("several letters need one output folder", "name one folder with -o")
    home = make_folder(outputs[0])
    kinds = tuple(dict.fromkeys(formats)) or DEFAULT_FORMATS
    found = [
        Job(file, tuple((join(home, _stem(file) + SUFFIXES[kind]), kind) for kind in kinds), piped=_piped(file))
        for file in files
    ]
    _check_once([path for job in found for path, _ in job.letters], "two facts files")
    return found


def _check_once(paths: Sequence[str], whose: str) -> None:
    """Refuse that two letters would be one file, also where it is named in two ways. Raises Refusal."""
    seen: set[str] = set()
    for path in paths:
        place = abspath(path)
        if place in seen:
            raise _refused(f"{whose} would both write `{path}`", "name or rename one of them otherwise")
        seen.add(place)


def _to_standard_output(files: Sequence[str], outputs: Sequence[str], formats: Sequence[str]) -> Job:
    if len(files) > 1 or outputs.count(STANDARD) > 1 or len(formats) > 1:
        raise _refused("one letter in one format goes to standard output", "name a folder with -o for several")
    _check_once(outputs, "two letters")
    letters = ((path, (*formats, _SHOWN)[0] if path == STANDARD else _format(path)) for path in outputs)
    return Job(files[0], tuple(letters), piped=_piped(files[0]))


def _piped(path: str) -> bytes | None:
    return read_stdin() if path == STANDARD else None


def check_apart(work: Sequence[Job], *inputs: str) -> None:
    """Refuse to write over what is read: facts, the letter before, and other files named. Raises Refusal."""
    outputs = [path for job in work for path, _ in job.letters if path != STANDARD]
    read = [path for job in work for path in (job.facts, job.before) if path]
    if found := output_that_is_read(outputs, [*read, *inputs]):
        raise _refused(f"`{found}` is read for this letter, so it is not written over", "name another file with -o")


def _stem(path: str) -> str:
    return "letter" if path == STANDARD else splitext(basename(path))[0]


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
            return self._done(job)
        except Refusal as problem:
            return Result(job, False, problem)

    def _done(self, job: Job) -> Result:
        order = self._order
        for path, _ in job.letters:
            if path != STANDARD:
                check_free(path, order.force)
        facts = read_bytes(job.facts) if job.piped is None else job.piped
        node = parse(facts, job.facts)
        subject = self._of_two(job, node) if is_household(node) else self._of_one(job, node)
        drafts: dict[bool, AnyDraft] = {}
        made = []
        for path, kind in job.letters:
            annex = kind not in WITHOUT_ANNEX if order.annex is None else order.annex
            if annex not in drafts:
                drafts[annex] = subject.drafted(order.options._replace(annex=annex))
            made.append((path, self._writer.written(drafts[annex], kind)))
        write_together([(path, data) for path, data in made if path != STANDARD], order.force)
        return Result(job, subject.decided, None, dict(made).get(STANDARD, b""), subject.by_the_clock)

    def _of_one(self, job: Job, node: Node) -> _Subject:
        order, adviser = self._order, self._adviser
        given = adviser.given(node)
        for name, value in order.sets:
            given.set(adviser.rulebook, name, value)
        by_the_clock = not given.says_day(adviser.rulebook)
        decision = adviser.advise(given, order.day)
        before = earlier_of(opened(read_bytes(job.before), job.before).receipt) if job.before else None
        followed = since(before, decision, adviser) if before else None
        kept = Kept(origins(given, {name for name, _ in order.sets}), followed, order.with_facts)
        year = decision.advice.tax_year if by_the_clock else None
        templates = self._writer.templates
        return _Subject(decision.advice.decided, year, lambda options: draft(decision, options, templates, kept))

    def _of_two(self, job: Job, node: Node) -> _Subject:
        order, adviser = self._order, self._adviser
        savers = read_household(adviser.rulebook, node)
        for name, value in order.sets:
            set_fact(adviser.rulebook, savers, name, value)
        by_the_clock = any(not saver.given.says_day(adviser.rulebook) for saver in savers)
        found = adviser.advise_household(savers, order.day)
        sources = [origins(saver.given, _replaced(saver, order.sets)) for saver in savers]
        year = found.savers[0].decision.advice.tax_year if by_the_clock else None
        names = [saver.name for saver in savers]
        before = earlier_of_two(opened(read_bytes(job.before), job.before).receipt, names) if job.before else None
        followed = since_of_two(before, found, adviser) if before else None
        templates, told = self._writer.templates, order.with_facts

        def drafted(options: LetterOptions) -> AnyDraft:
            return household_draft(found, options, templates, sources, told, followed)

        return _Subject(found.decided, year, drafted)


class _Subject(NamedTuple):
    """What a letter is about: whether the answer is decided, the tax year of one whose day no one named, its draft."""

    decided: bool
    by_the_clock: int | None
    drafted: Callable[[LetterOptions], AnyDraft]


def _replaced(saver: SaverGiven, sets: Iterable[tuple[str, str]]) -> set[str]:
    """The facts of a saver given by --set."""
    told = (name.rpartition(".") for name, _ in sets)
    return {fact for whose, dot, fact in told if not dot or whose == saver.name}


_ORDERS: list[tuple[LetterOrder, int]] = []  # of a process that does nothing but write letters of one batch
_DESKS: list[Desk] = []  # the same; it holds no saver's words


def _begin(order: LetterOrder, seconds: int) -> None:
    """`seconds` of processor time are what a letter may take where rules or templates are a stranger's."""
    end_with_parent()
    _ORDERS[:] = [(order, seconds)]
    if order.foreign:
        limit_memory()


def _done(job: Job) -> Result:
    """Do a job in such a process; the first one there also loads rules and templates, a stranger's within limits."""
    order, seconds = _ORDERS[0]
    if order.foreign:
        limit_time(seconds * (len(job.letters) + (not _DESKS)))
    try:
        if not _DESKS:
            _DESKS.append(Desk(order))
        return _DESKS[0].done(job)
    except Refusal as problem:
        return Result(job, False, problem)


def written(
    work: Sequence[Job], order: LetterOrder, adviser: Adviser, processes: int | None = None
) -> Iterator[Result]:
    """Do the jobs in order, many of them on all cores; a job that fails is told and the next one begun."""
    for folder in {dirname(path) or "." for job in work for path, _ in job.letters}:
        forget_half_written(Path(folder))
    many = processes or os.cpu_count() or 1
    if order.foreign:  # not even loaded here
        yield from _in_parallel(work, order, min(many, len(work)))
        return
    desk = Desk(order, adviser)
    if any(format in _APART for job in work for _, format in job.letters) or (many > 1 and len(work) >= _FEW):
        yield from _in_parallel(work, order, min(many, len(work)))
    else:
        yield from map(desk.done, work)


def _in_parallel(work: Sequence[Job], order: LetterOrder, many: int) -> Iterator[Result]:
    pool = ProcessPoolExecutor(many, process_context(), initializer=_begin, initargs=(order, SECONDS))
    told = 0
    try:
        for result in pool.map(_done, work, chunksize=max(1, min(8, len(work) // (4 * many)))):
            told += 1
            yield result
    except BrokenProcessPool:
        ended = "a process that wrote letters was ended from outside"
        problem = (
            beyond_limits("a letter") if order.foreign else _refused(ended, "is there enough memory? Run it again")
        )
        yield from (Result(job, False, problem) for job in work[told:])
    finally:
        pool.shutdown(cancel_futures=True)


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("letters", "error", message, None, (), help),))


__all__ = [
    "DEFAULT_FORMATS",
    "Desk",
    "Job",
    "LetterOrder",
    "Result",
    "check_apart",
    "following",
    "jobs",
    "letterhead_in",
    "written",
]
