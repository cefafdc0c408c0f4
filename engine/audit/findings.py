"""What to do with findings: sort them, keep a baseline of known ones, and decide whether the audit fails."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable

from ..diagnostic import Diagnostic, Refusal, Span, clipped

LEVELS = ("error", "warning", "advice")


def ordered(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By level, then by place; the same finding once."""
    return sorted(dict.fromkeys(findings), key=_order)


def _order(finding: Diagnostic) -> tuple[int, str, Span, str]:
    span = finding.span or Span("", 0, 0, 0)
    return LEVELS.index(finding.level), span.file, span, finding.check


def fails(findings: Iterable[Diagnostic], strict: bool) -> bool:
    """Whether the findings fail the audit: errors do, warnings under `--strict`, advice never."""
    levels = {finding.level for finding in findings}
    return "error" in levels or (strict and "warning" in levels)


def fingerprint(finding: Diagnostic) -> str:
    """What stays the same when lines are added above: the check, the file and the sentence."""
    file = finding.span.file if finding.span else ""
    return hashlib.sha256("\0".join((finding.check, file, finding.message)).encode()).hexdigest()[:20]


def baseline_text(findings: Iterable[Diagnostic]) -> str:
    """A baseline file: the findings there are today, so that only new ones count."""
    counts = Counter(map(fingerprint, findings))
    said = {fingerprint(finding): f"{finding.check}: {finding.message}" for finding in findings}
    entries = [{"id": key, "count": counts[key], "finding": said[key]} for key in sorted(counts, key=said.__getitem__)]
    return json.dumps({"baseline": 1, "findings": entries}, indent=2, ensure_ascii=False) + "\n"


def read_baseline(text: str, file: str) -> Counter[str]:
    """How often each known finding may occur. Raises Refusal for a file that is not a baseline."""
    try:
        entries = json.loads(text)["findings"]
        return Counter({str(entry["id"]): int(entry["count"]) for entry in entries})
    except (ValueError, TypeError, KeyError, RecursionError):
        help = "write one with `rothroute audit --write-baseline FILE`"
        message = f"`{file}` is not a baseline"
        raise Refusal((Diagnostic("bad-baseline", "error", message, help=help),)) from None


def mended(findings: Iterable[Diagnostic], text: str, ran: Collection[str]) -> list[Diagnostic]:
    """The entries of a baseline that do not occur any more, or not as often, of the checks that `ran`."""
    occur = Counter(map(fingerprint, findings))
    found = []
    for entry in json.loads(text)["findings"]:
        said = str(entry.get("finding", ""))
        gone = int(entry["count"]) - occur[str(entry["id"])]
        if gone > 0 and said.partition(":")[0] in ran:
            message = f"the baseline still has what is mended: {clipped(said)}" + (f" ({gone} times)" * (gone > 1))
            found.append(Diagnostic("mended-entry", "warning", message, help="write it again with `--write-baseline`"))
    return found


def new_since(findings: Iterable[Diagnostic], known: Counter[str]) -> list[Diagnostic]:
    """The findings the baseline does not have; one more of a known kind is new."""
    left = Counter(known)
    found = []
    for finding in findings:
        key = fingerprint(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            found.append(finding)
    return found
