"""What a program's expressions say whoever asks: the names each reads, and what each fact is held against.

Walked once for a program, when first asked for: half the time of an advice went into walking them for each saver.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from ...rulebook.model import Comparison, Expression, Extreme, Fact, Name, Number
from ...rulebook.walk import children, every, names_in, show
from .closures import Numeric, RangeCompiler

Kept = TypeVar("Kept")


class Walks:
    """Walks over the figures and atoms of one program, each done when it is first needed."""

    def __init__(
        self,
        figures: Mapping[str, Expression],
        atoms: Sequence[Expression],
        facts: Mapping[str, Fact],
        compiler: RangeCompiler,
        slots: Mapping[str, int],
        readers: Mapping[str, Collection[str]],
        clashes: Mapping[str, tuple[Expression, Expression | None]],
    ) -> None:
        """Nothing walked yet."""
        self._figures, self._atoms, self._facts, self._compiler = figures, atoms, facts, compiler
        self._slots, self._readers, self._clashes = slots, readers, clashes
        self._kept: dict[Callable[..., Any], Any] = {}

    def once(self, make: Callable[[Any], Kept], program: Any) -> Kept:
        """What is made of the program, the same for whatever saver it may be narrowed for: made once, kept with it."""
        if make not in self._kept:
            self._kept[make] = make(program)
        found: Kept = self._kept[make]
        return found

    @cached_property
    def of_figures(self) -> dict[str, tuple[str, ...]]:
        """The names each figure reads, in the order they are written, each once."""
        return {name: _names(node) for name, node in self._figures.items()}

    @cached_property
    def of_atoms(self) -> list[tuple[str, ...]]:
        """The names each atom reads, in the order they are written, each once."""
        return [_names(node) for node in self._atoms]

    @cached_property
    def reading(self) -> dict[str, int]:
        """The slots of what reads each name directly, as bits of a number."""
        slots, none = self._slots, ()
        return {
            name: sum(1 << slots[one] for one in set(self._readers.get(name, none)) if one in slots) for name in slots
        }

    @cached_property
    def behind(self) -> dict[str, int]:
        """The slots of each name and of all that it rests on, as bits of a number; slots come after what they read."""
        found = {name: 1 << slot for name, slot in self._slots.items()}
        for name in self._slots:
            for reader in self._readers.get(name, ()):
                found[reader] |= found[name]
        return found

    @cached_property
    def clashing(self) -> dict[str, frozenset[str]]:
        """The contradictions that read each fact."""
        found: dict[str, set[str]] = {}
        for name, (when, unless) in self._clashes.items():
            for fact in (*_names(when), *(_names(unless) if unless is not None else ())):
                found.setdefault(fact, set()).add(name)
        return {fact: frozenset(names) for fact, names in found.items()}

    @cached_property
    def bounds(self) -> dict[str, list[tuple[Numeric, bool]]]:
        """For each fact the amounts it is compared with or capped by, and whether each is a plain number."""
        found: dict[str, dict[str, tuple[Numeric, bool]]] = {}
        for node in self._nodes():
            if isinstance(node, Comparison | Extreme):
                sides = children(node)
                for side in sides:
                    if isinstance(side, Name) and side.name in self._facts:
                        others = {show(other): other for other in sides if other is not side}
                        for text in others.keys() - found.setdefault(side.name, {}).keys():
                            other = others[text]
                            found[side.name][text] = self._compiler.number(other), isinstance(other, Number)
        return {fact: list(amounts.values()) for fact, amounts in found.items()}

    @cached_property
    def led_to(self) -> dict[str, tuple[str, ...]]:
        """For each yes/no fact the facts that apply only by its answer: what a question on special cases leads to."""
        found: dict[str, list[str]] = {}
        for name, fact in self._facts.items():
            for read in _names(fact.applies.expression) if fact.applies else ():
                if read in self._facts and self._facts[read].unit == "yes_no":
                    found.setdefault(read, []).append(name)
        return {read: tuple(names) for read, names in found.items()}

    def _nodes(self) -> Iterator[Expression]:
        for node in (*self._figures.values(), *self._atoms):
            yield from every(node)


def _names(node: Expression) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in names_in(node)))
