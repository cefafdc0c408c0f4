"""Findings as JUnit XML, for build servers that show test results: one suite, one failed case for each finding."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from ...diagnostic import Diagnostic

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(findings: list[Diagnostic]) -> str:
    """Errors and warnings fail; advice is a case that was skipped; an audit without findings is one passed case."""
    advice = sum(one.level == "advice" for one in findings)
    total, failures = max(1, len(findings)), len(findings) - advice
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="rothroute audit" tests="{total}" failures="{failures}">',
        f'  <testsuite name="rothroute audit" tests="{total}" failures="{failures}" errors="0" skipped="{advice}">',
        *(_case(one) for one in findings),
        *(['    <testcase classname="audit" name="no findings"/>'] if not findings else []),
        "  </testsuite>",
        "</testsuites>",
    ]
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", "\n".join(lines))


def _case(one: Diagnostic) -> str:
    head = f"    <testcase classname={quoteattr(one.check)} name={quoteattr(str(one.span or one.message))}>"
    message = quoteattr(one.message)
    if one.level == "advice":
        return f"{head}<skipped message={message}/></testcase>"
    body = escape("\n".join(filter(None, (str(one.span or ""), one.help, *one.notes))))
    return f"{head}<failure type={quoteattr(one.level)} message={message}>{body}</failure></testcase>"
