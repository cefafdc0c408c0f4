"""Savers of every kind: any facts known, unknown, or told though they do not apply."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from rothroute.engine import Adviser, Decision, Refusal
from rothroute.engine.model import Fact, Rulebook
from rothroute.engine.value import show_value

DAY = date(2026, 6, 30)


def value_of(fact: Fact, chance: random.Random) -> str:
    """A value of a fact: at a bound, or anywhere sensible."""
    if fact.unit == "yes_no":
        return chance.choice(["yes", "no"])
    if fact.unit == "choice":
        return chance.choice([value for value, _ in fact.values])
    high = min(fact.highest, 600_000_00 if fact.unit == "dollars" else fact.highest)
    low = max(fact.lowest, 0 if fact.unit == "dollars" else fact.lowest)
    number = chance.choice([low, high, chance.randint(low, high), chance.randint(low, max(low, high // 20))])
    return date.fromordinal(number).isoformat() if fact.unit == "date" else show_value(number, fact.unit)


def some_saver(book: Rulebook, chance: random.Random) -> dict[str, str]:
    """Some facts, whether they apply or not; the others are not known."""
    share = chance.choice([0.1, 0.4, 0.7])
    names = [name for name in book.facts if name not in ("as_of", "tax_year")]
    facts = {name: value_of(book.facts[name], chance) for name in names if chance.random() < share}
    return {"tax_year": str(chance.choice(book.years)), **facts}


def accepted(adviser: Adviser, facts: dict[str, str], chance: random.Random) -> Decision | None:
    """The decision, after facts were left out one by one until what is left holds together."""
    left = dict(facts)
    while len(left) > 1:
        try:
            return adviser.advise(left, DAY)
        except Refusal:
            left.pop(chance.choice([name for name in left if name != "tax_year"]))
    return None


def some_savers(adviser: Adviser, seed: int, count: int) -> Iterator[Decision]:
    """So many savers, the same for the same seed."""
    chance = random.Random(seed)
    while count:
        found = accepted(adviser, some_saver(adviser.rulebook, chance), chance)
        if found is not None:
            count -= 1
            yield found
