"""One lowering of a compiled year: every fact, figure and conclusion as an `Op` on whole numbers.

Whoever works a year out prints these `Op`s: what an operator means for what is not known is said once, in
`printing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...rulebook.model import Fact, Truth
from ...value import SCALE
from .compiled import NO_NUMBER, CompiledFact, Program
from .defaults import Fitting, Ruled
from .operators import (
    NO,
    YES,
    ExactAmount,
    Lowering,
    Op,
    Unit,
    WorkedOut,
    both,
    choice_name,
    in_units,
    number,
    opposite,
    times,
    together,
    unit_fraction,
    within,
)


class Lowered(NamedTuple):
    """A compiled year as `Op`s.

    `lets` come in an order in which each reads only those before it; a choice is one truth for each of its values
    (`choice_name`), and the tax year is left out: no formula can read it. `units` are the units of the numbers among
    them. `contradictions` are truths about what was told, `published` whether a figure may apply to the saver; all of
    them are decided whatever is not known.
    """

    lets: dict[str, Op]
    units: dict[str, Unit]
    published: dict[str, Op]
    contradictions: dict[str, Op]


def lower(program: Program) -> Lowered:
    """The whole year, in the order of its levels."""
    return _YearLowering(program).lowered()


class AsTold:
    """Names stand for what was told, whether it applies or not; what was not told is anything it could be.

    Of the facts in `settled` a default that stands in counts as told.
    """

    def __init__(
        self, facts: Mapping[str, Fact], units: Mapping[str, Unit], settled: Mapping[str, Op] | None = None
    ) -> None:
        """`settled` says of a fact whether its default stands in."""
        self.facts, self.units, self.settled = facts, units, settled or {}

    def amount(self, name: str) -> ExactAmount:
        """A fact that is a number."""
        given, unknown = _given(self.facts[name], self.units[name]), _anything(self.facts[name], self.units[name])
        if name in self.settled:
            unknown = Op("pick", (self.settled[name], Op("amount", (), (name,)), unknown))
        return ExactAmount(Op("pick", (_told(name), given, unknown)), self.units[name])

    def holds(self, name: str) -> Op:
        """A yes/no fact or a value of a choice."""
        fact, _, value = name.partition("=")
        data = (fact, value) if value else (fact,)
        unknown = Op("open", (), data)
        if fact in self.settled:
            unknown = Op("choose", (self.settled[fact], Op("holds", (), (name,)), unknown))
        return Op("choose", (_told(fact), Op("said", (), data), unknown))


def _told(fact: str) -> Op:
    return Op("told", (), (fact,))


def _given(fact: Fact, unit: Unit) -> Op:
    """What was told, as a number of the unit."""
    return in_units(ExactAmount(Op("given", (), (fact.name,)), _own(fact)), unit)


def _anything(fact: Fact, unit: Unit) -> Op:
    factor = int(_own(fact) / unit)
    return Op("anything", (), (fact.name, fact.lowest * factor, fact.highest * factor))


def _own(fact: Fact) -> Unit:
    """The unit a fact is told in."""
    return unit_fraction(SCALE[fact.unit])


class _YearLowering:
    """Lowers one program, statement by statement."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.units: dict[str, Unit] = {}
        self.denominators: dict[str, int] = {}
        self.assumed: dict[str, Op] = {}  # whether a default stands in
        self.settled = Lowering(WorkedOut(self.denominators), program.compiler.lowering.is_share)

    def lowered(self) -> Lowered:
        lets = dict(self._lets())
        program, told = self.program, Lowering(AsTold(self.program.rulebook.facts, self.units))
        published = {
            name: Op("possibly", (self.settled.truth(compiled.applies_when),))
            for name, compiled in program.figures.items()
            if compiled.applies_when is not None
        }
        contradictions = {
            name: _surely_unless(told.truth(when), None if unless is None else told.truth(unless))
            for name, (when, unless) in program.clashes.items()
        }
        return Lowered(lets, self.units, published, contradictions)

    def _lets(self) -> Iterator[tuple[str, Op]]:
        for level in self.program.levels:
            for step in level.steps:
                if isinstance(step, CompiledFact):
                    yield from self._fact(step)
                else:
                    yield self._number(step.name, self.settled.number(step.expression))
            for conclusion in level.conclusions:
                yield conclusion.name, self.settled.truth(conclusion.expression)

    def _number(self, name: str, amount: ExactAmount) -> tuple[str, Op]:
        """A number of a unit that is one over a denominator."""
        self.denominators[name] = amount.unit.denominator
        self.units[name] = unit_fraction(amount.unit.denominator)
        return name, times(amount.op, amount.unit.numerator)

    def _fact(self, compiled: CompiledFact) -> Iterator[tuple[str, Op]]:
        """Where it applies: what was told, else its default, else anything; elsewhere its `otherwise`."""
        applies = YES if compiled.applies_when is None else self.settled.truth(compiled.applies_when)
        may = applies if applies == YES else Op("possibly", (applies,))
        used = self._default_used(compiled)
        self.assumed[compiled.name] = both(may, opposite(_told(compiled.name)), used)
        if compiled.fact.unit == "choice":
            yield from self._choice(compiled, applies)
        elif compiled.fact.unit == "yes_no":
            yield self._yes_no(compiled, applies, used)
        elif compiled.fact.unit != "tax_year":
            yield self._amount(compiled, applies, used)

    def _default_used(self, compiled: CompiledFact) -> Op:
        """Whether the default stands in for what was not told."""
        if compiled.assumed is None:
            return NO
        return YES if compiled.assumed_when is None else Op("surely", (self.settled.truth(compiled.assumed_when),))

    def _choice(self, compiled: CompiledFact, applies: Op) -> Iterator[tuple[str, Op]]:
        """One truth a value; where it is open whether the fact applies, all are, but if they come out the same."""
        fact, name = compiled.fact, compiled.name

        def told(value: str) -> Op:
            return Op("choose", (_told(name), Op("said", (), (name, value)), Op("open", (), (name, value))))

        for value, _ in fact.values:
            op = told(value)
            if applies != YES:
                same = both(_told(name), Op("said", (), (name, fact.otherwise)))
                unsure = both(Op("possibly", (applies,)), opposite(same))
                elsewhere = YES if fact.otherwise == value else NO
                either = Op("choose", (unsure, Op("open", (), (name, value)), elsewhere))
                op = Op("choose", (Op("surely", (applies,)), op, either))
            yield choice_name(name, value), op

    def _yes_no(self, compiled: CompiledFact, applies: Op, used: Op) -> tuple[str, Op]:
        name = compiled.name
        unknown = Op("open", (), (name,))
        if compiled.assumed is not None:
            default = self.settled.truth(compiled.assumed)
            if compiled.fitting is not None:
                default = _FittedDefault(self, compiled.fitting).truth(default)
            unknown = default if used == YES else Op("choose", (used, default, unknown))
        op = Op("choose", (_told(name), Op("said", (), (name,)), unknown))
        if applies != YES:
            op = Op("choose", (applies, op, YES if compiled.fact.otherwise else NO))
        return name, op

    def _amount(self, compiled: CompiledFact, applies: Op, used: Op) -> tuple[str, Op]:
        fact, unit = compiled.fact, _own(compiled.fact)
        default: Op | None = None
        if compiled.assumed is not None:
            stated = self.settled.number(compiled.assumed)
            _, unit = together(stated, ExactAmount(Op("given", (), (fact.name,)), unit))
            unit = unit_fraction(unit.denominator)
            default = in_units(stated, unit)
        self.denominators[fact.name] = unit.denominator
        self.units[fact.name] = unit
        factor = int(_own(fact) / unit)
        op = _anything(fact, unit)
        if default is not None:
            low, high = fact.lowest * factor, fact.highest * factor
            default = within(default, low, high)
            if compiled.fitting is not None:
                default = _FittedDefault(self, compiled.fitting).number(default, fact, unit)
            op = default if used == YES else Op("pick", (used, default, op))
        op = Op("pick", (_told(fact.name), _given(fact, unit), op))
        if applies != YES:
            op = Op("pick", (applies, op, number(int(fact.otherwise or 0) * factor)))
        return fact.name, op


