"""Columns give what the reference gives: every conclusion and figure, both ends, for savers of every kind."""

from __future__ import annotations

import random
from collections.abc import Callable

import polars as pl
import pytest

from rothroute.engine.columns.columns import ColumnReader
from rothroute.engine.columns.exactness import exactness
from rothroute.engine.columns.instructions import BITS_128, Instructions
from rothroute.engine.columns.reference import ReferenceReader
from rothroute.engine.columns.wanted import Wanted, wanted_of
from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.rulebook.model import Fact, Rulebook
from rothroute.engine.value import SCALE

YEARS = (2023, 2024, 2025, 2026)
USUAL = (0, 0, 1, 4_230_00, 7_000_00, 23_500_00, 60_000_00, 160_000_00, 250_000_00, 400_000_00, 3_000_000_00)
KINDS = {"yes_no": pl.Boolean, "choice": pl.String}


def bounds_of(program: Program) -> dict[str, list[int]]:
    """For each fact, the constants it is held against anywhere and one step either side, in its own unit."""
    values = [None] * len(program.slots)
    found: dict[str, list[int]] = {}
    for fact, bounds in program.walks.bounds.items():
        scale = SCALE.get(program.facts[fact].fact.unit, 1)
        amounts = [number(values)[0] * scale // denominator for (number, denominator), plain in bounds if plain]
        found[fact] = [amount + step for amount in amounts for step in (-1, 0, 1)]
    return found


def draw(rng: random.Random, fact: Fact, near: list[int]) -> object:
    """One value: at a bound of the law, at one of the fact, or a usual one."""
    if fact.unit == "yes_no":
        return rng.random() < 0.4
    if fact.unit == "choice":
        return rng.choice(fact.values)[0]
    kind = rng.random()
    if kind < 0.05:
        return rng.choice((fact.lowest, fact.highest))
    if kind < 0.3 and near:
        value = rng.choice(near)
    elif fact.unit == "dollars":
        value = rng.choice(USUAL) if kind < 0.8 else rng.randrange(50_000_000)
    elif fact.unit == "date":
        value = 739_600 + rng.randrange(500)
    else:
        value = rng.randrange(fact.lowest, min(fact.highest, 1_000_000) + 1)
    return max(fact.lowest, min(fact.highest, value))


def savers(program: Program, rows: int, unknown: float, seed: int) -> pl.DataFrame:
    """Random savers of the program's tax year; each fact is not known with a probability."""
    rng, near = random.Random(seed), bounds_of(program)
    columns = []
    for name, fact in program.rulebook.facts.items():
        values = [
            None if rng.random() < unknown else draw(rng, fact, near.get(name, []))
            for _ in range(rows if name != "tax_year" else 0)
        ]
        told = [program.tax_year] * rows if name == "tax_year" else values
        columns.append(pl.Series(name, told, dtype=KINDS.get(fact.unit, pl.Int64)))
    return pl.DataFrame(columns)


def all_of(rulebook: Rulebook) -> Wanted:
    """Every conclusion and figure there is."""
    return wanted_of(rulebook, (*rulebook.conclusions, *rulebook.figures))


def differing(reference: pl.DataFrame, columns: pl.DataFrame) -> list[str]:
    assert reference.schema == columns.schema
    return [name for name in reference.columns if not reference[name].equals(columns[name])]


@pytest.mark.parametrize("unknown", (0.0, 0.2, 0.6))
@pytest.mark.parametrize("year", YEARS)
def test_every_value_is_that_of_the_reference(
    rulebook: Rulebook, tries: Callable[[int, int], int], year: int, unknown: float
) -> None:
    program, wanted = compile_year(rulebook, year), all_of(rulebook)
    reader = ColumnReader(program, wanted, few=0)
    rows = tries(50, 84_000)  # 12 x 84,000: a million savers, by --thorough

    for seed in range(0, rows, 6_000):
        facts = savers(program, min(6_000, rows), unknown, seed + year)
        assert differing(ReferenceReader(program, wanted).read(facts), reader.read(facts)) == []
    assert unknown or reader.beyond < rows / 2, "most known savers are within the widths"


def test_a_column_that_is_missing_is_one_that_is_not_known(rulebook: Rulebook) -> None:
    program, wanted = compile_year(rulebook, 2026), all_of(rulebook)
    facts = savers(program, 60, 0.1, 7).select("tax_year", "age", "wages", "workplace_plan", "plan_allows_after_tax")

    read = ColumnReader(program, wanted, few=0).read(facts)

    assert differing(ReferenceReader(program, wanted).read(facts), read) == []


def test_rows_beyond_the_widths_are_read_by_the_reference(rulebook: Rulebook) -> None:
    program, wanted = compile_year(rulebook, 2026), all_of(rulebook)
    facts = savers(program, 40, 0.0, 3)
    most = {name: fact.highest for name, fact in rulebook.facts.items() if fact.unit == "dollars"}
    huge = facts.with_columns(pl.lit(value, dtype=pl.Int64).alias(name) for name, value in most.items())
    reader = ColumnReader(program, wanted, few=0)

    read = reader.read(huge)

    assert differing(ReferenceReader(program, wanted).read(huge), read) == []


def test_no_rows_give_no_rows(rulebook: Rulebook) -> None:
    program, wanted = compile_year(rulebook, 2026), all_of(rulebook)
    none = savers(program, 0, 0.0, 1)

    assert differing(ReferenceReader(program, wanted).read(none), ColumnReader(program, wanted, few=0).read(none)) == []


def made(known: str = "every") -> Instructions:
    """Instructions over a fact that may take all 128 bits."""
    fact = Fact("pay", None, "dollars", "", "", 0, BITS_128)  # type: ignore[arg-type]
    return Instructions({"pay": fact}, {"pay": known})  # type: ignore[dict-item]


def test_a_number_that_may_leave_128_bits_is_saturated_and_not_exact_there() -> None:
    make = made()
    pay = make.given("pay")

    twice, less = make.add(pay, pay), make.subtract(pay, make.number(1))

    assert (twice.name, less.name) == ("saturated", "subtract")
    assert exactness(make, [less]) is make.yes
    assert exactness(make, [twice]) is twice.args[0]
    assert exactness(make, [make.number(BITS_128 + 1)]) is make.no


def test_the_smaller_of_two_is_exact_where_the_other_is_beyond() -> None:
    make = made()
    pay, beyond = make.given("pay"), make.number(BITS_128 + 1)
    more = make.add(pay, pay)

    assert exactness(make, [make.least(beyond, make.number(7))]) is make.yes
    smaller = exactness(make, [make.least(more, pay)])
    assert smaller not in (make.yes, make.no, more.args[0])
    assert exactness(make, [make.most(more, pay)]) is not make.yes


def test_an_end_that_may_stand_for_more_decides_nothing() -> None:
    make = made()
    beyond, more = make.number(BITS_128 + 1), make.number(BITS_128 + 2)

    assert make.more(beyond, more).constant is None
    assert exactness(make, [make.more(beyond, more)]) is make.no
    assert make.more(make.number(5), make.number(4)) is make.yes
