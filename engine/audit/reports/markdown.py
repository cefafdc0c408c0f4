"""Findings as Markdown, for the summary of a build or a pull request."""

from __future__ import annotations

import re
from itertools import groupby

from ...diagnostic import Diagnostic


def write(findings: list[Diagnostic]) -> str:
    """A table for each level; below them the notes of each finding that has some, unchanged."""
    if not findings:
        return "**Audit of the rulebook:** no findings"
    parts = ["**Audit of the rulebook**"]
    for level, group in groupby(findings, lambda one: one.level):
        rows = [f"| `{one.check}` | {_place(one)} | {_cell(one)} |" for one in group]
        parts.append("\n".join([f"| {level} | where | what |", "|---|---|---|", *rows]))
    return "\n\n".join([*parts, *(_noted(one) for one in findings if one.notes)])


def _place(one: Diagnostic) -> str:
    return f"`{one.span.file}:{one.span.line}`" if one.span else ""


def _cell(one: Diagnostic) -> str:
    return _flat(one.message + (f" — {one.help}" if one.help else "")).replace("|", "\\|")


def _noted(one: Diagnostic) -> str:
    """The notes as a block of text that no note can end: its fence is longer than any run of backticks within."""
    text = "\n".join(note.rstrip("\n") for note in one.notes)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"`{one.check}` {_place(one)}: {_flat(one.message)}\n\n{fence}text\n{text}\n{fence}"


def _flat(text: str) -> str:
    return " ".join(text.split())
