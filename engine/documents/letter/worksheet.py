"""Figures line by line, down to the answers and published amounts they were computed from."""

from __future__ import annotations

from ...advise.words import choices_of, label_of, said, said_value, shown, unit_of
from ...model import Name
from ...outcome import Standing
from ...trace import Trace
from ..saying import sentence
from .shapes import Row, Said
from .spoken import worded
from .trail import Trail

_YEAR = "tax_year"
_SENSE = 10_000_000_00
_ORIGINS = {
    Standing.KNOWN: "you told us",
    Standing.ASSUMED: "usual answer",
    Standing.NOT_APPLICABLE: "does not apply to you",
    Standing.UNKNOWN: "still open",
}


def said_or_open(trace: Trace, name: str) -> str:
    """A value in words; a range that reaches beyond all sense says no more than that nobody knows."""
    if name == _YEAR:
        return said(trace, name)
    value, unit = shown(trace, name), unit_of(trace, name)
    far = isinstance(value, tuple) and max(-value[0], value[1]) > _SENSE and "dollars" in unit
    return said_value(None if far else value, unit, choices_of(trace, name))


class Worksheet:
    """One worksheet for the whole letter: each name has one line, before the lines that read it."""

    def __init__(self, trail: Trail) -> None:
        """No line is written yet."""
        self._trail = trail
        self._lines: dict[str, int] = {}
        self.rows: list[Row] = []

    def part(self, name: str) -> tuple[Row, ...]:
        """The lines a figure adds to those that are there already."""
        start = len(self.rows)
        self.add(name)
        return tuple(self.rows[start:])

    def add(self, name: str) -> int:
        """The number of the line of a figure, fact or parameter; written with all it needs if it is not there yet."""
        if name not in self._lines:
            self._lines[name] = self._written(name)
        return self._lines[name]

    def _written(self, name: str) -> int:
        plan = self._trail.program.figures.get(name)
        if plan is None:
            return self._row(name, self._origin(name))
        plain, trace = self._trail.pruned(name), self._trail.trace
        if isinstance(plain.formula, Name) and unit_of(trace, plain.formula.name) == unit_of(trace, name):
            return self.add(plain.formula.name)
        return self._row(name, worded(plain, {read: f"line\u00a0{self.add(read)}" for read in plain.names}))

    def _origin(self, name: str) -> str:
        standing = self._trail.trace.standings.get(name)
        return "published amount" if standing is None else _ORIGINS[standing]

    def _row(self, name: str, how: str) -> int:
        trace = self._trail.trace
        number = len(self.rows) + 1
        self.rows.append(Row(number, Said(sentence(label_of(trace, name)), name), how, said_or_open(trace, name)))
        return number
