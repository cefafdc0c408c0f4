"""One saver's questionnaire between two requests: out of the browser's cookie, and into it again."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from ..engine.advise.answers import Given, read_answer
from ..engine.advise.build import Decision
from ..engine.api import Adviser
from ..engine.ask.answers_file import text_of, written
from ..engine.ask.both import Couple
from ..engine.ask.session import Session
from ..engine.ask.state import GivenAnswer
from ..engine.ask.typed import shown
from ..engine.rulebook.source import parse
from .problems import NotHere
from .sealing import MOST_SEALED, Sealing
from .settings import Settings
from .so_far import RoutesSoFar, Snapshot, routes_so_far

ANSWERS_FILE: Final = "answers.yaml"
_COOKIE: Final = "answers"
_RUN: Final = re.compile(r"[A-Za-z0-9_-]{22}")


class Partner(NamedTuple):
    """Who answered before and belongs to this saver: both names, and the session of the one before."""

    names: tuple[str, str]
    session: Session


class LastAnswer(NamedTuple):
    """The answer given last, in words, and what it has moved."""

    said: str
    moved: tuple[str, ...]


class Saver:
    """One questionnaire: its session, the run it belongs to, what was just taken back, and who belongs to it.

    `last` is what was answered last, `stood` how the routes stood after it and `stood_before` how before it.
    """

    def __init__(self, adviser: Adviser, settings: Settings, run: str = "") -> None:
        """A new one has no answers; its `run` is a random name that says nothing."""
        self.adviser, self._settings = adviser, settings
        self.run = run or secrets.token_urlsafe(16)
        self.session = self.new_session()
        self.taken_back: list[str] = []
        self.partner: Partner | None = None
        self.last: list[str] = []
        self.stood: Snapshot = []
        self.stood_before: Snapshot = []

    def new_session(self) -> Session:
        """A session without answers, of today."""
        return Session(self.adviser.rulebook, self.adviser.program, self._settings.today().toordinal())

    def couple(self) -> Couple:
        """The one before and this one together. Raises NotHere for one alone."""
        if self.partner is None or self.session.year is None:
            raise NotHere("page")
        return Couple(self.partner.names, (self.partner.session, self.session))

    def answered(self, names: list[str]) -> None:
        """Remember what was answered last, and how the routes stand with it."""
        found = routes_so_far(self.session)
        self.last, self.stood_before, self.stood = names, self.stood, found.snapshot() if found else []

    def last_answer(self, so_far: RoutesSoFar | None) -> LastAnswer | None:
        """What the answer given last has moved; None where it moved nothing."""
        facts, given = self.session.rulebook.facts, self.session.given
        said = [f"{facts[name].label}, {shown(facts[name], given[name].value)}" for name in self.last if name in given]
        moved = so_far.moved_since(self.stood_before) if so_far and said else ()
        return LastAnswer("; ".join(said), moved) if moved else None

    def may_be_two(self) -> bool:
        """Whether this one belongs to another, or may, going by the answers so far."""
        if self.partner or self.adviser.rulebook.household is None:
            return self.partner is not None
        return Couple(("", ""), (self.session, self.new_session())).may_be_one()

    def at(self, place: str) -> str:
        """The path of one of its pages."""
        return f"/a/{self.run}/{place}"

    def given(self) -> Given:
        """The answers as `advise` reads them from the file that can be downloaded."""
        return self.adviser.given(parse(written(self.session).encode(), ANSWERS_FILE))

    def decision(self) -> Decision:
        """The decision for the answers in use: that of `advise` for the downloaded file."""
        return self.adviser.advise(self.given(), self._settings.today())

    def packed(self) -> dict[str, Any]:
        """The answers as plain data."""
        facts = self.session.rulebook.facts
        return {
            "said": _said(self.session),
            "asked": [name for name in self.session.asked if name in self.session.given],
            "heads": {name: head for name, head in self.session.heads.items() if name != head},
            "earlier": {name: text_of(facts[name], value) for name, value in self.session.earlier.items()},
            "back": self.taken_back,
            "full": self.session.full,
            "last": [self.last, self.stood_before, self.stood],
            "partner": [self.partner.names, _said(self.partner.session)] if self.partner else None,
        }

    def unpack(self, data: dict[str, Any]) -> None:
        """Put plain data back; what the rules no longer take is left out, to be asked again."""
        session = self.session
        _say(session, data["said"])
        for name, text in data["earlier"].items():
            if (value := _value(session, name, text)) is not None:
                session.earlier[name] = value
        session.asked = [name for name in data["asked"] if name in session.given]
        for name, head in data.get("heads", {}).items():
            session.heads |= {name: head, head: head}
        session.full = bool(data["full"])
        self.taken_back = [name for name in data["back"] if name in session.rulebook.facts]
        self.last, self.stood_before, self.stood = data.get("last", [[], [], []])  # kept by a version that had none
        if data["partner"]:
            (one, other), said = data["partner"]
            self.partner = Partner((one, other), self.new_session())
            _say(self.partner.session, said)


def dated(session: Session) -> None:
    """Take the day of the advice from the answers, where they say one."""
    said = session.given.get(session.rulebook.day_fact)
    if said and isinstance(said.value, int):
        session.day = said.value


def _said(session: Session) -> list[list[Any]]:
    facts = session.rulebook.facts
    return [[name, text_of(facts[name], one.value), *one[1:]] for name, one in session.given.items()]


def _say(session: Session, said: list[list[Any]]) -> None:
    for name, text, source, day in said:
        value = _value(session, name, text)
        if value is not None or (text is None and name in session.rulebook.facts):
            session.given[name] = GivenAnswer(value, source, day)
    dated(session)


def _value(session: Session, name: str, text: str | None) -> Any:
    fact = session.rulebook.facts.get(name)
    try:
        value = None if fact is None or text is None else read_answer(fact, text)
    except ValueError:
        return None
    return None if name == session.rulebook.year_fact and value not in session.rulebook.years else value


def saver_of(request: Request, adviser: Adviser, settings: Settings, sealing: Sealing) -> Saver:
    """The saver whose run the address names. Raises NotHere where this browser has no answers for it."""
    run = request.path_params["run"]
    data = sealing.opened(request.cookies.get(_COOKIE, ""), run) if _RUN.fullmatch(run) else None
    if not isinstance(data, dict) or "said" not in data:
        raise NotHere("answers")
    saver = Saver(adviser, settings, run)
    saver.unpack(data)
    return saver


def keep(response: Response, saver: Saver, settings: Settings, sealing: Sealing) -> Response:
    """Let the browser keep the answers, for the pages of their run alone, until it is closed."""
    text = sealing.sealed(saver.packed(), saver.run)
    if len(text) > MOST_SEALED:
        raise NotHere("room")
    _set_cookie(response, saver.run, settings, text)
    return response


def forget(response: Response, run: str, settings: Settings) -> Response:
    """Let the browser forget the answers of a run, and whatever it kept of the pages."""
    _set_cookie(response, run, settings, "", max_age=0)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


def _set_cookie(response: Response, run: str, settings: Settings, text: str, max_age: int | None = None) -> None:
    response.set_cookie(
        _COOKIE, text, max_age, path=f"/a/{run}/", secure=settings.secure, httponly=True, samesite="strict"
    )
