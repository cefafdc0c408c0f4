"""Findings in the forms other tools read. Each file turns findings into one text and knows nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ...diagnostic import Diagnostic, render
from ..run import Report
from . import as_json, github, junit, markdown, sarif

MOST_FAILING: Final = 10
Placed = Callable[[str], str]
"""Turns a file as findings name it into a path as the reader's tools know it."""


def _text(report: Report, placed: Placed) -> str:
    texts = {placed(file): text for file, text in report.texts.items()}
    shown, more = _short(report.findings)
    said = f"\n\n… and {more} more of failing-case; `rothroute test` shows them all" if more else ""
    return render([moved(finding, placed) for finding in shown], texts) + said


def _short(findings: Sequence[Diagnostic]) -> tuple[list[Diagnostic], int]:
    """The findings, with failing cases after their possible causes, and how many of them are not printed."""
    failing = [one for one in findings if one.check == "failing-case"]
    causes = [one for one in findings if one.check != "failing-case" and one.level != "advice"]
    advice = [one for one in findings if one.level == "advice"]
    return [*causes, *failing[:MOST_FAILING], *advice], len(failing[MOST_FAILING:])


def moved(finding: Diagnostic, placed: Placed) -> Diagnostic:
    """The finding with paths as the reader's tools know them."""
    span = finding.span._replace(file=placed(finding.span.file)) if finding.span else None
    labels = tuple(label._replace(span=label.span._replace(file=placed(label.span.file))) for label in finding.labels)
    return finding._replace(span=span, labels=labels)


def _moved(write: Callable[[list[Diagnostic]], str]) -> Callable[[Report, Placed], str]:
    return lambda report, placed: write([moved(finding, placed) for finding in report.findings])


FORMS: Final[dict[str, Callable[[Report, Placed], str]]] = {
    "text": _text,
    "json": _moved(as_json.write),
    "sarif": _moved(sarif.write),
    "junit": _moved(junit.write),
    "markdown": _moved(markdown.write),
    "github": _moved(github.write),
}


def summary(report: Report) -> str:
    """One line: how many of each level, and how many were silenced."""
    counts = {level: sum(one.level == level for one in report.findings) for level in ("error", "warning", "advice")}
    said = [f"{count} {level}{'s' * (count != 1 and level != 'advice')}" for level, count in counts.items() if count]
    silenced = f" ({report.silenced} silenced by comments)" if report.silenced else ""
    return (", ".join(said) or "no findings") + silenced
