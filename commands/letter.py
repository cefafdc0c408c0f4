"""`rothroute letter`: write the advice down."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from .common import (
    BAD_INPUT,
    DECIDED,
    PROVISIONAL,
    adviser_of,
    complain,
    day_on,
    entries,
    remark_on_clock,
    rules_option,
    say,
    set_option,
)

_BINARY: Final = ("pdf", "docx")
_LETTERS: Final = ("html", "pdf", "markdown", "docx", "email", "calendar")


@click.command()
@click.argument("facts", nargs=-1, required=True)
@click.option(
    "-o",
    "outputs",
    multiple=True,
    required=True,
    metavar="PATH",
    help="A file to write, or one folder; - is standard output. May be repeated.",
)
@click.option(
    "--format",
    "forms",
    multiple=True,
    type=click.Choice(_LETTERS),
    help="What to write into a folder or to standard output; may be repeated.",
)
@click.option("--client", default="", metavar="NAME", help="Whom the letter is for.")
@click.option("--adviser", "author", default="", metavar="NAME", help="Who signs it.")
@click.option("--date", "day", metavar="DATE", help="The day of the letter, like 2026-06-30. Default: today.")
@click.option(
    "--letterhead", type=click.Path(path_type=Path), metavar="FILE", help="Lines of text for the head of the letter."
)
@click.option("--paper", type=click.Choice(["us-letter", "a4"]), default="us-letter", show_default=True)
@set_option
@click.option(
    "--since",
    metavar="LETTER",
    help="The previous letter: a section says what changed. For a folder, a folder of letters.",
)
@click.option(
    "--annex/--no-annex", default=None, help="With working papers, or without. Default: with, but for Word and e-mail."
)
@click.option(
    "--no-facts",
    is_flag=True,
    help="To pass on: no working papers, and a receipt with a digest in place of the facts. The letter itself still "
    "says amounts and answers of the saver.",
)
@click.option("--sign", type=click.Path(path_type=Path), metavar="KEY", help="Sign with an Ed25519 private key (PEM).")
@click.option("--templates", metavar="DIR", help="A folder with your own templates, in place of some of ours.")
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@rules_option
def letter(
    facts: tuple[str, ...],
    outputs: tuple[str, ...],
    forms: tuple[str, ...],
    client: str,
    author: str,
    day: str | None,
    letterhead: Path | None,
    paper: Any,
    sets: tuple[str, ...],
    since: str | None,
    annex: bool | None,
    no_facts: bool,
    sign: Path | None,
    templates: str | None,
    force: bool,
    rules: Path | None,
) -> int:
    """Write the advice down as a letter to keep, from FACTS files or folders of them (- reads standard input).

    Examples: rothroute letter me.yaml -o me.html -o me.pdf -o me.ics

    rothroute letter clients/ -o letters/ --format pdf --format docx

    rothroute letter me.yaml -o new.pdf --since old.pdf

    rothroute letter me.yaml -o - --format html >me.html

    Exit code: 0 written, 4 written but one is provisional, 2 one could not be written.
    """
    from ..engine.letters import LetterOptions, LetterOrder, check_apart, following, jobs, letterhead_in, written
    from ..engine.resources import read_bytes

    if no_facts and (annex or since):
        raise click.UsageError(f"--no-facts cannot be used with {'--annex' if annex else '--since'}, which shows facts")
    adviser = adviser_of(rules)
    head = letterhead_in(str(letterhead)) if letterhead else ""
    changes = tuple(entries(adviser.rulebook, sets, day))
    work = jobs(facts, outputs, forms)
    if since:
        work = following(work, since)
    check_apart(work, *(str(path) for path in (letterhead, sign) if path))
    if any(path == "-" and kind in _BINARY for job in work for path, kind in job.letters) and sys.stdout.isatty():
        raise click.UsageError("a PDF or Word file is not shown at a terminal: name a file with -o, or pipe it")
    key = read_bytes(sign) if sign else b""
    options = LetterOptions(client, author, head, paper)
    papers = False if no_facts else annex
    order = LetterOrder(
        rules, templates, options, day_on(adviser, day), changes, force, papers, key, str(sign or ""), not no_facts
    )
    found = written(work, order, adviser)
    with click.progressbar(found, len(work), "letters", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return _letters_told(list(bar))


def _letters_told(results: list[Any]) -> int:
    """Say what was written and what failed and why; beside a letter on standard output nothing is said there."""
    failed = [one for one in results if one.problem is not None]
    for one in results:
        shown = any(path == "-" for path, _ in one.job.letters)
        for path, _ in one.job.letters if one.problem is None else ():
            line = f"{path}{'' if one.decided else ' (provisional)'}"
            if path == "-":
                say(one.shown)
            elif shown:
                click.echo(line, err=True)
            else:
                say(line)
    for year in sorted({one.by_the_clock for one in results if one.by_the_clock}):
        remark_on_clock(year, option="--date")
    told = None
    for one in failed:
        again = one.problem.diagnostics == told
        if len(results) > 1:
            click.echo(f"{one.job.facts} was not written{', for the same reason' if again else ':'}", err=True)
        if not again:
            complain(one.problem.diagnostics, one.problem.texts)
        told = one.problem.diagnostics
    if len(results) > 1:
        say(f"{len(results) - len(failed)} written, {len(failed)} failed")
    return BAD_INPUT if failed else DECIDED if all(one.decided for one in results) else PROVISIONAL
