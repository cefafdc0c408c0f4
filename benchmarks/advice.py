"""Decisions with their trace, and whole advices, a second of processor time on one core, after warm-up.

    python benchmarks/advice.py [--json]

The decision is what `durable-rules, decision with trace` is in decide.py: verdicts and amounts of the examples and of
random savers, from checked answers to a trace. The advice is all that `rothroute advise` prints, without printing it.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from savers import EXAMPLES, drawn, examples

from rothroute.engine.api import Adviser, load_rulebook
from rothroute.engine.rulebook.source import parse

SECONDS, ROUNDS = 1.0, 3
DAY = date(2026, 6, 30)


def main() -> None:
    """Print both rates, as text or with --json."""
    gc.set_threshold(300_000)  # as the command line does
    adviser = Adviser(load_rulebook())
    inference = adviser.inference(2026)
    savers = examples(adviser) + drawn(adviser, 60)
    nodes = [parse(path.read_bytes(), path.name) for path in sorted(EXAMPLES.glob("*.yaml"))]
    found = {
        "decisions with trace/s": rate(lambda saver: inference.infer(saver, words=False).values, savers),
        "advices/s": rate(lambda node: adviser.advise(node, DAY), nodes),
    }
    print(json.dumps(found) if "--json" in sys.argv else "\n".join(f"{found[name]:10,.0f} {name}" for name in found))


def rate(work: Callable[[Any], Any], items: list[Any]) -> float:
    """The best rate of some rounds; what disturbs a round only makes it slower."""
    for _ in range(3):
        for item in items:
            work(item)
    best = 0.0
    for _ in range(ROUNDS):
        done, start = 0, time.process_time()
        while (spent := time.process_time() - start) < SECONDS:
            for item in items:
                work(item)
            done += len(items)
        best = max(best, done / spent)
    return best


if __name__ == "__main__":
    main()
