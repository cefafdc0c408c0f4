"""What each answer to one open fact leads to, with all other answers unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ..advise import decide
from ..advise.sensitivity import Sensitivity
from ..reasoning.evaluate import contradictions
from ..reasoning.range import Range, hull
from ..reasoning.trace import Answers, Trace
from ..rulebook.model import Fact, Rulebook
from ..value import Value, show_dollars
from .doubt import Doubts
from .intervals import Interval, intervals
from .typed import shown

_MOST_SETTINGS: Final = 6
_BEYOND: Final = 100_000_000
_VERDICTS: Final = {"open": "open", "caution": "open with a caution", "closed": "closed", "unknown": "may be open"}


class AdviceOutcome(NamedTuple):
    """What a set of answers leads to: the recommendation (None while it is open), total cents, verdicts, corrections.

    A correction is given by its name, whether it is needed (None while that is open), and cents.
    """

    recommendation: str | None
    total: Range
    verdicts: tuple[tuple[str, str, Range], ...]
    corrections: tuple[tuple[str, bool | None, Range], ...] = ()


class Alternative(NamedTuple):
    """Answers that lead to one outcome, in words: "yes", "it is $153,000 or less".

    `values` are the answers of a yes/no or choice, and the lowest and the highest of an amount. Where amounts vary
    from one to the other, the outcome holds them all.
    """

    text: str
    outcome: AdviceOutcome
    values: tuple[Value, ...] = ()


def outcome_of(trace: Trace) -> AdviceOutcome:
    """The recommendation, the verdicts and the amounts of a derivation."""
    decided, recommended = decide.recommendation(trace)
    plan = trace.program.rulebook.plan
    verdicts = tuple(
        (name, decide.verdict(trace, route), decide.amount_range(trace, name))
        for name, route in trace.program.rulebook.routes.items()
    )
    total = trace.published(plan.total) if plan else None
    corrections = tuple(
        (name, trace.holds(f"{name}.held"), decide.amount_range(trace, name))
        for name in trace.program.rulebook.corrections
    )
    return AdviceOutcome(recommended if decided else None, total or (0, 0), verdicts, corrections)


def alternatives(doubts: Doubts, answers: Answers, fact: str) -> list[Alternative]:
    """What each answer to the fact leads to; a single entry if all answers tried lead to the same."""
    known: dict[Value, AdviceOutcome | None] = {}

    def found(value: Value) -> AdviceOutcome | None:
        if value not in known:
            known[value] = _outcome(doubts, {**answers, fact: value})
        return known[value]

    values = Sensitivity(doubts.assuming(answers)).values(fact)
    about = doubts.program.rulebook.facts[fact]
    if about.unit in ("choice", "yes_no"):
        return list(_choices(about, values, found))
    return _amounts(about, [value for value in values if isinstance(value, int)], found)


def best_case(doubts: Doubts, answers: Answers, facts: Sequence[str]) -> dict[str, Value]:
    """Values of open facts under which the plan is large."""
    found = Sensitivity(doubts.assuming(answers)).best_case(facts)
    return {name: value for name, value in found.items() if name in facts}


def deciding_alternatives(
    doubts: Doubts, answers: Answers, fact: str, best: Mapping[str, Value]
) -> tuple[Answers, list[Alternative]]:
    """What each answer leads to, and the values of other open facts under which it makes a difference.

    `best` holds the open facts at their best. The first is empty where the fact makes a difference by itself, or
    where none was found.
    """
    alone = alternatives(doubts, answers, fact)
    rest = {name: value for name, value in best.items() if name != fact}
    if len(alone) > 1:
        return {}, alone
    for setting in islice(_settings(doubts, rest), _MOST_SETTINGS):
        found = alternatives(doubts, {**answers, **setting}, fact)
        if len(found) > 1:
            return setting, found
    return {}, alone


def _settings(doubts: Doubts, rest: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """The others at their best, then with one yes/no reversed."""
    if rest:
        yield rest
    for name, value in rest.items():
        if isinstance(value, bool):
            yield {**rest, name: not value}


def _outcome(doubts: Doubts, answers: Answers) -> AdviceOutcome | None:
    return None if contradictions(doubts.program, answers) else outcome_of(doubts.assuming(answers))


def _choices(
    fact: Fact, values: Sequence[Value], found: Callable[[Value], AdviceOutcome | None]
) -> Iterator[Alternative]:
    """All values whose outcomes read the same become one entry."""
    groups: dict[AdviceOutcome, list[tuple[Value, AdviceOutcome]]] = {}
    for value in values:
        outcome = found(value)
        if outcome:
            groups.setdefault(_readable(outcome), []).append((value, outcome))
    for same in groups.values():
        *others, last = [shown(fact, value) for value, _ in same]
        said = f"{', '.join(others)} or {last}" if others else last
        outcome = _one_for_all([outcome for _, outcome in same])
        yield Alternative(
            said if fact.unit == "yes_no" else f"it is {said}", outcome, tuple(value for value, _ in same)
        )


def _readable(outcome: AdviceOutcome) -> AdviceOutcome:
    """An outcome with amounts as they read: without a highest where that is beyond any saver."""
    return outcome._replace(
        total=_capped(outcome.total),
        verdicts=tuple((name, verdict, _capped(amount)) for name, verdict, amount in outcome.verdicts),
        corrections=tuple((name, held, _capped(amount)) for name, held, amount in outcome.corrections),
    )


def _capped(amount: Range) -> Range:
    return min(amount[0], _BEYOND), min(amount[1], _BEYOND)


def _amounts(fact: Fact, values: Sequence[int], found: Callable[[Value], AdviceOutcome | None]) -> list[Alternative]:
    """Neighbouring amounts with the same outcome become one entry, and so do those between which amounts slide."""
    parts = intervals(fact, values, found, _shape)
    ends = range(len(parts))
    return [
        Alternative(_interval_text(fact, parts, place), _all(parts[place], found), parts[place][:2]) for place in ends
    ]


def _shape(outcome: AdviceOutcome | None) -> object:
    """An outcome without its amounts."""
    if outcome is None:
        return None
    needed = tuple((name, held) for name, held, _ in outcome.corrections)
    return outcome.recommendation, tuple((name, verdict) for name, verdict, _ in outcome.verdicts), needed


def _all(part: Interval, found: Callable[[Value], AdviceOutcome | None]) -> AdviceOutcome:
    """One outcome that holds all those in the span."""
    return _one_for_all([outcome for value in part.tried if (outcome := found(value))])


def _one_for_all(outcomes: Sequence[AdviceOutcome]) -> AdviceOutcome:
    """One outcome that holds them all."""
    first, *others = outcomes
    for other in others:
        pairs = zip(first.verdicts, other.verdicts, strict=True)
        first = AdviceOutcome(
            first.recommendation if first.recommendation == other.recommendation else None,
            hull(first.total, other.total),
            tuple((name, a if a == b else "unknown", hull(low, high)) for (name, a, low), (_, b, high) in pairs),
            tuple(
                (name, a if a is b else None, hull(low, high))
                for (name, a, low), (_, b, high) in zip(first.corrections, other.corrections, strict=True)
            ),
        )
    return first


def _interval_text(fact: Fact, parts: Sequence[Interval], place: int) -> str:
    """The span as a person would put it; spans at the ends are open there."""
    first, last = (shown(fact, end) for end in parts[place][:2])
    lowest, highest = place == 0, place == len(parts) - 1
    dated = fact.unit == "date"
    if lowest and highest:
        return "it is any amount" if fact.unit == "dollars" else "you give any answer"
    if lowest and parts[place].last == fact.lowest:
        return f"it is {last}"
    if lowest:
        return f"it is {last} or {'before' if dated else 'less'}"
    above = parts[place - 1].last == 0 and fact.unit in ("dollars", "percent")
    if highest:
        return f"it is more than {shown(fact, 0)}" if above else f"it is {first} or {'after' if dated else 'more'}"
    if first == last:
        return f"it is {first}"
    return f"it is more than {shown(fact, 0)}, up to {last}" if above else f"it is between {first} and {last}"


def outcome_text(rulebook: Rulebook, alternative: Alternative, among: Sequence[Alternative]) -> str:
    """What a lead brings, in words: what to put right, the route that is first, each route changed, and the total."""
    right = "; ".join(_to_put_right(rulebook, alternative, among))
    return "; ".join(part for part in (right, _routes_led(rulebook, alternative, among)) if part)


def _to_put_right(rulebook: Rulebook, alternative: Alternative, among: Sequence[Alternative]) -> Iterator[str]:
    """The corrections the fact changes, where they are or may be needed."""
    for place, (name, held, amount) in enumerate(alternative.outcome.corrections):
        if held is not False and len({one.outcome.corrections[place] for one in among}) > 1:
            sure = "put right" if held else "there may be something to put right"
            yield f"{sure}: {rulebook.corrections[name].label}, {_dollars(amount)}"


def _routes_led(rulebook: Rulebook, alternative: Alternative, among: Sequence[Alternative]) -> str:
    name = alternative.outcome.recommendation
    if name == "none":
        return "no route is open."
    routes = rulebook.routes
    first = f"{routes[name].label} first" if name else "which route is first stays open"
    ways = zip(*(one.outcome.verdicts for one in among), strict=True)
    changed = [part for part, seen in zip(alternative.outcome.verdicts, ways, strict=True) if len(set(seen)) > 1]
    others = [part for part in changed if part[0] != name]
    told = [part for part in others if part[1] != "closed"] or (others if len(changed) == len(others) else [])
    said = [f"{routes[route].label} {_verdict_text(verdict, amount)}" for route, verdict, amount in told]
    careful = any(part[:2] == (name, "caution") for part in changed)
    first = f"{first} with a caution" if careful else first
    own = [amount for route, _, amount in changed if route == name and amount != alternative.outcome.total]
    first = f"{first}, {_dollars(own[0])}" if own else first
    return ("; " if own or said else ", ").join([first, *said, _total(alternative.outcome.total)])


def _total(amount: Range) -> str:
    unknown = amount[0] <= 0 and amount[1] >= _BEYOND
    return "the total is not known yet." if unknown else f"{_dollars(amount)} in all."


def _verdict_text(verdict: str, amount: Range) -> str:
    return _VERDICTS[verdict] if verdict == "closed" else f"{_VERDICTS[verdict]}, {_dollars(amount)}"


def _dollars(amount: Range) -> str:
    low, high = amount
    if high >= _BEYOND:
        return f"at least {show_dollars(low)}" if low > 0 else "an amount that is not known yet"
    return show_dollars(low) if low == high else f"{show_dollars(low)} to {show_dollars(high)}"
