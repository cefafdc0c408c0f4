"""Ranges hold every result their operands allow, and roundings go where the law says."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine.reasoning import range as ranges
from rothroute.engine.reasoning.compile.operators import Op
from rothroute.engine.reasoning.compile.printing import Integers, Printer

SMALL = st.integers(-60, 60)
WIDE = st.integers(-(10**15), 10**15)
SOME = st.tuples(SMALL, SMALL).map(lambda pair: (min(pair), max(pair)))
TRUTHS = st.sampled_from([True, False, None])


def points(value):
    """Both ends, their neighbours, and what lies around zero."""
    low, high = value
    return sorted(
        {point for point in (low, low + 1, -1, 0, 1, (low + high) // 2, high - 1, high) if low <= point <= high}
    )


ROUNDINGS = ("to_cent", "up_to_ten_dollars")
TRUTH_PAIRS = {True: (True, True), False: (False, False), None: (False, True)}


def printed(name, *pairs, data=()):
    """What an operator makes of ranges, by the one printer of its meaning."""
    printer = Printer(Integers())
    printer.values.update((f"n{place}", pair) for place, pair in enumerate(pairs))
    return printer.pair(Op(name, tuple(Op("amount", (), (f"n{place}",)) for place in range(len(pairs))), data))


def truth(name, *pairs):
    """The same for a truth: True, False or None."""
    must, may = printed(name, *pairs)
    return must if must == may else None


def share(rounding, amount, part, whole, denominator):
    """A share as a range; the whole is counted in parts of the denominator."""
    return printed("share", amount, part, whole, data=(rounding, 1, denominator))


def rounded(rounding, numerator, denominator):
    """One number over another, rounded."""
    return printed("round", (numerator, numerator), data=(rounding, 1, denominator))[0]


def holds(found, result):
    return found[0] <= result <= found[1]


@given(SOME, SOME)
def test_hulls_hold_every_point(left, right):
    for one, other in product(points(left), points(right)):
        assert holds(ranges.hull(left, right), one)
        assert holds(ranges.hull(left, right), other)


@given(SOME, SMALL)
def test_a_scaled_range_holds_every_point_and_no_more(value, factor):
    found = ranges.scaled(value, factor)

    assert {min(value[0] * factor, value[1] * factor), max(value[0] * factor, value[1] * factor)} == set(found)


@given(SOME, SOME)
def test_operators_hold_every_point(left, right):
    for name, meaning in (("add", int.__add__), ("subtract", int.__sub__), ("multiply", int.__mul__), ("most", max)):
        found = printed(name, left, right)
        for one, other in product(points(left), points(right)):
            assert holds(found, meaning(one, other))


@pytest.mark.parametrize("rounding", ROUNDINGS)
@given(amount=SOME, part=SOME, whole=SOME, denominator=st.integers(1, 7))
def test_a_share_holds_every_point_and_no_more(rounding, amount, part, whole, denominator):
    low, high = share(rounding, amount, part, whole, denominator)
    wholes = points(whole)
    seen = set()
    for a, p, w in product(points(amount), points(part), wholes):
        (one, other) = share(rounding, (a, a), (p, p), (w, w), denominator)
        assert one == other
        seen.add(one)

    assert (low, high) == (min(seen), max(seen))


@pytest.mark.parametrize("rounding", ROUNDINGS)
@given(WIDE, st.integers(-99, 99), st.integers(1, 10**6), st.integers(1, 10**9))
def test_a_share_is_the_exact_quotient_rounded_once(rounding, amount, part, whole, denominator):
    exact = Fraction(amount * part, whole * denominator)
    wanted = floor(exact + Fraction(1, 2)) if rounding == "to_cent" else ceil(exact / 1_000) * 1_000

    assert (wanted, wanted) == share(rounding, (amount, amount), (part, part), (whole, whole), denominator)


@given(SOME, SOME)
def test_a_decided_comparison_is_true_of_every_point(left, right):
    tests = (
        ("reach", lambda one, other: one >= other),
        ("more", lambda one, other: one > other),
        ("equal", lambda one, other: one == other),
    )
    for test, meaning in tests:
        found = truth(test, left, right)
        seen = {meaning(one, other) for one, other in product(points(left), points(right))}
        assert found is None or {found} == seen


@given(SOME, SOME)
def test_a_comparison_left_open_can_go_both_ways(left, right):
    """Ends decide order, so an open comparison of independent ranges is open indeed."""
    for test, meaning in (("reach", int.__ge__), ("more", int.__gt__)):
        if truth(test, left, right) is None:
            seen = {meaning(one, other) for one, other in product(left, right)}
            assert {True, False} == seen


@given(st.lists(TRUTHS, min_size=1, max_size=5))
def test_three_valued_and_or_not(values):
    settled = [[value] if value is not None else [True, False] for value in values]
    everything = {all(each) for each in product(*settled)}
    anything = {any(each) for each in product(*settled)}

    pairs = [TRUTH_PAIRS[value] for value in values]
    assert truth("and", *pairs) == (everything.pop() if len(everything) == 1 else None)
    assert truth("or", *pairs) == (anything.pop() if len(anything) == 1 else None)
    assert [truth("not", pair) for pair in pairs] == [None if value is None else not value for value in values]


@given(WIDE, st.integers(1, 10**9))
def test_roundings_are_exact(numerator, denominator):
    exact = Fraction(numerator, denominator)

    assert floor(exact + Fraction(1, 2)) == ranges.half_up(numerator, denominator)
    assert floor(exact + Fraction(1, 2)) == rounded("to_cent", numerator, denominator)
    assert ceil(exact / 1_000) * 1_000 == rounded("up_to_ten_dollars", numerator, denominator)


@pytest.mark.parametrize(
    ("cents", "wanted"),
    [(49_030, 50_000), (61_140, 62_000), (50_000, 50_000), (50_001, 51_000), (0, 0), (1, 1_000), (-1, 0)],
    ids=["A26: 490.30", "A26: 611.40", "500.00", "500.01", "0", "0.01", "-0.01"],
)
def test_phase_outs_go_up_to_the_next_ten_dollars(cents, wanted):
    assert wanted == rounded("up_to_ten_dollars", cents, 1)


@pytest.mark.parametrize(("halves", "rounded"), [(1, 1), (2, 1), (3, 2), (-1, 0), (-2, -1), (-3, -1)], ids=str)
def test_halves_go_up(halves, rounded):
    assert rounded == ranges.half_up(halves, 2)


def test_a_share_of_nothing_is_nothing():
    assert [(0, 0)] * 2 == [share("to_cent", (5, 5), (5, 5), (whole, whole), 1) for whole in (0, -1)]
    assert holds(share("to_cent", (100, 100), (1, 1), (-5, 2), 1), 0)


@pytest.mark.parametrize("whole", [(0, 0), (-7, 0), (-7, -7)], ids=str)
def test_a_share_of_what_is_surely_nothing_is_surely_nothing(whole):
    assert (0, 0) == share("to_cent", (500, 500), (300, 300), whole, 1)
