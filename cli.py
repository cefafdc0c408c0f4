"""The door: parse, call, print, exit code. Nothing is decided here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import click

from .engine.diagnostic import Diagnostic, Refusal, render
from .engine.version import VERSION

if TYPE_CHECKING:
    from .engine.advise.model import Advice
    from .engine.api import Adviser

DECIDED, FINDINGS, BAD_INPUT, OUR_BUG, PROVISIONAL, INTERRUPTED = 0, 1, 2, 3, 4, 130
_SHELLS: Final = ("bash", "zsh", "fish")
_Command = TypeVar("_Command", bound=Callable[..., Any])


class OutputClosed(Exception):
    """Whoever read our output went away (click would swallow the operating system's own error)."""


def say(text: str) -> None:
    """Print one piece of output. Raises OutputClosed when nobody reads it any more."""
    try:
        click.echo(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosed from None


def rules_option(command: _Command) -> _Command:
    """`--rules DIR`, the same for every command that reads rules."""
    help = "A folder with a rulebook, instead of the one that comes with rothroute."
    return click.option("--rules", type=click.Path(path_type=Path), metavar="DIR", help=help)(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="rothroute")
def cli() -> None:
    """Which Roth route is open to you, how many dollars, what to do by when, and why.

    Start with: rothroute advise examples/big-tech-engineer.yaml

    This is education, not tax, legal or investment advice.
    """


@cli.command()
@click.argument("facts", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--set", "sets", multiple=True, metavar="FACT=VALUE", help="Set or replace one fact; may be repeated.")
@click.option("--as-of", metavar="DATE", help="The day of the advice, like 2026-06-30. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@rules_option
def advise(facts: Path, sets: tuple[str, ...], as_of: str | None, form: str, rules: Path | None) -> int:
    """Answer for one saver from a FACTS file (YAML or JSON; - reads standard input).

    Example: rothroute advise me.yaml --set modified_agi=165k --as-of 2026-06-30

    Exit code: 0 decided, 4 provisional (something is still unknown), 2 input that cannot be used.
    """
    adviser = _adviser(rules)
    given = adviser.given(_facts_node(facts))
    for entry in (*sets, *([f"as_of={as_of}"] if as_of else [])):
        name, sign, value = entry.partition("=")
        if not sign:
            raise click.UsageError(f"--set {entry}: write it as fact=value")
        given.set(adviser.rulebook, name.strip(), value)
    advice = adviser.advise(given, date.today())
    say(_written(advice, adviser, form))
    return DECIDED if advice.decided else PROVISIONAL


@cli.command()
@click.option("--answers", type=click.Path(path_type=Path), metavar="FILE", help="Go on from this file, and keep answers in it.")
@click.option("--quick", is_flag=True, help="At most 8 questions; the usual answer to everything else.")
@click.option("--no-input", is_flag=True, help="Never ask: answer from --answers, or say what is needed.")
@click.option("--pending", type=click.Path(path_type=Path), metavar="FILE", help="With --no-input, write what is needed as JSON.")
@click.option("--accessible", is_flag=True, help="Plain lines for screen readers; also ACCESSIBLE=1.")
@click.option("--as-of", metavar="DATE", help="The day of the advice, like 2026-06-30. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@rules_option
def ask(
    answers: Path | None,
    quick: bool,
    no_input: bool,
    pending: Path | None,
    accessible: bool,
    as_of: str | None,
    form: str,
    rules: Path | None,
) -> int:
    """Ask only the questions your answer needs, then give it.

    Example: rothroute ask --answers me.yaml

    Exit code: 0 decided, 4 provisional, 130 interrupted (your answers are saved).
    """
    from .engine.interview.screen import Look
    from .engine.interview.start import Options, with_a_person, without_a_person

    adviser = _adviser(rules)
    options = Options(answers, _day(as_of), as_of is not None, quick, pending)
    if no_input or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return without_a_person(adviser, options, lambda advice: _written(advice, adviser, form))
    plain = accessible or bool(os.environ.get("ACCESSIBLE"))
    look = Look(_width(), _colour(sys.stdout) and not plain, _unicode(), plain)
    return with_a_person(adviser, options, look, lambda advice: _written(advice, adviser, form))


@cli.command()
@rules_option
@click.option("--only", metavar="TEXT", default="", help="Run only the cases whose name holds this text.")
def test(rules: Path | None, only: str) -> int:
    """Run the worked examples beside the rules.

    Example: rothroute test --only "phase-out"
    """
    from .engine.advise.casebook import Casebook
    from .engine.load import load_cases
    from .engine.resources import RULES, read_rules

    adviser = _adviser(rules)
    cases = [case for case in load_cases(read_rules(rules or RULES)) if only.lower() in case.name.lower()]
    book = Casebook(adviser.rulebook, adviser.inference)
    failed = 0
    with click.progressbar(cases, label="cases", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        results = [book.run(case) for case in bar]
    for result in results:
        if not result.passed:
            failed += 1
            say(f"failed: {result.case.name}\n  {result.case.span}")
            for miss in result.misses:
                say(f"  {miss.name}: expected {miss.expected}, found {miss.found}")
            if result.refused:
                _complain(result.refused, rules)
    if not cases:
        say("no cases" + (f" with `{only}` in their name" if only else " beside these rules"))
    say(f"{len(cases) - failed} passed, {failed} failed")
    return FINDINGS if failed else DECIDED


@cli.command()
@click.argument("name")
@click.option("--year", type=int, metavar="YEAR", help="The tax year whose amounts to show.")
@rules_option
def explain(name: str, year: int | None, rules: Path | None) -> int:
    """Say what NAME means: a fact, parameter, figure, conclusion, route, limit or source.

    Examples: rothroute explain roth_ira_limit; rothroute explain facts
    """
    from .engine.explain import explain as explained

    say(explained(_adviser(rules).rulebook, name, year))
    return DECIDED


@cli.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> int:
    """Print the completion script for a SHELL.

    Example: rothroute completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    if maker is None:
        raise click.UsageError(f"no completion for {shell}")
    say(maker(cli, {}, "rothroute", "_ROTHROUTE_COMPLETE").source())
    return DECIDED


def _adviser(rules: Path | None) -> Adviser:
    from .engine.api import Adviser, load_rulebook

    return Adviser(load_rulebook(rules))


def _facts_node(path: Path) -> Any:
    from .engine.resources import read_bytes, read_stdin
    from .engine.source import parse

    return parse(read_stdin() if str(path) == "-" else read_bytes(path), str(path))


def _written(advice: Advice, adviser: Adviser, form: str) -> str:
    if form == "json":
        import json

        from .engine.advise.as_json import advice_json

        return json.dumps(advice_json(advice), indent=2)
    from .engine.documents import render as written
    from .engine.resources import read_templates

    plain = form == "markdown"
    return written(
        advice,
        adviser.rulebook,
        "markdown" if plain else "text",
        read_templates(),
        width=_width(),
        colour=not plain and _colour(sys.stdout),
        unicode=plain or _unicode(),
    )


def _day(text: str | None) -> int:
    from .engine.value import read_date

    try:
        return read_date(text) if text else date.today().toordinal()
    except ValueError as problem:
        raise click.UsageError(f"--as-of {problem}") from None


def _width() -> int:
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 200))


def _unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _colour(stream: Any) -> bool:
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _complain(diagnostics: Iterable[Diagnostic], rules: Path | None) -> None:
    from .engine.resources import texts_of

    found = tuple(diagnostics)
    texts = texts_of({span.file for one in found if (span := one.span)}, rules)
    click.echo(render(found, texts, colour=_colour(sys.stderr)), err=True)


def _rules_of(arguments: list[str]) -> Path | None:
    """The folder given as --rules, for excerpts of files in it."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--rules="):
            return Path(argument.removeprefix("--rules="))
        if argument == "--rules" and place + 1 < len(arguments):
            return Path(arguments[place + 1])
    return None


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; the one place where errors become exit codes."""
    try:
        result = cli.main(arguments, prog_name="rothroute", standalone_mode=False)
        sys.stdout.flush()
    except Refusal as refusal:
        _complain(refusal.diagnostics, _rules_of(arguments))
        return BAD_INPUT
    except click.ClickException as problem:
        problem.show()
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (OutputClosed, BrokenPipeError):
        return _closed_pipe()
    except Exception as bug:
        return _our_bug(bug)
    return result if isinstance(result, int) else DECIDED


def _closed_pipe() -> int:
    """Whoever read our output went away: say so once, and keep Python from complaining at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo("error: the output was closed before everything was written", err=True)
    return BAD_INPUT


def _our_bug(bug: Exception) -> int:
    from .engine.resources import write_report

    report = write_report(bug)
    click.echo("error: this is a bug in rothroute, not in your input", err=True)
    where = f"{report} (it holds no facts of yours)" if report else "no report could be written"
    click.echo(f"  = help: report it with {where}", err=True)
    return OUR_BUG


def main() -> NoReturn:
    """The `rothroute` command."""
    sys.exit(run(sys.argv[1:]))
