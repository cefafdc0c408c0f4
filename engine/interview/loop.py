"""The prompt loop: ask a question, read a line, do what it says, keep the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..ask.natural import confirmed, read_natural, unknown
from ..ask.put_right import to_put_right
from ..ask.reading import Reading
from ..ask.session import Session
from ..ask.state import MEMORY, QUICK, NextQuestion
from ..ask.typed import ask_back, read_numbers, shown
from ..diagnostic import Diagnostic
from ..rulebook.model import Fact
from ..value import Value, show_dollars
from . import pages
from .autosave import Autosave
from .screen import Screen

USUAL: Final = "the usual answer"
LIST: Final = "Anything else"  # the heading of a list
_MOST_SOURCE: Final = 60
_WORDS: Final = {"?": "help", "help": "help", "back": "back", "why": "why", "quit": "quit", "exit": "quit"}
_UNSURE: Final = "memory, not sure"
_IN_REVIEW: Final = frozenset(("review", "undo", "save", "finish", "quit"))  # what is about no one question
_ENOUGH: Final = 2  # misses on one question before the ways out are named


class Quit(Exception):
    """The saver leaves before the end."""


class Loop:
    """One interview at one terminal."""

    def __init__(self, screen: Screen, session: Session, keeper: Autosave) -> None:
        """Nothing is shown yet."""
        self.screen, self.session, self.keeper = screen, session, keeper
        self.revisit: str | None = None
        self.section = ""
        self.finished = False
        self.last: str | None = None
        self.turn = 0
        self.checking = False
        self.misses = 0
        self.reviewing = False
        self.verdicts: dict[str, str] = {}
        self._do: dict[str, Callable[[NextQuestion, str], None]] = {
            "back": self._back,
            "why": lambda step, rest: self._page(step, pages.why),
            "unknown": self._unknown,
            "review": self._review,
            "undo": self._undo,
            "from": self._from,
            "save": self._save_as,
            "finish": self._finish,
            "quit": self._quit,
            "help": lambda step, rest: self._page(step, pages.help_page),
        }

    def ask_all(self) -> None:
        """Ask until no answer can change the result, or the saver has had enough."""
        while not self.finished:
            if self.reviewing and self.revisit is None:
                self._review(NextQuestion("", None, 0, 0), "")
                continue
            step = self._current()
            if step is None:
                return
            self._announce(step)
            self._put(step)

    def _current(self) -> NextQuestion | None:
        if self.revisit is None:
            return self.session.next()
        along = () if self.reviewing else self.session.along(self.revisit)  # the review shows each answer of a list
        # No count while an answer is changed: what else is open may follow from the answer that is about to go.
        return NextQuestion(self.revisit, None, 0, 0, along)

    def _announce(self, step: NextQuestion) -> None:
        question = self.session.rulebook.questions.get(step.fact)
        checks = step.usual is not None and self.revisit is None
        if checks and not self.checking:
            self.checking = True
            self.screen.say()
            self.screen.say(
                "These answers are usual for most people, but another answer could still change your result. "
                "Press Enter where the usual answer is right for you. Type :finish to stop here."
            )
        section = LIST if step.along else question.section if question else self.section
        if section != self.section:
            self.section = section
            self.screen.heading(section)

    def _put(self, step: NextQuestion) -> None:
        """One question, until it is answered or a command leads elsewhere."""
        suggestion = self._suggestion(step)
        number = self.session.number(step.fact)
        if step.along:
            changing = suggestion is not None and suggestion[1] == pages.SO_FAR
            pages.put_list(self.screen, self.session, step, number, changing)
        else:
            pages.put(self.screen, self.session, step, number, suggestion)
        self.misses = 0
        before = self._state()
        while self._state() == before and not self.finished:
            self._line(step, self.screen.read("> "), suggestion)

    def _state(self) -> tuple[object, ...]:
        """Changes when the question on the screen is no longer the one to answer."""
        return (id(self.session.given), self.revisit, self.turn)

    def _suggestion(self, step: NextQuestion) -> tuple[Value, str] | None:
        given, earlier = self.session.given, self.session.earlier.get(step.fact)
        said = [given[name].value for name in (step.fact, *step.along) if name in given]
        if said:
            return (said[0], pages.SO_FAR) if said[0] is not None and None not in said else None
        if earlier is not None:
            return earlier, "your answer for an earlier year"
        return (step.usual, USUAL) if step.usual is not None else None

    def _line(self, step: NextQuestion, line: str, suggestion: tuple[Value, str] | None) -> None:
        found, rest = (["unknown"], "") if unknown(line) else command(line)
        if len(found) == 1:
            self._do[found[0]](step, rest)
        elif found or line.startswith(":"):
            self._page(step, pages.help_page, misread(line, found))
        elif not line and suggestion and suggestion[1] == pages.SO_FAR:
            self.revisit = None
            self.screen.say("Unchanged.", indent="   ")
        elif step.along:
            self._answer_list(step, line)
        elif not line and suggestion:
            self._take(step, suggestion[0], suggestion[1])
        else:
            self._answer(step, line)

    def _answer(self, step: NextQuestion, line: str) -> None:
        fact = self.session.rulebook.facts[step.fact]
        typed, at, source = line.partition("@")
        try:
            reading = self._read(fact, typed)
        except ValueError as problem:
            self._missed(str(problem))
            return
        if reading.value is None:
            self._unknown(step, "")
            return
        if reading.confirm and fact.unit == "yes_no":  # a yes to "is that a no?" would be read either way
            self.screen.say("Is that a yes or a no?", indent="   ")
            return
        doubt = reading.confirm or ask_back(fact, reading.value, shown(fact, reading.value))
        doubt = doubt or self._too_much(fact, reading.value)
        if doubt and not self._sure(doubt, step):
            return
        told = source.strip()[:_MOST_SOURCE] if at else ""
        self._take(step, reading.value, told or (_UNSURE if reading.unsure else MEMORY))

    def _answer_list(self, step: NextQuestion, line: str) -> None:
        """Take a list of rare cases: yes to those whose numbers were typed, no to the others."""
        typed, at, source = line.partition("@")
        names = (step.fact, *step.along)
        try:
            chosen = read_numbers(typed, len(names))
        except ValueError as problem:
            self._missed(str(problem))
            return
        told = source.strip()[:_MOST_SOURCE] if at else ""
        values: dict[str, Value | None] = {name: number in chosen for number, name in enumerate(names, 1)}
        self._take_all(values, told or (MEMORY if line else USUAL))

    def _take_all(self, values: Mapping[str, Value | None], source: str) -> None:
        """Store the answers to one question or list; what contradicts earlier answers is reported and not stored."""
        if values.keys() <= self.session.given.keys():
            self._changed(values, source)
            return
        problems = self.session.tell_all(values, source)
        self._told_off(problems)
        if not problems:
            self._stored(next(iter(values)))

    def _too_much(self, fact: Fact, value: Value) -> str:
        """The question to ask where an amount is more than the law allows; nothing where it is not."""
        found = to_put_right(self.session, fact, value)
        if not found:
            return ""
        label, cents = found
        return f"With {shown(fact, value)}, {show_dollars(cents)} would be too much ({label}): is that right?"

    def _page(
        self, step: NextQuestion, show: Callable[[Screen, Session, Sequence[str]], None], problem: str = ""
    ) -> None:
        """A page about the question, then the problem that called for it; an answer typed before its end counts."""
        names = (step.fact, *step.along)
        _, line = self.screen.paged(lambda: show(self.screen, self.session, names))
        if line:
            self._line(step, line, None)
        elif problem:
            self.screen.again(problem)

    def _missed(self, problem: str) -> None:
        """An answer that was not understood; after a second one the ways out are named."""
        self.screen.again(problem)
        self.misses += 1
        if self.misses >= _ENOUGH:
            self.screen.say("If you do not know, type :unknown. Type :help for more about the question.", indent="   ")

    def _read(self, fact: Fact, typed: str) -> Reading:
        if fact.unit != "tax_year":
            question = self.session.rulebook.questions.get(fact.name)
            return read_natural(fact, question, typed, self.session.day, self.session.year)
        years = self.session.rulebook.years
        text = typed.strip()
        if text.isdecimal() and len(text) < 5:
            number = int(text)
            if number in years:
                return Reading(number)
            if 1 <= number <= len(years):
                return Reading(years[number - 1])
        raise ValueError(f"Type one of the years {', '.join(map(str, years))}.")

    def _sure(self, doubt: str, step: NextQuestion) -> bool:
        """Whether the saver says that an answer is meant so; what they type in place of a yes or no is a new answer."""
        line = self.screen.read(f"   {doubt} (yes or no) > ")
        said = confirmed(line)
        if said is None:
            self._line(step, line, None)
        elif not said:
            self.screen.say("Then type the answer again.", indent="   ")
        return said is True

    def _take(self, step: NextQuestion, value: Value | None, source: str) -> None:
        """Store an answer; one that contradicts earlier answers is reported and not stored."""
        self._take_all({step.fact: value}, source)

    def _told_off(self, problems: Iterable[Diagnostic]) -> None:
        for problem in problems:
            self.screen.say(f"That does not fit. {problem.message}.", "error")
            self.screen.say(f"{problem.help}. Type :review to change an earlier answer.", indent="   ")

    def _changed(self, values: Mapping[str, Value | None], source: str) -> None:
        self.revisit = None
        for other in self.session.change_all(values, source):
            label = self.session.rulebook.facts[other].label
            self.screen.say(
                f"That conflicts with your answer on \u201c{label}\u201d, so you will be asked that again.",
                indent="   ",
            )
        self._stored(next(iter(values)))

    def _stored(self, name: str) -> None:
        self.last = name
        self.save()
        self._run()

    def _run(self) -> None:
        self.verdicts = pages.running(self.screen, self.session, self.verdicts)

    def save(self) -> bool:
        """Keep the answers; a failure is reported, and tried again with the next answer."""
        failed, before = self.keeper.failed, self.keeper.path
        if self.keeper.save(self.session):
            self.tell_second_file(before)
            return True
        if self.keeper.failed != failed:
            self.screen.error(f"your answers could not be saved: {self.keeper.failed}.")
            self.screen.say(
                "They are not lost. Free some disk space, or type :save and another file name.", indent="   "
            )
        return False

    def tell_second_file(self, before: Path) -> None:
        """Say where the answers are, once their file was changed by someone else."""
        if self.keeper.path != before:
            self.screen.error(f"{before} was changed meanwhile, perhaps by a second `rothroute ask`.")
            self.screen.say(f"It is left as it is. Your answers are kept in {self.keeper.path}.", indent="   ")

    def _back(self, step: NextQuestion, rest: str) -> None:
        if rest and not (rest.isdecimal() and len(rest) < 4 and int(rest)):
            self.screen.again("Type :back, or :back and how many questions, like :back 2.")
            return
        asked = self.session.before(self.revisit)
        if asked:
            self.revisit = asked[-min(int(rest or 1), len(asked))]
        else:
            self.screen.say("This is the first question.", indent="   ")

    def _unknown(self, step: NextQuestion, rest: str) -> None:
        if step.fact == self.session.rulebook.year_fact:
            self.screen.again(f"Type one of the years {', '.join(map(str, self.session.rulebook.years))}.")
            return
        question = self.session.rulebook.questions.get(step.fact)
        if step.along:
            self.screen.say("Noted. Where the parts can still change your result, they are asked next.", indent="   ")
            self._take_all(dict.fromkeys((step.fact, *step.along)), pages.NOT_KNOWN)
            return
        if step.usual is not None:
            self.screen.say("Noted. We use the usual answer for now.", indent="   ")
        elif question:
            who = "" if question.who == pages.YOURSELF else f" {_first_upper(question.who)} can tell you."
            self.screen.say(f"Noted.{who} Where to find it: {question.where}.", indent="   ")
        self._take(step, None, pages.NOT_KNOWN)

    def _review(self, step: NextQuestion, rest: str) -> None:
        numbered, line = self.screen.paged(lambda: pages.review(self.screen, self.session, rest))
        self.turn += 1
        line = line or self.screen.read("Number to change, or Enter to continue > ")
        self.reviewing = False
        if not line:
            return
        found, more = command(line)
        if len(found) == 1 and found[0] in _IN_REVIEW:
            self._do[found[0]](step, more)
            return
        if line.isdecimal() and len(line) < 4 and 1 <= int(line) <= len(numbered):
            self.revisit, self.reviewing = numbered[int(line) - 1], True
        else:
            self.screen.again(f"Type a number from 1 to {len(numbered)}, or press Enter.")

    def review_at_end(self) -> None:
        """The review once more, after the last question; a change may bring new questions."""
        self._review(NextQuestion("", None, 0, 0), "")
        self.finished = False
        self.ask_all()

    def more(self) -> None:
        """Ask what settles the total as well."""
        self.session.settle_total()
        self.finished = False
        self.ask_all()

    def _undo(self, step: NextQuestion, rest: str) -> None:
        before = dict(self.session.given)
        if self.session.undo():
            self.revisit, self.reviewing = None, False
            for line in pages.undone(self.session, before):
                self.screen.say(line, indent="   ")
            self.save()
            self._run()
        else:
            self.screen.say("There is nothing to undo.", indent="   ")

    def _from(self, step: NextQuestion, rest: str) -> None:
        if not rest or self.last not in self.session.given:
            self.screen.again("Answer a question first, then type its source, like :from payslip.")
            return
        self.session.source(self.last, rest[:_MOST_SOURCE])
        self.save()
        label = self.session.rulebook.facts[self.last].label
        self.screen.say(f"Noted: {label}, from {rest[:_MOST_SOURCE]}.", indent="   ")

    def _save_as(self, step: NextQuestion, rest: str) -> None:
        if rest and (wrong := unfit_name(rest, self.keeper.path)):
            self.screen.again(wrong)
            return
        saved = self.keeper.move(self.session, Path(rest)) if rest else self.save()
        if saved:
            self.screen.say(f"Saved in {self.keeper.path}.", indent="   ")
        elif rest:
            self.screen.error(f"{rest} could not be written: {self.keeper.failed}. Type another file name.")

    def _finish(self, step: NextQuestion, rest: str) -> None:
        if self.session.year is None:
            self.screen.again("Choose the tax year first, then type :finish.")
        else:
            self.finished = True

    def _quit(self, step: NextQuestion, rest: str) -> None:
        raise Quit


def command(line: str) -> tuple[list[str], str]:
    """The commands a line may begin, and what follows: one if it is clear, none if it is not a command."""
    if line.casefold() in _WORDS:
        return [_WORDS[line.casefold()]], ""
    if not line.startswith(":"):
        return [], ""
    word, _, rest = line[1:].partition(" ")
    found = [name for name in pages.COMMANDS if word and name.startswith(word.casefold())]
    return found, rest.strip()


def misread(line: str, found: list[str]) -> str:
    """What to say about a line that begins no command, or more than one."""
    word = line.partition(" ")[0][:20]
    return f"{word} may be {' or '.join(f':{name}' for name in found)}." if found else f"{word} is not a command."


def unfit_name(name: str, own: Path | None = None) -> str:
    """Why a file cannot be written under a name; empty if it can. Only one's own answers are overwritten."""
    if len(name) > 200 or "\N{REPLACEMENT CHARACTER}" in name:
        return "Type a shorter file name, like me.yaml."
    path = Path(name)
    try:
        there = path != own and path.exists()
    except OSError as problem:
        return f"{name} cannot be used: {problem.strerror}. Type another name."
    return f"{name} already exists. Type another name." if there else ""


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def quick_note(screen: Screen) -> None:
    """What the quick path means."""
    screen.say(f"The quick path: at most {QUICK} questions, and the usual answer to everything else.")
