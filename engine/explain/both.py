"""Two explanations side by side: what they say alike is said once, and what one says alone goes by a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from .explanation import Explanation
from .shapes import ChangeView, CorrectionView, DateView, Labeled, OpenFactView, SourcedText, StepView

EACH: Final = "Each of you"
_MOST_DIFFERENT: Final = 3  # amounts that may differ in a sentence said of both
AMOUNT: Final = re.compile(r"\$\d{1,3}(?:,\d{3})*(?:\.\d\d)?|\b\d+%")
_Item = TypeVar("_Item")
_View = TypeVar("_View", ChangeView, CorrectionView, DateView, Labeled, OpenFactView, StepView)


class Both(NamedTuple):
    """The names and explanations of two savers."""

    called: tuple[str, str]
    own: tuple[Explanation, Explanation]

    @property
    def names(self) -> str:
        """Both names."""
        return f"{self.called[0]} and {self.called[1]}"

    def inner(self, text: str) -> str:
        """The text as it stands inside a sentence; the rulebook says which words keep their capital."""
        return self.own[0].notes.inner(text)

    def alike(self, one: str, other: str) -> str | None:
        """A text of the first and one of the second as one text; None where they differ in more than dollars.

        `$3,440` and `$3,000` become `$3,440 (Peter) or $3,000 (Ruth)`.
        """
        if one == other:
            return one
        pairs = _amounts(one, other)
        if pairs is None or sum(mine != others for mine, others in pairs) > _MOST_DIFFERENT:
            return None
        first, second = self.called
        told = iter(mine if mine == others else f"{mine} ({first}) or {others} ({second})" for mine, others in pairs)
        return AMOUNT.sub(lambda _: next(told), one)

    def merged(self, of: Callable[[Explanation], Iterable[Labeled]]) -> tuple[Labeled, ...]:
        """What a list of each comes to: first what holds for both, then each one's own in turn."""
        mine, others = list(of(self.own[0])), list(of(self.own[1]))
        shared: list[Labeled] = []
        for one in tuple(mine):
            for other in others:
                as_one = self._as_one(one, other)
                if as_one is not None:
                    shared.append(as_one)
                    mine.remove(one)
                    others.remove(other)
                    break
        left = [
            [placed(one, place)._replace(who=self.called[place]) for one in own]
            for place, own in enumerate((mine, others))
        ]
        return (*shared, *in_turn(*left))

    def _as_one(self, one: Labeled, other: Labeled) -> Labeled | None:
        if one.said.rule != other.said.rule:
            return None
        label, text = self.alike(one.label, other.label), self.alike(one.said.text, other.said.text)
        return None if label is None or text is None else Labeled(label, SourcedText(text, one.said.rule))


def differing(one: str, other: str) -> list[str] | None:
    """The amounts a second text has in place of those of the first; None where they differ in more than dollars."""
    pairs = _amounts(one, other)
    return None if pairs is None else [theirs for mine, theirs in pairs if mine != theirs]


def _amounts(one: str, other: str) -> list[tuple[str, str]] | None:
    if AMOUNT.sub("$", one) != AMOUNT.sub("$", other):
        return None
    return list(zip(AMOUNT.findall(one), AMOUNT.findall(other), strict=True))


def placed(view: _View, place: int) -> _View:
    """What is said, as it is said of one of two savers."""
    said: dict[str, Any] = {
        name: one._replace(place=place)
        for name, one in zip(view._fields, view, strict=True)
        if isinstance(one, SourcedText)
    }
    return view._replace(**said)


def in_turn(mine: Sequence[_Item], others: Sequence[_Item]) -> Iterator[_Item]:
    """One of the first, one of the second, and so on."""
    for place in range(max(len(mine), len(others))):
        yield from (*mine[place : place + 1], *others[place : place + 1])


__all__ = ["AMOUNT", "EACH", "Both", "differing", "in_turn", "placed"]
