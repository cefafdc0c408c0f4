"""Findings as JSON: one object with a list, for scripts."""

from __future__ import annotations

import json
from typing import Any

from ...diagnostic import Diagnostic, Span
from ..findings import fingerprint


def write(findings: list[Diagnostic]) -> str:
    """The findings with places, labels, remedies and a fingerprint that survives added lines."""
    return json.dumps({"schema": 1, "findings": [_entry(one) for one in findings]}, indent=2, ensure_ascii=False)


def _entry(one: Diagnostic) -> dict[str, Any]:
    return {
        "check": one.check,
        "level": one.level,
        "message": one.message,
        "place": _place(one.span),
        "labels": [{"text": label.text, "place": _place(label.span)} for label in one.labels],
        "help": one.help,
        "notes": list(one.notes),
        "fingerprint": fingerprint(one),
    }


def _place(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {"file": span.file, "line": span.line, "column": span.column, "end_column": span.end_column}
