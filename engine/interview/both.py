"""`rothroute ask --both us.yaml`: the two of a household, one after the other, into one household file."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..advise.household import HouseholdDecision
from ..advise.household_answers import unfit_saver_name
from ..ask.both import Couple, household_in, resume_both
from ..ask.session import Session
from ..diagnostic import Refusal
from ..resources import read_bytes
from ..rulebook.source import parse
from .autosave import CoupleAutosave
from .ending import left
from .loop import Loop, Quit, quick_note
from .screen import Look, Screen
from .signals import Signals
from .start import DECIDED, INTERRUPTED, PROVISIONAL, InterviewOptions, dated, read_line, write_out

if TYPE_CHECKING:
    from ..api import Adviser

_INTRO: Final = (
    "A few questions for one of you, then for the other; what you share is asked once. Type what you know and press "
    "Enter. :unknown says that you do not know, :help lists the rest. This is education, not {advice}."
)
_ALONE: Final = "So the two of you cannot be answered together. `rothroute ask` asks one of you alone."
ExplainBoth = Callable[[HouseholdDecision], str]


def both_with_a_person(
    adviser: Adviser, path: Path, options: InterviewOptions, look: Look, explain: ExplainBoth
) -> int:
    """The two interviews at a terminal; returns the exit code. Raises Refusal for a file that is not ours."""
    household = household_in(adviser.rulebook)
    one, other = (
        Session(adviser.rulebook, adviser.program, options.day, options.quick, options.full) for _ in range(2)
    )
    sessions = (one, other)
    data = read_bytes(path) if os.path.lexists(path) else None
    names = resume_both(parse(data, str(path)), sessions) if data is not None else None
    for session in sessions:
        dated(session, options)
    with Signals() as signals:
        screen = Screen(look, write_out, lambda prompt: read_line(prompt, signals))
        screen.say(_INTRO.format(advice=adviser.rulebook.wording.advice.text))
        if options.quick:
            quick_note(screen)
        try:
            couple = Couple(names or _names(screen, household.other or "the other"), sessions)
        except (KeyboardInterrupt, EOFError):
            return INTERRUPTED
        return Interviews(adviser, options, couple, CoupleAutosave(path, couple, data), screen).run(explain)


def _names(screen: Screen, other: str) -> tuple[str, str]:
    """What the two are to be called."""
    first = _name(screen, "What shall we call you? > ", "")
    return first, _name(screen, f"And {other}? > ", first)


def _name(screen: Screen, prompt: str, other: str) -> str:
    while True:
        name = screen.read(prompt)
        if problem := unfit_saver_name(name):
            screen.again(f"{problem[:1].upper()}{problem[1:]}.")
        elif name.casefold() == other.casefold():
            screen.again("The two names must tell you apart.")
        else:
            return name


class Interviews:
    """The interview of one, then of the other, and the answer for both."""

    def __init__(
        self, adviser: Adviser, options: InterviewOptions, couple: Couple, keeper: CoupleAutosave, screen: Screen
    ) -> None:
        """Nothing is asked yet."""
        self.adviser, self.options, self.couple, self.keeper, self.screen = adviser, options, couple, keeper, screen
        self.loops = tuple(Loop(screen, session, keeper) for session in couple.sessions)
        self.loop = self.loops[0]

    def run(self, explain: ExplainBoth) -> int:
        """Both interviews, however they end: the answers are saved before anything is said."""
        day = self.options.day
        try:
            return self._run(explain)
        except KeyboardInterrupt:
            left(self._answered(), day)
            return INTERRUPTED
        except SystemExit:  # SIGTERM, or SIGHUP where the terminal may be gone
            with suppress(OSError):
                left(self._answered(), day)
            raise
        except (Quit, EOFError):
            left(self._answered(), day)
            return PROVISIONAL

    def _answered(self) -> Loop:
        """The interview to save: the one that is on, or the other's where nothing is answered in it yet."""
        return next((one for one in (self.loop, *self.loops) if one.session.asked), self.loop)

    def _run(self, explain: ExplainBoth) -> int:
        one, other = self.loops
        self._ask(0, one.ask_all)
        if not self._told_apart():
            self._ask(1, other.ask_all)
        while True:
            if self._told_apart():
                return PROVISIONAL
            found = self._answer()
            if found is not None:
                self.screen.heading("Your answer")
                self.screen.verbatim(explain(found))
            name = self.screen.read(f"Press Enter to finish, or type {self._either()} to change an answer > ")
            if not name:
                break
            place = next((at for at, one in enumerate(self.couple.names) if one.casefold() == name.casefold()), None)
            if place is None:
                self.screen.again(f"Type {self._either()}, or press Enter.")
                continue
            self._ask(place, self.loops[place].review_at_end)
            if place == 0:
                self._ask(1, other.ask_all)
        if found is None:
            left(self._answered(), self.options.day)
            return PROVISIONAL
        self.screen.heading("To get this answer again")
        file = shlex.quote(str(self.keeper.path))
        self.screen.verbatim(f"rothroute advise {file}")
        self.screen.verbatim(f"rothroute letter {file} -o us.html")
        return DECIDED if found.decided else PROVISIONAL

    def _ask(self, place: int, ask: Callable[[], None]) -> None:
        """Ask one of the two; the second is told first what need not be asked."""
        self.loop = self.loops[place]
        session = self.loop.session
        if place == 0:
            self.couple.begin()
        else:
            self.couple.carry()
        self.screen.heading(self.couple.names[place])
        if place == 0 and session.presume_year():
            self.screen.say(f"For tax year {session.year}; :review changes that.")
        ask()
        self.loop.save()

    def _told_apart(self) -> bool:
        """Whether the two are no household, which is then said."""
        if self.couple.may_be_one():
            return False
        self.screen.say()
        self.screen.say(f"{self.couple.household.message} {_ALONE}")
        self.screen.verbatim(f"  {self.keeper.resume_command(self.couple.sessions[0])}")
        return True

    def _answer(self) -> HouseholdDecision | None:
        """The decisions for both, as `advise` gives them; None where it cannot, with the reason said."""
        node = parse(self.couple.text().encode(), str(self.keeper.path))
        try:
            return self.adviser.advise_household(node, date.fromordinal(self.couple.sessions[0].day))
        except Refusal as refusal:
            self.screen.say()
            for problem in refusal.diagnostics:
                self.screen.error(f"{problem.message}. {problem.help or ''}".rstrip())
            return None

    def _either(self) -> str:
        return " or ".join(self.couple.names)
