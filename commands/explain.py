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

    Examples: rothroute explain MAGI; rothroute explain "after-tax"; rothroute explain "USC 219(g)"
    """
    from ..engine.diagnostic import Refusal
    from ..engine.rulebook.reference import explain as explained

    if " " in name:
        from ..engine.audit.workshop import is_provision, resting_on

        if is_provision(rules, name):
            say(resting_on(rules, name))
            return DECIDED
    if "-" not in name:
        say(explained(adviser_of(rules).rulebook, name, year))
        return DECIDED
    from ..engine.audit.pages import explained as check_page
    from ..engine.audit.pages import pages

    if name in pages():
        say(check_page(name))
        return DECIDED
    try:
        page = explained(adviser_of(rules).rulebook, name, year)
    except Refusal:
        page = check_page(name)
    say(page)
    return DECIDED
