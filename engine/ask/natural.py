"""Reads an answer in everyday words: `about 180k`, `15k a month`, `yes I think so`, `MFJ`, `401k through work`.

What is understood beyond doubt is taken. What is likely but has words nobody explained, or had to be worked out (a
year from a month, an age from a year of birth), is asked back first. Everything else is refused: a wrong guess is
worse than a second question.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final, NamedTuple

from ..rulebook.model import Fact, Number, Question
from ..value import Value, show_dollars, show_value
from .typed import read_typed, what_to_type

_UNITS: Final = "one two three four five six seven eight nine".split()
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_COUNTS: Final = {word: str(number) for number, word in enumerate([*_UNITS, *_TEENS], 1)} | {
    word: str(number * 10) for number, word in enumerate(_TENS, 2)
}
_NO_COUNT: Final = {"none": "0", "no": "0", "zero": "0"}
_TWO_WORDS: Final = re.compile(rf"\b({'|'.join(_TENS)})[ -]({'|'.join(_UNITS)})\b")
Synonyms = tuple[tuple[str, str], ...]


class Reading(NamedTuple):
    """What an answer was taken to mean.

    `value` is None where the saver says that they do not know. `confirm` is the question to put before the value is
    taken, empty where it is clear. `unsure` says that the saver hedged ("about", "I think").
    """

    value: Value | None
    confirm: str = ""
    unsure: bool = False


UNKNOWN: Final = frozenset(
    "unknown|idk|dunno|dont know|do not know|not sure|no idea|no clue|unsure|not certain|skip|pass|cant say|"
    "cannot say|cant tell|have to check|need to check|have to ask|need to ask|have to look|need to look|tbd|"
    "couldnt say|beats me|who knows|hard to say|i wish i knew|never checked|not known".split("|")
)
_START: Final = re.compile(
    r"^(?:(?:i|im|we|were|um+|uh+|well|hmm+|sorry|honestly|really|just|would|will|id|ill|to|it|that)\s+)+"
)
_HEDGES: Final = (
    "i think so|i think|i believe so|i believe|i guess so|i guess|i suppose so|i suppose|if i remember right|"
    "if i recall|as far as i know|afaik|pretty sure|fairly sure|i would say|id say|give or take|or so|or thereabouts|"
    "more or less|most likely|likely|probably|perhaps|maybe|about|around|approximately|approx|roughly|circa|ca|"
    "close to|nearly|almost|ish|should be|ballpark|somewhere around"
).split("|")
_HEDGED: Final = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _HEDGES), key=len, reverse=True))})(?!\w)")
_EMPTY_WORDS: Final = frozenset(
    "a an the my our i im i've ive we were have has had got its it's it is am are was be of in at to from for with by "
    "through via work works job employer company this that there one do does did please thanks thank you just only "
    "would say so um uh well ok okay and filing file filed files status plan account type kind".split()
)
_YES: Final = frozenset(
    "yes y yep yeah yup yea ya aye true correct right sure definitely absolutely affirmative".split()
)
_NO: Final = frozenset("no n nope nah nay false never none not negative".split())
_YES_PHRASES: Final = frozenset(
    "i do|we do|it does|they do|i am|i did|we did|it is|they are|of course|i have|she does|he does|i can|we can".split(
        "|"
    )
)
_NO_PHRASES: Final = re.compile(r"\b(?:dont|doesnt|do not|does not|isnt|arent|cant|cannot|didnt|havent|wont|without)\b")
_LIKELY: Final = re.compile(
    r"(?:yeah )?(?:i )?(?:think|believe|guess|suppose) so|(?:very |most )?(?:probably|likely)|(?:pretty|fairly) sure"
)
_NEGATIONS: Final = frozenset("no not none never without except dont doesnt isnt arent cant neither nor non".split())
_NOTHING: Final = re.compile(
    r"(?:none|nothing|zero|nil|nada|zilch|no|nope|n|not any|none at all|nothing yet|not a (?:cent|dollar|dime))"
)
_DENIED: Final = re.compile(r"no|nope|n|none|none at all|not any")
_HAVE_NONE: Final = re.compile(
    r"(?:i |we )?(?:dont|do not|never|didnt|did not|havent|have not) "
    r"(?:have|had|make|made|put|pay|paid|own|get|got|contribute|contributed|any)\b.*"
)

_HAVE_NO_SUCH: Final = re.compile(
    r"(?:no |nope )?(?:i |we )?(?:dont|do not|havent|have not|have|own|do)"
    r"(?: (?:have|own|got))?(?: (?:one|any|none))?(?: at all)?"
    r"|none at all|not any|not at all"
)

_AMOUNT: Final = re.compile(
    r"(?P<minus>[-−]|minus |negative )? ?\$? ?(?P<number>\d{1,3}(?:[,_ ]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?)"
    r" ?(?P<times>k|m|grand|thousand|million|mil)?\b ?(?:dollars?|usd|bucks)?",
)
_RANGE: Final = re.compile(r"\d ?(?:k|m|%|grand|thousand|million)?\b ?(?:-|to|and|or|up to) ?\$? ?\d")
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


def read_natural(fact: Fact, question: Question | None, typed: str, today: int, tax_year: int | None) -> Reading:
    """What the typed answer means. `today` is an ordinal day. Raises ValueError with what to type, as a sentence."""
    text = _tidy(typed)
    if unknown(text):
        return Reading(None)
    synonyms = question.synonyms if question else ()
    if (value := _synonym(synonyms, text)) is not None:
        return Reading(read_typed(fact, value, today))
    if fact.unit == "dollars" and _DENIED.fullmatch(text) and not _none_is_usual(fact):
        return Reading(0, "Do you mean $0?")
    try:
        return Reading(read_typed(fact, typed, today))
    except ValueError:
        found = _loosely(fact, synonyms, text, today, tax_year)
    if found is None and _RANGE.search(text) and fact.unit in ("dollars", "percent"):
        raise ValueError("That is a range. Type the likeliest amount, or :unknown to leave it open for now.")
    if found is None:
        raise ValueError(what_to_type(fact, typed.strip()))
    _held_to_bounds(fact, found.value)
    return found


def unknown(typed: str) -> bool:
    """Whether an answer says that the saver does not know."""
    text = _tidy(typed)
    bare = _START.sub("", text)
    return text in UNKNOWN or bare in UNKNOWN or any(bare.startswith(f"{word} ") for word in UNKNOWN if " " in word)


def _tidy(typed: str) -> str:
    text = re.sub(r"[\s\u00a0\u2007\u2009\u202f]+", " ", typed).strip().lower()
    text = text.replace("\u2019", "'").replace("'", "").replace("−", "-")
    return text.strip(" .!?;:")


def _held_to_bounds(fact: Fact, value: Value | None) -> None:
    amount = isinstance(value, int) and not isinstance(value, bool) and fact.unit != "tax_year"
    if isinstance(value, int) and amount and not fact.lowest <= value <= fact.highest:
        raise ValueError(what_to_type(fact, show_value(value, fact.unit)))


def _loosely(fact: Fact, synonyms: Synonyms, text: str, today: int, tax_year: int | None) -> Reading | None:
    bare, hedged = _without_hedges(text)
    match fact.unit:
        case "yes_no":
            return _likely(text) or _yes_no(bare, hedged)
        case "choice":
            return _choice(fact, synonyms, bare, hedged)
        case "dollars":
            return _dollars(fact, bare, hedged)
        case "percent":
            return _percent(bare, hedged)
        case "years":
            return _age(bare, hedged, tax_year)
        case "number":
            return _count(bare, hedged)
        case "date":
            return _date(text, today)
    return None


def _without_hedges(text: str) -> tuple[str, bool]:
    bare = _HEDGED.sub(" ", text.replace("~", " about ").replace("≈", " about "))
    bare = re.sub(r"(?<=\d)(k?)-?ish\b", r"\1", bare)
    words = " ".join(bare.replace(",", ", ").split()).replace(", ", ",").strip(" ,.")
    return re.sub(r",(?!\d)", " ", words).strip(), words != text.strip(" ,.")


def _yes_no(text: str, hedged: bool) -> Reading | None:
    words = re.findall(r"[a-z]+", text)
    if not words:
        return None
    rest = [word for word in words[1:] if word not in _EMPTY_WORDS]
    if text in _YES_PHRASES:
        return Reading(True, "", hedged)
    if words[0] in _YES:
        against = [word for word in rest if word in _NEGATIONS or word in ("but", "unless", "if", "when", "until")]
        clear = not against and (not rest or all(word in _YES for word in rest) or " ".join(words[1:]) in _YES_PHRASES)
        return Reading(True, "" if clear else "Is that a yes?", hedged)
    if words[0] in _NO:
        clear = not rest or all(word in _NO for word in rest)
        return Reading(False, "" if clear else "Is that a no?", hedged)
    if _NO_PHRASES.search(text):
        return Reading(False, "Is that a no?", hedged)
    return None


def _likely(text: str) -> Reading | None:
    """What an answer of nothing but hedges says to a yes/no question: `I think so` and `probably` are a likely yes."""
    return Reading(True, "", True) if _LIKELY.fullmatch(text) else None


def confirmed(typed: str) -> bool | None:
    """What is said to "is that right?": yes, no, or None for anything else, such as the answer anew."""
    words = re.findall(r"[a-z0-9]+", _tidy(typed))
    if not words or words == ["1"]:
        return bool(words)
    if words[0] in _NO or words == ["2"]:
        return False
    plain = all(word in _YES or word in _EMPTY_WORDS or word == "thats" for word in words)
    return True if plain and (words[0] in _YES or "right" in words or "correct" in words) else None


def _key(text: str) -> tuple[str, ...]:
    """The words that carry the meaning, whatever their order and spelling; after a bare no, what there is none of."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"[()'\u2019-]", "", text.lower()))
    found = tuple(sorted(word for word in words if word not in _EMPTY_WORDS))
    return tuple(sorted(words)) if len(words) > 1 and set(found) <= _NEGATIONS else found


def _synonym(synonyms: Synonyms, text: str) -> str | None:
    """The value whose synonym the text is, to the letter or but for small words."""
    exact = {value for value, word in synonyms if _tidy(word) == text}
    found = exact or {value for value, word in synonyms if _key(word) and _key(word) == _key(text)}
    return found.pop() if len(found) == 1 else None


def _choice(fact: Fact, synonyms: Synonyms, text: str, hedged: bool) -> Reading | None:
    named = [(value, value.replace("_", " ")) for value, _ in fact.values]
    every = (*named, *fact.values, *synonyms)
    key = _key(text)
    if not key:
        return None
    same = {value for value, words in every if _key(words) == key}
    if len(same) == 1:
        return Reading(same.pop(), "", hedged)
    if _HAVE_NO_SUCH.fullmatch(text) and _NEGATIONS & set(text.split()):
        none = _synonym(every, "none")
        return Reading(none, "", hedged) if none is not None else None
    if _NEGATIONS & set(key):
        return None
    inside = {value for value, words in every if _key(words) and set(_key(words)) <= set(key)}
    begun = {value for value, words in every if set(key) <= set(_key(words))}
    for found in (inside, begun):
        if found:
            return _did_you_mean(fact, found.pop(), hedged) if len(found) == 1 else None
    spelt = {" ".join(_key(words)): value for value, words in every}
    close = {spelt[words] for words in get_close_matches(" ".join(key), spelt, n=3, cutoff=0.8)}
    return _did_you_mean(fact, close.pop(), hedged) if len(close) == 1 else None


def _did_you_mean(fact: Fact, value: str, hedged: bool) -> Reading:
    return Reading(value, f"Did you mean {dict(fact.values)[value]}?", hedged)


def _dollars(fact: Fact, text: str, hedged: bool) -> Reading | None:
    if _NOTHING.fullmatch(text):
        plain = _none_is_usual(fact) or not _DENIED.fullmatch(text)
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
    if _NOT_A_SUM.search(left) or abs(cents) > _LARGEST or _NEGATIONS & set(left.split()):
        return None
    if times > 1:
        return Reading(cents, f"{period} makes {show_dollars(cents)} a year: is that right?", hedged)
    return Reading(cents, f"{show_dollars(cents)}: is that right?" if left else "", hedged)


def _none_is_usual(fact: Fact) -> bool:
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


def _percent(text: str, hedged: bool) -> Reading | None:
    found = _PERCENT.findall(text)
    if len(found) != 1:
        return None
    digits, _, fraction = found[0].partition(".")
    value = int(digits) * 10_000 + int(fraction.ljust(4, "0") or 0)
    left = re.sub(r"%|percent|per cent|pct", " ", _PERCENT.sub(" ", text)).split()
    extra = [word for word in left if word not in _EMPTY_WORDS and word not in ("pay", "salary", "wages")]
    return Reading(value, f"{show_value(value, 'percent')}: is that right?" if extra else "", hedged)


def _in_digits(text: str) -> str:
    """The text with numbers below a hundred in digits: `thirty-four` is 34."""
    joined = _TWO_WORDS.sub(lambda found: str(int(_COUNTS[found[1]]) + int(_COUNTS[found[2]])), text)
    return " ".join(_COUNTS.get(word, word) for word in joined.split())


def _age(text: str, hedged: bool, tax_year: int | None) -> Reading | None:
    text = _in_digits(text)
    found = _WHOLE.findall(text)
    if len(found) != 1:
        return None
    number, left = int(found[0]), _WHOLE.sub(" ", text)
    extra = [
        word
        for word in re.findall(r"[a-z]+", left)
        if word not in _EMPTY_WORDS | {"years", "year", "yrs", "yr", "old", "yo", "age", "aged"}
    ]
    if tax_year and tax_year - 120 <= number <= tax_year:
        age = tax_year - number
        return Reading(age, f"Born in {number}, you are {age} on December 31, {tax_year}: is that right?", hedged)
    if number > 120:
        return None
    return Reading(number, f"{number}: is that your age on December 31?" if extra else "", hedged)


def _count(text: str, hedged: bool) -> Reading | None:
    """How many persons or things: `3`, `three`, `3 kids`, `none`; what stands beside it is asked back."""
    words = [_NO_COUNT.get(word, word) for word in _in_digits(text).split()]
    found = [word for word in words if word.isdecimal()]
    if len(found) != 1 or len(found[0]) > 6 or not all(word.isdecimal() or word.isalpha() for word in words):
        return None
    extra = [word for word in words if not word.isdecimal() and word not in _EMPTY_WORDS]
    return Reading(int(found[0]), f"{int(found[0]):,}: is that right?" if extra else "", hedged)


def _date(text: str, today: int) -> Reading | None:
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


def clashing(synonyms: Synonyms, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Synonyms that stand for two values, each with its word: a rulebook may not hold them."""
    seen: dict[tuple[str, ...], str] = {_key(words): value for value, words in values.items()}
    found = []
    for value, word in synonyms:
        other = seen.setdefault(_key(word), value)
        if other != value or not _key(word):
            found.append((value, word))
    return found
