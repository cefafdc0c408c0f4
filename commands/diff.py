"""`rothroute diff`: compare two rulebooks."""

from __future__ import annotations

from pathlib import Path

import click

from .common import DECIDED, FINDINGS, as_json, rules_option, say


@click.command()
@click.argument("old")
@click.argument("new")
@rules_option
@click.option("--year", type=int, metavar="YEAR", help="The tax year to compare. Default: the newest both publish.")
@click.option("--people", type=click.Path(path_type=Path), metavar="FILE", help="Savers whose answers to compare.")
@click.option(
    "--receipts", type=click.Path(path_type=Path), metavar="DIR", help="Earlier advice as JSON, with its facts."
)
@click.option("--details", is_flag=True, help="A saver for each figure that changes, not for the routes alone.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(
    old: str,
    new: str,
    rules: Path | None,
    year: int | None,
    people: Path | None,
    receipts: Path | None,
    details: bool,
    form: str,
) -> int:
    """Compare two rulebooks: for whom each route and figure widens or narrows.

    OLD and NEW are folders, git revisions of the rules, or tax years. Needs Z3.

    Examples: rothroute diff HEAD rules; rothroute diff 2025 2026

    Exit code: 0 nothing changes, 1 something does, 2 input that cannot be used.
    """
    from ..engine import laboratory
    from ..engine.audit.diff import report

    before, after = laboratory.place(old, rules), laboratory.place(new, rules)
    found = laboratory.compared(before, after, year)
    say(report.as_text(found, details) if form == "text" else as_json(report.as_data(found)))
    if people is not None:
        say(report.affected_text(*laboratory.people_affected(before, after, people, year)))
    if receipts is not None:
        say(report.receipts_text(laboratory.receipts_differing(after, receipts)))
    return FINDINGS if report.changes(found) else DECIDED
