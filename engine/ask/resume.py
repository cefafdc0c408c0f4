"""Resumes from an answers file: unchanged, under rules that have changed since, or moved to a newer tax year."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..advise.answers import ABOUT, Given
from ..rulebook.model import Fact
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar
from ..value import Value, is_unknown
from .answers_file import about, answer_of, verdicts_of
from .session import Session
from .state import GivenAnswer


class Resumed(NamedTuple):
    """What was found in a file: whether it is one of ours, and what changed since it was written.

    `gone` names entries that are no facts any more, `unfit` answers that no longer fit, `routes` each route whose
    standing changed with what it was and what it is, `clashes` answers taken back because they contradict others.
    """

    ours: bool
    rules_changed: bool
    gone: tuple[str, ...]
    unfit: tuple[str, ...]
    clashes: tuple[str, ...]
    routes: dict[str, tuple[str, str]]


class YearMove(NamedTuple):
    """What a move to another tax year did with each answer."""

    kept: tuple[str, ...]
    aged: tuple[str, ...]
    again: tuple[str, ...]


def resume(session: Session, node: Node) -> Resumed:
    """Put a file's answers into a fresh session. Raises Refusal for a file `advise` would refuse.

    Under changed rules nothing is refused that the change explains: it is asked again and reported.
    """
    given = Given()
    given.read(session.rulebook, node)
    given.refuse_lists(session.rulebook, "the questionnaire")
    told = about(given.about)
    changed = bool(told) and told.get("rulebook") != session.rulebook.digest
    if not changed:
        given.check(session.rulebook)
        given.checked(session.program_of(_year(session, given)))
    gone, unfit = _take(session, node, told)
    clashes = _without_clashes(session)
    session.asked = [name for name in session.given if name not in session.rulebook.framing]
    session.loaded = len(session.asked)
    return Resumed(bool(told), changed, tuple(gone), tuple(unfit), clashes, _differences(session, told, changed))


def _year(session: Session, given: Given) -> int:
    from ..advise.answers import tax_year_of

    return tax_year_of(session.rulebook, given.values, given.places.get(session.rulebook.year_fact))


def _take(session: Session, node: Node, told: dict[str, Any]) -> tuple[list[str], list[str]]:
    gone: list[str] = []
    unfit: list[str] = []
    origins = _mapping(told, "said")
    for name, text in [*_entries(node), *_kept(told)]:
        fact = session.rulebook.facts.get(name)
        if fact is None:
            gone.append(name)
            continue
        said = _read(fact, text, origins.get(name, _mapping(told, "kept").get(name)))
        if said is None or (fact.unit == "tax_year" and said.value not in session.rulebook.years):
            unfit.append(name)
        else:
            session.given[name] = said
    for name, text in _mapping(told, "earlier").items():
        fact = session.rulebook.facts.get(name)
        said = _read(fact, str(text), None) if fact else None
        if said is not None and said.value is not None:
            session.earlier[name] = said.value
    return gone, unfit


def _entries(node: Node) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for key, value in node.entries if isinstance(node, Entries) else ():
        if key.text != ABOUT and isinstance(value, Scalar):
            found.append((key.text, None if is_unknown(value.text, value.quoted) else value.text))
    return found


def _kept(told: dict[str, Any]) -> list[tuple[str, str | None]]:
    entries = _mapping(told, "kept").items()
    return [(name, entry.get("value")) for name, entry in entries if isinstance(entry, dict)]


def _mapping(told: dict[str, Any], key: str) -> dict[str, Any]:
    found = told.get(key)
    return found if isinstance(found, dict) else {}


def _read(fact: Fact, text: str | None, origin: Any) -> GivenAnswer | None:
    try:
        return answer_of(fact, text if text != "null" else None, origin)
    except ValueError:
        return None


def _without_clashes(session: Session) -> tuple[str, ...]:
    """Remove answers until none contradicts another (a changed rulebook may have new contradictions)."""
    dropped: list[str] = []
    while session.year is not None and (found := session.clashing()):
        dropped.append(found[-1])
        session.given.pop(found[-1])
        session.renew()
    return tuple(dropped)


def _differences(session: Session, told: dict[str, Any], changed: bool) -> dict[str, tuple[str, str]]:
    if not changed or session.year is None:
        return {}
    before, now = _mapping(told, "routes"), verdicts_of(session)
    return {name: (str(before[name]), now[name]) for name in now if name in before and before[name] != now[name]}


def newest(session: Session) -> int | None:
    """A newer tax year the answers could move to: published, and begun by today."""
    from datetime import date

    today = date.fromordinal(session.day).year
    years = [year for year in session.rulebook.years if year <= today]
    return years[-1] if years and session.year is not None and years[-1] > session.year else None


def move(session: Session, year: int) -> YearMove:
    """Move the answers to another tax year: what lasts is kept, ages go up, what belongs to one year is asked again."""
    assert session.year is not None
    facts, later = session.rulebook.facts, year - session.year
    kept, aged, again = [], [], []
    said: dict[str, GivenAnswer] = {}
    for name, one in session.given.items():
        fact = facts[name]
        if name == session.rulebook.year_fact:
            said[name] = GivenAnswer(year, one.source, session.day)
        elif name == session.rulebook.day_fact:
            said[name] = one
        elif fact.unit == "years" and isinstance(one.value, int):
            aged.append(name)
            said[name] = one._replace(value=min(one.value + later, fact.highest))
        elif _lasts(session, fact, one.value):
            kept.append(name)
            said[name] = one
        elif one.value is not None:
            again.append(name)
            session.earlier[name] = one.value
    session.given = said
    session.asked = [name for name in said if name not in session.rulebook.framing]
    session.loaded = len(session.asked)
    session.renew()
    return YearMove(tuple(kept), tuple(aged), tuple(again))


def _lasts(session: Session, fact: Fact, value: Value | None) -> bool:
    """Choices, percents and yes/no answers last; amounts do not, and a yes where no is usual is asked again."""
    if value is None or fact.unit in ("dollars", "date", "days", "number"):
        return False
    return fact.assume is None or fact.unit != "yes_no" or value == session.order.usual(fact)
