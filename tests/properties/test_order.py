"""The order of statements in rule files never matters."""

import random

import pytest

from rothroute.engine import Adviser
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_rulebook


def shuffled(text: str, rng: random.Random) -> str:
    """The file with the entries of each section in another order (entries are indented by two)."""
    lines, out = text.split("\n"), []
    blocks: list[list[str]] = []

    def flush() -> None:
        rng.shuffle(blocks)
        out.extend(line for block in blocks for line in block)
        blocks.clear()

    for line in lines:
        if line.startswith("  ") and not line.startswith("   ") and not line.startswith("  -") and line.endswith(":"):
            blocks.append([line])
        elif blocks and (line.startswith("    ") or not line.strip()):
            blocks[-1].append(line)
        else:
            flush()
            out.append(line)
    flush()
    return "\n".join(out)


@pytest.mark.parametrize("seed", [1, 2])
def test_statements_in_another_order_give_the_same_answers(adviser, seed):
    rng = random.Random(seed)
    files = read_rules(RULES)
    mixed = {
        path: shuffled(data.decode(), rng).encode() if path.endswith(("rules.yaml", "facts.yaml")) else data
        for path, data in files.items()
    }
    assert mixed != files
    other = Adviser(load_rulebook(mixed))
    savers = [
        {"tax_year": 2026, "age": 61, "filing_status": status, "workplace_plan": plan, "business": business}
        for status in ("single", "married_joint")
        for plan in ("none", "401k", "403b")
        for business in ("none", "sole_proprietor", "s_corporation")
    ]

    for facts in savers:
        for more in ({}, {"wages": 200_000, "modified_agi": 160_000, "business_profit": 90_000}):
            one, two = adviser.trace({**facts, **more}), other.trace({**facts, **more})
            assert {name: one.value(name) for name in one.program.slots} == {
                name: two.value(name) for name in two.program.slots
            }
            assert set(one.fired) == set(two.fired)
