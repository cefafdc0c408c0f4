"""What several commands share: exit codes, output, the terminal, the rulebook and the facts they are given."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..engine.diagnostic import Diagnostic, render

if TYPE_CHECKING:
    from ..engine.advise.build import Decision
    from ..engine.advise.household import HouseholdDecision
    from ..engine.advise.household_answers import SaverGiven
    from ..engine.api import Adviser
    from ..engine.rulebook.model import Rulebook

DECIDED, FINDINGS, BAD_INPUT, OUR_BUG, PROVISIONAL, INTERRUPTED = 0, 1, 2, 3, 4, 130
_WITHOUT_DURABLE_RULES = (
    "note: durable_rules is not installed (it needs a C compiler), so rothroute's reference evaluator answers; "
    "both give the same answers"
)
_Command = TypeVar("_Command", bound=Callable[..., Any])


class OutputClosed(Exception):
    """The reader of our output is gone (click would swallow the operating system's own error)."""


def say(text: str | bytes) -> None:
    """Print one piece of output, or bytes as they stand. Raises OutputClosed when nobody reads it any more."""
    try:
        click.echo(text, nl=isinstance(text, str))
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosed from None


def show(text: str, pager: bool) -> None:
    """Print a text; one longer than the terminal goes through the pager that PAGER names, as git does."""
    import shutil

    if pager and sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size((80, 24)).lines:
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text)
    else:
        say(text)


def complain(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str] | None = None) -> None:
    """Print diagnostics on standard error, with excerpts of the files they point into.

    Without `texts` they point into files that were named to us as they stand.
    """
    from ..engine.resources import texts_of

    found = tuple(diagnostics)
    if texts is None:
        texts = texts_of({span.file for one in found if (span := one.span)})
    click.echo(render(found, texts, colour=colour(sys.stderr)), err=True)


def rules_option(command: _Command) -> _Command:
    """`--rules DIR`, the same for every command that reads rules."""
    help = "A folder with a rulebook, instead of the one that comes with rothroute."
    return click.option("--rules", type=click.Path(path_type=Path), metavar="DIR", help=help)(command)


def set_option(command: _Command) -> _Command:
    """`--set FACT=VALUE`, the same for every command that reads facts."""
    help = "Set or replace one fact; may be repeated."
    return click.option("--set", "sets", multiple=True, metavar="FACT=VALUE", help=help)(command)


def entries(rulebook: Rulebook, sets: Iterable[str], as_of: str | None, option: str = "--set") -> list[tuple[str, str]]:
    """The fact and the value of each --set (or other option), then the day where one is named and a fact says it.

    A choice may be said in the words `ask` takes. Raises click.UsageError where there is no equals sign.
    """
    day = rulebook.day_fact
    told = [(name, _chosen(rulebook, name, value)) for name, value in (_entry(one, option) for one in sets)]
    return [*told, *([(day, as_of)] if as_of and day else [])]


def _chosen(rulebook: Rulebook, name: str, said: str) -> str:
    """The choice meant by words that can mean one only; else the words as they are, for the fact itself to refuse."""
    fact = rulebook.facts.get(name.rpartition(".")[2])
    if fact is None or not fact.values or said.strip() in dict(fact.values):
        return said
    from ..engine.ask.natural import read_natural

    try:
        reading = read_natural(fact, rulebook.questions.get(fact.name), said, 0, None)
    except ValueError:
        return said
    return said if reading.confirm or reading.value is None else str(reading.value)


def day_on(adviser: Adviser, as_of: str | None) -> date:
    """The day of the advice where no fact says it: that of --as-of for a rulebook without such a fact, else today."""
    return date.today() if adviser.rulebook.day_fact else date.fromordinal(day_of(as_of))


def _entry(text: str, option: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"{option} {text}: write it as fact=value")
    return name.strip(), value


def adviser_of(rules: Path | None) -> Adviser:
    """The adviser for a rulebook folder, or for the rulebook that comes with rothroute."""
    from ..engine.api import Adviser, load_rulebook
    from ..engine.reasoning.infer.machine import is_installed

    if not is_installed():
        click.echo(_WITHOUT_DURABLE_RULES, err=True)
    return Adviser(load_rulebook(rules))


