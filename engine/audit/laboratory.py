"""The outer side of proofs, diffs, coverage and mutation: processes, folders, git revisions and lists of savers.

The proving itself is in `proof/`; here the work is divided, read from disk and put together again.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from ..advise.answers import Given
from ..advise.build import digest_of_answers
from ..diagnostic import Diagnostic, Refusal
from ..reasoning.compile.compiled import Program
from ..reasoning.compile.program import compile_year
from ..reasoning.range import Range
from ..reasoning.trace import Answers
from ..resources import RULES, checked, end_with_parent, read_bytes, read_rules, rulebook_from
from ..rulebook.load import load_cases
from ..rulebook.model import Case, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar, parse
from ..rulebook.source import Sequence as Items
from ..value import Value
from .audited import Audited
from .coverage import measure
from .diff.compare import Affected, RulebookDiff, affected, answers_change, compare, differences
from .mutate.report import Score
from .mutate.run import run_share, shares, together
from .proof import prove
from .proof.prove import Task, in_order, tasks, work
from .proof.settle import Settled
from .proof.solver import load_z3
from .run import Further, opened

PROCESSES: Final = 2
_MANY: Final = 50
_Kept = TypeVar("_Kept")
_Share = TypeVar("_Share")
_Found = TypeVar("_Found")


def in_parallel(
    job: Callable[[_Kept, _Share], _Found], kept: _Kept, shares: Sequence[_Share], processes: int
) -> Iterator[_Found]:
    """The job for each share, in order, in this many processes (1: in the current one), which keep what all need."""
    if processes < 2 or len(shares) < 2:
        yield from (job(kept, share) for share in shares)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (kept,))
    try:
        yield from pool.map(_done, [job] * len(shares), shares)
    finally:
        pool.shutdown(cancel_futures=True)


_for_all: list[Any] = []


def _begin(kept: object) -> None:
    """In a process of the pool: end with the process that began it, in silence on Ctrl-C; keep what all jobs need."""
    end_with_parent()
    _for_all.append(kept)


def _done(job: Callable[[Any, Any], Any], share: Any) -> Any:
    return job(_for_all[-1], share)


def proved(rulebook: Rulebook, processes: int = PROCESSES, known: Iterable[Answers] = ()) -> list[Settled]:
    """Everything to prove of a rulebook. Raises Refusal without Z3, Disagreement on a bug of ours.

    What a `known` saver meets need not be looked for.
    """
    each: list[Task] = tasks(rulebook, known)
    return in_order(one for found in in_parallel(work, rulebook, each, processes) for one in found)


def proofs(tell: Callable[[str], object] = lambda line: None, processes: int = PROCESSES) -> Further:
    """The proofs as part of an audit; `tell` is told how many there were. Raises Refusal without Z3."""
    load_z3()

    def find(audited: Audited) -> Iterator[Diagnostic]:
        settled = proved(audited.book, processes, [trace.answers for trace in audited.traces])
        for line in prove.summary(settled):
            tell(line)
        yield from prove.findings(audited.book, settled)

    return Further(prove.FOUND, find)


def coverage() -> Further:
    """What no case shows, as part of an audit."""
    return Further(measure.FOUND, lambda audited: measure.findings(measure.measure(audited.book, audited.traces)))


def coverage_since(before: Mapping[str, bytes], today: date) -> Further:
    """What cases showed of an earlier rulebook and show no more, as part of an audit. Raises Refusal."""
    problems, earlier = opened(before, {}, today)
    if earlier is None:
        raise Refusal(problems)
    shown = measure.measure(earlier.book, earlier.traces)

    def find(audited: Audited) -> Iterator[Diagnostic]:
        yield from measure.lost(shown, measure.measure(audited.book, audited.traces))

    return Further(measure.LOST, find)


def mutated(
    rules: Path | None, tell: Callable[[int, int], object] | None = None, processes: int = PROCESSES
) -> tuple[Rulebook, Score]:
    """A folder's rulebook and the mutation score of its cases. Raises Refusal without Z3.

    `tell` is called with how many more mutants are settled, and how many there are.
    """
    book, cases = rulebook_from(rules), load_cases(read_rules(rules or RULES))
    load_z3()
    each = shares(book, cases, 4 * processes)
    total = sum(len(share.mutants) for share in each)
    heard = None if tell is None else lambda settled: tell(settled, total)
    return book, together(in_parallel(run_share, book, each, processes), heard)


def reasons_given(path: Path) -> dict[tuple[str, str], str]:
    """Why changes of rules change nothing, by statement and change: a list of `statement`, `said` and `why`.

    Raises Refusal.
    """
    node = parse(read_bytes(path), str(path))
    found: dict[tuple[str, str], str] = {}
    for entry in node.items if isinstance(node, Items) else ():
        parts = [entry.get(key) if isinstance(entry, Entries) else None for key in ("statement", "said", "why")]
        texts = [part.text for part in parts if isinstance(part, Scalar) and part.text]
        if len(texts) != len(parts):
            message, help = "this is no reason for a change", "give `statement:`, `said:` and `why:`"
            raise Refusal([Diagnostic("missing-key", "error", message, entry.span, help=help)])
        found[texts[0], texts[1]] = " ".join(texts[2].split())
    return found


class Place(NamedTuple):
    """One side of a diff: a rulebook, its cases and, where a tax year was named, that year."""

    name: str
    rulebook: Rulebook
    tax_year: int | None = None
    cases: tuple[Case, ...] = ()


def place(text: str, rules: Path | None) -> Place:
    """A folder, a tax year of the rules, or a git revision of their folder. Raises Refusal."""
    if text.isdigit() and len(text) == 4 and not Path(text).is_dir():
        return Place(text, rulebook_from(rules), int(text), tuple(load_cases(read_rules(rules or RULES))))
    files = read_rules(Path(text)) if Path(text).is_dir() else revision(text, rules or RULES)
    return Place(text, checked(files), None, tuple(load_cases(files)))


def last_tag(folder: Path) -> str:
    """The newest tag the rules' last commit descends from. Raises Refusal where there is none."""
    said = _git(folder, f"no tag leads to the rules in {folder}", "describe", "--tags", "--abbrev=0")
    return said.decode("utf-8", "replace").strip()


