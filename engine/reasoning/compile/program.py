"""A rulebook compiled for one tax year: slots, levels, closures over ranges, and the disjuncts of every conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from heapq import heappop, heappush
from math import lcm
from typing import Final

from ...diagnostic import Diagnostic, Refusal, Span
from ...rulebook.load.graph import dependencies
from ...rulebook.model import (
    Comparison,
    Contradiction,
    Expression,
    Fact,
    Figure,
    Formula,
    Limit,
    Membership,
    Name,
    Number,
    Rulebook,
    Truth,
)
from ...rulebook.walk import children, names_in, show
from ...value import LAST_DAY, SCALE
from ..range import Range, hull
from .at_most import AmountOrder
from .closures import Condition, Numeric, RangeCompiler
from .compiled import NO_NUMBER, Atom, CompiledConclusion, CompiledFact, CompiledFigure, CompiledLimit, Level, Program
from .defaults import Fitting, facts_in, limited, ruled_out
from .dnf import Disjunct, Literal, TooMuch, TooWide, Work, disjuncts
from .fold import Absent, Folder, ZeroDivisor, constants_of
from .generated_code import Generated, GeneratedCode
from .operators import ExactAmount, in_units, unit_fraction
from .printing import Integers, Pair, Printer
from .walks import Walks

_LARGEST = 2**200
_OPPOSITES = {"<": ">=", "<=": ">", "!=": "="}
_MOST_MISSING: Final = 3


def compile_year(rulebook: Rulebook, tax_year: int) -> Program:
    """Compile for a tax year. Raises Refusal where the year is not published or a rule goes beyond inference."""
    if tax_year not in rulebook.years:
        raise Refusal((missing_year(rulebook, tax_year),))
    return _Compiler(rulebook, tax_year).program()


def missing_year(rulebook: Rulebook, tax_year: int) -> Diagnostic:
    """Why a tax year cannot be decided, naming what is missing."""
    years = rulebook.years
    lacking = [name for name, parameter in rulebook.parameters.items() if parameter.year(tax_year) is None]
    said = f"from {years[0]} to {years[-1]}" if years else "one with published figures (there is none yet)"
    message = f"the figures for tax year {tax_year} are not in this rulebook: {len(lacking)} are missing"
    names = ", ".join(f"`{name}`" for name in lacking)
    listed = "`rothroute explain parameters` lists the amounts and dates that a tax year needs"
    notes = (f"missing for {tax_year}: {names}" if len(lacking) <= _MOST_MISSING else listed,)
    return Diagnostic("missing-year", "error", message, help=f"`{rulebook.year_fact}` must be {said}", notes=notes)


def _generated(program: Program) -> Generated:
    from .generate import generate  # only programs used often need it

    return generate(program)


class _Compiler:
    def __init__(self, rulebook: Rulebook, tax_year: int) -> None:
        self.book, self.year = rulebook, tax_year
        self.reads = dict(dependencies(rulebook))
        self.constants, self.absent = constants_of(rulebook.parameters, tax_year)
        self.known: dict[str, bool] = {}
        self.folder = Folder(self.constants, self.absent, self.known)
        self.slots: dict[str, int] = {}
        self.denominators: dict[str, int] = {}
        self.widest = _Widest()
        self.formulas: dict[str, Expression] = {}
        self.ranges = RangeCompiler(self.slots, self.denominators, AmountOrder(self.formulas, self._ends).is_share)
        self.level_of: dict[str, int] = {}
        self.atoms: list[Atom] = []
        self.atom_index: dict[str, int] = {}
        self.literals: dict[Expression, Literal] = {}
        self.facts: dict[str, CompiledFact] = {}
        self.figures: dict[str, CompiledFigure] = {}
        self.conclusions: dict[str, CompiledConclusion] = {}
        self.problems: list[Diagnostic] = []
        self.clashes = {one.name: self._clash(one) for one in rulebook.contradictions}
        self.ruled = ruled_out(self._assumed(), self.clashes)
        self.earlier = self._before()
        self.work = Work()

    def program(self) -> Program:
        for name in ordered(self.reads):
            if name not in self.constants and name not in self.absent:
                self.slots[name] = len(self.slots)
                self._plan(name)
        limits = tuple(self._limit(limit) for limit in self.book.limits.values())
        contradictions = {
            name: (self.ranges.truth(when), None if unless is None else self.ranges.truth(unless))
            for name, (when, unless) in self.clashes.items()
        }
        self._fit()
        if self.problems:
            raise Refusal(tuple(self.problems))
        return Program(
            self.book,
            self.year,
            self.slots,
            self.denominators,
            tuple(self._levels()),
            tuple(self.atoms),
            self.facts,
            self.figures,
            self.conclusions,
            limits,
            contradictions,
            self.clashes,
            self.constants,
            tuple(self._conclusion_atoms()),
            self.ranges,
            GeneratedCode(_generated),
            self.reads,
            (readers := _readers(self.reads)),
            self._walks(readers),
        )

    def _assumed(self) -> Iterator[str]:
        return (name for name, fact in self.book.facts.items() if fact.assume is not None)

    def _before(self) -> dict[str, frozenset[str]]:
        """For each default that may contradict: the facts of these contradictions that are settled before it."""
        place = {name: number for number, name in enumerate(ordered(self.reads))}
        found = {}
        for name, ruled in self.ruled.items():
            found[name] = frozenset(one for one in facts_in(ruled) if place.get(one, len(place)) < place[name])
            self.reads[name] = self.reads[name] | found[name]
        return found

    def _fit(self) -> None:
        """Give each default what it is held against, now that every fact has its slot."""
        for name, ruled in self.ruled.items():
            names = facts_in(ruled)
            if names:
                compiled, denominator = self.facts[name], self.denominators[name]
                bounds = compiled.unknown or (0, 0)
                limits = tuple(limited(ruled, self.ranges))
                fitting = Fitting(ruled, names, self.earlier[name], limits, denominator, bounds)
                self.facts[name] = compiled._replace(fitting=fitting)
                self.reads[name] = self.reads[name] | {one for one in names if one in self.slots}

    def _walks(self, readers: Mapping[str, list[str]]) -> Walks:
        figures = {name: compiled.expression for name, compiled in self.figures.items()}
        atoms = [atom.node for atom in self.atoms]
        return Walks(figures, atoms, self.book.facts, self.ranges, self.slots, readers, self.clashes)

    def _plan(self, name: str) -> None:
        if name in self.book.facts:
            self.facts[name] = self._fact(self.book.facts[name])
        elif name in self.book.figures:
            self._figure(name)
        else:
            self._conclusion(name)

    def _folded(self, formula: Formula) -> Expression:
        try:
            return self.folder.fold(formula.expression)
        except Absent as absent:
            self._problem(
                "absent-amount",
                f"`{absent.parameter}` has no amount in {self.year}: {absent.reason}",
                formula.span,
                "put a parameter that is `no` in that year before it",
            )
            return Truth(False)
        except ZeroDivisor:
            help = "divide by what is never 0, or use `prorate_to_cent(amount, part, whole)`"
            self._problem("zero-division", f"this divides by 0 in {self.year}", formula.span, help)
            return Truth(False)

    def _problem(self, check: str, message: str, span: Span, help: str | None = None) -> None:
        self.problems.append(Diagnostic(check, "error", message, span, (), help))

    def _bounded(self, figure: Figure, amount: ExactAmount) -> Range:
        """All that a figure can come to; what would outgrow memory or the calendar is refused."""
        denominator = amount.unit.denominator
        found: Range = self.widest.pair(in_units(amount, unit_fraction(denominator)))
        low, high = (denominator, LAST_DAY * denominator) if figure.unit == "date" else (-_LARGEST, _LARGEST)
        if low <= found[0] and found[1] <= high and denominator <= _LARGEST:
            return found
        said = "a day before year 1 or after year 9999" if figure.unit == "date" else "an amount beyond all bounds"
        message = f"`{figure.name}` can come to {said}"
        self._problem("too-large", message, figure.formula.span, "keep it in bounds with `min`")
        self.denominators[figure.name] = 1
        return 1, 1

    def _ends(self, node: Expression) -> tuple[Fraction, Fraction]:
        """The least and the most that an amount of names worked out before can be for any saver."""
        amount = self.ranges.lowering.number(node)
        low, high = self.widest.pair(amount.op)
        return low * amount.unit, high * amount.unit

    def _maybe(self, formula: Formula | None) -> Expression | None:
        return None if formula is None else self._folded(formula)

    def _condition(self, formula: Formula | None) -> Condition | None:
        return None if formula is None else self.ranges.truth(self._folded(formula))

    def _height(self, *expressions: Expression) -> int:
        heights = [0]
        for expression in expressions:
            for name, _ in names_in(expression):
                above = 1 if name in self.book.conclusions else 0
                heights.append(self.level_of.get(name, 0) + above)
        return max(heights)

    def _fact(self, fact: Fact) -> CompiledFact:
        self.denominators[fact.name] = SCALE.get(fact.unit, 1)
        assume: Condition | Numeric | None = None
        folded: Expression | None = None
        read = [formula.expression for formula in (fact.applies, fact.assume_when) if formula is not None]
        read += map(Name, self.earlier.get(fact.name, ()))
        self.level_of[fact.name] = self._height(*read)
        if fact.assume is not None:
            folded = self._folded(fact.assume) if fact.unit == "yes_no" else self._amounted(fact.assume)
            self.level_of[fact.name] = self._height(folded, *read)
            assume = self.ranges.truth(folded) if fact.unit == "yes_no" else self._amount(fact, folded)
        applies, when = self._maybe(fact.applies), self._maybe(fact.assume_when)
        tests = [None if node is None else self.ranges.truth(node) for node in (applies, when)]
        if fact.unit not in NO_NUMBER:
            self.widest.values[fact.name] = _bounds(fact, self.denominators[fact.name])
        slot = self.slots[fact.name]
        factor = 0 if fact.unit in NO_NUMBER else self.denominators[fact.name] // SCALE[fact.unit]
        unknown = (fact.lowest * factor, fact.highest * factor) if factor else None
        compiled = CompiledFact(
            fact.name, slot, fact, tests[0], assume, tests[1], applies, folded, when, factor, unknown, None
        )
        return compiled if fact.otherwise is None else compiled._replace(elsewhere=compiled.measured(fact.otherwise))

    def _amount(self, fact: Fact, folded: Expression) -> Numeric:
        """A default, exact: the fact's denominator measures it and what can be told."""
        amount = self.ranges.lowering.number(folded)
        self.denominators[fact.name] = denominator = lcm(amount.unit.denominator, self.denominators[fact.name])
        return self.ranges.amount(amount, denominator)

    def _clash(self, contradiction: Contradiction) -> tuple[Expression, Expression | None]:
        return self._folded(contradiction.when), self._maybe(contradiction.unless)

    def _limit(self, limit: Limit) -> CompiledLimit:
        uses = tuple(self.ranges.number(self._amounted(use.amount)) for use in limit.uses)
        cap = self.ranges.number(self._amounted(limit.cap))
        return CompiledLimit(limit, self._condition(limit.applies), cap, uses)

    def _amounted(self, formula: Formula) -> Expression:
        """An amount folded; where folding failed (and was noted) a zero stands in so that work can go on."""
        folded = self._folded(formula)
        return Number(0, 1, "dollars") if isinstance(folded, Truth) else folded

    def _figure(self, name: str) -> None:
        figure = self.book.figures[name]
        folded = self._amounted(figure.formula)
        amount = self.ranges.lowering.number(folded)
        self.denominators[name] = amount.unit.denominator
        self.widest.values[name] = self._bounded(figure, amount)
        self.level_of[name] = self._height(folded)
        applies_when = self._maybe(figure.applies)
        applies = None if applies_when is None else self.ranges.truth(applies_when)
        self.formulas[name] = folded
        number = self.ranges.amount(amount)
        self.figures[name] = CompiledFigure(name, self.slots[name], folded, number, applies, applies_when)

    def _conclusion(self, name: str) -> None:
        formula = self.book.conclusions[name].when
        folded = self._folded(formula)
        self.level_of[name] = 0
        if isinstance(folded, Truth):
            self.known[name] = folded.value
        self.level_of[name] = self._conclusion_level(folded)
        establish, refute = self._disjuncts(name, folded, True), self._disjuncts(name, folded, False)
        tree = self.ranges.truth(folded)
        self.conclusions[name] = CompiledConclusion(name, self.slots[name], folded, tree, establish, refute)

    def _conclusion_level(self, folded: Expression) -> int:
        return max((self.atoms[index].level for index in self._indices(folded)), default=0)

    def _indices(self, node: Expression) -> Iterator[int]:
        if isinstance(node, Truth):
            return
        if isinstance(node, Name | Membership | Comparison):
            yield self._atom(node)[0]
            return
        for child in children(node):
            yield from self._indices(child)

    def _disjuncts(self, name: str, folded: Expression, positive: bool) -> tuple[Disjunct, ...]:
        try:
            return disjuncts(folded, positive, self._atom, self.work)
        except TooWide as wide:
            side = "establish" if positive else "refute"
            statement = self.book.conclusions[name]
            message = f"`{name}` {wide} to {side}"
            help = "name an inner condition as a conclusion of its own and read that"
            self._problem("too-wide", message, statement.when.span, help)
            if isinstance(wide, TooMuch):
                raise Refusal(tuple(self.problems)) from None  # whatever comes next would only say the same
            return ()

    def _atom(self, node: Expression) -> Literal:
        """The leaf as an atom and its sign; each is asked for three times."""
        if node not in self.literals:
            self.literals[node] = self._literal(node)
        return self.literals[node]

    def _literal(self, node: Expression) -> Literal:
        sign = True
        if isinstance(node, Comparison) and node.operator in _OPPOSITES:
            node, sign = Comparison(_OPPOSITES[node.operator], node.left, node.right, node.place), False
        key = show(node)
        if key not in self.atom_index:
            self.atom_index[key] = len(self.atoms)
            self.atoms.append(Atom(key, node, self._atom_level(node), self.ranges.truth(node)))
        return self.atom_index[key], sign

    def _atom_level(self, node: Expression) -> int:
        if isinstance(node, Name):
            return self.level_of[node.name]
        return self._height(node)

    def _conclusion_atoms(self) -> Iterator[tuple[int, int]]:
        for place, atom in enumerate(self.atoms):
            if isinstance(atom.node, Name) and atom.node.name in self.conclusions:
                yield place, self.slots[atom.node.name]

    def _levels(self) -> Iterator[Level]:
        for level in range(max(self.level_of.values(), default=0) + 1):
            here = [name for name in self.slots if self.level_of[name] == level]
            steps = tuple(self.facts.get(name) or self.figures[name] for name in here if name not in self.conclusions)
            conclusions = tuple(self.conclusions[name] for name in here if name in self.conclusions)
            atoms = tuple(index for index, atom in enumerate(self.atoms) if atom.level == level)
            yield Level(steps, conclusions, atoms)


