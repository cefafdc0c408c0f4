"""What rule authors work with: reads rulebook folders for the audit, writes repairs, scaffolds and generated pages.

Unlike `resources` it does not stop at the first file that cannot be read: an audit names them all.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from ..advise.case_runner import PlainReasoner
from ..diagnostic import Diagnostic, Refusal, clipped
from ..reasoning.compile.program import compile_year
from ..resources import MOST_FILES, ROOT, RULES, contents, read_bytes, read_rules, read_templates, write_text
from ..rulebook.load import load_cases, load_rulebook
from ..rulebook.load.graph import dependencies
from ..rulebook.model import Case
from ..rulebook.walk import everything_behind
from . import findings as found
from . import fix, provision, scaffold
from .audited import TO_CONFIRM
from .diff.statements import changed_names
from .pages import documents
from .roll import begin, drafts, fill
from .run import Further, Report, audit, selected

CHECKS: Final = ROOT / "engine" / "audit" / "checks"
GALLERY: Final = ROOT / "tests" / "engine" / "audit" / "gallery"
PAGES: Final = ROOT / "docs" / "checks"
FOR_PEOPLE: Final = ("README.md", "LICENSE")
PROCESSES: Final = 2
_REPAIRS: Final = 100
_MOST_STRAYS: Final = 10
_BY_ONE_CASE: Final = ("failing-case", "bad-case")
_ASKED_FOR: Final = "proofs and coverage"
_YAML: Final = (".yaml", ".yml")


class AuditJob(NamedTuple):
    """What to audit: a folder (the shipped rules by default), the day, which checks, and what goes beyond them."""

    rules: Path | None
    today: date
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    further: Sequence[Further] = ()

    @property
    def folder(self) -> Path:
        """The rulebook's folder."""
        return self.rules or RULES


def audited(job: AuditJob) -> Report:
    """Audit a folder; whatever it holds, the result is a report."""
    files, problems = read_folder(job.folder)
    report = _audit(job, files) if files else Report((), {}, 0)
    if "unplaced-file" in {page.name for page in selected(job.only, job.skip)}:
        problems += _strays(job.folder)
    return report._replace(findings=tuple(found.ordered([*problems, *report.findings])))


def audited_since(job: AuditJob, before: Mapping[str, bytes]) -> Report:
    """Audit what a change reaches: every check but those of how well cases cover the rules, on the cases it reaches.

    `before` are the files as they were. Where either side does not load, everything is audited.
    """
    files, problems = read_folder(job.folder)
    touched = {path for path in {*files, *before} if files.get(path) != before.get(path)}
    if not touched:
        return Report(tuple(problems), {}, 0)
    try:
        names = changed_names(load_rulebook(before), load_rulebook(files))
    except Refusal:
        return audited(job)
    reads = dict(dependencies(load_rulebook(files)))

    def reached(case: Case) -> bool:
        said = [name for name, _, _ in case.expect] + [name for name, _ in case.unknown]
        named = {part for name in said for part in (name, name.partition(".")[0])}
        return case.span.file in touched or bool(everything_behind(reads, named) & names)

    only = [page.name for page in selected(job.only, job.skip) if page.group != "tests" or page.name in _BY_ONE_CASE]
    report = audit(files, _templates(job), job.today, only, (), job.further, reached, PROCESSES)
    return report._replace(findings=tuple(found.ordered([*problems, *report.findings])))


def state(folder: Path) -> frozenset[tuple[str, int, int]]:
    """What tells whether a rulebook's files have changed: path, time and size of each."""
    found = set()
    for path in folder.rglob("*"):
        try:
            now = path.stat()
        except OSError:
            continue  # gone between two looks
        if path.suffix in _YAML:
            found.add((str(path), now.st_mtime_ns, now.st_size))
    return frozenset(found)


def _audit(job: AuditJob, files: dict[str, bytes]) -> Report:
    return audit(files, _templates(job), job.today, job.only, job.skip, job.further, processes=PROCESSES)


def _templates(job: AuditJob) -> dict[str, str]:
    """The shipped templates belong to the shipped rules."""
    if job.rules is not None and job.rules.resolve() != RULES:
        return {}
    return {f"templates/{path}": text for path, text in read_templates().items()}


def path_of(folder: Path, file: str) -> str:
    """A file of a finding in a rulebook's folder as a path from where the command runs."""
    home = folder.parent if file.startswith("templates/") else folder
    return os.path.relpath(home / file).replace(os.sep, "/")


