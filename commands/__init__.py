"""The commands of the door, one a file; each holds a click command named like its file."""

from __future__ import annotations

from typing import Final

NAMES: Final = ("advise", "ask", "audit", "completion", "diff", "explain", "letter", "new", "test", "verify")
