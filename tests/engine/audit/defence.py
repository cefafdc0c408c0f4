"""Which lines of defence catch a mistake planted in a copy of our own rules, and the page that says so.

    python tests/engine/audit/defence.py     # writes docs/mistakes.md from mistakes.yaml

check      a finding of `rothroute audit` that the rules as they are do not have
proof      a claim of `rothroute audit --prove` that the mistake reaches and some saver refutes
case       an expectation of `rothroute test` that does not come out, or a conclusion no case shows any more
mutation   what `rothroute diff` and `rothroute audit --mutate` do: the changed statement is held against the old one,
           and the solver finds a saver whose answer differs
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from rothroute.engine.audit.diff.two import two
from rothroute.engine.audit.findings import fingerprint
from rothroute.engine.audit.mutate.survivors import CaseView, noticing
from rothroute.engine.audit.proof.claims import Claim, claims
from rothroute.engine.audit.proof.dependencies import reads
from rothroute.engine.audit.proof.person import breaks
from rothroute.engine.audit.proof.settle import PORTFOLIO, Attempt, Refutation, settle
from rothroute.engine.audit.proof.solver import satisfy
from rothroute.engine.audit.run import audit
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.rulebook.load import load_rulebook
from rothroute.engine.rulebook.model import Rulebook
from rothroute.engine.rulebook.walk import everything_behind, names_in

TODAY: Final = date(2026, 11, 23)
LINES: Final = ("check", "proof", "case", "mutation")
BY_CASES: Final = ("failing-case", "untested-conclusion", "untested-verdict", "one-sided-conclusion")
FAMILIES: Final = ("limits", "primary", "properties")
QUICK: Final = (
    Attempt("cut", False, 12_000_000),
    *(Attempt(way, True, 1_000_000) for way in ("cut", "corner", "quotient")),
)
PAGE: Final = Path(__file__).parents[3] / "docs" / "mistakes.md"
MISTAKES: Final[list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text("utf-8"))
AROUND: Final[list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("around.yaml").read_text("utf-8"))


def planted(rules: dict[str, bytes], mistake: dict[str, Any]) -> dict[str, bytes]:
    """A copy of the rules with the mistake in it."""
    text = rules[mistake["file"]].decode()
    for edit in (mistake, *([mistake["edit"]] if "edit" in mistake else ())):
        assert edit["replace"] in text, f"{mistake['file']} has changed: {edit['replace']}"
        text = text.replace(edit["replace"], edit["by"], 1)
    return {**rules, mistake["file"]: text.encode()}


class Rules(NamedTuple):
    """The rules as they are: files, what the audit says of them, and the rulebook."""

    files: dict[str, bytes]
    known: frozenset[str]
    book: Rulebook

    @classmethod
    def of(cls, files: dict[str, bytes]) -> Rules:
        """Audited and loaded once for all mistakes."""
        return cls(files, frozenset(map(fingerprint, audit(files, {}, TODAY).findings)), load_rulebook(files))

    def found(self, files: dict[str, bytes], only: Sequence[str]) -> set[str]:
        """The checks that find something in other files which they do not find here."""
        findings = audit(files, {}, TODAY, only=list(only)).findings
        return {one.check for one in findings if fingerprint(one) not in self.known}


class Planted:
    """The rules with a mistake in them, line by line of defence."""

    def __init__(self, rules: Rules, mistake: dict[str, Any]) -> None:
        """The mistake is planted; nothing is asked yet."""
        self.rules, self.files = rules, planted(rules.files, mistake)
        named = mistake["lines"].get("check")
        found = rules.found(self.files, (named, *BY_CASES) if named else ())
        self.checks, self.case = found - set(BY_CASES), bool(found & set(BY_CASES))

    def apart(self, every: bool = False) -> Iterator[tuple[Program, CaseView]]:
        """The newest year for which the mistake says anything else, or every one; none where the rules do not load."""
        try:
            book = load_rulebook(self.files)
        except Refusal:
            return
        for year in reversed(self.rules.book.years):
            try:
                old, new = compile_year(self.rules.book, year), compile_year(book, year)
            except Refusal:
                continue
            seen = CaseView(two(old, new))
            if seen.own:
                yield new, seen
                if not every:
                    return

    def refuted(self, named: str = "") -> list[str]:
        """The claims the mistake reaches and some saver refutes; in any year the one that is named."""
        for program, seen in self.apart(every=bool(named)):
            found = [one for one in _reached(program, seen) if one.name.startswith(named) and _refuted(program, one)]
            if found or not named:
                return [claim.name for claim in found]
        return []

    def noticed(self) -> bool:
        """Whether the solver finds a saver to whom the changed statement gives another answer."""
        return any(next(noticing(seen), None) is not None for _, seen in self.apart())


def _reached(program: Program, seen: CaseView) -> Iterator[Claim]:
    read_by, own = reads(program), set(seen.own)
    for claim in claims(program):
        parts = (claim.given, claim.holds, *(watch.value for watch in claim.watched))
        names = [name for part in parts for name, _ in names_in(part)]
        if claim.family in FAMILIES and everything_behind(read_by, names) & own:
            yield claim


def _refuted(program: Program, claim: Claim) -> bool:
    """Whether some saver refutes the claim; that its premise can be met at all is no question here."""
    for attempt in QUICK:
        question = Refutation(program, claim, attempt)
        found = satisfy(question.constraints(), attempt.effort)
        if attempt.proves(found.answer):
            return False
        if found.answer == "yes" and breaks(program, claim, question.pair(found.model)):
            return True
    return settle(program, claim, PORTFOLIO, shrink=False).outcome == "refuted"


def page() -> str:
    """The table of mistakes and lines of defence, from what `mistakes.yaml` expects and the test holds to."""
    counts = {line: sum(one["caught_by"] == line for one in MISTAKES) for line in LINES}
    first = ", ".join(f"{line} {counts[line]}" for line in LINES)
    rows = [
        f"| {one['name'].replace('|', '/')} | {' | '.join(_cell(one, line) for line in LINES)} |" for one in MISTAKES
    ]
    around = [f"| {one['kind']} | {one['what']} | {_line_around(one)} |" for one in AROUND]
    texts = {"rows": "\n".join(rows), "around": "\n".join(sorted(around))}
    return _PAGE.format(count=len(MISTAKES), first=first, others=len(AROUND), **texts)


def _line_around(mistake: dict[str, Any]) -> str:
    if "check" in mistake:
        return f"check `{mistake['check']}`"
    return "case" if "case" in mistake else f"diff: {mistake['diff'].replace('|', '/')}"


def _cell(mistake: dict[str, Any], line: str) -> str:
    found = mistake["lines"].get(line)
    said = "" if found is None else "yes" if found is True else str(found)
    return f"**{said}**" if line == mistake["caught_by"] else said


_PAGE: Final = """\
# Planted mistakes

{count} realistic mistakes, each planted in a copy of our own rules, and every line of defence that catches it; the
first is in bold. A test plants them again and holds this page to what it finds. Caught first by: {first}.

| line | command | it catches a mistake when |
|---|---|---|
| check | `rothroute audit` | a check finds what it did not find before |
| proof | `rothroute audit --prove` | some saver refutes a limit, a property or the order of routes |
| case | `rothroute test` | an expectation of a case does not come out, or a conclusion is shown by no case any more |
| mutation | `rothroute diff HEAD rules` | the solver finds a saver whose answer is not what it was |

The last line catches whatever changes an answer, as far as the solver gets, but only for who looks at what it says: it
cannot know which of the two answers is the law. What it alone catches changes two places at once, or in one place what
no single small change does, so that no case was needed to tell those apart.

| mistake | check | proof | case | mutation |
|---|---|---|---|---|
{rows}

## Around the formulas

{others} more mistakes, in dates, sources, steps, orders, limits, forms, facts, questions, words, citations and cases,
and the line that names each before a saver reads it. A change that no check and no case can tell from a right one is
listed by `rothroute diff` for a person to sign off.

| kind | mistake | line of defence |
|---|---|---|
{around}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
