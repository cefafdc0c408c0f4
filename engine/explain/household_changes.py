"""What changed since an earlier letter to two: what changed alike for both is said once, the rest by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeVar

from .both import AMOUNT, EACH, Both, placed
from .changes import Answer, causes, changes
from .formatting import said_range, sentence
from .household import HouseholdExplanation
from .shapes import Changes, ChangeView, DateView, HouseholdSince, SourcedText

TOGETHER: Final = "Together"
_View = TypeVar("_View", ChangeView, DateView)


def household_changes(
    explanation: HouseholdExplanation,
    since: HouseholdSince,
    answers: Sequence[Answer],
    facts: Sequence[Mapping[str, str]],
) -> Changes:
    """What differs for each, in shown strings; `answers` and `facts` are those of the new receipt, in its order."""
    first, second = explanation.savers
    both = Both((first.name, second.name), (first.own, second.own))
    mine, others = (
        changes(own, one, answer, told)
        for own, one, answer, told in zip(both.own, since.each, answers, facts, strict=True)
    )
    together = tuple(_together(explanation, since, mine))
    return mine._replace(
        facts=tuple(_merged(both, mine.facts, others.facts, _same)),
        answer=(*together, *_merged(both, mine.answer, others.answer, _same)),
        steps=tuple(_merged(both, mine.steps, others.steps, _but_for_dollars)),
        passed=tuple(_merged(both, mine.passed, others.passed, _same)),
        told_apart=mine.told_apart and others.told_apart,
        nothing=mine.nothing and others.nothing and not together,
    )


def _together(explanation: HouseholdExplanation, since: HouseholdSince, told: Changes) -> Iterator[ChangeView]:
    """What both can put in together, where that differs."""
    stages = [said_range(one) for one in (*since.totals, explanation.found.total)]
    if stages[0] != stages[-1]:
        moved = [before != after for before, after in pairwise(stages)]
        cause = " and ".join(name for name, one in zip(causes(told), moved, strict=False) if one)
        rule = explanation.savers[0].own.total.rule
        book = explanation.savers[0].own.notes.book
        what = SourcedText(sentence(book.wording.total.in_all), rule)
        yield ChangeView(what, stages[0], stages[-1], cause if len(since.totals) > 1 else "", TOGETHER)


def _merged(
    both: Both, mine: Sequence[_View], others: Sequence[_View], as_one: Callable[[Both, _View, _View], _View | None]
) -> Iterator[_View]:
    """What the two lists come to: what is as one once, and what is about the same thing side by side."""
    left = list(others)
    for one in mine:
        other = next((other for other in left if _about(one) == _about(other)), None)
        if other is None:
            yield placed(one, 0)._replace(who=both.called[0])
            continue
        left.remove(other)
        merged = as_one(both, one, other)
        if merged is not None:
            yield merged._replace(who=EACH)
        else:
            yield placed(one, 0)._replace(who=both.called[0])
            yield placed(other, 1)._replace(who=both.called[1])
    yield from (placed(one, 1)._replace(who=both.called[1]) for one in left)


def _about(view: ChangeView | DateView) -> tuple[str, object]:
    """What tells that two are about the same thing: a step by its rule, the rest by its words as well."""
    if isinstance(view, DateView):
        return view.text.rule, view.day
    return view.what.rule, AMOUNT.sub("$", view.what.text)


def _same(both: Both, one: _View, other: _View) -> _View | None:
    return one if one == other else None


def _but_for_dollars(both: Both, one: ChangeView, other: ChangeView) -> ChangeView | None:
    """A step of both that differs in dollars alone."""
    texts = [
        both.alike(*pair) for pair in ((one.what.text, other.what.text), (one.then, other.then), (one.now, other.now))
    ]
    if one.cause != other.cause or None in texts:
        return None
    what, then, now = (text or "" for text in texts)
    return one._replace(what=one.what._replace(text=what), then=then, now=now)


__all__ = ["household_changes"]
