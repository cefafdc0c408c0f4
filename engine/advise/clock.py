"""A day that the clock gave and that is far from the tax year: the clock may be wrong."""

from __future__ import annotations

from datetime import date

from ..value import show_date


def clock_remark(tax_year: int, today: date, option: str) -> str:
    """What to say of an advice as of today; nothing within a year of the tax year. `option` names another day."""
    if abs(today.year - tax_year) <= 1:
        return ""
    shown = show_date(today.toordinal())
    return (
        f"this computer's clock says {shown}, which is far from tax year {tax_year}; if another day is meant, "
        f"name it with {option}"
    )
