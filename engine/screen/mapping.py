"""The mapping of a table: which of its columns is which fact, in which unit and words, and what holds for every row.

id: Employee ID
columns:
  Gross pay: wages
  Deferral rate:
    fact: plan_after_tax_cap_percent
    unit: fraction
  Filing:
    fact: filing_status
    values: {S: single, MFJ: married_joint, "?": unknown}
  Born:
    fact: age
    unit: birth date
    dates: month/day/year
constants:
  tax_year: 2026
  workplace_plan: 401k
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ..advise.answers import Given
from ..diagnostic import Diagnostic, Refusal, Span, clipped, did_you_mean
from ..rulebook.model import Fact, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar
from ..value import Value, is_unknown

UNDECIDED: Final = "?"
BIRTH_DATE: Final = "birth date"
UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "dollars": ("dollars", "cents", "thousands of dollars"),
    "percent": ("percent", "fraction"),
    "years": ("years", BIRTH_DATE),
}
DATES: Final[Mapping[str, str]] = {
    "year-month-day": "%Y-%m-%d",
    "month/day/year": "%m/%d/%Y",
    "day/month/year": "%d/%m/%Y",
}
ID: Final = "id"
_KEYS: Final = ("id", "columns", "constants")
_COLUMN_KEYS: Final = ("fact", "unit", "dates", "values")
_MOST_NAMED: Final = 5
_EXAMPLE: Final = "write `their column: our_fact` lines under `columns:`"


class ColumnRead(NamedTuple):
    """How one column is read: its name, the fact it gives, the unit and the dates it is written in, its own words.

    `unit` and `dates` are empty where the mapping does not say; `words` map a cell to what a facts file would say.
    """

    column: str
    fact: str
    unit: str = ""
    dates: str = ""
    words: Mapping[str, str] = {}


class TableMapping(NamedTuple):
    """How a table is read: the column of ids (empty: none), its columns, and the facts that hold for every row."""

    id: str
    columns: tuple[ColumnRead, ...]
    constants: Mapping[str, Value]

    def columns_read(self) -> list[str]:
        """The names of the table's columns that are read, that of ids first."""
        return list(dict.fromkeys([*([self.id] if self.id else []), *(one.column for one in self.columns)]))

    def without(self, facts: Iterable[str]) -> TableMapping:
        """The same, but nothing is read for some facts."""
        left = frozenset(facts)
        columns = tuple(one for one in self.columns if one.fact not in left)
        return self._replace(columns=columns, constants={n: v for n, v in self.constants.items() if n not in left})

    def with_constants(self, values: Mapping[str, Value]) -> TableMapping:
        """The same with some facts the same for every row, whatever a column says."""
        kept = self.without(values)
        return kept._replace(constants={**kept.constants, **values})


def mapping_of(rulebook: Rulebook, node: Node) -> TableMapping:
    """A mapping file. Raises Refusal with every problem found."""
    reader = _MappingReader(rulebook)
    found = reader.read(node)
    if reader.problems:
        raise Refusal(tuple(reader.problems))
    return found


def mapping_by_name(rulebook: Rulebook, header: Sequence[str], path: str) -> TableMapping:
    """The mapping of a table whose columns have our names. Raises Refusal where one has not: nothing is guessed."""
    strange = [name for name in header if name not in rulebook.facts and name != ID]
    if strange:
        message = f"{_columns(strange)} of `{path}` {'is' if len(strange) == 1 else 'are'} not named like a fact"
        help = "say which fact each column is: `rothroute screen TABLE --draft-map map.yaml`, then --map map.yaml"
        raise Refusal((Diagnostic("unknown-column", "error", message, None, (), help),))
    columns = tuple(ColumnRead(name, name) for name in header if name in rulebook.facts)
    return TableMapping(ID if ID in header else "", columns, {})


def check_header(mapping: TableMapping, header: Sequence[str], path: str) -> list[str]:
    """The columns of a table that its mapping does not read. Raises Refusal where it reads one that is not there."""
    wanted = mapping.columns_read()
    missing = [name for name in wanted if name not in header]
    if missing:
        message = f"`{path}` has no {_columns(missing)}"
        help = did_you_mean(missing[0], header) or "take it out of the mapping, or name the column as the table does"
        raise Refusal((Diagnostic("missing-column", "error", message, None, (), help),))
    return [name for name in header if name not in wanted]


