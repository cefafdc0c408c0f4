"""`rothroute diff`: compare two rulebooks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import DECIDED, FINDINGS, as_json, rules_option, say

if TYPE_CHECKING:
    from ..engine.audit.laboratory import Earlier, Place


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--since-tag", is_flag=True, help="Compare the rules with those of their last tag.")
@click.option("--json", "in_json", is_flag=True, help="The same as `--format json`.")
@rules_option
@click.option("--year", type=int, metavar="YEAR", help="The tax year to compare. Default: the newest both publish.")
@click.option("--people", type=click.Path(path_type=Path), metavar="FILE", help="Savers whose answers to compare.")
@click.option(
    "--receipts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Earlier letters in any format, or advice as JSON beside its facts file.",
)
@click.option("--details", is_flag=True, help="Show a saver for each figure that changes, not only for routes.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "sarif"]), default="text", show_default=True
)
def diff(
    old: str | None,
    new: str | None,
    since_tag: bool,
    in_json: bool,
    rules: Path | None,
    year: int | None,
    people: Path | None,
    receipts: Path | None,
    details: bool,
    form: str,
) -> int:
    """Compare two rulebooks: what was rewritten, and for whom each route and figure widens or narrows.

    OLD and NEW are folders, git revisions of the rules, or tax years. Every tax year both publish is compared. Needs
    Z3. Markdown is for a pull request; SARIF lists the statements that changed though no case did.

    Examples: rothroute diff HEAD rules; rothroute diff 2025 2026; rothroute diff --since-tag

    Exit code: 0 nothing changes, 1 something does, 2 input that cannot be used.
    """
    from ..engine.audit import laboratory
    from ..engine.audit.diff import report
    from ..engine.audit.diff.compare import anything_changes
    from ..engine.audit.reports import moved, sarif
    from ..engine.audit.workshop import path_of
    from ..engine.resources import RULES

    if since_tag == (old is not None or new is not None) or (old is None) != (new is None):
        raise click.UsageError("name OLD and NEW, or say --since-tag and neither")
    form = "json" if in_json else form
    folder = rules or RULES
    sides = (laboratory.last_tag(folder), str(folder)) if old is None or new is None else (old, new)
    before, after = (laboratory.place(side, rules) for side in sides)
    watching = sys.stderr.isatty()
    found = laboratory.compared(before, after, year, _progress if watching else lambda year: None)
    if watching:
        click.echo("\r\x1b[K", err=True, nl=False)
    affected = laboratory.people_affected(before, after, people, year) if people else None
    earlier = [] if receipts is None else [*laboratory.kept_advice(after, receipts), *_letters(after, receipts)]
    differing = laboratory.receipts_differing(after, earlier)
    if form == "json":
        say(as_json(report.as_data(found, affected, None if receipts is None else (differing, len(earlier)))))
    elif form == "sarif":
        home = Path(sides[1]) if Path(sides[1]).is_dir() else folder
        findings = report.untested(found, after.rulebook)
        say(sarif.write([moved(one, lambda file: path_of(home, file)) for one in findings]))
    elif form == "markdown":
        say(report.as_markdown(found))
    else:
        say(report.as_text(found, details))
        if affected is not None:
            say(f"\n{report.affected_text(*affected)}")
        if receipts is not None:
            say(f"\n{report.receipts_text(differing, len(earlier))}")
    return FINDINGS if anything_changes(found) else DECIDED


def _progress(year: int) -> None:
    click.echo(f"\r\x1b[KComparing tax year {year} ...", err=True, nl=False)


def _letters(new: Place, folder: Path) -> Iterator[Earlier]:
    """The letters of a folder, in any format: each carries its facts and its answer."""
    from ..engine.audit.laboratory import kept_letter
    from ..engine.diagnostic import Refusal
    from ..engine.letters import opened
    from ..engine.letters.receipt import holds_facts
    from ..engine.resources import read_bytes

    for path in sorted(folder.iterdir()):
        try:
            receipt = opened(read_bytes(path), path.name).receipt if path.is_file() else None
        except Refusal:
            continue  # not a letter
        if receipt is not None and not holds_facts(receipt):
            click.echo(f"note: {path.name} was written with --no-facts and cannot be compared", err=True)
        elif receipt is not None:
            yield kept_letter(new, path.name, receipt)
