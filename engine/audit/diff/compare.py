"""Two programs compared route by route and figure by figure, each change with a saver and both answers explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from ...advise import decide
from ...advise.formatting import filled
from ...advise.schedule import needed
from ...reasoning.compile.compiled import Program
from ...reasoning.evaluate import evaluate
from ...reasoning.infer.inference import Inference
from ...reasoning.range import Range
from ...reasoning.trace import Trace
from ...rulebook.model import Case, Expression, Route
from ...rulebook.walk import show
from ...value import Value, show_date, show_value
from ..proof.person import Disagreement, Pair, Person, mid_year, sentence
from ..statements import listed
from .direction import Direction, Movement, Pool, moved
from .statements import Amount, Rewritten, amounts, rewritten
from .two import Two, proved_alike, two

Engines = tuple[Inference, Inference]


class Example(NamedTuple):
    """A saver in words, what changes for this saver, and the answers before and after."""

    way: str
    person: Person
    saver: str
    before: str
    after: str


class Change(NamedTuple):
    """One route or figure: which way it moved, and for whom. Only in one rulebook: `added` or `removed`."""

    name: str
    label: str
    direction: Direction | str
    examples: tuple[Example, ...] = ()
    doubt: str = ""


class RulebookDiff(NamedTuple):
    """The old and the new side by side in one tax year; `savers` says which savers are compared.

    `conclusions` are those shown to savers. `statements` is all that was rewritten, once for all years; `others`
    holds the comparisons of further tax years in which something changes.
    """

    old: str
    new: str
    years: tuple[int, int]
    savers: str
    units: Mapping[str, str]
    routes: tuple[Change, ...]
    figures: tuple[Change, ...]
    conclusions: tuple[Change, ...]
    amounts: tuple[Amount, ...]
    statements: tuple[Rewritten, ...] = ()
    others: tuple[RulebookDiff, ...] = ()


def compare(
    old: Program,
    new: Program,
    old_name: str,
    new_name: str,
    cases: tuple[Sequence[Case], Sequence[Case]] = ((), ()),
    tried: Sequence[Case] = (),
) -> RulebookDiff:
    """Compare two programs; what is the same by text or by proof costs nothing. Raises Refusal without Z3.

    `cases` are the worked examples of the old and the new rulebook, compared as statements are; the savers of those
    `tried` may show what moved.
    """
    both = two(old, new)
    pool, engines = Pool(both, tried), (Inference(old), Inference(new))
    asked = _asked(both)
    for name in asked:
        moved(both, name, pool)
    if pool.given_up:
        pool.look_again()
        for name in asked:
            moved(both, name, pool)
    routes = [
        _route(both, route, pool, engines)
        for route in new.rulebook.routes.values()
        if route.name in old.rulebook.routes
    ]
    figures = [_figure(both, name, pool, engines) for name in _figures(both)]
    # Savers found for one route or figure may settle another that came before it.
    routes = [_route(both, new.rulebook.routes[one.name], pool, engines) if one.doubt else one for one in routes]
    figures = [_figure(both, one.name, pool, engines) if one.doubt else one for one in figures]
    return RulebookDiff(
        old_name,
        new_name,
        (old.tax_year, new.tax_year),
        _savers(old, new),
        {name: fact.unit for name, fact in old.rulebook.facts.items()},
        (*routes, *_alone(old.rulebook.routes, new.rulebook.routes)),
        (*figures, *_alone(_exported(old), _exported(new))),
        tuple(_conclusions(both, pool, engines)),
        tuple(amounts(old.rulebook, new.rulebook, (old.tax_year, new.tax_year))),
        rewritten(old.rulebook, new.rulebook, cases, partial(_alike, both)),
    )


def _asked(both: Two) -> list[str]:
    """The names whose moves are told, each after what it reads: how that moves may settle how the name does."""
    routes = [name for name in both.new.rulebook.routes if name in both.old.rulebook.routes]
    wanted = {*_figures(both), *(f"{name}.{part}" for name in routes for part in _WAYS)}
    return [name for name in both.new.slots if name in wanted and name in both.old.slots]


def answers_change(found: RulebookDiff) -> bool:
    """Whether an answer to some saver changes, or may, in the year compared."""
    every = (*found.routes, *found.figures, *found.conclusions)
    return bool(found.amounts) or any(one.direction != "same" for one in every)


def anything_changes(found: RulebookDiff) -> bool:
    """Whether anything at all changes, or may: an answer in any year, or a statement."""
    return answers_change(found) or bool(found.statements) or bool(found.others)


def _alike(both: Two, kind: str, name: str, before: Expression, after: Expression) -> bool:
    """Whether two formulas of one statement surely mean the same."""
    if show(before) == show(after) or (kind in ("figure", "conclusion", "fact") and name in both.same):
        return True
    return proved_alike(both, before, after)


def rewritten_in(both: Two, name: str) -> bool:
    """Whether a conclusion's condition was written otherwise, apart from the amounts of the year."""
    old, new = both.old.rulebook.conclusions[name], both.new.rulebook.conclusions[name]
    return show(old.when.expression) != show(new.when.expression)


