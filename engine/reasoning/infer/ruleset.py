"""Rules as durable-rules reads them, and what it can safely be asked to read.

A fact is `{"sid","id","<shard>":1,"p<number>":value}`, because the engine walks every property of a fact
through a small hash table per node of its network. With the predicate in the property's name only its own
tests are evaluated, and the shard above keeps each table short; `{"g","p","v"}` takes a seventh longer.

Tests on one predicate are one condition: the engine never lets one fact stand for two conditions of a rule,
so that `age >= 60` and `age <= 63` apart would never fire. Rules with the same tests are one rule to the
engine, a lot. In the shipped rulebook that leaves 261 of 622; the limits of the engine count lots.

Nothing is ever taken back, so a lot that asks for another value than a predicate has can never fire. Only what some
lot that still can asks for is asserted: 113 facts a decision instead of 164, benchmarks/advice.py a fifth quicker.

Partial matches are cheap, at most one for each prefix of a rule. A rule's rarest test is best put first,
which saves 3 %; the order in which facts arrive changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

Value = bool | int | str

SENTINEL: Final = "0000"

_OPERATORS: Final = {"=": "", ">=": "$gte", ">": "$gt", "<=": "$lte", "<": "$lt"}
_SHARDS: Final = "abcdefghijklmnop"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_]{1,64}")
_NUMBERS_END: Final = 2**53

# What the engine's tables hold, less a margin: 16 facts in a match, 4096 rules, 256 conditions behind a test,
# 512 tests in a table, 64 tests true of one fact. Past some of them it writes on without a check.
_MOST_TESTS: Final = 15
_MOST: Final = {
    "rules": 4_000,
    "rule of the name": 1,
    "rules with the test": 249,
    "different tests in shard": 499,
    "different bounds for": 48,
}


class MachineLimit(ValueError):
    """Rules or values outside what durable-rules does safely; the message says which rule and which limit."""


class FactTest(NamedTuple):
    """One condition of a rule; `=` `>=` `>` `<=` `<`, of which all but the first are for numbers alone."""

    predicate: str
    operator: str
    value: Value


FactTest.__test__ = False  # type: ignore[attr-defined]  # whatever its name, it is not one of pytest's


class Rule(NamedTuple):
    """Fires once, when all its tests hold; what it concludes, other rules can read."""

    name: str
    tests: tuple[FactTest, ...]
    concludes: tuple[str, bool] | None = None


class Written(NamedTuple):
    """A predicate with its value, for one session; sets of lots are bits of a number."""

    body: str
    """The whole fact; of a number, the fact up to its value."""
    readers: int
    """The lots that ask for it."""
    kept: int
    """The lots that can still fire: those that ask for no other value of the predicate. Of a number, all."""


class Writing(NamedTuple):
    """How a predicate's facts are written in one session."""

    kind: type
    values: dict[Value, Written]
    """Each value that some rule asks for; empty for numbers."""
    other: Written
    """Any other value, or any number."""


class Lot(NamedTuple):
    """Rules with the same tests, by their places; what they conclude in one session, and the lots that leaves."""

    places: tuple[int, ...]
    concludes: tuple[tuple[str, str, bool, Written], ...]
    kept: int


