"""Letters a second and peak memory of each format, from an advice to finished bytes, after warm-up.

    python benchmarks/letters.py [FORMAT ...] [--json]

The savers are the examples, each many times with all larger amounts moved by some dollars and under another name, so
that no letter is like one before. Each format runs in a process of its own. Seconds are processor time, since what else
a machine does would count otherwise; where a library works on several threads, their time is added up. Python looks
for cycles as seldom as it does for the command line.
"""

from __future__ import annotations

import gc
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from rothroute.engine import Adviser, Decision, Refusal, load_rulebook
from rothroute.engine.letters import SUFFIXES, Options, Writer, draft
from rothroute.engine.source import parse
from rothroute.engine.templates import templates_of

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.yaml"))
DOLLARS = re.compile(r"\$(\d[\d,]{3,})")
SECONDS, TURNS, WARM_UP = 3.0, 12, 22
OBJECTS = 100_000
DAY = date(2026, 6, 30)
WANTED = {"pdf": 10, "markdown": 200}


def decisions(adviser: Adviser) -> Iterator[Decision]:
    """The decision for each example, over and over, with the amounts moved a little each time."""
    for turn in range(TURNS):
        for path in EXAMPLES:
            facts = moved(path.read_text("utf-8"), 10 * turn)
            try:
                yield adviser.advise(parse(facts.encode(), path.name), DAY)
            except Refusal:  # the moved amounts contradict each other
                continue


def moved(facts: str, dollars: int) -> str:
    """A facts file with all amounts of $1,000 and more raised."""
    return DOLLARS.sub(lambda found: f"${int(found[1].replace(',', '')) + dollars:,}", facts)


def measured(format: str) -> None:
    """Write letters for some seconds and print how it went."""
    gc.set_threshold(OBJECTS)
    adviser, writer = Adviser(load_rulebook()), Writer(templates_of())
    work = enumerate(cycle(list(decisions(adviser))))

    def write(place: int, decision: Decision) -> int:
        options = Options(f"Client {place}", "An adviser", "A firm")
        return len(writer.written(draft(decision, options, writer.templates), format))

    for place, decision in islice(work, WARM_UP):
        write(place, decision)
    sizes, start = [], time.process_time()
    while (spent := time.process_time() - start) < SECONDS or len(sizes) % len(EXAMPLES):
        sizes.append(write(*next(work)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if "--json" in sys.argv:
        print(json.dumps({f"{format} letters/s": len(sizes) / spent}), flush=True)
        return
    wanted = f"   (to reach: {WANTED[format]})" if format in WANTED else ""
    each = sum(sizes) / len(sizes) / 1024
    print(f"{format:<10}{len(sizes) / spent:>8.1f} letters/s{each:>8.0f} KB each{memory:>8.0f} MB{wanted}", flush=True)


def main() -> None:
    """Each format in its own process, so that memory is its own."""
    if sys.argv[1:2] == ["--one"]:
        measured(sys.argv[2])
        return
    as_json = [one for one in sys.argv[1:] if one == "--json"]
    for format in [one for one in sys.argv[1:] if one != "--json"] or SUFFIXES:
        subprocess.run([sys.executable, __file__, "--one", format, *as_json], check=True)


if __name__ == "__main__":
    main()
