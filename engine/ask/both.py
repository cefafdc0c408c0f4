"""Two savers asked one after the other: what the second need not be asked, and the household file of both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..advise.answers import ABOUT
from ..advise.household_answers import is_household, read_household
from ..diagnostic import Diagnostic, Refusal
from ..reasoning.evaluate import as_given
from ..rulebook.model import Formula, Household, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Sequence
from ..value import Value
from .answers_file import SCHEMA, lines_of, origin_of, scalar_of, text_of
from .resume import resume
from .session import Session
from .state import GivenAnswer

_HEAD: Final = (
    "# Answers of two savers, kept by `rothroute ask --both us.yaml`. `advise` and `letter` read it as it is;\n"
    '# null means "I don\'t know". The parts under `answers:` say where each answer came from.\n'
)


class Couple(NamedTuple):
    """Two sessions and the names of the savers."""

    names: tuple[str, str]
    sessions: tuple[Session, Session]

    @property
    def household(self) -> Household:
        """What the rulebook says of two savers together."""
        return household_in(self.sessions[0].rulebook)

    @property
    def _other(self) -> str:
        """The source of an answer that only the other one can give."""
        return f"{self.household.other or 'the other'} answers this"

    def begin(self) -> None:
        """Set aside for the first what the second will tell."""
        first = self.sessions[0]
        for name in self.household.linked:
            first.given[name] = GivenAnswer(None, self._other)
        first.renew()

    def carry(self) -> None:
        """Give the second what both share, and what the first's answers tell of the second."""
        one, other = self.sessions
        for name in self.shared():
            if name in one.given:
                other.given[name] = one.given[name]
        other.day = one.day
        other.renew()
        for link in (*self.household.links, *self.household.first):
            self._tell(link.fact, self._told(link.source))

    def _told(self, source: str) -> Value | None:
        """What the first's answers come to, where that is one value."""
        trace = self.sessions[0].trace()
        if source in trace.program.conclusions:
            return trace.holds(source)
        found = trace.published(source)
        return found[0] if found is not None and found[0] == found[1] else None

    def _tell(self, name: str, value: Value | None) -> None:
        other = self.sessions[1]
        source = f"{self.names[0]}'s answers" if value is not None else self._other
        other.given[name] = GivenAnswer(value, source, other.day)
        other.renew()
        if other.problems():
            other.given[name] = GivenAnswer(None, self._other)
            other.renew()

    def shared(self) -> tuple[str, ...]:
        """The facts that are the same for both, going by what was answered so far.

        What each may have of their own is asked of each, unless they share all that can be shared.
        """
        household = self.household
        sometimes = household.shared_when
        both = sometimes.facts if sometimes and self._holds(sometimes.when) else ()
        own = household.own.facts if household.own and not both else ()
        return tuple(name for name in (*household.shared, *both) if name not in own)

    def may_be_one(self) -> bool:
        """Whether the first may be one of a household, going by the answers so far."""
        first = self.sessions[0]
        return first.year is None or _truth(first, self.household.each) is not False

    def _holds(self, formula: Formula) -> bool:
        return any(one.year is not None and _truth(one, formula) is True for one in self.sessions)

    def text(self, as_json: bool = False) -> str:
        """The household file, in YAML or JSON: for each the answers in use and where they are from."""
        one, other = self.sessions
        idle = {name for session in self.sessions for name in _dormant(session)}
        shared = tuple(name for name in self.shared() if name not in idle)  # what is not both's goes to whose it is
        same = {name: said for name in shared if (said := other.given.get(name) or one.given.get(name)) is not None}
        facts = one.rulebook.facts
        savers = [
            {"name": name, "facts": _own(session, same, (*shared, *self.household.linked))}
            for name, session in zip(self.names, self.sessions, strict=True)
        ]
        data = {"household": {name: text_of(facts[name], said.value) for name, said in same.items()}, "savers": savers}
        if as_json:
            return json.dumps(data, indent=2) + "\n"
        return _HEAD + "".join(f"{line}\n" for line in _lines(data))


def _dormant(session: Session) -> tuple[str, ...]:
    return session.progress().dormant if session.year is not None else ()


def _own(session: Session, same: Mapping[str, GivenAnswer], left_out: tuple[str, ...]) -> dict[str, Any]:
    """One saver's own facts, and under `answers:` where these and the shared ones are from."""
    told = {name: said for name, said in session.given.items() if name not in (*left_out, *_dormant(session))}
    values = {name: text_of(session.rulebook.facts[name], said.value) for name, said in told.items()}
    said = {name: origin_of(one) for name, one in {**same, **told}.items()}
    return {**values, ABOUT: {"schema": SCHEMA, "rulebook": session.rulebook.digest, "said": said}}


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    yield "household:"
    yield from lines_of(data["household"], "  ")
    yield "savers:"
    for saver in data["savers"]:
        yield f"  - name: {scalar_of(saver['name'])}"
        yield "    facts:"
        yield from lines_of(saver["facts"], "      ")


def _truth(session: Session, formula: Formula) -> bool | None:
    assert session.year is not None, "the tax year is asked first"
    program = session.program_of(session.year)
    values = {name: one.value for name, one in session.given.items() if one.value is not None}
    return program.compiler.truth(formula.expression)(as_given(program, values).values)


def household_in(rulebook: Rulebook) -> Household:
    """What a rulebook says of two savers together. Raises Refusal where it says nothing."""
    if rulebook.household is None:
        message = "this rulebook has no rules for two savers together"
        raise Refusal((Diagnostic("unknown-key", "error", message, None, (), "ask each of them alone"),))
    return rulebook.household


def resume_both(node: Node, sessions: tuple[Session, Session]) -> tuple[str, str]:
    """Put the answers of a file of ours into two fresh sessions; returns the names. Raises Refusal for another file."""
    read = {key.text: value for key, value in node.entries} if isinstance(node, Entries) else {}
    listed = read.get("savers")
    savers = [_fields(item) for item in listed.items] if isinstance(listed, Sequence) else []
    facts = [saver.get("facts") for saver in savers]
    ours = is_household(node) and len(facts) == 2 and all(_is_ours(one) for one in facts)
    if not ours:
        message = "this file was not written by `rothroute ask`, so it is not written over"
        help = "name a new file; `rothroute advise` reads a household file as it is"
        raise Refusal((Diagnostic("unwritable-file", "error", message, node.span, (), help),))
    one, other = read_household(sessions[0].rulebook, node)
    shared = read.get("household")
    both = shared.entries if isinstance(shared, Entries) else ()
    for session, own in zip(sessions, facts, strict=True):
        assert isinstance(own, Entries), "it is ours"
        if session is sessions[0] or any(key.text != ABOUT for key, _ in own.entries):
            entries = (*both, *own.entries)
            values = {key.text: value for key, value in entries}
            resume(session, Entries(entries, values, own.source, own.start, own.end))
    return one.name, other.name


def _fields(item: Node) -> dict[str, Node]:
    return {key.text: value for key, value in item.entries} if isinstance(item, Entries) else {}


def _is_ours(facts: Node | None) -> bool:
    entries = facts.entries if isinstance(facts, Entries) else ()
    about = next((value for key, value in entries if key.text == ABOUT), None)
    return isinstance(about, Entries) and any(key.text == "schema" for key, _ in about.entries)