def facts_node(path: Path) -> Any:
    """A facts file as nodes with their places; `-` is standard input."""
    from ..engine.resources import read_bytes, read_stdin
    from ..engine.rulebook.source import parse

    return parse(read_stdin() if str(path) == "-" else read_bytes(path), str(path))


def household_of(adviser: Adviser, node: Any, sets: Iterable[str], as_of: str | None) -> tuple[SaverGiven, SaverGiven]:
    """The two savers of a household file, with `--set NAME.fact=value` for one of them and `--set fact=value` for both.

    Raises Refusal for what cannot be read and for a --set that names neither saver.
    """
    from ..engine.advise.household_answers import read_household, set_fact

    savers = read_household(adviser.rulebook, node)
    for name, value in entries(adviser.rulebook, sets, as_of):
        set_fact(adviser.rulebook, savers, name, value)
    return savers


def in_words(decision: Decision, form: str, read_aloud: bool = False, brief: bool = False) -> str:
    """The answer as text for this terminal, as Markdown or as JSON; ACCESSIBLE=1 has it written for screen readers.

    `brief` stops after the first screen.
    """
    if form == "json":
        from ..engine.advise.as_json import advice_json

        return as_json(advice_json(decision.advice))
    from ..engine.explain import explanation_of
    from ..engine.templates import templates_of

    return laid_out(templates_of().advice(explanation_of(decision), brief).markdown, form, read_aloud)


def household_in_words(found: HouseholdDecision, form: str, brief: bool = False, full: bool = False) -> str:
    """The answer for two savers together, as `in_words` gives one saver's; `full` adds each one's own after it."""
    if form == "json":
        from ..engine.advise.as_json import household_json

        return as_json(household_json(found))
    from ..engine.explain.household import household_explanation_of
    from ..engine.templates import templates_of

    return laid_out(templates_of().household(household_explanation_of(found), brief, full), form)


def laid_out(markdown: str, form: str, read_aloud: bool = False) -> str:
    """Markdown as it is, or laid out for this terminal."""
    if form == "markdown":
        from ..engine.render.markdown import plain_markdown

        return plain_markdown(markdown, {})
    from ..engine.render.parse import parsed
    from ..engine.render.terminal import Terminal, text_of

    plain = read_aloud or accessible()
    return text_of(parsed(markdown), Terminal(width(), colour(sys.stdout), unicode(), plain, notes=False))


def remark_on_clock(tax_year: int, option: str = "--as-of") -> None:
    """Say on standard error where today, taken as the day of the advice, is far from the tax year."""
    from ..engine.advise.clock import clock_remark

    if remark := clock_remark(tax_year, date.today(), option):
        click.echo(f"note: {remark}", err=True)


def as_json(data: Any) -> str:
    """Data as indented JSON."""
    import json

    return json.dumps(data, indent=2)


def day_of(text: str | None) -> int:
    """The day of --as-of as an ordinal; today when none is given. Raises click.UsageError."""
    from ..engine.value import read_date

    try:
        return read_date(text) if text else date.today().toordinal()
    except ValueError as problem:
        raise click.UsageError(f"--as-of {problem}") from None


def own_command() -> str:
    """What to type at a shell to run this program again: its name where the shell finds it, else its whole path."""
    import shlex
    import shutil

    name, typed = "rothroute", sys.argv[0]
    there = os.path.basename(typed) == name and os.path.isfile(typed)
    if not there or ((found := shutil.which(name)) and os.path.samefile(found, typed)):
        return name
    return shlex.quote(os.path.abspath(typed))


def width() -> int:
    """Columns of the terminal, from 40 to 200."""
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 200))


def height() -> int:
    """Lines of the terminal, at least 10."""
    import shutil

    return max(10, shutil.get_terminal_size((80, 24)).lines)


def at_terminal() -> bool:
    """Whether a person at a terminal reads us and can answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def accessible() -> bool:
    """Whether the person at the terminal asked for plain lines."""
    return bool(os.environ.get("ACCESSIBLE"))


def unicode() -> bool:
    """Whether standard output takes more than ASCII."""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def colour(stream: Any) -> bool:
    """Whether to colour what goes to a stream: a terminal, NO_COLOR not set, not a dumb one."""
    return bool(stream and stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