def read_folder(folder: Path) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The YAML files of a folder by path inside it, and what could not be read."""
    files: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for path, read in contents(folder, _YAML):
        if len(files) + len(problems) >= MOST_FILES:
            message = f"`{folder}` holds more than {MOST_FILES:,} YAML files; the rest was not read"
            problems.append(_unreadable(message, "name the rulebook's own folder"))
            break
        if isinstance(read, bytes):
            files[path] = read
        else:
            problems.append(read)
    if not files and not problems:
        help = "a rulebook has a facts.yaml and a folder for each topic"
        problems.append(_unreadable(f"`{folder}` holds no rulebook", help))
    return files, problems


def _files(folder: Path) -> Iterator[str]:
    """The files of a folder by path inside it, in order, without hidden ones."""
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield os.path.relpath(os.path.join(parent, name), folder).replace(os.sep, "/")


def _strays(folder: Path) -> Iterator[Diagnostic]:
    """The files that nothing reads; the loader reports those that are YAML. They do not keep the rest from loading."""
    found = (path for path in _files(folder) if not path.endswith(_YAML) and Path(path).name not in FOR_PEOPLE)
    help = "move it to where it is read, or out of the rules folder"
    for path in islice(found, _MOST_STRAYS):
        yield Diagnostic("unplaced-file", "warning", f"`{clipped(path)}` does not belong to a rulebook", help=help)
    if any(found):
        yield Diagnostic("unplaced-file", "warning", "there are more files that do not belong to a rulebook", help=help)


def _unreadable(message: str, help: str) -> Diagnostic:
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in message)
    return Diagnostic("unreadable-file", "error", shown, help=help)


def is_provision(rules: Path | None, text: str) -> bool:
    """Whether a text names a section of a source of a folder's rulebook. Raises Refusal."""
    return provision.is_provision(load_rulebook(read_rules(rules or RULES)), text)


def resting_on(rules: Path | None, text: str) -> str:
    """What rests on a provision of law in a folder's rulebook. Raises Refusal."""
    files = read_rules(rules or RULES)
    return provision.page(load_rulebook(files), load_cases(files), text)


def check_baseline(path: Path) -> None:
    """Say what is wrong with a baseline file before the audit, which takes long. Raises Refusal."""
    found.read_baseline(read_bytes(path).decode("utf-8", "replace"), str(path))


def without_known(report: Report, baseline: Path, ran: Collection[str] | None = None) -> Report:
    """The report without the findings of a baseline file, and with what the file should have no longer. Raises Refusal.

    `ran` are the checks that looked at the whole rulebook: every check that needs no more than the audit, if not given.
    """
    text = read_bytes(baseline).decode("utf-8", "replace")
    known = found.read_baseline(text, str(baseline))
    checks = {page.name for page in selected((), ()) if page.group != _ASKED_FOR} if ran is None else ran
    left = found.mended(report.findings, text, checks)
    return report._replace(findings=(*found.new_since(report.findings, known), *left))


def checks_run(job: AuditJob) -> set[str]:
    """The checks that look at the whole rulebook in a job."""
    further = {name for one in job.further for name in one.names}
    return {page.name for page in selected(job.only, job.skip) if page.group != _ASKED_FOR or page.name in further}


def keep(path: Path, text: str) -> None:
    """Write a file a person asked for. Raises Refusal where that fails."""
    try:
        write_text(path, text)
    except OSError as error:
        raise Refusal([_unreadable(f"`{path}` cannot be written: {error.strerror}", "check the folder")]) from None


def repaired(job: AuditJob) -> list[fix.Edit]:
    """Make the safe repairs one by one, where each helps; files are written whole or not at all. Raises Refusal."""
    files, _ = read_folder(job.folder)
    made: list[fix.Edit] = []
    refused: set[fix.Edit] = set()
    report = audit(files, {}, job.today)
    while todo := [one for one in fix.edits(report.findings, report.texts) if one not in refused][:1]:
        changed = files | {path: text.encode() for path, text in fix.applied(todo, report.texts).items()}
        after = audit(changed, {}, job.today)
        if len(made) < _REPAIRS and _better(todo[0], report, after):
            files, report, made = changed, after, made + todo
        else:
            refused.update(todo)
    for path in {change.file for change in made}:
        keep(job.folder / path, files[path].decode())
    return made


def _better(change: fix.Edit, before: Report, after: Report) -> bool:
    """Fewer errors after a name was put right; a line too many may have hidden others, so its own mistake must go."""
    if fix.is_spelling(change):
        return _errors(after) < _errors(before)
    old = {found.fingerprint(one) for one in before.findings}
    return bool(old - {found.fingerprint(one) for one in after.findings})


def _errors(report: Report) -> int:
    return sum(one.level == "error" for one in report.findings)


def scaffolded(kind: str, folder: Path | None, names: Sequence[str]) -> list[Path]:
    """Write a new rule or check; the files written. Raises Refusal."""
    if kind == "check":
        file, text, gallery = scaffold.new_check(names[0])
        shown = f"{file.removesuffix('.py').replace('_', '-')}.yaml"
        if (CHECKS / file).exists() or (GALLERY / shown).exists():
            raise Refusal([Diagnostic("bad-scaffold", "error", f"`{file}` already exists", help="choose another name")])
        return _written(CHECKS, {file: text}) + _written(GALLERY, {shown: gallery})
    home = folder or RULES
    files, problems = read_folder(home)
    if problems:
        raise Refusal(problems)
    return _written(home, scaffold.new_rule(files, *names))


