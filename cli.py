"""The door: parse, call, print, exit code. Nothing is decided here."""

from __future__ import annotations

import gc
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
    from .engine.audit.run import Report

DECIDED, FINDINGS, BAD_INPUT, OUR_BUG, PROVISIONAL, INTERRUPTED = 0, 1, 2, 3, 4, 130
_LETTERS: Final = ("html", "pdf", "markdown", "docx", "email", "calendar")
_OBJECTS: Final = 100_000  # made before Python looks for cycles, not 700: a rulebook is many objects without a cycle
_SHELLS: Final = ("bash", "zsh", "fish")
_FORMS: Final = ("text", "json", "sarif", "junit", "markdown", "github")
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
@click.option("--answers", type=click.Path(path_type=Path), metavar="FILE", help="Go on from this file and keep it.")
@click.option("--quick", is_flag=True, help="At most 8 questions; the usual answer to everything else.")
@click.option("--full", is_flag=True, help="Also ask what settles the total: Roth deferrals from your pay.")
@click.option("--no-input", is_flag=True, help="Never ask: answer from --answers, or say what is needed.")
@click.option("--pending", type=click.Path(path_type=Path), metavar="FILE", help="Write what is needed, as JSON.")
@click.option("--accessible", is_flag=True, help="Plain lines for screen readers; also ACCESSIBLE=1.")
@click.option("--as-of", metavar="DATE", help="The day of the advice, like 2026-06-30. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@rules_option
def ask(
    answers: Path | None,
    quick: bool,
    full: bool,
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
    options = Options(answers, _day(as_of), as_of is not None, quick, full, pending)
    if no_input or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return without_a_person(adviser, options, lambda advice: _written(advice, adviser, form))
    plain = accessible or bool(os.environ.get("ACCESSIBLE"))
    look = Look(_width(), _colour(sys.stdout) and not plain, _unicode(), plain)
    return with_a_person(adviser, options, look, lambda advice: _written(advice, adviser, form))


@cli.command()
@rules_option
@click.option("--only", metavar="TEXT", default="", help="Run only the cases whose name holds this text.")
@click.option("--coverage", is_flag=True, help="Say which conclusions, condition sides and boundaries no case shows.")
def test(rules: Path | None, only: str, coverage: bool) -> int:
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
    if coverage:
        from .engine.audit.coverage.measure import as_text, measure

        say(as_text(measure(adviser.rulebook, [result.trace for result in results if result.trace])))
    if not cases:
        say("no cases" + (f" with `{only}` in their name" if only else " beside these rules"))
    say(f"{len(cases) - failed} passed, {failed} failed")
    return FINDINGS if failed else DECIDED


@cli.command()
@click.argument("name")
@click.option("--year", type=int, metavar="YEAR", help="The tax year whose amounts to show.")
@rules_option
def explain(name: str, year: int | None, rules: Path | None) -> int:
    """Say what NAME means: a fact, parameter, figure, conclusion, route, limit, source or check of the audit.

    Examples: rothroute explain roth_ira_limit; rothroute explain facts
    """
    if "-" in name:
        from .engine.audit.pages import explained as page_of

        say(page_of(name))
        return DECIDED
    from .engine.explain import explain as explained

    say(explained(_adviser(rules).rulebook, name, year))
    return DECIDED


@cli.command()
@rules_option
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings fail the audit too.")
@click.option("--only", multiple=True, metavar="CHECK", help="Run this check alone; may be repeated.")
@click.option("--skip", multiple=True, metavar="CHECK", help="Leave this check out; may be repeated.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Report only what this file does not know."
)
@click.option("--write-baseline", type=click.Path(path_type=Path), metavar="FILE", help="Write down today's findings.")
@click.option("--fix", "fixing", is_flag=True, help="Make the safe repairs and show them.")
@click.option("--explain", metavar="CHECK", help="Say what a check finds, why, and how to write it right.")
@click.option(
    "--pages", type=click.Choice(["write", "check"]), help="Write docs/checks/ anew, or see that it is up to date."
)
@click.option("--as-of", metavar="DATE", help="The day to audit for. Default: today.")
@click.option("--prove", is_flag=True, help="Prove the properties for every saver (needs Z3).")
@click.option(
    "--mutate", is_flag=True, help="Change the rules one place at a time; list what no case notices (needs Z3)."
)
def audit(
    rules: Path | None,
    form: str,
    strict: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    baseline: Path | None,
    write_baseline: Path | None,
    fixing: bool,
    explain: str | None,
    pages: str | None,
    as_of: str | None,
    prove: bool,
    mutate: bool,
) -> int:
    """Check the rules themselves: names, logic, parameters, sources, tests and words.

    Example: rothroute audit --rules rules --strict --format sarif > audit.sarif

    Exit code: 0 clean, 1 findings, 2 bad usage.
    """
    from .engine import workshop
    from .engine.audit.findings import baseline_text, gates
    from .engine.audit.pages import explained
    from .engine.audit.reports import FORMS, summary

    if explain is not None:
        say(explained(explain))
        return DECIDED
    if pages is not None:
        stale = workshop.stale_pages(write=pages == "write")
        say("\n".join(stale) or "docs/checks is up to date")
        return FINDINGS if stale and pages == "check" else DECIDED
    job = workshop.Job(rules, date.fromordinal(_day(as_of)), only, skip)
    for change in workshop.repaired(job) if fixing else ():
        click.echo(f"fixed {change.file}:{change.line}\n  - {change.before}\n  + {change.after or ''}", err=True)
    if mutate:
        return _mutated(rules)
    report = workshop.audited(job)
    if prove:
        report = _proved(report, rules)
    if write_baseline is not None:
        workshop.keep(write_baseline, baseline_text(report.findings))
    if baseline is not None:
        report = workshop.without_known(report, baseline)
    if report.findings or form != "text":
        say(FORMS[form](report, lambda file: workshop.path_of(job, file)))
    click.echo(summary(report), err=True)
    return FINDINGS if gates(report.findings, strict) else DECIDED


def _proved(report: Report, rules: Path | None) -> Report:
    from .engine.audit.findings import ordered
    from .engine.audit.proof.prove import findings, summary
    from .engine.laboratory import proved

    book = _adviser(rules).rulebook
    settled = proved(book)
    click.echo("\n".join(summary(settled)), err=True)
    return report._replace(findings=tuple(ordered([*report.findings, *findings(book, settled)])))


def _mutated(rules: Path | None) -> int:
    from .engine.audit.mutate.report import as_text
    from .engine.laboratory import mutated

    book, found = mutated(rules)
    say(as_text(book, found))
    return FINDINGS if found.survivors else DECIDED


@cli.command()
@click.argument("old")
@click.argument("new")
@rules_option
@click.option("--year", type=int, metavar="YEAR", help="The tax year to compare. Default: the newest both publish.")
@click.option("--people", type=click.Path(path_type=Path), metavar="FILE", help="Savers whose answers to compare.")
@click.option(
    "--receipts", type=click.Path(path_type=Path), metavar="DIR", help="Earlier advice as JSON, with its facts."
)
@click.option("--details", is_flag=True, help="A saver for each figure that changes, not for the routes alone.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(
    old: str,
    new: str,
    rules: Path | None,
    year: int | None,
    people: Path | None,
    receipts: Path | None,
    details: bool,
    form: str,
) -> int:
    """Compare two rulebooks: for whom each route and figure widens or narrows.

    OLD and NEW are folders, git revisions of the rules, or tax years. Needs Z3.

    Examples: rothroute diff HEAD rules; rothroute diff 2025 2026

    Exit code: 0 nothing changes, 1 something does, 2 input that cannot be used.
    """
    from .engine import laboratory
    from .engine.audit.diff import report

    before, after = laboratory.place(old, rules), laboratory.place(new, rules)
    found = laboratory.compared(before, after, year)
    say(report.as_text(found, details) if form == "text" else _json(report.as_data(found)))
    if people is not None:
        say(report.affected_text(*laboratory.people_affected(before, after, people, year)))
    if receipts is not None:
        say(report.receipts_text(laboratory.receipts_differing(after, receipts)))
    return FINDINGS if report.changes(found) else DECIDED


def _json(data: Any) -> str:
    import json

    return json.dumps(data, indent=2)


@cli.group()
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
    from .engine.workshop import scaffolded

    for path in scaffolded(kind, rules, names):
        say(f"wrote {path}")
    return DECIDED


@cli.command()
@click.argument("facts", nargs=-1, required=True)
@click.option(
    "-o",
    "outputs",
    multiple=True,
    required=True,
    metavar="PATH",
    help="A file to write, or one folder. May be repeated.",
)
@click.option(
    "--format",
    "forms",
    multiple=True,
    type=click.Choice(_LETTERS),
    help="What to write into a folder; may be repeated.",
)
@click.option("--client", default="", metavar="NAME", help="Whom the letter is for.")
@click.option("--adviser", "author", default="", metavar="NAME", help="Who signs it.")
@click.option("--date", "day", metavar="DATE", help="The day of the letter, like 2026-06-30. Default: today.")
@click.option(
    "--letterhead", type=click.Path(path_type=Path), metavar="FILE", help="Lines of text for the head of the letter."
)
@click.option("--paper", type=click.Choice(["us-letter", "a4"]), default="us-letter", show_default=True)
@click.option("--set", "sets", multiple=True, metavar="FACT=VALUE", help="Set or replace one fact; may be repeated.")
@click.option("--templates", metavar="DIR", help="Templates of your own in place of some.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@rules_option
def letter(
    facts: tuple[str, ...],
    outputs: tuple[str, ...],
    forms: tuple[str, ...],
    client: str,
    author: str,
    day: str | None,
    letterhead: Path | None,
    paper: Any,
    sets: tuple[str, ...],
    templates: str | None,
    force: bool,
    rules: Path | None,
) -> int:
    """Write the advice down as a letter to keep, from FACTS files or folders of them.

    Examples: rothroute letter me.yaml -o me.html -o me.pdf -o me.ics

    rothroute letter clients/ -o letters/ --format pdf --format docx

    Exit code: 0 written, 4 written but one is provisional, 2 one could not be written.
    """
    from .engine.documents.letter import Options, jobs, posted, press_of
    from .engine.resources import read_bytes

    adviser, press = _adviser(rules), press_of(templates)
    head = read_bytes(letterhead).decode("utf-8", "replace") if letterhead else ""
    changes = [_entry(entry) for entry in (*sets, *([f"as_of={day}"] if day else []))]
    work = jobs(facts, outputs, forms)
    found = posted(work, adviser, press, Options(client, author, head, paper), date.today(), changes, force)
    with click.progressbar(found, len(work), "letters", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return _letters_told(list(bar), rules)


def _letters_told(results: list[Any], rules: Path | None) -> int:
    """Say what was written and what failed and why."""
    failed = [one for one in results if one.problem is not None]
    for one in results:
        for path, _ in one.job.letters if one.problem is None else ():
            say(f"{path}{'' if one.decided else ' (provisional)'}")
    for one in failed:
        if len(results) > 1:
            click.echo(f"{one.job.facts} was not written:", err=True)
        _complain(one.problem.diagnostics, rules)
    if len(results) > 1:
        say(f"{len(results) - len(failed)} written, {len(failed)} failed")
    return BAD_INPUT if failed else DECIDED if all(one.decided for one in results) else PROVISIONAL


def _entry(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"--set {text}: write it as fact=value")
    return name.strip(), value


@cli.command()
@click.argument("letter", type=click.Path(path_type=Path))
@click.option("--templates", metavar="DIR", help="The templates it was written with.")
@rules_option
def verify(letter: Path, templates: str | None, rules: Path | None) -> int:
    """Check a LETTER: the same, changed since, or no longer what today's rules say.

    Example: rothroute verify me.pdf

    Exit code: 0 the same answer, 1 changed or different, 2 no letter of ours.
    """
    from .engine.documents.letter import press_of
    from .engine.documents.letter.verify import verify as verified
    from .engine.resources import read_bytes

    found = verified(read_bytes(letter), str(letter), _adviser(rules), press_of(templates))
    say("\n".join((found.says, *(f"  {line}" for line in found.details))))
    return DECIDED if found.finding in ("same", "still_right") else FINDINGS


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
    gc.set_threshold(_OBJECTS)
    code = run(sys.argv[1:])
    gc.freeze()  # what is left goes with the process
    sys.exit(code)
