"""Savers for the benchmarks: the examples, and random ones about whom everything is known."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from rothroute.engine.api import Adviser
from rothroute.engine.rulebook.model import Fact
from rothroute.engine.rulebook.source import parse

EXAMPLES = Path(__file__).parent.parent / "examples"
DOLLARS = (0, 0, 0, 4_230, 7_000, 10_000, 23_500, 24_500, 60_000, 100_000, 160_000, 250_000, 400_000)


def examples(adviser: Adviser) -> list[dict[str, Any]]:
    """The example savers of tax year 2026 whose answer is decided."""
    found = []
    for path in sorted(EXAMPLES.glob("*.yaml")):
        year, answers = adviser.answers(adviser.given(parse(path.read_bytes(), path.name)))
        if year == 2026 and "unknown" not in path.name:
            found.append(dict(answers))
    return found


def drawn(adviser: Adviser, count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Random savers with every fact given, contradictions left out."""
    rng = random.Random(seed)
    program = adviser.program(2026)
    found: list[dict[str, Any]] = []
    while len(found) < count:
        answers = {name: _value(rng, fact) for name, fact in adviser.rulebook.facts.items()}
        answers["tax_year"] = 2026
        answers["nondeductible_ira_contributions"] = 0
        answers["lived_apart_all_year"] = False
        from rothroute.engine.reasoning.evaluate import contradictions

        if not contradictions(program, answers):
            found.append(answers)
    return found


def _value(rng: random.Random, fact: Fact) -> Any:
    if fact.unit == "yes_no":
        return rng.random() < 0.4
    if fact.unit == "choice":
        return rng.choice([value for value, _ in fact.values])
    if fact.unit == "dollars":
        return rng.choice(DOLLARS) * 100
    if fact.unit == "date":
        return 739_616 + rng.randrange(400)
    if fact.unit == "percent":
        return rng.choice((100_000, 1_000_000))
    return rng.randrange(20, 75)
