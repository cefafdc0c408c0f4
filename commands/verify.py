"""`rothroute verify`: check a letter."""

from __future__ import annotations

from pathlib import Path

import click

from .common import DECIDED, FINDINGS, adviser_of, rules_option, say


@click.command()
@click.argument("letter", type=click.Path(path_type=Path))
@click.option("--templates", metavar="DIR", help="The templates it was written with.")
@rules_option
def verify(letter: Path, templates: str | None, rules: Path | None) -> int:
    """Check a LETTER: the same, changed since, or no longer what today's rules say.

    Example: rothroute verify me.pdf

    Exit code: 0 the same answer, 1 changed or different, 2 no letter of ours.
    """
    from ..engine.documents.letter import press_of
    from ..engine.documents.letter.verify import verify as verified
    from ..engine.resources import read_bytes

    found = verified(read_bytes(letter), str(letter), adviser_of(rules), press_of(templates))
    say("\n".join((found.says, *(f"  {line}" for line in found.details))))
    return DECIDED if found.finding in ("same", "still_right") else FINDINGS
