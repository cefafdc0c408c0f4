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
    if "-" in name:
        from ..engine.audit.pages import pages

        if name in pages():
            say(_check(name))
            return DECIDED
    try:
        page = explained(adviser_of(rules).rulebook, name, year)
    except Refusal:
        page = _elsewhere(rules, name)
        if not page:
            raise
    say(page)
    return DECIDED


def _elsewhere(rules: Path | None, name: str) -> str:
    """What a name that is none of the rulebook may mean: a section of law without its source; a misspelt check.

    Raises Refusal, with the names that are like it.
    """
    if "(" in name:
        from ..engine.audit.workshop import resting_on

        return resting_on(rules, name)
    return _check(name) if "-" in name and " " not in name else ""


def _check(name: str) -> str:
    from ..engine.audit.pages import explained

    return explained(name)
