"""`rothroute example`: a facts file to begin with."""

from __future__ import annotations

import re

import click

from .common import DECIDED, say

_DAY = re.compile(r"^ *as_of: *(\S+)", re.MULTILINE)
_WIDTH = 110  # columns of what is said of an example


@click.command()
@click.argument("name", required=False)
def example(name: str | None) -> int:
    """Print an example facts file by its NAME; without one, list the examples and whom each is about.

    An example keeps the day it is advised as of; a note on standard error says which.

    Example: rothroute example big-tech-engineer > me.yaml
    """
    from ..engine.diagnostic import did_you_mean
    from ..engine.resources import read_examples

    examples = read_examples()
    if name is None:
        wide = max(map(len, examples))
        for one, text in examples.items():
            say(f"{one:{wide}}  {_about(text)}")
        return DECIDED
    if name not in examples:
        raise click.UsageError(
            f"there is no example `{name}`: {did_you_mean(name, examples) or '`rothroute example` lists them'}"
        )
    say(examples[name].rstrip("\n"))
    if day := _DAY.search(examples[name]):
        note = f"this example is advised as of {day[1]}, whenever you run it; for today, take its as_of line out"
        click.echo(f"note: {note}", err=True)
    return DECIDED


def _about(text: str) -> str:
    """The first sentences of the comment an example begins with, on one line."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    about = " ".join(lines)
    return about if len(about) <= _WIDTH else about[:_WIDTH].rpartition(" ")[0] + " ..."
