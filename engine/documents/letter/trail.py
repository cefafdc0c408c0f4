"""What stands behind a sentence: the advice worked out again from the answers it lists, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...advise.model import Advice
from ...advise.words import label_of, said
from ...compile.dnf import Disjunct
from ...compile.fold import Absent, Folder
from ...compile.plans import Program
from ...evaluate import evaluate
from ...model import Citation, Conditional, Expression
from ...outcome import Standing
from ...range import Range
from ...trace import Trace
from ...walk import children, names_in

_Facts = tuple[tuple[str, str], ...]


class Trail:
    """The derivation of one advice, asked statement by statement; what was found is remembered."""

    def __init__(self, advice: Advice, program: Program) -> None:
        """Work the answers out by the plain evaluator, which agrees with inference on every value."""
        self.advice, self.program, self.book = advice, program, program.rulebook
        answers = {one.fact: one.value for one in advice.told if one.standing is Standing.KNOWN}
        self.trace: Trace = evaluate(program, answers)  # type: ignore[arg-type]
        self._facts: dict[str, dict[str, None]] = {}
        self._told: dict[str, tuple[str, str]] = {}
        self._fired: dict[str, list[Disjunct]] = {}
        for fired in self.trace.fired:
            plan = program.conclusions[fired.conclusion]
            side = plan.establish if fired.positive else plan.refute
            self._fired.setdefault(fired.conclusion, []).append(side[fired.disjunct])

    def facts(self, rule: str) -> _Facts:
        """The facts behind a statement that apply to this saver: label and value in words."""
        standings = self.trace.standings
        names = (name for name in self._names(rule) if standings.get(name) is not Standing.NOT_APPLICABLE)
        return tuple(self._said(name) for name in names)

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

    def _read(self, rule: str) -> Iterator[str]:
        if rule in self.program.figures:
            yield from self.read_by(self.program.figures[rule].expression)
        elif rule in self.program.conclusions:
            for disjunct in self._fired.get(rule, ()):
                for index, _ in disjunct:
                    yield from (name for name, _ in names_in(self.program.atoms[index].node))
        elif rule in self.book.limits:
            limit = self.book.limits[rule]
            for formula in (limit.cap, *(use.amount for use in limit.uses)):
                yield from (name for name, _ in names_in(formula.expression))
        elif rule in self.book.routes:
            yield f"{rule}.closed"

    def read_by(self, node: Expression) -> Iterator[str]:
        """The names that decide an expression for this saver: of an `if`, its test and the branch taken."""
        if isinstance(node, Conditional) and (branch := self.branch(node)) is not None:
            yield from (name for name, _ in names_in(node.test))
            yield from self.read_by(branch)
        elif children(node):
            for child in children(node):
                yield from self.read_by(child)
        else:
            yield from (name for name, _ in names_in(node))

    def branch(self, node: Conditional) -> Expression | None:
        """The branch an `if` takes, or None while its test is not known."""
        chosen = self._truth(node.test)
        return None if chosen is None else node.then if chosen else node.otherwise

    def _truth(self, test: Expression) -> bool | None:
        folded = self._folded(test)
        return None if folded is None else self.program.compiler.truth(folded)(self.trace.values)

    def nothing(self, node: Expression) -> bool:
        """Whether an amount is known to be $0."""
        return self._range(node) == (0, 0)

    def not_below_nothing(self, node: Expression) -> bool:
        """Whether an amount is known to be $0 or more."""
        found = self._range(node)
        return found is not None and found[0] >= 0

    def _range(self, node: Expression) -> Range | None:
        folded = self._folded(node)
        return None if folded is None else self.program.compiler.number(folded)[0](self.trace.values)

    def _folded(self, node: Expression) -> Expression | None:
        """The expression with the year's parameters put in; None where one has no amount this year."""
        try:
            return Folder(self.program.parameters, {}, {}).fold(node)
        except Absent:
            return None

    def cites(self, rule: str) -> tuple[Citation, ...]:
        """Where the law says so; a route's parts rest on what they are made of."""
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


def rule_of(route: str, part: str) -> str:
    """The name of a part of a route."""
    return f"{route}.{part}"
