"""Ignore comments: `# audit: ignore CHECK until=YYYY-MM-DD reason=why`.

At the end of a line a comment is for that line; alone before an entry it is for the entry and all under it; among the
comments at the head of a file it is for the whole file. Without a reason of three words and a day within two years it
silences nothing, and after its day it silences nothing any more. YAML readers drop comments, so they are found in the
text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from ..diagnostic import Diagnostic, Span, clipped, did_you_mean

_COMMENT: Final = re.compile(
    r"(?:^|\s|\{)#\s*audit:\s*ignore\b\s*(?P<names>(?!until=|reason=)[a-z][a-z-]*(?:\s*,\s*[a-z-]+)*)?(?P<rest>[^\n]*)"
)
_UNTIL: Final = re.compile(r"\buntil=(\S+)")
_REASON: Final = re.compile(r"\breason=(.+?)\s*(?:#\}|until=|$)")
_MOST_YEARS: Final = 2
_FEWEST_WORDS: Final = 3


class Ignore(NamedTuple):
    """One comment: which checks it silences, in which lines, until when and why."""

    checks: tuple[str, ...]
    span: Span
    first: int
    last: int
    until: str
    reason: str

    def covers(self, finding: Diagnostic) -> bool:
        """Whether the comment covers the finding."""
        span = finding.span
        here = span is not None and span.file == self.span.file and self.first <= span.line <= self.last
        return here and finding.check in self.checks


def ignores(texts: Mapping[str, str]) -> list[Ignore]:
    """Every ignore comment of the files."""
    return [found for path in sorted(texts) if "audit:" in texts[path] for found in _in_file(path, texts[path])]


def _in_file(path: str, text: str) -> Iterator[Ignore]:
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line)
        if found:
            names = tuple(name.strip() for name in (found["names"] or "").split(",") if name.strip())
            until, reason = _UNTIL.search(found["rest"]), _REASON.search(found["rest"])
            start = line.index("#", found.start()) + 1
            span = Span(path, number, start, len(line) + 1)
            first, last = _range(lines, number, not line[: found.start()].strip(" {"))
            yield Ignore(names, span, first, last, until[1] if until else "", reason[1] if reason else "")


def _range(lines: list[str], number: int, alone: bool) -> tuple[int, int]:
    if not alone:
        return number, number
    if all(_empty(line) for line in lines[:number]):
        return 1, len(lines)
    entry = next((place for place in range(number, len(lines)) if not _empty(lines[place])), number - 1)
    depth = _indent(lines[entry])
    last = entry
    for place in range(entry + 1, len(lines)):
        if not _empty(lines[place]):
            if _indent(lines[place]) <= depth:
                break
            last = place
    return entry + 1, last + 1


def _empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def silenced(
    findings: list[Diagnostic], comments: list[Ignore], known: Collection[str], ran: Collection[str], today: date
) -> tuple[list[Diagnostic], int]:
    """What is left after the comments, with what is wrong about the comments; and how many were silenced.

    `known` names the checks that may be silenced, `ran` those that were run.
    """
    faults = [fault for comment in comments for fault in faults_of(comment, known, today)]
    valid = [comment for comment in comments if not any(faults_of(comment, known, today))]
    left, used = [], set()
    for finding in findings:
        by = next((comment for comment in valid if comment.covers(finding)), None)
        if by is None:
            left.append(finding)
        else:
            used.add(by.span)
    idle = [_unused(comment) for comment in valid if comment.span not in used and set(comment.checks) <= set(ran)]
    return [*left, *faults, *idle], len(findings) - len(left)


def faults_of(comment: Ignore, known: Collection[str], today: date) -> Iterator[Diagnostic]:
    """What is wrong with a comment by itself."""
    example = "write `# audit: ignore <check> until=2027-01-31 reason=why it is right here`"
    for name in comment.checks:
        if name not in known:
            help = did_you_mean(name, known) or "a finding that keeps a rulebook from loading cannot be silenced"
            yield Diagnostic("unknown-check", "warning", f"`{name}` cannot be ignored", comment.span, help=help)
    until = _day(comment.until)
    if not comment.checks or not comment.reason or until is None:
        message = "an ignore comment needs a check, `until=` a day and `reason=`"
        yield Diagnostic("bad-ignore", "error", message, comment.span, help=example)
    elif (until.year - _MOST_YEARS, until.month, until.day) > (today.year, today.month, today.day):
        message = f"this ignore comment lasts until {comment.until}, more than two years"
        help = "set a day within two years, and review the reason then"
        yield Diagnostic("bad-ignore", "error", message, comment.span, help=help)
    elif sum(any(map(str.isalpha, word)) for word in comment.reason.split()) < _FEWEST_WORDS:
        message = f"`{clipped(comment.reason)}` is not a reason: give at least three words"
        yield Diagnostic("bad-ignore", "error", message, comment.span, help=example)
    elif until < today:
        message = f"this ignore comment ended on {comment.until}"
        help = "check whether the reason still holds: set a new day, or remove the comment"
        yield Diagnostic("expired-ignore", "warning", message, comment.span, help=help)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _unused(comment: Ignore) -> Diagnostic:
    message = f"this comment silences nothing: {', '.join(comment.checks)} found nothing here"
    return Diagnostic("unused-ignore", "warning", message, comment.span, help="remove it")
