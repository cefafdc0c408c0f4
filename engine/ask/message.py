"""A message to whoever can tell, ready to send: each open fact in the words plan papers use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..model import Question, Rulebook

# Who is asked in writing. The others are papers the saver has at hand.
_PEOPLE: Final = ("HR", "administrator", "provider", "custodian", "accountant", "payroll")


def recipients(rulebook: Rulebook, facts: Iterable[str]) -> dict[str, list[str]]:
    """The open facts by the people who can tell, in the order given."""
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
    for number, name in enumerate(facts, 1):
        lines += [*_asked(rulebook, rulebook.questions[name], number), ""]
    lines += ["A short answer to each is enough, or the page where it is written. Thank you."]
    return "\n".join(lines)


def _asked(rulebook: Rulebook, question: Question, number: int) -> list[str]:
    fact = rulebook.facts[question.fact]
    label = fact.label[:1].upper() + fact.label[1:]
    asked = f"{label}. {fact.meaning}"
    ending = "Is that so, yes or no?" if fact.unit == "yes_no" else "How much is it?"
    lines = [f"{number}. {asked} {ending}"]
    if question.where:
        lines.append(f"   Where it may be written: {question.where}.")
    if question.not_the_same:
        lines.append(f"   Not the same: {question.not_the_same}")
    return lines