def revision(name: str, folder: Path) -> dict[str, bytes]:
    """The rulebook's files as of a git revision. Raises Refusal."""
    if name.startswith("-"):
        raise _refused(f"`{name}` is not a folder, a tax year or a git revision", "name a commit, branch or tag")
    message = f"`{name}` is no folder, tax year or git revision of {folder}"
    return dict(_unpacked(_git(folder, message, "archive", "--format=tar", name, "--", ".")))


def _git(folder: Path, failing: str, *command: str) -> bytes:
    """What git prints about a folder. Raises Refusal, with the message of what failed and git's reason."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *command], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        raise _refused("git could not be run", "name two folders instead") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _refused(failing, reason[-1] if reason else "name a folder, a commit, a branch or a tag")
    return done.stdout


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            held = archive.extractfile(member) if member.isfile() and member.name.endswith((".yaml", ".yml")) else None
            if held is not None:
                yield member.name.removeprefix("./"), held.read()


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("unusable-side", "error", message, help=help),))


def sides(old: Place, new: Place, year: int | None) -> tuple[Program, Program]:
    """The two programs to compare: the years named, or the newest year both publish. Raises Refusal."""
    shared = set(old.rulebook.years) & set(new.rulebook.years)
    newest = year or max(shared, default=max((*new.rulebook.years, 0)))
    return compile_year(old.rulebook, old.tax_year or newest), compile_year(new.rulebook, new.tax_year or newest)


def compared(
    old: Place,
    new: Place,
    year: int | None = None,
    tell: Callable[[int], object] = lambda year: None,
    processes: int = PROCESSES,
) -> RulebookDiff:
    """The two sides compared: in the year asked for, else in every tax year both publish. Raises Refusal.

    `tell` hears each tax year before it is waited for.
    """
    before, after = sides(old, new, year)
    tell(after.tax_year)
    if year is not None or old.tax_year or new.tax_year:
        cases = (old.cases, new.cases) if old.tax_year is None and new.tax_year is None else ((), ())
        return compare(before, after, old.name, new.name, cases, (*old.cases, *new.cases))
    shared = set(old.rulebook.years) & set(new.rulebook.years) - {after.tax_year}
    years = [after.tax_year, *sorted(shared, reverse=True)]
    found: list[RulebookDiff] = []
    small = len(new.rulebook.conclusions) < _MANY  # compared before another process has begun
    for one in in_parallel(_compared_in, (old, new), years, 1 if small else processes):
        found.append(one)
        if len(found) < len(years):
            tell(years[len(found)])
    others = (one._replace(statements=()) for one in found[1:] if answers_change(one))
    return found[0]._replace(others=tuple(others))


def _compared_in(both: tuple[Place, Place], year: int) -> RulebookDiff:
    """The two sides in one tax year; their cases are compared in the newest."""
    old, new = both
    newest = year == max(set(old.rulebook.years) & set(new.rulebook.years))
    cases = (old.cases, new.cases) if newest else ((), ())
    return compare(*sides(old, new, year), old.name, new.name, cases, (*old.cases, *new.cases))


def people_affected(old: Place, new: Place, path: Path, year: int | None = None) -> tuple[list[Affected], int]:
    """The savers of a file whose answers change, and how many there are. Raises Refusal.

    The file is a mapping of a name to facts, or a list of facts.
    """
    people = [
        (who, dict(_given(new.rulebook, node).values)) for who, node in _people(parse(read_bytes(path), str(path)))
    ]
    found: list[Affected] = []
    for tax_year in sorted({_year(person, new, year) for _, person in people}):
        here = [(who, person) for who, person in people if _year(person, new, year) == tax_year]
        before, after = sides(old, new, old.tax_year or new.tax_year or tax_year)
        found += affected(before, after, here)
    return found, len(people)


def _year(person: dict[str, Value], new: Place, year: int | None) -> int:
    told = person.get(new.rulebook.year_fact, 0)
    return year or (told if isinstance(told, int) and told in new.rulebook.years else max(new.rulebook.years))


def _people(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Items):
        yield from ((f"saver {number}", item) for number, item in enumerate(node.items, 1))
    elif isinstance(node, Entries):
        yield from ((key.text, value) for key, value in node.entries)


def _given(rulebook: Rulebook, node: Node) -> Given:
    given = Given()
    given.read(rulebook, node)
    if given.problems:
        raise Refusal(tuple(given.problems))
    return given


class Earlier(NamedTuple):
    """An earlier answer: its facts, the recommendation, each route's verdict and cents, and each correction's cents.

    The corrections are None in what was written before there were any.
    """

    name: str
    facts: Node | None
    as_of: str
    tax_year: int
    recommendation: str | None
    routes: Mapping[str, tuple[str, Range]]
    corrections: Mapping[str, Range] | None = None


def kept_advice(new: Place, folder: Path) -> Iterator[Earlier]:
    """The advice kept as JSON in a folder, each with the facts file it was given for."""
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in (".json", ".yaml", ".yml")]
    read = {path.name: read_bytes(path) for path in paths}
    answers = {name: found for name, data in read.items() if (found := _advice(data)) is not None}
    facts = [parse(data, name) for name, data in read.items() if name not in answers]
    for name, answer in answers.items():
        facts_file = next((node for node in facts if _is_for(new, answer, node)), None)
        routes = {route: (said["verdict"], _cents(said["range"])) for route, said in answer["routes"].items()}
        listed = answer.get("corrections")
        corrections = None if listed is None else {one["name"]: _cents(one["range"]) for one in listed}
        year = int(answer["tax_year"])
        yield Earlier(name, facts_file, answer["as_of"], year, answer["recommendation"], routes, corrections)


def kept_letter(new: Place, name: str, receipt: Mapping[str, Any]) -> Earlier:
    """A letter, by the receipt it carries."""
    facts, answer = receipt["facts"], receipt["answer"]
    routes = {route: (said["verdict"], _pair(said["range"])) for route, said in answer["routes"].items()}
    year = int(facts.get(new.rulebook.year_fact, str(receipt["as_of"])[:4]))
    listed = answer.get("corrections")
    corrections = None if listed is None else {one: _pair(said["range"]) for one, said in listed.items()}
    told = parse(json.dumps(facts), name)
    return Earlier(name, told, receipt["as_of"], year, answer["recommendation"], routes, corrections)


def receipts_differing(new: Place, earlier: Iterable[Earlier]) -> list[Affected]:
    """Which earlier answers would now differ, and how; or why that cannot be determined."""
    return [Affected(one.name, changes) for one in earlier if (changes := _differing(new, one))]


def _differing(new: Place, one: Earlier) -> tuple[str, ...]:
    if one.facts is None:
        return ("its facts file is not next to it, so the answer cannot be worked out again",)
    try:
        program, values = compile_year(new.rulebook, one.tax_year), _facts_given(new, one.facts, one.as_of)
    except Refusal as refusal:
        return (f"it cannot be worked out again: {refusal.diagnostics[0].message}",)
    return differences(program, values, one.routes, one.recommendation, one.corrections)


def _facts_given(new: Place, facts: Node, as_of: str) -> dict[str, Value]:
    """The facts, on the day the answer was given. Raises Refusal."""
    given = _given(new.rulebook, facts)
    given.set_day(new.rulebook, as_of)
    return given.values


def _is_for(new: Place, answer: Mapping[str, Any], facts: Node) -> bool:
    """Whether advice was given for these facts: its receipt has their digest."""
    try:
        program = compile_year(new.rulebook, int(answer["tax_year"]))
        values = _facts_given(new, facts, answer["as_of"])
    except Refusal:
        return False
    return bool(digest_of_answers(program, values) == answer["receipt"]["facts"])


def _advice(data: bytes) -> dict[str, Any] | None:
    """The advice a file holds; None for anything else."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("receipt"), dict) else None


def _pair(cents: Sequence[int]) -> Range:
    return cents[0], cents[1]


def _cents(dollars: Sequence[float]) -> Range:
    return round(dollars[0] * 100), round(dollars[1] * 100)
