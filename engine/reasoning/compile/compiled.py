"""What a compiled program is made of: atoms, plans of facts, figures, conclusions and limits, and levels."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, Self

from ...rulebook.model import Expression, Fact, Limit, Number, Rulebook, Truth
from ..range import Range
from .closures import Condition, Numeric, RangeCompiler
from .defaults import Fitting
from .dnf import Disjunct
from .generated_code import GeneratedCode
from .walks import Walks

NO_NUMBER: Final = ("yes_no", "choice", "tax_year")


class Atom(NamedTuple):
    """A leaf of conditions: a comparison, a choice test, a yes/no fact or a conclusion, under its canonical text."""

    key: str
    node: Expression
    level: int
    test: Condition


class CompiledFact(NamedTuple):
    """How a fact gets its value: where it applies, what it is elsewhere, and what may stand in.

    `fitting` keeps what stands in from contradicting what was told. `factor` turns an amount in the fact's own unit
    into whole numbers over its denominator; it is 0 for what is no amount. `unknown` is all that the fact can be (the
    range of an amount, None for any other), `elsewhere` its value where it does not apply.
    """

    name: str
    slot: int
    fact: Fact
    applies: Condition | None
    assume: Condition | Numeric | None
    assume_when: Condition | None
    applies_when: Expression | None
    assumed: Expression | None
    assumed_when: Expression | None
    factor: int
    unknown: Range | None
    elsewhere: Any
    fitting: Fitting | None = None

    def measured(self, answer: Any) -> Any:
        """An answer as a value: an amount as the range of itself alone, over its denominator."""
        if not self.factor:
            return answer
        amount = answer * self.factor
        return amount, amount

    def between(self, lowest: int, highest: int) -> Self:
        """The same amount within other bounds, in its own unit."""
        fact = self.fact._replace(lowest=lowest, highest=highest)
        return self._replace(fact=fact, unknown=(lowest * self.factor, highest * self.factor))


class CompiledFigure(NamedTuple):
    """How a figure is computed; whole numbers over `denominator`."""

    name: str
    slot: int
    expression: Expression
    number: Numeric
    applies: Condition | None
    applies_when: Expression | None = None


class CompiledConclusion(NamedTuple):
    """How a conclusion is decided: its tree for the plain evaluator, its disjuncts for inference and for reasons."""

    name: str
    slot: int
    expression: Expression
    tree: Condition
    establish: tuple[Disjunct, ...]
    refute: tuple[Disjunct, ...]


class CompiledLimit(NamedTuple):
    """How a limit of the ledger is worked out: where it exists, its cap, and its uses in order."""

    limit: Limit
    applies: Condition | None
    cap: Numeric
    uses: tuple[Numeric, ...]


class Level(NamedTuple):
    """What can be worked out together: facts and figures in order, then conclusions in order."""

    steps: tuple[CompiledFact | CompiledFigure, ...]
    conclusions: tuple[CompiledConclusion, ...]
    atoms: tuple[int, ...]


class Program(NamedTuple):
    """A rulebook compiled for one tax year; build it once and use it for every saver.

    `reads` is what each name reads directly, `readers` what reads it directly. `clashes` are the contradictions folded
    for the year: what contradicts, and where it does not after all.
    """

    rulebook: Rulebook
    tax_year: int
    slots: dict[str, int]
    denominators: dict[str, int]
    levels: tuple[Level, ...]
    atoms: tuple[Atom, ...]
    facts: dict[str, CompiledFact]
    figures: dict[str, CompiledFigure]
    conclusions: dict[str, CompiledConclusion]
    limits: tuple[CompiledLimit, ...]
    contradictions: dict[str, tuple[Condition, Condition | None]]
    clashes: dict[str, tuple[Expression, Expression | None]]
    parameters: dict[str, Number | Truth]
    conclusion_atoms: tuple[tuple[int, int], ...]
    compiler: RangeCompiler
    generated: GeneratedCode
    reads: dict[str, set[str]]
    readers: dict[str, list[str]]
    walks: Walks

    @property
    def tests(self) -> Sequence[Condition]:
        """The test of each atom."""
        return [atom.test for atom in self.atoms]

    def held_against(
        self, fitting: Fitting, told: Callable[[str], Any], assumed: Callable[[str], bool], values: Sequence[Any]
    ) -> dict[int, Any]:
        """What a default is held against, by slot: told, assumed before it, or all it could be."""
        found = {}
        for name in fitting.names:
            compiled, answer = self.facts[name], told(name)
            if answer is not None:
                found[compiled.slot] = compiled.measured(answer)
            elif name in fitting.earlier and assumed(name):
                found[compiled.slot] = values[compiled.slot]
            else:
                found[compiled.slot] = compiled.unknown
        return found
