"""The commands, one per file; each file holds a click command with its name."""

from __future__ import annotations

from typing import Final

NAMES: Final = (
    "advise",
    "ask",
    "audit",
    "compare",
    "completion",
    "diff",
    "example",
    "explain",
    "letter",
    "mcp",
    "new",
    "screen",
    "serve",
    "test",
    "verify",
)
