"""Arithmetic on what may be: a number is a range (lowest, highest), a condition is True, False or None.

A number is known when both ends are equal; a comparison is decided when the ranges decide it; None means
"not known". Every operation returns a range that holds each result its operands allow (it may be wider).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

Range = tuple[int, int]
Truth = bool | None

TEN_DOLLARS: Final = 1_000


def hull(left: Range, right: Range) -> Range:
    """The smallest range holding both."""
    return min(left[0], right[0]), max(left[1], right[1])


def scaled(value: Range, factor: int) -> Range:
    """The range times a constant of either sign."""
    low, high = value[0] * factor, value[1] * factor
    return (low, high) if factor >= 0 else (high, low)


def product(left: Range, right: Range) -> Range:
    """The range of left times right."""
    corners = [a * b for a in left for b in right]
    return min(corners), max(corners)


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves up, of numerator over a positive denominator."""
    return (2 * numerator + denominator) // (2 * denominator)


def up_to(step: int, numerator: int, denominator: int) -> int:
    """The next multiple of `step` at or above numerator over a positive denominator."""
    return -(-numerator // (denominator * step)) * step


def to_cent(numerator: int, denominator: int) -> int:
    """Cents, half up: the rounding of every published amount."""
    return half_up(numerator, denominator)


def to_ten_dollars(numerator: int, denominator: int) -> int:
    """Cents, up to the next $10 (26 USC 219(g)(2)(C), rounding the limit up)."""
    return up_to(TEN_DOLLARS, numerator, denominator)


ROUNDINGS: Final = {"to_cent": to_cent, "up_to_ten_dollars": to_ten_dollars}


def prorated(rounding: str, amount: int, part: int, whole: int, denominator: int) -> int:
    """amount x part / (whole x over), rounded to cents by name; a whole of zero gives zero.

    `denominator` brings the operands' own denominators together; a negative whole counts as zero.
    """
    return ROUNDINGS[rounding](amount * part, whole * denominator) if whole > 0 else 0


def prorated_range(rounding: str, amount: Range, part: Range, whole: Range, denominator: int) -> Range:
    """The range of `prorated`, which is monotone in each operand while the others stand still."""
    wholes = {0, 1, whole[1]} if whole[0] <= 0 < whole[1] else {whole[0], whole[1]}
    corners = [prorated(rounding, a, p, w, denominator) for a in set(amount) for p in set(part) for w in wholes]
    return min(corners), max(corners)


def at_least(left: Range, right: Range) -> Truth:
    """left >= right, where the ranges decide it."""
    return True if left[0] >= right[1] else False if left[1] < right[0] else None


def more_than(left: Range, right: Range) -> Truth:
    """left > right, where the ranges decide it."""
    return True if left[0] > right[1] else False if left[1] <= right[0] else None


def equal(left: Range, right: Range) -> Truth:
    """left = right, where the ranges decide it."""
    if left[0] == left[1] == right[0] == right[1]:
        return True
    return False if left[1] < right[0] or right[1] < left[0] else None


def all_of(values: Iterable[Truth]) -> Truth:
    """Three-valued and: false wins over not known."""
    known = True
    for value in values:
        if value is False:
            return False
        known = known and value is not None
    return True if known else None


def any_of(values: Iterable[Truth]) -> Truth:
    """Three-valued or: true wins over not known."""
    known = True
    for value in values:
        if value is True:
            return True
        known = known and value is not None
    return False if known else None


def opposite(value: Truth) -> Truth:
    """Three-valued not."""
    return None if value is None else not value
