"""Screens files: each read some rows at a time, decided, and written whole or not at all, with its summary beside it.

A file that is done already, by the same law, mapping and day, is not done again: a run that was stopped goes on where
it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from os.path import basename, dirname, join, splitext
from typing import Any, Final, NamedTuple

import polars as pl

from ..diagnostic import Diagnostic, Refusal
from ..resources import (
    check_free,
    forget_half_written,
    half_written,
    is_file,
    make_folder,
    output_that_is_read,
    read_bytes,
    write_new,
)
from ..resources.tables import CsvWhenNeeded, TableFile, batches, check_unchanged, fill_table, looked_at
from ..rulebook.model import Rulebook
from ..version import VERSION
from .facts import PROBLEMS, ROW
from .screening import Screening
from .since import changed_columns
from .summary import Summary
from .what_if import WhatIf, WhatIfQuestion, merged

SUFFIXES: Final = (".parquet", ".csv")
_REFUSED, _CHANGES = ".refused.csv", ".changes"
OWN_FILES: Final = (_REFUSED, *(_CHANGES + suffix for suffix in SUFFIXES))
"""How the names of the tables end that stand beside the answers."""
Progress = Callable[[int], None]


class Output(NamedTuple):
    """Where the answers of a file go: decisions, rows set aside, the summary as JSON and as a page, and changes."""

    decisions: str
    refused: str
    summary: str
    page: str
    changes: str


class Done(NamedTuple):
    """A file that is screened: its output, its counts, and whether an earlier run had done it."""

    file: str
    output: Output
    counted: dict[str, Any]
    before: bool


def output_for(path: str) -> Output:
    """The output files that belong to a file of decisions."""
    stem, suffix = splitext(path)
    ends = (_REFUSED, ".summary.json", ".summary.html", _CHANGES + suffix)
    return Output(path, *(stem + end for end in ends))


def outputs(files: Sequence[str], out: str, also_read: Sequence[str] = ()) -> list[tuple[str, Output]]:
    """Where each file goes: into the file named, or for several into a folder. Raises Refusal.

    What is `also_read`, such as a mapping, is not written over either.
    """
    suffix = splitext(out)[1].lower()
    if suffix in SUFFIXES and len(files) == 1:
        found = [(files[0], output_for(out))]
    elif suffix:
        what = "several tables need an output folder" if suffix in SUFFIXES else f"`{out}` is no table we write"
        raise _refused(what, "name a folder with -o" if suffix in SUFFIXES else "name a .parquet or .csv file")
    else:
        home = make_folder(out)
        found = [(file, output_for(join(home, f"{splitext(basename(file))[0]}.parquet"))) for file in files]
    seen: set[str] = set()
    for _, output in found:
        if output.decisions in seen:
            raise _refused(f"two tables would both write `{output.decisions}`", "rename one of them")
        seen.add(output.decisions)
    if clash := output_that_is_read([out, *(path for _, output in found for path in output)], [*files, *also_read]):
        raise _refused(f"`{clash}` is read, so it is not written over", "name another file with -o")
    for home in {dirname(output.decisions) for _, output in found}:
        forget_half_written(home or ".")
    return found


def check_id(screening: Screening, question: WhatIfQuestion | None, compared: bool) -> None:
    """Refuse a column of ids with the name of a column that is written beside it. Raises Refusal."""
    id = screening.mapping.id
    what_if = WhatIf(screening, question).columns() if question is not None else []
    changes = changed_columns(screening.rulebook) if compared else []
    if id in (*screening.columns, *what_if, *changes):
        message = f"the column of ids has the name of a column that is written, `{id}`"
        raise _refused(message, "rename it in the table")


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("screen-output", "error", message, None, (), help),))


def screen_file(
    screening: Screening,
    file: str,
    output: Output,
    force: bool = False,
    progress: Progress | None = None,
    question: WhatIfQuestion | None = None,
) -> Done:
    """Screen one file, unless that is done already; a question is answered beside. Raises Refusal."""
    source = looked_at(file)
    key = _key(screening, source, question)
    what_if = WhatIf(screening, question) if question is not None else None
    before = _earlier(output.summary)
    ours = before is not None and before.get("run") == key
    if ours and is_file(output.decisions):
        assert before is not None
        return Done(file, output, before, True)
    check_free(output.decisions, force)
    check_free(output.page, force or ours)
    counts = Summary(screening.rulebook)
    with half_written(output.decisions, force) as half:
        with CsvWhenNeeded(output.refused, force or ours) as refused:
            frames = _decided(screening, file, counts, refused, progress or (lambda _: None), what_if)
            fill_table(half, output.decisions, frames)
            check_unchanged(source)
        counts.finish(screening)
        counted = {**counts.as_json(), "run": key}
        if what_if is not None:
            what_if.after.finish(what_if.screening)
            counted["what_if"] = what_if.as_json()
        write_new(output.summary, json.dumps(counted, indent=2).encode(), force or ours)
    return Done(file, output, counted, False)


def _decided(
    screening: Screening,
    file: str,
    counts: Summary,
    refused: CsvWhenNeeded,
    progress: Progress,
    what_if: WhatIf | None,
) -> Iterator[pl.DataFrame]:
    """The rows to be written, while what is set aside is written and everything is counted."""
    mapping, done = screening.mapping, 0
    for table in batches(file, mapping.columns_read()):
        found = screening.decide(table)
        counts.add(screening, found)
        place = pl.col(ROW) + done + 1
        refused.add(found.refused.select(PROBLEMS).with_columns(place))
        ids = (
            table[mapping.id] if mapping.id else pl.int_range(done + 1, done + table.height + 1, eager=True).alias(ROW)
        )
        parts = [ids.to_frame(), screening.written(found)]
        if what_if is not None:
            parts.append(what_if.add(found))
        yield pl.concat(parts, how="horizontal")
        done += table.height
        progress(table.height)


def _earlier(path: str) -> dict[str, Any] | None:
    """The summary of an earlier run, if it is one."""
    if not is_file(path):
        return None
    try:
        found = json.loads(read_bytes(path))
    except (Refusal, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _key(screening: Screening, source: TableFile, question: WhatIfQuestion | None) -> str:
    """The SHA-256 of all that the answers of a file follow from."""
    mapping = screening.mapping
    what = [
        VERSION,
        screening.rulebook.digest,
        source.digest,
        screening.day,
        screening.columns,
        mapping.id,
        [(one.column, one.fact, one.unit, one.dates, sorted(one.words.items())) for one in mapping.columns],
        sorted(mapping.constants.items()),
        question and [sorted(question.values.items()), question.by, question.counted],
    ]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()


def together(rulebook: Rulebook, done: Sequence[Done]) -> dict[str, Any]:
    """The counts of several files as one."""
    if len(done) == 1:
        return done[0].counted
    summary = Summary(rulebook)
    for one in done:
        summary.merge(one.counted)
    found = summary.as_json()
    if all("what_if" in one.counted for one in done):
        found["what_if"] = merged([one.counted["what_if"] for one in done], rulebook)
    return found