class YearLeft(NamedTuple):
    """What a year lacks, the cases drafted for it that nobody has confirmed, and the years that answer."""

    left: begin.Left
    cases: tuple[str, ...]
    has_cases: bool
    years: tuple[int, ...]


def year_left(rules: Path | None, year: int) -> YearLeft:
    """What a begun year still lacks. Raises Refusal."""
    files = read_rules(rules or RULES)
    book, cases = load_rulebook(files), load_cases(files)
    own = [case for case in cases if drafts.of_year(book, case, year)]
    unconfirmed = tuple(case.name for case in own if case.source.startswith(TO_CONFIRM))
    return YearLeft(begin.left(book, year), unconfirmed, bool(own), book.years)


def notices_to_name(rules: Path | None, year: int) -> tuple[begin.DocumentToName, ...]:
    """The documents of a year that the rulebook's sources do not name yet. Raises Refusal."""
    book = load_rulebook(read_rules(rules or RULES))
    begin.checked_year(book, year)
    return begin.notices(book, year)


def begin_year(rules: Path | None, year: int, announced: Sequence[begin.NamedDocument]) -> list[Path]:
    """Write what can be worked out of a year and the sources it rests on; the files written. Raises Refusal."""
    return _written(rules or RULES, begin.begun(read_rules(rules or RULES), year, announced))


def fill_year(
    rules: Path | None, year: int, amounts: Mapping[str, str], checked: str, today: date, replace: bool = False
) -> tuple[list[Path], Report]:
    """Write amounts into a year; the files written, none where one is an error, and what the audit says of them.

    Amounts that are there and no drafts give way only to `replace`. Raises Refusal.
    """
    files = read_rules(rules or RULES)
    new = fill.filled(files, year, amounts, checked, replace)
    after = {**files, **{path: text.encode() for path, text in new.items()}}
    report = audit(
        after, {}, today, [page.name for page in selected((), ("missing-year",)) if page.group == "parameters"]
    )
    here = tuple(one for one in report.findings if one.level != "advice" and _files_of(one) & set(new))
    written = [] if any(one.level == "error" for one in here) else _written(rules or RULES, new)
    return written, report._replace(findings=here)


def _files_of(finding: Diagnostic) -> set[str]:
    """The files a finding points into."""
    spans = (finding.span, *(label.span for label in finding.labels))
    return {span.file for span in spans if span is not None}


def draft_cases(rules: Path | None, year: int) -> list[Path]:
    """Write drafts of a whole year's cases; the files written. Raises Refusal."""
    files = read_rules(rules or RULES)
    book = load_rulebook(files)
    if year not in book.years:
        begin.checked_year(book, year)
        lacking = len(begin.left(book, year).open)
        help = f"`rothroute new year {year}` lists what it lacks"
        raise Refusal([Diagnostic("bad-scaffold", "error", f"{year} lacks {lacking} amounts", help=help)])
    found = drafts.drafted(book, load_cases(files), year, lambda each: PlainReasoner(compile_year(book, each)))
    return _written(rules or RULES, {path: files[path].decode("utf-8-sig").rstrip("\n") + "\n" + text
                                     for path, text in found.items()})  # fmt: skip


def cases_to_confirm(rules: Path | None, year: int) -> list[Case]:
    """The drafted cases of a year that nobody has compared with the law yet. Raises Refusal."""
    files = read_rules(rules or RULES)
    book = load_rulebook(files)
    return [one for one in load_cases(files) if drafts.of_year(book, one, year) and one.source.startswith(TO_CONFIRM)]


def confirm_case(rules: Path | None, case: Case) -> None:
    """Take the words of a draft out of a case's source. Raises Refusal where it cannot be written."""
    home = rules or RULES
    lines = read_rules(home)[case.span.file].decode("utf-8-sig").splitlines(keepends=True)
    place = next(at for at, line in enumerate(lines) if at >= case.span.line - 1 and TO_CONFIRM in line)
    lines[place] = lines[place].replace(TO_CONFIRM, "", 1)
    _written(home, {case.span.file: "".join(lines)})


def _written(home: Path, texts: Mapping[str, str]) -> list[Path]:
    for name, text in texts.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        keep(home / name, text)
    return [home / name for name in texts]


def stale_pages(write: bool) -> list[str]:
    """The generated pages of docs/checks/ that are not up to date; with `write` they are written."""
    wanted = documents()
    there = {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md")} if PAGES.is_dir() else {}
    stale = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
    for name in stale if write else ():
        PAGES.mkdir(parents=True, exist_ok=True)
        if name in wanted:
            (PAGES / name).write_text(wanted[name], "utf-8")
        else:
            (PAGES / name).unlink()
    return stale