class _Widest(Printer):
    """Works amounts out for a saver of whom nothing is known: each name is all it can be."""

    def __init__(self) -> None:
        super().__init__(Integers())

    def _holds(self, name: str) -> Pair:
        return False, True


def _bounds(fact: Fact, denominator: int) -> Range:
    """The range of an amount of which nothing is known, its value where it does not apply included."""
    factor = denominator // SCALE[fact.unit]
    bounds = (fact.lowest * factor, fact.highest * factor)
    other = fact.otherwise
    return hull(bounds, (other * factor, other * factor)) if isinstance(other, int) else bounds


def _readers(reads: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """What reads each name directly."""
    found: dict[str, list[str]] = {}
    for name, read in reads.items():
        for one in read:
            found.setdefault(one, []).append(name)
    return found


def ordered(reads: Mapping[str, set[str]]) -> list[str]:
    """Facts, figures and conclusions so that each comes after what it reads, else as they stand in the rulebook.

    The loader refused cycles.
    """
    names, place = list(reads), {name: number for number, name in enumerate(reads)}
    left = {name: len(reads[name] & place.keys()) for name in names}
    readers = _readers(reads)
    ready = [place[name] for name in names if not left[name]]  # in order, so a heap
    done = []
    while ready:
        done.append(names[heappop(ready)])
        for reader in readers.get(done[-1], ()):
            left[reader] -= 1
            if not left[reader]:
                heappush(ready, place[reader])
    return done
