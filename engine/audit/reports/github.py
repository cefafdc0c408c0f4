"""Findings as GitHub workflow commands, which show beside the changed lines."""

from __future__ import annotations

from ...diagnostic import Diagnostic

_LEVEL = {"error": "error", "warning": "warning", "advice": "notice"}


def write(findings: list[Diagnostic]) -> str:
    """One command for each finding."""
    return "\n".join(_command(one) for one in findings)


def _command(one: Diagnostic) -> str:
    fields = {"title": f"audit: {one.check}"}
    if one.span is not None:
        fields |= {"file": one.span.file, "line": str(one.span.line), "col": str(one.span.column)}
        fields["endColumn"] = str(max(one.span.column, one.span.end_column))
    said = ",".join(f"{key}={_field(value)}" for key, value in fields.items())
    text = "\n".join((one.message + (f" ({one.help})" if one.help else ""), *one.notes))
    return f"::{_LEVEL[one.level]} {said}::{_text(text)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _field(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
