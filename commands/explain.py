"""`rothroute explain`: what a name means."""

from __future__ import annotations

from pathlib import Path

import click

from .common import DECIDED, adviser_of, rules_option, say


@click.command()
@click.argument("name")
@click.option("--year", type=int, metavar="YEAR", help="The tax year whose amounts to show.")
@rules_option
def explain(name: str, year: int | None, rules: Path | None) -> int:
    """Say what NAME means: a fact, parameter, figure, conclusion, route, limit, source or check of the audit.

    A section of law, like "USC 219(g)", lists all that rests on it.

    Examples: rothroute explain roth_ira_limit; rothroute explain facts; rothroute explain "USC 219(g)"
    """
    if " " in name:
        from ..engine.audit.workshop import resting_on

        say(resting_on(rules, name))
        return DECIDED
    if "-" in name:
        from ..engine.audit.pages import explained as page_of

        say(page_of(name))
        return DECIDED
    from ..engine.rulebook.reference import explain as explained

    say(explained(adviser_of(rules).rulebook, name, year))
    return DECIDED
