"""The summary of a population: how many rows, which verdicts, how many dollars, what closes routes, what to find out.

Counted some rows at a time and added up; everything in it is a number, a word of the rulebook or the name of a column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import polars as pl

from ..advise import decide
from ..advise.cases import Cases
from ..columns.reference import answers_of
from ..columns.wanted import ends_of
from ..reasoning.evaluate import IncrementalEvaluation, evaluate
from ..reasoning.trace import Answers
from ..rulebook.model import Rulebook
from ..value import OPEN_END
from .decisions import RECOMMENDATION, STATUS
from .screening import Decided, Screening

VERDICTS: Final = ("open", "caution", "unknown", "closed")
SAMPLE: Final = 200
_MOST_REASONS: Final = 10


class RangeSum(NamedTuple):
    """Cents added up: the least and the most they come to; `open` counts rows whose most no fact bounds."""

    low: int = 0
    high: int = 0
    open: int = 0

    def plus(self, other: RangeSum) -> RangeSum:
        """Both together."""
        return RangeSum(self.low + other.low, self.high + other.high, self.open + other.open)


class RouteCount(NamedTuple):
    """A route over a population: its verdicts, its dollars, and what closes it for how many.

    `closed_by` counts the rows a conclusion closes, `alone` those where nothing else does.
    """

    verdicts: Counter[str]
    dollars: RangeSum
    closed_by: Counter[str]
    alone: Counter[str]


class Summary:
    """Counts of one or several files, added up batch by batch."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Nothing counted yet."""
        self.rulebook = rulebook
        self.rows = self.refused = 0
        self.status: Counter[str] = Counter()
        self.recommended: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.corrections: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.total = RangeSum()
        self.routes = {name: RouteCount(Counter(), RangeSum(), Counter(), Counter()) for name in rulebook.routes}
        self.sample: list[tuple[int, Answers]] = []
        self.sampled = 0
        self.open_facts: Counter[str] = Counter()

    def add(self, screening: Screening, found: Decided) -> None:
        """Count some rows."""
        book, kept = self.rulebook, found.kept
        self.rows += len(kept)
        self.refused += int((~kept).sum())
        first = found.refused.unique("row", keep="first", maintain_order=True)
        self.reasons.update(first["fact"].to_list())
        words = found.decisions.filter(kept)
        read = found.read.filter(kept)
        self.status.update(_counted(words[STATUS]))
        self.recommended.update(_counted(words[RECOMMENDATION]))
        for name, route in self.routes.items():
            route.verdicts.update(_counted(words[f"{name}_verdict"]))
            self.routes[name] = route._replace(dollars=route.dollars.plus(_sum(read, f"{name}.amount")))
            _closings(read, name, book.routes[name].closed_by, route)
        for name in book.corrections:
            self.corrections[name] += int(read[f"{name}.held"].sum() or 0)
        if book.plan is not None:
            self.total = self.total.plus(_sum(read, book.plan.total))
        facts = found.facts.filter(kept)
        for name in book.facts:
            self.unknown[name] += facts[name].null_count() if name in facts.columns else facts.height
        verdicts = pl.any_horizontal(pl.col(f"{name}_verdict") == "unknown" for name in self.routes)
        still_open = (
            words.select((pl.col(STATUS) != "decided") | verdicts).to_series() if self.routes else words[STATUS] != ""
        )
        self._sampled(screening, facts.filter(still_open))

    def _sampled(self, screening: Screening, undecided: pl.DataFrame) -> None:
        """Keep some undecided rows, spread evenly over what is seen."""
        step = max(1, undecided.height // SAMPLE)
        rows = list(answers_of(undecided.gather_every(step).head(SAMPLE)))
        year = screening.rulebook.year_fact
        self.sample += [(int(row[year]), row) for row in rows]
        if len(self.sample) > SAMPLE:
            self.sample = [self.sample[place * len(self.sample) // SAMPLE] for place in range(SAMPLE)]

    def merge(self, other: Mapping[str, Any]) -> None:
        """Add what an earlier run counted of a file, from its JSON."""
        self.rows += other["rows"]
        self.refused += other["refused"]
        for mine, theirs in (
            (self.status, other["status"]),
            (self.recommended, other["recommendation"]),
            (self.reasons, other["refused_by"]),
            (self.corrections, other["corrections"]),
            (self.unknown, other["unknown"]),
            (self.open_facts, {one["fact"]: one["open"] for one in other["find_out_first"]}),
        ):
            mine.update(theirs)
        self.sampled += max((one["of_sample"] for one in other["find_out_first"]), default=0)
        if self.rulebook.plan is not None:
            self.total = self.total.plus(_read_sum(other["total"]))
        for name, said in other["routes"].items():
            route = self.routes[name]
            route.verdicts.update(said["verdicts"])
            route.closed_by.update({one: both["rows"] for one, both in said["closed_by"].items()})
            route.alone.update({one: both["alone"] for one, both in said["closed_by"].items()})
            self.routes[name] = route._replace(dollars=route.dollars.plus(_read_sum(said["dollars"])))

    def as_json(self) -> dict[str, Any]:
        """The counts as JSON; dollars are decimals. No cell of any row is in it."""
        return {
            "schema": 1,
            "rows": self.rows,
            "refused": self.refused,
            "refused_by": dict(self.reasons.most_common()),
            "status": dict(self.status),
            "recommendation": dict(self.recommended.most_common()),
            "total": _sum_json(self.total) if self.rulebook.plan is not None else None,
            "routes": {
                name: {
                    "label": self.rulebook.routes[name].label,
                    "verdicts": {verdict: route.verdicts[verdict] for verdict in VERDICTS},
                    "dollars": _sum_json(route.dollars),
                    "closed_by": {
                        one: {"rows": count, "alone": route.alone[one]} for one, count in route.closed_by.most_common()
                    },
                }
                for name, route in self.routes.items()
            },
            "corrections": {name: count for name, count in self.corrections.items() if count},
            "unknown": {name: count for name, count in self.unknown.items() if count},
            "find_out_first": self._find_out_first(),
            "rulebook": self.rulebook.digest,
        }

    def finish(self, screening: Screening) -> None:
        """Look, in the sample of undecided rows, for the facts that can still change them; then forget the sample."""
        for year, answers in self.sample:
            trace = evaluate(screening.program(year), answers)
            undecided = list(decide.undecided(trace))
            cases = Cases(trace, undecided, IncrementalEvaluation(trace).evaluate)
            self.open_facts.update(cases.open_facts(undecided))
        self.sampled += len(self.sample)
        self.sample = []

    def _find_out_first(self) -> list[dict[str, Any]]:
        """The facts that can still change most undecided rows.

        A fact can change a row where some value of it can still change a verdict, an amount, the recommendation or a
        correction: found by the reference, case by case, in a sample of the undecided rows.
        """
        facts = self.rulebook.facts
        order = {name: place for place, name in enumerate(facts)}
        return [
            {"fact": name, "label": facts[name].label, "open": count, "of_sample": self.sampled}
            for name, count in sorted(self.open_facts.items(), key=lambda one: (-one[1], order[one[0]]))
        ]


def _counted(words: pl.Series) -> dict[str, int]:
    return dict(words.value_counts().iter_rows())


def _closings(read: pl.DataFrame, route: str, closed_by: Iterable[str], count: RouteCount) -> None:
    holding = read.filter(pl.col(f"{route}.closed")).select(pl.col(list(closed_by)).fill_null(False))
    if holding.height == 0:
        return
    alone = holding.select(pl.sum_horizontal(pl.all().cast(pl.Int32)) == 1).to_series()
    for name in holding.columns:
        if number := int(holding[name].sum()):
            count.closed_by[name] += number
            count.alone[name] += int((holding[name] & alone).sum())


def _sum(read: pl.DataFrame, figure: str) -> RangeSum:
    low, high = (read[end].fill_null(0) for end in ends_of(figure))
    bound = high <= OPEN_END
    return RangeSum(int(low.sum()), int(high.filter(bound).sum()), int((~bound).sum()))


def _sum_json(found: RangeSum) -> dict[str, Any]:
    return {"low": found.low / 100, "high": found.high / 100, "rows_without_a_most": found.open}


def _read_sum(said: Mapping[str, Any]) -> RangeSum:
    return RangeSum(round(said["low"] * 100), round(said["high"] * 100), said["rows_without_a_most"])
