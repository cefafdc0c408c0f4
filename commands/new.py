"""`rothroute new`: begin a year, a rule or a check."""

from __future__ import annotations

from pathlib import Path

import click

from .common import DECIDED, rules_option, say


@click.group()
def new() -> None:
    """Begin a new year, rule or check: files with FILL IN where a person must decide."""


@new.command("year")
@click.argument("year", type=int)
@rules_option
def new_year(year: int, rules: Path | None) -> int:
    """Add YEAR to every parameter.

    Example: rothroute new year 2027 --rules rules
    """
    return _scaffolded("year", rules, str(year))


@new.command("rule")
@click.argument("topic")
@click.argument("name")
@rules_option
def new_rule(topic: str, name: str, rules: Path | None) -> int:
    """Add the conclusion NAME to a TOPIC, with a case for it.

    Example: rothroute new rule roth_ira income_is_rising --rules rules
    """
    return _scaffolded("rule", rules, topic, name)


@new.command("check")
@click.argument("name")
def new_check(name: str) -> int:
    """Add a check to the audit (in a checkout).

    Example: rothroute new check unused-fact
    """
    return _scaffolded("check", None, name)


def _scaffolded(kind: str, rules: Path | None, *names: str) -> int:
    from ..engine.audit.workshop import scaffolded

    for path in scaffolded(kind, rules, names):
        say(f"wrote {path}")
    return DECIDED
