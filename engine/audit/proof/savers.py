"""Every saver at once: one solver variable for each answer a saver can give, within the facts' bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...rulebook.model import Fact
from ...value import Value
from .solver import load_z3

_NO_NUMBER = ("yes_no", "choice", "tax_year")


class Asked(NamedTuple):
    """One fact's answer: a yes/no, a number in the fact's own unit, or one yes/no for each value of a choice."""

    term: Any
    values: Mapping[str, Any]
    told: Any


class Savers:
    """The answers of any saver. `whole` savers answer in whole cents and years; others in any fraction of them."""

    def __init__(self, facts: Mapping[str, Fact], whole: bool, suffix: str = "") -> None:
        """`suffix` keeps the names of a second saver's answers apart."""
        self.z3 = load_z3()
        self.facts, self.whole, self.suffix = facts, whole, suffix
        self.asked: dict[str, Asked] = {}
        self.bounds: list[Any] = []

    def changed(self, fact: str, suffix: str) -> Savers:
        """The same savers with another answer to one fact."""
        other = Savers(self.facts, self.whole, suffix)
        other.bounds = self.bounds
        other.asked = _SecondAnswers(self, other, fact)
        return other

    def __getitem__(self, name: str) -> Asked:
        """The answer to a fact; made and bounded when first asked for."""
        if name not in self.asked:
            self.asked[name] = self._ask(self.facts[name])
        return self.asked[name]

    def _ask(self, fact: Fact) -> Asked:
        z3, name = self.z3, f"{fact.name}{self.suffix}"
        told = z3.Bool(f"told {name}")
        if fact.unit == "yes_no":
            return Asked(z3.Bool(name), {}, told)
        if fact.unit in _NO_NUMBER:
            return self._choice(fact, name, told)
        term = z3.Int(name) if self.whole else z3.Real(name)
        self.bounds += [term >= fact.lowest, term <= fact.highest]
        return Asked(z3.ToReal(term) if self.whole else term, {}, told)

    def _choice(self, fact: Fact, name: str, told: Any) -> Asked:
        z3 = self.z3
        values = {value: z3.Bool(f"{name} is {value}") for value, _ in fact.values}
        if values:
            self.bounds += [z3.PbEq([(one, 1) for one in values.values()], 1)]
        return Asked(None, values, told)

    def defaulted(self, model: Any) -> frozenset[str]:
        """The facts left to their default under a model."""
        left = self.z3.is_false
        return frozenset(name for name in self.facts if name in self.asked and left(model.eval(self.asked[name].told)))

    def answers(self, model: Any) -> Iterator[tuple[str, Value]]:
        """The answers under a model; a fact nobody asked for is left out."""
        for name in self.facts:
            if name in self.asked:
                yield name, self._answer(self.asked[name], model)

    def answer(self, name: str, model: Any) -> Value:
        """The answer to one fact under a model."""
        return self._answer(self[name], model)

    def _answer(self, asked: Asked, model: Any) -> Value:
        if asked.values:
            return self._chosen(asked, model)
        found = model.eval(asked.term, True)
        if self.z3.is_bool(found):
            return bool(self.z3.is_true(found))
        whole: int = round(found.as_fraction())
        return whole

    def _chosen(self, asked: Asked, model: Any) -> str:
        return next(value for value, term in asked.values.items() if self.z3.is_true(model.eval(term, True)))


class _SecondAnswers(dict[str, Asked]):
    """The answers of a second saver: those of the first, but for one fact."""

    def __init__(self, first: Savers, second: Savers, fact: str) -> None:
        super().__init__({fact: second._ask(first.facts[fact])})
        second.bounds = first.bounds
        self.first = first

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Asked:
        return self.first[name]
