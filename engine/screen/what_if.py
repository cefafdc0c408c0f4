"""What if some facts were other for everybody, such as what the plan allows: who gains, by how many dollars.

Both ends of the plan total are compared: a row gains where neither end falls and one rises. With every fact known that
is the difference of two amounts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import polars as pl

from ..columns.wanted import ends_of
from ..rulebook.model import Rulebook
from ..value import OPEN_END, Value, show_value
from .cells import dtype_of
from .decisions import RECOMMENDATION, TOTAL, as_dollars
from .screening import Decided, Screening
from .summary import Summary

MOVES: Final = ("gains", "loses", "same", "either")
BANDS: Final = (0, 25_000, 50_000, 75_000, 100_000, 150_000, 200_000, 300_000, 500_000)  # dollars
_BEFORE: Final = "what_if_"
_CHANGE: Final = "what_if_change"
_LOW, _HIGH, _MOVE, _BAND = "@low", "@high", "@move", "@band"


class WhatIfQuestion(NamedTuple):
    """What is asked: the facts that are other, the fact in dollars to tell bands by, the conclusion to count."""

    values: Mapping[str, Value]
    by: str = ""
    counted: str = ""


class WhatIf:
    """One question put to a population; counts are added up batch by batch."""

    def __init__(self, screening: Screening, question: WhatIfQuestion) -> None:
        """Nothing counted yet. The screening has to read the conclusion that is counted."""
        self.question, self.rulebook = question, screening.rulebook
        self.screening = screening.mapped(screening.mapping.with_constants(question.values))
        self.after = Summary(screening.rulebook)
        self.moves: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        self.change = [0, 0]
        self.bands: dict[int, Counter[str]] = {}

    def columns(self) -> list[str]:
        """The columns that are written behind those of the decision."""
        verdicts = [f"{_BEFORE}{route}_verdict" for route in self.rulebook.routes]
        totals = [f"{_BEFORE}{TOTAL}_low", f"{_BEFORE}{TOTAL}_high", f"{_CHANGE}_low", f"{_CHANGE}_high"]
        return [f"{_BEFORE}{RECOMMENDATION}", *verdicts, *totals]

    def add(self, before: Decided) -> pl.DataFrame:
        """Decide the rows once more, count what is other, and give the columns of it."""
        facts = before.facts.with_columns(
            pl.lit(value, dtype=dtype_of(self.rulebook.facts[name])).alias(name)
            for name, value in self.question.values.items()
        )
        problems = before.refused.unique("row", keep="first", maintain_order=True)
        after = self.screening.decide_facts(facts, problems)
        self.after.add(self.screening, after)
        both = before.kept & after.kept
        moved = self._moved(before, after).with_columns(both.alias("@both"))
        self._count(moved.filter("@both"), before, both)
        names = [RECOMMENDATION, *(f"{route}_verdict" for route in self.rulebook.routes)]
        names += [f"{TOTAL}_low", f"{TOTAL}_high"]
        then = after.decisions.select(pl.col(names).name.prefix(_BEFORE))
        change = moved.select(
            pl.when("@both").then(as_dollars(pl.col(end))).alias(name)
            for end, name in ((_LOW, f"{_CHANGE}_low"), (_HIGH, f"{_CHANGE}_high"))
        )
        return pl.concat([then, change], how="horizontal").select(self.columns())

    def _moved(self, before: Decided, after: Decided) -> pl.DataFrame:
        """How far each end of the plan total moves, in cents; 0 where nothing but a bound of the facts is the end."""
        plan = self.rulebook.plan
        assert plan is not None, "only what a rulebook adds up is compared"
        low, high = ends_of(plan.total)
        ends = [
            (after.read[end].fill_null(0).clip(0, OPEN_END) - before.read[end].fill_null(0).clip(0, OPEN_END)).alias(
                name
            )
            for end, name in ((low, _LOW), (high, _HIGH))
        ]
        up, down = pl.max_horizontal(_LOW, _HIGH) > 0, pl.min_horizontal(_LOW, _HIGH) < 0
        return pl.DataFrame(ends).with_columns(
            pl.when(up & down)
            .then(pl.lit("either"))
            .when(up)
            .then(pl.lit("gains"))
            .when(down)
            .then(pl.lit("loses"))
            .otherwise(pl.lit("same"))
            .alias(_MOVE)
        )

    def _count(self, moved: pl.DataFrame, before: Decided, both: pl.Series) -> None:
        self.moves.update(dict(moved[_MOVE].value_counts().iter_rows()))
        self.change[0] += int(moved[_LOW].sum())
        self.change[1] += int(moved[_HIGH].sum())
        gains = moved[_MOVE] == "gains"
        if self.question.counted:
            holds = before.read[self.question.counted].filter(both)
            self.counted.update(rows=int(holds.sum() or 0), unknown=int(holds.is_null().sum()))
            self.counted.update(
                gains=int((holds & gains).sum() or 0), unknown_gains=int((holds.is_null() & gains).sum())
            )
        if self.question.by in before.facts.columns:
            cents = before.facts[self.question.by].filter(both)
            place = pl.lit(-1)
            for number, edge in enumerate(BANDS):
                place = pl.when(pl.col(_BAND) >= edge * 100).then(pl.lit(number)).otherwise(place)
            bands = moved.with_columns(cents.alias(_BAND)).with_columns(place.alias(_BAND))
            found = bands.group_by(_BAND).agg(
                pl.len().alias("rows"),
                (pl.col(_MOVE) == "gains").sum().alias("gains"),
                pl.col(_LOW).sum().alias("low"),
                pl.col(_HIGH).sum().alias("high"),
            )
            for row in found.iter_rows(named=True):
                self.bands.setdefault(row.pop(_BAND), Counter()).update(row)

    def as_json(self) -> dict[str, Any]:
        """The counts as JSON; dollars are decimals."""
        facts = self.rulebook.facts
        return {
            "set": {name: show_value(value, facts[name].unit) for name, value in self.question.values.items()},
            "rows": {move: self.moves[move] for move in MOVES},
            "change": {"low": self.change[0] / 100, "high": self.change[1] / 100},
            "counted": {"conclusion": self.question.counted, **self.counted} if self.question.counted else None,
            "bands": {"fact": self.question.by, "bands": list(self._bands())},
            "after": self.after.as_json(),
        }

    def _bands(self) -> Iterator[dict[str, Any]]:
        for number in sorted(self.bands, key=lambda number: (number < 0, number)):
            found = self.bands[number]
            yield {
                "from": BANDS[number] if number >= 0 else None,
                "below": BANDS[number + 1] if 0 <= number < len(BANDS) - 1 else None,
                "rows": found["rows"],
                "gains": found["gains"],
                "low": found["low"] / 100,
                "high": found["high"] / 100,
            }


def merged(found: list[dict[str, Any]], rulebook: Rulebook) -> dict[str, Any]:
    """The counts of several files as one."""
    first = found[0]
    after = Summary(rulebook)
    bands: dict[tuple[Any, Any], Counter[str]] = {}
    for one in found:
        after.merge(one["after"])
        for band in one["bands"]["bands"]:
            mine = bands.setdefault((band["from"], band["below"]), Counter())
            mine.update({name: band[name] for name in ("rows", "gains", "low", "high")})
    counted: Counter[str] = Counter()
    for one in found:
        counted.update({name: count for name, count in (one["counted"] or {}).items() if name != "conclusion"})
    ordered = sorted(bands, key=lambda band: (band[0] is None, band[0] or 0))
    return {
        **first,
        "rows": {move: sum(one["rows"][move] for one in found) for move in MOVES},
        "change": {end: round(sum(one["change"][end] for one in found), 2) for end in ("low", "high")},
        "counted": {"conclusion": first["counted"]["conclusion"], **counted} if first["counted"] else None,
        "bands": {
            "fact": first["bands"]["fact"],
            "bands": [{"from": low, "below": high, **bands[low, high]} for low, high in ordered],
        },
        "after": after.as_json(),
    }
