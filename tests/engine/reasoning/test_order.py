"""In which order defaults are settled: that of the rulebook, but for what reads another."""

from __future__ import annotations

import pytest

from rothroute.engine.reasoning.compile.program import ordered


@pytest.mark.parametrize(
    ("reads", "order"),
    [
        ({"a": set(), "b": set(), "c": set()}, "a b c"),
        ({"a": {"c"}, "b": set(), "c": set()}, "b c a"),
        # A figure that reads `d` brings neither `d` nor itself before `b` and `c`.
        ({"a": {"f"}, "b": set(), "c": {"b"}, "d": set(), "f": {"d"}}, "b c d f a"),
        ({"a": {"a parameter"}, "b": {"a"}}, "a b"),
    ],
)
def test_names_come_after_what_they_read_and_else_as_they_stand(reads: dict[str, set[str]], order: str) -> None:
    assert " ".join(ordered(reads)) == order