def _surely_unless(holds: Op, unless: Op | None) -> Op:
    """Whether the first surely holds and the second does not surely hold."""
    excused = NO if unless is None else Op("surely", (unless,))
    return both(Op("surely", (holds,)), opposite(excused))


class _FittedDefault:
    """A default moved to the nearest value that contradicts nothing of what was told (`Fitting`)."""

    def __init__(self, year: _YearLowering, fitting: Fitting) -> None:
        facts = {name: year.program.rulebook.facts[name] for name in fitting.names}
        settled = {name: year.assumed[name] for name in fitting.earlier}
        # A fact that is settled later has no number yet, but it is read only as it was told: in its own unit.
        units = {name: year.units.get(name, _own(fact)) for name, fact in facts.items() if fact.unit not in NO_NUMBER}
        self.lowering = Lowering(AsTold(facts, units, settled))
        self.ruled = fitting.ruled

    def _binding(self) -> Iterable[tuple[Ruled, Op]]:
        """Each of what is ruled out, and whether it surely is."""
        for one in self.ruled:
            unless = None if one.unless is None else self.lowering.truth(one.unless)
            yield one, _surely_unless(self.lowering.truth(one.guard), unless)

    def truth(self, default: Op) -> Op:
        """A yes or no, turned where it is ruled out and the other is not."""
        out = dict.fromkeys((True, False), NO)
        for one, binds in self._binding():
            if isinstance(one.bound, Truth):
                before = out[one.bound.value]
                out[one.bound.value] = binds if before == NO else Op("or", (before, binds))
        no_yes, no_no = both(out[True], opposite(out[False])), both(out[False], opposite(out[True]))
        turned = Op("choose", (both(Op("surely", (opposite(default),)), no_no), YES, default))
        return Op("choose", (both(Op("surely", (default,)), no_yes), NO, turned))

    def number(self, default: Op, fact: Fact, unit: Unit) -> Op:
        """A number of the unit: first within what an order leaves of the fact's bounds, then off a single value."""
        factor = int(_own(fact) / unit)
        low, high = number(fact.lowest * factor), number(fact.highest * factor)
        binding = [
            (one.operator, binds, self.lowering.number(one.bound))
            for one, binds in self._binding()
            if not isinstance(one.bound, Truth)
        ]
        for operator, binds, bound in binding:
            low, high = _narrowed(operator, binds, bound, unit, (low, high))
        value, top = within(default, low, high), number(fact.highest * factor)
        for operator, binds, bound in binding:
            if operator == "=":
                here = Op("lowest", (value,))
                least = bound._replace(op=Op("lowest", (bound.op,)))
                there = Op("equal", tuple(together(ExactAmount(here, unit), least)[0]))
                exactly = both(_point(bound.op), _point(value), there)
                up, down = Op("add", (here, number(1))), Op("subtract", (here, number(1)))
                moved = Op("pick", (Op("more", (top, here)), up, down))
                value = Op("pick", (both(binds, exactly), moved, value))
        return value


