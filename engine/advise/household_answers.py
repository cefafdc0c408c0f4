"""Reads a household file: what is said once for both savers, and each saver's own facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..diagnostic import Diagnostic, Label, Refusal, Span, clipped, did_you_mean
from ..reasoning.compile.compiled import Program
from ..reasoning.evaluate import as_given
from ..rulebook.model import Formula, Household, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar, Sequence
from ..rulebook.walk import names_in
from .answers import Given
from .formatting import condition

_KEYS: Final = ("household", "savers")
_SAVER_KEYS: Final = ("name", "facts")
_MOST_NAME: Final = 60
_NAME: Final = "`name:` is a word for this saver, like a first name; the two names must tell them apart"


class SaverGiven(NamedTuple):
    """One saver of a household: the name the user gave, and the facts as they were given, shared ones included."""

    name: str
    given: Given


def is_household(node: Node) -> bool:
    """Whether a facts file holds a household rather than one saver."""
    return isinstance(node, Entries) and any(key.text in _KEYS for key, _ in node.entries)


def one_saver(node: Node) -> Node:
    """The facts file, where it is one saver's. Raises Refusal for a household."""
    if is_household(node):
        help = "`rothroute advise`, `letter` and `compare` take a household; elsewhere give one saver's facts"
        raise Refusal(
            (Diagnostic("wrong-kind", "error", "this file is a household of two savers", node.span, (), help),)
        )
    return node


def read_household(rulebook: Rulebook, node: Node) -> tuple[SaverGiven, SaverGiven]:
    """The two savers of a household file, each with the facts of both. Raises Refusal with every problem found."""
    reader = _HouseholdReader(rulebook)
    savers = reader.read(node)
    if reader.problems or len(savers) != 2:
        raise Refusal(tuple(reader.problems))
    return savers[0], savers[1]


class _HouseholdReader:
    """One reading of a household file; problems are collected."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.problems: list[Diagnostic] = []

    def read(self, node: Node) -> list[SaverGiven]:
        if self.rulebook.household is None:
            self._problem("unknown-key", "this rulebook has no rules for two savers together", node.span)
            return []
        read = self._fields(node, _KEYS, "a household file")
        shared = self._given(read.get("household"), "`household` holds one `fact: value` line per shared fact")
        entries = read.get("savers")
        items = entries.items if isinstance(entries, Sequence) else ()
        if len(items) != 2:
            span = entries.span if entries is not None else node.span
            help = "list both under `savers:`, each with a `name` and its `facts`"
            self._problem("wrong-kind", f"a household has two savers, and here are {len(items)}", span, help)
            return []
        savers = [self._saver(item) for item in items]
        self._told_apart(savers, items[1])
        self._only_shared(self.rulebook.household, shared)
        return [self._with_shared(self.rulebook.household, shared, one) for one in savers]

    def _saver(self, node: Node) -> SaverGiven:
        read = self._fields(node, _SAVER_KEYS, "a saver")
        name = read.get("name")
        said = name.text.strip() if isinstance(name, Scalar) else ""
        if problem := unfit_saver_name(said):
            self._problem("bad-name", problem, name.span if name is not None else node.span, _NAME)
        return SaverGiven(said, self._given(read.get("facts"), "`facts` holds one `fact: value` line per fact"))

    def _told_apart(self, savers: list[SaverGiven], second: Node) -> None:
        one, other = (saver.name for saver in savers)
        if one and one == other:
            self._problem("duplicate-name", f"both savers are called {clipped(one)}", second.span, _NAME)
        elif one and one.casefold() == other.casefold():
            message = f"the names {clipped(one)} and {clipped(other)} differ only in capitals"
            self._problem("duplicate-name", message, second.span, _NAME)

    def _fields(self, node: Node, keys: tuple[str, ...], what: str) -> dict[str, Node]:
        if not isinstance(node, Entries):
            self._problem("wrong-kind", f"{what} must be a mapping with {' and '.join(keys)}", node.span)
            return {}
        for key, _ in node.entries:
            if key.text not in keys:
                fact = key.text in self.rulebook.facts
                help = (
                    f"put it under `{keys[-1 if keys is _SAVER_KEYS else 0]}:`"
                    if fact
                    else did_you_mean(key.text, keys)
                )
                self._problem("unknown-key", f"`{clipped(key.text)}` is not a key of {what}", key.span, help)
        return {key.text: value for key, value in node.entries if key.text in keys}

    def _given(self, node: Node | None, what: str) -> Given:
        given = Given()
        if isinstance(node, Entries):
            given.read(self.rulebook, node)
            given.refuse_lists(self.rulebook, "a household")
        elif node is not None and not (isinstance(node, Scalar) and not node.text):
            self._problem("wrong-kind", what, node.span)
        self.problems += given.problems
        return given

    def _only_shared(self, household: Household, shared: Given) -> None:
        sometimes = household.shared_when.facts if household.shared_when else ()
        for name in shared.values:
            if name not in (*household.shared, *sometimes):
                message = f"`{name}` is not shared: each saver has their own"
                self._problem("misplaced-name", message, shared.places[name], "put it under each saver's `facts:`")

    def _with_shared(self, household: Household, shared: Given, one: SaverGiven) -> SaverGiven:
        """The saver with the shared facts; a shared fact of the saver's own is refused where it may not differ."""
        self.problems += _told_by_the_other(household, one)
        for name, value in shared.values.items():
            if name not in one.given.values:
                one.given.values[name], one.given.places[name] = value, shared.places[name]
        return one

    def _problem(self, check: str, message: str, span: Span | None, help: str | None = None) -> None:
        self.problems.append(Diagnostic(check, "error", message, span, (), help))


