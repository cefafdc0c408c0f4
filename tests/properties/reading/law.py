"""The published limits and dates, written out again on purpose (domain.md 1, real_lives.md 6)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as F
from types import SimpleNamespace as Year

# 402(g), catch-up, 60-63 catch-up, 415(c), 401(a)(17), IRA, IRA catch-up, wage base, then the low ends of the Roth
# ranges (single, joint) and of the deduction ranges (single, joint, spouse covered), then the SIMPLE limits: dollars,
# catch-up, 60-63 catch-up (0: none), dollars of plans with the 110 % rule.
NAMES = (
    "deferral catch_up super_catch_up additions pay_cap ira ira_catch_up base roth_s roth_j ded_s ded_j ded_sp "
    "simple simple_catch_up simple_super_catch_up simple_higher"
).split()
LAW = {
    2023: (
        *(22_500, 7_500, 0, 66_000, 330_000, 6_500, 1_000, 160_200, 138_000, 218_000, 73_000, 116_000, 218_000),
        *(15_500, 3_500, 0, 15_500),
    ),
    2024: (
        *(23_000, 7_500, 0, 69_000, 345_000, 7_000, 1_000, 168_600, 146_000, 230_000, 77_000, 123_000, 230_000),
        *(16_000, 3_500, 0, 17_600),
    ),
    2025: (
        *(23_500, 7_500, 11_250, 70_000, 350_000, 7_000, 1_000, 176_100, 150_000, 236_000, 79_000, 126_000, 236_000),
        *(16_500, 3_500, 5_250, 17_600),
    ),
    2026: (
        *(24_500, 8_000, 11_250, 72_000, 360_000, 7_500, 1_100, 184_500, 153_000, 242_000, 81_000, 129_000, 242_000),
        *(17_000, 4_000, 5_250, 18_100),
    ),
}
YEARS = tuple(LAW)
IRA_EXCISE = F(6, 100)
SMALL_REST_OF_BASE, SMALL_REST_OF_CONVERSION = F(20, 100), F(5, 100)
ADDITIONAL_MEDICARE_LINE = 200_000
ROTH_CATCH_UP_LINE, ROTH_CATCH_UP_FROM = 150_000, 2026


def of(tax_year: int) -> Year:
    """The year's limits in dollars and its days as ordinals."""
    following = tax_year + 1
    return Year(
        **dict(zip(NAMES, LAW[tax_year], strict=True)),
        first=date(tax_year, 1, 1).toordinal(),
        last=date(tax_year, 12, 31).toordinal(),
        after_tax_paid_in=date(following, 1, 30).toordinal(),
        ira_contribution=date(following, 4, 15).toordinal(),
        excess_deferral=date(following, 4, 15).toordinal(),
        first_year_deferral=date(following, 4, 15).toordinal(),
        ira_correction=date(following, 10, 15).toordinal(),
    )
