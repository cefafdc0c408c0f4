"""What has to be proved of a rulebook in one tax year, as plain expressions any reader can check.

Routes, limits and conclusions bring their own obligations; the rest is under `properties:` in the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from ...diagnostic import Span
from ...reasoning.compile.compiled import CompiledConclusion, Program
from ...reasoning.compile.dnf import Disjunct
from ...reasoning.compile.fold import Absent, Folder, constants_of
from ...rulebook.model import (
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Limit,
    Name,
    Not,
    Number,
    Property,
    Rulebook,
    Truth,
)
from ...rulebook.walk import names_in

YES = Truth(True)
NOTHING = Number(0, 1, "dollars")
DEFAULTS = "defaults"
Relation = Literal["<=", ">=", "then"]


class Watch(NamedTuple):
    """Of two savers: the second's value is `<=` or `>=` the first's; `then`: where it holds for it, for both."""

    value: Expression
    relation: Relation


class Claim(NamedTuple):
    """One thing to prove in one tax year.

    For every saver for whom `given` holds, `holds` does. With `varied`, for every two savers who differ in that one
    fact only (the second's is larger, or yes where the first's is no), everything `watched` is as it should be.
    """

    family: str
    name: str
    tax_year: int
    meaning: str
    span: Span
    given: Expression
    holds: Expression = YES
    varied: str = ""
    watched: tuple[Watch, ...] = ()


def claims(program: Program) -> Iterator[Claim]:
    """Everything to prove of a program, but for what must be reachable."""
    yield from _verdicts(program)
    yield from _primaries(program)
    yield from (_decided(program, compiled) for compiled in program.conclusions.values())
    yield from _corrections(program)
    yield from _defaults(program)
    yield from _limits(program)
    yield from _declared(program)


def reachable(program: Program) -> dict[str, Expression]:
    """The conditions some saver has to meet, by what they say: every conclusion holds, every verdict is given."""
    never = without_ground(program.rulebook)
    found: dict[str, Expression] = {f"`{name}` holds": Name(name) for name in program.conclusions if name not in never}
    for route in program.rulebook.routes:
        found[f"{route} has an amount above $0"] = Comparison(">", Name(f"{route}.amount"), NOTHING)
    return found


def without_ground(rulebook: Rulebook) -> set[str]:
    """The verdicts a route never gives because it lists nothing for them, or may not. That is not a mistake."""
    routes = rulebook.routes.items()
    never_main = {f"{name}.primary" for name, route in routes if route.never_main}
    closed = {f"{name}.closed" for name, route in routes if not route.closed_by}
    return closed | never_main | {f"{name}.caution" for name, route in routes if not route.cautions}


def all_of(items: Iterable[Expression]) -> Expression:
    """All the conditions together."""
    found = tuple(items)
    return YES if not found else found[0] if len(found) == 1 else Connective("and", found)


def any_of(items: Iterable[Expression]) -> Expression:
    """Any of the conditions."""
    found = tuple(items)
    return Truth(False) if not found else found[0] if len(found) == 1 else Connective("or", found)


def _one_of(items: list[Expression]) -> Expression:
    """Exactly one of the conditions."""
    pairs = [Not(all_of((one, other))) for place, one in enumerate(items) for other in items[:place]]
    return all_of((any_of(items), *pairs))


def _verdicts(program: Program) -> Iterator[Claim]:
    for route in program.rulebook.routes.values():
        verdicts: list[Expression] = [Name(f"{route.name}.{part}") for part in ("closed", "caution", "open")]
        meaning = f"The {route.label} is closed, open or open with a caution: exactly one of them."
        name = f"{route.name}: exactly one verdict"
        yield Claim("one verdict", name, program.tax_year, meaning, route.span, YES, _one_of(verdicts))


def _primaries(program: Program) -> Iterator[Claim]:
    routes = {name: route for name, route in program.rulebook.routes.items() if not route.never_main}
    primaries: list[Expression] = [Name(f"{name}.primary") for name in routes]
    amounts = {name: Name(f"{name}.amount") for name in routes}
    for name, route in routes.items():
        largest = all_of(Comparison(">=", amounts[name], amounts[other]) for other in routes if other != name)
        holds = any_of((Not(Name(f"{name}.primary")), largest))
        meaning = f"Where the {route.label} comes first, no other route that may has a larger amount."
        yield Claim("primary", f"{name}: the primary is the largest", program.tax_year, meaning, route.span, YES, holds)
    if routes:
        some = any_of(Comparison(">", amount, NOTHING) for amount in amounts.values())
        meaning = "One route comes first wherever any that may has an amount above $0."
        span = next(iter(routes.values())).span
        yield Claim("primary", "exactly one primary", program.tax_year, meaning, span, some, _one_of(primaries))


def _corrections(program: Program) -> Iterator[Claim]:
    for name, one in program.rulebook.corrections.items():
        meaning = f"Where the {one.label} is needed, there are dollars to put right."
        holds = Comparison(">", Name(f"{name}.amount"), NOTHING)
        about = f"{name}: never about $0"
        yield Claim("corrections", about, program.tax_year, meaning, one.span, Name(f"{name}.held"), holds)


def _defaults(program: Program) -> Iterator[Claim]:
    """Each contradiction some default has a part in; settled by `defaults.py`."""
    for one in program.rulebook.contradictions:
        when, unless = program.clashes[one.name]
        read = {name for node in (when, unless) if node is not None for name, _ in names_in(node)}
        if any(program.facts[name].assumed is not None for name in read & program.facts.keys()):
            meaning = f"No default contradicts what was told, in the way of `{one.name}`."
            yield Claim(DEFAULTS, one.name, program.tax_year, meaning, one.span, YES, Not(when))


def _decided(program: Program, compiled: CompiledConclusion) -> Claim:
    """The compiled rules of a conclusion: one set fires, never both, and they say what its condition says."""
    sides = [_spread(program, side) for side in (compiled.establish, compiled.refute)]
    one = Conditional(sides[0], Not(sides[1]), sides[1])
    same = Conditional(compiled.expression, sides[0], Not(sides[0]))
    meaning = "Of the rules that establish it and those that refute it, exactly one side fires, and the right one."
    span = program.rulebook.conclusions[compiled.name].span
    return Claim("rule sets", compiled.name, program.tax_year, meaning, span, YES, all_of((one, same)))


def _spread(program: Program, side: tuple[Disjunct, ...]) -> Expression:
    literals = [
        [program.atoms[place].node if sign else Not(program.atoms[place].node) for place, sign in disjunct]
        for disjunct in side
    ]
    return any_of(all_of(one) for one in literals)


class YearFolder(Folder):
    """Folds further expressions of a rulebook as its program was folded. Raises Absent."""

    def __init__(self, program: Program) -> None:
        """Conclusions that came out constant are known."""
        constants, absent = constants_of(program.rulebook.parameters, program.tax_year)
        statements = program.conclusions.values()
        super().__init__(
            constants, absent, {p.name: p.expression.value for p in statements if isinstance(p.expression, Truth)}
        )


def _limits(program: Program) -> Iterator[Claim]:
    folder = YearFolder(program)
    for limit in program.rulebook.limits.values():
        amounts = [folder.fold(use.amount.expression) for use in limit.uses]
        cap = folder.fold(limit.cap.expression)
        already = [amount for use, amount in zip(limit.uses, amounts, strict=True) if not use.planned]
        within = Comparison("<=", _sum(already), cap)
        given = [within] if limit.applies is None else [folder.fold(limit.applies.expression), within]
        yield _limit(program, limit, all_of(given), Comparison("<=", _sum(amounts), cap))


def _limit(program: Program, limit: Limit, given: Expression, holds: Expression) -> Claim:
    meaning = f"{limit.label}: existing money and what the plan adds stay within the cap, if the existing money does."
    return Claim(
        "limits", f"{limit.name}: the plan stays within it", program.tax_year, meaning, limit.span, given, holds
    )


def _sum(amounts: list[Expression]) -> Expression:
    total: Expression = NOTHING
    for place, amount in enumerate(amounts):
        total = Arithmetic("+", total, amount) if place else amount
    return total


def _declared(program: Program) -> Iterator[Claim]:
    folder = YearFolder(program)
    for one in program.rulebook.properties:
        try:
            yield _property(program, one, folder)
        except Absent:
            continue


def _property(program: Program, one: Property, folder: Folder) -> Claim:
    given = YES if one.given is None else folder.fold(one.given.expression)
    claim = Claim("properties", one.name, program.tax_year, one.meaning, one.span, given)
    if one.holds is not None:
        return claim._replace(holds=folder.fold(one.holds.expression))
    if one.figure:
        relation: Relation = "<=" if one.never_rises_with else ">="
        varied = one.never_rises_with or one.never_falls_with
        return claim._replace(varied=varied, watched=(Watch(Name(one.figure), relation),))
    return claim._replace(varied=one.feature, watched=tuple(_helped(program, one)))


def _helped(program: Program, one: Property) -> Iterator[Watch]:
    for name in one.helps:
        if name in program.rulebook.routes:
            yield Watch(Name(f"{name}.closed"), "then")
            yield Watch(Name(f"{name}.amount"), ">=")
        else:
            yield Watch(Name(name), ">=")
