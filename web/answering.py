"""One question as a form: what the page shows, and what an answer sent from it means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from ..engine.ask.natural import read_natural
from ..engine.ask.put_right import to_put_right
from ..engine.ask.session import Session
from ..engine.ask.state import MEMORY, NextQuestion
from ..engine.ask.typed import ask_back, in_full, shown
from ..engine.explain.formatting import sentence
from ..engine.rulebook.model import Fact
from ..engine.value import Value, show_dollars

UNKNOWN: Final = "unknown"
NOT_KNOWN: Final = "you did not know"
UNSURE: Final = "memory, not sure"
YOURSELF: Final = "you"
_THINK: Final = {"think-yes": ("yes", "I think so"), "think-no": ("no", "I think not")}
_MOST_TYPED: Final = 200


class Choice(NamedTuple):
    """One way to answer: what the form sends, its words, a note below, whether it is chosen now."""

    value: str
    words: str
    note: str
    chosen: bool


class RareCase(NamedTuple):
    """One line of a list of rare cases: its fact, what it says, whether it is ticked."""

    fact: str
    words: str
    chosen: bool


class QuestionForm(NamedTuple):
    """A question as its page shows it."""

    fact: str
    section: str
    question: str
    help: str
    choices: tuple[Choice, ...]
    typed: str
    unknown: bool
    may_be_unknown: bool
    usual: str
    numeric: bool
    about: tuple[tuple[str, str], ...]


class Answer(NamedTuple):
    """What was sent from a form: the value (None: not known) and its source, or what to say to who sent it.

    The field holds `typed` then, to be mended, or `offer`, which is kept by sending it once more.
    """

    value: Value | None = None
    source: str = MEMORY
    problem: str = ""
    offer: str = ""
    typed: str = ""


def form_of(session: Session, step: NextQuestion, typed: str | None = None) -> QuestionForm:
    """The form of a question; `typed` is what was sent before and has to be mended."""
    fact, question = session.rulebook.facts[step.fact], session.rulebook.questions.get(step.fact)
    said = session.given.get(step.fact)
    value = said.value if said else session.earlier.get(step.fact)
    unknown = said is not None and said.value is None
    shown_value = "" if value is None else shown(fact, value)
    sure = not (said and said.source == UNSURE)
    return QuestionForm(
        step.fact,
        question.section if question else "You",
        question.question if question else f"{fact.meaning}?",
        question.help if question else "",
        tuple(_choices(session, fact, value, sure, question is not None and question.who != YOURSELF)),
        shown_value if typed is None else typed,
        unknown,
        fact.unit != "tax_year",
        "" if step.usual is None or said else shown(fact, step.usual),
        fact.unit in ("dollars", "percent", "years", "days", "number"),
        tuple(_about(session, fact)),
    )


def cases_of(session: Session, names: Iterable[str], ticked: Collection[str] | None) -> tuple[RareCase, ...]:
    """The rare cases of a list, ticked as they were sent, or else as they were answered."""
    if ticked is None:
        ticked = [name for name in names if name in session.given and session.given[name].value is True]
    return tuple(RareCase(name, session.rulebook.questions[name].listed, name in ticked) for name in names)


def _choices(session: Session, fact: Fact, value: Value | None, sure: bool, told_by_others: bool) -> list[Choice]:
    if fact.unit == "tax_year":
        years = reversed(session.rulebook.years)
        return [Choice(str(year), str(year), "", value == year) for year in years]
    if fact.unit == "choice":
        return [Choice(name, sentence(words), "", value == name) for name, words in fact.values]
    if fact.unit != "yes_no":
        return []
    yes, no = map(sentence, in_full(session.rulebook.questions.get(fact.name)))
    found = [Choice("yes", yes, "", value is True and sure), Choice("no", no, "", value is False and sure)]
    if told_by_others:
        note = "We go on with “{}” and note that it is worth a check."
        for name, (word, words) in _THINK.items():
            found.append(Choice(name, words, note.format(word), value is (word == "yes") and not sure))
    return found


def _about(session: Session, fact: Fact) -> list[tuple[str, str]]:
    question = session.rulebook.questions.get(fact.name)
    if question is None:
        return []
    who = "You" if question.who == YOURSELF else f"{question.who[:1].upper()}{question.who[1:]}"
    found = [
        ("Why we ask", question.why),
        ("Who can tell you", who),
        ("Where to look", f"{question.where.rstrip('.')}."),
        ("For example", "" if fact.values else question.example),
        ("Not the same", question.not_the_same),
    ]
    return [(label, text) for label, text in found if text and text != "."]


def read_answer_of(session: Session, fact: Fact, form: Mapping[str, Any]) -> Answer:
    """What a form says. Nothing is taken here that the terminal would ask back first."""
    typed = str(form.get("answer", ""))[:_MOST_TYPED].strip()
    if fact.unit != "tax_year" and (form.get(UNKNOWN) or typed == UNKNOWN):
        return Answer(None, NOT_KNOWN)
    if not typed:
        return Answer(problem=_nothing_typed(fact))
    if typed in _THINK and fact.unit == "yes_no":
        return Answer(_THINK[typed][0] == "yes", UNSURE)
    try:
        value, confirm, unsure = _read(session, fact, typed)
    except ValueError as problem:
        return Answer(problem=str(problem).replace(", or :unknown if you do not know", ""), typed=typed)
    if value is None:
        return Answer(None, NOT_KNOWN)
    said = shown(fact, value)
    confirm = confirm or ask_back(fact, value, said) or _too_much(session, fact, value)
    if confirm and form.get("offered") != said:
        return Answer(problem=confirm, offer=said)
    return Answer(value, UNSURE if unsure else MEMORY)


def _nothing_typed(fact: Fact) -> str:
    if fact.unit in ("choice", "yes_no", "tax_year"):
        return "Choose one of the answers."
    return "Write an answer, or choose “I don’t know”."


def _read(session: Session, fact: Fact, typed: str) -> tuple[Value | None, str, bool]:
    if fact.unit == "tax_year":
        if typed.isdecimal() and len(typed) < 5 and int(typed) in session.rulebook.years:
            return int(typed), "", False
        raise ValueError("Choose one of the years.")
    question = session.rulebook.questions.get(fact.name)
    found = read_natural(fact, question, typed, session.day, session.year)
    return found.value, found.confirm, found.unsure


def _too_much(session: Session, fact: Fact, value: Value) -> str:
    """The question to ask where an amount is more than the law allows; nothing where it is not."""
    found = to_put_right(session, fact, value)
    if not found:
        return ""
    label, cents = found
    return f"With {shown(fact, value)}, {show_dollars(cents)} would be too much ({label}). Is that right?"
