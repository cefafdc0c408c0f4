"""Measures what traces exercise of a rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ...diagnostic import Diagnostic, Span
from ...reasoning.compile.compiled import Program
from ...reasoning.trace import Trace
from ...rulebook.model import Comparison, Rulebook
from ..proof.claims import YearFolder, without_ground
from .leaves import Leaf, LeafInYear, leaves, tried

NEAR: Final = 1.0
FOUND: Final = ("uncovered",)
LOST: Final = ("lost-coverage",)
_AT: Final = {">=": (-NEAR, 0.0), "<": (-NEAR, 0.0), ">": (0.0, NEAR), "<=": (0.0, NEAR)}


class Exercised(NamedTuple):
    """One thing to exercise: what it is, where it is, which sides it has and which were seen."""

    kind: str
    what: str
    span: Span
    wanted: tuple[str, ...]
    seen: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The sides nothing exercised."""
        return tuple(side for side in self.wanted if side not in self.seen)


class Coverage:
    """Collects what traces show; one for all years of a rulebook."""

    def __init__(self, book: Rulebook) -> None:
        """Nothing seen yet."""
        self.book, self.leaves = book, leaves(book)
        self.held: dict[str, set[str]] = {name: set() for name in book.conclusions}
        self.sides: list[set[str]] = [set() for _ in self.leaves]
        self.edges: list[set[str]] = [set() for _ in self.leaves]
        self._tried: dict[int, list[LeafInYear | None]] = {}

    def add(self, trace: Trace) -> None:
        """Note what one trace shows; that of a saver with other items than one of each list is left out."""
        if trace.program.rulebook.shape != self.book.shape:
            return
        for name in self.held:
            holds = trace.holds(name)
            if holds is not None:
                self.held[name].add("holds" if holds else "does not hold")
        for place, one in enumerate(self._year(trace.program)):
            if one is not None:
                self._leaf(place, one, trace)

    def _year(self, program: Program) -> list[LeafInYear | None]:
        if program.tax_year not in self._tried:
            folder = YearFolder(program)
            self._tried[program.tax_year] = [tried(program, folder, leaf) for leaf in self.leaves]
        return self._tried[program.tax_year]

    def _leaf(self, place: int, one: LeafInYear, trace: Trace) -> None:
        holds = one.holds(trace.values)
        if holds is not None:
            self.sides[place].add("yes" if holds else "no")
        node = self.leaves[place].node
        apart = one.apart(trace.values) if one.apart else None
        if apart is not None and isinstance(node, Comparison):
            self.edges[place].update(_edge(node.operator, apart))

    def result(self) -> list[Exercised]:
        """Everything there is to exercise, with what was seen of it."""
        return [*self._conclusions(), *self._sides(), *self._boundaries()]

    def _conclusions(self) -> Iterator[Exercised]:
        never = without_ground(self.book)
        for name, seen in self.held.items():
            if name in never:
                continue
            span = self.book.conclusions[name].span
            yield Exercised("conclusion", name, span, ("holds", "does not hold"), tuple(sorted(seen)))

    def _sides(self) -> Iterator[Exercised]:
        for leaf, seen in zip(self.leaves, self.sides, strict=True):
            yield Exercised("condition side", _what(leaf), leaf.span, ("yes", "no"), tuple(sorted(seen)))

    def _boundaries(self) -> Iterator[Exercised]:
        for leaf, seen in zip(self.leaves, self.edges, strict=True):
            if isinstance(leaf.node, Comparison):
                yield Exercised("boundary", _what(leaf), leaf.span, ("on it", "just off it"), tuple(sorted(seen)))


def _what(leaf: Leaf) -> str:
    return f"{leaf.statement}: {leaf.text}"


def _edge(operator: str, apart: float) -> Iterator[str]:
    """On the boundary, or within one step on the side where the comparison turns."""
    low, high = _AT.get(operator, (-NEAR, NEAR))
    if apart == 0:
        yield "on it"
    elif low <= apart <= high:
        yield "just off it"


def measure(book: Rulebook, traces: Iterable[Trace]) -> list[Exercised]:
    """What the traces exercise of the rulebook."""
    coverage = Coverage(book)
    for trace in traces:
        coverage.add(trace)
    return coverage.result()


def findings(seen: Iterable[Exercised]) -> Iterator[Diagnostic]:
    """A finding for everything that has a side no case exercises."""
    for one in seen:
        if one.missing:
            message = f"no case shows {one.kind} `{one.what}`: {' and '.join(one.missing)}"
            yield Diagnostic("uncovered", "advice", message, one.span, help="add a case beside the rules")


def lost(before: Iterable[Exercised], now: Iterable[Exercised]) -> Iterator[Diagnostic]:
    """A finding for everything a case showed before and none shows now, of what is still there."""
    shown: dict[tuple[str, str], set[str]] = {}
    for one in before:
        shown.setdefault((one.kind, one.what), set()).update(one.seen)
    for one in now:
        gone = [side for side in one.missing if side in shown.get((one.kind, one.what), ())]
        if gone:
            message = f"no case shows {one.kind} `{one.what}` any more: {' and '.join(gone)}"
            yield Diagnostic("lost-coverage", "warning", message, one.span, help="put back the case, or one like it")


def as_text(seen: Iterable[Exercised], most: int = 60) -> str:
    """How much is exercised, kind by kind, and what is not."""
    found = list(seen)
    lines = []
    for kind in dict.fromkeys(one.kind for one in found):
        here = [one for one in found if one.kind == kind]
        sides, covered = sum(len(one.wanted) for one in here), sum(len(one.wanted) - len(one.missing) for one in here)
        lines.append(f"{kind}: {covered} of {sides} ({100 * covered / sides:.1f} %)")
    missing = [one for one in found if one.missing]
    lines += [f"  {one.span}: {one.kind} `{one.what}`: not {' nor '.join(one.missing)}" for one in missing[:most]]
    return "\n".join(lines + ([f"  and {len(missing) - most} more"] if len(missing) > most else []))
