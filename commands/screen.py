"""`rothroute screen`: decide a whole population, a row each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import (
    DECIDED,
    FINDINGS,
    accessible,
    as_json,
    day_of,
    entries,
    facts_node,
    rules_option,
    say,
    set_option,
)

if TYPE_CHECKING:
    from ..engine.rulebook.model import Rulebook
    from ..engine.screen.charts import Chart
    from ..engine.screen.mapping import TableMapping
    from ..engine.screen.run import Done, Output
    from ..engine.screen.what_if import WhatIfQuestion
    from ..engine.value import Value


@click.command()
@click.argument("people", nargs=-1, required=True)
@click.option("-o", "out", metavar="PATH", help="The .parquet or .csv file to write; for several tables a folder.")
@click.option("--map", "map_", type=click.Path(path_type=Path), metavar="FILE", help="Which column is which fact.")
@click.option(
    "--draft-map", type=click.Path(path_type=Path), metavar="FILE", help="Draft a mapping from the header, and end."
)
@set_option
@click.option("--as-of", metavar="DATE", help="The day of the answers, like 2026-06-30. Default: today.")
@click.option(
    "--what-if", metavar="FACTS", help="fact=value pairs, by commas: what changes if these held for everybody."
)
@click.option(
    "--by", metavar="FACT", help="A fact in dollars: bands of it in --what-if. Default: that of the rulebook."
)
@click.option(
    "--since", metavar="OLD", help="An earlier screening of these people: write whose answer changed, and why."
)
@click.option("--columns", metavar="NAMES", help="What to write of each row: columns, figures, conclusions; by commas.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--threads", type=click.IntRange(1), metavar="N", help="Processor cores to use. Default: all.")
@click.option(
    "--engine", type=click.Choice(["local", "dask"]), help="Where to work: here, or on the workers of a Dask cluster."
)
@click.option("--scheduler", metavar="ADDRESS", help="The Dask cluster, like tcp://10.0.0.5:8786. Default: one here.")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@rules_option
def screen(
    people: tuple[str, ...],
    out: str | None,
    map_: Path | None,
    draft_map: Path | None,
    sets: tuple[str, ...],
    as_of: str | None,
    since: str | None,
    what_if: str | None,
    by: str | None,
    columns: str | None,
    form: str,
    threads: int | None,
    engine: str | None,
    scheduler: str | None,
    force: bool,
    rules: Path | None,
) -> int:
    """Decide a whole population: PEOPLE are Parquet, CSV or Excel tables, folders of them or patterns.

    Examples: rothroute screen people.csv --draft-map map.yaml

    rothroute screen people.csv --map map.yaml -o answers.parquet

    rothroute screen 'people/*.parquet' --map map.yaml -o answers --engine dask

    Each row gets its status, recommendation, verdicts and dollars. Rows that cannot be used are set aside in
    answers.refused.csv, with the reason. What is done already is not done again.

    Exit code: 0 written, 1 written but rows were set aside, 2 input that cannot be used.
    """
    from ..engine.api import load_rulebook
    from ..engine.resources import output_that_is_read
    from ..engine.resources.tables import header_of, need_dask, need_polars, table_files

    dask = _on_dask(engine, scheduler, threads)
    need_polars(threads or 0)
    if dask:
        need_dask()
    from ..engine.screen.run import OWN_FILES

    rulebook, files = load_rulebook(rules), table_files(people, OWN_FILES)
    if draft_map is not None:
        if output_that_is_read([str(draft_map)], files):
            raise click.UsageError(f"--draft-map {draft_map}: this table is read; name another file")
        return _draft(rulebook, files[0], draft_map, force)
    if out is None:
        raise click.UsageError("say with -o where the answers go")
    if rulebook.plan is None and (what_if or since):
        raise click.UsageError("--what-if and --since compare the dollars of whole plans; this rulebook has no `plan`")
    from ..engine.screen.mapping import check_header, some
    from ..engine.screen.run import check_id, outputs, screen_file, together
    from ..engine.screen.screening import Screening
    from ..engine.version import VERSION

    mapping = _mapping(rulebook, map_, files, entries(rulebook, sets, as_of))
    wanted = [name.strip() for name in columns.split(",")] if columns else []
    question = _question(rulebook, what_if, by) if what_if else None
    counted = [question.counted] if question and question.counted else []
    screening = Screening(rulebook, mapping, day_of(as_of), wanted, counted=counted)
    also_read = [*people, *(str(path) for path in (map_, since) if path)]
    work = outputs(files, out, also_read)
    if since and len(work) > 1:
        raise click.UsageError("--since compares one table with one earlier screening")
    check_id(screening, question, bool(since))
    unread = {name: None for file in files for name in check_header(mapping, header_of(file), file)}
    if unread:
        click.echo(
            f"note: {len(unread):,} column{'s are' if len(unread) > 1 else ' is'} not read: {some(list(unread))}",
            err=True,
        )
    with _bar(files) as bar:
        if dask:
            from ..engine.screen.cluster import ScreeningTask, screen_on_workers

            task = ScreeningTask(VERSION, rulebook, mapping, screening.day, screening.asked, question, force)
            done = screen_on_workers(task, work, scheduler or "", threads or 0, bar.update)
        else:
            done = [screen_file(screening, file, output, force, bar.update, question) for file, output in work]
    for one in done:
        _page(rulebook, one, one.output)
    all_ = together(rulebook, done)
    changes = _changes(rulebook, since, work[0][1], force or done[0].before) if since else []
    _told(rulebook, done, all_, form)
    for line in changes:
        click.echo(line, err=form == "json")
    return FINDINGS if all_["refused"] else DECIDED


def _on_dask(engine: str | None, scheduler: str | None, threads: int | None) -> bool:
    if scheduler is not None and engine == "local":
        raise click.UsageError("--scheduler is for --engine dask")
    if scheduler is not None and threads:
        raise click.UsageError("--threads is for work done here; with --scheduler the cluster has its own")
    return engine == "dask" or scheduler is not None


def _draft(rulebook: Rulebook, file: str, target: Path, force: bool) -> int:
    from ..engine.resources import write_new
    from ..engine.resources.tables import batches, header_of
    from ..engine.screen.draft import drafted

    header = header_of(file)
    text = drafted(rulebook, header, next(batches(file, header, 1_000)))
    write_new(str(target), text.encode(), force)
    say(f"{target}")
    if "?" in text:
        say("Put a fact where a ? stands, or delete the line; then give it with --map.")
    return DECIDED


def _mapping(rulebook: Rulebook, path: Path | None, files: list[str], sets: list[tuple[str, str]]) -> TableMapping:
    """The mapping of the tables, with what --set and --as-of make the same for every row. Raises Refusal."""
    from ..engine.advise.answers import Given
    from ..engine.diagnostic import Refusal
    from ..engine.resources.tables import header_of
    from ..engine.screen.mapping import mapping_by_name, mapping_of

    if path is None:
        mapping = mapping_by_name(rulebook, header_of(files[0]), files[0])
    else:
        mapping = mapping_of(rulebook, facts_node(path))
    given = Given()
    for name, value in sets:
        given.set(rulebook, name, value)
    if given.problems:
        raise Refusal(tuple(given.problems))
    return mapping.without(name for name, _ in sets).with_constants(given.values)  # one said to be unknown is


def _question(rulebook: Rulebook, text: str, by: str | None) -> WhatIfQuestion:
    """What --what-if asks. Raises Refusal for facts that cannot be read."""
    from ..engine.advise.answers import Given
    from ..engine.diagnostic import Refusal
    from ..engine.screen.what_if import WhatIfQuestion

    given = Given()
    pairs = entries(rulebook, [part for part in text.split(",") if part.strip()], None, "--what-if")
    for name, value in pairs:
        given.set(rulebook, name, value)
    if given.problems:
        raise Refusal(tuple(given.problems))
    if wrong := _not_asked(rulebook, [name for name, _ in pairs], given.values):
        raise click.UsageError(f"--what-if {text}: {wrong}")
    if by is not None and (by not in rulebook.facts or rulebook.facts[by].unit != "dollars"):
        raise click.UsageError(f"--by {by}: name a fact in dollars")
    plan = rulebook.plan
    assert plan is not None, "without one --what-if is refused"
    return WhatIfQuestion(given.values, plan.bands if by is None else by, plan.counted)


def _not_asked(rulebook: Rulebook, names: list[str], values: dict[str, Value]) -> str:
    """Why facts make no question, if they do not."""
    if not names:
        return "write fact=value"
    if twice := [name for name in names if names.count(name) > 1]:
        return f"`{twice[0]}` is given twice"
    if unsaid := [name for name in names if name not in values]:
        return f"say what `{unsaid[0]}` would be"
    if values.get(rulebook.year_fact, rulebook.years[-1]) not in rulebook.years:
        return f"the tax years of this rulebook are {', '.join(map(str, rulebook.years))}"
    return ""


def _bar(files: list[str]) -> Any:
    """How far it is, on a terminal: by rows where all files say how many they have."""
    from ..engine.resources.tables import row_count

    hidden = not sys.stderr.isatty()
    counts = [0] if hidden else [row_count(file) for file in files]
    length = sum(counts) if all(counts) else None
    return click.progressbar(length=length or 1, label="rows", file=sys.stderr, hidden=hidden or length is None)


def _page(rulebook: Rulebook, done: Done, output: Output) -> None:
    from ..engine.resources import write_new
    from ..engine.screen.charts import as_page

    write_new(
        output.page,
        as_page(rulebook, done.counted, "Summary of a screening", _what_if(rulebook, done.counted)).encode(),
        True,
    )


def _told(rulebook: Rulebook, done: list[Done], counted: dict[str, Any], form: str) -> None:
    from ..engine.screen.charts import as_text

    if form == "json":
        files = [{"file": one.file, "output": one.output.decisions, "done_before": one.before} for one in done]
        say(as_json({**counted, "files": files}))
        return
    for one in done:
        say(f"{one.output.decisions}{' (done already)' if one.before else ''}")
        if one.counted["refused"]:
            say(f"{one.output.refused}: {one.counted['refused']:,} rows set aside")
    say(f"\n{as_text(rulebook, counted, _what_if(rulebook, counted), plain=accessible())}")


def _changes(rulebook: Rulebook, old: str, output: Output, force: bool) -> list[str]:
    """Write the rows whose answer changed since an earlier screening; what to say of them."""
    from ..engine.resources import half_written
    from ..engine.resources.tables import fill_table
    from ..engine.screen.since import as_text, compared

    frames, counts = compared(rulebook, old, output.decisions)
    with half_written(output.changes, force) as half:
        fill_table(half, output.changes, frames)
    return [f"\n{output.changes}", *as_text(counts)]


def _what_if(rulebook: Rulebook, counted: dict[str, Any]) -> list[Chart]:
    from ..engine.screen.charts import what_if_charts

    return list(what_if_charts(rulebook, counted["what_if"], counted)) if "what_if" in counted else []
