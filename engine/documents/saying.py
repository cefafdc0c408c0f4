"""Small turns of phrase: ranges, effects, first sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..range import Range
from ..value import LARGEST_DOLLARS, read_dollars, show_dollars

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_BOUND: Final = re.compile(r"(at least|at most|below|above|exactly|other than) ")
_CENT: Final = "$0.01"
_UNKNOWN: Final = "not known yet"


def said_range(amount: Range) -> str:
    """`$7,500`, or `$0 to $7,500`; the largest amount there is says that nobody knows."""
    low, high = amount
    if high >= LARGEST_DOLLARS and low != high:
        return f"{show_dollars(low)} or more" if low > 0 else _UNKNOWN
    if low < 0 < high:
        return f"at most {show_dollars(high)}"
    return show_dollars(low) if low == high else f"{show_dollars(low)} to {show_dollars(high)}"


def said_left(left: Range) -> str:
    """What is left of a limit; ranges that overlap count the same dollars twice, so they stay unsaid."""
    low, high = left
    if low < 0 and low != high:
        return _UNKNOWN
    return f"over by {show_dollars(-low)}" if low < 0 else said_range(left)


def worth(cents: int, total: Range) -> str:
    """How much of the plan another answer could change; empty for nothing."""
    if cents > total[1]:
        return "the whole plan"
    return f"up to {show_dollars(cents)}" if cents else ""


@lru_cache(maxsize=4_096)
def cited(places: tuple[str, ...]) -> str:
    """Citations on one line; a work is named once for places of it that follow one another: `USC 402(c), 408A(d)`."""
    shown, before = [], ""
    for text in places:
        work, _, place = text.partition(" ")
        shown.append(place if work == before and place[:1].isdigit() and " " not in place else text)
        before = work
    return ", ".join(shown)


@lru_cache(maxsize=4_096)
def sentence(text: str) -> str:
    """The text with a capital letter in front; most are labels, which every answer repeats."""
    return text[:1].upper() + text[1:]


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]


def bound_of(needed: str) -> str:
    """The value in `below $168,000` or `at least 50`."""
    found = _BOUND.match(needed)
    return needed[found.end() :] if found else needed


def is_cent(needed: str) -> bool:
    """Whether the bound only tells nothing from something."""
    return needed.endswith(_CENT) and bound_of(needed) == _CENT


def cents_of(margin: str) -> int | None:
    """A distance in cents, or None where it is no amount of dollars."""
    if not margin.startswith("$"):
        return None
    try:
        return read_dollars(margin)
    except ValueError:
        return None
