"""The columns of a decision, from what was read of the law: the same words that an advice uses, for each row.

Verdict, recommendation and status say what `engine/advise/decide` says of one trace; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from ..columns.wanted import ends_of
from ..rulebook.model import Route, Rulebook
from ..value import OPEN_END
from .cells import EPOCH

JOINED: Final = "|"
NONE: Final = "none"
REFUSED: Final = "refused"
STATUS: Final = "status"
RECOMMENDATION: Final = "recommendation"
CORRECTIONS: Final = "corrections"
DEADLINE: Final = "deadline"
AS_OF_COLUMN: Final = "as_of"
RULEBOOK: Final = "rulebook"
FACTS: Final = "facts"
TOTAL: Final = "total"
_DOLLARS: Final = pl.Decimal(18, 2)


def decision_columns(rulebook: Rulebook) -> list[str]:
    """The names of the columns of a decision, in order."""
    names = [STATUS, RECOMMENDATION]
    for route in rulebook.routes:
        names += [f"{route}_verdict", f"{route}_low", f"{route}_high"]
    if rulebook.plan is not None:
        names += [f"{TOTAL}_low", f"{TOTAL}_high"]
    return [*names, CORRECTIONS, DEADLINE, AS_OF_COLUMN, FACTS, RULEBOOK]


def decided(rulebook: Rulebook, tax_year: int, as_of: pl.Expr, facts: pl.Expr) -> list[pl.Expr]:
    """The expressions of the columns of a decision, over a table of what is wanted.

    `as_of` is the day, an ordinal; `facts` the digest of the facts.
    """
    columns = [_status(rulebook), _recommendation(rulebook)]
    for route in rulebook.routes:
        columns.append(_verdict(route).alias(f"{route}_verdict"))
        columns += dollars(f"{route}.amount", f"{route}_low", f"{route}_high")
    if rulebook.plan is not None:
        columns += dollars(rulebook.plan.total, f"{TOTAL}_low", f"{TOTAL}_high")
    columns.append(_listed([(pl.col(f"{name}.held"), name) for name in rulebook.corrections]).alias(CORRECTIONS))
    columns.append(_deadline(rulebook, tax_year, as_of))
    columns += [as_day(as_of).alias(AS_OF_COLUMN), facts.alias(FACTS)]
    columns.append(pl.lit(rulebook.digest[:16]).alias(RULEBOOK))
    return columns


def refused_row(rulebook: Rulebook) -> list[pl.Expr]:
    """The same columns for a row that was set aside: only its status."""
    kinds: dict[str, pl.DataType | type[pl.DataType]] = {DEADLINE: pl.Date, AS_OF_COLUMN: pl.Date, FACTS: pl.Int64}
    for name in decision_columns(rulebook):
        kinds.setdefault(name, _DOLLARS if name.endswith(("_low", "_high")) else pl.String)
    return [
        (pl.lit(REFUSED) if name == STATUS else pl.lit(None, dtype=kinds[name])).alias(name)
        for name in decision_columns(rulebook)
    ]


def _status(rulebook: Rulebook) -> pl.Expr:
    needed = [pl.col(f"{name}.held").is_not_null() for name in rulebook.corrections]
    return (
        pl.when(pl.all_horizontal(_recommended(rulebook), *needed))
        .then(pl.lit("decided"))
        .otherwise(pl.lit("provisional"))
        .alias(STATUS)
    )


def _recommended(rulebook: Rulebook) -> pl.Expr:
    """Whether the recommendation is known: one route comes first, or none is open."""
    primaries = [pl.col(f"{route}.primary") for route in rulebook.routes]
    one = pl.any_horizontal(primary.fill_null(False) for primary in primaries)
    return one | pl.all_horizontal(primary.is_not_null() & ~primary.fill_null(True) for primary in primaries)


def _recommendation(rulebook: Rulebook) -> pl.Expr:
    """The route that comes first, `none`, or where that is not known all that still can be."""
    routes = list(rulebook.routes)
    primary = [pl.when(pl.col(f"{route}.primary").fill_null(False)).then(pl.lit(route)) for route in routes]
    possible = _listed([(pl.col(f"{route}.primary").is_null(), route) for route in routes])
    none = pl.all_horizontal(pl.col(f"{route}.closed").fill_null(True) for route in routes)
    undecided = pl.when(none).then(possible + JOINED + NONE).otherwise(possible)
    last = pl.when(_recommended(rulebook)).then(pl.lit(NONE)).otherwise(undecided)
    return pl.coalesce(*primary, last).alias(RECOMMENDATION)


def _listed(found: Sequence[tuple[pl.Expr, str]]) -> pl.Expr:
    """The names of what surely holds, joined; empty where nothing does."""
    parts = [pl.when(holds.fill_null(False)).then(pl.lit(name)) for holds, name in found]
    return pl.concat_str(parts, separator=JOINED, ignore_nulls=True) if parts else pl.lit("")


def _verdict(route: str) -> pl.Expr:
    closed, caution = pl.col(f"{route}.closed"), pl.col(f"{route}.caution")
    return (
        pl.when(closed.fill_null(False))
        .then(pl.lit("closed"))
        .when(closed.is_null() | caution.is_null())
        .then(pl.lit("unknown"))
        .when(caution)
        .then(pl.lit("caution"))
        .otherwise(pl.lit("open"))
    )


def dollars(figure: str, low: str, high: str) -> Iterator[pl.Expr]:
    """A figure in dollars: $0 where it does not apply, null for an end that only a bound of the facts makes."""
    for end, name in zip(ends_of(figure), (low, high), strict=True):
        cents = pl.col(end).fill_null(0)
        told = pl.when(cents.abs() <= OPEN_END).then(cents)
        yield as_dollars(told).alias(name)


def as_dollars(cents: pl.Expr) -> pl.Expr:
    """Whole cents as dollars, exactly."""
    return (cents.cast(_DOLLARS) / 100).cast(_DOLLARS)


def _deadline(rulebook: Rulebook, tax_year: int, as_of: pl.Expr) -> pl.Expr:
    """The first day, not before the day of the screening, that matters for a route that is surely open."""
    days = [day for route in rulebook.routes.values() for day in _days(rulebook, route, tax_year, as_of)]
    if not days:
        return pl.lit(None, dtype=pl.Date).alias(DEADLINE)
    return as_day(pl.min_horizontal(days)).alias(DEADLINE)


def as_day(ordinal: pl.Expr) -> pl.Expr:
    """An ordinal day as a date."""
    return (ordinal - EPOCH).cast(pl.Int32).cast(pl.Date)


def _days(rulebook: Rulebook, route: Route, tax_year: int, as_of: pl.Expr) -> Iterator[pl.Expr]:
    for dated in route.deadlines:
        matters = ~pl.col(f"{route.name}.closed").fill_null(True)
        if dated.when is not None:
            matters &= pl.col(dated.when).fill_null(False)
        if dated.by in rulebook.figures:
            low, high = ends_of(dated.by)
            day = pl.col(low)
            matters &= (pl.col(low) == pl.col(high)).fill_null(False)
        else:
            published = rulebook.parameters[dated.by].year(tax_year) if dated.by in rulebook.parameters else None
            if published is None or published.amount is None:
                continue
            day = pl.lit(int(published.amount), dtype=pl.Int64)
        yield pl.when(matters & (day >= as_of)).then(day)
