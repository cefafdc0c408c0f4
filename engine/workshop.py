"""The rule author's bench: reads rulebook folders for the audit, writes repairs, scaffolds and generated pages.

Unlike `resources` it does not stop at the first file that cannot be read: an audit names them all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from .audit import findings as found
from .audit import fix, scaffold
from .audit.pages import documents
from .audit.run import Further, Report, audit, selected
from .diagnostic import Diagnostic, Refusal, clipped
from .resources import MOST_FILES, ROOT, RULES, contents, read_bytes, read_templates, write_text

CHECKS: Final = ROOT / "engine" / "audit" / "checks"
GALLERY: Final = ROOT / "tests" / "engine" / "audit" / "gallery"
PAGES: Final = ROOT / "docs" / "checks"
FOR_PEOPLE: Final = ("README.md", "LICENSE")
_REPAIRS: Final = 100
_MOST_STRAYS: Final = 10
_YAML: Final = (".yaml", ".yml")


class Job(NamedTuple):
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


def audited(job: Job) -> Report:
    """Audit a folder; whatever is in it, the answer is a report."""
    files, problems = read_folder(job.folder)
    report = _audit(job, files) if files else Report((), {}, 0)
    if "unplaced-file" in {page.name for page in selected(job.only, job.skip)}:
        problems += _strays(job.folder)
    return report._replace(findings=tuple(found.ordered([*problems, *report.findings])))


def _audit(job: Job, files: dict[str, bytes]) -> Report:
    return audit(files, _templates(job), job.today, job.only, job.skip, job.further)


def _templates(job: Job) -> dict[str, str]:
    """The shipped templates belong to the shipped rules."""
    if job.rules is not None and job.rules.resolve() != RULES:
        return {}
    return {f"templates/{path}": text for path, text in read_templates().items()}


def path_of(job: Job, file: str) -> str:
    """A file of a finding as a path from where the command runs."""
    home = job.folder.parent if file.startswith("templates/") else job.folder
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
    """The files of a folder by path inside it, in order; what is hidden is none of ours."""
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield os.path.relpath(os.path.join(parent, name), folder).replace(os.sep, "/")


def _strays(folder: Path) -> Iterator[Diagnostic]:
    """The files nothing reads; the loader speaks of those that are YAML. They stop nobody from loading the rest."""
    found = (path for path in _files(folder) if not path.endswith(_YAML) and Path(path).name not in FOR_PEOPLE)
    help = "put it where it is read, or out of the rules folder"
    for path in islice(found, _MOST_STRAYS):
        yield Diagnostic("unplaced-file", "warning", f"`{clipped(path)}` is not a file of a rulebook", help=help)
    if any(found):
        yield Diagnostic("unplaced-file", "warning", "there are more files that are not of a rulebook", help=help)


def _unreadable(message: str, help: str) -> Diagnostic:
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in message)
    return Diagnostic("unreadable-file", "error", shown, help=help)


def without_known(report: Report, baseline: Path) -> Report:
    """The report without the findings of a baseline file. Raises Refusal."""
    known = found.read_baseline(read_bytes(baseline).decode("utf-8", "replace"), str(baseline))
    return report._replace(findings=tuple(found.new_since(report.findings, known)))


def keep(path: Path, text: str) -> None:
    """Write a file a person asked for. Raises Refusal where that fails."""
    try:
        write_text(path, text)
    except OSError as error:
        raise Refusal([_unreadable(f"`{path}` cannot be written: {error.strerror}", "check the folder")]) from None


def repaired(job: Job) -> list[fix.Change]:
    """Make the safe repairs one by one, each only where it helps; a file is written whole or not. Raises Refusal."""
    files, _ = read_folder(job.folder)
    made: list[fix.Change] = []
    refused: set[fix.Change] = set()
    report = audit(files, {}, job.today)
    while todo := [one for one in fix.changes(report.findings, report.texts) if one not in refused][:1]:
        changed = files | {path: text.encode() for path, text in fix.applied(todo, report.texts).items()}
        after = audit(changed, {}, job.today)
        if len(made) < _REPAIRS and _better(todo[0], report, after):
            files, report, made = changed, after, made + todo
        else:
            refused.update(todo)
    for path in {change.file for change in made}:
        keep(job.folder / path, files[path].decode())
    return made


def _better(change: fix.Change, before: Report, after: Report) -> bool:
    """Fewer errors after a name was put right; a line too many may have hidden others, so its own mistake must go."""
    if fix.is_spelling(change):
        return _errors(after) < _errors(before)
    old = {found.fingerprint(one) for one in before.findings}
    return bool(old - {found.fingerprint(one) for one in after.findings})


def _errors(report: Report) -> int:
    return sum(one.level == "error" for one in report.findings)


def scaffolded(kind: str, folder: Path | None, names: Sequence[str]) -> list[Path]:
    """Write a new year, rule or check; the files written. Raises Refusal."""
    if kind == "check":
        file, text, gallery = scaffold.new_check(names[0])
        shown = f"{file.removesuffix('.py').replace('_', '-')}.yaml"
        if (CHECKS / file).exists() or (GALLERY / shown).exists():
            raise Refusal(
                [Diagnostic("bad-scaffold", "error", f"`{file}` is there already", help="choose another name")]
            )
        return _written(CHECKS, {file: text}) + _written(GALLERY, {shown: gallery})
    home = folder or RULES
    files, problems = read_folder(home)
    if problems:
        raise Refusal(problems)
    new = scaffold.new_year(files, int(names[0])) if kind == "year" else scaffold.new_rule(files, *names)
    return _written(home, new)


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
