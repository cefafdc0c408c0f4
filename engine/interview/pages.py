"""The pages: the question, why it is asked, the verdicts so far, and the review of all answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ..advise import decide
from ..advise.formatting import inner, joined
from ..ask.session import Session
from ..ask.skipped import skipped
from ..ask.state import GivenAnswer, NextQuestion
from ..ask.typed import in_full, shown
from ..ask.why import effects, path
from ..reasoning.range import Range
from ..rulebook.model import Fact, Question
from ..value import Value, show_dollars
from .screen import Screen

SO_FAR: Final = "your answer so far"
YOURSELF: Final = "you"  # `who` of a question only the saver can answer
NOT_KNOWN: Final = "you did not know"  # the source of an answer that is not known
COMMANDS: Final = {
    "back": "go back one question, or several, like :back 3",
    "why": "why this is asked, and the law behind it",
    "unknown": "say that you do not know",
    "review": "see all answers and change any of them",
    "undo": "take back the last answer or change",
    "from": "note the source of the last answer, like :from payslip",
    "save": "save under a name, like :save me.yaml",
    "finish": "stop asking and see the answer so far",
    "quit": "save and leave",
    "help": "this list, and more about the question",
}
ALL: Final = "all"  # what follows :review to list the facts not asked
_BEYOND: Final = 100_000_000
_MOST_EFFECTS: Final = 4
_MANY: Final = 20  # beyond it the most that may be asked says little of what will be


def put(
    screen: Screen, session: Session, step: NextQuestion, number: int, suggestion: tuple[Value, str] | None
) -> None:
    """Show a question with its help, where to look, and how many are to go."""
    fact = session.rulebook.facts[step.fact]
    question = session.rulebook.questions.get(step.fact)
    screen.say()
    screen.say(question.question if question else fact.meaning, "strong", indent=f"{number}. ", hang="   ")
    if question:
        screen.say(question.help, indent="   ")
        if question.effort > 1:
            screen.say(f"Where to look: {question.where}.", "dim", indent="   ")
    options = choices(session, fact)
    if options:
        screen.items(options)
    if suggestion:
        screen.say(f"Press Enter for {shown(fact, suggestion[0])} ({suggestion[1]}).", indent="   ")
    screen.say(f"{to_go(session, step)} :why  :unknown  :back  :help", "dim", indent="   ")


def put_list(screen: Screen, session: Session, step: NextQuestion, number: int, changing: bool = False) -> None:
    """Show the rare cases that are open, or are changed, in one list, to be answered at once."""
    questions, names = session.rulebook.questions, (step.fact, *step.along)
    screen.say()
    screen.say("Do any of these apply to you?", "strong", indent=f"{number}. ", hang="   ")
    screen.items([questions[name].listed for name in names])
    enter, none = "if none do", ""
    if step.fact in session.given:
        said = [str(place) for place, name in enumerate(names, 1) if session.given[name].value]
        enter, none = f"for {' '.join(said) or 'none'} ({SO_FAR})", ", or none"
    screen.say(f"Press Enter {enter}. Else type the numbers of those that do, like 1 2{none}.", indent="   ")
    screen.say(f"{to_go(session, step)} :why  :unknown  :back  :help", "dim", indent="   ")


def choices(session: Session, fact: Fact) -> list[str]:
    """The words of the choices, in the order of their numbers."""
    if fact.unit == "tax_year":
        return [str(year) for year in session.rulebook.years]
    if fact.unit == "yes_no":
        return list(in_full(session.rulebook.questions.get(fact.name)))
    return [words for _, words in fact.values]


def to_go(session: Session, step: NextQuestion) -> str:
    """How many questions are to go, including this one; no number while an answer or an assumption is changed."""
    if step.fact in session.given:
        return "You are changing an answer."
    if not step.most:
        return "You are replacing an assumed answer."
    if step.fact == session.rulebook.year_fact:
        return "First question."
    most = step.most - len(step.along)
    if step.least >= most:
        return "Last question." if most == 1 else f"{most} to go."
    if most > _MANY:
        return f"At most {most} to go, usually far fewer."
    return f"At least {step.least}, at most {most} to go."


def why(screen: Screen, session: Session, names: Sequence[str]) -> None:
    """Why facts are asked: the author's sentence, what each can still change, and the law."""
    for name in names:
        question = session.rulebook.questions.get(name)
        screen.say(question.why if question else session.rulebook.facts[name].meaning, indent="   ")
    if session.year is None:
        return
    answers = session.progress().answers
    trace = session.doubts.trace({name: value for name, value in answers.items() if name not in names})
    found = effects(trace, names)
    alike: dict[tuple[str, ...], list[str]] = {}
    for effect in found[:_MOST_EFFECTS]:
        alike.setdefault(effect.parts, []).append(f"the {effect.route}")
    for parts, routes in alike.items():
        screen.say(f"For {joined(routes)}, it can still change {joined(parts)}.", indent="   ")
    if rest := [effect.route for effect in found[_MOST_EFFECTS:]]:
        screen.say(f"It may also matter for: {'; '.join(rest)}.", indent="   ")
    law = {cite.text: None for name in names for link in path(trace, name)[:3] for cite in link.cites}
    if law:
        screen.say(f"The law: {'; '.join(law)}.", "dim", indent="   ")


