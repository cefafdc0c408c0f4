"""What establishes a condition and what refutes it: absorption, contradictions, no excluded middle, limits."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine.reasoning.compile.closures import RangeCompiler
from rothroute.engine.reasoning.compile.dnf import TooWide, disjuncts
from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.model import Conditional, Connective, Name, Not, Truth

NAMES = "abcd"


def spread(text, positive=True):
    """The disjuncts as texts, like "a & !b"; one without a literal is "always"."""
    found = disjuncts(parse(text), positive, lambda node: (node.name, True))
    return [" & ".join(name if sign else f"!{name}" for name, sign in disjunct) or "always" for disjunct in found]


@pytest.mark.parametrize(
    ("text", "establish", "refute"),
    [
        ("a", ["a"], ["!a"]),
        ("not a", ["!a"], ["a"]),
        ("a and b", ["a & b"], ["!a", "!b"]),
        ("a or b", ["a", "b"], ["!a & !b"]),
        ("a and (b or c)", ["a & b", "a & c"], ["!a", "!b & !c"]),
        ("a or a and b", ["a"], ["!a"]),
        ("a and b or a", ["a"], ["!a"]),
        ("a or a", ["a"], ["!a"]),
        ("a and a", ["a"], ["!a"]),
        ("a and not a", [], ["!a", "a"]),
        ("a or not a", ["a", "!a"], []),
        ("yes", ["always"], []),
        ("no", [], ["always"]),
        ("a or yes", ["always"], []),
        ("a and no", [], ["always"]),
        ("if a then b else c", ["a & b", "!a & c", "b & c"], ["a & !b", "!a & !c", "!b & !c"]),
        ("if a then b else b", ["b"], ["!b"]),
        ("if a then b else not b", ["a & b", "!a & !b"], ["a & !b", "!a & b"]),
    ],
)
def test_a_condition_and_its_opposite(text, establish, refute):
    assert establish == spread(text)
    assert refute == spread(text, positive=False)


def conditions():
    leaf = st.sampled_from(NAMES).map(Name) | st.booleans().map(Truth)

    def larger(inner):
        many = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return (
            st.builds(Connective, st.sampled_from(["and", "or"]), many)
            | st.builds(Not, inner)
            | st.builds(Conditional, inner, inner, inner)
        )

    return st.recursive(leaf, larger, max_leaves=7)


@given(conditions())
def test_disjuncts_are_sound_and_never_both_sides_fire(node):
    """However much is known of the leaves, never both sides fire, and what the plain tree decides does fire."""
    try:
        sides = {sign: disjuncts(node, sign, lambda leaf: (NAMES.index(leaf.name), True)) for sign in (True, False)}
    except TooWide:
        return
    tree = RangeCompiler({name: place for place, name in enumerate(NAMES)}, {}, lambda node: False).truth(node)
    for values in product((True, False, None), repeat=len(NAMES)):
        fires = {
            sign
            for sign, found in sides.items()
            if any(all(values[place] is wanted for place, wanted in disjunct) for disjunct in found)
        }
        said = tree(list(values))
        assert len(fires) <= 1
        if said is not None:
            assert {said} == fires
        if None not in values:
            assert {said} == fires


def test_thirty_two_disjuncts_fit_and_thirty_three_do_not():
    assert 32 == len(spread(" or ".join(f"a{number}" for number in range(32))))
    with pytest.raises(TooWide, match="falls apart into 33 disjuncts, more than 32"):
        spread(" or ".join(f"a{number}" for number in range(33)))


def test_fifteen_conditions_fit_and_sixteen_do_not():
    assert 1 == len(spread(" and ".join(f"a{number}" for number in range(15))))
    with pytest.raises(TooWide, match="needs more than 15 conditions at once"):
        spread(" and ".join(f"a{number}" for number in range(16)))


def test_a_hopeless_condition_ends_early():
    with pytest.raises(TooWide, match="falls apart into more than 512 disjuncts"):
        spread(" and ".join(f"(a{number} or b{number})" for number in range(12)))
