"""One audit: load the files, run every check, and apply the ignore comments. Texts and the day are arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ..diagnostic import Diagnostic, Refusal, Span
from ..reasoning.compile.compiled import Program
from ..reasoning.compile.program import compile_year
from ..rulebook.load import load_cases, load_rulebook
from ..rulebook.model import Case, Rulebook
from .audited import Audited
from .findings import ordered
from .pages import CheckPage, no_check, pages
from .suppress import ignores, silenced


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
) -> Report:
    """Audit a rulebook given as files by path; of the cases only those that are `wanted`, where that is given.

    Raises Refusal for names in `only` or `skip` that are no checks, and whatever `further` raises.
    """
    chosen = selected(only, skip)
    texts = {path: data.decode("utf-8-sig", "replace") for path, data in files.items()} | dict(templates)
    names = {page.name for page in chosen}
    found, audited = opened(files, templates, today, wanted)
    ran: list[str] = []
    if audited is not None:
        for page in chosen:
            if page.run is not None:
                found += [finding._replace(check=page.name) for finding in page.run(audited)]
                ran.append(page.name)
        for one in further if audited.complete else ():
            if names & set(one.names):
                found += one.find(audited)
                ran += one.names
    known = [page.name for page in pages().values() if page.silenceable]
    left, count = silenced(ordered(found), ignores(texts), known, ran, today)
    kept = [finding for finding in left if finding.check in names or finding.check not in pages()]
    return Report(tuple(ordered(kept)), texts, count)


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