def help_page(screen: Screen, session: Session, names: Sequence[str]) -> None:
    """The commands, and everything that helps to answer the question."""
    for name in names:
        question = session.rulebook.questions.get(name)
        if len(names) > 1 and question:
            screen.say(f"{question.question} {question.help}", indent="   ")
            continue
        screen.say(f"What it means:  {session.rulebook.facts[name].meaning}", indent="   ")
        if question:
            _helped(screen, question)
    screen.say()
    screen.say("Type an answer and press Enter, or one of these:", indent="   ")
    for command, meaning in COMMANDS.items():
        screen.say(f":{command:<9}{meaning}", indent="   ", hang=" " * 13)
    screen.say("The first letters of a command are enough, except :f and :u, which fit two commands.", indent="   ")
    screen.say("You may add the source of an answer: 70.5k @ payslip", indent="   ")


def _helped(screen: Screen, question: Question) -> None:
    if question.who != YOURSELF:
        screen.say(f"Who can tell you: {question.who}.", indent="   ")
    screen.say(f"Where to find it: {question.where}.", indent="   ")
    if question.example:
        screen.say(f"Example: {question.example}", indent="   ")
    if question.not_the_same:
        screen.say(f"Not to be confused with: {question.not_the_same}", indent="   ")


def running(screen: Screen, session: Session, before: Mapping[str, str]) -> dict[str, str]:
    """Show the routes and corrections whose standing has changed; returns how all of them stand now, by label."""
    if session.year is None:
        return {}
    trace = session.trace()
    now = {
        route.label: _verdict_text(decide.verdict(trace, route), decide.amount_range(trace, name))
        for name, route in sorted(session.rulebook.routes.items(), key=lambda pair: -pair[1].tie_order)
    }
    shut = {route.label: _amounts_of(decide.why_closed(trace, route)) for route in session.rulebook.routes.values()}
    changed = [
        f"{label} {text}{_was(before, label)}{shut[label]}" for label, text in now.items() if before.get(label) != text
    ]
    for name, correction in session.rulebook.corrections.items():
        if trace.holds(f"{name}.held"):
            low, high = decide.amount_range(trace, name)
            now[correction.label] = f"{show_dollars(low)}" if low == high else f"at least {show_dollars(low)}"
            if before.get(correction.label) != now[correction.label]:
                screen.say(f"To put right: {now[correction.label]}, {correction.label}.", indent="   ")
    if not changed:
        return now
    if screen.look.accessible:
        screen.say("The routes now:" if len(changed) == len(session.rulebook.routes) else "What has changed:")
        screen.items(changed)
    else:
        screen.say("Now: " + "; ".join(changed) + ".", "dim", indent="   ")
    return now


def _amounts_of(reason: str) -> str:
    """The first sentence of a reason where it holds an amount; without one the answer just given told it."""
    first = reason.partition(". ")[0].rstrip(".")
    return f": {inner(first)}" if "$" in first else ""


def _was(before: Mapping[str, str], label: str) -> str:
    return f" (was: {before[label]})" if label in before else ""


