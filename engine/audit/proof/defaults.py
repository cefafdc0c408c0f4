"""Proves that defaults never contradict what was told, for one contradiction at a time.

Who tells what is left open: any facts may be told, and any default may come to anything within its fact's bounds, so
the proof needs no law. What is told is free of contradiction as the engine judges it; then the defaults, made to fit
as the engine does, are looked at together with it.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final, Literal, NamedTuple

from ...reasoning.compile.compiled import CompiledFact, Program
from ...reasoning.compile.defaults import Ruled
from ...reasoning.evaluate import as_given, contradictions, evaluate
from ...reasoning.infer.inference import Inference
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
    Truth,
)
from ...rulebook.walk import names_in
from ...value import SCALE, Value
from .claims import Claim
from .person import Disagreement, Pair, Person
from .settle import Settled
from .solver import begin, load_z3, satisfy

EFFORT: Final = 20_000_000
_NO_NUMBER: Final = ("yes_no", "choice", "tax_year")
Span = tuple[Any, Any]
Amount = tuple[Span, int]
When = Literal["told", "early", "all"]


def settle_defaults(program: Program, claim: Claim) -> Settled:
    """Prove or refute one claim of the family. Raises Disagreement where inference differs from the evaluator."""
    question = _Question(program, claim.name)
    try:
        found = satisfy(question.constraints(), EFFORT)
    except _Beyond:
        return Settled(claim, "unknown", "the contradiction is more than amounts added up")
    if found.answer == "no":
        return Settled(claim, "proved", "by its facts alone")
    if found.answer == "yes":
        person = question.person(found.model)
        if breaks_by_default(program, claim.name, person):
            if Inference(program).infer(person).values != evaluate(program, person).values:
                raise Disagreement(f"{claim.name}: inference does not find what the evaluator found for {person}")
            return Settled(claim, "refuted", "by its facts alone", Pair(person))
        return Settled(claim, "unknown", "only with defaults that no rule was seen to give")
    return Settled(claim, "unknown", "the solver gave up")


def breaks_by_default(program: Program, contradiction: str, person: Person) -> bool:
    """Whether answers free of contradiction contradict the defaults that stand in beside them."""
    if contradictions(program, person):
        return False
    trace, told = evaluate(program, person), as_given(program, person)
    for name in trace.assumed():
        told.values[program.slots[name]] = trace.value(name)
    when, unless = program.contradictions[contradiction]
    return when(told.values) is True and (unless is None or unless(told.values) is not True)


class _Beyond(ValueError):
    """A contradiction that multiplies amounts or prorates them."""


class _Fact(NamedTuple):
    """One fact: whether it is told and what; whether its default stands in, what that says and what it is made."""

    told: Any
    answer: Any
    used: Any
    values: dict[str, Any]


class _Question:
    """Savers whose defaults contradict what they told."""

    def __init__(self, program: Program, contradiction: str) -> None:
        begin()
        self.z3, self.program, self.contradiction = load_z3(), program, contradiction
        self.bounds: list[Any] = []
        self.facts: dict[str, _Fact] = {}
        self.made: dict[str, Any] = {}
        self.folded = program.clashes
        for name in self._involved():
            self.facts[name] = self._fact(program.facts[name])

    def _involved(self) -> list[str]:
        """The facts of the contradiction, and those the defaults among them are held against."""
        waiting = list(_read(*self.folded[self.contradiction]))
        found: dict[str, None] = {}
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.program.facts:
                found[name] = None
                fitting = self.program.facts[name].fitting
                waiting += fitting.names if fitting else ()
        return [name for name in self.program.facts if name in found]

    def _fact(self, compiled: CompiledFact) -> _Fact:
        z3, name = self.z3, compiled.name
        told, used = z3.Bool(f"told {name}"), z3.Bool(f"assumed {name}")
        if compiled.assumed is None:
            used = z3.BoolVal(False)
        if compiled.fact.unit == "yes_no":
            return _Fact(told, z3.Bool(name), used, {})
        if compiled.fact.unit in _NO_NUMBER:
            values = {value: z3.Bool(f"{name} is {value}") for value, _ in compiled.fact.values}
            self.bounds += [z3.PbEq([(one, 1) for one in values.values()], 1)] if values else []
            return _Fact(told, None, used, values)
        term = z3.Int(name)
        self.bounds += [term >= compiled.fact.lowest, term <= compiled.fact.highest]
        return _Fact(told, term, used, {})

    def constraints(self) -> list[Any]:
        """Told free of contradiction, and yet the contradiction surely holds with the defaults."""
        known = [name for name, (when, unless) in self.folded.items() if _read(when, unless) <= self.facts.keys()]
        premise = [self.z3.Not(self._holds(name, "told")) for name in known]
        return [*premise, self._holds(self.contradiction, "all"), *self.bounds]

    def _holds(self, name: str, when: When) -> Any:
        condition, unless = self.folded[name]
        holds = self.truth(condition, when)[0]
        return holds if unless is None else self.z3.And(holds, self.z3.Not(self.truth(unless, when)[0]))

    def view(self, name: str, when: When, early: frozenset[str] = frozenset()) -> Span:
        """The least and the most a number can be (surely yes, surely no of a yes/no), as far as it is settled."""
        z3, fact, compiled = self.z3, self.facts[name], self.program.facts[name]
        used = fact.used if when == "all" or (when == "early" and name in early) else z3.BoolVal(False)
        if compiled.fact.unit == "yes_no":
            made = self._made(name) if not z3.is_false(used) else fact.answer
            settled = z3.Or(fact.told, used)
            answer = z3.If(fact.told, fact.answer, made)
            return z3.And(settled, answer), z3.And(settled, z3.Not(answer))
        factor = self.program.denominators[name] // SCALE[compiled.fact.unit]
        low, high = (z3.IntVal(end * factor) for end in (compiled.fact.lowest, compiled.fact.highest))
        told = fact.answer * factor
        made = self._made(name) if not z3.is_false(used) else told
        least, most = (z3.If(fact.told, told, z3.If(used, made, end)) for end in (low, high))
        return least, most

    def _made(self, name: str) -> Any:
        """What the default comes to once it is made to fit."""
        if name not in self.made:
            compiled = self.program.facts[name]
            found = self._fitted(compiled, self._default(compiled))
            self.made[name] = self.z3.FreshConst(found.sort(), name)
            self.bounds.append(self.made[name] == found)
        return self.made[name]

    def _default(self, compiled: CompiledFact) -> Any:
        z3, denominator = self.z3, self.program.denominators[compiled.name]
        if isinstance(compiled.assumed, Truth):
            return z3.BoolVal(compiled.assumed.value)
        if compiled.fact.unit == "yes_no":
            return z3.Bool(f"default {compiled.name}")
        term, factor = z3.Int(f"default {compiled.name}"), denominator // SCALE[compiled.fact.unit]
        low, high = compiled.fact.lowest * factor, compiled.fact.highest * factor
        self.bounds += [term >= low, term <= high]
        if isinstance(compiled.assumed, Number):
            exact = Fraction(compiled.assumed.amount * denominator, compiled.assumed.denominator)
            self.bounds.append(term == min(max(round(exact), low), high))
        return term

    def _fitted(self, compiled: CompiledFact, default: Any) -> Any:
        """The default as `Fitting.fit` moves it."""
        fitting, z3 = compiled.fitting, self.z3
        if fitting is None:
            return default
        binding = [(self._binds(one, fitting.earlier), one) for one in fitting.ruled]
        if compiled.fact.unit == "yes_no":
            shut = [z3.Or(*(binds for binds, one in binding if one.bound == Truth(value))) for value in (True, False)]
            flips = z3.If(default, z3.And(shut[0], z3.Not(shut[1])), z3.And(shut[1], z3.Not(shut[0])))
            return z3.Xor(default, flips)
        low, high = (z3.IntVal(end) for end in fitting.bounds)
        for binds, one in binding:
            low, high = self._narrowed(one, binds, fitting.earlier, fitting.denominator, low, high)
        value = z3.If(default < high, default, high)
        value = z3.If(value > low, value, low)
        for binds, one in binding:
            if one.operator == "=":
                (least, most), denominator = self.number(one.bound, "early", fitting.earlier)
                there = z3.And(binds, least == most, value * denominator == least * fitting.denominator)
                value = z3.If(there, z3.If(value < fitting.bounds[1], value + 1, value - 1), value)
        return value

    def _binds(self, one: Ruled, early: frozenset[str]) -> Any:
        holds = self.truth(one.guard, "early", early)[0]
        if one.unless is None:
            return holds
        return self.z3.And(holds, self.z3.Not(self.truth(one.unless, "early", early)[0]))

    def _narrowed(self, one: Ruled, binds: Any, early: frozenset[str], denominator: int, low: Any, high: Any) -> Span:
        z3 = self.z3
        span, under = self.number(one.bound, "early", early)
        shared = gcd(denominator, under)
        least, most = (end * (denominator // shared) for end in span)
        under //= shared

        def floor(end: Any) -> Any:
            return end if under == 1 else end / under

        def lowered(to: Any, where: Any = binds) -> Any:
            return z3.If(z3.And(where, to < high), to, high)

        def raised(to: Any, where: Any = binds) -> Any:
            return z3.If(z3.And(where, to > low), to, low)

        match one.operator:
            case ">":
                return low, lowered(floor(most))
            case ">=":
                return low, lowered(-floor(-most) - 1)
            case "<":
                return raised(-floor(-least)), high
            case "<=":
                return raised(floor(least) + 1), high
            case "!=":
                exactly, where = floor(least), z3.And(binds, least == most)
                return z3.If(where, exactly, low), z3.If(where, exactly, high)
        return low, high

    def number(self, node: Expression, when: When, early: frozenset[str] = frozenset()) -> Amount:
        """The least and the most an amount can come to, as whole numbers over a denominator. Raises _Beyond."""
        match node:
            case Number(amount=amount, denominator=denominator):
                return (self.z3.IntVal(amount), self.z3.IntVal(amount)), denominator
            case Name(name=name):
                return self.view(name, when, early), self.program.denominators[name]
            case Arithmetic(operator="+" | "-", left=left, right=right):
                ((a, b), (c, d)), denominator = self._together(left, right, when=when, early=early)
                return ((a + c, b + d) if node.operator == "+" else (a - d, b - c)), denominator
            case Arithmetic(operator="*" | "/", left=left, right=Number() as by):
                return _scaled(self.number(left, when, early), node.operator, by)
            case Arithmetic(operator="*", left=Number() as by, right=right):
                return _scaled(self.number(right, when, early), "*", by)
            case Extreme(operator=operator, items=items):
                spans, denominator = self._together(*items, when=when, early=early)
                ends = list(zip(*spans, strict=True))
                return (self._extreme(operator, ends[0]), self._extreme(operator, ends[1])), denominator
            case Conditional(test=test, then=then, otherwise=otherwise):
                yes, no = self.truth(test, when, early)
                ((a, b), (c, d)), denominator = self._together(then, otherwise, when=when, early=early)
                least, most = self._extreme("min", (a, c)), self._extreme("max", (b, d))
                if_ = self.z3.If
                return (if_(yes, a, if_(no, c, least)), if_(yes, b, if_(no, d, most))), denominator
        raise _Beyond

    def _together(self, *nodes: Expression, when: When, early: frozenset[str]) -> tuple[list[Span], int]:
        """Several amounts over one denominator."""
        found = [self.number(node, when, early) for node in nodes]
        denominator = lcm(*(one[1] for one in found))
        return [(low * (denominator // own), high * (denominator // own)) for (low, high), own in found], denominator

    def _extreme(self, operator: str, terms: Any) -> Any:
        best = terms[0]
        for term in terms[1:]:
            best = self.z3.If(best <= term if operator == "min" else best >= term, best, term)
        return best

    def truth(self, node: Expression, when: When, early: frozenset[str] = frozenset()) -> Span:
        """Where a condition surely holds, and where it surely does not."""
        z3 = self.z3
        match node:
            case Truth(value=value):
                return z3.BoolVal(value), z3.BoolVal(not value)
            case Name(name=name):
                return self.view(name, when, early)
            case Membership(fact=name, values=values):
                fact = self.facts[name]
                among = z3.Or(*(fact.values[value] for value in values if value in fact.values))
                return z3.And(fact.told, among), z3.And(fact.told, z3.Not(among))
            case Not(item=item):
                yes, no = self.truth(item, when, early)
                return no, yes
            case Connective(operator=operator, items=items):
                yes, no = zip(*(self.truth(item, when, early) for item in items), strict=True)
                return (z3.And(*yes), z3.Or(*no)) if operator == "and" else (z3.Or(*yes), z3.And(*no))
            case Conditional(test=test, then=then, otherwise=otherwise):
                (yes, no), (a, b) = self.truth(test, when, early), self.truth(then, when, early)
                c, d = self.truth(otherwise, when, early)
                return z3.Or(z3.And(yes, a), z3.And(no, c), z3.And(a, c)), z3.Or(
                    z3.And(yes, b), z3.And(no, d), z3.And(b, d)
                )
            case Comparison(operator=operator, left=left, right=right):
                (one, other), _ = self._together(left, right, when=when, early=early)
                return self._compared(operator, one, other)
        raise _Beyond

    def _compared(self, operator: str, left: Span, right: Span) -> Span:
        z3, (a, b), (c, d) = self.z3, left, right
        known = z3.And(a == b, c == d)
        same, apart = z3.And(known, a == c), z3.Or(b < c, d < a)
        ways = {">": (a > d, b <= c), ">=": (a >= d, b < c), "<": (b < c, a >= d), "<=": (b <= c, a > d)}
        return {**ways, "=": (same, apart), "!=": (apart, same)}[operator]

    def person(self, model: Any) -> Person:
        """What the saver of a model told."""
        z3, found = self.z3, dict[str, Value]()
        for name, fact in self.facts.items():
            if not z3.is_true(model.eval(fact.told, True)):
                continue
            if fact.values:
                found[name] = next(v for v, term in fact.values.items() if z3.is_true(model.eval(term, True)))
            elif fact.answer is not None:
                answer = model.eval(fact.answer, True)
                found[name] = bool(z3.is_true(answer)) if z3.is_bool(answer) else answer.as_long()
        facts = self.program.rulebook.facts.items()
        return {**found, **{name: self.program.tax_year for name, fact in facts if fact.unit == "tax_year"}}


def _scaled(amount: Amount, operator: str, by: Number) -> Amount:
    (low, high), denominator = amount
    factor = Fraction(by.amount, by.denominator) if operator == "*" else Fraction(by.denominator, by.amount)
    ends = low * factor.numerator, high * factor.numerator
    return (ends if factor >= 0 else ends[::-1]), denominator * factor.denominator


def _read(*nodes: Expression | None) -> set[str]:
    return {name for node in nodes if node is not None for name, _ in names_in(node)}
