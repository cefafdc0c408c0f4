"""The texts of a rulebook's questions, and how hard a text is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..diagnostic import Span
from .audited import Audited

_FIELDS = ("section", "question", "help", "why", "who", "where", "example", "not_the_same", "listed")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_END = re.compile(r"[.!?:;]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_ABBREVIATION = re.compile(r"[A-Z0-9(][A-Za-z]?[A-Z0-9()-]+|\d\S*|\w+[._]\w+")


class QuestionText(NamedTuple):
    """One text of a question, and its place."""

    owner: str
    part: str
    text: str
    span: Span


def questions(audited: Audited) -> Iterator[QuestionText]:
    """Every field of every question that has words."""
    for name, question in audited.book.questions.items():
        for part in _FIELDS:
            text = getattr(question, part)
            if text:
                yield QuestionText(name, part, text, audited.place(question.span.file, "questions", name, part))


def grade(text: str) -> float:
    """The school grade a text requires (Flesch-Kincaid); abbreviations and numbers count as one short word."""
    plain = _ABBREVIATION.sub("it", text)
    words = _WORD.findall(plain)
    if not words:
        return 0
    sentences = max(1, len(_END.findall(plain)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@lru_cache(maxsize=10_000)
def _syllables(word: str) -> int:
    """Groups of vowels, less a silent e at the end."""
    small = word.lower()
    count = len(_VOWELS.findall(small))
    silent = small.endswith("e") and not small.endswith(("le", "ee")) and count > 1
    return max(1, count - silent - (small.endswith("ed") and not small.endswith(("ted", "ded")) and count > 1))
