"""A message, ready to send, to someone who can answer: each open fact in the words of plan documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..advise.formatting import inner
from ..rulebook.model import Fact, Question, Rulebook

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_FIRST_PERSON: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\byou are\b", "I am"),
        (r"\bare you\b", "am I"),
        (r"\b([Ww]ere) you\b", "was I"),
        (r"\byou were\b", "I was"),
        (r"\b(let|pays?|gives?|for|to|of|by|with|from) you\b", r"\1 me"),
        (r"\byourself\b", "myself"),
        (r"\byour\b", "my"),
        (r"\bYour\b", "My"),
        (r"\b[Yy]ou\b", "I"),
    )
)


def recipients(rulebook: Rulebook, facts: Iterable[str]) -> dict[str, list[str]]:
    """The open facts, grouped by who can answer them, in the order given."""
    found: dict[str, list[str]] = {}
    for name in facts:
        question = rulebook.questions.get(name)
        if question and _in_writing(rulebook, question.who):
            found.setdefault(question.who, []).append(name)
    return found


def _in_writing(rulebook: Rulebook, who: str) -> bool:
    """Whether somebody gets a message: not the saver, and no papers the saver has at hand."""
    words = rulebook.wording.asked_in_writing
    return any(word in who for word in words) if words else who != "you" and who not in rulebook.wording.papers


def message(rulebook: Rulebook, who: str, facts: Iterable[str], tax_year: int) -> str:
    """The message to one recipient about the facts only they can tell, in the words of the one who sends it."""
    names, planning = list(facts), rulebook.wording.planning.text
    many = "a question" if len(names) == 1 else f"{len(names)} questions"
    lines = [f"To: {who}", f"Subject: {many[:1].upper()}{many[1:]} about {planning} in {tax_year}", "", "Hello,", ""]
    lines += [f"I am planning {planning} for {tax_year}. Could you answer {many}?", ""]
    for number, name in enumerate(names, 1):
        lines += [f"{number}. {_asked(rulebook, name)}", ""]
    lines += [f"{_answers(rulebook.facts[name] for name in names)}, or the page where it is written. Thank you."]
    return "\n".join(lines)


def _asked(rulebook: Rulebook, name: str) -> str:
    """One question: what is asked, what is not meant, and where it may be written."""
    fact, question, names = rulebook.facts[name], rulebook.questions[name], rulebook.wording.names
    parts = [first_person(question.question or fact.meaning), _wanted(fact, question)]
    if question.not_the_same:
        other = _SENTENCE_END.split(question.not_the_same)[0].rstrip(".")
        parts.append(f"I do not mean {inner(first_person(other), names)}.")
    if question.where:
        parts.append(f"It may be in: {inner(first_person(question.where), names)}.")
    return " ".join(part for part in parts if part)


def first_person(text: str) -> str:
    """A question to the saver as the saver would ask it: `your plan` becomes `my plan`."""
    for pattern, words in _FIRST_PERSON:
        text = pattern.sub(words, text)
    return text


def _wanted(fact: Fact, question: Question) -> str:
    """What kind of answer is wanted, where the question does not say it by itself."""
    match fact.unit:
        case "choice":
            *others, last = [words for _, words in fact.values]
            return f"Which one is it: {', '.join(others)} or {last}?" if others else ""
        case "date":
            return "Which day?"
        case "yes_no":
            return ""
    if question.question:
        return ""
    return "How much is it?" if fact.unit in ("dollars", "percent") else "Which number is it?"


def _answers(facts: Iterable[Fact]) -> str:
    """What is enough for an answer."""
    units = {fact.unit for fact in facts}
    return "A yes or no is enough" if units == {"yes_no"} else "A short answer is enough"
