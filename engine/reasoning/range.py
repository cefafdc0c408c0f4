"""What may be: a number is a range (lowest, highest), a condition is True, False or None.

A number is known when both ends are equal; None means "not known". What the operators of formulas make of ranges is
said in `compile/printing.py`.
"""

from __future__ import annotations

Range = tuple[int, int]
Truth = bool | None


def hull(left: Range, right: Range) -> Range:
    """The smallest range holding both."""
    return min(left[0], right[0]), max(left[1], right[1])


def scaled(value: Range, factor: int) -> Range:
    """The range times a constant of either sign."""
    low, high = value[0] * factor, value[1] * factor
    return (low, high) if factor >= 0 else (high, low)


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves up, of numerator over a positive denominator."""
    return (2 * numerator + denominator) // (2 * denominator)
