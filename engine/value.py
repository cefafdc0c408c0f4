"""How values are written and read: dollars, percents, years, days, dates, yes/no and choices.

Inside the engine every number is an integer: cents for dollars, millionths for percents (20 % is 200,000),
days for dates (the proleptic Gregorian ordinal). Nothing here rounds.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

Unit = Literal["dollars", "percent", "years", "days", "number", "date", "yes_no", "choice"]
Value = int | bool | str
FactValue = str | int | float | bool | date | None

MILLION: Final = 1_000_000
SCALE: Final[dict[str, int]] = {
    "dollars": 1,
    "percent": MILLION,
    "years": 1,
    "days": 1,
    "number": 1,
    "date": 1,
}
LARGEST_DOLLARS: Final = 99_999_999_999
OPEN_END: Final = 10_000_000_00  # cents: an end of a range beyond it is a bound of the type, and tells nothing
LAST_DAY: Final = date.max.toordinal()
MONTHS: Final = ("January February March April May June July August September October November December").split()

_MONEY = re.compile(r"([-+]?)\$?([-+]?)(\d{1,3}(?:[,_ ]\d{3})+|\d+)(?:\.(\d+))?([kKmM]?)", re.ASCII)
_PERCENT = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,4}))? ?%?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_UNKNOWN: Final = "unknown"
_NOTHING: Final = ("", "null", "~")
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}


def read_dollars(text: str) -> int:
    """Read cents from `70500`, `70_500`, `$70,500`, `$70 500.25` or `70.5k`; ValueError says what to write."""
    found = _MONEY.fullmatch(text.strip())
    if not found or (found[1] and found[2]):
        raise ValueError("must be dollars, like 70500, $70,500 or 70.5k")
    digits = re.sub(r"[,_ ]", "", found[3])
    places = {"": 2, "k": 5, "m": 8}[found[5].lower()]
    fraction = (found[4] or "").rstrip("0")
    if len(digits) > 13:
        raise ValueError("is too large a number for dollars")
    if len(fraction) > places:
        raise ValueError("must be dollars in whole cents")
    cents = int(digits + fraction.ljust(places, "0"))
    return -cents if "-" in (found[1], found[2]) else cents


def read_percent(text: str) -> int:
    """Read millionths from `10`, `10%` or `7.65%`; ValueError says what to write."""
    found = _PERCENT.fullmatch(text.strip())
    if not found:
        raise ValueError("must be a percent, like 10% or 7.5%")
    millionths = int(found[2]) * 10_000 + int((found[3] or "").ljust(4, "0"))
    return -millionths if found[1] else millionths


def read_whole(text: str) -> int:
    """Read a whole number such as an age; ValueError says what to write."""
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError("must be a whole number, like 52")
    return int(text)


def read_date(text: str) -> int:
    """Read a date written `2026-06-30` as its ordinal day; ValueError says what to write."""
    found = _DATE.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3])).toordinal()
    except ValueError:
        pass
    raise ValueError("must be a date, like 2026-06-30")


def read_yes_no(text: str) -> bool:
    """Read `yes`, `no`, `true` or `false` in any case; ValueError says what to write."""
    answer = _YES.get(text.strip().lower())
    if answer is None:
        raise ValueError("must be yes or no")
    return answer


READERS: Final = {
    "dollars": read_dollars,
    "percent": read_percent,
    "years": read_whole,
    "days": read_whole,
    "number": read_whole,
    "date": read_date,
    "yes_no": read_yes_no,
}


def read_value(text: str, unit: str) -> Value:
    """Read one value of a unit other than choice; ValueError completes the sentence "`fact` ..."."""
    return READERS[unit](text)


def show_dollars(cents: int) -> str:
    """Write cents as people do: `$7,500`, `$0.50`, `-$1,234.05`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}{f'.{rest:02}' if rest else ''}"


def show_percent(millionths: int) -> str:
    """Write millionths as a percent: `7.65%`, `20%`."""
    whole, rest = divmod(abs(millionths), 10_000)
    decimals = f".{rest:04}".rstrip("0").rstrip(".")
    return f"{'-' if millionths < 0 else ''}{whole}{decimals}%"


def show_date(ordinal: int) -> str:
    """Write an ordinal day as `December 31, 2026`."""
    day = date.fromordinal(max(1, min(ordinal, LAST_DAY)))
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def show_value(value: Value, unit: str) -> str:
    """Write a value with its unit, for sentences: `$7,500`, `52`, `yes`, `31 December 2026`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    writer = {"dollars": show_dollars, "percent": show_percent, "date": show_date}.get(unit)
    return writer(value) if writer else str(value) if unit in ("years", "tax_year") else f"{value:,}"


def to_json(value: Value, unit: str) -> int | float | bool | str:
    """A value as JSON shows it: dollars and percents as decimals, dates as `2026-06-30`."""
    if isinstance(value, (bool, str)):
        return value
    if unit == "dollars":
        return value / 100
    if unit == "percent":
        return value / 10_000
    return date.fromordinal(value).isoformat() if unit == "date" else value


def as_text(value: FactValue) -> str:
    """A Python value as a facts file writes it; None is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def is_unknown(text: str, quoted: bool = False) -> bool:
    """Whether a file says that an answer is not known; in quotes, as JSON writes all text, only the word does."""
    said = text.strip().lower()
    return said == _UNKNOWN or (said in _NOTHING and not quoted)
