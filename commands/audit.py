"""`rothroute audit`: check the rules."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from .common import DECIDED, FINDINGS, day_of, rules_option, say

if TYPE_CHECKING:
    from ..engine.audit.run import Further
    from ..engine.audit.workshop import AuditJob

_FORMS: Final = ("text", "json", "sarif", "junit", "markdown", "github")
_BETWEEN_LOOKS: Final = 0.5


@click.command()
@rules_option
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings fail the audit too.")
@click.option("--only", multiple=True, metavar="CHECK", help="Run only these checks: a,b or repeated.")
@click.option("--skip", multiple=True, metavar="CHECK", help="Skip these checks: a,b or repeated.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Report only findings that are not in this baseline file.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write today's findings to this baseline file.",
)
@click.option("--fix", "fixing", is_flag=True, help="Make the safe repairs and list them.")
@click.option("--explain", metavar="CHECK", help="Explain what a check finds and why; `all` lists the checks.")
@click.option(
    "--pages", type=click.Choice(["write", "check"]), help="Write docs/checks/ again, or check that it is up to date."
)
@click.option("--provision", metavar="SECTION", help='List what rests on a section of law, like "USC 219(g)".')
@click.option(
    "--changed", is_flag=True, help="Audit only what has changed since the last commit, and the cases it reaches."
)
@click.option("--watch", is_flag=True, help="Audit again whenever a file of the rulebook changes, until Ctrl-C.")
@click.option("--as-of", metavar="DATE", help="The day to audit for. Default: today.")
@click.option("--prove", is_flag=True, help="Prove what must hold for every saver (needs Z3).")
@click.option("--coverage", is_flag=True, help="List what no worked example shows.")
@click.option(
    "--since", metavar="REVISION", help="List what cases showed at a git revision of the rules and do not now."
)
@click.option(
    "--mutate", is_flag=True, help="Change the rules one place at a time; list what no case notices (needs Z3)."
)
@click.option(
    "--argued",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --mutate: a YAML list of changes that change nothing (`statement`, `said`, `why`).",
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
    provision: str | None,
    changed: bool,
    watch: bool,
    as_of: str | None,
    prove: bool,
    coverage: bool,
    since: str | None,
    mutate: bool,
    argued: tuple[Path, ...],
) -> int:
    """Check the rules themselves: names, logic, parameters, sources, tests and words.

    Example: rothroute audit --rules rules --strict --format sarif > audit.sarif

    Exit code: 0 clean, 1 findings, 2 bad usage.
    """
    from ..engine.audit import workshop
    from ..engine.audit.findings import baseline_text, fails
    from ..engine.audit.pages import explained
    from ..engine.audit.reports import FORMS, summary

    if mutate:
        _alone("--mutate", "--argued")
        return _mutated(rules, argued)
    if argued:
        raise click.UsageError("--argued goes with --mutate")
    if explain is not None:
        say(explained(explain))
        return DECIDED
    if provision is not None:
        say(workshop.resting_on(rules, provision))
        return DECIDED
    if pages is not None:
        stale = workshop.stale_pages(write=pages == "write")
        say("\n".join(stale) or "docs/checks is up to date")
        return FINDINGS if stale and pages == "check" else DECIDED
    job = workshop.AuditJob(
        rules, date.fromordinal(day_of(as_of)), _names(only), _names(skip), _further(prove, coverage)
    )
    if baseline is not None:
        workshop.check_baseline(baseline)
    if since is not None:
        job = job._replace(further=(*job.further, _since(job, since)))
    if watch:
        return _watched(job)
    for change in workshop.repaired(job) if fixing else ():
        click.echo(f"fixed {change.file}:{change.line}\n  - {change.before}\n  + {change.after or ''}", err=True)
    report = workshop.audited_since(job, _last_commit(job.folder)) if changed else workshop.audited(job)
    if write_baseline is not None:
        workshop.keep(write_baseline, baseline_text(report.findings))
    if baseline is not None:
        report = workshop.without_known(report, baseline, () if changed else workshop.checks_run(job))
    if report.findings or form != "text":
        say(FORMS[form](report, lambda file: workshop.path_of(job.folder, file)))
    click.echo(summary(report), err=True)
    return FINDINGS if fails(report.findings, strict) else DECIDED


def _watched(job: AuditJob) -> int:
    """Audit, and again after each change of a file, until Ctrl-C."""
    from ..engine.audit import workshop
    from ..engine.audit.reports import FORMS, summary

    seen: object = None
    try:
        while True:
            now = workshop.state(job.folder)
            if now != seen:
                seen = now
                report = workshop.audited(job)
                if report.findings:
                    say(FORMS["text"](report, lambda file: workshop.path_of(job.folder, file)))
                click.echo(summary(report), err=True)
            sleep(_BETWEEN_LOOKS)
    except KeyboardInterrupt:
        return DECIDED


def _last_commit(folder: Path) -> dict[str, bytes]:
    """The rulebook's files as of the last commit. Raises Refusal."""
    from ..engine.audit.laboratory import revision

    return revision("HEAD", folder)


def _names(told: tuple[str, ...]) -> list[str]:
    """The names of checks, however they were joined."""
    return [name.strip() for one in told for name in one.split(",") if name.strip()]


def _alone(option: str, *more: str) -> None:
    """Refuse whatever else was typed beside an option that takes `--rules` and few others. Raises click.UsageError."""
    context = click.get_current_context()
    others = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.opts[0] not in (option, "--rules", *more)
        and context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
    ]
    if others:
        raise click.UsageError(
            f"{option} can only be combined with {' and '.join(('--rules', *more))}: "
            f"leave out {', '.join(others)}, or run the audit twice"
        )


def _further(prove: bool, coverage: bool) -> list[Further]:
    """What was asked for beyond the checks."""
    if not prove and not coverage:
        return []
    from ..engine.audit import laboratory

    proofs = [laboratory.proofs(lambda line: click.echo(line, err=True))] if prove else []
    return proofs + [laboratory.coverage()] * coverage


def _since(job: AuditJob, name: str) -> Further:
    """What cases showed at a revision. Raises Refusal."""
    from ..engine.audit.laboratory import coverage_since, revision

    return coverage_since(revision(name, job.folder), job.today)


def _mutated(rules: Path | None, argued: tuple[Path, ...]) -> int:
    from ..engine.audit.laboratory import mutated, reasons_given
    from ..engine.audit.mutate.report import as_text

    reasons = {change: why for path in argued for change, why in reasons_given(path).items()}
    with click.progressbar(length=1, label="changes", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tell(settled: int, total: int) -> None:
            bar.length = total
            bar.update(settled)

        book, found = mutated(rules, tell)
    outdated = found.outdated(reasons)
    say(as_text(book, found.with_reasons(reasons)))
    for statement, said in outdated:
        say(f"{statement}: {said}: has a reason, but is noticed, or is no change of these rules: take it out")
    return FINDINGS if found.with_reasons(reasons).missed or outdated else DECIDED
