"""The `properties:` of a topic: three kinds, each with what belongs to it, and names that exist."""

from __future__ import annotations

import pytest

from rothroute.engine.diagnostic import Refusal
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_rulebook
from rothroute.engine.rulebook.load.store import from_data, to_data

TOPIC = "roth_ira/rules.yaml"


def loaded(entry: str) -> list[str]:
    files = dict(read_rules(RULES))
    files[TOPIC] += f"\n  another:\n    meaning: Something.\n{entry}".encode()
    try:
        load_rulebook(files)
    except Refusal as refusal:
        return [one.check for one in refusal.diagnostics]
    return []


@pytest.mark.parametrize(
    ("entry", "problems"),
    [
        ("    holds: ira_limit >= $0\n", []),
        ("    given: age >= 50\n    holds: ira_limit >= $0\n", []),
        ("    figure: ira_limit\n    never_falls_with: wages\n", []),
        ("    feature: plan_offers_roth\n    helps: [mega_backdoor_roth, catch_up_limit]\n", []),
        ("", ["missing-key"]),
        ("    holds: ira_limit >= $0\n    figure: ira_limit\n", ["missing-key"]),
        ("    figure: ira_limit\n", ["missing-key"]),
        ("    feature: plan_offers_roth\n", ["missing-key"]),
        ("    figure: ira_limit\n    never_rises_with: wage\n", ["unknown-name"]),
        ("    figure: no_business\n    never_rises_with: wages\n", ["misplaced-name"]),
        ("    feature: wages\n    helps: [ira_limit]\n", ["unit-clash"]),
        ("    holds: ira_limit\n", ["unit-clash"]),
        ("    holds: ira_limit >= 0 dollars\n", ["unreadable-formula"]),
        ("    hold: ira_limit >= $0\n", ["unknown-key", "missing-key"]),
    ],
)
def test_a_property_is_checked(entry: str, problems: list[str]) -> None:
    assert loaded(entry) == problems


def test_properties_survive_being_kept() -> None:
    book = load_rulebook(read_rules(RULES))
    assert book.properties and from_data(to_data(book)) == book
