"""Where the shipped rules and templates are, and where the user's cache is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
RULES: Final = ROOT / "rules"
TEMPLATES: Final = ROOT / "templates"
EXAMPLES: Final = ROOT / "examples"


def cache_folder() -> Path | None:
    """The folder for what can be worked out again, as the XDG base directories say; None where there is no home."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):  # the specification has a relative path ignored
        home = os.path.expanduser(os.path.join("~", ".cache"))
    return Path(home) / "rothroute" if os.path.isabs(home) else None
