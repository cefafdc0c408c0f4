"""What the answers to one open fact lead to: every way it can come out, the others staying as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ..advise import decide
from ..advise.worth import Search
from ..evaluate import clashes, evaluate
from ..model import Fact
from ..range import Range
from ..trace import Answers, Trace
from ..value import Value
from .doubt import Doubts
from .wording import shown

_MOST: Final = 12
_MOST_SETTINGS: Final = 6


class Outcome(NamedTuple):
    """What a set of answers leads to: the recommendation (None while it is open), total cents, and verdicts."""

    recommendation: str | None
    total: Range
    verdicts: tuple[tuple[str, str, Range], ...]


class Lead(NamedTuple):
    """Answers that lead to one outcome, in words: "yes", "up to $153,000"."""

    said: str
    outcome: Outcome


def outcome_of(trace: Trace) -> Outcome:
    """The recommendation, the verdicts and the amounts of a derivation."""
    decided, recommended = decide.recommendation(trace)
    plan = trace.program.rulebook.plan
    verdicts = tuple(
        (name, decide.verdict(trace, route), decide.amount_range(trace, name))
        for name, route in trace.program.rulebook.routes.items()
    )
    total = trace.published(plan.total) if plan else None
    return Outcome(recommended if decided else None, total or (0, 0), verdicts)


def leads(doubts: Doubts, answers: Answers, fact: str) -> list[Lead]:
    """What each answer to the fact leads to; one lead only where either way the advice is the same."""
    values = [value for value in _values(doubts, answers, fact) if value != answers.get(fact)]
    tried = [(value, _outcome(doubts, {**answers, fact: value})) for value in values]
    return _joined(doubts.program.rulebook.facts[fact], [(value, found) for value, found in tried if found])


def best_case(doubts: Doubts, answers: Answers, facts: Sequence[str]) -> dict[str, Value]:
    """Values of open facts under which the plan is large."""
    found = Search(evaluate(doubts.program, answers), evaluate).best_case(facts)
    return {name: value for name, value in found.items() if name in facts}


def telling(doubts: Doubts, answers: Answers, fact: str, best: Mapping[str, Value]) -> tuple[Answers, list[Lead]]:
    """What each answer leads to, and the values of other open facts under which it makes a difference.

    `best` holds the open facts at their best. The first is empty where the fact makes a difference by itself, or
    where none was found.
    """
    alone = leads(doubts, answers, fact)
    rest = {name: value for name, value in best.items() if name != fact}
    if len(alone) > 1:
        return {}, alone
    for setting in islice(_settings(doubts, rest), _MOST_SETTINGS):
        found = leads(doubts, {**answers, **setting}, fact)
        if len(found) > 1:
            return setting, found
    return {}, alone


def _settings(doubts: Doubts, rest: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """The others at their best, then with one yes/no turned round."""
    if rest:
        yield rest
    for name, value in rest.items():
        if isinstance(value, bool):
            yield {**rest, name: not value}


def _outcome(doubts: Doubts, answers: Answers) -> Outcome | None:
    trace = evaluate(doubts.program, answers)
    return None if clashes(doubts.program, trace.values) else outcome_of(trace)


def _values(doubts: Doubts, answers: Answers, fact: str) -> list[Value]:
    values = Search(evaluate(doubts.program, answers), evaluate).values(fact)
    if len(values) <= _MOST:
        return values
    step = (len(values) - 1) / (_MOST - 1)
    return [values[round(place * step)] for place in range(_MOST)]


def _joined(fact: Fact, tried: Iterable[tuple[Value, Outcome]]) -> list[Lead]:
    """Neighbouring values with one outcome become one lead; of choices, all values with one outcome."""
    groups: list[tuple[list[Value], Outcome]] = []
    for value, found in tried:
        last = next((group for group in _last(groups, fact) if group[1][:2] == found[:2]), None)
        if last:
            last[0].append(value)
        else:
            groups.append(([value], found))
    return [Lead(_said(fact, values, place, len(groups)), found) for place, (values, found) in enumerate(groups)]


def _last(groups: list[tuple[list[Value], Outcome]], fact: Fact) -> list[tuple[list[Value], Outcome]]:
    return groups if fact.unit in ("choice", "yes_no") else groups[-1:]


def _said(fact: Fact, values: list[Value], place: int, groups: int) -> str:
    if fact.unit in ("choice", "yes_no"):
        return " or ".join(shown(fact, value) for value in values)
    if groups == 1:
        return "any amount" if fact.unit == "dollars" else "any answer"
    if place == 0:
        return f"up to {shown(fact, values[-1])}"
    first, last = shown(fact, values[0]), shown(fact, values[-1])
    if place == groups - 1:
        return f"{first} or more"
    return f"around {first}" if first == last else f"{first} to {last}"
