"""`rothroute new`: begin a year, a rule or a check."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import BAD_INPUT, DECIDED, FINDINGS, complain, own_command, rules_option, say

if TYPE_CHECKING:
    from ..engine.audit.roll.begin import DocumentToName, NamedDocument
    from ..engine.audit.workshop import YearLeft
    from ..engine.rulebook.model import Case

_CHECKED = "What they were checked against: the document itself, or the pages that quote it."


@click.group()
def new() -> None:
    """Begin a new year, rule or check: what can be worked out is written, what a person must decide is listed."""


@new.command("year")
@click.argument("year", type=int)
@click.option("--notice", "names", multiple=True, metavar="NAME", help="The document with the year's amounts.")
@click.option("--read", "read", multiple=True, metavar="TEXT", help="What of that document was read.")
@rules_option
def new_year(year: int, names: tuple[str, ...], read: tuple[str, ...], rules: Path | None) -> int:
    """Begin YEAR, or say what it still lacks.

    Writes the source of the year's amounts, which is asked for once, every date, worked out from its weekday and the
    federal holidays, and every amount that never changed. The years before stay usable meanwhile.

    Example: rothroute new year 2027 --rules rules
    """
    from ..engine.audit.workshop import begin_year, notices_to_name, year_left

    wanted = notices_to_name(rules, year)
    if names and len(names) != len(wanted):
        count = f"{len(wanted)} document{'s' * (len(wanted) != 1)}"
        raise click.UsageError(f"{year} waits for {count}, and --notice names {len(names)}")
    announced = [_announced(notice, names[place : place + 1], read[place : place + 1])
                 for place, notice in enumerate(wanted)]  # fmt: skip
    for path in begin_year(rules, year, announced):
        say(f"wrote {path}")
    say(_list(year_left(rules, year), year, rules))
    return DECIDED


def _announced(notice: DocumentToName, names: tuple[str, ...], read: tuple[str, ...]) -> NamedDocument:
    """What a person says of a document, by options or asked once."""
    from ..engine.audit.roll.begin import NamedDocument

    count = len(notice.parameters)
    asked = (
        f"{notice.before} had {count} amount{'s' * (count != 1)}. Which document has those for {notice.amounts_for}?"
    )
    name = names[0] if names else click.prompt(asked, err=True)
    return NamedDocument(name, read[0] if read else click.prompt(f"What of {name} was read?", "not read", err=True))


@new.command("amounts")
@click.argument("year", type=int)
@click.argument("amounts", nargs=-1, metavar="[NAME=AMOUNT]... [NAME]...")
@click.option("--checked", metavar="TEXT", help=_CHECKED)
@click.option("--replace", is_flag=True, help="Put them in the place of amounts that are there and are no drafts.")
@rules_option
def new_amounts(year: int, amounts: tuple[str, ...], checked: str | None, replace: bool, rules: Path | None) -> int:
    """Type amounts into YEAR: NAME=AMOUNT sets one, NAME alone confirms what was drafted.

    Without either, asks for every amount that is open. `NAME="absent: why"` says that the year has none.

    Example: rothroute new amounts 2027 ira_dollar_limit=7500 --checked "the notice"

    Exit code: 0 written, 1 written but a check doubts an amount, 2 nothing written: an amount cannot be right or used.
    """
    from ..engine.audit.workshop import fill_year, year_left

    pairs = [(name.strip(), value) for name, _, value in (text.partition("=") for text in amounts)]
    given = dict(pairs)
    if len(given) < len(pairs):
        names = [name for name, _ in pairs]
        raise click.UsageError(f"`{next(name for name in names if names.count(name) > 1)}` is given twice")
    if not given:
        given = _asked(year_left(rules, year), year)
    if given and checked is None:
        checked = click.prompt("What were they checked against?", err=True)
    written, report = fill_year(rules, year, given, checked or "", date.today(), replace) if given else ([], None)
    if report is not None and report.findings:
        complain(report.findings, report.texts)
        if not written:
            return BAD_INPUT
    say(f"wrote {len(written)} file{'s' * (len(written) != 1)}")
    say(_list(year_left(rules, year), year, rules))
    return FINDINGS if report is not None and report.findings else DECIDED


def _asked(found: YearLeft, year: int) -> dict[str, str]:
    """Each open amount as typed; what is passed over stays open."""
    from ..engine.audit.roll.entries import written

    given = {}
    for one in found.left.open:
        amount = one.before.amount if one.before else None
        was = written(amount, one.parameter.unit) if amount is not None else "none"
        text = click.prompt(f"{one.parameter.label} ({was} in {year - 1}; Enter to pass)", "", False, err=True)
        if text.strip():
            given[one.parameter.name] = text
    return given


@new.command("cases")
@click.argument("year", type=int)
@rules_option
def new_cases(year: int, rules: Path | None) -> int:
    """Draft cases of YEAR from those of the year before at the bounds of every amount that moved.

    Each waits for a person to compare it with the law, and the audit says so. At a terminal each is shown and asked
    for; what is not confirmed there is confirmed in its file.

    Example: rothroute new cases 2027
    """
    from ..engine.audit.workshop import cases_to_confirm, confirm_case, draft_cases, year_left

    for path in draft_cases(rules, year):
        say(f"wrote {path}")
    if sys.stdin.isatty():
        drafted = cases_to_confirm(rules, year)
        for number, case in enumerate(drafted, 1):
            click.echo(f"\n{_shown(case)}", err=True)
            if click.confirm(f"Case {number} of {len(drafted)}: does the law say so?", err=True):
                confirm_case(rules, case)
    say(_list(year_left(rules, year), year, rules))
    return DECIDED


def _shown(case: Case) -> str:
    """A drafted case as a person compares it with the law."""
    given = (f"    {name}: {text}" for name, text, _ in case.given)
    expected = (f"    {name}: {text}" for name, text, _ in case.expect)
    unknown = (f"    {name}: not known" for name, _ in case.unknown)
    return "\n".join([case.name, "  given", *given, "  expected", *expected, *unknown, f"  {case.source}"])


def _list(found: YearLeft, year: int, rules: Path | None) -> str:
    """What a year still lacks, with the commands that fill it."""
    from ..engine.audit.roll.entries import written

    more = f" --rules {rules}" if rules else ""

    def command(text: str) -> str:
        return f"  {own_command()} new {text}{more}"

    left, lines = found.left, []
    if left.notices:
        lines += ["The document with the amounts is not named yet:", command(f"year {year}"), ""]
    if left.open:
        count = f"{len(left.open)} amount{'s' * (len(left.open) != 1)}"
        lines += [f"{count} to type, asked one by one, or NAME=AMOUNT for some of them:",
                  command(f"amounts {year}")]  # fmt: skip
        width = max(len(one.parameter.name) for one in left.open)
        for one in left.open:
            amount = one.before.amount if one.before else None
            was = f"{written(amount, one.parameter.unit)} in {year - 1}" if amount is not None else "none before"
            lines.append(f"    {one.parameter.name:<{width}}  {was}" + (f"; {one.source}" if one.source else ""))
        lines.append("")
    if left.drafted:
        lines += [f"{len(left.drafted)} entries were drafted. Look at each, then confirm it by its name:",
                  command(f"amounts {year} --checked TEXT NAME...")]  # fmt: skip
        width = max(len(name) for name, _ in left.drafted)
        lines += [f"    {name:<{width}}  {one.unverified}" for name, one in left.drafted]
        lines.append("")
    if not left.open and not found.has_cases:
        lines += [f"No case shows {year}:", command(f"cases {year}"), ""]
    if found.cases:
        were = "1 case was" if len(found.cases) == 1 else f"{len(found.cases)} cases were"
        lines += [f"{were} drafted. Compare each with the law, then take `to confirm: ` out of its source:",
                  *(f"    {name}" for name in found.cases), ""]  # fmt: skip
    if year not in found.years:
        lines.append(f"Until then {found.years[0]} to {found.years[-1]} answer, and {year} does not.")
    return "\n".join(lines).rstrip("\n") or f"{year} is whole: `{own_command()} audit{more}` checks it."


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
    from ..engine.audit.workshop import scaffolded

    for path in scaffolded(kind, rules, names):
        say(f"wrote {path}")
    return DECIDED
