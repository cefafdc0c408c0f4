"""A message, ready to send, to someone who can answer: each open fact in the words of plan documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..model import Fact, Question, Rulebook

# Who is asked in writing. The others are papers the saver has at hand.
_PEOPLE: Final = ("HR", "administrator", "provider", "custodian", "accountant", "payroll")
_YOU: Final = re.compile(r"\byour?\b")


def recipients(rulebook: Rulebook, facts: Iterable[str]) -> dict[str, list[str]]:
    """The open facts, grouped by who can answer them, in the order given."""
    found: dict[str, list[str]] = {}
    for name in facts:
        question = rulebook.questions.get(name)
        if question and any(person in question.who for person in _PEOPLE):
            found.setdefault(question.who, []).append(name)
    return found


def message(rulebook: Rulebook, who: str, facts: Iterable[str], tax_year: int) -> str:
    """The message to one recipient about the facts only they can tell."""
    lines = [f"To: {who}", f"Subject: Questions for my savings in {tax_year}", "", "Hello,", ""]
    lines += [f"I am working out where I can save for {tax_year} and need to know the following.", ""]
    names = list(facts)
    if any(_YOU.search(rulebook.questions[name].question) for name in names):
        lines[-1:] = ['Where a question says "you" or "your", it means me.', ""]
    for number, name in enumerate(names, 1):
        lines += [*_asked(rulebook, rulebook.questions[name], number), ""]
    lines += ["A short answer to each is enough, or the page where it is written. Thank you."]
    return "\n".join(lines)


def _asked(rulebook: Rulebook, question: Question, number: int) -> list[str]:
    fact = rulebook.facts[question.fact]
    label = fact.label[:1].upper() + fact.label[1:]
    asked = " ".join(part for part in (f"{label}.", question.question or fact.meaning, _wanted(fact, question)) if part)
    lines = [f"{number}. {asked}"]
    if question.where:
        lines.append(f"   Where it may be written: {question.where}.")
    if question.not_the_same:
        lines.append(f"   Not the same: {question.not_the_same}")
    return lines


def _wanted(fact: Fact, question: Question) -> str:
    """What kind of answer is wanted, where the question does not say it by itself."""
    match fact.unit:
        case "yes_no":
            return "Please answer yes or no."
        case "choice":
            *others, last = [words for _, words in fact.values]
            return f"Which one is it: {', '.join(others)} or {last}?" if others else ""
        case "date":
            return "Which day?"
    if question.question:
        return ""
    return "How much is it?" if fact.unit in ("dollars", "percent") else "Which number is it?"
