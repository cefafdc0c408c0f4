"""Runs every benchmark of this folder, one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PARTS = (  # soak.py takes ten minutes, aims.py runs the last three
    "run.py",
    "soak.py",
    "savers.py",
    "zen_rules.py",
    "clips_rules.py",
    "start.py",
    "advice.py",
    "letters.py",
)

if __name__ == "__main__":
    for path in sorted(HERE.glob("*.py")):
        if path.name not in PARTS:
            print(f"== {path.name}", flush=True)
            subprocess.run([sys.executable, str(path), *sys.argv[1:]], check=True)