class Ruleset:
    """Checked rules, and the lots of those with the same tests, by their places among the rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Raises MachineLimit for whatever is outside the safe subset."""
        self.rules = tuple(rules)
        self._kinds: dict[str, type] = {}
        self._asked: dict[str, dict[Value, int]] = {}
        """The lots that ask for each value of a predicate, as bits of a number."""
        for rule in self.rules:
            if wrong := [*_misuses(rule)] or [*self._mixtures(rule)]:
                raise MachineLimit(f"rule {rule.name}: {'; '.join(wrong)}")
        self._numbers = {predicate: number for number, predicate in enumerate(self._kinds)}
        lots: dict[frozenset[FactTest], list[int]] = {}
        for place, rule in enumerate(self.rules):
            lots.setdefault(frozenset(rule.tests), []).append(place)
        self._conditions = {places[0]: _conditions(self.rules[places[0]]) for places in lots.values()}
        """Those of the first rule of each lot, which stands for all of it."""
        self._measure()
        self.lots = {f"{number:04}": tuple(lot) for number, lot in enumerate(lots.values(), 1)}
        for number, tests in enumerate(lots):
            for test in tests:
                asking = self._asked.setdefault(test.predicate, {})
                asking[test.value] = asking.get(test.value, 0) | 1 << number

    def definition(self) -> str:
        """The lots as JSON. The engine fires them in this order, so the sentinel before all others."""
        written = [f'"{SENTINEL}":{{"all":[{{"a":{{"go":1}}}}]}}']
        for key, lot in self.lots.items():
            conditions = map(self._condition, self._conditions[lot[0]])
            every = ",".join(f'{{"{_SHARDS[at]}":{each}}}' for at, each in enumerate(conditions))
            written.append(f'"{key}":{{"all":[{every}]}}')
        return f"{{{','.join(written)}}}"

    def writings(self, sid: str) -> dict[str, Writing]:
        """How each predicate's facts are written in the session."""
        return {predicate: self._writing(sid, predicate) for predicate in self._kinds}

    def lots_of(self, writings: dict[str, Writing]) -> dict[str, Lot]:
        """The lots by the engine's names, with what they conclude as it is written in a session."""
        return {key: self._lot(places, writings) for key, places in self.lots.items()}

    def _lot(self, places: tuple[int, ...], writings: dict[str, Writing]) -> Lot:
        concludes: dict[tuple[str, bool], tuple[str, str, bool, Written]] = {}
        kept = -1
        for rule in (self.rules[place] for place in places):
            if rule.concludes:
                predicate, value = rule.concludes
                written = writings[predicate].values.get(value, writings[predicate].other)
                concludes.setdefault(rule.concludes, (rule.name, predicate, value, written))
                kept &= written.kept
        return Lot(places, tuple(concludes.values()), kept)

    def _writing(self, sid: str, predicate: str) -> Writing:
        kind, number = self._kinds[predicate], self._numbers[predicate]
        start = f'{{"sid":"{sid}","id":"{number}","{self._shard(predicate)}":1,"p{number}":'
        asking = self._asked.get(predicate, {})
        every = reduce(or_, asking.values(), 0)
        if kind is int:
            return Writing(kind, {}, Written(start, every, -1))
        values = {}
        for value, readers in asking.items():
            against = reduce(or_, (lots for other, lots in asking.items() if other != value), 0)
            values[value] = Written(f"{start}{_json(value)}}}", readers, ~against)
        return Writing(kind, values, Written("", 0, ~every))

    def _condition(self, tests: tuple[FactTest, ...]) -> str:
        written = [f'{{"{self._shard(tests[0].predicate)}":1}}']
        for predicate, operator, value in tests:
            equal = f'{{"p{self._numbers[predicate]}":{_json(value)}}}'
            written.append(equal if operator == "=" else f'{{"{_OPERATORS[operator]}":{equal}}}')
        return f'{{"$and":[{",".join(written)}]}}'

    def _shard(self, predicate: str) -> str:
        return _SHARDS[self._numbers[predicate] % len(_SHARDS)]

    def _mixtures(self, rule: Rule) -> Iterator[str]:
        """Predicates of two types, to which the engine is blind: it takes 1 for true, and "1" for 1."""
        concluded = [rule.concludes] if rule.concludes else []
        for predicate, value in [*((test.predicate, test.value) for test in rule.tests), *concluded]:
            if self._kinds.setdefault(predicate, type(value)) is not type(value):
                yield f"{predicate} is {self._kinds[predicate].__name__} elsewhere"

    def _measure(self) -> None:
        """Hold the lots to what the engine's tables take."""
        sizes: Counter[tuple[object, ...]] = Counter()
        nodes: set[tuple[FactTest, ...]] = set()
        for place, rule in enumerate(self.rules):
            tables = self._places(self._conditions[place], nodes) if place in self._conditions else ()
            for table in ("rule of the name", rule.name), *tables:
                sizes[table] += 1
                if sizes[table] > (most := _MOST[table[0]]):
                    raise MachineLimit(f"rule {rule.name}: one too many; at most {most} {' '.join(map(str, table))}")

    def _places(
        self, conditions: list[tuple[FactTest, ...]], nodes: set[tuple[FactTest, ...]]
    ) -> Iterator[tuple[str, *tuple[Value, ...]]]:
        """The tables in which the rule takes a place; `nodes` are the tests that have theirs."""
        yield ("rules",)
        for tests in conditions:
            for end, test in enumerate(tests, 1):
                yield "rules with the test", *test
                if (node := tests[:end]) not in nodes:
                    nodes.add(node)
                    yield "different tests in shard", self._shard(test.predicate)
                    if test.operator != "=":
                        yield "different bounds for", test.predicate


def _json(value: Value) -> str:
    """A safe value as JSON: no text that is safe has to be escaped."""
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower()


def is_safe(value: object) -> bool:
    """Whether the engine reads the value as it was meant: a bool, an int within 2^53, or a plain string."""
    if type(value) is int:
        return -_NUMBERS_END < value < _NUMBERS_END
    return type(value) is bool or (type(value) is str and _PLAIN.fullmatch(value) is not None)


def _misuses(rule: Rule) -> Iterator[str]:
    if not 1 <= len(rule.tests) <= _MOST_TESTS:
        yield f"{len(rule.tests)} tests, not 1 to {_MOST_TESTS}"
    for _, operator, value in rule.tests:
        if operator not in _OPERATORS:
            yield f"operator {operator}, not one of {' '.join(_OPERATORS)}"
        if operator != "=" and type(value) is not int:
            yield f"{operator} {value!r}, and only an int has an order"
        if not is_safe(value):
            yield f"{value!r} is no bool, int within 2^53, or str of 1 to 64 letters, digits and underscores"
    if rule.concludes and type(rule.concludes[1]) is not bool:
        yield f"concludes {rule.concludes[1]!r}, which is no bool"


def _conditions(rule: Rule) -> list[tuple[FactTest, ...]]:
    """The tests by predicate, each lot sorted, so that rules share them in the engine's network."""
    found: dict[str, set[FactTest]] = {}
    for test in rule.tests:
        found.setdefault(test.predicate, set()).add(test)
    return [tuple(sorted(tests)) for tests in found.values()]
