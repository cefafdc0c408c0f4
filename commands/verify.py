"""`rothroute verify`: check a letter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import DECIDED, FINDINGS, adviser_of, facts_node, rules_option, say

if TYPE_CHECKING:
    from ..engine.api import Adviser
    from ..engine.letters import Verified
    from ..engine.letters.verify import GivenFacts


@click.command()
@click.argument("letter", type=click.Path(path_type=Path))
@click.option("--edited-ok", is_flag=True, help="An edited Word letter is no error: list what was edited.")
@click.option("--key", type=click.Path(path_type=Path), metavar="KEY", help="Whose signature it must carry (PEM).")
@click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The receipt, where a mail's attachment was saved.",
)
@click.option(
    "--facts",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The facts of a letter that was written with --no-facts.",
)
@click.option("--templates", metavar="DIR", help="The templates it was written with.")
@rules_option
def verify(
    letter: Path,
    edited_ok: bool,
    key: Path | None,
    receipt: Path | None,
    facts: Path | None,
    templates: str | None,
    rules: Path | None,
) -> int:
    """Check a LETTER: whether it was changed since it was made, and what today's rules would say.

    Examples: rothroute verify me.pdf

    rothroute verify me.docx --edited-ok

    rothroute verify me.html --key pub.pem

    Exit code: 0 not changed and today's rules give the same answer, 1 otherwise, 2 no letter of ours.
    A letter without facts (letter --no-facts) needs --facts or --key for 0.
    """
    from ..engine.resources import in_bounds

    given = (letter, key, receipt, facts, templates, rules)
    found = in_bounds("this letter", _found, *given) if templates or rules else _found(*given)
    say("\n".join((*found.says, *(f"  {line}" for line in found.details))))
    if edited_ok and found.change == "edited":
        found = found._replace(change="same")
    return DECIDED if found.holds else FINDINGS


def _found(
    letter: Path, key: Path | None, receipt: Path | None, facts: Path | None, templates: str | None, rules: Path | None
) -> Verified:
    """What is found, with all that is needed for it read here: rules and templates may be a stranger's."""
    from ..engine.letters import LetterWriter
    from ..engine.letters import verify as verified
    from ..engine.letters.seal import Checker
    from ..engine.resources import read_bytes
    from ..engine.templates import templates_of

    data, aside = read_bytes(letter), read_bytes(receipt) if receipt else None
    checker = Checker(read_bytes(key), str(key)) if key else None
    adviser = adviser_of(rules)
    given = _told(adviser, facts) if facts else None
    return verified(data, str(letter), adviser, LetterWriter(templates_of(templates)), checker, aside, given)


def _told(adviser: Adviser, facts: Path) -> GivenFacts:
    """The facts a letter leaves out: one saver's, or those of a household."""
    from ..engine.advise.household_answers import is_household, read_household

    node = facts_node(facts)
    return read_household(adviser.rulebook, node) if is_household(node) else adviser.given(node)
