"""One audit: load the files, run every check, and apply the ignore comments. Texts and the day are arguments."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostic import Diagnostic, Refusal, Span
from ..reasoning.compile.compiled import Program
from ..reasoning.compile.program import compile_year
from ..resources import end_with_parent, process_context
from ..rulebook.load import load_cases, load_rulebook
from ..rulebook.model import Case, Rulebook
from .audited import Audited
from .findings import ordered
from .pages import CheckPage, no_check, pages
from .suppress import ignores, silenced

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Further(NamedTuple):
    """Findings beyond the checks, asked for by name: proofs, coverage. `names` are all it can find."""

    names: tuple[str, ...]
    find: Callable[[Audited], Iterable[Diagnostic]]


class Report(NamedTuple):
    """What an audit found: findings in order, the texts they point into, and how many comments silenced."""

    findings: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    silenced: int


def audit(
    files: Mapping[str, bytes],
    templates: Mapping[str, str],
    today: date,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    further: Iterable[Further] = (),
    wanted: Callable[[Case], bool] | None = None,
    processes: int = 1,
) -> Report:
    """Audit a rulebook given as files by path; of the cases only those that are `wanted`, where that is given.

    With two `processes` the checks that read no case run beside the cases, where a process can be forked.
    Raises Refusal for names in `only` or `skip` that are no checks, and whatever `further` raises.
    """
    chosen = selected(only, skip)
    texts = {path: data.decode("utf-8-sig", "replace") for path, data in files.items()} | dict(templates)
    names = {page.name for page in chosen}
    found, audited = opened(files, templates, today, wanted)
    ran: list[str] = []
    if audited is not None:
        checks = [page for page in chosen if page.run is not None]
        found += (_checked_in_two_processes if processes > 1 else _checked)(audited, checks)
        ran += [page.name for page in checks]
        for one in further if audited.complete else ():
            if names & set(one.names):
                found += one.find(audited)
                ran += one.names
    known = [page.name for page in pages().values() if page.silenceable]
    left, count = silenced(ordered(found), ignores(texts), known, ran, today)
    kept = [finding for finding in left if finding.check in names or finding.check not in pages()]
    return Report(tuple(ordered(kept)), texts, count)


def _checked(audited: Audited, checks: Iterable[CheckPage]) -> list[Diagnostic]:
    return [finding._replace(check=page.name) for page in checks if page.run for finding in page.run(audited)]


def _checked_in_two_processes(audited: Audited, checks: Sequence[CheckPage]) -> list[Diagnostic]:
    """What the checks find: those that read no case work in a process of their own, while the cases run in this one."""
    import multiprocessing  # loads much, and an audit in one process needs none of it

    aside = [page for page in checks if not page.reads_cases]
    forks = process_context().get_start_method() == "fork"
    if not forks or threading.active_count() > 1 or len(aside) in (0, len(checks)):
        return _checked(audited, checks)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    other = context.Process(target=_send, args=(sender, audited, aside), daemon=True)
    other.start()
    sender.close()
    found = _checked(audited, [page for page in checks if page.reads_cases])
    try:
        found += receiver.recv()
    except EOFError:  # it ended before it was done: whatever is wrong shows here
        found += _checked(audited, aside)
    other.join()
    return found


def _send(sender: Connection, audited: Audited, checks: Sequence[CheckPage]) -> None:
    end_with_parent()
    with suppress(Exception):  # the process that waits runs the checks itself, and sees what went wrong
        sender.send(_checked(audited, checks))


def selected(only: Collection[str], skip: Collection[str]) -> list[CheckPage]:
    """The checks to run. Raises Refusal for a name that is not a check."""
    wrong = [name for name in (*only, *skip) if name not in pages()]
    if wrong:
        raise Refusal(map(no_check, wrong))
    return [page for name, page in pages().items() if (not only or name in only) and name not in skip]


def opened(
    files: Mapping[str, bytes],
    templates: Mapping[str, str],
    today: date,
    wanted: Callable[[Case], bool] | None = None,
) -> tuple[list[Diagnostic], Audited | None]:
    """The loaded rulebook with everything checks may look at, or the problems that keep it from loading."""
    book, found = _loaded(files)
    try:
        cases: tuple[Case, ...] = tuple(filter(wanted, load_cases(files)) if wanted else load_cases(files))
    except Refusal as refusal:
        cases = ()
        found += [problem for problem in refusal.diagnostics if problem not in found]
    if book is None:
        return found, None
    programs, problems = _compiled(book)
    return [*found, *problems], Audited(book, files, cases, templates, programs, today)


def _loaded(files: Mapping[str, bytes]) -> tuple[Rulebook | None, list[Diagnostic]]:
    try:
        return load_rulebook(files), []
    except Refusal as refusal:
        return None, list(refusal.diagnostics)


def _compiled(book: Rulebook) -> tuple[dict[int, Program], list[Diagnostic]]:
    """Each year's program; what is wrong in several years is reported once, for the first of them."""
    programs: dict[int, Program] = {}
    problems: dict[tuple[str, Span | None], Diagnostic] = {}
    for year in book.years:
        try:
            programs[year] = compile_year(book, year)
        except Refusal as refusal:
            for problem in refusal.diagnostics:
                problems.setdefault((problem.check, problem.span), problem)
    return programs, list(problems.values())
