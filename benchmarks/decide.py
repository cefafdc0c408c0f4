"""One decision by several engines, side by side in one run.

    python benchmarks/decide.py [--memory]

Every engine decides the same savers and must agree on every verdict and amount before anything is timed. Ratios
compare what ran next to each other; absolute times are this machine's of this minute.
"""

from __future__ import annotations

import math
import resource
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import zen
from clips_rules import Clips
from savers import drawn, examples
from zen_rules import context, graph

from rothroute.engine.api import Adviser, load_rulebook
from rothroute.engine.evaluate import evaluate
from rothroute.engine.range import half_up

ROUNDS = 9


def main() -> None:
    adviser = Adviser(load_rulebook())
    inference = adviser.inference(2026)
    program = inference.program
    savers = examples(adviser) + drawn(adviser, 60)
    for _ in range(80):
        evaluate(program, savers[0])
    clips, rules = Clips(program), zen.ZenEngine().create_decision(graph(program))
    inputs = {id(saver): context(program, saver) for saver in savers}
    watched = [
        f"{route}.{part}" for route in program.rulebook.routes for part in ("closed", "caution", "primary", "amount")
    ]
    engines: dict[str, Callable[[Any], Any]] = {
        "durable-rules, decision with trace": lambda saver: inference.infer(saver, words=False).values,
        "durable-rules, all conclusions with trace": lambda saver: inference.infer(saver).values,
        "plain evaluator": lambda saver: evaluate(program, saver).values,
        "zen-engine": lambda saver: rules.evaluate(inputs[id(saver)])["result"],
        "clips (figures by our code)": clips.evaluate,
    }
    differing = sum(_differs(program, saver, engines, watched) for saver in savers)
    print(f"{len(savers)} savers; {differing} of them decided differently by some engine")
    _work(inference, savers)
    _table(engines, savers)
    if "--memory" in sys.argv:
        _memory(inference, savers)


def _differs(program: Any, saver: Any, engines: dict[str, Callable[[Any], Any]], watched: list[str]) -> bool:
    found = {tuple(_picked(program, run(saver), name) for name in watched) for run in engines.values()}
    return len(found) > 1


def _picked(program: Any, values: Any, name: str) -> int:
    """A verdict as 0 or 1, an amount in whole cents; zen-engine gives decimal cents, ours stand over a denominator."""
    slot = program.slots[name]
    if isinstance(values, dict):
        return math.floor(Decimal(str(values[f"x{slot}"])) + Decimal("0.5")) if "amount" in name else values[f"x{slot}"]
    value = values[slot]
    return half_up(value[0], program.overs[name]) if isinstance(value, tuple) else int(value)


def _work(inference: Any, savers: list[Any]) -> None:
    for words, part in ((False, "decision"), (True, "all conclusions")):
        traces = [inference.infer(saver, words=words) for saver in savers]
        rules = len(inference.decision.rules) + (len(inference.words.rules) if words else 0)
        asserts = statistics.mean(trace.asserts for trace in traces)
        firings = statistics.mean(len(trace.fired) for trace in traces)
        print(f"{part}: {rules} rules, {asserts:.0f} asserts and {firings:.0f} firings a saver")


def _timed(run: Callable[[Any], Any], savers: list[Any]) -> float:
    start = time.perf_counter()
    for saver in savers:
        run(saver)
    return (time.perf_counter() - start) / len(savers)


def _table(engines: dict[str, Callable[[Any], Any]], savers: list[Any]) -> None:
    times: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for name, run in engines.items():
            times[name].append(_timed(run, savers))
    zen_times = times["zen-engine"]
    print(f"{'engine':44}{'decisions/s':>12}{'ms each':>10}{'time / zen':>12}")
    for name, found in times.items():
        ratio = statistics.median(mine / other for mine, other in zip(found, zen_times, strict=True))
        median = statistics.median(found)
        print(f"{name:44}{1 / median:12,.0f}{median * 1000:10.3f}{ratio:12.2f}")


def _memory(inference: Any, savers: list[Any]) -> None:
    for count in (1_000, 100_000):
        for number in range(count):
            inference.infer(savers[number % len(savers)])
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"after {count:,} more evaluations: {used} MB at the most")


if __name__ == "__main__":
    main()
