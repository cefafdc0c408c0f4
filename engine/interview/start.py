"""Starts `rothroute ask`: with a person at a terminal, or without one."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from ..advise.clock import clock_remark
from ..advise.household_answers import one_saver
from ..ask.answers_file import text_of
from ..ask.natural import confirmed
from ..ask.pending import pending_json
from ..ask.resume import Resumed, YearMove, move, newest, resume
from ..ask.session import Session
from ..ask.state import GivenAnswer
from ..ask.typed import shown
from ..diagnostic import Diagnostic, Refusal
from ..resources import forget_half_written, read_bytes, write_text
from ..rulebook.source import parse
from ..value import show_date
from . import pages
from .autosave import Autosave, draft_path, drafts_of, last_draft, state_folder
from .ending import Explain, Letters, ending, left
from .loop import Loop, Quit, quick_note
from .screen import Look, Screen
from .signals import Signals

if TYPE_CHECKING:
    from ..advise.build import Decision
    from ..api import Adviser

DECIDED, PROVISIONAL, INTERRUPTED = 0, 4, 130
PENDING: Final = {"schema", "tax_year", "next", "needed", "assumed", "unknown"}  # what `pending_json` writes
_INTRO: Final = (
    "A few questions, only as many as your answer needs. Type what you know and press Enter. :unknown says that you "
    "do not know, :help lists the rest. This is education, not {advice}."
)


class InterviewOptions(NamedTuple):
    """The options of the command line; `day` is the day of the advice, `day_given` whether it was given.

    `own_command` is what to type at a shell to run this program again.
    """

    answers: Path | None
    day: int
    day_given: bool
    quick: bool
    full: bool
    pending: Path | None
    own_command: str = "rothroute"


class Start(NamedTuple):
    """What an interview begins with: its session, what the file held, where answers are kept, and notes to show."""

    session: Session
    found: Resumed | None
    keeper: Autosave
    notes: tuple[str, ...] = ()


class Last(NamedTuple):
    """What the end needs from the door: the words of the advice, and how letters are written."""

    explain: Explain
    letters: Letters | None


def with_a_person(
    adviser: Adviser, options: InterviewOptions, look: Look, explain: Explain, letters: Letters | None = None
) -> int:
    """The interview at a terminal; returns the exit code."""
    start = _started(adviser, options)
    with Signals() as signals:
        screen = Screen(look, write_out, lambda prompt: read_line(prompt, signals))
        return _to_its_end(adviser, options, Loop(screen, start.session, start.keeper), start, Last(explain, letters))


def _to_its_end(adviser: Adviser, options: InterviewOptions, loop: Loop, start: Start, last: Last) -> int:
    """The interview, however it ends: the answers are saved before anything is said."""
    try:
        return _interview(adviser, options, loop, start, last)
    except KeyboardInterrupt:
        left(loop, options.day)
        return INTERRUPTED
    except SystemExit:  # SIGTERM, or SIGHUP where the terminal may be gone
        with suppress(OSError):
            left(loop, options.day)
        raise
    except (Quit, EOFError):
        left(loop, options.day)
        known = loop.session.year is not None
        return DECIDED if known and advised(adviser, loop.session).advice.decided else PROVISIONAL


def _interview(adviser: Adviser, options: InterviewOptions, loop: Loop, start: Start, last: Last) -> int:
    screen = loop.screen
    screen.say(_INTRO.format(advice=adviser.rulebook.wording.advice.text))
    if options.quick:
        quick_note(screen)
    start = _offer_draft(adviser, options, loop) or start
    session = loop.session = start.session
    loop.keeper = start.keeper
    if start.found:
        _tell_resumed(screen, session, start.found, start.notes)
        _offer_year(loop)
    if session.presume_year():
        screen.say(f"For tax year {session.year}; :review changes that.")
    loop.ask_all()
    if remark := _remark(session, options):
        screen.say()
        screen.say(f"Note: {remark}.")
    advice = ending(loop, lambda one: advised(adviser, one), last.explain, last.letters)
    return DECIDED if advice.decided else PROVISIONAL


def without_a_person(adviser: Adviser, options: InterviewOptions, explain: Explain) -> int:
    """The answer, or what is still needed for it; returns the exit code. Never prompts."""
    if options.pending:
        _check_pending(options.pending, options.answers)
    session = Session(adviser.rulebook, adviser.program, options.day, options.quick, options.full)
    path = options.answers
    found = _loaded(session, path, read_bytes(path)) if path is not None else None
    dated(session, options)
    if found:
        for line in _resumed_lines(session, found):
            _complain(line)
    session.presume_year()
    if options.pending:
        _write_pending(options.pending, session)
    if session.year is None:
        write_out(f"needed: {adviser.rulebook.year_fact}\n")
        return PROVISIONAL
    if remark := _remark(session, options):
        _complain(f"note: {remark}")
    decision = advised(adviser, session)
    write_out(explain(decision, False) + "\n")
    for name in session.progress().needed:
        question = session.rulebook.questions.get(name)
        _complain(f"needed: {name}: {question.question if question else ''}".rstrip(": "))
    return DECIDED if decision.advice.decided else PROVISIONAL


def _remark(session: Session, options: InterviewOptions) -> str:
    """What to say where the clock gave a day far from the tax year."""
    if options.day_given or session.year is None or session.day != options.day:
        return ""
    return clock_remark(session.year, date.fromordinal(options.day), "--as-of")


def advised(adviser: Adviser, session: Session) -> Decision:
    """The decision for the answers in use, as `advise` gives it."""
    facts = session.rulebook.facts
    texts = {name: text_of(facts[name], value) for name, value in session.progress().answers.items()}
    return adviser.advise(texts, date.fromordinal(session.day))


def write_out(text: str) -> None:
    """Print text as it stands, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def read_line(prompt: str, signals: Signals) -> str:
    """A line as bytes: `input` waits forever after a NUL and fails on anything but UTF-8."""
    write_out(prompt)
    signals.wait_for(sys.stdin.fileno())
    line = sys.stdin.buffer.readline()
    if not line:
        raise EOFError
    return line.decode(errors="replace").rstrip("\r\n")


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _loaded(session: Session, path: Path, data: bytes) -> Resumed:
    return resume(session, one_saver(parse(data, str(path))))


