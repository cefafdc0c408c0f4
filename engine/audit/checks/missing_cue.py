"""What: a question and the meaning of its fact that disagree about whose it is, which year, which day, or which line.

Why: "your spouse", "the year before" and "not" each turn an answer into another one. The fact means one thing, and the
question must ask for it.

Bad:

    # facts.yaml
    facts:
      wages: {label: spouse's wages, meaning: Pay of the spouse for the whole tax year.}

Good:

    # facts.yaml
    facts:
      wages: {label: spouse's wages, meaning: Pay of the spouse for the whole tax year.}
    # saving/questions.yaml
    questions:
      wages: {question: "How much will your spouse earn in the whole year?"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Fact, Question
from ..audited import Audited, warning

GROUP = "questions"
_CUES = {
    "the spouse": re.compile(r"\b(spouse|husband|wife|partner's)", re.I),
    "the year before": re.compile(r"\b(year before|last year|prior year|earlier years?|previous year)\b", re.I),
    "months": re.compile(r"\b(a|each|per|every) month\b|\bmonthly\b", re.I),
    "other employers": re.compile(r"\bother employers?\b|\banother employer\b|\bother jobs?\b", re.I),
    "after the year's end": re.compile(r"\bafter (the year's end|December 31)\b", re.I),
}
_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) [0-9]{1,2}\b"
)
_PLACE = re.compile(r"\b(?:line|box) [0-9]+[a-z]?\b", re.I)
_NOT = re.compile(r"\b(not|never|no)\b", re.I)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each cue of a label against its question."""
    for question in audited.book.questions.values():
        fact = audited.book.facts.get(question.fact)
        if fact is None:
            continue
        for cue, pattern in _CUES.items():
            labelled, asked = bool(pattern.search(fact.label)), bool(pattern.search(question.question))
            meant = labelled or bool(pattern.search(fact.meaning))
            if labelled and not asked:
                message = f"the question on `{fact.name}` does not speak of {cue}, but its label does: {fact.label}"
                yield warning(message, question.span, "ask for what the fact means")
            elif asked and not meant:
                message = f"the question on `{fact.name}` speaks of {cue}, but its label and meaning do not"
                yield warning(message, question.span, "ask for what the fact means, or say it in the meaning")
        yield from _negated(fact, question)
        yield from _dated(fact, question)
        yield from _numbered(fact, question)


def _negated(fact: Fact, question: Question) -> Iterator[Diagnostic]:
    """A yes/no question that asks for the opposite of its label."""
    if fact.unit != "yes_no":
        return
    asked, labelled = (bool(_NOT.search(_plain(text))) for text in (question.question, fact.label))
    if asked and not labelled and not _NOT.search(_plain(fact.meaning)):
        message = f"the question on `{fact.name}` asks with a `not` that its label and meaning do not have"
        yield warning(message, question.span, "ask it so that yes means what the label says")


def _dated(fact: Fact, question: Question) -> Iterator[Diagnostic]:
    """A day of the year that only one of the two names; a question that names the year leaves the day to its help."""
    asked, meant = set(_DAY.findall(question.question)), set(_DAY.findall(fact.meaning))
    for day in sorted(asked - meant if meant else ()):
        message = f"the question on `{fact.name}` names {day}, but its meaning does not"
        yield warning(message, question.span, "ask for the day the fact means")
    if meant and not meant & asked and not re.search(r"\byear\b", question.question, re.I):
        message = f"the meaning of `{fact.name}` names {min(meant)}, but its question names neither a day nor a year"
        yield warning(message, question.span, "ask for the day the fact means")


def _numbered(fact: Fact, question: Question) -> Iterator[Diagnostic]:
    """A line or box of a form that the question names, and neither the meaning nor where to look does."""
    for place in _PLACE.findall(question.question):
        if not re.search(rf"\b{place}\b", f"{question.where} {fact.meaning}", re.I):
            message = f"the question on `{fact.name}` asks for {place}, which is not where it says to look"
            yield warning(message, question.span, "name one line in the question and in `where`")


def _plain(text: str) -> str:
    """Without what stands in brackets: `after-tax (non-Roth)`."""
    return re.sub(r"\([^)]*\)", "", text)
