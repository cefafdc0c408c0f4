"""The end of an interview: what is open, the explained answer, the messages, and the command to get it again."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from ..advise.build import Decision
from ..advise.model import Advice, OpenFact
from ..ask.alternatives import best_case, deciding_alternatives, outcome_text
from ..ask.message import message, recipients
from ..ask.session import Session
from ..ask.typed import shown
from ..diagnostic import Refusal
from ..resources import write_text
from ..value import Value, show_date, show_dollars
from .loop import Loop, Quit, command, misread, unfit_name
from .pages import YOURSELF, review
from .screen import Screen

Explain = Callable[[Decision, bool], str]  # the decision in words; with True no more than a screen
WriteLetter = Callable[[Path, Path, int], None]
AdviseOf = Callable[[Session], Decision]
_MOST_TOLD: Final = 5


class Letters(NamedTuple):
    """How to write a letter: from a facts file to a file, for a day (raises Refusal), and the endings of file names."""

    write: WriteLetter
    endings: tuple[str, ...]


def ending(loop: Loop, advise: AdviseOf, explain: Explain, letters: Letters | None = None) -> Advice:
    """Show the answer, offer to change, to save and to write the letter; returns the advice that was shown last."""
    while True:
        decision = advise(loop.session)
        advice = decision.advice
        _answer(loop, decision, explain)
        if not _changes(loop, partial(_in_full, loop, decision, explain)):
            break
    _offer_messages(loop, advice)
    _offer_saving(loop)
    if letters is not None and loop.keeper.saved and not loop.keeper.failed:
        _offer_letter(loop, letters)
    if loop.keeper.failed and not loop.keeper.draft:
        _save_somewhere(loop)
    loop.keeper.drop()
    loop.screen.heading("To get this answer again")
    _tell_how_again(loop)
    return advice


def _answer(loop: Loop, decision: Decision, explain: Explain) -> None:
    screen, session, advice = loop.screen, loop.session, decision.advice
    screen.heading("Your answer")
    if session.next() is None and not session.quick:
        known = "No further answer of yours can change this result."
        screen.say(known if advice.decided else "No further answer of yours would settle this now.")
    elif advice.decided:
        screen.say("This result assumes what is usual for most people. Type :review to see what was assumed.")
    screen.say()
    screen.verbatim(explain(decision, True))
    if advice.total[0] != advice.total[1] and advice.decided and not session.full:
        also = session.rulebook.wording.total.also
        counts = f"The total also counts {also.text}. " if also else "The total is not settled. "
        screen.say(f"{counts}Type :total to settle it with a few questions.")


def _in_full(loop: Loop, decision: Decision, explain: Explain) -> None:
    """The whole explained answer, and what each open fact could still change."""
    loop.screen.say()
    loop.screen.verbatim(explain(decision, False))
    _open_facts(loop.screen, loop.session, decision.advice)


def _open_facts(screen: Screen, session: Session, advice: Advice) -> None:
    """The open facts that matter most, one by one; the others by name."""
    names = [one.fact for one in advice.open_facts[:_MOST_TOLD]]
    best = best_case(session.doubts, session.progress().answers, names)
    for fact in advice.open_facts[:_MOST_TOLD]:
        _open(screen, session, fact, best)
    rest = [one.label for one in advice.open_facts[_MOST_TOLD:]]
    if rest:
        screen.heading("Also open")
        screen.say("; ".join(rest) + ".")


def _open(screen: Screen, session: Session, fact: OpenFact, best: Mapping[str, Value]) -> None:
    """One open fact: what each answer would lead to, how many dollars depend on it, and who can tell."""
    screen.heading(f"Still open: {fact.label}")
    setting, found = deciding_alternatives(session.doubts, session.progress().answers, fact.fact, best)
    if len(found) < 2:
        screen.say("No single answer we tried changes the advice on its own. Together with other open facts it may.")
    elif setting:
        facts = session.rulebook.facts
        said = "; ".join(f"{facts[name].label}: {shown(facts[name], value)}" for name, value in setting.items())
        screen.say(f"It matters together with other open facts. For example, with {said}:")
    for alternative in found if len(found) > 1 else ():
        screen.say(
            f"If {alternative.text}: {outcome_text(session.rulebook, alternative, found)}", indent="  - ", hang="    "
        )
    if fact.worth:
        screen.say(f"This one fact is worth up to {show_dollars(fact.worth)}.")
    who = "" if fact.who == YOURSELF else f"Who can tell you: {fact.who}. "
    screen.say(f"{who}Where to look: {fact.where}.")


def _changes(loop: Loop, show: Callable[[], None]) -> bool:
    """Whether the saver goes back to change something; `show` shows the answer in full."""
    line = ""
    while True:
        line = line or loop.screen.read("Enter to finish, :more for all of it, :review to change something > ")
        found, _ = command(line)
        if line.casefold() == ":more":
            _, line = loop.screen.paged(show)
            continue
        if not line or found == ["finish"]:
            return False
        if found == ["quit"]:
            raise Quit
        if found in (["review"], ["back"]):
            loop.review_at_end()
            return True
        if line.casefold() == ":total":
            loop.more()
            return True
        loop.screen.again("Press Enter, or type :more or :review.")
        line = ""


def _offer_messages(loop: Loop, advice: Advice) -> None:
    """Show a message for everyone who can answer an open question, and offer to write them to a file."""
    session = loop.session
    asked = recipients(session.rulebook, [fact.fact for fact in advice.open_facts])
    texts = [message(session.rulebook, who, facts, advice.tax_year) for who, facts in asked.items()]
    if not texts:
        return
    loop.screen.heading("Ready to send" if len(texts) == 1 else "Ready to send, one message each")
    for line in "\n\n".join(texts).splitlines():
        blank = " " * (len(line) - len(line.lstrip()))
        loop.screen.say(line.strip(), indent=blank)
    loop.screen.say()
    name = _name(loop, "File name to write this to, or Enter to skip > ")
    if name:
        _write(loop, Path(name), "\n\n".join(texts) + "\n")


def _write(loop: Loop, path: Path, text: str) -> None:
    try:
        write_text(path, text)
        loop.screen.say(f"Written to {path}.")
    except OSError as problem:
        loop.screen.error(f"{path} could not be written: {problem.strerror or 'unknown reason'}.")


def _offer_saving(loop: Loop) -> None:
    """Ask for a file name if the answers have none; without one the draft is deleted."""
    keeper = loop.keeper
    while keeper.draft:
        name = _name(loop, "File name to save your answers, or Enter to discard them > ")
        if not name:
            return
        if keeper.move(loop.session, Path(name)):
            loop.screen.say(f"Saved in {keeper.path}.")
        else:
            loop.screen.error(f"{name} could not be written: {keeper.failed}. Type another name.")


def _offer_letter(loop: Loop, letters: Letters) -> None:
    """Write the letter that `rothroute letter` writes, where the saver names a file for it."""
    endings = " or ".join([", ".join(letters.endings[:-1]), letters.endings[-1]])
    prompt = f"File name for a letter to keep, ending in {endings}, or Enter to skip > "
    while name := _name(loop, prompt):
        if Path(name).suffix.lower() not in letters.endings:
            loop.screen.again(f"Type a file name that ends in {endings}, like letter{letters.endings[0]}.")
            continue
        try:
            letters.write(loop.keeper.path, Path(name), loop.session.day)
            loop.screen.say(f"The letter is in {name}.")
            return
        except Refusal as refusal:
            for problem in refusal.diagnostics:
                loop.screen.error(f"{problem.message.replace('`', '')}{f' ({problem.help})' if problem.help else ''}.")


def _name(loop: Loop, prompt: str) -> str:
    """A file name that is not a command; empty if the saver skips. Raises Quit for :quit."""
    while True:
        line = loop.screen.read(prompt)
        found, rest = command(line)
        name = rest if found == ["save"] else line
        if not line:
            return ""
        if found == ["quit"]:
            raise Quit
        if found == ["help"]:
            loop.screen.say(
                "Type a file name, like me.yaml, or press Enter to continue without one. "
                "Existing files are not overwritten."
            )
            loop.screen.say("Type :quit to save your answers and leave.")
        elif not name:
            loop.screen.again("Type :save and a file name, like :save me.yaml, or press Enter to continue without one.")
        elif found != ["save"] and (found or line.startswith(":")):
            wrong = "" if len(found) == 1 else f"{misread(line, found)} "
            loop.screen.again(
                f"{wrong}Type a file name, or press Enter to continue without one; :quit saves and leaves."
            )
        elif wrong := unfit_name(name):
            loop.screen.again(wrong)
        else:
            return name


def _tell_how_again(loop: Loop) -> None:
    """The command to get this answer again, from the file it was saved in."""
    session, keeper = loop.session, loop.keeper
    if not keeper.saved or keeper.failed:
        loop.screen.say(
            f"Your answers were not saved. To keep them, name a file: {keeper.own_command} ask --answers me.yaml"
        )
        return
    day = date.fromordinal(session.day).isoformat()
    loop.screen.verbatim(f"{keeper.own_command} advise {shlex.quote(str(keeper.path))} --as-of {day}")


def _save_somewhere(loop: Loop) -> bool:
    """Save the answers where they belong, if need be elsewhere, and then say what is not as it was."""
    keeper, wanted = loop.keeper, loop.keeper.path
    saved = keeper.save(loop.session)
    failed, elsewhere = keeper.failed, keeper.path != wanted
    saved = saved or keeper.rescue(loop.session)
    loop.screen.say()
    if failed:
        loop.screen.error(f"{wanted} could not be written: {failed}.")
    elif elsewhere:
        loop.tell_second_file(wanted)
    return saved


def left(loop: Loop, day: int) -> None:
    """Save when the saver leaves before the end, if need be elsewhere, and only then say where."""
    screen, keeper, session = loop.screen, loop.keeper, loop.session
    if not session.asked:
        screen.say()
        screen.say("Nothing was answered, so nothing was saved.")
    elif _save_somewhere(loop):
        screen.say(f"Your answers are saved, as of {show_date(day)}. To resume:")
        screen.verbatim(f"  {keeper.resume_command(loop.session)}")
    else:
        screen.say("Your answers could not be saved. They are:")
        review(screen, session)
