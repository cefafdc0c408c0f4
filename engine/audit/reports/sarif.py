"""Findings as SARIF 2.1.0, with one rule for each check that found something."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from ...diagnostic import Diagnostic, Span
from ...version import VERSION
from ..findings import fingerprint
from ..pages import markdown, pages

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL: Final = {"error": "error", "warning": "warning", "advice": "note"}


def write(findings: list[Diagnostic]) -> str:
    """One run of the audit."""
    names = sorted({one.check for one in findings})
    driver = {
        "name": "rothroute",
        "semanticVersion": VERSION,
        "rules": [_rule(name) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, names.index(one.check)) for one in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(name: str) -> dict[str, Any]:
    page = pages().get(name)
    if page is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": page.what},
        "fullDescription": {"text": f"{page.what} {page.why}"},
        "help": {"text": page.why, "markdown": markdown(page)},
        "properties": {"tags": [page.group]},
    }


def _result(one: Diagnostic, rule: int) -> dict[str, Any]:
    text = "\n".join((one.message + (f" (help: {one.help})" if one.help else ""), *one.notes))
    result: dict[str, Any] = {
        "ruleId": one.check,
        "ruleIndex": rule,
        "level": _LEVEL[one.level],
        "message": {"text": text},
        "partialFingerprints": {"rothroute/v1": fingerprint(one)},
    }
    if one.span is not None:
        result["locations"] = [{"physicalLocation": _place(one.span)}]
    if one.labels:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(label.span), "message": {"text": label.text}}
            for number, label in enumerate(one.labels, 1)
        ]
    return result


def _place(span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": max(span.end_column, span.column)}
    return {"artifactLocation": {"uri": quote(span.file)}, "region": region}
