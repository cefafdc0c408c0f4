"""How amounts, days, lists and labels are written in what a saver reads, and text made safe for Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from ..advise.formatting import NOT_KNOWN, is_open_ended
from ..reasoning.range import Range
from ..value import MONTHS, read_dollars, show_date, show_dollars

NO_BREAK: Final = "\u00a0"

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_BOUND: Final = re.compile(r"(at least|at most|below|above|before|by|from|after|exactly|other than) ")
_CENT: Final = "$0.01"
WHOLE_PLAN: Final = "the whole plan"
_SOME: Final = 10_00  # cents
_MARKUP: Final = re.compile(r"[\\`*_\[\]{}<>|~]|&(?=#?\w+;)")
_LINE_START: Final = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]{2,}$")
_NUMBERED: Final = re.compile(r"(\d{1,9})(?=[.)](\s|$))")
_HARMLESS: Final = re.compile(  # most words and numbers of a letter
    f"(?:[A-Za-z$]|[0-9]++(?![.)]))[A-Za-z0-9 {NO_BREAK}$,.%':;/()?\"\u2013\u2212+-]*"
)
_DIGIT: Final = re.compile(r"\d")
_SPACES: Final = re.compile(f"[^\\S{NO_BREAK}]+")
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
_DAY: Final = re.compile(rf"\b({'|'.join(MONTHS)}) (?=\d{{1,2}}\b)")


def said_range(amount: Range) -> str:
    """`$7,500`, or `$0 to $7,500`; a bound of the type says that nobody knows. Amounts are cents."""
    low, high = amount
    if is_open_ended(amount):
        return f"{show_dollars(low)} or more" if low > 0 else NOT_KNOWN
    if low < 0 < high:
        return f"at most {show_dollars(high)}"
    return show_dollars(low) if low == high else f"{show_dollars(low)} to {show_dollars(high)}"


def said_left(left: Range) -> str:
    """What is left of a limit in cents; ranges that overlap count the same dollars twice, so they stay unsaid."""
    low, high = left
    if low < 0 and low != high:
        return NOT_KNOWN
    return f"over by {show_dollars(-low)}" if low < 0 else said_range(left)


def at_most(cents: int, total: Range) -> str:
    """How much of the plan's total another answer could change; empty for nothing."""
    if cents > total[1]:
        return WHOLE_PLAN
    if 0 < cents < _SOME:
        return "a few dollars"
    return f"up to {show_dollars(cents)}" if cents else ""


def day(ordinal: int | None) -> str:
    """A day in words (December 31, 2026); empty for none."""
    return "" if ordinal is None else show_date(ordinal)


def cited(places: Iterable[str]) -> str:
    """Citations on one line; a work is named once for places of it that follow one another: `USC 402(c), 408A(d)`."""
    shown, before = [], ""
    for text in places:
        work, _, place = text.partition(" ")
        shown.append(place if work == before and place[:1].isdigit() and " " not in place else text)
        before = work
    return ", ".join(shown)


def sentence(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def closed(text: str) -> str:
    """The text as a sentence: a capital in front, one full stop at its end."""
    return sentence(text.rstrip(".")) + "." if text else ""


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return sentences(text)[0]


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return _SENTENCE_END.split(text)


def within(text: str, words: int) -> str:
    """The leading sentences of a text that stay within a number of words; always the first."""
    first, *others = sentences(text)
    kept = [first]
    for one in others:
        if count(" ".join((*kept, one))) > words:
            break
        kept.append(one)
    return " ".join(kept)


def count(text: str) -> int:
    """The words of a text."""
    return len(text.split())


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


def first_few(labels: list[str], most: int) -> list[str]:
    """At most so many labels, then how many more there are."""
    more = len(labels) - most
    return [*labels[:most], f"{more} more"] if more > 1 else labels


def escaped(text: str) -> str:
    """Text on one line in which Markdown sees no markup, a terminal no control character, and no day breaks."""
    if _HARMLESS.fullmatch(text) and "  " not in text and text[-1] != " ":
        return _DAY.sub(_unbroken, text) if _DIGIT.search(text) else text
    safe = _MARKUP.sub(_backslashed, _DAY.sub(_unbroken, visible(text)))
    if _LINE_START.match(safe):
        return _LINE_START.sub(_backslashed, safe, count=1)
    found = _NUMBERED.match(safe)
    return f"{found[1]}\\{safe[found.end() :]}" if found else safe


def _unbroken(day: re.Match[str]) -> str:
    return f"{day[1]}{NO_BREAK}"


def _backslashed(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def visible(text: str) -> str:
    """Text on one line without control characters, marks of direction and other characters nobody sees."""
    if not text.isprintable():
        text = "".join(
            one for one in text if one.isspace() or one == NO_BREAK or unicodedata.category(one) not in _UNSEEN
        )
    return _SPACES.sub(" ", text).strip(" ")
