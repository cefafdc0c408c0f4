"""Formulas without what does not matter to a saver: the branch of an `if` that is taken, sums without plain zeros."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

from ...model import Arithmetic, Conditional, Expression, Extreme, Name, Number, Proration, Rounded
from ...walk import children

_MOST_WAYS: Final = 1_000
_Values = list[Any]
Question = Callable[[_Values], bool | None]


class Questions(Protocol):
    """What may be asked of the values of a saver."""

    def truth(self, test: Expression) -> Question:
        """Whether a test holds; None where that is not known."""

    def nothing(self, node: Expression) -> Question:
        """Whether an amount is known to be $0."""

    def not_below_nothing(self, node: Expression) -> Question:
        """Whether an amount is known to be $0 or more."""


class Plain:
    """A pruned formula, and the names it computes with."""

    __slots__ = ("formula", "names")

    def __init__(self, formula: Expression) -> None:
        """Find the names."""
        self.formula, self.names = formula, tuple(dict.fromkeys(names_of(formula)))


class _Turn:
    """A question on the way to a pruned formula, and where each answer leads."""

    __slots__ = ("question", "ways")

    def __init__(self, question: Question) -> None:
        self.question = question
        self.ways: _Ways = {}


_Ways = dict[bool | None, _Turn | Plain]


class Pruning:
    """A formula pruned for one saver after another: the same answers on the way lead to the same formula."""

    def __init__(self, questions: Questions, written: Expression) -> None:
        """Nobody has come this way yet."""
        self._questions, self._written = questions, written
        self._start: _Ways = {}
        self._many = 0

    def of(self, values: _Values) -> Plain:
        """The formula for these values; as it is written where it is an `if` nobody can decide."""
        ways, answer = self._start, None
        while found := ways.get(answer):
            if isinstance(found, Plain):
                return found
            ways, answer = found.ways, found.question(values)
        return self._kept(_Pruner(self._questions, values))

    def _kept(self, pruner: _Pruner) -> Plain:
        if self._many >= _MOST_WAYS:
            self._start, self._many = {}, 0
        self._many += 1
        formula = pruner.pruned(self._written)
        formula = self._written if isinstance(formula, Conditional) else formula
        ways, answer = self._start, None
        for question, said in pruner.asked:
            turn = ways.setdefault(answer, _Turn(question))
            assert isinstance(turn, _Turn)  # the same answers lead to the same question
            ways, answer = turn.ways, said
        found = ways[answer] = Plain(formula)
        return found


class _Pruner:
    """Prunes a formula for one saver, and notes what it asked on the way."""

    def __init__(self, questions: Questions, values: _Values) -> None:
        self._questions, self._values = questions, values
        self.asked: list[tuple[Question, bool | None]] = []

    def _ask(self, question: Question) -> bool | None:
        answer = question(self._values)
        self.asked.append((question, answer))
        return answer

    def pruned(self, node: Expression) -> Expression:
        """The expression with every decided `if` replaced by the branch it takes, and sums freed of plain zeros."""
        if isinstance(node, Conditional):
            holds = self._ask(self._questions.truth(node.test))
            return node if holds is None else self.pruned(node.then if holds else node.otherwise)
        if isinstance(node, Arithmetic):
            return self._sum(node._replace(left=self.pruned(node.left), right=self.pruned(node.right)))
        if isinstance(node, Extreme):
            return self._extreme(node._replace(items=tuple(self.pruned(item) for item in node.items)))
        if isinstance(node, Rounded):
            return node._replace(item=self.pruned(node.item))
        if isinstance(node, Proration):
            amount, part, whole = (self.pruned(part) for part in children(node))
            return node._replace(amount=amount, part=part, whole=whole)
        return node

    def _sum(self, node: Arithmetic) -> Expression:
        if node.operator in "+-" and self._is_zero(node.right):
            return node.left
        if node.operator == "+" and self._is_zero(node.left):
            return node.right
        return node

    def _extreme(self, node: Extreme) -> Expression:
        flat: list[Expression] = []
        for item in node.items:
            inner = item.items if isinstance(item, Extreme) and item.operator == node.operator else (item,)
            flat += [one for one in inner if one not in flat]
        rest = [item for item in flat if not is_zero(item)]
        if node.operator == "max" and any(self._ask(self._questions.not_below_nothing(item)) for item in rest):
            flat = rest
        return node._replace(items=tuple(flat)) if len(flat) > 1 else flat[0]

    def _is_zero(self, node: Expression) -> bool:
        return isinstance(node, Name | Number) and self._ask(self._questions.nothing(node)) is True


def is_zero(node: Expression) -> bool:
    """Whether a formula is a plain zero."""
    return isinstance(node, Number) and node.amount == 0


def names_of(node: Expression) -> Iterator[str]:
    """The names a pruned formula computes with; of an undecided `if` those of both branches, not of its test."""
    if isinstance(node, Name):
        yield node.name
    parts = (node.then, node.otherwise) if isinstance(node, Conditional) else children(node)
    for part in parts:
        yield from names_of(part)