def _conclusions(both: Two, pool: Pool, engines: Engines) -> Iterator[Change]:
    """The conclusions a saver is told of that hold for others than before."""
    told = {name for names in listed(both.new.rulebook).values() for name in names}
    told |= set(both.new.rulebook.plan.drawbacks if both.new.rulebook.plan else ())
    for name in both.new.conclusions:
        if name in told and name in both.old.conclusions and name not in both.same:
            # Where the statement reads the same, what it reads is compared by itself: here the savers found suffice.
            found = moved(both, name, pool, rewritten_in(both, name))
            if found.direction != "same":
                ways = {"more": "now holds", "less": "no longer holds"}
                examples = tuple(shown(both, engines, ways[one.sense], one.person, name) for one in found.shown)
                yield Change(name, name.replace("_", " "), found.direction, examples, found.doubt)


def _savers(old: Program, new: Program) -> str:
    later = "" if old.tax_year == new.tax_year else f", and the same savers in {new.tax_year}"
    day = show_date(mid_year(old))
    return f"Savers of tax year {old.tax_year}{later}. Each asks on {day}, unless another day is named."


def _exported(program: Program) -> dict[str, str]:
    """The published figures, what corrections come to and cost among them; routes have a part of their own."""
    book = program.rulebook
    shown = {name: figure for name, figure in book.figures.items() if name.partition(".")[0] not in book.routes}
    return {name: figure.label for name, figure in shown.items() if figure.exported}


def _figures(both: Two) -> list[str]:
    return [name for name in _exported(both.new) if name in _exported(both.old)]


def _alone(old: Iterable[str], new: Iterable[str]) -> list[Change]:
    """What only one of the two has."""
    before, after = set(old), set(new)
    gone = [Change(name, name, "removed") for name in sorted(before - after)]
    return gone + [Change(name, name, "added") for name in sorted(after - before)]


def _route(both: Two, route: Route, pool: Pool, engines: Engines) -> Change:
    parts = {part: moved(both, f"{route.name}.{part}", pool) for part in ("closed", "caution", "amount", "primary")}
    more = {"closed": "less", "caution": "less", "amount": "more", "primary": "more"}
    ways = {
        "wider" if one.sense == more[part] else "narrower"
        for part, found in parts.items()
        for one in found.shown
        if part != "primary"
    }
    if not ways and parts["primary"].shown:
        ways = {"order"}
    doubt = next((found.doubt for found in parts.values() if found.doubt), "")
    examples = [
        shown(both, engines, _WAYS[part][one.sense == more[part]], one.person, route.name)
        for part, found in parts.items()
        for one in found.shown
    ]
    direction = _direction(ways, doubt)
    return Change(
        route.name, route.label, direction, tuple(_distinct(examples)), doubt if direction == "unknown" else ""
    )


_WAYS = {
    "closed": ("closes", "opens"),
    "caution": ("gets a caution", "loses a caution"),
    "amount": ("has a smaller amount", "has a larger amount"),
    "primary": ("is no longer the main route", "becomes the main route"),
}


def _direction(ways: set[str], doubt: str) -> Direction:
    if len(ways) == 2:
        return "incomparable"
    if doubt:
        return "unknown"
    return "same" if not ways else "order" if "order" in ways else "wider" if "wider" in ways else "narrower"


def _distinct(examples: list[Example]) -> list[Example]:
    kept: dict[tuple[str, str], Example] = {}
    for one in examples:
        kept.setdefault((one.way, one.saver), one)
    return list(kept.values())


def _figure(both: Two, name: str, pool: Pool, engines: Engines) -> Change:
    found: Movement = moved(both, name, pool)
    said = {"more": "is larger", "less": "is smaller"}
    examples = tuple(shown(both, engines, said[one.sense], one.person, name) for one in found.shown)
    return Change(name, both.new.rulebook.figures[name].label, found.direction, examples, found.doubt)


def shown(both: Two, engines: Engines, way: str, person: Person, name: str) -> Example:
    """A saver as an example, replayed through the real engine. Raises Disagreement if that gives another answer."""
    old, new = both.traces(person)
    for trace, engine in zip((old, new), engines, strict=True):
        if engine.infer(trace.answers).values != trace.values:
            raise Disagreement(f"{name}: inference does not find what the evaluator found for {person}")
    facts, usual = both.facts, {"tax_year": both.old.tax_year, "date": mid_year(both.old)}
    said = {fact: value for fact, value in person.items() if usual.get(facts[fact].unit) != value}
    return Example(way, person, sentence(facts, Pair(said)), answer(old, name), answer(new, name))


