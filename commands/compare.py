"""`rothroute compare`: several answers side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import (
    DECIDED,
    PROVISIONAL,
    adviser_of,
    as_json,
    day_on,
    entries,
    facts_node,
    household_of,
    laid_out,
    rules_option,
    set_option,
    show,
)

if TYPE_CHECKING:
    from ..engine.advise.build import Decision
    from ..engine.api import Adviser
    from ..engine.explain.compare import NamedComparison

_MOST_FILES = 4
_AS_IT_IS = "as it is"
Decided = tuple[tuple[str, "Decision"], ...]


@click.command()
@click.argument("facts", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@set_option
@click.option("--as-of", metavar="DATE", help="The day of the answers, like 2026-06-30. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--pager/--no-pager", default=True, help="Page through what is longer than the terminal, as PAGER says.")
@rules_option
def compare(
    facts: tuple[Path, ...], sets: tuple[str, ...], as_of: str | None, form: str, pager: bool, rules: Path | None
) -> int:
    """Put answers side by side: one FACTS file as it is and with --set, or two to four files.

    Examples: rothroute compare me.yaml --set modified_agi=165k --set employee_deferrals=24500

    rothroute compare stay.yaml leave.yaml

    With several files, --set holds for each.

    Exit code: 0 all are decided, 4 one is provisional, 2 input that cannot be used.
    """
    if len(facts) == 1 and not sets:
        raise click.UsageError("nothing to compare: give --set FACT=VALUE, or a second file")
    if len(facts) > _MOST_FILES:
        raise click.UsageError(f"at most {_MOST_FILES} files stand side by side")
    adviser = adviser_of(rules)
    if len(facts) == 1:
        names = [_AS_IT_IS, f"with {', '.join(sets)}"]
        answers = [_decided(adviser, facts[0], (), as_of), _decided(adviser, facts[0], sets, as_of)]
    else:
        names = [str(path) for path in facts]
        answers = [_decided(adviser, path, sets, as_of) for path in facts]
    if len({len(one) for one in answers}) > 1:
        raise click.UsageError("a household cannot be compared with one saver")
    show(_in_words(names, answers, form), pager=pager and form != "json")
    every = (decision.advice.decided for one in answers for _, decision in one)
    return DECIDED if all(every) else PROVISIONAL


def _decided(adviser: Adviser, path: Path, sets: tuple[str, ...], as_of: str | None) -> Decided:
    """The decision of a file, or of both savers of a household with their names."""
    from ..engine.advise.household_answers import is_household

    node = facts_node(path)
    if is_household(node):
        found = adviser.advise_household(household_of(adviser, node, sets, as_of), day_on(adviser, as_of))
        return tuple((one.name, one.decision) for one in found.savers)
    given = adviser.given(node)
    for name, value in entries(adviser.rulebook, sets, as_of):
        given.set(adviser.rulebook, name, value)
    return (("", adviser.advise(given, day_on(adviser, as_of))),)


def _in_words(names: list[str], answers: list[Decided], form: str) -> str:
    from ..engine.explain.compare import NamedComparison, comparison_json, comparison_of

    compared = [
        NamedComparison(pair[0][0], comparison_of(names, [decision for _, decision in pair]))
        for pair in zip(*answers, strict=True)
    ]
    if form == "json":
        return as_json(_json(compared, answers, comparison_json))
    from ..engine.templates import templates_of

    return laid_out(templates_of().comparison(compared), form)


def _json(compared: list[NamedComparison], answers: list[Decided], said: Any) -> dict[str, Any]:
    from ..engine.advise.as_json import advice_json

    return {
        "schema": 1,
        "comparisons": [
            {
                **({"name": one.name} if one.name else {}),
                **said(one.found),
                "answers": [advice_json(decided[place][1].advice) for decided in answers],
            }
            for place, one in enumerate(compared)
        ],
    }