def dated(session: Session, options: InterviewOptions) -> None:
    """Take the day of the advice from the command line, else from the answers, else today."""
    fact = session.rulebook.day_fact
    if options.day_given and fact:
        session.given[fact] = GivenAnswer(options.day, "the command line", options.day)
    day = session.given.get(fact)
    if day is not None and isinstance(day.value, int):
        session.day = day.value
    session.renew()


def _started(adviser: Adviser, options: InterviewOptions) -> Start:
    """The session with the answers of the file, where one is there, and the file to keep them in."""
    path = options.answers
    session = Session(adviser.rulebook, adviser.program, options.day, options.quick, options.full)
    forget_half_written(state_folder() if path is None else path.parent)
    if path is None:
        start = Start(session, None, Autosave(draft_path(options.day), True, None, options.own_command))
    elif not os.path.lexists(path):
        start = Start(session, None, Autosave(path, False, None, options.own_command))
    else:
        data = read_bytes(path)
        start = Start(session, _loaded(session, path, data), Autosave(path, False, data, options.own_command))
        if start.found and not start.found.ours:
            start = _resume_draft(adviser, options, path, start)
    dated(start.session, options)
    return start


def _resume_draft(adviser: Adviser, options: InterviewOptions, path: Path, by_hand: Start) -> Start:
    """Resume beside a file written by hand: from the answers that belong to it, or under a free name."""
    notes = [f"{path} is left unchanged."]
    for place in drafts_of(path):
        if not os.path.lexists(place):
            break
        session = Session(adviser.rulebook, adviser.program, options.day, options.quick, options.full)
        found, data = _earlier(session, place)
        if found and all(_agrees(session, name, one) for name, one in by_hand.session.given.items()):
            notes.append(f"Resuming from {place}, where your earlier answers are kept.")
            return Start(session, found, Autosave(place, False, data, options.own_command), tuple(notes))
        notes.append(f"{place} already exists with other answers and is left unchanged too.")
    notes.append(f"Your answers are kept in {place}.")
    return by_hand._replace(keeper=Autosave(place, False, None, options.own_command), notes=tuple(notes))


def _offer_draft(adviser: Adviser, options: InterviewOptions, loop: Loop) -> Start | None:
    """Offer to go on with the answers that were kept last without a name, where no file was named this time."""
    last = last_draft() if options.answers is None else None
    if last is None:
        return None
    session = Session(adviser.rulebook, adviser.program, options.day, options.quick, options.full)
    found, data = _earlier(session, last)
    if found is None or not session.asked:
        return None
    day = show_date(max(one.day for one in session.given.values()))
    count = len(session.asked)
    loop.screen.say()
    loop.screen.say(f"You left {count} {'answer' if count == 1 else 'answers'} unfinished on {day}.")
    if not _agreed(loop, "Go on with them?", True):
        loop.screen.say(f"They stay in {last}.")
        return None
    dated(session, options)
    return Start(session, found, Autosave(last, True, data, options.own_command))