def answer(trace: Trace, name: str) -> str:
    """What a program answers about a route or a figure for one saver, in words."""
    route = trace.program.rulebook.routes.get(name)
    conclusion = trace.program.rulebook.conclusions.get(name)
    if conclusion is not None:
        words = conclusion.because if trace.holds(name) else conclusion.because_not
        return ("holds" if trace.holds(name) else "does not hold") + (f": {filled(trace, words)}" if words else "")
    if route is None:
        found = trace.published(name)
        return "does not apply" if found is None else _range(found, trace.program.rulebook.figures[name].unit)
    verdict, amounts = decide.verdict(trace, route), decide.amount_range(trace, name)
    conclusions = trace.program.rulebook.conclusions
    shut = [filled(trace, conclusions[one].because) for one in route.closed_by if trace.holds(one)]
    risks = [
        filled(trace, conclusions[one].caution or conclusions[one].because)
        for one in route.cautions
        if trace.holds(one)
    ]
    said = verdict if verdict in ("closed", "unknown") else f"{verdict}, {_range(amounts, 'dollars')}"
    if trace.holds(f"{name}.primary"):
        said += ", the main route"
    reasons = shut if verdict == "closed" else risks if verdict == "caution" else []
    return " ".join([f"{said}.", *reasons[:2]])


def _range(found: Range, unit: str) -> str:
    low, high = (show_value(end, unit) for end in found)
    return low if low == high else f"between {low} and {high}"


class Affected(NamedTuple):
    """One saver of a list whose answer changes: who, and what changes from what to what."""

    who: str
    changes: tuple[str, ...]


def affected(both_old: Program, new: Program, people: Iterable[tuple[str, Person]]) -> list[Affected]:
    """The savers of a list whose verdicts, amounts or recommendation change; facts may be unknown."""
    found = []
    for who, person in people:
        before, after = _answers(both_old, person), _answers(new, person)
        changes = tuple(f"{name}: {before[name]} -> {after[name]}" for name in after if before.get(name) != after[name])
        if changes:
            found.append(Affected(who, changes))
    return found


def _answers(program: Program, person: Person) -> dict[str, str]:
    """The recommendation, every route's verdict and amount, and every correction, for one saver."""
    trace = evaluate(program, {name: value for name, value in person.items() if name in program.facts})
    decided, recommended = decide.recommendation(trace)
    found = {"recommendation": f"{recommended or 'unknown'}{'' if decided else ' (provisional)'}"}
    for name, route in program.rulebook.routes.items():
        found[name] = _said(decide.verdict(trace, route), decide.amount_range(trace, name))
    found |= {f"{name} (correction)": said for name, said in _corrections(trace).items()}
    return found


def _corrections(trace: Trace) -> dict[str, str]:
    """What is said of each correction."""
    held = {name: trace.holds(f"{name}.held") for name in trace.program.rulebook.corrections}
    words = {True: "needed", False: "not needed", None: "unknown"}
    return {name: _said(words[found], decide.amount_range(trace, name)) for name, found in held.items()}


def differences(
    program: Program,
    person: Mapping[str, Value],
    routes: Mapping[str, tuple[str, Range]],
    recommendation: str | None,
    corrections: Mapping[str, Range] | None = None,
) -> tuple[str, ...]:
    """Where an earlier answer differs from what the program says now.

    It gave each route's verdict and cents, the primary, and the cents of each correction that was needed; an answer of
    the time before there were corrections (None) is not held against them.
    """
    trace = evaluate(program, person)
    found = []
    for name, route in program.rulebook.routes.items():
        before, now = routes.get(name), (decide.verdict(trace, route), decide.amount_range(trace, name))
        if before != now:
            was = "absent" if before is None else _said(*before)
            found.append(f"{name}: {was} -> {_said(*now)}")
    found += [f"{name}: {_said(*routes[name])} -> absent" for name in routes if name not in program.rulebook.routes]
    if corrections is not None:
        now_needed = {name: decide.amount_range(trace, name) for name in needed(trace)}
        for name in dict.fromkeys((*corrections, *now_needed)):
            then, today = (_needed(one.get(name)) for one in (corrections, now_needed))
            found += [f"{name} (correction): {then} -> {today}"] if then != today else []
    recommended = decide.recommendation(trace)[1]
    if recommendation != recommended:
        found.append(f"recommendation: {recommendation} -> {recommended}")
    return tuple(found)


def _needed(amounts: Range | None) -> str:
    return "not needed" if amounts is None else _said("needed", amounts)


def _said(verdict: str, amounts: Range) -> str:
    return f"{verdict} {_range(amounts, 'dollars')}"
