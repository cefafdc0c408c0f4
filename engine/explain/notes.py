"""What stands behind a sentence: the rule, its citations and doubts, and the facts of the saver it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from ..advise.build import Decision
from ..advise.formatting import formatted, inner, label_of
from ..advise.model import Advice
from ..reasoning.compile.closures import Condition
from ..reasoning.compile.compiled import Program
from ..reasoning.standing import Standing
from ..rulebook.model import Citation, Conditional, Expression
from ..rulebook.walk import children, names_in
from .formatting import cited
from .shapes import Note

_KINDS: Final = ("conclusions", "figures", "facts", "parameters", "limits", "routes")


class Notes:
    """The notes of one document: each rule has a key from when it is first said, a number from when it is marked."""

    def __init__(self, decision: Decision, after: int = 0) -> None:
        """No note is given yet. Facts are numbered from one up, or go on `after` those of another saver."""
        self.trace, self.advice = decision.trace, decision.advice
        self.program, self.book = decision.trace.program, decision.trace.program.rulebook
        self.places = {name: place for place, name in enumerate(_in_order(decision.advice), after + 1)}
        self._keys: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._given = [0, 0]  # keys and numbers given in this document, also to the other saver of a household
        self._behind: dict[str, dict[str, None]] = {}
        self._told: dict[str, tuple[str, str]] = {}
        self._notes: dict[str, Note] = {}
        self._reads = self.program.walks.once(_Reads, self.program)

    def inner(self, text: str) -> str:
        """The text as it stands inside a sentence; the rulebook says which words keep their capital."""
        return inner(text, self.book.wording.names)

    def fresh(self) -> Notes:
        """The notes of another document on the same decision: nothing is said there yet, what was found is shared."""
        found = copy(self)
        found._keys, found._numbers, found._given = {}, {}, [0, 0]
        return found

    def fresh_with(self, other: Notes) -> Notes:
        """Fresh notes in the document of another saver: keys and numbers are counted together with theirs."""
        found = self.fresh()
        found._given = other._given
        return found

    def at(self, place: int) -> Notes:
        """The notes of a saver: there is one."""
        return self

    def key(self, rule: str) -> int:
        """The key of a rule, counted in the order in which rules are said."""
        return _counted(self._keys, rule, self._given, 0)

    def number(self, rule: str) -> int:
        """The number that a document shows for a rule, counted in the order of marks."""
        return _counted(self._numbers, rule, self._given, 1)

    def all(self) -> tuple[Note, ...]:
        """The notes so far, in the order of their keys; `number` is 0 where the document shows none."""
        return tuple(self._note(rule)._replace(number=self._numbers.get(rule, 0)) for rule in self._keys)

    def marked(self) -> tuple[Note, ...]:
        """The notes the document shows the numbers of, in order."""
        return tuple(self._note(rule)._replace(number=number) for rule, number in self._numbers.items())

    def cites(self) -> frozenset[Citation]:
        """Every citation behind what was said so far."""
        return frozenset(cite for rule in self._keys for cite in self.cites_of(rule))

    def _note(self, rule: str) -> Note:
        """The note on a rule, without its number."""
        if rule not in self._notes:
            texts = tuple(dict.fromkeys(cite.text for cite in self.cites_of(rule)))
            behind = self.facts(rule)
            self._notes[rule] = Note(
                0,
                rule,
                self._kind(rule),
                texts,
                cited(texts),
                tuple(map(self._said, behind)),
                self._shown(behind),
                self.doubt(rule),
                self.is_convention(rule),
            )
        return self._notes[rule]

    def _said(self, fact: str) -> tuple[str, str]:
        if fact not in self._told:
            self._told[fact] = (label_of(self.trace, fact), formatted(self.trace, fact))
        return self._told[fact]

    def _shown(self, facts: Iterable[str]) -> str:
        """Facts by their numbers in the letter; what is still open by name."""
        places = sorted(self.places[name] for name in facts if name in self.places)
        still_open = [label_of(self.trace, name) for name in facts if name not in self.places]
        return "; ".join(part for part in (_runs(places), ", ".join(still_open)) if part)

    def facts(self, rule: str) -> tuple[str, ...]:
        """The facts behind a statement that apply to this saver."""
        standings = self.trace.standings
        return tuple(one for one in self._names(rule) if standings.get(one) is not Standing.NOT_APPLICABLE)

    def _names(self, rule: str) -> dict[str, None]:
        if rule in self.program.facts:
            return {rule: None}
        if rule not in self._behind:
            found = self._behind[rule] = {}
            for read in self._read(rule):
                found.update(self._names(read))
        return self._behind[rule]

    def _read(self, rule: str) -> Iterable[str]:
        if rule in self.program.conclusions:
            atoms = self.program.walks.of_atoms
            return dict.fromkeys(
                name for disjunct in self.trace.reasons(rule) for index, _ in disjunct for name in atoms[index]
            )
        if rule in self.program.figures:
            return self._reads.figure(rule, self.trace.values)
        if rule in self.book.limits:
            limit = self.book.limits[rule]
            formulas = (limit.cap, *(use.amount for use in limit.uses))
            return dict.fromkeys(name for one in formulas for name, _ in names_in(one.expression))
        return (f"{rule}.closed",) if rule in self.book.routes else ()

    def cites_of(self, rule: str) -> tuple[Citation, ...]:
        """Where the law says so; that a route is closed rests on what closes it for this saver."""
        book = self.book
        statement: Any = book.conclusions.get(rule) or book.figures.get(rule) or book.limits.get(rule)
        if statement is not None and statement.cites:
            found: tuple[Citation, ...] = statement.cites
            return found
        if rule in book.parameters:
            published = book.parameters[rule].year(self.program.tax_year)
            return (book.parameters[rule].law, published.source) if published else (book.parameters[rule].law,)
        whose, _, part = rule.rpartition(".")
        if whose in book.corrections:
            return self.cites_of(book.corrections[whose].when)
        route = book.route(whose)
        if route is None:
            return ()
        closing = route.closed_by
        if part in ("amount", "primary") and rule != route.amount:
            names: Iterable[str] = (route.amount,)
        elif part == "amount":  # of a family: its items' together
            names = [f"{item.name}.amount" for item in route.items]
        elif part == "closed" and self.trace.holds(rule):
            names = (name for name in closing if self.trace.holds(name))
        else:
            names = closing
        return tuple(dict.fromkeys(cite for name in names if name != rule for cite in self.cites_of(name)))

    def doubt(self, rule: str) -> str:
        """What no primary text confirms about a statement."""
        statement: Any = self.book.conclusions.get(rule) or self.book.figures.get(rule)
        if statement is not None:
            return str(statement.unverified)
        parameter = self.book.parameters.get(rule)
        published = parameter.year(self.program.tax_year) if parameter else None
        return published.unverified if published else ""

    def is_convention(self, rule: str) -> bool:
        """Whether a statement is good practice, not law."""
        conclusion = self.book.conclusions.get(rule)
        return conclusion is not None and conclusion.convention

    def _kind(self, rule: str) -> str:
        return next((kind for kind in _KINDS if rule in getattr(self.book, kind)), "conclusions").removesuffix("s")


def _counted(table: dict[str, int], rule: str, given: list[int], which: int) -> int:
    if rule not in table:
        given[which] += 1
        table[rule] = given[which]
    return table[rule]


class JointNotes(NamedTuple):
    """The notes of a document about two savers: of each their own, with keys and numbers counted together."""

    both: tuple[Notes, Notes]

    @classmethod
    def of(cls, mine: Notes, others: Notes) -> JointNotes:
        """Fresh notes of both."""
        first = mine.fresh()
        return cls((first, others.fresh_with(first)))

    def at(self, place: int) -> Notes:
        """The notes of one of the two: 0 or 1."""
        return self.both[place]

    def all(self) -> tuple[Note, ...]:
        """The notes of both so far, in the order of their keys."""
        found = [(key, note) for one in self.both for key, note in zip(one._keys.values(), one.all(), strict=True)]
        return tuple(note for _, note in sorted(found, key=itemgetter(0)))

    def marked(self) -> tuple[Note, ...]:
        """The notes the document shows the numbers of, in order."""
        return tuple(sorted((note for one in self.both for note in one.marked()), key=attrgetter("number")))

    def cites(self) -> frozenset[Citation]:
        """Every citation behind what was said so far."""
        return self.both[0].cites() | self.both[1].cites()


class _Reads:
    """What the figures of a program read for given values."""

    def __init__(self, program: Program) -> None:
        """Nothing is worked out yet."""
        self._program = program
        self._figures: dict[str, tuple[_Part, ...]] = {}

    def figure(self, name: str, values: list[Any]) -> dict[str, None]:
        """The names a figure reads for these values: of a decided `if`, its test and the branch taken."""
        if name not in self._figures:
            self._figures[name] = tuple(self._parts(self._program.figures[name].expression))
        found: dict[str, None] = {}
        _gather(self._figures[name], values, found)
        return found

    def _parts(self, node: Expression) -> Iterator[_Part]:
        if isinstance(node, Conditional):
            branches = (tuple(self._parts(part)) for part in (node.test, node.then, node.otherwise))
            yield _Fork(self._program.compiler.truth(node.test), *branches)
        elif parts := children(node):
            for part in parts:
                yield from self._parts(part)
        else:
            yield from (name for name, _ in names_in(node))


class _Fork(NamedTuple):
    test: Condition
    asked: tuple[_Part, ...]
    then: tuple[_Part, ...]
    otherwise: tuple[_Part, ...]


_Part = str | _Fork


def _gather(parts: tuple[_Part, ...], values: list[Any], found: dict[str, None]) -> None:
    for part in parts:
        if isinstance(part, str):
            found[part] = None
            continue
        holds = part.test(values)
        _gather(part.asked, values, found)
        if holds is not False:
            _gather(part.then, values, found)
        if holds is not True:
            _gather(part.otherwise, values, found)


def _in_order(advice: Advice) -> Iterator[str]:
    """The facts working papers list: those given, the usual answers, first those that move dollars, and the others."""
    yield from (one.fact for one in advice.told if one.standing is Standing.KNOWN)
    yield from (one.fact for one in sorted(advice.assumptions, key=lambda one: not one.worth))
    matter = {one.fact for one in advice.assumptions}
    yield from (one.fact for one in advice.told if one.standing is Standing.ASSUMED and one.fact not in matter)


def _runs(places: list[int]) -> str:
    """`1–3, 7`: runs of three or more joined."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return ", ".join(
        f"{first}–{last}" if last - first > 1 else f"{first}, {last}" if last > first else str(first)
        for first, last in runs
    )
