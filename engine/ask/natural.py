"""Reads an answer in everyday words: `about 180k`, `15k a month`, `yes I think so`, `MFJ`, `401k through work`.

What is understood beyond doubt is taken. What is likely but has words nobody explained, or had to be worked out (a
year from a month, an age from a year of birth), is asked back first. Everything else is refused: a wrong guess is
worse than a second question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from ..rulebook.model import Fact, Question
from ..value import Value, show_value
from .quantities import DENIED, age_in, count_in, date_in, dollars_in, none_is_usual, percent_in
from .reading import EMPTY_WORDS, NEGATIONS, Reading
from .typed import read_typed, what_to_type

Synonyms = tuple[tuple[str, str], ...]

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
_HAVE_NO_SUCH: Final = re.compile(
    r"(?:no |nope )?(?:i |we )?(?:dont|do not|havent|have not|have|own|do)"
    r"(?: (?:have|own|got))?(?: (?:one|any|none))?(?: at all)?"
    r"|none at all|not any|not at all"
)

_RANGE: Final = re.compile(r"\d ?(?:k|m|%|grand|thousand|million)?\b ?(?:-|to|and|or|up to) ?\$? ?\d")


def read_natural(fact: Fact, question: Question | None, typed: str, today: int, tax_year: int | None) -> Reading:
    """What the typed answer means. `today` is an ordinal day. Raises ValueError with what to type, as a sentence."""
    text = _tidy(typed)
    if unknown(text):
        return Reading(None)
    synonyms = question.synonyms if question else ()
    if (value := _synonym(synonyms, text)) is not None:
        return Reading(read_typed(fact, value, today))
    if fact.unit == "dollars" and DENIED.fullmatch(text) and not none_is_usual(fact):
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
            return dollars_in(fact, bare, hedged)
        case "percent":
            return percent_in(bare, hedged)
        case "years":
            return age_in(bare, hedged, tax_year)
        case "number":
            return count_in(bare, hedged)
        case "date":
            return date_in(text, today)
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
    rest = [word for word in words[1:] if word not in EMPTY_WORDS]
    if text in _YES_PHRASES:
        return Reading(True, "", hedged)
    if words[0] in _YES:
        against = [word for word in rest if word in NEGATIONS or word in ("but", "unless", "if", "when", "until")]
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
    plain = all(word in _YES or word in EMPTY_WORDS or word == "thats" for word in words)
    return True if plain and (words[0] in _YES or "right" in words or "correct" in words) else None


def _key(text: str) -> tuple[str, ...]:
    """The words that carry the meaning, whatever their order and spelling; after a bare no, what there is none of."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"[()'\u2019-]", "", text.lower()))
    found = tuple(sorted(word for word in words if word not in EMPTY_WORDS))
    return tuple(sorted(words)) if len(words) > 1 and found and set(found) <= NEGATIONS else found


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
    if _HAVE_NO_SUCH.fullmatch(text) and NEGATIONS & set(text.split()):
        none = _synonym(every, "none")
        return Reading(none, "", hedged) if none is not None else None
    if NEGATIONS & set(key):
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


def clashing(synonyms: Synonyms, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Synonyms that stand for two values, each with its word: a rulebook may not hold them."""
    seen: dict[tuple[str, ...], str] = {_key(words): value for value, words in values.items()}
    found = []
    for value, word in synonyms:
        other = seen.setdefault(_key(word), value)
        if other != value or not _key(word):
            found.append((value, word))
    return found
