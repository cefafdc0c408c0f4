"""Tells schemathesis how lines of JSON are written and read; it knows no such kind of body."""

from __future__ import annotations

import json
from typing import Any

import schemathesis

MEDIA = "application/x-ndjson"
NOTHING = {"type": "about:blank", "title": "", "status": 422, "problems": []}


@schemathesis.serializer(MEDIA)
def lines(_: Any, value: Any) -> bytes:
    """What is sent: text as it is, anything else as a line."""
    return value.encode(errors="replace") if isinstance(value, str) else json.dumps(value).encode()


@schemathesis.deserializer(MEDIA)
def answers(_: Any, response: Any) -> Any:
    """What came back: the document describes one line, so the last stands for all; no lines, no answers."""
    found = response.content.splitlines()
    return json.loads(found[-1]) if found else {"line": 0, "problem": NOTHING}
