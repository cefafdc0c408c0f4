"""Reads an answer as people type it, says what to type instead, and asks to confirm an unusual value."""

from __future__ import annotations

import re
from typing import Final

from ..advise.answers import read_answer
from ..rulebook.model import Fact, Question
from ..value import Value, read_dollars, show_dollars, show_percent, show_value

_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_NOTHING: Final = ("none", "nothing", "zero", "nil", "no", "n")
_NONE_OF_THEM: Final = (
    "",
    *_NOTHING,
    "nope",
    "none of these",
    "none of them",
    "none of those",
    "none apply",
    "none do",
)
_YES: Final = {"y": "yes", "n": "no", "1": "yes", "2": "no", "yep": "yes", "nope": "no"}
_SMALL, _LARGE = 100_00, 1_000_000_00
_YOUNG, _OLD = 16, 90


def in_full(question: Question | None) -> tuple[str, str]:
    """A yes and a no, spelled out where the question says how."""
    ends = (question.if_yes, question.if_no) if question else ("", "")
    yes, no = (f"{word}, {end}" if end else word for word, end in zip(("yes", "no"), ends, strict=True))
    return yes, no


def read_typed(fact: Fact, typed: str, today: int = 0) -> Value:
    """The value typed for a fact. Raises ValueError with what to type, as a sentence."""
    text = _SPACES.sub(" ", typed).strip()
    try:
        return read_answer(fact, _spelt(fact, text, today))
    except ValueError:
        raise ValueError(what_to_type(fact, text)) from None


def _spelt(fact: Fact, text: str, today: int) -> str:
    if fact.unit == "choice":
        return _chosen(fact, text)
    folded = text.lower()
    if fact.unit == "yes_no":
        return _YES.get(folded, folded)
    if fact.unit == "dollars":
        return "0" if folded in _NOTHING else re.sub(r" ?(dollars?|usd)$|\.$", "", text, flags=re.IGNORECASE)
    if fact.unit == "percent":
        return re.sub(r" ?percent$", "%", text, flags=re.IGNORECASE)
    if fact.unit == "date" and folded == "today" and today:
        from datetime import date

        return date.fromordinal(today).isoformat()
    return text


def _chosen(fact: Fact, text: str) -> str:
    """A choice by its number, its name, or the beginning of its words."""
    if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= len(fact.values):
        return fact.values[int(text) - 1][0]
    folded = text.casefold()
    exact = [value for value, words in fact.values if folded in (value.casefold(), words.casefold())]
    begun = [value for value, words in fact.values if folded and words.casefold().startswith(folded)]
    found = exact or begun
    return found[0] if len(found) == 1 else text


def what_to_type(fact: Fact, text: str) -> str:
    """The error for an answer that cannot be read: what to type."""
    if not text:
        return f"Type {_like(fact)}, or :unknown if you do not know."
    outside = _outside(fact, text)
    return outside or f"Type {_like(fact)}."


def _outside(fact: Fact, text: str) -> str:
    """What to say about a number outside the bounds of its fact."""
    if fact.unit == "dollars":
        try:
            cents = read_dollars(_spelt(fact, text, 0))
        except ValueError:
            return ""
        if cents < fact.lowest:
            return f"The amount must be {show_dollars(fact.lowest)} or more."
        return f"The amount must be at most {show_dollars(fact.highest)}."
    if fact.unit == "percent" and re.fullmatch(r"-?\d+(\.\d+)? ?%?", text):
        return f"The percent must be from {show_percent(fact.lowest)} to {show_percent(fact.highest)}."
    if fact.unit == "years" and re.fullmatch(r"-?\d+", text):
        return f"The age must be from {fact.lowest} to {fact.highest}."
    return ""


def _like(fact: Fact) -> str:
    """How an answer to the fact is written."""
    match fact.unit:
        case "dollars":
            return "an amount in dollars, like $70,500 or 70.5k"
        case "percent":
            return "a percent, like 10%"
        case "years":
            return "an age in whole years, like 52"
        case "date":
            return "a date as year-month-day, like 2026-06-30"
        case "yes_no":
            return "yes or no"
        case "choice":
            return f"a number from 1 to {len(fact.values)}, or the words beside it"
        case "tax_year":
            return "a year, like 2026"
    return "a whole number, like 52"


def read_numbers(typed: str, most: int) -> set[int]:
    """The numbers of a list that were typed: all for "all", none for "no". Raises ValueError with what to type."""
    words = [word for word in re.split(r"[\s,;.&+]+|\band\b", typed.casefold()) if word]
    if " ".join(words) in _NONE_OF_THEM:
        return set()
    if words == ["all"]:
        return set(range(1, most + 1))
    if words and all(word.isdecimal() and len(word) < 3 and 1 <= int(word) <= most for word in words):
        return set(map(int, words))
    raise ValueError(f"Type the numbers from 1 to {most} of those that apply, like 1 2, or press Enter if none do.")


def ask_back(fact: Fact, value: Value, shown: str) -> str:
    """A soft check: the question to ask if a value is possible but unusual; nothing if it is fine."""
    if isinstance(value, (bool, str)):
        return ""
    if fact.unit == "dollars" and (abs(value) >= _LARGE or 0 < abs(value) < _SMALL):
        return f"{shown}: is that right?"
    if fact.unit == "dollars" and value < 0:
        return f"{shown}, below zero: is that right?"
    if fact.unit == "percent" and 0 < value < 10_000:
        return f"{shown}, less than one percent: is that right?"
    if fact.unit == "years" and not _YOUNG <= value <= _OLD:
        return f"{shown} {'year' if value == 1 else 'years'}: is that right?"
    return ""


def shown(fact: Fact, value: Value | None) -> str:
    """A value as a person reads it back."""
    if value is None:
        return "I don't know"
    if isinstance(value, str):
        return dict(fact.values).get(value, value)
    return str(value) if fact.unit == "tax_year" else show_value(value, fact.unit)
