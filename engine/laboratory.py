"""The shell of proofs, diffs, coverage and mutation: processes, folders, git revisions and lists of savers.

What is proved is worked out in `audit/`; here it is only cut into shares, read from disk and put together again.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from .advise.answers import Given
from .advise.build import digest_of_answers
from .audit.diff.compare import Affected, Comparison, affected, compare, differences
from .audit.mutate.report import Score
from .audit.mutate.run import run_share, shares, together
from .audit.proof.prove import Task, in_order, tasks, work
from .audit.proof.settle import Settled
from .audit.proof.solver import load_z3
from .compile.plans import Program
from .compile.program import compile_year
from .diagnostic import Diagnostic, Refusal
from .load import load_cases, load_rulebook
from .model import Rulebook
from .resources import RULES, read_bytes, read_rules, rulebook_from
from .source import Mapping as Entries
from .source import Node, parse
from .source import Sequence as Items
from .value import Value

PROCESSES: Final = 2
_Share = TypeVar("_Share")
_Found = TypeVar("_Found")


def in_parallel(
    job: Callable[[Rulebook, _Share], _Found], rulebook: Rulebook, shares: Sequence[_Share], processes: int
) -> Iterator[_Found]:
    """The job for each share, in the order of shares, in so many processes (1: in this one)."""
    if processes < 2 or len(shares) < 2:
        yield from (job(rulebook, share) for share in shares)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, get_context("spawn"), _keep, (rulebook,)) as pool:
        yield from pool.map(_kept, [job] * len(shares), shares)


_rulebooks: list[Rulebook] = []


def _keep(rulebook: Rulebook) -> None:
    _rulebooks.append(rulebook)


def _kept(job: Callable[[Rulebook, Any], Any], share: Any) -> Any:
    return job(_rulebooks[-1], share)


def proved(rulebook: Rulebook, processes: int = PROCESSES) -> list[Settled]:
    """Everything to prove of a rulebook. Raises Refusal without Z3, Disagreement on a bug of ours."""
    each: list[Task] = tasks(rulebook)
    return in_order(one for found in in_parallel(work, rulebook, each, processes) for one in found)


def mutated(rules: Path | None, processes: int = PROCESSES) -> tuple[Rulebook, Score]:
    """A folder's rulebook and the mutation score of its cases. Raises Refusal without Z3."""
    book, cases = rulebook_from(rules), load_cases(read_rules(rules or RULES))
    load_z3()
    each = shares(book, cases, 4 * processes)
    return book, together(in_parallel(run_share, book, each, processes))


class Place(NamedTuple):
    """One side of a diff: a rulebook and, where a tax year was named, that year."""

    name: str
    rulebook: Rulebook
    tax_year: int | None = None


def place(text: str, rules: Path | None) -> Place:
    """A folder, a tax year of the rules, or a git revision of their folder. Raises Refusal."""
    if Path(text).is_dir():
        return Place(text, rulebook_from(Path(text)))
    if text.isdigit() and len(text) == 4:
        return Place(text, rulebook_from(rules), int(text))
    return Place(text, load_rulebook(revision(text, rules or RULES)))


def revision(name: str, folder: Path) -> dict[str, bytes]:
    """The rulebook's files as they stood in a git revision. Raises Refusal."""
    if name.startswith("-"):
        raise _refused(f"`{name}` is not a folder, a tax year or a git revision", "name a commit, branch or tag")
    command = ["git", "-C", str(folder), "archive", "--format=tar", name, "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        raise _refused("git could not be run", "name two folders instead") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        message = f"`{name}` is no folder, tax year or git revision of {folder}"
        raise _refused(message, reason[-1] if reason else "name a commit, branch or tag")
    return dict(_unpacked(done.stdout))


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


def compared(old: Place, new: Place, year: int | None = None) -> Comparison:
    """The two sides compared. Raises Refusal."""
    before, after = sides(old, new, year)
    return compare(before, after, old.name, new.name)


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
    told = person.get("tax_year", 0)
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


def receipts_differing(new: Place, folder: Path) -> list[Affected]:
    """Earlier answers (advice kept as JSON, with the facts file it came from beside it) that would now differ."""
    import json

    documents = {path.name: path for path in sorted(folder.iterdir()) if path.suffix in (".json", ".yaml", ".yml")}
    kept = {name: json.loads(read_bytes(path)) for name, path in documents.items() if path.suffix == ".json"}
    answers = {name: one for name, one in kept.items() if isinstance(one, dict) and "receipt" in one}
    facts = [parse(read_bytes(path), name) for name, path in documents.items() if name not in answers]
    return [one for name, answer in answers.items() for one in _differing(new, name, answer, facts)]


def _differing(new: Place, name: str, answer: dict[str, Any], facts: Iterable[Node]) -> Iterator[Affected]:
    program = compile_year(new.rulebook, int(answer["tax_year"]))
    for node in facts:
        given = _given(new.rulebook, node)
        if "as_of" in new.rulebook.facts and "as_of" not in given.values:
            given.set(new.rulebook, "as_of", answer["as_of"])
        if digest_of_answers(program, given.values) == answer["receipt"]["facts"]:
            changes = differences(program, given.values, answer)
            if changes:
                yield Affected(name, changes)
            return
    yield Affected(name, ("its facts file is not beside it, so it cannot be worked out again",))
