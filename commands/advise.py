"""`rothroute advise`: answer for one saver."""

from __future__ import annotations

from pathlib import Path

import click

from .common import (
    DECIDED,
    PROVISIONAL,
    adviser_of,
    day_on,
    entries,
    facts_node,
    household_in_words,
    household_of,
    in_words,
    remark_on_clock,
    rules_option,
    set_option,
    show,
)


@click.command()
@click.argument("facts", type=click.Path(path_type=Path, allow_dash=True))
@set_option
@click.option("--as-of", metavar="DATE", help="The day of the advice, like 2026-06-30. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--brief", is_flag=True, help="The first screen only.")
@click.option("--full", is_flag=True, help="For two savers: after the answer for both, each one's own answer as well.")
@click.option("--pager/--no-pager", default=True, help="Page through what is longer than the terminal, as PAGER says.")
@rules_option
def advise(
    facts: Path,
    sets: tuple[str, ...],
    as_of: str | None,
    form: str,
    brief: bool,
    full: bool,
    pager: bool,
    rules: Path | None,
) -> int:
    """Answer for one saver, or for the two of a household, from a FACTS file (YAML or JSON; - reads standard input).

    Examples: rothroute advise me.yaml --set modified_agi=165k --as-of 2026-06-30

    rothroute advise us.yaml --set Anna.wages=90k

    Exit code: 0 decided, 4 provisional (something is still unknown), 2 input that cannot be used.
    """
    from ..engine.advise.household_answers import is_household

    if brief and full:
        raise click.UsageError("--brief is the first screen only, and --full is all there is: name one of them")
    adviser, node = adviser_of(rules), facts_node(facts)
    if is_household(node):
        found = adviser.advise_household(household_of(adviser, node, sets, as_of), day_on(adviser, as_of))
        show(household_in_words(found, form, brief, full), pager=pager and form != "json")
        return DECIDED if found.decided else PROVISIONAL
    given = adviser.given(node)
    for name, value in entries(adviser.rulebook, sets, as_of):
        given.set(adviser.rulebook, name, value)
    by_the_clock = as_of is None and not given.says_day(adviser.rulebook)
    decision = adviser.advise(given, day_on(adviser, as_of))
    if by_the_clock:
        remark_on_clock(decision.advice.tax_year)
    show(in_words(decision, form, brief=brief), pager=pager and form != "json")
    return DECIDED if decision.advice.decided else PROVISIONAL