def _agreed(loop: Loop, question: str, enter: bool) -> bool:
    """Whether the saver says yes; `enter` is what Enter alone stands for."""
    while line := loop.screen.read(f"{question} (yes or no) > "):
        said = confirmed(line)
        if said is not None:
            return said
        loop.screen.again("Type yes or no.")
    return enter


def _earlier(session: Session, place: Path) -> tuple[Resumed | None, bytes]:
    """The answers an interview kept in a file, and its bytes; nothing where it holds something else."""
    try:
        data = read_bytes(place) if place.is_file() else b""
        found = _loaded(session, place, data) if data else None
    except Refusal:
        return None, b""
    return found if found and found.ours else None, data


def _agrees(session: Session, name: str, one: GivenAnswer) -> bool:
    """Whether the session has the same answer; what was not known may be known by now."""
    return (
        name == session.rulebook.day_fact
        or one.value is None
        or (name in session.given and session.given[name].value == one.value)
    )


def _tell_resumed(screen: Screen, session: Session, found: Resumed, notes: tuple[str, ...]) -> None:
    count = len(session.asked)
    screen.say(f"{count} {'answer' if count == 1 else 'answers'} from the file. :review shows them.")
    pages.tasks(screen, session)
    for note in notes:
        screen.say(note)
    for line in _resumed_lines(session, found):
        screen.say(line)


def _resumed_lines(session: Session, found: Resumed) -> list[str]:
    """What changed since the file was written."""
    facts, routes = session.rulebook.facts, session.rulebook.routes
    lines = ["The rules have changed since these answers were given."] if found.rules_changed else []
    lines += [f"No longer asked: {name}." for name in found.gone]
    lines += [f"Asked again, because the answer no longer fits: {facts[name].label}." for name in found.unfit]
    lines += [f"Asked again, because it contradicts another answer: {facts[name].label}." for name in found.clashes]
    lines += [f"{routes[name].label}: was {was}, is now {now}." for name, (was, now) in found.routes.items()]
    if found.rules_changed and not found.routes:
        lines.append("No verdict and no amount has changed.")
    return lines


def _offer_year(loop: Loop) -> None:
    year = newest(loop.session)
    if year is None:
        return
    loop.screen.say(f"These answers are for {loop.session.year}. Rules for {year} are now available.")
    if _agreed(loop, f"Move them to {year}?", False):
        _tell_moved(loop, move(loop.session, year))
        loop.save()


def _tell_moved(loop: Loop, moved: YearMove) -> None:
    facts, said = loop.session.rulebook.facts, loop.session.given
    for name in moved.aged:
        loop.screen.say(f"{facts[name].label}: now {shown(facts[name], said[name].value)}.", indent="  - ", hang="    ")
    if moved.kept:
        loop.screen.say(f"Kept: {', '.join(facts[name].label for name in moved.kept)}.", indent="  - ", hang="    ")
    if moved.again:
        again = ", ".join(facts[name].label for name in moved.again)
        text = f"Asked again where they matter, with your old answer shown: {again}."
        loop.screen.say(text, indent="  - ", hang="    ")


def _check_pending(path: Path, answers: Path | None) -> None:
    """Refuse to write what is needed over the answers, or over any file that --pending did not write."""
    if not os.path.lexists(path):
        return
    if answers is not None and os.path.realpath(path) == os.path.realpath(answers):
        message = f"`{path}` is the answers file"
    elif not _is_pending(path):
        message = f"`{path}` already exists and was not written by --pending"
    else:
        return
    raise Refusal((Diagnostic("unwritable-file", "error", message, help="choose another name for --pending"),))


def _is_pending(path: Path) -> bool:
    try:
        data = json.loads(read_bytes(path)) if path.is_file() else None
    except (Refusal, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and set(data) == PENDING


def _write_pending(path: Path, session: Session) -> None:
    try:
        write_text(path, json.dumps(pending_json(session), indent=2) + "\n")
    except OSError as problem:
        message = f"`{path}` cannot be written: {problem.strerror or 'unknown reason'}"
        raise Refusal((Diagnostic("unwritable-file", "error", message, help="name another file"),)) from None
