"""Reads dollars, percents, ages, counts and dates in everyday words: `15k a month`, `thirty-four`, `Dec 5th`."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

from ..rulebook.model import Fact, Number
from ..value import show_dollars, show_value
from .reading import EMPTY_WORDS, NEGATIONS, Reading

_UNITS: Final = "one two three four five six seven eight nine".split()
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_COUNTS: Final = {word: str(number) for number, word in enumerate([*_UNITS, *_TEENS], 1)} | {
    word: str(number * 10) for number, word in enumerate(_TENS, 2)
}
_NO_COUNT: Final = {"none": "0", "no": "0", "zero": "0"}
_TWO_WORDS: Final = re.compile(rf"\b({'|'.join(_TENS)})[ -]({'|'.join(_UNITS)})\b")
_NOTHING: Final = re.compile(
    r"(?:none|nothing|zero|nil|nada|zilch|no|nope|n|not any|none at all|nothing yet|not a (?:cent|dollar|dime))"
)
DENIED: Final = re.compile(r"no|nope|n|none|none at all|not any")
_HAVE_NONE: Final = re.compile(
    r"(?:i |we )?(?:dont|do not|never|didnt|did not|havent|have not) "
    r"(?:have|had|make|made|put|pay|paid|own|get|got|contribute|contributed|any)\b.*"
)

_AMOUNT: Final = re.compile(
    r"(?P<minus>[-−]|minus |negative )? ?\$? ?(?P<number>\d{1,3}(?:[,_ ]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?)"
    r" ?(?P<times>k|m|grand|thousand|million|mil)?\b ?(?:dollars?|usd|bucks)?",
)
_TIMES: Final = {"k": 1_000, "grand": 1_000, "thousand": 1_000, "m": 1_000_000, "mil": 1_000_000, "million": 1_000_000}
_PERIODS: Final = (
    (
        re.compile(
            r"(?:/ ?|per |an? |every |each )?(?:yr|year|annum)(?: total)?|annually|yearly|annual|pa|p\.a\.|a year gross"
        ),
        1,
        "a year",
    ),
    (re.compile(r"(?:/ ?|per |an? |every |each )(?:mo|mth|month)|monthly"), 12, "a month"),
    (re.compile(r"(?:twice a month|semi-?monthly|two times a month|every half month)"), 24, "twice a month"),
    (
        re.compile(r"(?:bi-?weekly|every two weeks|every 2 weeks|every other week|fortnightly|per fortnight)"),
        26,
        "every two weeks",
    ),
    (re.compile(r"(?:/ ?|per |an? |every |each )(?:wk|week)|weekly"), 52, "a week"),
)
_FILLERS: Final = re.compile(
    r"\b(?:in total|so far|before tax|pre-?tax|this year|last year|for the year|it is|"
    r"gross|total|altogether|exactly|make|earn|have|put|in|at|of|its|it|is|i|we|the|a|my)\b"
)
_NOT_A_SUM: Final = re.compile(r"[\d%/-]|\b(?:hour|hourly|hr|day|daily|percent|shift)\b")
_WHOLE: Final = re.compile(r"(?<![\d.,$/-])(\d{1,4})(?![\d.,%/-]|\s?k\b)")
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?(?:%|percent|per cent|pct)?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_MONTHS: Final = (
    {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
    | {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_NAMED_DATE: Final = re.compile(
    r"(?:(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<month2>[a-z]{3,9})\.?)"
    r"(?:,? (?P<year>\d{4}))?"
)
_LARGEST = 99_999_999_999


def dollars_in(fact: Fact, text: str, hedged: bool) -> Reading | None:
    """An amount in cents: `180 grand`, `$7,000 so far`; that of a month is worked out for a year and asked back."""
    if _NOTHING.fullmatch(text):
        plain = none_is_usual(fact) or not DENIED.fullmatch(text)
        return Reading(0, "" if plain else "Do you mean $0?", hedged)
    if _HAVE_NONE.fullmatch(text):
        return Reading(0, "$0: is that right?", hedged)
    found = list(_AMOUNT.finditer(text))
    if len(found) != 1:
        return None
    amount, rest = found[0], f"{text[: found[0].start()]} {text[found[0].end() :]}"
    times, period, rest = _period(rest)
    digits = re.sub(r"[,_ ]", "", amount["number"])
    whole, _, fraction = digits.partition(".")
    scale = _TIMES.get(amount["times"] or "", 1) * 100 * times
    exact = int(whole + fraction) * scale
    if len(whole) > 13 or exact % 10 ** len(fraction):
        return None
    cents = exact // 10 ** len(fraction) * (-1 if amount["minus"] else 1)
    left = " ".join(_FILLERS.sub(" ", rest).split()).strip(" ,.+")
    if _NOT_A_SUM.search(left) or abs(cents) > _LARGEST or NEGATIONS & set(left.split()):
        return None
    if times > 1:
        return Reading(cents, f"{period} makes {show_dollars(cents)} a year: is that right?", hedged)
    return Reading(cents, f"{show_dollars(cents)}: is that right?" if left else "", hedged)


def none_is_usual(fact: Fact) -> bool:
    """Whether nothing is the usual answer, so that "no" says it; income, pay and balances have no such answer."""
    assumed = fact.assume.expression if fact.assume else None
    return isinstance(assumed, Number) and assumed.amount == 0


def _period(text: str) -> tuple[int, str, str]:
    """How many times a year, the words for it, and the rest of the text."""
    for pattern, times, words in _PERIODS:
        found = re.search(rf"(?<![\w]){pattern.pattern}(?![\w])", text)
        if found:
            return times, f"That much {words}", text[: found.start()] + " " + text[found.end() :]
    return 1, "", text


def percent_in(text: str, hedged: bool) -> Reading | None:
    """A percent, in its own unit: `10`, `10 percent of pay`."""
    found = _PERCENT.findall(text)
    if len(found) != 1:
        return None
    digits, _, fraction = found[0].partition(".")
    value = int(digits) * 10_000 + int(fraction.ljust(4, "0") or 0)
    left = re.sub(r"%|percent|per cent|pct", " ", _PERCENT.sub(" ", text)).split()
    extra = [word for word in left if word not in EMPTY_WORDS and word not in ("pay", "salary", "wages")]
    return Reading(value, f"{show_value(value, 'percent')}: is that right?" if extra else "", hedged)


def _in_digits(text: str) -> str:
    """The text with numbers below a hundred in digits: `thirty-four` is 34."""
    joined = _TWO_WORDS.sub(lambda found: str(int(_COUNTS[found[1]]) + int(_COUNTS[found[2]])), text)
    return " ".join(_COUNTS.get(word, word) for word in joined.split())


def age_in(text: str, hedged: bool, tax_year: int | None) -> Reading | None:
    """An age in whole years: `34`, `thirty-four`; a year of birth is worked out and asked back."""
    text = _in_digits(text)
    found = _WHOLE.findall(text)
    if len(found) != 1:
        return None
    number, left = int(found[0]), _WHOLE.sub(" ", text)
    extra = [
        word
        for word in re.findall(r"[a-z]+", left)
        if word not in EMPTY_WORDS | {"years", "year", "yrs", "yr", "old", "yo", "age", "aged"}
    ]
    if tax_year and tax_year - 120 <= number <= tax_year:
        age = tax_year - number
        return Reading(age, f"Born in {number}, you are {age} on December 31, {tax_year}: is that right?", hedged)
    if number > 120:
        return None
    return Reading(number, f"{number}: is that your age on December 31?" if extra else "", hedged)


def count_in(text: str, hedged: bool) -> Reading | None:
    """How many persons or things: `3`, `three`, `3 kids`, `none`; what stands beside it is asked back."""
    words = [_NO_COUNT.get(word, word) for word in _in_digits(text).split()]
    found = [word for word in words if word.isdecimal()]
    if len(found) != 1 or len(found[0]) > 6 or not all(word.isdecimal() or word.isalpha() for word in words):
        return None
    extra = [word for word in words if not word.isdecimal() and word not in EMPTY_WORDS]
    return Reading(int(found[0]), f"{int(found[0]):,}: is that right?" if extra else "", hedged)


def date_in(text: str, today: int) -> Reading | None:
    """A day as an ordinal: `Dec 5th`, `12/5/2026`; one without its year is asked back."""
    day = date.fromordinal(today) if today else None
    if text == "yesterday" and day:
        return Reading(today - 1)
    year: str | None
    if found := _NAMED_DATE.fullmatch(text):
        month = _MONTHS.get(found["month"] or found["month2"])
        number, year = int(found["day"] or found["day2"]), found["year"]
    elif found := _SLASHED.fullmatch(text):
        month, number, year = int(found[1]), int(found[2]), found[3]
    else:
        return None
    if month is None or (year is None and day is None):
        return None
    full = int(year) if year else day.year if day else 0
    try:
        value = date(full + 2000 if full < 100 else full, month, number).toordinal()
    except ValueError:
        return None
    clear = year is not None and found.re is _NAMED_DATE
    return Reading(value, "" if clear else f"{show_value(value, 'date')}: is that right?")
