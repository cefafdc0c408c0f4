"""Writes letters to files: one saver in several formats, or a folder of savers, going on where one fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from os.path import basename, join, splitext
from typing import Final, NamedTuple

from ...api import Adviser
from ...diagnostic import Diagnostic, Refusal
from ...resources import check_free, facts_files, is_file, is_folder, make_folder, read_bytes, read_stdin, write_new
from ...source import parse
from .content import MOST_LINES
from .extract import receipt_in
from .make import SUFFIXES, draft, written
from .origins import origins
from .press import Press
from .shapes import Kept, Options
from .since import earlier_of, since

_FORMATS: Final = {suffix: name for name, suffix in SUFFIXES.items()}
DEFAULT_FORMATS: Final = ("html", "pdf")
STDIN: Final = "-"


class Job(NamedTuple):
    """A facts file and the letters to write from it: path and format of each; `before` is the letter they follow."""

    facts: str
    letters: tuple[tuple[str, str], ...]
    before: str = ""


class Posted(NamedTuple):
    """How a job went: what was written, whether the answer is decided, or what went wrong."""

    job: Job
    decided: bool
    problem: Refusal | None


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
    names = [path for job in found for path, _ in job.letters]
    if twice := next((path for path in names if names.count(path) > 1), None):
        raise _refused(f"two facts files would both write `{twice}`", "rename one of them")
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


def following(work: Sequence[Job], since: str) -> list[Job]:
    """The jobs with the letter each follows: the one named, or of a folder the one named like the facts file."""
    if not is_folder(since):
        if len(work) > 1:
            raise _refused("several letters follow a folder of earlier letters, not one file", "name that folder")
        return [job._replace(before=since) for job in work]
    return [job._replace(before=_earlier(since, _stem(job.facts))) for job in work]


def _earlier(folder: str, stem: str) -> str:
    """The earlier letter of a saver in a folder, or nothing: a new saver has none."""
    paths = (join(folder, stem + suffix) for suffix in SUFFIXES.values())
    return next((path for path in paths if is_file(path)), "")


def _is_home(path: str) -> bool:
    return is_folder(path) or not splitext(path)[1]


def _format(path: str) -> str:
    found = _FORMATS.get(splitext(path)[1].lower())
    if found is None:
        raise _refused(f"`{path}` ends like no format of letters", f"end it with one of {', '.join(_FORMATS)}")
    return found


def posted(
    work: Iterable[Job],
    adviser: Adviser,
    press: Press,
    options: Options,
    day: date,
    sets: Sequence[tuple[str, str]] = (),
    force: bool = False,
) -> Iterator[Posted]:
    """Write the letters of each job; a job that fails is told and the next one begun."""
    for job in work:
        try:
            yield Posted(job, _written(job, adviser, press, options, day, sets, force), None)
        except Refusal as problem:
            yield Posted(job, False, problem)


def _written(
    job: Job,
    adviser: Adviser,
    press: Press,
    options: Options,
    day: date,
    sets: Sequence[tuple[str, str]],
    force: bool,
) -> bool:
    """Whether the answer is decided, once every letter is on file; nothing is on file before all are made."""
    for path, _ in job.letters:
        check_free(path, force)
    facts = read_stdin() if job.facts == STDIN else read_bytes(job.facts)
    given = adviser.given(parse(facts, job.facts))
    for name, value in sets:
        given.set(adviser.rulebook, name, value)
    decision = adviser.advise(given, day)
    before = earlier_of(receipt_in(read_bytes(job.before), job.before)) if job.before else None
    followed = since(before, decision, adviser) if before else None
    kept = Kept(origins(given, {name for name, _ in sets}), followed)
    drafted = draft(decision, options, press, kept)
    made = [(path, written(drafted, kind, press)) for path, kind in job.letters]
    for path, data in made:
        write_new(path, data, force)
    return decision.advice.decided


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("letters", "error", message, None, (), help),))
