"""The rules of one year as Z3 terms: the same folded expressions every other reader gets, translated exactly.

Amounts are exact rationals of cents (a value over its denominator in the program), facts are whole numbers, and
roundings are what `Rendering` says. Every fact is known: told, assumed by its default, or not applicable.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...reasoning.compile.compiled import CompiledFact, Program
from ...rulebook.model import (
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)
from ...rulebook.walk import every
from ...value import SCALE
from .rounding import Rendering
from .savers import Savers


class Translation:
    """One program's names and expressions as terms over savers; only what is asked for is translated."""

    def __init__(
        self,
        program: Program,
        savers: Savers,
        rendering: Rendering,
        other: Translation | None = None,
        moved: frozenset[str] = frozenset(),
    ) -> None:
        """`other` is a first translation: whatever has not `moved` is taken from there."""
        self.program, self.savers, self.rendering, self.z3 = program, savers, rendering, savers.z3
        self.other, self.moved = other, moved
        self.known: dict[str, Any] = {}

    def constraints(self) -> list[Any]:
        """What holds of the terms handed out so far: bounds of answers, roundings."""
        return [*self.savers.bounds, *self.rendering.facts]

    def admissible(self) -> Any:
        """The answers do not contradict each other."""
        clashes = [(one.when.expression, one.unless) for one in self.program.rulebook.contradictions]
        raw = _AsTold(self)
        held = [
            self.z3.And(raw.truth(when), *([] if unless is None else [self.z3.Not(raw.truth(unless.expression))]))
            for when, unless in clashes
        ]
        return self.z3.Not(self.z3.Or(*held)) if held else self.z3.BoolVal(True)

    def named(self, name: str) -> Any:
        """The term of a fact, figure or conclusion."""
        if name not in self.known:
            shared = self.other is not None and name not in self.moved
            self.known[name] = self.other.named(name) if shared and self.other else self._named(name)
        return self.known[name]

    def _named(self, name: str) -> Any:
        program = self.program
        if name in program.facts:
            return self._fact(program.facts[name])
        if name in program.conclusions:
            return self._held(name, self.truth(program.conclusions[name].expression))
        return self._held(name, self.number(program.figures[name].expression))

    def _held(self, name: str, term: Any) -> Any:
        """A constant with the value of the term, so that readers share it and models show it."""
        if term.num_args() == 0:
            return term
        held = self.z3.FreshConst(term.sort(), name)
        self.rendering.facts.append(held == term)
        return held

    def _fact(self, compiled: CompiledFact) -> Any:
        asked = self.savers[compiled.name]
        applies = None if compiled.applies_when is None else self.truth(compiled.applies_when)
        if asked.values:
            return {
                value: self._where(applies, term, compiled.fact.otherwise == value)
                for value, term in asked.values.items()
            }
        scale = SCALE.get(compiled.fact.unit, 1)
        otherwise = compiled.fact.otherwise
        told = asked.term if compiled.fact.unit == "yes_no" else self._assumed(compiled, asked.term / scale, asked.told)
        return self._where(
            applies, told, otherwise if isinstance(otherwise, bool) else Fraction(otherwise or 0) / scale
        )

    def _where(self, applies: Any, term: Any, otherwise: Any) -> Any:
        if applies is None:
            return term
        fixed = self.z3.BoolVal(otherwise) if isinstance(otherwise, bool) else self.number_of(Fraction(otherwise))
        return self.z3.If(applies, term, fixed)

    def _assumed(self, compiled: CompiledFact, told: Any, flag: Any) -> Any:
        """A default may be a fraction of a cent, which nobody could have answered.

        Any other default counts as an answer, and so does one that is moved so as not to contradict the answers.
        """
        scale = SCALE.get(compiled.fact.unit, 1)
        if compiled.assumed is None or compiled.fitting or self.program.denominators[compiled.name] == scale:
            return told
        low, high = (self.number_of(Fraction(end, scale)) for end in (compiled.fact.lowest, compiled.fact.highest))
        assumed = self.number(compiled.assumed)
        within = self.z3.If(assumed < low, low, self.z3.If(assumed > high, high, assumed))
        fits = self.z3.BoolVal(True) if compiled.assumed_when is None else self.truth(compiled.assumed_when)
        return self.z3.If(self.z3.Or(flag, self.z3.Not(fits)), told, within)

    def term(self, node: Expression) -> Any:
        """The term of a condition or an amount, whichever the expression is."""
        conditions = (Truth, Membership, Not, Connective, Comparison)
        inner = node.then if isinstance(node, Conditional) else node
        if isinstance(inner, Name):
            fact = self.program.facts.get(inner.name)
            yes_no = inner.name in self.program.conclusions or (fact is not None and fact.fact.unit == "yes_no")
            return self.truth(node) if yes_no else self.number(node)
        return self.truth(node) if isinstance(inner, conditions) else self.number(node)

    def number_of(self, amount: Fraction) -> Any:
        """A constant amount."""
        return self.z3.Q(amount.numerator, amount.denominator)

    def number(self, node: Expression) -> Any:
        """The term of an amount, exact."""
        match node:
            case Number(amount=amount, denominator=denominator):
                return self.number_of(Fraction(amount, denominator))
            case Name(name=name):
                return self._name(name)
            case Arithmetic(operator=operator, left=left, right=right):
                return self._arithmetic(node, operator, self.number(left), self.number(right))
            case Extreme(operator=operator, items=items):
                return self._extreme(operator, [self.number(item) for item in items])
            case Conditional(test=test, then=then, otherwise=otherwise):
                return self.z3.If(self.truth(test), self.number(then), self.number(otherwise))
            case Proration(rounding=rounding, amount=amount, part=part, whole=whole):
                a, p, w = (self.number(one) for one in (amount, part, whole))
                return self.rendering.prorated(rounding, a, p, w, self._corners(amount, whole))
            case Rounded(rounding=rounding, item=item):
                return self.rendering.rounded(rounding, self.number(item))
        raise TypeError(f"not an amount: {node!r}")

    def _corners(self, *nodes: Expression) -> tuple[Fraction, ...]:
        """The constants the amounts can come down to: those in their own formulas and in the figures these read."""
        found: dict[Fraction, None] = {}
        waiting = [(node, 0) for node in nodes]
        while waiting:
            node, depth = waiting.pop()
            for part in every(node):
                if isinstance(part, Number):
                    found[Fraction(part.amount, part.denominator)] = None
                elif isinstance(part, Name) and part.name in self.program.figures and depth < 3:
                    waiting.append((self.program.figures[part.name].expression, depth + 1))
        return tuple(sorted(found | {b - a: None for a in found for b in found if b > a}))[:24]

    def _name(self, name: str) -> Any:
        constant = self.program.parameters.get(name)
        return self.named(name) if constant is None else self.number(constant)

    def _arithmetic(self, node: Arithmetic, operator: str, left: Any, right: Any) -> Any:
        if operator == "+":
            return left + right
        if operator == "-":
            return left - right
        if isinstance(node.left, Number) or isinstance(node.right, Number):
            return left * right if operator == "*" else left / right
        return self.rendering.product(left, right, self._span(node.left), self._span(node.right))

    def _span(self, node: Expression) -> tuple[Fraction, Fraction]:
        """The range an amount can have at all, from the facts' bounds."""
        (low, high), denominator = self.rendering.widest(self.program, node)
        return Fraction(low, denominator), Fraction(high, denominator)

    def _extreme(self, operator: str, terms: list[Any]) -> Any:
        best = terms[0]
        for term in terms[1:]:
            best = self.z3.If(best <= term if operator == "min" else best >= term, best, term)
        return best

    def truth(self, node: Expression) -> Any:
        """The term of a condition."""
        match node:
            case Truth(value=value):
                return self.z3.BoolVal(value)
            case Name(name=name):
                constant = self.program.parameters.get(name)
                return self.named(name) if constant is None else self.truth(constant)
            case Membership(fact=fact, values=values):
                terms = self.named(fact)
                return self.z3.Or(*(terms[value] for value in values if value in terms))
            case Not(item=item):
                return self.z3.Not(self.truth(item))
            case Connective(operator=operator, items=items):
                join = self.z3.And if operator == "and" else self.z3.Or
                return join(*(self.truth(item) for item in items))
            case Conditional(test=test, then=then, otherwise=otherwise):
                return self.z3.If(self.truth(test), self.truth(then), self.truth(otherwise))
            case Comparison(operator=operator, left=left, right=right):
                return self.compared(operator, self.number(left), self.number(right))
        raise TypeError(f"not a condition: {node!r}")

    def compared(self, operator: str, left: Any, right: Any) -> Any:
        """A comparison of two terms."""
        match operator:
            case "<":
                return left < right
            case "<=":
                return left <= right
            case ">":
                return left > right
            case ">=":
                return left >= right
        return left == right if operator == "=" else left != right


class ByItself(Translation):
    """One statement by itself: the figures and conclusions it reads are any value at all."""

    def _named(self, name: str) -> Any:
        if name in self.program.facts:
            return super()._named(name)
        z3 = self.z3
        return z3.FreshConst(z3.BoolSort() if name in self.program.conclusions else z3.RealSort(), name)


class _AsTold(Translation):
    """Facts as the saver told them, whether they apply or not: what contradictions read."""

    def __init__(self, of: Translation) -> None:
        super().__init__(of.program, of.savers, of.rendering)

    def _fact(self, compiled: CompiledFact) -> Any:
        asked = self.savers[compiled.name]
        if asked.values:
            return asked.values
        return asked.term if compiled.fact.unit == "yes_no" else asked.term / SCALE.get(compiled.fact.unit, 1)