def _narrowed(operator: str, binds: Op, bound: ExactAmount, unit: Unit, ends: tuple[Op, Op]) -> tuple[Op, Op]:
    """The bounds without what is surely ruled out by an order."""
    low, high = ends
    least, most = Op("lowest", (bound.op,)), Op("highest", (bound.op,))
    match operator:
        case ">":
            return low, Op("pick", (binds, Op("least", (high, _rounded("down", most, bound.unit, unit))), high))
        case ">=":
            below = Op("subtract", (_rounded("up", most, bound.unit, unit), number(1)))
            return low, Op("pick", (binds, Op("least", (high, below)), high))
        case "<":
            return Op("pick", (binds, Op("most", (low, _rounded("up", least, bound.unit, unit))), low)), high
        case "<=":
            above = Op("add", (_rounded("down", least, bound.unit, unit), number(1)))
            return Op("pick", (binds, Op("most", (low, above)), low)), high
        case "!=":
            only, exactly = both(binds, _point(bound.op)), _rounded("down", least, bound.unit, unit)
            return Op("pick", (only, exactly, low)), Op("pick", (only, exactly, high))
    return ends


def _point(op: Op) -> Op:
    """Whether a number has one value only."""
    return Op("reach", (Op("lowest", (op,)), Op("highest", (op,))))


def _rounded(way: str, op: Op, own: Unit, unit: Unit) -> Op:
    """A number of one unit as one of another, rounded down or up."""
    ratio = own / unit
    return (
        times(op, ratio.numerator)
        if ratio.denominator == 1
        else Op("round", (op,), (way, ratio.numerator, ratio.denominator))
    )
