"""Makes a synthetic employer: `python make_employer.py 10000 people.csv` writes as many people, the same each time.

Nobody in it is real. Pay follows the deciles of usual weekly earnings of full-time workers not paid by the hour, third
quarter of 2016, of the U.S. Bureau of Labor Statistics (research series from the Current Population Survey,
https://www.bls.gov/cps/research/nonhourly/research-nonhourly-earnings-2016q3.htm), times 52 weeks and lifted by the
rise of the median of all full-time workers until the third quarter of 2025 ($1,214 a week, release USDL-25-1529).

Assumed, not published: the rise before that release (`MEDIAN_THEN`), pay above the ninth decile (a Pareto tail), ages,
years of service, who defers how much, what the employer gives, and filing status.
"""

from __future__ import annotations

import csv
import random
import sys
from datetime import date, timedelta

DECILES = (522, 709, 842, 982, 1_151, 1_362, 1_596, 1_906, 2_510)  # dollars a week
MEDIAN_NOW, MEDIAN_THEN = 1_214, 827
LOWEST = 350  # dollars a week, where the first decile begins
TAIL = 2.8  # the exponent of pay above the ninth decile
DEFERRAL_LIMIT, PAY_LIMIT = 24_500, 360_000  # of 2026, so that nobody defers more or is matched on more
HEADER = (
    "Employee ID",
    "Birth date",
    "Hire date",
    "Gross pay",
    "401(k) deferrals",
    "Employer match",
    "Prior year pay",
    "Prior year box 3",
    "W-4 status",
)


def weekly(rng: random.Random) -> float:
    """Dollars a week: between two deciles alike, above the ninth by the tail."""
    place = rng.random() * 10
    whole = int(place)
    if whole == 9:
        return DECILES[8] * (1 - rng.random()) ** (-1 / TAIL)
    low = DECILES[whole - 1] if whole else LOWEST
    return low + (DECILES[whole] - low) * (place - whole)


def person(rng: random.Random, number: int) -> tuple[object, ...]:
    """One row."""
    pay = round(min(weekly(rng) * 52 * MEDIAN_NOW / MEDIAN_THEN, 3_000_000), 2)
    born = date(2026, 12, 31) - timedelta(days=rng.randrange(22 * 365, 68 * 365))
    hired = max(born + timedelta(days=22 * 365), date(2026, 6, 1) - timedelta(days=int(rng.expovariate(1 / 2_500))))
    share = rng.choices((0, 0.03, 0.06, 0.1, 0.15), (22, 18, 30, 20, 10))[0]
    deferred = round(min(pay * share, DEFERRAL_LIMIT), 2)
    match = round(min(deferred, min(pay, PAY_LIMIT) * 0.05), 2)
    before = round(pay / 1.035, 2) if hired.year < 2026 else 0.0
    status = rng.choices(("S", "MFJ", "HOH", ""), (38, 44, 12, 6))[0]
    return (f"E{number:07}", born, hired, pay, deferred, match, before, min(before, 176_100), status)


def main(count: int, path: str) -> None:
    """Write the table."""
    rng = random.Random(2026)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(person(rng, number) for number in range(1, count + 1))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
