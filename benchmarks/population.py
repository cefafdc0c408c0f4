"""A population decided, side by side in one run: rows a second of processor time, and the most memory held.

    python benchmarks/population.py [ROWS]

Each line is a process of its own that reads a Parquet file, decides it and writes the answers, but for the first ones:
the file only read, and the plain evaluator on some of its rows. Times are user and system time; what start-up takes
(loading, compiling) is measured on a table of one row and taken off. The people are those of the examples, everything
about them known, with some facts changed at random.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 6, 30).toordinal()
ROWS = 500_000
REFERENCE_ROWS = 4_000
BASE = 3_000  # different savers, drawn with replacement
ROUNDS = 3
HR = (
    "tax_year", "age", "wages", "workplace_plan", "plan_offers_roth", "plan_offers_age_60_63_catch_up",
    "plan_allows_after_tax", "plan_allows_in_plan_roth_conversion", "employee_deferrals", "employer_contributions",
    "prior_year_pay", "prior_year_fica_wages", "owns_over_five_percent", "deferrals_complete", "business",
)  # fmt: skip


def main(rows: int) -> None:
    """Make the files, measure each in a process of its own, and print the table."""
    with tempfile.TemporaryDirectory() as home:
        # in a process of its own: what this one holds would count as what its children held
        subprocess.run([sys.executable, __file__, "--make", home, str(rows)], check=True)
        print(f"{rows:,} rows, medians of {ROUNDS}")
        print(f"{'':28}{'rows a CPU second':>20}{'of reading':>12}{'memory, MB':>12}{'by reference':>14}")
        reading = 0.0
        for name, how, path in lines(Path(home)):
            count = min(rows, REFERENCE_ROWS) if how == "reference" else rows
            runs = [measured(how, path, Path(home)) for _ in range(ROUNDS)]
            start = statistics.median(measured(how, path, Path(home), 1)["cpu"] for _ in range(ROUNDS))
            cpu = max(statistics.median(run["cpu"] for run in runs) - start, 1e-3)
            reading = cpu / count if how == "read" else reading
            memory, beyond = runs[0]["memory"], runs[0]["beyond"] / count
            said = f"{cpu / count / reading:11.1f}x"
            print(f"{name:28}{count / cpu:20,.0f}{said:>12}{memory:12,.0f}{beyond:14.1%}", flush=True)


def lines(home: Path) -> list[tuple[str, str, Path]]:
    """What is measured: its name, what is done, and with which file."""
    return [
        ("reading alone, known", "read", home / "known.parquet"),
        ("plain evaluator, known", "reference", home / "known.parquet"),
        ("plain evaluator, 20% unknown", "reference", home / "unknown20.parquet"),
        ("screen, known", "screen", home / "known.parquet"),
        ("screen, 20% unknown", "screen", home / "unknown20.parquet"),
        ("screen, 60% unknown", "screen", home / "unknown60.parquet"),
        (f"screen, {len(HR)} columns of payroll", "screen", home / "hr.parquet"),
    ]


def written(home: Path, rows: int) -> None:
    """Write the tables to decide: everything known, some of it unknown, and what a payroll system has."""
    import polars as pl

    from rothroute.engine.api import Adviser, load_rulebook
    from rothroute.engine.screen.cells import dtype_of

    adviser = Adviser(load_rulebook())
    facts = adviser.rulebook.facts
    base = pl.DataFrame(people(adviser), schema={name: dtype_of(fact) for name, fact in facts.items()})
    known = base.sample(rows, with_replacement=True, seed=7)
    tables = {"known": known, "hr": known.select(HR)}
    for share in (20, 60):
        cells = [
            pl.when(pl.int_range(rows).shuffle(seed=place) * 100 >= share * rows).then(pl.col(name)).alias(name)
            if name != "tax_year"
            else pl.col(name)
            for place, name in enumerate(facts)
        ]
        # a row whose answers contradict each other, once what excused them is not known, gives way to another
        fewer = known.select(cells)
        kept = fewer.filter(screening_of(list(facts)).decide_facts(fewer, nothing_wrong()).kept)
        tables[f"unknown{share}"] = kept.sample(rows, with_replacement=True, seed=share)
    for name, table in tables.items():
        table.write_parquet(home / f"{name}.parquet")


def people(adviser: Any) -> list[dict[str, Any]]:
    """Savers like those of the examples, of whom every fact is known."""
    from savers import _value, examples

    from rothroute.engine.reasoning.evaluate import contradictions, evaluate

    rng, program = random.Random(7), adviser.program(2026)
    whole = []
    for saver in examples(adviser):
        trace = evaluate(program, saver)
        values = {name: trace.fact_value(name) for name in program.facts}
        whole.append({name: saver.get(name, value) for name, value in values.items() if not isinstance(value, tuple)})
    found: list[dict[str, Any]] = []
    while len(found) < BASE:
        saver = dict(rng.choice(whole))
        for name in rng.sample(list(program.facts), 5):
            saver[name] = _value(rng, program.facts[name].fact) if name != "tax_year" else 2026
        if saver["as_of"] and not contradictions(program, saver):
            found.append(saver)
    return found


def screening_of(names: list[str]) -> Any:
    """What decides tables with these facts, held as the engine does: whole cents, ordinal days, millionths."""
    from rothroute.engine.api import load_rulebook
    from rothroute.engine.screen.mapping import ColumnRead, TableMapping
    from rothroute.engine.screen.screening import Screening

    return Screening(load_rulebook(), TableMapping("", tuple(ColumnRead(name, name) for name in names), {}), DAY)


def nothing_wrong() -> Any:
    """That no row is known to be bad."""
    import polars as pl

    return pl.DataFrame(schema={"row": pl.Int64, "fact": pl.String, "reason": pl.String, "remedy": pl.String})


def measured(how: str, path: Path, home: Path, most: int = 0) -> dict[str, float]:
    """Processor seconds and megabytes of one process."""
    command = [sys.executable, __file__, "--one", how, str(path), str(home), str(most)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{how} {path.name} failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(how: str, path: Path, home: Path, most: int) -> None:
    """Do it, in this process."""
    import polars as pl

    from rothroute.engine.columns.reference import ReferenceReader
    from rothroute.engine.resources.tables import batches, fill_table

    names = pl.scan_parquet(path).collect_schema().names()
    if most:
        path = home / "one.parquet"
        pl.read_parquet(home / "known.parquet", n_rows=most).select(names).write_parquet(path)
    beyond = 0
    if how == "read":
        for _ in batches(str(path), names):
            pass
    else:
        screening = screening_of(names)
        if how == "reference":
            table = pl.read_parquet(path, n_rows=REFERENCE_ROWS)
            ReferenceReader(screening.program(2026), screening.wanted).read(table)
        else:
            none = nothing_wrong()
            frames = (screening.written(screening.decide_facts(table, none)) for table in batches(str(path), names))
            fill_table(home / "out.parquet", "out.parquet", frames)
            beyond = getattr(screening.reader(2026), "beyond", 0)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": time.process_time(), "memory": used.ru_maxrss / 1024, "beyond": beyond}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        written(Path(sys.argv[2]), int(sys.argv[3]))
        sys.exit()
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
