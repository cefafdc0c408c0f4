"""What formulas read and how they are decided, worked out once for a program: every letter asks the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from ...compile.fold import Absent, Folder
from ...compile.plans import Program
from ...model import Conditional, Expression
from ...range import Range
from ...walk import children, names_in

_MOST_PROGRAMS, _MOST_FORMULAS = 16, 4_096
_Values = list[Any]
_Truth = Callable[[_Values], bool | None]
_Number = Callable[[_Values], Range]


class Fork(NamedTuple):
    """An `if`: its test, the names of the test where it is decided and where it is not, and what the branches read."""

    test: _Truth
    names: tuple[str, ...]
    asked: Reading
    then: Reading
    otherwise: Reading


Reading = tuple["str | Fork", ...]


class Readings:
    """The formulas of one program."""

    def __init__(self, program: Program) -> None:
        """Nothing is worked out yet."""
        self.program = program
        self._rules: dict[str, Reading] = {}
        self._truths: dict[Expression, _Truth] = {}
        self._numbers: dict[Expression, _Number] = {}
        self.atoms = [tuple(name for name, _ in names_in(atom.node)) for atom in program.atoms]

    def behind(self, rule: str, values: _Values) -> dict[str, None]:
        """The names a figure or limit reads for these values, in order: of an `if`, its test and the branch taken."""
        if rule not in self._rules:
            self._rules[rule] = self._of_rule(rule)
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

    def truth(self, test: Expression) -> _Truth:
        """Whether a test holds; None where that is not known, or an amount it needs is not published."""
        if test not in self._truths:
            folded = self._folded(test)
            _make_room(self._truths)
            self._truths[test] = _unknown if folded is None else self.program.compiler.truth(folded)
        return self._truths[test]

    def number(self, node: Expression) -> _Number | None:
        """What a formula comes to; None where an amount it needs is not published."""
        if node not in self._numbers:
            folded = self._folded(node)
            _make_room(self._numbers)
            self._numbers[node] = _unknown if folded is None else self.program.compiler.number(folded)[0]
        found = self._numbers[node]
        return None if found is _unknown else found

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


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) >= _MOST_FORMULAS:
        kept.clear()


_KEPT: Final[dict[int, Readings]] = {}


def readings_of(program: Program) -> Readings:
    """The readings of a program, kept with it."""
    found = _KEPT.get(id(program))
    if found is None:
        if len(_KEPT) >= _MOST_PROGRAMS:
            _KEPT.clear()
        found = _KEPT[id(program)] = Readings(program)
    return found
