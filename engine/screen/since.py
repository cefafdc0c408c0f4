"""Compares two screenings of the same people: whose answer changed, by how much, and because of what.

A row says which facts it was decided from (as a number made of them), on which day and by which rulebook; what of these
differs is why its answer does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from zlib import crc32

import polars as pl

from ..diagnostic import Diagnostic, Refusal
from ..resources.tables import QUOTED_FORMULA, header_of, readable, scanned
from ..rulebook.model import Fact, Rulebook
from ..value import show_dollars
from .decisions import AS_OF_COLUMN, FACTS, RECOMMENDATION, RULEBOOK, STATUS, TOTAL

_CAUSES: Final = (("facts", FACTS), ("law", RULEBOOK), ("day", AS_OF_COLUMN))
_OLD: Final = "@old"
_SPREAD: Final = 0x9E3779B97F4A7C15  # an odd number with its bits well mixed
_HALF: Final = 2**31
_ANSWER: Final = (STATUS, RECOMMENDATION)
CHANGE: Final = "change"
_BECAUSE: Final = "because"
_ENDS: Final = (f"{CHANGE}_low", f"{CHANGE}_high")


def digest_of_facts(facts: Mapping[str, Fact], table: pl.DataFrame) -> pl.Expr:
    """A number made of the facts of each row but the day: other facts give, all but surely, another number."""
    total = pl.lit(0, dtype=pl.UInt64)
    for name in table.columns:
        if name in facts and facts[name].role != "as_of":
            total = total + _mixed(pl.col(name), facts[name])
    return (total // 2).cast(pl.Int64)


def _mixed(cells: pl.Expr, fact: Fact) -> pl.Expr:
    if fact.unit == "choice":
        words = [value for value, _ in fact.values]
        salts = [crc32(word.encode()) for word in words]
        number = cells.replace_strict(words, salts, default=None, return_dtype=pl.Int64)
    else:
        number = cells.cast(pl.Int64)
    spread = pl.lit(_SPREAD, dtype=pl.UInt64)
    salted = (number + 2**40).cast(pl.UInt64) + pl.lit(crc32(fact.name.encode()) << 20, dtype=pl.UInt64)
    once = salted * spread
    return ((once ^ (once // _HALF)) * spread).fill_null(0)


def compared(rulebook: Rulebook, old: str, new: str) -> tuple[Iterator[pl.DataFrame], Counter[str]]:
    """The rows whose answer changed, and a counter that is filled while they are read. Raises Refusal."""
    id = _check(rulebook, old, new)
    kinds = {name: _kind(name) for name in _read(rulebook)}
    then, now = (
        scanned(path).select(_ids(path, id), *(pl.col(name).cast(kind) for name, kind in kinds.items()))
        for path in (old, new)
    )
    for path, table in ((old, then), (new, now)):
        with readable(path):
            seen = table.select(pl.col(id).is_duplicated().any(), none=pl.col(id).is_null().any()).collect()
            twice, none = seen.row(0)
        if none:
            raise _refused(
                f"the column `{id}` of `{path}` leaves a row without a name", "give each row an id of its own"
            )
        if twice:
            raise _refused(f"the column `{id}` of `{path}` names a row twice", "give each row an id of its own")
    joined = now.join(then, on=id, how="full", suffix=_OLD, maintain_order="left_right")
    counts: Counter[str] = Counter()
    return _changed(rulebook, old, id, joined, counts), counts


def _ids(path: str, id: str) -> pl.Expr:
    """The ids as the table of people had them: without the sign that a CSV file puts before a formula."""
    ids = pl.col(id).cast(pl.String)
    return ids.str.replace(QUOTED_FORMULA, "$1") if path.lower().endswith(".csv") else ids


def _read(rulebook: Rulebook) -> list[str]:
    names = [*_ANSWER, *(column for _, column in _CAUSES), f"{TOTAL}_low", f"{TOTAL}_high"]
    return names + [f"{route}_{part}" for route in rulebook.routes for part in ("verdict", "low", "high")]


def _watched(rulebook: Rulebook) -> list[str]:
    return [name for name in _read(rulebook) if name not in {column for _, column in _CAUSES}]


def changed_columns(rulebook: Rulebook) -> list[str]:
    """The columns of a comparison behind the id."""
    both = [f"{name}_{when}" for name in _watched(rulebook) for when in ("before", "now")]
    return [CHANGE, _BECAUSE, *both, *_ENDS]


def _kind(name: str) -> pl.DataType | type[pl.DataType]:
    """What a column holds; in a CSV file all are text."""
    if name.endswith(("_low", "_high")):
        return pl.Decimal(18, 2)
    return pl.Int64 if name == FACTS else pl.String


def _check(rulebook: Rulebook, old: str, new: str) -> str:
    """The column of ids. Raises Refusal where the tables cannot be compared."""
    before, after = header_of(old), header_of(new)
    missing = [name for name in _read(rulebook) if name not in before]
    if missing or [name for name in _read(rulebook) if name not in after]:
        path = old if missing else new
        help = "compare screenings that were written without --columns, by this version"
        raise _refused(f"`{path}` has not all columns of a screening", help)
    if before[0] != after[0]:
        raise _refused(f"`{old}` begins with the column `{before[0]}`, not `{after[0]}`", "use the same column of ids")
    return after[0]


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("screen-since", "error", message, None, (), help),))


def _changed(
    rulebook: Rulebook, old: str, id: str, joined: pl.LazyFrame, counts: Counter[str]
) -> Iterator[pl.DataFrame]:
    watched = _watched(rulebook)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name + _OLD)) for name in watched)
    gone, new = pl.col(id).is_null(), pl.col(id + _OLD).is_null()
    causes = [pl.when(pl.col(name).ne_missing(pl.col(name + _OLD))).then(pl.lit(cause)) for cause, name in _CAUSES]
    kind = pl.when(new).then(pl.lit("new")).when(gone).then(pl.lit("gone")).when(differs).then(pl.lit("changed"))
    because = pl.when(~new & ~gone).then(pl.concat_str(causes, separator="|", ignore_nulls=True))
    columns = [
        pl.coalesce(id, id + _OLD).alias(id),
        kind.otherwise(pl.lit("same")).alias(CHANGE),
        because.alias(_BECAUSE),
    ]
    for name in watched:
        columns += [pl.col(name + _OLD).alias(f"{name}_before"), pl.col(name).alias(f"{name}_now")]
    columns += [
        (pl.col(f"{TOTAL}_{end}") - pl.col(f"{TOTAL}_{end}{_OLD}")).cast(pl.Decimal(18, 2)).alias(f"{CHANGE}_{end}")
        for end in ("low", "high")
    ]
    with readable(old):
        for frame in joined.select(columns).collect_batches(maintain_order=True):
            _count(frame, counts)
            yield frame.filter(pl.col(CHANGE) != "same")


def _count(frame: pl.DataFrame, counts: Counter[str]) -> None:
    counts.update(dict(frame[CHANGE].value_counts().iter_rows()))
    changed = frame.filter(pl.col(CHANGE) == "changed")
    counts.update(
        {f"because {cause or 'no known cause'}": rows for cause, rows in changed[_BECAUSE].value_counts().iter_rows()}
    )
    for end in ("low", "high"):
        cents = changed[f"{CHANGE}_{end}"].fill_null(0).to_physical()
        counts.update({f"cents {end}": int(cents.sum())})


def as_text(counts: Counter[str]) -> Iterable[str]:
    """What changed, in a few lines."""
    yield (
        f"Since then: {counts['changed']:,} changed, {counts['same']:,} did not, "
        f"{counts['new']:,} are new, {counts['gone']:,} are gone."
    )
    for name, rows in counts.most_common():
        if name.startswith("because "):
            yield f"  {rows:>10,}  because of {name.removeprefix('because ').replace('|', ' and ')}"
    if counts["changed"]:
        low, high = counts["cents low"], counts["cents high"]
        yield f"The least of their plans together changes by {show_dollars(low)}, the most by {show_dollars(high)}."
