"""How long the whole command takes to start and advise, against the bare imports of the libraries it stands on.

Seconds are processor time, so that other work on the machine counts little; pairs run one after the other. What Python
and rothroute keep between runs is kept, whatever PYTHONDONTWRITEBYTECODE says: a first run of each is not counted.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 9
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
BARE = "import click, yaml, jinja2, durable_rules_engine"
LAZY = "import sys, os; sys.setdlopenflags(os.RTLD_LAZY); "  # durable-rules on Python 3.13


def main() -> None:
    """Print the ratio, as text or with --json."""
    bare = [sys.executable, "-c", (LAZY if sys.version_info >= (3, 13) else "") + BARE]
    advise = [str(Path(sys.executable).parent / "rothroute"), "advise", str(ROOT / "examples/big-tech-engineer.yaml")]
    pairs = [(spent(advise), spent(bare)) for _ in range(ROUNDS + 1)][1:]
    ratio = statistics.median(mine / other for mine, other in pairs)
    if "--json" in sys.argv:
        print(json.dumps({"advise / bare imports": ratio}))
        return
    mine, other = (statistics.median(pair[place] for pair in pairs) * 1000 for place in (0, 1))
    print(f"rothroute advise {mine:.0f} ms, bare imports {other:.0f} ms, ratio {ratio:.2f}")


def spent(command: list[str]) -> float:
    """The processor time of a process, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