def _columns(names: Sequence[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {some(names)}"


def some(names: Sequence[str]) -> str:
    """Names for a message, of many the first few."""
    shown = ", ".join(f"`{clipped(name)}`" for name in names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else shown


class _MappingReader:
    """One reading of a mapping file; problems are collected."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.problems: list[Diagnostic] = []

    def read(self, node: Node) -> TableMapping:
        read = self._fields(node, _KEYS, "a mapping file")
        id = self._text(read.get("id"))
        if (told := read.get("id")) is not None and not isinstance(told, Scalar):
            self._problem("wrong-kind", "`id` is the name of one column", told.span)
        columns = tuple(self._columns(read.get("columns")))
        given = Given()
        constants = read.get("constants")
        if isinstance(constants, Entries):
            given.read(self.rulebook, constants)
        elif constants is not None and self._text(constants):
            self._problem("wrong-kind", "`constants` holds one `fact: value` line per fact", constants.span)
        self.problems += given.problems
        read_already = {one.fact for one in columns}
        for name in given.values.keys() & read_already:
            help = "take out the constant, or the column"
            self._problem("duplicate-key", f"`{name}` is both a column and a constant", given.places.get(name), help)
        return TableMapping(id, columns, given.values)

    def _columns(self, node: Node | None) -> Iterator[ColumnRead]:
        if node is None or (isinstance(node, Scalar) and not node.text):
            return
        if not isinstance(node, Entries):
            self._problem("wrong-kind", "`columns` holds one line per column", node.span, _EXAMPLE)
            return
        seen: dict[str, str] = {}
        for key, value in node.entries:
            found = self._column(key, value)
            if found is None:
                continue
            if found.fact in seen:
                message = f"two columns give `{found.fact}`: `{clipped(seen[found.fact])}` and `{clipped(key.text)}`"
                self._problem("duplicate-key", message, key.span, "keep the one that is meant")
                continue
            seen[found.fact] = key.text
            yield found

    def _column(self, key: Scalar, value: Node) -> ColumnRead | None:
        if isinstance(value, Scalar):
            fact = self._fact(key, value)
            return ColumnRead(key.text, fact.name) if fact else None
        read = self._fields(value, _COLUMN_KEYS, "a column")
        named = read.get("fact")
        if not isinstance(named, Scalar):
            if isinstance(value, Entries):
                self._problem("missing-key", f"column `{clipped(key.text)}` says no fact", value.span, "add `fact:`")
            return None
        fact = self._fact(key, named)
        if fact is None:
            return None
        unit = self._one_of(read.get("unit"), UNITS.get(fact.unit, ()), f"the unit of `{fact.name}`")
        dates = self._one_of(read.get("dates"), tuple(DATES), "the order of a date")
        return ColumnRead(key.text, fact.name, unit, dates, self._words(fact, read.get("values")))

    def _fact(self, key: Scalar, named: Scalar) -> Fact | None:
        name = named.text.strip()
        if name == UNDECIDED:
            help = "name the fact, or delete the line if the column is not to be read"
            self._problem("undecided-column", f"column `{clipped(key.text)}` is not decided yet", named.span, help)
            return None
        fact = self.rulebook.facts.get(name)
        if fact is None:
            help = did_you_mean(name, self.rulebook.facts) or "`rothroute explain facts` lists the facts"
            self._problem("unknown-fact", f"`{clipped(name)}` is not a fact", named.span, help)
        return fact

    def _words(self, fact: Fact, node: Node | None) -> dict[str, str]:
        if node is None:
            return {}
        if not isinstance(node, Entries):
            self._problem("wrong-kind", "`values` holds one `their word: our word` line per word", node.span)
            return {}
        found: dict[str, str] = {}
        for key, value in node.entries:
            ours = self._text(value)
            if not isinstance(value, Scalar):
                self._problem("wrong-kind", f"value `{clipped(key.text)}` is one of our words", value.span)
                continue
            if ours == UNDECIDED:
                help = "say which value it is, or `unknown`"
                self._problem("undecided-value", f"value `{clipped(key.text)}` is not decided yet", value.span, help)
                continue
            if not is_unknown(ours):
                given = Given()
                given.set(self.rulebook, fact.name, ours, value.span, value.span)
                self.problems += given.problems
            found[key.text.strip()] = ours
        return found

    def _one_of(self, node: Node | None, allowed: tuple[str, ...], what: str) -> str:
        said = self._text(node)
        if node is None or said in allowed:
            return said
        if not allowed:
            self._problem("unknown-value", f"{what} cannot be chosen", node.span, "take the line out")
        else:
            self._problem("unknown-value", f"{what} is not `{clipped(said)}`", node.span, f"write {_either(allowed)}")
        return ""

    def _fields(self, node: Node, keys: tuple[str, ...], what: str) -> dict[str, Node]:
        if not isinstance(node, Entries):
            self._problem("wrong-kind", f"{what} is a mapping with {', '.join(keys)}", node.span, _EXAMPLE)
            return {}
        for key, _ in node.entries:
            if key.text not in keys:
                help = did_you_mean(key.text, keys) or f"its keys are {', '.join(keys)}"
                self._problem("unknown-key", f"`{clipped(key.text)}` is not a key of {what}", key.span, help)
        return {key.text: value for key, value in node.entries if key.text in keys}

    def _text(self, node: Node | None) -> str:
        return node.text.strip() if isinstance(node, Scalar) else ""

    def _problem(self, check: str, message: str, span: Span | None, help: str | None = None) -> None:
        self.problems.append(Diagnostic(check, "error", message, span, (), help))


def _either(words: Sequence[str]) -> str:
    return " or ".join(f"`{word}`" for word in words)
