"""Letters a second and peak memory of each format, from an advice to finished bytes, after warm-up.

    python benchmarks/letters.py [FORMAT ...]

The savers are the examples, each drawn under many names so that nothing is served from memory. Each format runs in a
process of its own. Seconds are processor time, since what else a machine does would count otherwise; typst works on
several threads, whose time is added up.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from rothroute.engine import Adviser, load_rulebook
from rothroute.engine.documents.letter import SUFFIXES, Options, draft, press_of, written
from rothroute.engine.source import parse

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.yaml"))
SECONDS = 4.0
WANTED = {"pdf": 20, "markdown": 500}


def measured(format: str) -> None:
    """Write letters for some seconds and print how it went."""
    adviser, press = Adviser(load_rulebook()), press_of()
    savers = [adviser.advise(parse(path.read_bytes(), path.name), date(2026, 6, 30)) for path in EXAMPLES]
    size = letters = 0
    start = 0.0
    for turn in range(1_000):
        if turn == 1:
            start = time.process_time()
        for advice in savers:
            options = Options(f"Client {turn}", "An adviser", "A firm")
            made = written(draft(advice, adviser.program(advice.tax_year), options, press), format, press)
            if turn:
                letters, size = letters + 1, size + len(made)
        if turn and time.process_time() - start > SECONDS:
            break
    rate = letters / (time.process_time() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wanted = f"   (to reach: {WANTED[format]})" if format in WANTED else ""
    print(f"{format:<10}{rate:>9.1f} letters/s{size / letters / 1024:>9.0f} KB each{memory:>8.0f} MB{wanted}")


def main() -> None:
    """Each format in its own process, so that memory is its own."""
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        measured(sys.argv[2])
        return
    for format in sys.argv[1:] or SUFFIXES:
        subprocess.run([sys.executable, __file__, "--one", format], check=True)


if __name__ == "__main__":
    main()