def _verdict_text(verdict: str, amount: Range) -> str:
    low, high = amount
    most = "" if high >= _BEYOND else f"up to {show_dollars(high)}"
    if verdict == "closed":
        return "closed"
    if verdict == "unknown":
        return (most or "not known yet") if high else "$0 either way"
    said = "open with a caution" if verdict == "caution" else "open"
    return f"{said}, {show_dollars(low) if low == high else most}" if low == high or most else said


class ReviewLine(NamedTuple):
    """A line of the review; `fact` can be changed by the line's number."""

    fact: str
    text: str


class Review(NamedTuple):
    """All facts by what became of them."""

    given: list[ReviewLine]
    assumed: list[ReviewLine]
    dormant: list[ReviewLine]
    skipped: dict[str, list[str]]


def review_of(session: Session) -> Review:
    """Sort the facts: answered, assumed (still able to change the result), not in use, and skipped with the reason."""
    facts = session.rulebook.facts
    if session.year is None:
        return Review([], [], [], {})
    progress = session.progress()
    used = sorted((name for name in session.given if name not in progress.dormant), key=session.order.section)
    said = [_entry(session, name) for name in used]
    dormant = [_entry(session, name) for name in progress.dormant]
    assumed = []
    for name in progress.doubtful:
        usual = session.usual(name)
        if usual is not None:
            assumed.append(ReviewLine(name, f"{facts[name].label}: {shown(facts[name], usual)} (the usual answer)"))
    return Review(said, assumed, dormant, skipped(session))


def _entry(session: Session, name: str) -> ReviewLine:
    fact, said = session.rulebook.facts[name], session.given[name]
    known = said.value is not None
    source = "" if said.source == NOT_KNOWN else f" ({'from ' if known else ''}{said.source})"
    return ReviewLine(name, f"{fact.label}: {shown(fact, said.value)}{source}")


def tasks(screen: Screen, session: Session) -> None:
    """By section: whether it is done, how many questions are open, and whose answer is waited for."""
    if session.year is None:
        return
    progress, questions = session.progress(), session.rulebook.questions
    sections: dict[str, list[str]] = {}
    shown = ({*session.given, *progress.needed} & questions.keys()) - {*session.rulebook.framing}
    for name in sorted(shown, key=session.order.section):
        sections.setdefault(questions[name].section, []).append(name)
    for section, names in sections.items():
        left = sum(name not in session.given for name in names)
        screen.say(f"{section}: {f'up to {left} to answer' if left else 'done'}.", indent="  - ", hang="    ")
    for name in session.unknown():
        if name in questions and questions[name].who != YOURSELF:
            text = f"Waiting for {questions[name].who}: {session.rulebook.facts[name].label}."
            screen.say(text, indent="  - ", hang="    ")


def undone(session: Session, before: Mapping[str, GivenAnswer]) -> list[str]:
    """What an undo took back: each answer as it was and as it is."""
    facts, now = session.rulebook.facts, session.given
    lines = []
    for name in dict.fromkeys((*before, *now)):
        if before.get(name) == now.get(name):
            continue
        was, is_ = (_said(facts[name], given.get(name)) for given in (before, now))
        lines.append(
            f"Undone: {facts[name].label}: {was} \N{RIGHTWARDS ARROW} {is_}."
            if was != is_
            else f"Undone: the source of {facts[name].label}."
        )
    return lines


def _said(fact: Fact, given: GivenAnswer | None) -> str:
    return "not answered" if given is None else shown(fact, given.value)


def review(screen: Screen, session: Session, rest: str = "") -> list[str]:
    """Show the review, with `rest` "all" the facts not asked too; returns the facts in the order of their numbers."""
    found = review_of(session)
    groups = {
        "Your answers": found.given,
        "Assumed, not asked yet": found.assumed,
        "Kept, not used now": found.dormant,
    }
    numbered: list[str] = []
    for title, entries in groups.items():
        if entries:
            screen.heading(title)
            screen.items([entry.text for entry in entries], len(numbered) + 1)
            numbered += [entry.fact for entry in entries]
    count = sum(map(len, found.skipped.values()))
    if count and rest != ALL:
        screen.say(f"{count} {'question was' if count == 1 else 'questions were'} skipped. :review {ALL} says why.")
    elif count:
        screen.heading("Not asked")
        for reason, labels in found.skipped.items():
            screen.say(f"Skipped because {reason}: {'; '.join(labels)}.", indent="  - ", hang="    ")
    return numbered
