"""The report of a bug of ours: what failed and where, without any value that was being worked on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..version import VERSION


def write_report(bug: BaseException) -> Path | None:
    """Write what failed and where, without any value that was being worked on; None where it cannot be written."""
    import tempfile
    import traceback

    frames = traceback.extract_tb(bug.__traceback__)
    lines = [f"rothroute {VERSION}, Python {sys.version.split()[0]}", type(bug).__name__]
    lines += [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    try:
        descriptor, name = tempfile.mkstemp(prefix="rothroute-report-", suffix=".txt")
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return Path(name)
