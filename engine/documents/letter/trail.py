"""What stands behind a sentence: the advice worked out again from the answers it lists, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...advise.model import Advice
from ...advise.words import label_of, said
from ...compile.dnf import Disjunct
from ...compile.plans import Program
from ...evaluate import evaluate
from ...model import Citation, Conditional, Expression
from ...outcome import Standing
from ...range import Range
from ...trace import Trace
from .readings import readings_of

_Facts = tuple[tuple[str, str], ...]


class Trail:
    """The derivation of one advice, asked statement by statement; what was found is remembered."""

    def __init__(self, advice: Advice, program: Program) -> None:
        """Work the answers out by the plain evaluator, which agrees with inference on every value."""
        self.advice, self.program, self.book = advice, program, program.rulebook
        answers = {one.fact: one.value for one in advice.told if one.standing is Standing.KNOWN}
        self.trace: Trace = evaluate(program, answers)  # type: ignore[arg-type]
        self.numbers = {name: place for place, name in enumerate(_in_order(advice), 1)}
        self._readings = readings_of(program)
        self._facts: dict[str, dict[str, None]] = {}
        self._told: dict[str, tuple[str, str]] = {}
        self._applying: dict[str, list[str]] = {}
        self._cites: dict[str, tuple[Citation, ...]] = {}
        self._fired: dict[str, list[Disjunct]] = {}
        self._truths = self.trace.truths or [atom.test(self.trace.values) for atom in program.atoms]

    def facts(self, rule: str) -> _Facts:
        """The facts behind a statement that apply to this saver: label and value in words."""
        return tuple(self._said(name) for name in self._behind(rule))

    def facts_shown(self, rule: str) -> str:
        """The facts behind a statement by their numbers in the letter; what is still open by name."""
        names = self._behind(rule)
        listed = _ranges(sorted(self.numbers[name] for name in names if name in self.numbers))
        still_open = [self._said(name)[0] for name in names if name not in self.numbers]
        return "; ".join(part for part in (listed, ", ".join(still_open)) if part)

    def _behind(self, rule: str) -> list[str]:
        if rule not in self._applying:
            names, standings = self._names(rule), self.trace.standings
            self._applying[rule] = [name for name in names if standings.get(name) is not Standing.NOT_APPLICABLE]
        return self._applying[rule]

    def fired(self, rule: str) -> list[Disjunct]:
        """The rules that fired for a conclusion."""
        if rule not in self._fired:
            plan, truths = self.program.conclusions.get(rule), self._truths
            holds = self.trace.holds(rule) if plan else None
            side = () if plan is None or holds is None else plan.establish if holds else plan.refute
            self._fired[rule] = [one for one in side if all(truths[index] is sign for index, sign in one)]
        return self._fired[rule]

    def _said(self, name: str) -> tuple[str, str]:
        if name not in self._told:
            self._told[name] = (label_of(self.trace, name), said(self.trace, name))
        return self._told[name]

    def _names(self, rule: str) -> dict[str, None]:
        if rule in self.program.facts:
            return {rule: None}
        if rule not in self._facts:
            self._facts[rule] = {}
            found: dict[str, None] = {}
            for name in self._read(rule):
                found.update(self._names(name))
            self._facts[rule] = found
        return self._facts[rule]

    def _read(self, rule: str) -> Iterable[str]:
        if rule in self.program.conclusions:
            atoms = self._readings.atoms
            return (name for disjunct in self.fired(rule) for index, _ in disjunct for name in atoms[index])
        if rule in self.program.figures or rule in self.book.limits:
            return self._readings.behind(rule, self.trace.values)
        return (f"{rule}.closed",) if rule in self.book.routes else ()

    def branch(self, node: Conditional) -> Expression | None:
        """The branch an `if` takes, or None while its test is not known."""
        chosen = self._readings.truth(node.test)(self.trace.values)
        return None if chosen is None else node.then if chosen else node.otherwise

    def nothing(self, node: Expression) -> bool:
        """Whether an amount is known to be $0."""
        return self._range(node) == (0, 0)

    def not_below_nothing(self, node: Expression) -> bool:
        """Whether an amount is known to be $0 or more."""
        found = self._range(node)
        return found is not None and found[0] >= 0

    def _range(self, node: Expression) -> Range | None:
        number = self._readings.number(node)
        return None if number is None else number(self.trace.values)

    def cites(self, rule: str) -> tuple[Citation, ...]:
        """Where the law says so; a route's parts rest on what they are made of."""
        if rule not in self._cites:
            self._cites[rule] = self._cited(rule)
        return self._cites[rule]

    def _cited(self, rule: str) -> tuple[Citation, ...]:
        statement: Any = self.book.conclusions.get(rule) or self.book.figures.get(rule) or self.book.limits.get(rule)
        if statement is not None and statement.cites:
            found: tuple[Citation, ...] = statement.cites
            return found
        if rule in self.book.parameters:
            return self._published(rule)
        route, _, part = rule.partition(".")
        return self._of_route(route, part) if route in self.book.routes else ()

    def _published(self, rule: str) -> tuple[Citation, ...]:
        parameter = self.book.parameters[rule]
        published = parameter.year(self.program.tax_year)
        return (parameter.law, published.source) if published else (parameter.law,)

    def _of_route(self, route: str, part: str) -> tuple[Citation, ...]:
        statement = self.book.routes[route]
        names = (statement.amount,) if part in ("amount", "primary") else statement.closed_by
        if part == "closed" and self.trace.holds(rule_of(route, part)):
            names = tuple(name for name in names if self.trace.holds(name))
        return tuple(dict.fromkeys(cite for name in names for cite in self.cites(name)))

    def doubt(self, rule: str) -> str:
        """What no primary text confirms of a statement."""
        statement: Any = self.book.conclusions.get(rule) or self.book.figures.get(rule)
        if statement is not None:
            return str(statement.unverified)
        parameter = self.book.parameters.get(rule)
        published = parameter.year(self.program.tax_year) if parameter else None
        return published.unverified if published else ""

    def kind(self, rule: str) -> str:
        """What kind of statement a rule is, in a word."""
        kinds = ("conclusions", "figures", "facts", "parameters", "limits", "routes")
        found = next((kind for kind in kinds if rule in getattr(self.book, kind)), "conclusions")
        return found.removesuffix("s")

    def convention(self, rule: str) -> bool:
        """Whether a statement is good practice rather than law."""
        conclusion = self.book.conclusions.get(rule)
        return conclusion is not None and conclusion.convention


def _in_order(advice: Advice) -> Iterator[str]:
    """The facts the letter lists: those given, the usual answers that move dollars, those that do not, the others."""
    yield from (one.fact for one in advice.told if one.standing is Standing.KNOWN)
    yield from (one.fact for one in sorted(advice.assumptions, key=lambda one: not one.worth))
    matter = {one.fact for one in advice.assumptions}
    yield from (one.fact for one in advice.told if one.standing is Standing.ASSUMED and one.fact not in matter)


def _ranges(numbers: list[int]) -> str:
    """`1\u20133, 7`: numbers in order, runs of three or more joined."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}\u2013{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def rule_of(route: str, part: str) -> str:
    """The name of a part of a route."""
    return f"{route}.{part}"
