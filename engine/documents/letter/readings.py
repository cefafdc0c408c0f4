"""What formulas read and how they are decided, worked out once for a program: every letter asks the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from ...compile.dnf import Disjunct
from ...compile.fold import Absent, Folder
from ...compile.plans import Program
from ...evaluate import Readers
from ...model import Conditional, Expression
from ...range import Range
from ...walk import children, everything_behind, names_in
from .pruning import Pruning, Question
from .statements import Statements

_MOST_PROGRAMS: Final = 16
_Values = list[Any]
_Number = Callable[[_Values], Range | None]


class Fork(NamedTuple):
    """An `if`: its test, the names of the test where it is decided and where it is not, and what the branches read."""

    test: Question
    names: tuple[str, ...]
    asked: Reading
    then: Reading
    otherwise: Reading


Reading = tuple["str | Fork", ...]


class Tests(dict[Disjunct, tuple[str, ...]]):
    """The names the comparisons of a rule read, each once, looked up when they are first asked for."""

    def __init__(self, program: Program) -> None:
        """Nothing is asked yet."""
        self._atoms = [tuple(name for name, _ in names_in(atom.node)) for atom in program.atoms]

    def __missing__(self, rule: Disjunct) -> tuple[str, ...]:
        self[rule] = tuple(dict.fromkeys(name for index, _ in rule for name in self._atoms[index]))
        return self[rule]


class Readings:
    """The formulas of one program."""

    def __init__(self, program: Program) -> None:
        """Nothing is worked out yet."""
        self.program = program
        self.statements = Statements(program)
        self._rules: dict[str, Reading] = {}
        self._same: dict[str, tuple[str, ...]] = {}
        self._prunings: dict[str, Pruning] = {}
        self.readers: Readers = {}
        self.tests = Tests(program)
        self.closing = everything_behind(program.reads, (f"{name}.closed" for name in program.rulebook.routes))

    def behind(self, rule: str, values: _Values) -> Iterable[str]:
        """The names a figure or limit reads for these values, in order: of an `if`, its test and the branch taken."""
        if rule in self._same:
            return self._same[rule]
        if rule not in self._rules:
            self._rules[rule] = self._of_rule(rule)
            names = [part for part in self._rules[rule] if isinstance(part, str)]
            if len(names) == len(self._rules[rule]):  # the same for all values
                self._same[rule] = tuple(dict.fromkeys(names))
        found: dict[str, None] = {}
        _read(self._rules[rule], values, found)
        return found

    def _of_rule(self, rule: str) -> Reading:
        if rule in self.program.figures:
            return self._of(self.program.figures[rule].expression)
        limit = self.program.rulebook.limits[rule]
        formulas = (limit.cap, *(use.amount for use in limit.uses))
        return tuple(name for formula in formulas for name, _ in names_in(formula.expression))

    def _of(self, node: Expression) -> Reading:
        if isinstance(node, Conditional):
            names = tuple(name for name, _ in names_in(node.test))
            parts = (self._of(part) for part in (node.test, node.then, node.otherwise))
            return (Fork(self.truth(node.test), names, *parts),)
        parts_of = children(node)
        if parts_of:
            return tuple(one for part in parts_of for one in self._of(part))
        return tuple(name for name, _ in names_in(node))

    def pruning(self, figure: str) -> Pruning:
        """The formula of a figure, pruned for one saver after another."""
        if figure not in self._prunings:
            self._prunings[figure] = Pruning(self, self.program.rulebook.figures[figure].formula.expression)
        return self._prunings[figure]

    def truth(self, test: Expression) -> Question:
        """Whether a test holds; None where that is not known, or an amount it needs is not published."""
        folded = self._folded(test)
        return _unknown if folded is None else self.program.compiler.truth(folded)

    def nothing(self, node: Expression) -> Question:
        """Whether an amount is known to be $0."""
        number = self._number(node)
        return lambda values: number(values) == (0, 0)

    def not_below_nothing(self, node: Expression) -> Question:
        """Whether an amount is known to be $0 or more."""
        number = self._number(node)
        return lambda values: (found := number(values)) is not None and found[0] >= 0

    def _number(self, node: Expression) -> _Number:
        """What a formula comes to; None where an amount it needs is not published."""
        folded = self._folded(node)
        return _unknown if folded is None else self.program.compiler.number(folded)[0]

    def _folded(self, node: Expression) -> Expression | None:
        """The expression with the year's parameters put in; None where one has no amount this year."""
        try:
            return Folder(self.program.parameters, {}, {}).fold(node)
        except Absent:
            return None


def _read(reading: Iterable[str | Fork], values: _Values, found: dict[str, None]) -> None:
    for part in reading:
        if isinstance(part, str):
            found[part] = None
            continue
        chosen = part.test(values)
        if chosen is None:
            for branch in (part.asked, part.then, part.otherwise):
                _read(branch, values, found)
        else:
            found.update(dict.fromkeys(part.names))
            _read(part.then if chosen else part.otherwise, values, found)


def _unknown(values: _Values) -> Any:
    """What cannot be worked out."""
    return None


_KEPT: Final[dict[int, Readings]] = {}


def readings_of(program: Program) -> Readings:
    """The readings of a program, kept with it."""
    found = _KEPT.get(id(program))
    if found is None:
        if len(_KEPT) >= _MOST_PROGRAMS:
            _KEPT.clear()
        found = _KEPT[id(program)] = Readings(program)
    return found
