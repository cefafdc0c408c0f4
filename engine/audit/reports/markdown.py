"""Findings as Markdown, for the summary of a build or a pull request."""

from __future__ import annotations

from itertools import groupby

from ...diagnostic import Diagnostic


def write(findings: list[Diagnostic]) -> str:
    """A table for each level."""
    if not findings:
        return "**Audit of the rulebook:** no findings"
    parts = ["**Audit of the rulebook**"]
    for level, group in groupby(findings, lambda one: one.level):
        rows = [f"| `{one.check}` | {_place(one)} | {_cell(one)} |" for one in group]
        parts.append("\n".join([f"| {level} | where | what |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _place(one: Diagnostic) -> str:
    return f"`{one.span.file}:{one.span.line}`" if one.span else ""


def _cell(one: Diagnostic) -> str:
    text = one.message + (f" — {one.help}" if one.help else "")
    return " ".join(text.split()).replace("|", "\\|")
