"""`rothroute test`: the worked examples."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .common import DECIDED, FINDINGS, adviser_of, complain, rules_option, say


@click.command()
@rules_option
@click.option("--only", metavar="TEXT", default="", help="Run only the cases whose name holds this text.")
@click.option(
    "--coverage", is_flag=True, help="List the conclusions, sides of conditions and boundaries that no case shows."
)
def test(rules: Path | None, only: str, coverage: bool) -> int:
    """Run the worked examples beside the rules.

    Example: rothroute test --only "catch-up"

    Exit code: 0 all pass, 1 one does not, 2 input that cannot be used, or no case with this text.
    """
    from ..engine.advise.case_runner import CaseRunner
    from ..engine.diagnostic import clipped
    from ..engine.resources import RULES, read_rules
    from ..engine.rulebook.load import load_cases

    adviser = adviser_of(rules)
    files = read_rules(rules or RULES)
    cases = [case for case in load_cases(files) if only.lower() in case.name.lower()]
    if only and not cases:
        raise click.UsageError(f"no case has `{clipped(only)}` in its name")
    book = CaseRunner(adviser.rulebook, adviser.inference, adviser.inference)
    texts = {path: data.decode("utf-8-sig", "replace") for path, data in files.items()}
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
                complain(result.refused, texts)
    if coverage:
        from ..engine.audit.coverage.measure import as_text, measure

        say(as_text(measure(adviser.rulebook, [result.trace for result in results if result.trace])))
    if not cases:
        say("no cases beside these rules")
    say(f"{len(cases) - failed} passed, {failed} failed")
    return FINDINGS if failed else DECIDED