def set_fact(rulebook: Rulebook, savers: tuple[SaverGiven, SaverGiven], name: str, value: str) -> None:
    """Set or replace a fact: `Anna.wages` is one saver's, `wages` is both savers'. Raises Refusal for a stranger's."""
    whose, dot, fact = name.rpartition(".")
    chosen = [saver for saver in savers if not dot or saver.name == whose]
    if not chosen:
        message = f"--set {clipped(name)}: the savers are {savers[0].name} and {savers[1].name}"
        help = did_you_mean(whose, [saver.name for saver in savers]) or "`--set NAME.fact=value` sets one saver's fact"
        raise Refusal((Diagnostic("unknown-name", "error", message, None, (), help),))
    for saver in chosen:
        saver.given.set(rulebook, fact, value)


def check_household(household: Household, program: Program, savers: tuple[SaverGiven, SaverGiven]) -> None:
    """Refuse two savers who are no household, or whose shared facts differ. Raises Refusal."""
    problems = [problem for one in savers for problem in _told_by_the_other(household, one)]
    problems = problems or list(_unfit(household, program, savers)) or list(_unlike(household, program, savers))
    if problems:
        raise Refusal(tuple(problems))


def unfit_saver_name(name: str) -> str:
    """What is wrong with the name of a saver; empty for nothing."""
    if not name:
        return "a saver needs a name"
    if len(name) > _MOST_NAME:
        return f"this name has {len(name)} characters; a name has at most {_MOST_NAME}"
    if not name.isprintable():
        return "a name stands on one line, without characters nobody sees"
    if not any(map(str.isalpha, name)):
        return f"{clipped(name)} is no name: a name has a letter in it"
    return "a name has no `=` in it: `--set NAME.fact=value` could not name it" if "=" in name else ""


def _told_by_the_other(household: Household, one: SaverGiven) -> Iterator[Diagnostic]:
    for name in household.linked:
        if name in one.given.values:
            message = f"`{name}` of {one.name} follows from the other saver's facts"
            help = "leave it out: it is worked out from what the other saver earns, has and pays in"
            yield Diagnostic("misplaced-name", "error", message, one.given.places[name], (), help)


def _unfit(household: Household, program: Program, savers: tuple[SaverGiven, SaverGiven]) -> Iterator[Diagnostic]:
    holds = [_holds(program, household.when, one) for one in savers]
    if holds == [False, False]:
        yield _about(household.when, savers[0], "these two savers are no household", household.message)
        return
    for one in savers:
        if _holds(program, household.each, one) is False:
            yield _about(household.each, one, f"{one.name} is in no household", household.message)
    if True not in holds:
        yield from _missing(household, program, savers)


def _missing(household: Household, program: Program, savers: tuple[SaverGiven, SaverGiven]) -> Iterator[Diagnostic]:
    """What nobody said, so that it is open whether the two are a household."""
    for name in dict.fromkeys(name for name, _ in names_in(household.when.expression)):
        if name in program.facts and all(name not in one.given.values for one in savers):
            values = [value for value, _ in program.rulebook.facts[name].values]
            one_of = f", one of {', '.join(values)}" if values else ""
            message = f"`{name}` is missing: without it nobody can tell whether these two are a household"
            yield Diagnostic("missing-fact", "error", message, None, (), f"add `{name}:` under `household:`{one_of}")


def _unlike(household: Household, program: Program, savers: tuple[SaverGiven, SaverGiven]) -> Iterator[Diagnostic]:
    own = household.own.facts if household.own and _anyones(program, household.own.when, savers) else ()
    sometimes = household.shared_when
    both = sometimes.facts if sometimes and _anyones(program, sometimes.when, savers) else ()
    for name in dict.fromkeys((*household.shared, *both)):
        one, other = (saver.given.values.get(name) for saver in savers)
        if name not in own and one != other and all(_concerns(program, name, saver) for saver in savers):
            places = [place for saver in savers if (place := saver.given.places.get(name)) is not None]
            labels = tuple(Label(place, "said here too") for place in places[:-1])
            help = "say it once, under `household:`"
            place = places[-1] if places else None
            yield Diagnostic("contradiction", "error", f"`{name}` must be the same for both", place, labels, help)
    if sometimes and not both:
        for name in sometimes.facts:
            first, second = (saver.given.places.get(name) for saver in savers)
            if first is not None and first == second:
                where = condition(as_given(program, savers[0].given.values), sometimes.when.expression)
                message = f"`{name}` is each saver's own here: it is shared only where {where}"
                yield Diagnostic("misplaced-name", "error", message, first, (), "put it under each saver's `facts:`")


def _concerns(program: Program, name: str, one: SaverGiven) -> bool:
    """Whether a fact may apply to a saver."""
    applies = program.facts[name].applies
    return applies is None or applies(as_given(program, one.given.values).values) is not False


def _anyones(program: Program, formula: Formula, savers: tuple[SaverGiven, SaverGiven]) -> bool:
    return any(_holds(program, formula, one) is True for one in savers)


def _holds(program: Program, formula: Formula, one: SaverGiven) -> bool | None:
    return program.compiler.truth(formula.expression)(as_given(program, one.given.values).values)


def _about(formula: Formula, one: SaverGiven, message: str, help: str) -> Diagnostic:
    places = (one.given.places.get(name) for name, _ in names_in(formula.expression))
    return Diagnostic("contradiction", "error", message, next((place for place in places if place), None), (), help)
